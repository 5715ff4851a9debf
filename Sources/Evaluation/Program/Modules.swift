import Machine
import Packaging
import Runtimes
import Syntax
import WasmBinary

/// How a file takes part in a graph.
enum ModuleFormat { case module, commonJS, json, wasm, text, bytes, builtin, empty }

/// A module of a run.
final class ModuleInstance {
    enum State { case fresh, linked, evaluating, evaluated, failed }
    let id: String
    let format: ModuleFormat
    let path: TreePath?
    let file: SourceFile?
    var record: ModuleRecord?
    var lowered: Lowering.Module?
    var environment: Handle = 0
    var targets: [ModuleInstance?] = []
    var state = State.fresh
    var isInstantiated = false
    var namespace: Handle = 0
    /// CommonJS, JSON, builtins, wasm: an object that holds what importers see.
    var interop: Handle = 0
    /// CommonJS: the `module` object.
    var moduleObject: Handle = 0
    var commonJSNames: [String]?
    var wasmNumber: Int?
    var promise: Handle = 0
    var failure: Value = .undefined
    /// The request at an index asks for a compiled module, not for its evaluation.
    func isSourcePhase(_ request: Int) -> Bool { record.map { request < $0.requests.count && $0.requests[request].phase == .source } ?? false }
    init(id: String, format: ModuleFormat, path: TreePath?, file: SourceFile?) { self.id = id; self.format = format; self.path = path; self.file = file }
}

/// A failure of linking: an error that the runtime raises before anything runs.
struct LinkFailure: Error {
    var name: String, message: String, code: String?
    var notes: [String] = []
    var at: Place?
    var phase: Phase = .resolve
    var kind: String
    var attributes: [String: String] = [:]
    init(name: String, message: String, code: String? = nil, notes: [String] = [], at: Place? = nil, phase: Phase = .resolve, kind: String, attributes: [String: String] = [:]) {
        self.name = name; self.message = message; self.code = code; self.notes = notes; self.at = at; self.phase = phase; self.kind = kind; self.attributes = attributes
    }
}

extension Program {
    static func resolutionRules(_ profile: Consultation) -> ResolutionRules {
        var rules: ResolutionRules
        switch profile.runtime {
        case .workers(let name): rules = name.upload == .bundled ? .wrangler : .node()
        case .node(let version, _): rules = .node(major: version.major)
        case .deno: rules = .deno
        case .bun: rules = .bun
        case .browser: rules = .browser
        case .bundler: rules = .esbuild
        }
        let i = profile.conditions(for: .import), r = profile.conditions(for: .require)
        if !i.isEmpty { rules.importConditions = Set(i.map { Condition($0) }) }
        if !r.isEmpty { rules.requireConditions = Set(r.map { Condition($0) }) }
        nonisolated(unsafe) let profile = profile  // a run and its rules stay on one thread
        rules.builtin = { specifier in
            guard let b = profile.builtinModule(specifier) else { return nil }
            switch b.outcome {
            case .native: return .available
            case .polyfilled: return .polyfilled
            case .unresolved(let lines): return .refused(notes: Array(lines.dropFirst()))
            case .missing: return .leftToRuntime(warning: "")
            }
        }
        return rules
    }

    // Loading

