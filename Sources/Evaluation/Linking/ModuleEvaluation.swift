import Machine
import Packaging
import Runtimes

/// Evaluating a linked graph.
extension Program {
    /// Modules below a root in the order in which they are evaluated.
    private func order(_ root: ModuleInstance) -> [ModuleInstance] {
        var out: [ModuleInstance] = [], seen: Set<String> = []
        var work: [(module: ModuleInstance, next: Int)] = [(root, 0)]
        seen.insert(root.id)
        while let (m, next) = work.last {
            if next < m.targets.count {
                work[work.count - 1].next += 1
                if let t = m.targets[next], !m.isSourcePhase(next), seen.insert(t.id).inserted { work.append((t, 0)) }
            } else {
                out.append(m)
                work.removeLast()
            }
        }
        return out
    }
    /// Instantiates and evaluates a graph: a promise of its completion.
    func evaluate(_ root: ModuleInstance) throws(Abrupt) -> Handle {
        if root.promise != 0 { return root.promise }
        let list = order(root)
        evaluationOrder += list.map(\.id).filter { !evaluationOrder.contains($0) }
        for m in list where m.format == .module && !m.isInstantiated {
            m.isInstantiated = true
            if let t = m.lowered?.instantiate {
                _ = try machine.call(.object(machine.makeClosure(t, environment: m.environment)), .undefined, [])
            }
        }
        let done = machine.makePromise()
        root.promise = done
        try evaluateRest(list, 0, root, done)
        return done
    }
    /// From the index on, until a module has to be waited for.
    private func evaluateRest(_ list: [ModuleInstance], _ from: Int, _ root: ModuleInstance, _ done: Handle) throws(Abrupt) {
        var i = from
        do throws(Abrupt) {
            while i < list.count {
                let m = list[i]
                i += 1
                guard m.state != .evaluated, m.state != .evaluating else {
                    if m.promise != 0, m !== root, machine.promiseState(m.promise) == .pending, m.state == .evaluated {
                        wait(m.promise, list, i, root, done); return
                    }
                    continue
                }
                if m.state == .failed { throw .thrown(m.failure) }
                m.state = .evaluating
                let isConsumer = consumers.contains(m.path?.text ?? "")
                if !isConsumer { moduleDepth += 1 }
                defer { if !isConsumer { moduleDepth -= 1 } }
                if isConsumer, stage == .startup, !isWorkers { stage = .use }
                if m.format != .commonJS { recorder?.evaluates(m) }
                let value = try evaluateOne(m)
                m.state = .evaluated
                if let value, machine.isPromise(value) {
                    if m !== root { m.promise = value.handle }
                    machine.markHandled(value.handle)
                    wait(value.handle, list, i, root, done)
                    return
                }
            }
            machine.fulfill(done, .undefined)
        } catch {
            guard case .thrown(let v) = error else { throw error }
            if i > 0 { list[i - 1].state = .failed; list[i - 1].failure = v }
            if i > 0 { ScopeNames.explain(self, v, root: root, failed: list[i - 1]) }
            machine.reject(done, v)
        }
    }
    private func wait(_ promise: Handle, _ list: [ModuleInstance], _ next: Int, _ root: ModuleInstance, _ done: Handle) {
        let go = machine.makeNative("", length: 1) { [unowned self] _, _ throws(Abrupt) in
            try self.evaluateRest(list, next, root, done); return .undefined
        }
        let fail = machine.makeNative("", length: 1) { [unowned self] m, a in
            if next > 0 { ScopeNames.explain(self, a[0], root: root, failed: list[next - 1]) }
            m.reject(done, a[0])
            return .undefined
        }
        machine.then(promise, .object(go), .object(fail), derived: .undefined)
    }
    /// nil, or the promise of an async module.
    private func evaluateOne(_ m: ModuleInstance) throws(Abrupt) -> Value? {
        switch m.format {
        case .module:
            guard let lowered = m.lowered else { return nil }
            let value = try machine.call(.object(machine.makeClosure(lowered.evaluate, environment: m.environment)), .undefined, [])
            return lowered.hasTopLevelAwait ? value : nil
        case .commonJS: _ = try commonJSExports(m)
        case .json: try fillInterop(m, parsedJSON(m)); machine.define(m.interop, "default", try parsedJSON(m), .all)
        case .builtin: try fillBuiltin(m)
        case .wasm: try evaluateWasm(m)
        case .text: machine.define(m.interop, "default", text(of: m), .all)
        case .bytes: machine.define(m.interop, "default", .object(try unknownBytes()), .all)
        case .empty: machine.define(m.interop, "default", .object(machine.makePlainObject()), .all)
        case .notInstalled: break
        }
        return nil
    }
    /// The text of a file that is imported as text; where Bun knows nothing better, the file's path.
    private func text(of m: ModuleInstance) -> Value {
        guard let path = m.path, profile.runtime != .bun, case .success(let bytes) = tree.read(path) else {
            return machine.unknown("text", "the text of a file", .string)
        }
        return machine.makeString(String(decoding: bytes, as: UTF8.self))
    }
    func unknownBytes() throws(Abrupt) -> Handle {
        let b = try machine.makeArrayBuffer(byteLength: 0)
        machine.setContentUnknown(b)
        return b
    }
    private func parsedJSON(_ m: ModuleInstance) throws(Abrupt) -> Value {
        guard let file = m.file else { return .undefined }
        return try machine.call(
            machine.get(machine.get(machine.globalObject, machine.key("JSON")), "parse"), .undefined,
            [machine.makeString(file.text(0..<file.bytes.count))])
    }
    private func fillBuiltin(_ m: ModuleInstance) throws(Abrupt) {
        let object = try Host.builtin(self, String(m.id.dropFirst(5)))
        // Where the module's members are noted as the program meets them, so are the importers': what is copied here nobody has met yet.
        try machine.lookups.suspended { () throws(Abrupt) in
            machine.define(m.interop, "default", object, .all)
            if object.isObject {
                for key in (try? machine.ownKeys(object.handle)) ?? [] where !key.isSymbol && machine.keyText(key) != "default" {
                    machine.define(m.interop, key, try machine.get(object, key), .all)
                }
            }
            for p in machine.ownDataProperties(object) where machine.keyText(p.key) != "default" {
                machine.define(m.interop, p.key, p.value, .all)
            }
        }
        machine.setOpen(m.interop)
        guard object.isObject, machine.isGuarded(object.handle), let owner = ownerNames[object.handle] else { return }
        ownerNames[m.interop] = owner
        machine.setGuarded(m.interop)
    }
    private func evaluateWasm(_ m: ModuleInstance) throws(Abrupt) {
        guard let n = m.wasmNumber else { return }
        switch profile.rule("module/wasm")?.text {
        case "instance":
            let imports = machine.makePlainObject()
            var seen: Set<String> = []
            for (i, name) in (wasmModules[n].module?.imports ?? []).map(\.module).filter({ seen.insert($0).inserted }).enumerated()
            where i < m.targets.count {
                if let t = m.targets[i] { machine.define(imports, name, namespaceReference(t, importer: nil), .all) }
            }
            let instance = try Host.instantiate(self, module: n, imports: .object(imports), callee: "WebAssembly.Instance()")
            let exports = try machine.get(instance, "exports")
            if exports.isObject { for p in machine.ownDataProperties(exports) { machine.define(m.interop, p.key, p.value, .all) } }
        case "path":
            machine.define(m.interop, "default", machine.makeString(absolute(m.path?.text ?? "")), .all)
            machine.define(m.interop, "__esModule", .true, .all)
        default:
            machine.define(m.interop, "default", Host.moduleObject(self, n, provenance: "imported"), .all)
        }
    }

