import Machine
import Packaging
import Runtimes
import Syntax
import WasmBinary

/// From a specifier to a module, and from modules to a linked graph.
extension Program {
    static func resolutionRules(_ profile: Consultation) -> ResolutionRules {
        var rules: ResolutionRules
        switch profile.runtime {
        case .workers(let name):
            rules = name.upload == .bundled ? .wrangler : .workerd(namesAreURLs: profile.rule("module/query")?.text == "ignored")
        case .node(let version, _): rules = .node(major: version.major)
        case .deno: rules = .deno
        case .bun: rules = .bun
        case .browser: rules = .browser
        case .bundler: rules = .esbuild
        }
        let i = profile.profile.conditions(for: .import), r = profile.profile.conditions(for: .require)
        if !i.isEmpty { rules.importConditions = Set(i.map { Condition($0) }) }
        if !r.isEmpty { rules.requireConditions = Set(r.map { Condition($0) }) }
        nonisolated(unsafe) let profile = profile  // a run and its rules stay on one thread
        rules.conditionAsked = { condition, isRequire in profile.met(condition.name, for: isRequire ? .require : .import) }
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

    func instance(
        _ path: TreePath, suffix: String = "", rule: ModuleRule.Kind? = nil, attribute: String? = nil,
        kind: ResolutionRequest.Kind = .importStatement
    ) throws(LinkFailure) -> ModuleInstance {
        let id = path.text + suffix
        if let known = modules[id] { return known }
        let format = try moduleFormat(path, rule: rule, attribute: attribute, kind: kind)
        let file = format == .module || format == .commonJS || format == .json ? sources.file(path) : nil
        if file == nil, format != .wasm, format != .text, format != .bytes, format != .empty {
            throw unreadable(path)
        }
        let made = ModuleInstance(id: id, format: format, path: path, file: file)
        modules[id] = made
        return made
    }
    private func unreadable(_ path: TreePath) -> LinkFailure {
        var why = ""
        if case .failure(let problem) = tree.read(path) { why = ": \(problem.text)" }
        return LinkFailure(name: "", message: "cannot read \(path.text)\(why)", kind: "module.unreadable")
    }
    /// What a specifier leads to, loaded. `attribute`: the `type` that the import asks for.
    func resolve(
        _ specifier: String, from importer: ModuleInstance, kind: ResolutionRequest.Kind, at offset: Int? = nil, attribute: String? = nil
    ) throws(LinkFailure) -> ModuleInstance {
        let from = importer.path ?? .root
        if specifier == "#" || specifier.hasPrefix("#/"), isNode { profile.metVersion() }
        let resolution = tree.resolve(
            ResolutionRequest(
                Specifier(relativeSpecifier(specifier, from: from)), from: from, kind: kind, importersAbove: importer.importersAbove),
            rules: rules)
        var where_: Place?
        if let file = importer.file, let offset { where_ = place(file, offset) }
        let attributes = ["specifier": specifier, "importer": from.text, "form": kind.isRequire ? "require" : "import"]
        switch resolution.outcome {
        case .file(let path):
            do throws(LinkFailure) {
                let found = try instance(path, suffix: resolution.suffix, rule: resolution.rule, attribute: attribute, kind: kind)
                if importSites[path.text] == nil, path != entry, let site = where_ ?? places(machine.currentSite()).first {
                    importSites[path.text] = site
                }
                return found
            } catch {
                var e = error
                if let where_ { e.message = e.message.replacing("{place}", with: url(of: where_)) }
                e.at = e.at ?? (isBundled ? where_ : nil)
                e.attributes.merge(attributes) { a, _ in a }
                throw e
            }
        case .builtin(let name), .external(let name):
            return try builtinInstance(
                name.hasPrefix("node:") ? String(name.dropFirst(5)) : name, specifier: specifier, attributes: attributes, importer: from,
                kind: kind)
        case .disabled:
            let id = "(disabled):" + specifier
            if let known = modules[id] { return known }
            let made = ModuleInstance(id: id, format: .empty, path: nil, file: nil)
            modules[id] = made
            return made
        case .notInstalled(let package) where kind == .importStatement: return notInstalled(package, specifier)
        case .data, .remote, .notInstalled, .undecided:
            throw LinkFailure(name: "", message: "", at: where_, kind: "module.undecided", attributes: attributes)
        case .failure where tree.isCutShort:
            throw LinkFailure(
                name: "", message: "what the rest of a broken archive holds", at: where_, kind: "module.undecided", attributes: attributes)
        case .failure(let f):
            if isNode { profile.metVersion() }
            for kind in [Profile.ImportKind.import, .require] { _ = profile.conditions(for: kind) }  // some texts list them
            let error = resolutionError(f, specifier, from, kind, where_)
            throw LinkFailure(
                name: error.name, message: error.message, code: error.code, notes: f.notes,
                at: isBundled ? target(of: resolution, f) ?? where_ : nil, kind: "module.resolve",
                attributes: attributes.merging(["reason": "\(f.reason)"]) { a, _ in a })
        }
    }
    private func notInstalled(_ package: String, _ specifier: String) -> ModuleInstance {
        let id = "(not installed):" + specifier
        if let known = modules[id] { return known }
        let made = ModuleInstance(id: id, format: .notInstalled, path: nil, file: nil)
        made.interop = openObject()
        modules[id] = made
        machine.assumptions.insert("\(package), which is not installed here, has what is imported of it")
        return made
    }
    private func builtinInstance(
        _ name: String, specifier: String, attributes: [String: String], importer: TreePath, kind: ResolutionRequest.Kind
    ) throws(LinkFailure) -> ModuleInstance {
        let answer = profile.builtinModule(specifier) ?? profile.builtinModule("node:" + name)
        if case .missing(let error)? = answer?.outcome {
            var filled = error.filled(["name": name, "specifier": specifier, "importer": isBundled ? "worker.js" : importer.text])
            if kind != .importStatement, let end = filled.message.firstIndex(of: "\n") {
                filled = RuntimeError(name: filled.name, message: String(filled.message[..<end]), code: filled.code)
            }
            throw LinkFailure(
                name: filled.name, message: filled.message, code: filled.code, at: nil, phase: isWorkers ? .load : .resolve,
                kind: "module.builtin", attributes: attributes)
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
                if isNode { try resolveAll(record, from: m) }
                for r in record.requests {
                    if r.phase == .source || r.phase == .defer,
                        case .refused(let e) = profile.syntax(r.phase == .source ? .importSource : .importDefer)
                    {
                        throw syntaxFailure(m, e, r.offset)
                    }
                    let t: ModuleInstance
                    do throws(LinkFailure) {
                        t = try resolve(r.specifier, from: m, kind: .importStatement, at: r.offset, attribute: r.attributes)
                    } catch {
                        if error.kind == "module.format", r.attributes != nil { try checkAttributes(nil, r, from: m) }
                        throw error
                    }
                    // what such a package exports under names that nobody wrote cannot be told
                    if t.format == .notInstalled, record.starExports.contains(m.targets.count) {
                        throw LinkFailure(
                            name: "", message: "", at: m.file.map { place($0, r.offset) }, kind: "module.undecided",
                            attributes: ["specifier": r.specifier])
                    }
                    try checkAttributes(t, r, from: m)
                    if r.phase == .source, t.format != .wasm, let error = profile.rule("module/source-of-js")?.error {
                        let told = error.filled(["name": t.id, "specifier": r.specifier, "importer": m.id])
                        throw LinkFailure(
                            name: told.name, message: told.message, code: told.code, kind: "link.source",
                            attributes: ["specifier": r.specifier])
                    }
                    m.targets.append(t)
                    // in its source phase a module is compiled, and nothing that it imports is loaded
                    if r.phase == .source, t.format == .wasm { try compileWasm(t) } else { work.append(t) }
                }
            }
        }
        if let recorder { for m in order { recorder.linked(m) } }
        for m in order where m.format == .module { try bind(m) }
    }
    /// Node's loader looks for all that a module imports before it reads any of it: of two failures the missing file is told first.
    private func resolveAll(_ record: ModuleRecord, from m: ModuleInstance) throws(LinkFailure) {
        guard record.requests.count > 1 else { return }
        for r in record.requests {
            do throws(LinkFailure) {
                _ = try resolve(r.specifier, from: m, kind: .importStatement, at: r.offset, attribute: r.attributes)
            } catch {
                if error.kind == "module.resolve" { throw error }
            }
        }
    }
    private func syntaxFailure(_ m: ModuleInstance, _ e: RuntimeError, _ offset: Int) -> LinkFailure {
        LinkFailure(
            name: e.name,
            message: e.filled(["identifier": m.file.map { word(after: ["source", "defer"], before: offset, in: $0) } ?? ""]).message,
            code: e.code, at: m.file.map { place($0, offset) }, kind: "syntax.refused")
    }
    /// The name in `import source NAME from`, which engines without that form trip over.
    private func word(after phases: Set<String>, before offset: Int, in file: SourceFile) -> String {
        let words = file.text(max(0, offset - 200)..<offset).split(whereSeparator: { $0.isWhitespace })
        guard let phase = words.lastIndex(where: { phases.contains(String($0)) }), phase + 1 < words.count else { return "" }
        return String(words[phase + 1])
    }
    private func prepare(_ m: ModuleInstance) throws(LinkFailure) {
        switch m.format {
        case .module:
            guard let file = m.file else { return }
            if file.outline.hasError, let at = file.outline.firstError {
                throw LinkFailure(name: "", message: "a syntax that is not understood", at: place(file, at), kind: "syntax.unclear")
            }
            if let refused = refusedImportForm(in: file) ?? refusedTypeScript(in: file) ?? duplicateDeclaration(in: file, isModule: true)
                ?? earlyError(in: file, isModule: true)
            {
                throw refused
            }
            let record = record(file)
            m.record = record
            let lowered = sources.lowered(file, index: fileNumber(file))
            m.lowered = lowered
            m.environment = machine.makeEnvironment(slots: lowered.slots.count)
        case .commonJS:
            guard let file = m.file else { return }
            _ = fileNumber(file)
            if file.outline.hasError, let at = file.outline.firstError {
                throw LinkFailure(name: "", message: "a syntax that is not understood", at: place(file, at), kind: "syntax.unclear")
            }
            if let refused = refusedTypeScript(in: file) { throw refused }
            if !isBundled, profile.runtime != .bun, let error = sources.moduleSyntaxError(file) {
                throw LinkFailure(
                    name: "SyntaxError", message: error.message, at: place(file, error.offset), phase: isUploaded ? .load : .resolve,
                    kind: "syntax.module-in-commonjs")
            }
            if let refused = duplicateDeclaration(in: file, isModule: false) ?? earlyError(in: file, isModule: false) { throw refused }
            m.interop = machine.makePlainObject()
        case .wasm: try prepareWasm(m)
        case .notInstalled: break
        default: m.interop = machine.makePlainObject()
        }
    }
    func prepareWasm(_ m: ModuleInstance) throws(LinkFailure) {
        m.interop = machine.makePlainObject()
        try compileWasm(m)
        guard m.targets.isEmpty, let n = m.wasmNumber, profile.rule("module/wasm")?.text == "instance" else { return }
        guard let module = wasmModules[n].module else {
            throw LinkFailure(name: "", message: "what a WebAssembly file without any section stands for", kind: "module.undecided")
        }
        var seen: Set<String> = []
        for i in module.imports where seen.insert(i.module).inserted {
            m.targets.append(try resolve(i.module, from: m, kind: .importStatement))
        }
        for t in m.targets.compactMap({ $0 }) { try link(t) }
    }
    private func compileWasm(_ m: ModuleInstance) throws(LinkFailure) {
        guard m.wasmNumber == nil, let path = m.path else { return }
        let bytes: [UInt8]
        switch tree.read(path) {
        case .success(let content): bytes = content
        case .failure(let problem) where problem.reason != .missing: throw unreadable(path)
        case .failure:
            if isBundled {
                throw LinkFailure(
                    name: "BuildError",
                    message: "ENOENT: no such file or directory, open './\(path.text)' [plugin wrangler-module-collector]",
                    kind: "module.resolve", attributes: ["specifier": path.text])
            }
            throw LinkFailure(
                name: "Error", message: "Cannot find module './\(path.text)'", code: "ERR_MODULE_NOT_FOUND", kind: "module.resolve")
        }
        let module: WasmModule
        do throws(WasmProblem) { module = try WasmModule.read(bytes) } catch {
            let reason = error.engineMessage
            let told =
                profile.rule("module/bad-wasm")?.error?.filled(["reason": reason])
                ?? RuntimeError(name: "CompileError", message: "WebAssembly.Module(): \(reason)")
            throw LinkFailure(
                name: told.name, message: told.message, phase: isWorkers ? .load : .resolve, kind: "wasm.invalid",
                attributes: ["path": path.text])
        }
        wasmModules.append(LoadedWasm(module, path: path.text))
        m.wasmNumber = wasmModules.count - 1
    }
}
