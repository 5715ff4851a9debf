import Machine
import Runtimes

/// What surrounds the language in a runtime, by profile. One file an area; each `install` defines the globals that the profile has.
///
/// To add an operation: define a native in the area's file, ask the profile what it does (`program.refusal`, `profile.rule`), leave an
/// event. Whatever the profile has and no file here defines is unknown, by `missingGlobal`.
enum Host {
    static func install(_ p: Program) {
        names(p)
        ConsoleHost.install(p)
        TimerHost.install(p)
        TextHost.install(p)
        URLHost.install(p)
        WebAssemblyHost.install(p)
        FetchHost.install(p)
        ProcessHost.install(p)
        CryptoHost.install(p)
        EventHost.install(p)
        ScopeHost.install(p)
    }
    /// Defines a global where the profile has it.
    static func define(_ p: Program, _ name: String, _ make: () -> Value) {
        if case .absent = p.profile.global(name) { return }
        p.machine.define(p.machine.globalObject, name, make())
    }
    /// A constructor for a host class with a prototype of its own, where the profile has it.
    @discardableResult
    static func constructor(
        _ p: Program, _ name: String, length: Int, _ body: @escaping NativeBody
    ) -> (constructor: Handle, prototype: Handle)? {
        if case .absent = p.profile.global(name) { return nil }
        let m = p.machine
        let prototype = m.makePlainObject()
        let c = m.makeNative(name, length: length, constructs: true, body)
        m.define(c, "prototype", .object(prototype), .none)
        m.define(prototype, "constructor", .object(c))
        m.define(prototype, m.wellKnown.toStringTag, m.makeString(name), .configurable)
        m.define(m.globalObject, name, .object(c))
        p.hostPrototypes[name] = prototype
        p.ownerNames[c] = name
        p.ownerNames[prototype] = name + ".prototype"
        m.setGuarded(c); m.setGuarded(prototype)
        return (c, prototype)
    }
    /// The language's objects by the names that the inventory knows them by; what the engine lacks is taken away.
    private static func names(_ p: Program) {
        let m = p.machine, g = m.globalObject
        for property in m.ownDataProperties(.object(g)) where property.value.isObject {
            let name = m.keyText(property.key)
            if name == "globalThis" { continue }
            if case .absent = p.profile.global(name) { _ = try? m.delete(g, property.key); continue }
            p.ownerNames[property.value.handle] = name
            trim(p, property.value.handle, name)
            m.setGuarded(property.value.handle)
            if let prototype = try? m.get(property.value, "prototype"), prototype.isObject {
                p.ownerNames[prototype.handle] = name + ".prototype"
                trim(p, prototype.handle, name + ".prototype")
                m.setGuarded(prototype.handle)
            }
        }
        for (intrinsic, name) in [
            (Intrinsic.iteratorPrototype, "%IteratorPrototype%"), (.typedArrayPrototype, "%TypedArray%.prototype"),
            (.arrayIteratorPrototype, "%ArrayIteratorPrototype%")
        ] {
            let object = m.intrinsic(intrinsic)
            p.ownerNames[object] = name
            trim(p, object, name)
            m.setGuarded(object)
        }
        if case .absent = p.profile.global("Iterator") {
            for key in [m.key("constructor"), m.wellKnown.toStringTag] { _ = try? m.delete(m.intrinsic(.iteratorPrototype), key) }
        }
        define(p, "global") { .object(g) }
        define(p, "self") { .object(g) }
        if case .browser = p.profile.runtime { define(p, "window") { .object(g) } }
    }
    private static func trim(_ p: Program, _ object: Handle, _ owner: String) {
        let members = p.machine.ownDataProperties(.object(object)), names = members.map { p.machine.keyText($0.key) }
        // the questions of a realm in the making are not noted (`Consultation`)
        let lacks = p.profile.profile.lacks(names, of: owner)
        if lacks.isEmpty { return }
        for (member, name) in zip(members, names) where lacks.contains(name) && name != "constructor" {
            _ = try? p.machine.delete(object, member.key)
            p.trimmed[object, default: []].append(name)
        }
    }
    /// An object with some known members; all else is unknown.
    static func open(_ p: Program, _ members: [(String, Value)] = []) -> Value {
        let o = p.machine.makePlainObject()
        for (n, v) in members { p.machine.define(o, n, v, .all) }
        p.machine.setOpen(o)
        return .object(o)
    }

    // Modules' own names

