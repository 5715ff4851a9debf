import Machine
import Runtimes

/// Modules of Node: those that glue uses are modelled, all others are open.
enum BuiltinModules {
    static func object(_ p: Program, _ name: String) throws(Abrupt) -> Value {
        if let known = p.builtins[name] { return known }
        let made = try make(p, name)
        refuse(p, made, name)
        p.builtins[name] = made
        complete(p, made, "node:" + name)
        return made
    }
    /// Where the names of a module are known, those that nothing here models are unknown values, and no others are there.
    private static func complete(_ p: Program, _ made: Value, _ owner: String) {
        let m = p.machine
        guard made.isObject, m.isOpen(made.handle), case .present = p.profile.member("default", of: owner) else { return }
        let known = Set(m.ownDataProperties(made).map { m.keyText($0.key) })
        for (member, kind) in p.profile.members(of: owner) where member != "default" && !member.hasPrefix("@@") && !known.contains(member) {
            m.define(made.handle, member, m.unknown("unmodelled-member", "\(owner).\(member)", p.hint(kind)), .all)
        }
        p.ownerNames[made.handle] = owner
        m.setGuarded(made.handle)
        m.setComplete(made.handle)
    }
    /// What a module exports by default: an object, or a function where the runtime has a class there.
    private static func open(_ p: Program, _ name: String) -> Value {
        guard case .present(.function) = p.profile.member("default", of: "node:" + name) else { return Host.open(p) }
        let m = p.machine
        let f = m.makeNative(name, length: 0, constructs: true) { m, a throws(Abrupt) in
            guard a.isConstruct else { return m.unknown("unmodelled", "what node:\(name) makes") }
            let made = m.makeObject(prototype: try m.prototypeFor(a.newTarget, .objectPrototype))
            m.setOpen(made)
            return .object(made)
        }
        // classes extend it: what its objects inherit is not known, but there
        let prototype = m.makePlainObject()
        m.setOpen(prototype)
        m.define(f, "prototype", .object(prototype), .writable)
        m.define(prototype, "constructor", .object(f), [.writable, .configurable])
        m.setOpen(f)
        return .object(f)
    }
    /// Functions that are there and only throw, by the profile (`operation/node:vm.runInThisContext/…`).
    private static func refuse(_ p: Program, _ made: Value, _ name: String) {
        guard made.isObject else { return }
        for operation in ["vm": ["runInThisContext"], "wasi": ["WASI"], "worker_threads": ["Worker"]][name] ?? [] {
            let callee = "node:\(name).\(operation)"
            guard p.profile.operation(callee, at: .startup)?.error != nil || p.profile.operation(callee, at: .request)?.error != nil else {
                continue
            }
            p.machine.define(
                made.handle, operation,
                .object(
                    p.machine.makeNative(operation, length: 1, constructs: true) { [unowned p] m, _ throws(Abrupt) in
                        if let r = p.refusal(callee, "builtin.call") { throw .thrown(r.error) }
                        return m.unknown("unmodelled", callee)
                    }), .all)
        }
    }
    private static func make(_ p: Program, _ name: String) throws(Abrupt) -> Value {
        let m = p.machine
        switch name {
        case "fs": return FileSystem.module(p)
        case "fs/promises": return FileSystem.promisesModule(p)
        case "path", "path/posix": return path(p)
        case "url": return url(p)
        case "module": return module(p)
        case "buffer":
            return Host.open(
                p, [("Buffer", try m.get(m.globalObject, m.key("Buffer"))), ("Blob", try m.get(m.globalObject, m.key("Blob")))])
        case "process": return try m.get(m.globalObject, m.key("process"))
        case "util":
            let o = Host.open(
                p,
                [
                    ("TextDecoder", try m.get(m.globalObject, m.key("TextDecoder"))),
                    ("TextEncoder", try m.get(m.globalObject, m.key("TextEncoder")))
                ])
            m.defineMethod(o.handle, "inherits", length: 2) { m, a throws(Abrupt) in
                guard a[0].isObject, a[1].isObject else { return .undefined }
                let x = try m.get(a[0], "prototype"), y = try m.get(a[1], "prototype")
                if x.isObject, y.isObject { _ = try m.setPrototype(x.handle, y.handle) }
                return .undefined
            }
            m.defineMethod(o.handle, "promisify", length: 1) { [unowned p] _, a throws(Abrupt) in try promisified(p, a[0]) }
            return o
        case "events":
            let c = EventEmitters.constructor(p)
            m.define(c, "EventEmitter", .object(c), .all)
            m.define(c, "default", .object(c), .all)
            return .object(c)
        case "crypto": return CryptoHost.nodeModule(p)
        case "perf_hooks": return Host.open(p, [("performance", try m.get(m.globalObject, m.key("performance")))])
        case "worker_threads":
            return Host.open(p, [("isMainThread", .true), ("parentPort", .null), ("workerData", .null), ("threadId", .int(0))])
        case "timers": return Host.open(p, [("setTimeout", try m.get(m.globalObject, m.key("setTimeout")))])
        case "os":
            let o = Host.open(p, [("EOL", m.makeString("\n"))])
            m.defineMethod(o.handle, "platform", length: 0) { m, _ in m.makeString("linux") }
            return o
        default: return open(p, name)
        }
    }
    private static func path(_ p: Program) -> Value {
        let m = p.machine, o = m.makePlainObject()
        func text(_ m: Machine, _ v: Value) throws(Abrupt) -> String {
            if v.isUncertain { throw .unknown(m.reason(of: v)) }
            guard v.isString else { throw FileSystemPath.notString(p, v) }
            return m.text(v.handle)
        }
        m.defineMethod(o, "join", length: 2) { m, a throws(Abrupt) in
            var parts: [String] = []
            for v in a.all { parts.append(try text(m, v)) }
            let joined = parts.filter { !$0.isEmpty }.joined(separator: "/")
            return m.makeString(joined.isEmpty ? "." : FileSystemPath.normalise(joined))
        }
        m.defineMethod(o, "resolve", length: 2) { [unowned p] m, a throws(Abrupt) in
            var out = ""
            for v in a.all.reversed() {
                let t = try text(m, v)
                if t.isEmpty { continue }
                out = out.isEmpty ? t : t + "/" + out
                if t.hasPrefix("/") { break }
            }
            if !out.hasPrefix("/") { out = (p.isWorkers ? "/bundle" : p.home) + "/" + out }
            let n = FileSystemPath.normalise(out)
            return m.makeString(n.count > 1 && n.hasSuffix("/") ? String(n.dropLast()) : n)
        }
        m.defineMethod(o, "normalize", length: 1) { m, a throws(Abrupt) in m.makeString(FileSystemPath.normalise(try text(m, a[0]))) }
        m.defineMethod(o, "dirname", length: 1) { m, a throws(Abrupt) in
            var t = try text(m, a[0])
            while t.count > 1, t.hasSuffix("/") { t.removeLast() }
            guard let slash = t.lastIndex(of: "/") else { return m.makeString(".") }
            return m.makeString(slash == t.startIndex ? "/" : String(t[..<slash]))
        }
        m.defineMethod(o, "basename", length: 2) { m, a throws(Abrupt) in
            var t = try text(m, a[0]).split(separator: "/").last.map(String.init) ?? ""
            if a[1].isString, t.hasSuffix(m.text(a[1].handle)), t != m.text(a[1].handle) { t.removeLast(m.stringLength(a[1].handle)) }
            return m.makeString(t)
        }
        m.defineMethod(o, "extname", length: 1) { m, a throws(Abrupt) in
            let t = try text(m, a[0]).split(separator: "/").last.map(String.init) ?? ""
            guard let dot = t.lastIndex(of: "."), dot != t.startIndex else { return m.emptyString }
            return m.makeString(String(t[dot...]))
        }
        m.defineMethod(o, "isAbsolute", length: 1) { m, a throws(Abrupt) in .boolean(try text(m, a[0]).hasPrefix("/")) }
        m.define(o, "sep", m.makeString("/"), .all)
        m.define(o, "delimiter", m.makeString(":"), .all)
        m.define(o, "posix", .object(o), .all)
        m.setOpen(o)
        return .object(o)
    }
    private static func url(_ p: Program) -> Value {
        let m = p.machine
        let o = Host.open(
            p,
            [
                ("URL", (try? m.get(m.globalObject, m.key("URL"))) ?? .undefined),
                ("URLSearchParams", (try? m.get(m.globalObject, m.key("URLSearchParams"))) ?? .undefined)
            ])
        m.defineMethod(o.handle, "fileURLToPath", length: 1) { [unowned p] m, a throws(Abrupt) in
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            if let u = URLHost.url(m, a[0]) ?? (a[0].isString ? WebURL(m.text(a[0].handle)) : nil) {
                if u.scheme == "file" { return m.makeString(u.path.removingPercentEscapes) }
                let e = p.makeError("TypeError", "The URL must be of scheme file")
                m.define(e.handle, "code", m.makeString("ERR_INVALID_URL_SCHEME"), .all)
                throw .thrown(e)
            }
            let event = p.event("url.to-path", ["input": m.describe(a[0]), "callee": "fileURLToPath"])
            if a[0].isUndefined, let e = p.profile.rule("file-url-to-path/undefined")?.error { throw .thrown(p.hostError(e, event: event)) }
            if a[0].isString {
                throw .thrown(
                    p.hostError(
                        (p.profile.rule("url/invalid")?.error ?? RuntimeError(name: "TypeError", message: "Invalid URL")).filled([
                            "input": m.text(a[0].handle)
                        ]), event: event))
            }
            throw .thrown(
                p.hostError(
                    RuntimeError(
                        name: "TypeError",
                        message: "The \"path\" argument must be of type string or an instance of URL. Received \(m.describe(a[0]))",
                        code: "ERR_INVALID_ARG_TYPE"), event: event))
        }
        m.defineMethod(o.handle, "pathToFileURL", length: 1) { [unowned p] m, a throws(Abrupt) in
            if a[0].isUncertain { return URLHost.makeURL(p, m.unknown("url", "a file URL", .string)) }
            let t = try m.toText(a[0])
            return WebURL("file://" + (t.hasPrefix("/") ? t : "/" + t)).map { URLHost.makeURL(p, m.makeString($0.href)) }
                ?? m.unknown("url", "a file URL")
        }
        return o
    }
    private static func module(_ p: Program) -> Value {
        let m = p.machine, o = open(p, "module")
        m.defineMethod(o.handle, "createRequire", length: 1) { [unowned p] m, a throws(Abrupt) in
            if a[0].isUncertain { return m.unknown("require", "a require function", .function) }
            var path: String?
            if let u = URLHost.url(m, a[0]) ?? (a[0].isString && m.text(a[0].handle).hasPrefix("file:") ? WebURL(m.text(a[0].handle)) : nil)
            {
                path = u.path
            } else if a[0].isString, m.text(a[0].handle).hasPrefix("/") {
                path = m.text(a[0].handle)
            }
            let event = p.event("module.create-require", ["input": m.describe(a[0])])
            guard let path else {
                let e =
                    (a[0].isString ? nil : p.profile.rule("create-require/not-a-string")?.error) ?? p.profile.rule(
                        "create-require/not-a-path")?.error
                    ?? RuntimeError(
                        name: "TypeError",
                        message:
                            "The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received \(m.describe(a[0]))",
                        code: "ERR_INVALID_ARG_VALUE")
                throw .thrown(p.hostError(e.filled(["value": a[0].isString ? m.text(a[0].handle) : m.describe(a[0])]), event: event))
            }
            if p.isBundled {
                let require = m.makeNative("require", length: 1) { [unowned p] m, b throws(Abrupt) in
                    let s = try m.toText(b[0]), name = s.hasPrefix("node:") ? String(s.dropFirst(5)) : s
                    if let builtin = p.profile.builtinModule(s), case .native = builtin.outcome { return try object(p, name) }
                    let at = p.event("module.require", ["specifier": s, "form": "createRequire"])
                    let e =
                        p.profile.rule("module/missing-require")?.error ?? RuntimeError(name: "Error", message: "Module not found: \(s)")
                    throw .thrown(p.hostError(e.filled(["specifier": s]), event: at))
                }
                if let r = p.profile.rule("create-require/resolve"), r == .absent { return .object(require) }
                m.setOpen(require)
                return .object(require)
            }
            guard case .tree(let place) = p.location(path), let instance = p.modules[place.text] else {
                return m.unknown("require", "a require function", .function)
            }
            return .object(p.makeRequire(instance))
        }
        m.define(
            o.handle, "builtinModules",
            .object(
                {
                    let x = m.makeArray(); m.setContentUnknown(x); return x
                }()), .all)
        return o
    }
}
enum FileSystemPath {
    static func normalise(_ path: String) -> String {
        let isAbsolute = path.hasPrefix("/"), trailing = path.hasSuffix("/") && path.count > 1
        var out: [Substring] = []
        for part in path.split(separator: "/") {
            if part == "." { continue }
            if part == ".." {
                if let last = out.last, last != ".." { out.removeLast() } else if !isAbsolute { out.append(part) }
            } else {
                out.append(part)
            }
        }
        let joined = (isAbsolute ? "/" : "") + out.joined(separator: "/")
        return joined.isEmpty ? (isAbsolute ? "/" : ".") : joined + (trailing && joined != "/" ? "/" : "")
    }
    static func notString(_ p: Program, _ v: Value) -> Abrupt {
        let event = p.event("path.invalid", ["input": p.machine.describe(v)])
        let received = v.isUndefined ? "undefined" : v.isNull ? "null" : "an instance of Object"
        return .thrown(
            p.hostError(
                RuntimeError(
                    name: "TypeError", message: "The \"path\" argument must be of type string. Received \(received)",
                    code: "ERR_INVALID_ARG_TYPE"), event: event))
    }
}
