import Machine
import Packaging
import Runtimes

/// `fetch`, `Request`, `Response`, `Headers`.
enum FetchHost {
    static func install(_ p: Program) {
        let m = p.machine
        Host.define(p, "fetch") {
            .object(m.makeNative("fetch", length: 1) { [unowned p] m, a throws(Abrupt) in try fetch(p, a) })
        }
        for name in [
            "Request", "Headers", "Blob", "FormData", "File", "ReadableStream", "TransformStream", "WritableStream", "CompressionStream",
            "DecompressionStream"
        ] {
            guard
                let (_, prototype) = Host.constructor(
                    p, name, length: 0,
                    { [unowned p] m, a throws(Abrupt) in
                        if let r = p.refusal(name, "host.construct", ["callee": "new \(name)"]) { throw .thrown(r.error) }
                        let o = m.makeHostObject(name == "Request" ? 8 : 9, prototype: try TextHost.prototypeOf(p, name, a), internals: 2)
                        m.setInternalValue(o, 0, a[0])
                        m.setOpen(o)
                        return .object(o)
                    })
            else { continue }
            m.setOpen(prototype)
        }
        if let request = p.hostPrototypes["Request"] {
            m.defineGetter(request, "url") { m, a in
                let v = a.this.isObject ? m.internalValue(a.this.handle, 0) : .undefined
                return v.isString ? v : URLHost.url(m, v).map { m.makeString($0.href) } ?? m.unknown("request", "a request's URL", .string)
            }
        }
        response(p)
    }
    private static func response(_ p: Program) {
        guard
            let (c, prototype) = Host.constructor(
                p, "Response", length: 0,
                { [unowned p] m, a throws(Abrupt) in
                    let hasBody = !a[0].isNullish
                    if hasBody, let r = p.refusal("Response(body)", "response.construct", ["callee": "new Response"]) {
                        throw .thrown(r.error)
                    }
                    let o = make(p, body: a[0], url: nil, status: 200, type: nil)
                    if a[1].isObject {
                        let status = try m.get(a[1], "status"), headers = try m.get(a[1], "headers")
                        if status.isNumber { m.setInternalValue(o, 2, status) }
                        if headers.isObject, m.kind(headers.handle) == .object {
                            for q in m.ownDataProperties(headers) where m.keyText(q.key).lowercased() == "content-type" {
                                m.setInternalValue(o, 1, q.value)
                            }
                        }
                    }
                    return .object(o)
                })
        else { return }
        let m = p.machine
        m.defineMethod(c, "json", length: 1) { [unowned p] m, a throws(Abrupt) in
            if let r = p.refusal("Response.json", "response.construct", ["callee": "Response.json"]) { throw .thrown(r.error) }
            let text = try m.call(m.get(m.get(m.globalObject, m.key("JSON")), "stringify"), .undefined, [a[0]])
            if text.isString, m.text(text.handle).contains("\"error\":{}") { p.event("error.stringify", ["json": m.text(text.handle)]) }
            return .object(make(p, body: text, url: nil, status: 200, type: "application/json"))
        }
        m.defineGetter(prototype, "ok") { m, a in
            let s = a.this.isObject ? m.internalValue(a.this.handle, 2) : .undefined
            return s.isNumber ? .boolean(s.number >= 200 && s.number < 300) : m.unknown("network", "whether a request succeeds", .boolean)
        }
        m.defineGetter(prototype, "status") { m, a in a.this.isObject ? m.internalValue(a.this.handle, 2) : .undefined }
        m.defineGetter(prototype, "statusText") { m, a in
            let status = a.this.isObject ? m.internalValue(a.this.handle, 2) : .undefined
            return status.isNumber && status.number == 404 ? m.makeString("Not Found") : m.unknown("network", "a status text", .string)
        }
        m.defineGetter(prototype, "url") { m, a in a.this.isObject ? m.internalValue(a.this.handle, 3) : .undefined }
        m.defineGetter(prototype, "type") { [unowned p] m, a in
            // what a program makes itself, and what Bun reads from files
            let isOwn =
                a.this.isObject && m.internalValue(a.this.handle, 3).isString
                && m.stringLength(m.internalValue(a.this.handle, 3).handle) == 0 && !m.internalValue(a.this.handle, 0).isUncertain
            return isOwn || p.profile.runtime == .bun ? m.makeString("default") : m.unknown("network", "a response's type", .string)
        }
        m.defineGetter(prototype, "headers") { [unowned p] m, a in
            let type = a.this.isObject ? m.internalValue(a.this.handle, 1) : .undefined
            let h = Host.open(p)
            m.defineMethod(h.handle, "get", length: 1) { m, b in
                b[0].isString && m.text(b[0].handle).lowercased() == "content-type"
                    ? (type.isUndefined ? .null : type) : m.unknown("network", "a header")
            }
            return h
        }
        for name in ["arrayBuffer", "bytes", "text", "json", "blob"] {
            if case .absent = p.profile.member(name, of: "Response.prototype") { continue }
            m.defineMethod(prototype, name, length: 0) { [unowned p] m, a throws(Abrupt) in
                guard a.this.isObject, isResponse(m, a.this) else { throw m.typeError("Illegal invocation") }
                if let error = take(p, a.this, function: name) { return p.rejected(error) }
                let bytes = body(p, a.this)
                return p.later(isComputation: true) { done throws(Abrupt) in
                    switch name {
                    case "arrayBuffer", "bytes":
                        let b: Handle
                        if let bytes {
                            b = try bytes.withUnsafeBufferPointer { x throws(Abrupt) in try m.makeArrayBuffer(x) }
                        } else {
                            b = try m.makeArrayBuffer(byteLength: 0); m.setContentUnknown(b)
                        }
                        p.bufferOrigins[b] = "network"
                        m.fulfill(
                            done,
                            name == "bytes"
                                ? .object(m.makeTypedArray(.uint8, buffer: b, byteOffset: 0, length: bytes?.count ?? 0)) : .object(b))
                    case "text":
                        m.fulfill(
                            done,
                            bytes.map { m.makeString(String(decoding: $0, as: UTF8.self)) }
                                ?? m.unknown("network", "a response's text", .string))
                    default: m.fulfill(done, m.unknown("network", "a response's content"))
                    }
                }
            }
        }
        m.defineMethod(prototype, "clone", length: 0) { m, a in
            guard a.this.isObject else { return .undefined }
            let o = m.makeHostObject(7, prototype: m.prototype(of: a.this.handle), internals: 5)
            for i in 0..<4 { m.setInternalValue(o, i, m.internalValue(a.this.handle, i)) }
            return .object(o)
        }
        if p.profile.members(of: "Response.prototype").isEmpty { m.setOpen(prototype) }
    }
    /// Internal values: body, content type, status, URL, used.
    static func make(_ p: Program, body: Value, url: String?, status: Int, type: String?) -> Handle {
        let m = p.machine, o = m.makeHostObject(7, prototype: p.hostPrototypes["Response"] ?? 0, internals: 5)
        m.setInternalValue(o, 0, body)
        if let type { m.setInternalValue(o, 1, m.makeString(type)) }
        m.setInternalValue(o, 2, .number(status))
        m.setInternalValue(o, 3, m.makeString(url ?? ""))
        return o
    }
    static func isResponse(_ m: Machine, _ v: Value) -> Bool { v.isObject && m.kind(v.handle) == .host && m.hostClass(v.handle) == 7 }
    static func contentType(_ m: Machine, _ v: Value) -> String? {
        let t = m.internalValue(v.handle, 1)
        return t.isString ? m.text(t.handle) : t.isUndefined ? (m.internalValue(v.handle, 0).isUncertain ? nil : "") : nil
    }
    /// Bytes of a response; nil where they are not known.
    static func body(_ p: Program, _ v: Value) -> [UInt8]? {
        let m = p.machine, b = m.internalValue(v.handle, 0)
        if b.isString { return Array(m.text(b.handle).utf8) }
        if b.isNullish { return [] }
        return (try? TextHost.bytes(m, b)) ?? nil
    }

