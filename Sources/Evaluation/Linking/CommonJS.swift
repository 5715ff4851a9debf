import Machine
import Packaging
import Runtimes

/// CommonJS: `require`, `module`, and what requiring an ES module does.
extension Program {
    /// Evaluates a CommonJS module at first use; its `module.exports`.
    func commonJSExports(_ m: ModuleInstance) throws(Abrupt) -> Value {
        if m.moduleObject != 0 { return try machine.get(m.moduleObject, machine.key("exports")) }
        guard let file = m.file, let path = m.path else { return .undefined }
        let module = machine.makePlainObject(), exports = machine.makePlainObject()
        m.moduleObject = module
        recorder?.evaluates(m)
        machine.define(module, "exports", .object(exports), .all)
        machine.define(module, "id", machine.makeString(absolute(path.text)), .all)
        machine.define(module, "filename", machine.makeString(absolute(path.text)), .all)
        machine.define(module, "loaded", .false, .all)
        machine.define(module, "children", .object(machine.makeArray()), .all)
        machine.define(module, "paths", .object(machine.makeArray()), .all)
        machine.setOpen(module)
        let require = makeRequire(m)
        machine.define(module, "require", .object(require), .all)
        let function = machine.makeClosure(
            sources.commonJSFunction(file, index: fileNumber(file), hasPaths: !isBundled, isStrict: isBundled && isWorkers), environment: 0)
        let hasPaths = !isBundled
        let name: Value = hasPaths ? machine.makeString(absolute(path.text)) : .hole
        let folder: Value = hasPaths ? machine.makeString(absolute(path.parent?.text ?? "")) : .hole
        let isConsumer = consumers.contains(path.text)
        if !isConsumer { moduleDepth += 1 } else if !isWorkers { stage = .use }
        defer { if !isConsumer { moduleDepth -= 1 } }
        do throws(Abrupt) {
            _ = try machine.call(.object(function), .object(exports), [.object(exports), .object(require), .object(module), name, folder])
        } catch {
            if case .thrown = error { m.moduleObject = 0 }
            throw error
        }
        machine.define(module, "loaded", .true, .all)
        let result = try machine.get(module, machine.key("exports"))
        if m.interop == 0 { m.interop = machine.makePlainObject() }
        try fillInterop(m, result)
        m.state = .evaluated
        return result
    }
    func makeRequire(_ m: ModuleInstance) -> Handle {
        let require = machine.makeNative("require", length: 1) { [unowned self] machine, a throws(Abrupt) in
            if a[0].isUncertain { return .unknown(machine.reason(of: a[0])) }
            guard a[0].isString else {
                throw machine.typeError("The \"id\" argument must be of type string. Received \(machine.describe(a[0]))")
            }
            let specifier = machine.text(a[0].handle)
            if self.isBundled, !self.isStaticRequire { throw self.dynamicRequire(specifier) }
            return try self.require(specifier, from: m)
        }
        if !isBundled, !isUploaded {
            machine.defineMethod(require, "resolve", length: 1) { [unowned self] machine, a throws(Abrupt) in
                let s = try machine.toText(a[0])
                let found = self.tree.resolve(
                    Specifier(self.relativeSpecifier(s, from: m.path ?? .root)), from: m.path ?? .root, kind: .require, rules: self.rules)
                switch found.outcome {
                case .file(let path): return machine.makeString(self.absolute(path.text))
                case .builtin, .external: return machine.makeString(s)
                case .failure(let f):
                    throw .thrown(
                        self.linkError(
                            LinkFailure(
                                name: f.name, message: f.message, code: f.code, notes: f.notes, kind: "module.resolve",
                                attributes: ["specifier": s, "importer": m.id])))
                default: return machine.unknown("module", "where require.resolve(\"\(s)\") leads", .string)
                }
            }
            machine.define(require, "cache", .object(openObject()), .all)
            machine.define(require, "extensions", .object(openObject()), .all)
        }
        return require
    }
    /// esbuild's own `require`, for what it could not read while it built.
    func dynamicRequire(_ specifier: String) -> Abrupt {
        let at = event("module.require", ["specifier": specifier, "form": isRequireHandedOn ? "handed-on" : "dynamic"])
        let error =
            profile.rule("bundle/dynamic-require")?.error
            ?? RuntimeError(name: "Error", message: "Dynamic require of \"{specifier}\" is not supported")
        return .thrown(hostError(error.filled(["specifier": specifier]), event: at))
    }
    func openObject() -> Handle { let o = machine.makePlainObject(); machine.setOpen(o); return o }

