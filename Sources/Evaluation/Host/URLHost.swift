import Machine
import Runtimes

/// `URL` and `URLSearchParams`.
enum URLHost {
    static func install(_ p: Program) {
        let m = p.machine
        guard
            let (c, prototype) = Host.constructor(
                p, "URL", length: 1,
                { [unowned p] m, a throws(Abrupt) in
                    if !a.isConstruct { throw m.typeError("Class constructor URL cannot be invoked without 'new'") }
                    return try make(p, a)
                })
        else { return }
        for name in ["href", "protocol", "host", "hostname", "port", "pathname", "search", "hash", "origin", "username", "password"] {
            m.defineAccessor(
                prototype, m.key(name),
                getter: .object(
                    m.makeNative("get " + name, length: 0) { m, a throws(Abrupt) in
                        guard let url = url(m, a.this) else { return m.unknown("url", "a part of a URL that is not known", .string) }
                        let text =
                            switch name {
                            case "href": url.href;
                            case "protocol": url.scheme + ":";
                            case "host": url.hostWithPort;
                            case "hostname": url.host;
                            case "port": url.port
                            case "pathname": url.path;
                            case "search": url.query;
                            case "hash": url.fragment;
                            case "username": url.username;
                            case "password": url.password;
                            default: url.origin
                            }
                        return m.makeString(text)
                    }),
                setter: .object(
                    m.makeNative("set " + name, length: 1) { m, a throws(Abrupt) in
                        if a.this.isObject {
                            m.setInternalValue(
                                a.this.handle, 0,
                                name == "href" && a[0].isString ? a[0] : m.unknown("url", "a URL that was changed", .string))
                        }
                        return .undefined
                    }), [.enumerable, .configurable])
        }
        for name in ["toString", "toJSON"] {
            m.defineMethod(prototype, name, length: 0) { m, a in
                url(m, a.this).map { m.makeString($0.href) } ?? m.unknown("url", "a URL that is not known", .string)
            }
        }
        m.defineGetter(prototype, "searchParams") { [unowned p] _, _ in Host.open(p) }
        m.defineMethod(c, "canParse", length: 1) { m, a throws(Abrupt) in
            .boolean(WebURL(try m.toText(a[0]), base: a[1].isUndefined ? nil : try m.toText(a[1])) != nil)
        }
        m.defineMethod(c, "createObjectURL", length: 1) { m, _ in m.unknown("url", "a blob URL", .string) }
        m.defineMethod(c, "revokeObjectURL", length: 1) { _, _ in .undefined }
        _ = Host.constructor(p, "URLSearchParams", length: 0) { [unowned p] m, a in
            let o = m.makeObject(prototype: p.hostPrototypes["URLSearchParams"] ?? 0)
            m.setOpen(o)
            return .object(o)
        }
        if let s = p.hostPrototypes["URLSearchParams"] { m.setOpen(s) }
    }
    /// The URL that an object or text is; nil where it is not known.
    static func url(_ m: Machine, _ v: Value) -> WebURL? {
        guard v.isObject, m.kind(v.handle) == .host, m.internalCount(v.handle) > 0, m.internalValue(v.handle, 0).isString else {
            return nil
        }
        return WebURL(m.text(m.internalValue(v.handle, 0).handle))
    }
    static func isURL(_ m: Machine, _ v: Value) -> Bool { v.isObject && m.kind(v.handle) == .host && m.hostClass(v.handle) == 1 }

    static func makeURL(_ p: Program, _ href: Value, prototype: Handle? = nil) -> Value {
        let o = p.machine.makeHostObject(1, prototype: prototype ?? p.hostPrototypes["URL"] ?? 0, internals: 1)
        p.machine.setInternalValue(o, 0, href)
        return .object(o)
    }
    private static func make(_ p: Program, _ a: Arguments) throws(Abrupt) -> Value {
        let m = p.machine
        let prototype = try TextHost.prototypeOf(p, "URL", a)
        if a[0].isUncertain || a[1].isUncertain {
            return makeURL(p, m.unknown("url", "a URL that is not known", .string), prototype: prototype)
        }
        m.spend(100)
        let input = try m.toText(a[0]), base = a[1].isUndefined ? nil : try m.toText(a[1])
        if let url = WebURL(input, base: base) { return makeURL(p, m.makeString(url.href), prototype: prototype) }
        let event = p.event("url.construct", ["input": input, "base": base ?? "undefined", "callee": "new URL"])
        let rule = base != nil ? p.profile.rule("url/invalid-base") ?? p.profile.rule("url/invalid") : p.profile.rule("url/invalid")
        let error = rule?.error ?? RuntimeError(name: "TypeError", message: "Invalid URL")
        throw .thrown(p.hostError(error.filled(["input": input, "base": base ?? "undefined"]), event: event))
    }
}
