import Machine
import Packaging
import Runtimes
import Syntax

/// Names between modules: which binding an import means (ECMA-262 ResolveExport, and what tools make of CommonJS).
extension Program {
    enum Binding {
        case slot(Handle, Int)
        case namespace(ModuleInstance)
        case property(ModuleInstance, String)
        case missing, ambiguous
    }

    /// Puts references to the imported bindings into a module's slots.
    func bind(_ m: ModuleInstance) throws(LinkFailure) {
        guard let record = m.record, let lowered = m.lowered, let file = m.file else { return }
        for i in record.imports {
            guard i.specifier < m.targets.count, let target = m.targets[i.specifier], let slot = lowered.slots[i.local] else { continue }
            if i.isUnused, file.language == .typeScript, unusedImports(of: file) != .kept { continue }
            if record.requests[i.specifier].phase == .source {
                machine.setEnvironmentSlot(m.environment, slot, sourcePhase(target))
                continue
            }
            let binding = i.name == "*" ? Binding.namespace(target) : resolveExport(target, i.name, importer: m)
            switch binding {
            case .slot(let e, let s): machine.setEnvironmentSlot(m.environment, slot, machine.makeReference(environment: e, slot: s))
            case .namespace(let t): machine.setEnvironmentSlot(m.environment, slot, namespaceReference(t, importer: m))
            case .property(let t, let name):
                machine.setEnvironmentSlot(
                    m.environment, slot, machine.makeReference(object: .object(interopObject(t, importer: m)), property: machine.key(name)))
            case .missing: throw missingExport(m, target, i.name, record.requests[i.specifier].specifier, file, i.offset)
            case .ambiguous: throw ambiguousExport(m, target, i.name, record.requests[i.specifier].specifier, file, i.offset)
            }
        }
        for e in record.indirectExports where e.name != "*" {
            guard e.specifier < m.targets.count, let target = m.targets[e.specifier] else { continue }
            let binding = resolveExport(target, e.name, importer: m)
            if case .ambiguous = binding {
                throw ambiguousExport(m, target, e.name, record.requests[e.specifier].specifier, file, e.offset)
            }
            if case .missing = binding {
                // in TypeScript it may be a type, and who bundles file by file cannot know
                if file.language == .typeScript, unusedImports(of: file) == .removed { continue }
                throw missingExport(m, target, e.name, record.requests[e.specifier].specifier, file, e.offset)
            }
        }
    }
    /// Two `export *` give the same name to different bindings. Measured on Node; esbuild's text is its own.
    private func ambiguousExport(
        _ m: ModuleInstance, _ target: ModuleInstance, _ name: String, _ specifier: String, _ file: SourceFile, _ offset: Int
    ) -> LinkFailure {
        guard isBundled || isNode else { return missingExport(m, target, name, specifier, file, offset) }
        return LinkFailure(
            name: isBundled ? "BuildError" : "SyntaxError",
            message: isBundled
                ? "Ambiguous import \"\(name)\" has multiple matching exports"
                : "The requested module '\(specifier)' contains conflicting star exports for name '\(name)'",
            at: place(file, offset), kind: "link.export",
            attributes: ["specifier": specifier, "name": name, "importer": m.id, "target": target.id, "format": "\(target.format)"])
    }
    private func missingExport(
        _ m: ModuleInstance, _ target: ModuleInstance, _ name: String, _ specifier: String, _ file: SourceFile, _ offset: Int
    ) -> LinkFailure {
        let attributes = ["specifier": specifier, "name": name, "importer": m.id, "target": target.id, "format": "\(target.format)"]
        if isBundled, target.format != .wasm {
            return LinkFailure(
                name: "BuildError", message: "No matching export in \"\(target.id)\" for import \"\(name)\"", at: place(file, offset),
                kind: "link.export", attributes: attributes)
        }
        if target.format == .commonJS, isNode {
            return LinkFailure(
                name: "SyntaxError",
                message:
                    "Named export '\(name)' not found. The requested module '\(specifier)' is a CommonJS module, which may not support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, for example using:\n\nimport pkg from '\(specifier)';\nconst { \(name) } = pkg;\n",
                at: place(file, offset), kind: "link.export", attributes: attributes)
        }
        let error =
            profile.rule("module/missing-export")?.error?.filled([
                "specifier": specifier, "name": name, "path": "./" + target.id, "place": url(of: place(file, offset))
            ])
            ?? RuntimeError(name: "SyntaxError", message: "The requested module '\(specifier)' does not provide an export named '\(name)'")
        return LinkFailure(
            name: error.name, message: error.message, code: error.code, at: place(file, offset), kind: "link.export", attributes: attributes
        )
    }