    func instance(_ path: TreePath, suffix: String = "", rule: ModuleRule.Kind? = nil, from importer: TreePath?) throws(LinkFailure) -> ModuleInstance {
        let id = path.text + suffix
        if let known = modules[id] { return known }
        let format = try moduleFormat(path, suffix: suffix, rule: rule)
        let file = format == .module || format == .commonJS || format == .json ? sources.file(path) : nil
        if file == nil, format != .wasm, format != .text, format != .bytes, format != .empty {
            throw LinkFailure(name: "Error", message: "cannot read \(path.text)", kind: "module.unreadable")
        }
        let made = ModuleInstance(id: id, format: format, path: path, file: file)
        modules[id] = made
        return made
    }
    func moduleFormat(_ path: TreePath, suffix: String, rule: ModuleRule.Kind?) throws(LinkFailure) -> ModuleFormat {
        if let rule { switch rule { case .compiledWasm: return .wasm; case .text: return .text; case .data: return .bytes; default: break } }
        let ext = path.fileExtension.hasPrefix(".") ? String(path.fileExtension.dropFirst()) : String(path.fileExtension)
        // what the resolver knows of Node's versions by itself
        if isNode, ["wasm", "ts", "mts", "cts", "tsx", ""].contains(ext) { profile.metVersion() }
        switch ext {
        case "mjs", "mts": return .module
        case "cjs", "cts": return isBundled && (sources.file(path).map { sources.record($0).hasModuleSyntax } ?? false) ? .module : .commonJS
        case "json": return .json
        case "wasm":
            if isNode, !rules.importsWasm { throw LinkFailure(name: "TypeError", message: "Unknown file extension \".wasm\" for ./\(path.text)", code: "ERR_UNKNOWN_FILE_EXTENSION", kind: "module.format", attributes: ["extension": ".wasm"]) }
            return .wasm
        case "ts", "tsx":
            if isNode, case .refused(let f) = tree.format(of: path, kind: .importStatement, rules: rules) {
                throw LinkFailure(name: f.name, message: f.message, code: f.code, kind: "module.format", attributes: ["extension": ".\(ext)"])
            }
        default: break
        }
        let declared = tree.manifest(governing: path)?.type?.value
        if isBundled || profile.runtime == .bun {
            if let file = sources.file(path), sources.record(file).hasModuleSyntax { return .module }
            if declared == .module, let file = sources.file(path), !mentionsCommonJS(file) { return .module }
            if let file = sources.file(path), Lowering.hasTopLevelAwait(file.outline) { return .module }
            return .commonJS
        }
        if profile.runtime == .browser { return .module }
        if declared == .module { return .module }
        if case .deno = profile.runtime, declared == nil, !path.text.contains("node_modules/") { return .module }
        if declared == nil, let file = sources.file(path), sources.record(file).hasModuleSyntax || usesModuleOnlySyntax(file) {
            profile.metVersion()
            return rules.detectsModuleSyntax ? .module : .commonJS
        }
        return .commonJS
    }
    private func mentionsCommonJS(_ file: SourceFile) -> Bool {
        let t = file.tree(mentioning: ["exports", "require", "module"])
        for (i, n) in t.nodes.enumerated() where n.kind == .identifier {
            let r = t.range(i)
            if r.count == 7 || r.count == 6, case let s = file.text(r), s == "exports" || s == "require" || s == "module" { return true }
        }
        return false
    }
    private func usesModuleOnlySyntax(_ file: SourceFile) -> Bool {
        let t = file.tree(mentioning: ["import"])
        for (i, n) in t.nodes.enumerated() where n.kind == .metaProperty { if file.text(t.range(i)).hasPrefix("import") { return true } }
        return Lowering.hasTopLevelAwait(file.outline)
    }