    static func moduleURL(_ p: Program, _ path: String) -> String? {
        switch p.profile.runtime {
        case .workers:
            guard let url = p.profile.rule("import-meta/url")?.text, url != "absent" else { return nil }
            return url.replacing("{name}", with: p.isBundled ? "worker.js" : path)
        case .browser: return "http://localhost/" + path
        default: return "file://" + p.absolute(path)
        }
    }
    /// Stands for `import.meta` among the owners of members. What it holds is consulted when the program looks at it.
    static let importMetaOwner = "import.meta"
    static let importMetaKeys = ["dirname", "filename", "main", "url", "resolve", "env", "require"]
    static func fillImportMeta(_ p: Program, _ meta: Handle, path: String) {
        let m = p.machine, profile = p.profile.profile
        p.ownerNames[meta] = importMetaOwner
        defer { m.setGuarded(meta) }
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let values = [
            "name": p.isBundled ? "worker.js" : path, "folder": p.isBundled || folder.isEmpty ? "" : "/" + folder,
            "url": "file://" + p.absolute(path), "dirname": p.absolute(folder), "filename": p.absolute(path)
        ]
        for key in ["dirname", "filename", "main", "url"] {
            guard let rule = profile.rule("import-meta/" + key), rule != .absent else { continue }
            if let flag = rule.flag { m.define(meta, key, .boolean(flag), .all); continue }
            guard var text = rule.text, text != "absent", text != "allowed" else { continue }
            for (k, v) in values { text = text.replacing("{\(k)}", with: v) }
            m.define(meta, key, text == "false" ? .false : m.makeString(text), .all)
        }
        if case .browser = p.profile.runtime { m.define(meta, "url", m.makeString("http://localhost/" + path), .all) }
        if let r = profile.rule("import-meta/resolve"), r != .absent {
            m.defineMethod(meta, "resolve", length: 1) { [unowned p] m, a throws(Abrupt) in
                let s = try m.toText(a[0])
                if s.hasPrefix("."), let base = moduleURL(p, path), let url = WebURL(s, base: base) { return m.makeString(url.href) }
                return m.unknown("import-meta-resolve", "where a specifier leads", .string)
            }
        }
        if let r = profile.rule("import-meta/env"), r != .absent { m.define(meta, "env", open(p), .all) }
        if let r = profile.rule("import-meta/require"), r != .absent {
            m.define(meta, "require", m.unknown("unmodelled", "import.meta.require", .function), .all)
        }
    }
    /// Names of a file's own scope where the runtime gives them to ES modules, too: Bun declares them in a file that mentions them, so code
    /// made from a text does not see them (`eval("require")` in a file without that name: ReferenceError, Bun 1.4).
    static func scopeValue(_ p: Program, _ name: String) throws(Abrupt) -> Value? {
        guard ScopeNames.all.contains(name), let frame = p.machine.currentSite().positions.first,
            let t = p.machine.template(frame.template), t.file < p.files.count, !p.files[t.file].path.isEmpty
        else { return nil }
        if p.isBundled { return name == "require" ? p.bundleRequire : nil }
        guard let instance = p.modules[p.path(t)], let path = instance.path, case .present = p.profile.scope(name, in: .esm) else {
            return nil
        }
        switch name {
        case "__dirname": return p.machine.makeString(p.absolute(path.parent?.text ?? ""))
        case "__filename": return p.machine.makeString(p.absolute(path.text))
        case "require": return .object(p.makeRequire(instance))
        default: return p.machine.unknown("unmodelled-global", "\(name) in an ES module")
        }
    }
    static func moduleObject(_ p: Program, _ number: Int, provenance: String) -> Value {
        WebAssemblyHost.moduleObject(p, number, provenance: provenance)
    }
    static func instantiate(_ p: Program, module: Int, imports: Value, callee: String) throws(Abrupt) -> Value {
        try WebAssemblyHost.instantiate(p, module: module, imports: imports, callee: callee)
    }
    static func builtin(_ p: Program, _ name: String) throws(Abrupt) -> Value { try BuiltinModules.object(p, name) }
}

/// The name that esbuild gives to every file of a bundle.
enum ScopeHost {
    static func install(_ p: Program) {
        let m = p.machine
        // esbuild writes a function for `require` that looks for a global one and throws. It has a name of its own, so that neither the
        // global object nor code made from a text has a `require`.
        guard p.isBundled else { return }
        let require = m.makeNative("require", length: 1) { [unowned p] m, a throws(Abrupt) in
            guard let frame = m.currentSite().positions.first, let t = m.template(frame.template), let from = p.modules[p.path(t)],
                a[0].isString
            else {
                return m.unknown("require", "what require gives")
            }
            let specifier = m.text(a[0].handle)
            guard p.isStaticRequire else { throw p.dynamicRequire(specifier) }
            return try p.require(specifier, from: from)
        }
        p.bundleRequire = .object(require)
    }
}
