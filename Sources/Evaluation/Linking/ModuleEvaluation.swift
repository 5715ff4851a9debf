import Machine
import Packaging
import Runtimes

/// Evaluating a linked graph.
extension Program {
    /// Modules below a root in the order in which they are evaluated; circles get the module by which they were entered (Tarjan's algorithm).
    private func order(_ root: ModuleInstance) -> [ModuleInstance] {
        var out: [ModuleInstance] = [], numbers: [String: Int] = [root.id: 0], open: [ModuleInstance] = [root]
        var work: [(module: ModuleInstance, next: Int, lowest: Int)] = [(root, 0, 0)]
        var isOpen: Set<String> = [root.id]
        while let (m, next, lowest) = work.last {
            if next < m.targets.count {
                work[work.count - 1].next += 1
                guard let t = m.targets[next], !m.isSourcePhase(next) else { continue }
                if let number = numbers[t.id] {
                    if isOpen.contains(t.id) { work[work.count - 1].lowest = min(lowest, number) }
                } else {
                    numbers[t.id] = numbers.count
                    work.append((t, 0, numbers.count - 1))
                    open.append(t)
                    isOpen.insert(t.id)
                }
                continue
            }
            out.append(m)
            work.removeLast()
            if !work.isEmpty { work[work.count - 1].lowest = min(work[work.count - 1].lowest, lowest) }
            guard lowest == numbers[m.id], let at = open.lastIndex(where: { $0 === m }) else { continue }
            for member in open[at...] {
                isOpen.remove(member.id)
                if member.cycleRoot == nil, at + 1 < open.count { member.cycleRoot = m.id }
            }
            open.removeSubrange(at...)
        }
        return out
    }
    private func cycleRoot(_ m: ModuleInstance) -> ModuleInstance { m.cycleRoot.flatMap { modules[$0] } ?? m }

    /// Instantiates and evaluates a graph: a promise of its completion (ECMA-262, 16.2.1.6.1.3).
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
        var current = root
        do throws(Abrupt) {
            for m in list {
                current = m
                try begin(m)
            }
            let top = cycleRoot(root)
            if top.asynchronousOrder > 0 {
                root.promise = top.promise
                return top.promise
            }
            machine.fulfill(done, .undefined)
        } catch {
            guard case .thrown(let v) = error else { throw error }
            if current.state != .failed { current.state = .failed; current.failure = v }
            ScopeNames.explain(self, v, root: root, failed: current)
            machine.reject(done, v)
        }
        root.promise = done
        return done
    }
    /// Evaluates a module, or notes what it waits for.
    private func begin(_ m: ModuleInstance) throws(Abrupt) {
        if m.state == .failed { throw .thrown(m.failure) }
        guard m.state != .evaluated, m.state != .evaluating else { return }
        for (i, target) in m.targets.enumerated() where !m.isSourcePhase(i) {
            guard var t = target else { continue }
            if t.cycleRoot == nil || t.cycleRoot != m.cycleRoot { t = cycleRoot(t) }
            if t.state == .failed { throw .thrown(t.failure) }
            if t.asynchronousOrder > 0 { m.pendingImports += 1; t.waiting.append(m.id) }
        }
        guard m.pendingImports > 0 || m.lowered?.hasTopLevelAwait == true else { return try evaluateNow(m) }
        asynchronousCount += 1
        m.asynchronousOrder = asynchronousCount
        if m.promise == 0 { m.promise = machine.makePromise(); machine.markHandled(m.promise) }
        m.state = .evaluated
        if m.pendingImports == 0 { try start(m) }
    }
    private func evaluateNow(_ m: ModuleInstance) throws(Abrupt) {
        m.state = .evaluating
        _ = try run(m)
        m.state = .evaluated
    }
    /// The body of a module: nil, or the promise of one with a top-level `await`.
    private func run(_ m: ModuleInstance) throws(Abrupt) -> Value? {
        let isConsumer = consumers.contains(m.path?.text ?? "")
        let isLoading = !isConsumer && !m.isEnteredLate
        if isLoading { moduleDepth += 1 }
        defer { if isLoading { moduleDepth -= 1 } }
        if isConsumer, stage == .startup, !isWorkers { stage = .use }
        if m.format != .commonJS { recorder?.evaluates(m) }
        return try evaluateOne(m)
    }
    private func start(_ m: ModuleInstance) throws(Abrupt) {
        m.state = .evaluating
        let value = try run(m)
        m.state = .evaluated
        guard let value, machine.isPromise(value) else { return try finished(m) }
        machine.markHandled(value.handle)
        let go = machine.makeNative("", length: 1) { [unowned self] _, _ throws(Abrupt) in
            try self.finished(m); return .undefined
        }
        let fail = machine.makeNative("", length: 1) { [unowned self] _, a in
            ScopeNames.explain(self, a[0], root: m, failed: m)
            self.failed(m, a[0])
            return .undefined
        }
        machine.then(value.handle, .object(go), .object(fail), derived: .undefined)
    }
    /// AsyncModuleExecutionFulfilled: those that waited for it go on, in the order in which they came.
    private func finished(_ m: ModuleInstance) throws(Abrupt) {
        if m.state == .failed { return }
        settle(m)
        machine.fulfill(m.promise, .undefined)
        var ready: [ModuleInstance] = [], work = [m]
        while let at = work.popLast() {
            for p in at.waiting.compactMap({ modules[$0] }) where p.pendingImports > 0 && cycleRoot(p).state != .failed {
                p.pendingImports -= 1
                guard p.pendingImports == 0 else { continue }
                ready.append(p)
                if p.lowered?.hasTopLevelAwait != true { work.append(p) }
            }
        }
        for p in ready.sorted(by: { $0.asynchronousOrder < $1.asynchronousOrder }) where p.state != .failed {
            do throws(Abrupt) {
                if p.lowered?.hasTopLevelAwait == true { try start(p); continue }
                try evaluateNow(p)
            } catch {
                guard case .thrown(let v) = error else { throw error }
                ScopeNames.explain(self, v, root: p, failed: p)
                failed(p, v)
                continue
            }
            settle(p)
            machine.fulfill(p.promise, .undefined)
        }
    }
    private func settle(_ m: ModuleInstance) { m.asynchronousOrder = 0 }
    /// AsyncModuleExecutionRejected.
    private func failed(_ m: ModuleInstance, _ error: Value) {
        var work = [m]
        while let at = work.popLast() {
            if at.state == .failed { continue }
            settle(at)
            at.state = .failed
            at.failure = error
            if at.promise != 0 { machine.reject(at.promise, error) }
            work += at.waiting.compactMap { modules[$0] }.reversed()
            at.waiting = []
        }
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
        // what the user's own code, or a request, enters by import() is no part of the graph that was loaded
        if stage == .use, target.promise == 0 { for m in order(target) where m.state == .linked { m.isEnteredLate = true } }
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