    /// What a specifier leads to, loaded.
    func resolve(_ specifier: String, from importer: ModuleInstance, kind: ResolutionRequest.Kind, at offset: Int? = nil) throws(LinkFailure) -> ModuleInstance {
        let from = importer.path ?? .root
        if specifier.hasPrefix("#"), isNode { profile.metVersion() }
        let resolution = tree.resolve(Specifier(relativeSpecifier(specifier, from: from)), from: from, kind: kind, rules: rules)
        var where_: Place?
        if let file = importer.file, let offset { where_ = place(file, offset) }
        let attributes = ["specifier": specifier, "importer": from.text, "form": kind.isRequire ? "require" : "import"]
        switch resolution.outcome {
        case .file(let path):
            do throws(LinkFailure) {
                let found = try instance(path, suffix: resolution.suffix, rule: resolution.rule, from: from)
                if importSites[path.text] == nil, path != entry, let site = where_ ?? places(machine.currentSite()).first { importSites[path.text] = site }
                return found
            } catch {
                var e = error
                e.at = e.at ?? (isBundled ? where_ : nil)
                e.attributes.merge(attributes) { a, _ in a }
                throw e
            }
        case .builtin(let name), .external(let name):
            return try builtinInstance(name.hasPrefix("node:") ? String(name.dropFirst(5)) : name, specifier: specifier, at: where_, attributes: attributes, importer: from)
        case .disabled:
            let id = "(disabled):" + specifier
            if let known = modules[id] { return known }
            let made = ModuleInstance(id: id, format: .empty, path: nil, file: nil)
            modules[id] = made
            return made
        case .data, .remote, .undecided: throw LinkFailure(name: "", message: "", at: where_, kind: "module.undecided", attributes: attributes)
        case .failure(let f):
            if isNode { profile.metVersion() }
            throw LinkFailure(name: f.name, message: f.message, code: f.code, notes: f.notes, at: isBundled ? target(of: resolution, f) ?? where_ : nil, kind: "module.resolve", attributes: attributes.merging(["reason": "\(f.reason)"]) { a, _ in a })
        }
    }
    /// Where a manifest names the file that is missing; nil where the importer is the package itself.
    private func target(of resolution: Packaging.Resolution, _ failure: ResolutionFailure) -> Place? {
        guard failure.reason == .fileMissing, let step = resolution.steps.last, step.what.hasPrefix("condition ") || step.what.hasPrefix("exports "), let file = sources.file(step.file) else { return nil }
        let rest = file.bytes[min(step.range.upperBound, file.bytes.count)...]
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), let value = rest[colon...].dropFirst().firstIndex(where: { $0 > 32 }) else { return nil }
        return place(file, value)
    }
    private func builtinInstance(_ name: String, specifier: String, at: Place?, attributes: [String: String], importer: TreePath) throws(LinkFailure) -> ModuleInstance {
        let answer = profile.builtinModule(specifier) ?? profile.builtinModule("node:" + name)
        if case .missing(let error)? = answer?.outcome {
            let filled = error.filled(["name": name, "specifier": specifier, "importer": "worker.js"])
            throw LinkFailure(name: filled.name, message: filled.message, code: filled.code, at: nil, phase: isWorkers ? .load : .resolve, kind: "module.builtin", attributes: attributes)
        }
        let id = "node:" + name
        if let known = modules[id] { return known }
        let made = ModuleInstance(id: id, format: .builtin, path: nil, file: nil)
        modules[id] = made
        return made
    }

    // Linking: the whole static graph, then bindings

    func link(_ root: ModuleInstance) throws(LinkFailure) {
        var work = [root], order: [ModuleInstance] = []
        while let m = work.popLast() {
            guard m.state == .fresh else { continue }
            m.state = .linked
            order.append(m)
            try prepare(m)
            if let record = m.record {
                for r in record.requests {
                    if r.phase == .source || r.phase == .defer, case .refused(let e) = profile.syntax(r.phase == .source ? .importSource : .importDefer) {
                        throw syntaxFailure(m, e, r.offset)
                    }
                    let t = try resolve(r.specifier, from: m, kind: .importStatement, at: r.offset)
                    m.targets.append(t)
                    // in its source phase a module is compiled, and nothing that it imports is loaded
                    if r.phase == .source, t.format == .wasm { try compileWasm(t) } else { work.append(t) }
                }
            }
        }
        if let recorder { for m in order { recorder.linked(m) } }
        for m in order where m.format == .module { try bind(m) }
    }
    private func syntaxFailure(_ m: ModuleInstance, _ e: RuntimeError, _ offset: Int) -> LinkFailure {
        LinkFailure(name: e.name, message: e.filled(["identifier": ""]).message, code: e.code, at: m.file.map { place($0, offset) }, kind: "syntax.refused")
    }
    private func prepare(_ m: ModuleInstance) throws(LinkFailure) {
        switch m.format {
        case .module:
            guard let file = m.file else { return }
            if file.outline.hasError, let at = file.outline.firstError { throw LinkFailure(name: "", message: "a syntax that is not understood", at: place(file, at), kind: "syntax.unclear") }
            let record = sources.record(file)
            m.record = record
            let lowered = sources.lowered(file, index: fileNumber(file))
            m.lowered = lowered
            m.environment = machine.makeEnvironment(slots: lowered.slots.count)
        case .commonJS:
            guard let file = m.file else { return }
            _ = fileNumber(file)
            if file.outline.hasError, let at = file.outline.firstError { throw LinkFailure(name: "", message: "a syntax that is not understood", at: place(file, at), kind: "syntax.unclear") }
            let record = sources.record(file)
            if record.hasModuleSyntax { throw esmSyntaxInCommonJS(m, file) }
            m.interop = machine.makePlainObject()
        case .wasm: try prepareWasm(m)
        default: m.interop = machine.makePlainObject()
        }
    }
    private func esmSyntaxInCommonJS(_ m: ModuleInstance, _ file: SourceFile) -> LinkFailure {
        let tree = file.outline
        let s = tree.namedChildren(0).first { tree.kind($0) == .importStatement || tree.kind($0) == .exportStatement } ?? 0
        let isImport = tree.kind(s) == .importStatement
        return LinkFailure(name: "SyntaxError", message: isImport ? "Cannot use import statement outside a module" : "Unexpected token 'export'", at: place(file, tree.range(s).lowerBound), kind: "syntax.module-in-commonjs")
    }
    func prepareWasm(_ m: ModuleInstance) throws(LinkFailure) {
        m.interop = machine.makePlainObject()
        try compileWasm(m)
        guard m.targets.isEmpty, let n = m.wasmNumber, let module = wasmModules[n].module, profile.rule("module/wasm")?.text == "instance" else { return }
        var seen: Set<String> = []
        for i in module.imports where seen.insert(i.module).inserted { m.targets.append(try resolve(i.module, from: m, kind: .importStatement)) }
        for t in m.targets.compactMap({ $0 }) { try link(t) }
    }
    private func compileWasm(_ m: ModuleInstance) throws(LinkFailure) {
        guard m.wasmNumber == nil, let path = m.path else { return }
        guard case .success(let bytes) = tree.read(path) else {
            if isBundled { throw LinkFailure(name: "BuildError", message: "ENOENT: no such file or directory, open './\(path.text)' [plugin wrangler-module-collector]", kind: "module.resolve", attributes: ["specifier": path.text]) }
            throw LinkFailure(name: "Error", message: "Cannot find module './\(path.text)'", code: "ERR_MODULE_NOT_FOUND", kind: "module.resolve")
        }
        let module: WasmModule
        do throws(WasmProblem) { module = try WasmModule.read(bytes) } catch {
            let reason = error.engineMessage
            let told = profile.rule("module/bad-wasm")?.error?.filled(["reason": reason]) ?? RuntimeError(name: "CompileError", message: "WebAssembly.Module(): \(reason)")
            throw LinkFailure(name: told.name, message: told.message, phase: isWorkers ? .load : .resolve, kind: "wasm.invalid", attributes: ["path": path.text])
        }
        wasmModules.append(LoadedWasm(module: module, path: path.text))
        m.wasmNumber = wasmModules.count - 1
    }
}