    private static func fetch(_ p: Program, _ a: Arguments) throws(Abrupt) -> Value {
        let m = p.machine
        if p.isWorkers, let r = p.refusal("fetch", "fetch", ["url": describe(m, a[0])]) { return p.rejected(r.error) }
        if a[0].isUncertain { p.event("fetch", ["url": "unknown"]); return unknownResponse(p) }
        var text: String
        if let url = URLHost.url(m, a[0]) {
            text = url.href
        } else if a[0].isObject, m.hostClass(a[0].handle) == 8 {
            let inner = m.internalValue(a[0].handle, 0)
            if let u = URLHost.url(m, inner) {
                text = u.href
            } else if inner.isString {
                text = m.text(inner.handle)
            } else {
                return unknownResponse(p)
            }
        } else {
            do throws(Abrupt) { text = try m.toText(a[0]) } catch {
                if case .thrown(let e) = error { return p.rejected(e) }
                return unknownResponse(p)
            }
        }
        let event = p.event("fetch", ["url": text])
        func refuse(_ rule: String) -> Value? {
            guard let error = p.profile.rule(rule)?.error else { return nil }
            let e = p.hostError(error.filled(["url": text]), event: event)
            if p.isNode || p.profile.runtime == .deno, error.message == "fetch failed", let why = p.profile.rule(rule + "-cause")?.text {
                m.define(
                    e.handle, "cause", m.makeError(.errorPrototype, why), p.profile.rule("fetch/cause")?.text == "listed" ? .all : .hidden)
            }
            // settles from the event loop, not at once: no frame of the call is left
            if !p.isWorkers || rule == "fetch/loopback" { m.markLateError(e) }
            return p.later { done throws(Abrupt) in m.reject(done, e) }
        }
        let isPage = p.profile.runtime == .browser
        guard let url = WebURL(text, base: isPage ? Host.moduleURL(p, "") : nil) else {
            if isPage { return unknownResponse(p) }
            if let r = p.profile.rule("fetch/relative")?.error { return p.rejected(p.hostError(r.filled(["url": text]), event: event)) }
            return unknownResponse(p)
        }
        switch url.scheme {
        case "file":
            if let v = refuse("fetch/file") { return v }
            return localFile(p, url, event)
        case "data":
            guard let (bytes, type) = dataURL(url) else { return unknownResponse(p) }
            let b = try bytes.withUnsafeBufferPointer { x throws(Abrupt) in try m.makeArrayBuffer(x) }
            return p.later { done throws(Abrupt) in m.fulfill(done, .object(make(p, body: .object(b), url: text, status: 200, type: type)))
            }
        case "http", "https":
            if isPage { return served(p, url) }
            if ["localhost", "127.0.0.1", "[::1]"].contains(url.host), let v = refuse("fetch/loopback") { return v }
            return unknownResponse(p)
        default: return unknownResponse(p)
        }
    }
    private static func describe(_ m: Machine, _ v: Value) -> String {
        URLHost.url(m, v)?.href ?? (v.isString ? m.text(v.handle) : "unknown")
    }
    private static func localFile(_ p: Program, _ url: WebURL, _ event: Int) -> Value {
        let m = p.machine
        guard case .tree(let path) = p.location(url.path.removingPercentEscapes), p.tree.isFile(path),
            case .success(let bytes) = p.tree.read(path)
        else {
            guard let rule = p.profile.rule("fetch/file-missing") else { return unknownResponse(p) }
            // Bun answers, and opens the file when its content is asked for
            if rule.text == "unreadable" { return unreadableFile(p, url, event) }
            guard let e = rule.error else { return unknownResponse(p) }
            // Deno opens the file before `fetch` returns: the error has the caller's stack
            let error = p.hostError(e.filled(["url": url.href]), event: event)
            return p.later { done throws(Abrupt) in m.reject(done, error) }
        }
        let type = p.profile.rule("fetch/file-content-type")?.text
        return p.later { done throws(Abrupt) in
            let b = try bytes.withUnsafeBufferPointer { x throws(Abrupt) in try m.makeArrayBuffer(x) }
            p.bufferOrigins[b] = "file"
            let o = make(p, body: .object(b), url: url.href, status: 200, type: type == "null" ? nil : type)
            if type == "null" || type == nil { m.setInternalValue(o, 1, m.unknown("network", "a content type", .string)) }
            m.fulfill(done, .object(o))
        }
    }
    private static func unreadableFile(_ p: Program, _ url: WebURL, _ event: Int) -> Value {
        let m = p.machine
        let told =
            p.profile.rule("fs/missing")?.error
            ?? RuntimeError(name: "Error", message: "ENOENT: no such file or directory, open '{path}'", code: "ENOENT")
        let error = p.hostError(told.filled(["path": url.path.removingPercentEscapes]), event: event)
        m.markLateError(error)
        return p.later { done throws(Abrupt) in m.fulfill(done, .object(make(p, body: error, url: url.href, status: 200, type: nil))) }
    }
    /// Takes a response's body: what reading it is rejected with, where it was taken before or cannot be read.
    static func take(_ p: Program, _ response: Value, rule: String = "body/used", function: String = "") -> Value? {
        let m = p.machine, used = m.internalValue(response.handle, 4)
        if used.isBoolean, used.boolean {
            let e = p.profile.rule(rule)?.error ?? RuntimeError(name: "TypeError", message: "Body is unusable: Body has already been read")
            let url = m.internalValue(response.handle, 3)
            let at = p.event(
                "response.used", ["url": url.isString ? m.text(url.handle) : "", "file": isUnreadable(m, response) ? "missing" : "read"])
            return p.hostError(e.filled(["function": function]), event: at)
        }
        // a job that one arm of an unknown condition left behind may run in the other
        m.setInternalValue(response.handle, 4, m.isInArm ? m.unknown("body", "whether a body was read", .boolean) : .true)
        return isUnreadable(m, response) ? m.internalValue(response.handle, 0) : nil
    }
    /// Its body stands for a file that cannot be opened: it is the error.
    static func isUnreadable(_ m: Machine, _ response: Value) -> Bool {
        let body = m.internalValue(response.handle, 0)
        return body.isObject && m.kind(body.handle) == .error
    }
}
extension String {
    var removingPercentEscapes: String {
        guard utf8.contains(37) else { return self }
        var out: [UInt8] = [], b = Array(utf8)[...]
        while let c = b.first {
            if c == 37, b.count >= 3, let v = UInt8(String(decoding: b.dropFirst().prefix(2), as: UTF8.self), radix: 16) {
                out.append(v); b = b.dropFirst(3)
            } else {
                out.append(c); b = b.dropFirst()
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
