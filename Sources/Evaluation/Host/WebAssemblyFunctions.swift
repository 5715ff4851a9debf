import Machine
import Runtimes
import WasmBinary

/// `validate`, `compile`, `instantiate` and their streaming forms.
extension WebAssemblyHost {
    static func functions(_ p: Program, _ w: Handle) {
        let m = p.machine
        m.defineMethod(w, "validate", length: 1) { [unowned p] m, a throws(Abrupt) in
            guard let (bytes, _) = try source(p, a[0]) else { throw notASource(p, "WebAssembly.validate()", a[0]) }
            guard let bytes else { return m.unknown("wasm", "whether bytes are valid", .boolean) }
            guard let module = try? WasmModule.read(bytes) else { return .false }
            // what probes ask for; types are not checked
            if module.hasCommonInstructionsOnly(bytes) { return .true }
            return m.unknown("wasm-validate", "whether the engine takes this module", .boolean)
        }
        m.defineMethod(w, "compile", length: 1) { [unowned p] m, a throws(Abrupt) in
            p.reachedWasm = true
            let given = try source(p, a[0])
            if let r = p.refusal("WebAssembly.compile", "wasm.compile", ["input": "bytes", "provenance": given?.provenance ?? "unknown"]) {
                return p.rejected(r.error)
            }
            guard let (bytes, origin) = given else { return p.rejected(try p.caught(notASource(p, "WebAssembly.compile()", a[0]))) }
            let event = p.event("wasm.compile", ["callee": "WebAssembly.compile", "input": "bytes", "provenance": origin])
            if p.profile.operation("WebAssembly.compile", at: p.moment) == .pending { return p.pendingAtStartup(event) }
            return p.later { done throws(Abrupt) in
                do throws(Abrupt) {
                    m.fulfill(done, moduleObject(p, try compiled(p, bytes, "WebAssembly.compile()"), provenance: origin))
                } catch {
                    if case .thrown(let e) = error { m.reject(done, e) } else { throw error }
                }
            }
        }
        m.defineMethod(w, "instantiate", length: 1) { [unowned p] m, a throws(Abrupt) in try instantiateFunction(p, a) }
    }
    static func instantiateFunction(_ p: Program, _ a: Arguments) throws(Abrupt) -> Value {
        let m = p.machine, callee = "WebAssembly.instantiate()", imports = a[1]
        p.reachedWasm = true
        if let n = moduleNumber(m, a[0]) {
            p.event("wasm.instantiate", ["callee": "WebAssembly.instantiate", "input": "module"])
            do throws(Abrupt) { return p.resolved(try instantiate(p, module: n, imports: imports, callee: callee)) } catch {
                if case .thrown(let e) = error { return p.rejected(e) }
                throw error
            }
        }
        guard let (bytes, origin) = try source(p, a[0]) else { return p.rejected(try p.caught(notASource(p, callee, a[0]))) }
        if let r = p.refusal(
            "WebAssembly.instantiate", "wasm.compile", ["input": origin == "unknown" ? "unknown" : "bytes", "provenance": origin])
        {
            return p.rejected(r.error)
        }
        let event = p.event("wasm.compile", ["callee": "WebAssembly.instantiate", "input": "bytes", "provenance": origin])
        if p.profile.operation("WebAssembly.instantiate", at: p.moment) == .pending { return p.pendingAtStartup(event) }
        let mayBeModule = a[0].isUncertain
        return p.later { done throws(Abrupt) in
            do throws(Abrupt) {
                let n = try compiled(p, bytes, callee)
                let instance = try instantiate(p, module: n, imports: imports, callee: callee, asked: event)
                var result = [("module", moduleObject(p, n, provenance: origin)), ("instance", instance)]
                // of a module the instance alone comes back: it has members of its own, and who passes an unknown value knows which
                if mayBeModule, instance.isObject { result.append(("exports", try m.get(instance, "exports"))) }
                let pair = Host.plain(p, result)
                if mayBeModule { m.setOpen(pair.handle) }
                m.fulfill(done, pair)
            } catch {
                if case .thrown(let e) = error { m.reject(done, e) } else { throw error }
            }
        }
    }
    static func streaming(_ p: Program, _ name: String, _ a: Arguments) -> Value {
        let m = p.machine, imports = a[1]
        p.reachedWasm = true
        let event = p.event("wasm.streaming", ["callee": "WebAssembly.\(name)"])
        let out = m.makePromise()
        let given = (try? m.promiseResolve(a[0])) ?? m.makeUnknownPromise()
        let go = m.makeNative("", length: 1) { [unowned p] m, b throws(Abrupt) in
            guard b[0].isObject, FetchHost.isResponse(m, b[0]) else {
                if b[0].isUncertain { m.fulfill(out, m.unknown("wasm", "an instance", .object)); return .undefined }
                let told =
                    p.profile.rule("streaming/source")?.error?.filled(["value": m.describe(b[0])])
                    ?? RuntimeError(
                        name: "TypeError", message: "WebAssembly.\(name)(): Argument 0 must be a Response or a Promise resolving to one")
                m.reject(out, p.hostError(told, event: event))
                return .undefined
            }
            let status = m.internalValue(b[0].handle, 2)
            if status.isNumber, !(200..<300).contains(status.number), let told = p.profile.rule("streaming/status")?.error {
                m.reject(
                    out,
                    p.hostError(
                        told, event: p.event("wasm.streaming-status", ["callee": "WebAssembly.\(name)", "status": "\(Int(status.number))"]))
                )
                return .undefined
            }
            let type = FetchHost.isUnreadable(m, b[0]) ? nil : FetchHost.contentType(m, b[0])
            if let type, !type.hasPrefix("application/wasm"), p.profile.runtime != .deno {
                let at = p.event("wasm.streaming-type", ["callee": "WebAssembly.\(name)", "type": type])
                m.reject(
                    out,
                    p.hostError(
                        RuntimeError(
                            name: "TypeError",
                            message: p.isNode
                                ? "Invalid WebAssembly response: unsupported MIME type '\(type)'"
                                : "WebAssembly.\(name)(): Incorrect response MIME type. Expected 'application/wasm'."), event: at))
                return .undefined
            }
            if let error = FetchHost.take(p, b[0], rule: "streaming/used", function: name) { m.reject(out, error); return .undefined }
            let bytes = FetchHost.body(p, b[0])
            p.schedule(delay: 0) { () throws(Abrupt) in
                do throws(Abrupt) {
                    let n = try compiled(p, bytes, "WebAssembly.\(name)()")
                    if name == "compileStreaming" { m.fulfill(out, moduleObject(p, n, provenance: "network")); return }
                    m.fulfill(
                        out,
                        Host.plain(
                            p,
                            [
                                ("module", moduleObject(p, n, provenance: "network")),
                                (
                                    "instance",
                                    try instantiate(p, module: n, imports: imports, callee: "WebAssembly.instantiate()", asked: event)
                                )
                            ]))
                } catch {
                    if case .thrown(let e) = error { m.reject(out, e) } else { throw error }
                }
            }
            return .undefined
        }
        let fail = m.makeNative("", length: 1) { m, b in
            m.reject(out, b[0]); return .undefined
        }
        m.then(given, .object(go), .object(fail), derived: .undefined)
        return .object(out)
    }
}
