import Machine

/// `crypto`.
enum CryptoHost {
    static func install(_ p: Program) {
        let m = p.machine
        Host.define(p, "crypto") {
            let o = m.makePlainObject()
            m.defineMethod(o, "getRandomValues", length: 1) { [unowned p] m, a throws(Abrupt) in
                if let r = p.refusal("crypto.getRandomValues", "random") { throw .thrown(r.error) }
                if a[0].isObject, m.kind(a[0].handle) == .typedArray { m.setContentUnknown(m.viewBuffer(a[0].handle)) }
                return a[0]
            }
            m.defineMethod(o, "randomUUID", length: 0) { [unowned p] m, _ throws(Abrupt) in
                if let r = p.refusal("crypto.randomUUID", "random") { throw .thrown(r.error) }
                return m.unknown("random", "a random UUID", .string)
            }
            let subtle = Host.open(p)
            for name in [
                "digest", "importKey", "generateKey", "encrypt", "decrypt", "sign", "verify", "deriveBits", "deriveKey", "exportKey"
            ] {
                m.defineMethod(subtle.handle, name, length: 2) { [unowned p] m, _ in
                    if let r = p.refusal("crypto.subtle.\(name)", "random") { return p.rejected(r.error) }
                    return p.later(isComputation: true) { done throws(Abrupt) in
                        m.fulfill(done, m.unknown("crypto", "what crypto.subtle.\(name) gives", .object))
                    }
                }
            }
            m.define(o, "subtle", subtle, .all)
            m.define(o, m.wellKnown.toStringTag, m.makeString("Crypto"), .configurable)
            m.setOpen(o)
            return .object(o)
        }
    }
    static func nodeModule(_ p: Program) -> Value {
        let m = p.machine
        let global = (try? m.get(m.globalObject, m.key("crypto"))) ?? .undefined
        let o = Host.open(p, [("webcrypto", global.isUndefined ? Host.open(p) : global)])
        for name in ["randomBytes", "randomFillSync", "randomUUID", "randomInt"] {
            m.defineMethod(o.handle, name, length: 1) { [unowned p] m, a throws(Abrupt) in
                if let r = p.refusal("node:crypto.\(name)", "random") { throw .thrown(r.error) }
                if name == "randomFillSync", a[0].isObject, m.kind(a[0].handle) == .typedArray {
                    m.setContentUnknown(m.viewBuffer(a[0].handle)); return a[0]
                }
                return m.unknown("random", "random bytes", name == "randomUUID" ? .string : .object)
            }
        }
        return o
    }
}