    func require(_ specifier: String, from m: ModuleInstance) throws(Abrupt) -> Value {
        event("module.require", ["specifier": specifier, "importer": m.id])
        let target: ModuleInstance
        do throws(LinkFailure) { target = try resolve(specifier, from: m, kind: .require) } catch {
            if error.isUndecided { return machine.unknown("module", "what require(\"\(specifier)\") gives") }
            if isBundled, let e = profile.rule("bundle/dynamic-require")?.error {
                var f = error
                f.name = e.name; f.message = e.filled(["specifier": specifier]).message; f.code = nil; f.phase = .load
                throw .thrown(linkError(f))
            }
            throw .thrown(linkError(error))
        }
        if target.importersAbove.isEmpty, let path = m.path { target.importersAbove = [path] + m.importersAbove.prefix(20) }
        switch target.format {
        case .commonJS where !isBundled && target.id.hasSuffix(".node"):
            hasAddon = true
            event("module.addon", ["specifier": specifier, "path": target.id])
            machine.assumptions.insert("the native addon \(target.id) loads")
            return machine.unknown("addon", "a native addon", .object)
        case .commonJS:
            do throws(LinkFailure) { try link(target) } catch { throw undecidable(error, in: target) }
            return try commonJSExports(target)
        case .builtin: return try Host.builtin(self, String(target.id.dropFirst(5)))
        case .json:
            guard let file = target.file else { return .undefined }
            return try machine.call(
                machine.get(machine.get(machine.globalObject, machine.key("JSON")), "parse"), .undefined,
                [machine.makeString(file.text(0..<file.bytes.count))])
        case .empty: return .object(machine.makePlainObject())
        case .notInstalled: return machine.unknown("module", "what require(\"\(specifier)\") gives")
        case .wasm: return try requireWasm(target, specifier)
        case .module: return try requireModule(target, specifier, from: m)
        case .text, .bytes: return machine.unknown("module", "the content of \(specifier)")
        }
    }
    /// Most runtimes read the file as a script, or have no loader for it.
    private func requireWasm(_ target: ModuleInstance, _ specifier: String) throws(Abrupt) -> Value {
        guard let e = profile.rule("module/wasm-require")?.error else {
            // Bun gives the file's path, required or imported
            guard profile.rule("module/wasm")?.text == "path", let path = target.path else {
                return machine.unknown("module", "a required .wasm file")
            }
            let object = machine.makePlainObject()
            machine.define(object, "default", machine.makeString(absolute(path.text)), .all)
            machine.define(object, "__esModule", .true, .all)
            return .object(object)
        }
        // a script that does not parse is told where it is wrong, however late it is read
        let isSyntax = e.name == "SyntaxError"
        let at = event("module.require-wasm", ["specifier": specifier], phase: isSyntax ? .resolve : nil)
        if isSyntax { events[at].at = Place(path: target.id, line: 1, column: 1, offset: 0) }
        throw .thrown(hostError(e.filled(["specifier": specifier]), event: at))
    }
    /// What a required graph that does not link throws; what is only not understood here ends the run as unknown.
    private func undecidable(_ failure: LinkFailure, in target: ModuleInstance) -> Abrupt {
        switch failure.kind {
        case "syntax.unclear": .stopped(.unmodelled("a syntax that is not understood in \(target.id)"))
        case "module.undecided": .stopped(.unmodelled("what a specifier in the graph of \(target.id) leads to"))
        case "module.unreadable": .stopped(.unmodelled(failure.message))
        default: .thrown(linkError(failure))
        }
    }
    /// `require` of an ES module, as the runtime has it.
    private func requireModule(_ target: ModuleInstance, _ specifier: String, from m: ModuleInstance) throws(Abrupt) -> Value {
        let rule = profile.rule("module/require-esm")
        if rule?.error != nil, let e = (target.id.hasSuffix(".js") ? profile.rule("module/require-esm-js")?.error : nil) ?? rule?.error {
            let at = event("module.require-esm", ["specifier": specifier, "target": target.id], phase: .load)
            throw .thrown(
                hostError(
                    e.filled([
                        "specifier": specifier, "path": "./" + target.id, "importer": "./" + m.id, "target": "./" + target.id,
                        "name": target.id.split(separator: "/").last.map(String.init) ?? target.id
                    ]), event: at))
        }
        if let refused = requiredGraphRefusal(target, specifier) { throw .thrown(refused) }
        do throws(LinkFailure) { try link(target) } catch { throw undecidable(error, in: target) }
        let graph = reachable(target)
        if graph.contains(where: { $0.lowered?.hasTopLevelAwait == true }) {
            let tla = profile.rule("module/require-esm-with-await")
            if let e = tla?.error {
                let at = event("module.require-async", ["specifier": specifier, "target": target.id], phase: .load)
                // Node points at the await, not at the call
                if isNode, at < events.count, let place = topLevelAwait(below: target) { events[at].at = place }
                throw .thrown(
                    hostError(
                        e.filled([
                            "url": "file://" + absolute(target.id), "specifier": specifier, "importer": "./" + m.id, "target": target.id,
                            "path": "./" + target.id,
                            "stack": ([m.id] + m.importersAbove.map(\.text)).map { "- ./" + $0 }.joined(separator: "\n")
                        ]), event: at))
            }
            if tla?.text == "empty" {
                event("module.require-async", ["specifier": specifier, "target": target.id, "result": "empty"], phase: .load)
                let n = machine.makePlainObject()
                machine.define(n, "__esModule", .true, .all)
                // evaluation goes on by itself; the exports that were read stay undefined
                _ = try evaluate(target)
                for name in exportNames(target) { machine.define(n, name, .undefined, .all) }
                return .object(n)
            }
        }
        let done = try evaluate(target)
        if let e = profile.rule("module/require-esm-pending")?.error, machine.promiseState(done) == .pending {
            try machine.drainMicrotasks()
            if machine.promiseState(done) == .pending {
                let at = event("module.require-async", ["specifier": specifier, "target": target.id], phase: .load)
                throw .thrown(hostError(e.filled(["path": "./" + target.id]), event: at))
            }
        }
        if machine.promiseState(done) == .rejected { machine.markHandled(done); throw .thrown(machine.promiseResult(done)) }
        let ns = namespaceObject(target)
        if rule?.text == "default" { return try machine.get(ns, machine.key("default")) }
        if exportNames(target).contains("module.exports") { return try machine.get(ns, machine.key("module.exports")) }
        if isNode, exportNames(target).contains("default"), !exportNames(target).contains("__esModule") {
            return .object(requiredNamespace(target))
        }
        return .object(ns)
    }
    /// A graph that is required is read depth first, each module before the next one is looked for, and bound when all are there: what
    /// Node does not take under `require` is told before what is missing further on.
    /// https://github.com/nodejs/node/blob/v22.12.0/lib/internal/modules/esm/module_job.js (ModuleJobSync)
    private func requiredGraphRefusal(_ root: ModuleInstance, _ specifier: String) -> Value? {
        guard let wasm = profile.rule("module/require-esm-with-wasm")?.error else { return nil }
        var open: [(module: ModuleInstance, requests: [ModuleRecord.Request], next: Int)] = [], seen: Set<String> = []
        /// false where the file does not parse: linking tells that.
        func enter(_ m: ModuleInstance) -> Bool {
            guard m.format == .module, let file = m.file else { return true }
            let requests = record(file).requests
            if file.outline.hasError || refusedImportForm(in: file) != nil { return false }
            if requests.contains(where: { $0.phase == .source }), case .refused = profile.syntax(.importSource) { return false }
            open.append((m, requests, 0))
            return true
        }
        guard enter(root) else { return nil }
        while let (m, requests, next) = open.last {
            guard next < requests.count else { open.removeLast(); continue }
            open[open.count - 1].next += 1
            let r = requests[next]
            do throws(LinkFailure) {
                let target = try resolve(r.specifier, from: m, kind: .importStatement, at: r.offset, attribute: r.attributes)
                guard seen.insert(target.id).inserted else { continue }
                if target.format == .wasm {
                    return hostError(wasm, event: event("module.require-wasm-graph", ["specifier": specifier], phase: .load))
                }
                guard enter(target) else { return nil }
            } catch {
                guard error.attributes["reason"] == "unknownScheme", let told = profile.rule("module/require-esm-scheme")?.error else {
                    return nil
                }
                return hostError(told, event: event("module.resolve", error.attributes, phase: .load))
            }
        }
        return nil
    }
    /// Node adds `__esModule` to a required namespace that has a default export, for the interop of older tools.
    private func requiredNamespace(_ m: ModuleInstance) -> Handle {
        if let known = nodeInterops["required:" + m.id] { return known }
        let made = machine.makeNamespace((namespaceBindings(m) + [(name: "__esModule", binding: .true)]).sorted { $0.name < $1.name })
        nodeInterops["required:" + m.id] = made
        return made
    }
    /// The top-level `await` of the deepest module of a graph that has not finished: the others wait for it. The consumer's own is not the
    /// package's doing.
    func topLevelAwait(below root: ModuleInstance) -> Place? {
        for module in reachable(root).reversed() where module.lowered?.hasTopLevelAwait == true && !consumers.contains(module.id) {
            if module.promise != 0, machine.promiseState(module.promise) == .fulfilled { continue }
            guard let file = module.file, let node = Lowering.topLevelAwait(file.outline) else { continue }
            return place(file, file.outline.range(node).lowerBound)
        }
        return nil
    }
    func reachable(_ root: ModuleInstance) -> [ModuleInstance] {
        var seen: Set<String> = [root.id], out = [root], at = 0
        while at < out.count {
            for (i, t) in out[at].targets.enumerated() where !out[at].isSourcePhase(i) {
                if let t, seen.insert(t.id).inserted { out.append(t) }
            }
            at += 1
        }
        return out
    }
}