    func resolveExport(_ m: ModuleInstance, _ name: String, importer: ModuleInstance?, seen: Set<String> = []) -> Binding {
        let key = m.id + "\u{0}" + name
        guard !seen.contains(key) else { return .missing }
        switch m.format {
        case .module:
            guard let record = m.record, let lowered = m.lowered else { return .missing }
            if let local = record.localExports.first(where: { $0.exported == name })?.local {
                // an export of an import is the import's own binding
                if let i = record.imports.first(where: { $0.local == local }), i.specifier < m.targets.count, let t = m.targets[i.specifier]
                {
                    return i.name == "*" ? .namespace(t) : resolveExport(t, i.name, importer: m, seen: seen.union([key]))
                }
                return lowered.slots[local].map { .slot(m.environment, $0) } ?? .missing
            }
            if let e = record.indirectExports.first(where: { $0.exported == name }), e.specifier < m.targets.count,
                let t = m.targets[e.specifier]
            {
                return e.name == "*" ? .namespace(t) : resolveExport(t, e.name, importer: m, seen: seen.union([key]))
            }
            if name == "default" { return .missing }
            var found: Binding = .missing
            for r in record.starExports where r < m.targets.count {
                guard let t = m.targets[r] else { continue }
                let b = resolveExport(t, name, importer: m, seen: seen.union([key]))
                switch (found, b) {
                case (_, .missing): continue
                case (.missing, _): found = b
                case (.slot(let e, let s), .slot(let f, let u)) where e == f && s == u: continue
                case (.property, .property), (_, .property): continue
                // what a bundler can name comes before what a CommonJS file may have when it runs
                case (.property, _) where isBundled: found = b
                case (.property, _): continue
                default: return .ambiguous
                }
            }
            return found
        case .wasm:
            if profile.rule("module/wasm")?.text == "instance", let n = m.wasmNumber, let w = wasmModules[n].module {
                return w.exports.contains { $0.name == name } ? .property(m, name) : .missing
            }
            if name == "default" || (profile.runtime == .bun && name == "__esModule") { return .property(m, name) }
            return .missing
        case .json: return name == "default" || isBundled || profile.runtime == .bun ? .property(m, name) : .missing
        case .builtin:
            if name == "default" { return .property(m, name) }
            switch profile.export(name, of: String(m.id.dropFirst(5))) {
            case .absent: return .missing;
            default: return .property(m, name)
            }
        case .commonJS:
            if name == "default" || isBundled || profile.runtime == .bun { return .property(m, name) }
            if profile.rule("module/cjs-names")?.text == "default" { return .missing }
            if name == "module.exports" { return .property(m, name) }
            return namesOf(m).contains(name) ? .property(m, name) : .missing
        case .text, .bytes: return name == "default" ? .property(m, name) : .missing
        case .empty, .notInstalled: return .property(m, name)
        }
    }
    /// Names that Node sees in a CommonJS module before it runs.
    func namesOf(_ m: ModuleInstance) -> [String] {
        if let known = m.commonJSNames { return known }
        m.commonJSNames = []
        if profile.rule("module/cjs-names")?.text == "default" { return [] }
        guard let file = m.file, m.format == .commonJS else { return [] }
        let found = sources.commonJSNames(file)
        var all = found.names
        for spec in found.reexports {
            guard let t = try? resolve(spec, from: m, kind: .require) else { continue }
            if t.format == .commonJS { all += namesOf(t) } else if t.format == .module { all += exportNames(t) }
        }
        var seen: Set<String> = []
        all = all.filter { seen.insert($0).inserted }
        m.commonJSNames = all
        return all
    }
    func exportNames(_ m: ModuleInstance, seen: Set<String> = []) -> [String] {
        guard !seen.contains(m.id) else { return [] }
        switch m.format {
        case .module:
            guard let record = m.record else { return [] }
            var names = record.localExports.map(\.exported) + record.indirectExports.map(\.exported)
            for r in record.starExports where r < m.targets.count {
                if let t = m.targets[r] { names += exportNames(t, seen: seen.union([m.id])).filter { $0 != "default" } }
            }
            var unique: Set<String> = []
            return names.filter { unique.insert($0).inserted }
        case .commonJS: return ["default"] + namesOf(m).filter { $0 != "default" }
        case .wasm:
            if profile.rule("module/wasm")?.text == "instance", let n = m.wasmNumber {
                return wasmModules[n].module?.exports.map(\.name) ?? []
            }
            return ["default"]
        default: return ["default"]
        }
    }
    /// `import * as x`.
    func namespaceReference(_ t: ModuleInstance, importer: ModuleInstance?) -> Value {
        if t.format == .module { return .object(namespaceObject(t)) }
        if t.format == .wasm, profile.rule("module/wasm")?.text == "instance" { return .object(namespaceObject(t)) }
        if t.format == .json, !isBundled, profile.runtime != .bun { return .object(namespaceObject(t)) }
        if t.format == .commonJS, !isBundled, profile.runtime != .bun { return .object(namespaceObject(t)) }
        if t.format == .wasm, !isBundled || isWorkers { return .object(namespaceObject(t)) }
        return .object(interopObject(t, importer: importer))
    }
    func namespaceObject(_ m: ModuleInstance) -> Handle {
        if m.namespace != 0 { return m.namespace }
        m.namespace = machine.makeNamespace(namespaceBindings(m))
        if m.format == .commonJS { seesCopy(m.namespace, m) }
        return m.namespace
    }
    private func seesCopy(_ view: Handle, _ m: ModuleInstance) {
        copiedExports[view] = m
        machine.setGuarded(view)
    }
    func namespaceBindings(_ m: ModuleInstance) -> [(name: String, binding: Value)] {
        var bindings: [(name: String, binding: Value)] = []
        for name in exportNames(m).sorted() {
            switch resolveExport(m, name, importer: nil) {
            case .slot(let e, let s): bindings.append((name, machine.makeReference(environment: e, slot: s)))
            case .namespace(let t): bindings.append((name, t.id == m.id ? .undefined : namespaceReference(t, importer: nil)))
            case .property(let t, let n):
                bindings.append((name, machine.makeReference(object: .object(interopObject(t, importer: nil)), property: machine.key(n))))
            default: continue
            }
        }
        return bindings
    }
    /// What an importer sees of a module that is no ES module. esbuild gives `default` by the importer: where it counts as Node's ESM
    /// (`.mjs`, `type: module`), or where `__esModule` is absent, the whole `module.exports`. Bun 1.4.4 gives it by what is imported: of a
    /// package of `type: module` it is the whole, whoever asks.
    func interopObject(_ m: ModuleInstance, importer: ModuleInstance?) -> Handle {
        if m.interop == 0 { m.interop = machine.makePlainObject() }
        guard m.format == .commonJS else { return m.interop }
        let isWhole = isBun ? isOfModulePackage(m) : isBundled && importer.map(isNodeModule) == true
        guard isWhole else { return m.interop }
        if let known = nodeInterops[m.id] { return known }
        let made = machine.makePlainObject()
        nodeInterops[m.id] = made
        return made
    }
    private func isNodeModule(_ m: ModuleInstance) -> Bool {
        guard let path = m.path else { return false }
        return path.text.hasSuffix(".mjs") || path.text.hasSuffix(".mts")
            || (!path.text.hasSuffix(".cjs") && tree.manifest(governing: path)?.type?.value == .module)
    }
    private var isBun: Bool { profile.runtime == .bun && !isBundled }
    private func isOfModulePackage(_ m: ModuleInstance) -> Bool {
        m.path.map { tree.manifest(governing: $0)?.type?.value == .module } ?? false
    }
    /// Fills the objects that importers read, once `module.exports` is known.
    func fillInterop(_ m: ModuleInstance, _ exports: Value) throws(Abrupt) {
        var isESModule = false
        if exports.isObject || exports.isUncertain { isESModule = machine.truthiness(try machine.get(exports, "__esModule")) == true }
        for (object, nodeMode) in [(m.interop, !isBundled && profile.runtime != .bun), (nodeInterops[m.id] ?? 0, true)] where object != 0 {
            if exports.isObject {
                if machine.isOpen(exports.handle) { machine.setOpen(object) }
                if let names = try? machine.ownKeys(exports.handle) {
                    for key in names where !key.isSymbol { try seeMember(key, of: exports, in: object) }
                } else {
                    try machine.copyDataProperties(.object(object), exports, []); machine.setOpen(object)
                }
            } else if exports.isUncertain {
                machine.setOpen(object)
            }
            let hasDefault = isESModule && (!isBun || machine.dataProperty(object, "default") != nil)
            if nodeMode || !hasDefault { machine.define(object, "default", exports, .all) }
            machine.define(object, "module.exports", exports, .all)
            if m.format == .commonJS { seesCopy(object, m) }
        }
    }
    /// A member of `module.exports` as importers have it. esbuild's `__copyProps` gives it a getter, so that one of the package's own runs when
    /// it is asked for, and a value is that of the moment. Node and Bun read it once and take undefined where a getter throws (Node:
    /// lib/internal/modules/esm/translators.js; Bun passes over hidden getters: src/bun.js/bindings/CommonJS).
    private func seeMember(_ key: PropertyKey, of exports: Value, in view: Handle) throws(Abrupt) {
        let own = try? machine.ownDescriptor(exports.handle, key)
        let isAccessor = own.map { $0.getter != nil || $0.setter != nil } ?? false
        if isBundled, isAccessor || own?.value.map({ !$0.isObject }) ?? false {
            let getter = machine.makeNative("get", length: 0) { machine, _ throws(Abrupt) in try machine.get(exports, key) }
            return machine.defineAccessor(view, key, getter: .object(getter), setter: nil, .all)
        }
        guard isAccessor else { return machine.define(view, key, try machine.get(exports, key), .all) }
        if isBun, own?.enumerable == false { return }
        var value = Value.undefined
        do throws(Abrupt) { value = try machine.get(exports, key) } catch { guard case .thrown = error else { throw error } }
        machine.define(view, key, value, .all)
    }
    func sourcePhase(_ t: ModuleInstance) -> Value {
        guard let n = t.wasmNumber else { return machine.unknown("source-phase", "a module in its source phase") }
        return Host.moduleObject(self, n, provenance: "imported")
    }
}