    // import()

    func importDynamically(_ specifier: String, from importer: String, phase: UInt8, type: String? = nil) throws(Abrupt) -> Value {
        guard let from = TreePath(importer), let m = modules[importer] ?? modules[from.text] else {
            return .object(machine.makeUnknownPromise())
        }
        let isStatic = !isBundled || isStaticImport
        do throws(LinkFailure) {
            let target =
                isBundled && !isStatic
                ? try importFromBundle(specifier, m) : try resolve(specifier, from: m, kind: .dynamicImport, attribute: type)
            if isNode, let (_, position) = runningPosition() {
                let request = ModuleRecord.Request(
                    specifier: specifier, offset: Int(position.offset), phase: .evaluation, attributes: type)
                try checkAttributes(target, request, from: m)
            }
            try link(target)
            if phase == 1, let error = profile.rule("module/source-call")?.error {
                return rejected(hostError(error, event: event("link.source", ["specifier": specifier])))
            }
            if phase == 1 { return resolved(sourcePhase(target)) }
            // evaluated by a job: what runs now, be it a graph that imports the same module, goes on first
            let out = machine.makePromise()
            let begin = machine.makeNative("", length: 0) { [unowned self] _, _ throws(Abrupt) in
                try self.evaluateImported(target, out); return .undefined
            }
            let ready = machine.makePromise()
            machine.fulfill(ready, .undefined)
            machine.then(ready, .object(begin), .undefined, derived: .undefined)
            return .object(out)
        } catch {
            if error.isUndecided { return .object(machine.makeUnknownPromise()) }
            // a bundler let the specifier pass: the runtime looks for it
            if isBundled, isStatic, error.kind == "module.resolve", let e = profile.rule("module/missing-dynamic")?.error {
                let base = Host.moduleURL(self, importer)
                let url = WebURL(specifier, base: base)?.href ?? specifier
                let at = event("module.import", error.attributes)
                let path = specifier.split(separator: "/", omittingEmptySubsequences: true).joined(separator: "/")
                return rejected(hostError(e.filled(["specifier": specifier.contains("://") ? path : specifier, "url": url]), event: at))
            }
            return rejected(linkError(browserFailure(error, specifier, m)))
        }
    }
    private func evaluateImported(_ target: ModuleInstance, _ out: Handle) throws(Abrupt) {
        let done: Handle
        do throws(LinkFailure) { done = try evaluateForImport(target) } catch { return machine.reject(out, linkError(error)) }
        let go = machine.makeNative("", length: 1) { [unowned self] m, _ throws(Abrupt) in
            try m.resolve(out, self.namespaceReference(target, importer: nil)); return .undefined
        }
        let fail = machine.makeNative("", length: 1) { m, a in
            m.reject(out, a[0]); return .undefined
        }
        machine.then(done, .object(go), .object(fail), derived: .undefined)
    }
    /// A page is told which import() failed, not what that one imports.
    private func browserFailure(_ f: LinkFailure, _ specifier: String, _ importer: ModuleInstance) -> LinkFailure {
        let told = "Failed to fetch dynamically imported module: "
        guard profile.runtime == .browser, f.message.hasPrefix(told), let base = Host.moduleURL(self, importer.path?.text ?? ""),
            let url = WebURL(specifier, base: base)
        else { return f }
        var failure = f
        failure.message = told + url.href
        return failure
    }
    private func evaluateForImport(_ target: ModuleInstance) throws(LinkFailure) -> Handle {
        do throws(Abrupt) { return try evaluate(target) } catch {
            let p = machine.makePromise()
            if case .thrown(let v) = error { machine.reject(p, v) } else { pendingStop = error; return machine.makeUnknownPromise() }
            return p
        }
    }
    /// A link failure as an error value that a program can catch.
    func linkError(_ f: LinkFailure) -> Value {
        let at = event(f.kind, f.attributes, phase: f.phase)
        if let place = f.at { events[at].at = place }
        let v = hostError(RuntimeError(name: f.name, message: f.message, code: f.code), event: at)
        return v
    }
}
