import Machine

/// `Reflect` and `Proxy`.
enum ReflectLibrary {
    static func install(_ m: Machine) {
        let o = m.makePlainObject()
        m.define(m.globalObject, "Reflect", .object(o))
        m.define(o, m.wellKnown.toStringTag, m.makeString("Reflect"), .configurable)
        func target(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Handle {
            if a[0].isObject { return a[0].handle }
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            throw m.typeError("Reflect.\(name) called on non-object")
        }
        m.defineMethod(o, "apply", length: 3) { m, a throws(Abrupt) in
            guard a[0].isUncertain || m.isCallable(a[0]) else { throw FunctionLibrary.appliedToNoFunction(m, a[0]) }
            guard a[2].isObject else { throw m.typeError("CreateListFromArrayLike called on non-object") }
            return try m.call(a[0], a[1], FunctionLibrary.listFromArrayLike(m, a[2].handle))
        }
        m.defineMethod(o, "construct", length: 2) { m, a throws(Abrupt) in
            for v in a.count > 2 ? [a[0], a[2]] : [a[0]] where !m.isConstructor(v) {
                if v.isUncertain { throw .unknown(m.reason(of: v)) }
                throw m.typeError("\(m.describe(v)) is not a constructor")
            }
            guard a[1].isObject else { throw m.typeError("CreateListFromArrayLike called on non-object") }
            return try m.construct(a[0], FunctionLibrary.listFromArrayLike(m, a[1].handle), newTarget: a.count > 2 ? a[2] : a[0])
        }
        m.defineMethod(o, "get", length: 2) { m, a throws(Abrupt) in
            try m.get(target(m, a, "get"), m.toPropertyKey(a[1]), receiver: a.count > 2 ? a[2] : a[0])
        }
        m.defineMethod(o, "set", length: 3) { m, a throws(Abrupt) in
            .boolean(try m.set(target(m, a, "set"), m.toPropertyKey(a[1]), a[2], receiver: a.count > 3 ? a[3] : a[0]))
        }
        m.defineMethod(o, "has", length: 2) { m, a throws(Abrupt) in try m.hasProperty(target(m, a, "has"), m.toPropertyKey(a[1])) }
        m.defineMethod(o, "deleteProperty", length: 2) { m, a throws(Abrupt) in
            .boolean(try m.delete(target(m, a, "deleteProperty"), m.toPropertyKey(a[1])))
        }
        m.defineMethod(o, "ownKeys", length: 1) { m, a throws(Abrupt) in
            .object(m.makeArray(try m.orderedKeys(target(m, a, "ownKeys")).map { m.value(of: $0) }))
        }
        m.defineMethod(o, "defineProperty", length: 3) { m, a throws(Abrupt) in
            .boolean(try m.defineOwn(target(m, a, "defineProperty"), m.toPropertyKey(a[1]), m.toDescriptor(a[2])))
        }
        m.defineMethod(o, "getOwnPropertyDescriptor", length: 2) { m, a throws(Abrupt) in
            try m.ownDescriptor(target(m, a, "getOwnPropertyDescriptor"), m.toPropertyKey(a[1])).map { m.fromDescriptor($0) } ?? .undefined
        }
        m.defineMethod(o, "getPrototypeOf", length: 1) { m, a throws(Abrupt) in try m.prototypeValue(target(m, a, "getPrototypeOf")) }
        m.defineMethod(o, "setPrototypeOf", length: 2) { m, a throws(Abrupt) in
            let o = try target(m, a, "setPrototypeOf")
            if a[1].isUncertain { throw .unknown(m.reason(of: a[1])) }
            guard a[1].isObject || a[1].isNull else {
                throw m.typeError("Object prototype may only be an Object or null: \(m.describe(a[1]))")
            }
            return .boolean(try m.setPrototype(o, a[1].isObject ? a[1].handle : 0))
        }
        m.defineMethod(o, "isExtensible", length: 1) { m, a throws(Abrupt) in .boolean(try m.isExtensibleNow(target(m, a, "isExtensible")))
        }
        m.defineMethod(o, "preventExtensions", length: 1) { m, a throws(Abrupt) in
            .boolean(try m.preventExtensions(target(m, a, "preventExtensions")))
        }

        let proxy = m.makeNative("Proxy", length: 2, constructs: true) { m, a throws(Abrupt) in
            if !a.isConstruct { throw m.typeError("Constructor Proxy requires 'new'") }
            if a[0].isUncertain || a[1].isUncertain { throw .unknown(m.reason(of: a[0].isUncertain ? a[0] : a[1])) }
            guard a[0].isObject, a[1].isObject else { throw m.typeError("Cannot create proxy with a non-object as target or handler") }
            return .object(m.makeProxy(target: a[0].handle, handler: a[1].handle))
        }
        m.define(m.globalObject, "Proxy", .object(proxy))
        m.defineMethod(proxy, "revocable", length: 2) { m, a throws(Abrupt) in
            guard a[0].isObject, a[1].isObject else { throw m.typeError("Cannot create proxy with a non-object as target or handler") }
            let p = m.makeProxy(target: a[0].handle, handler: a[1].handle), out = m.makePlainObject()
            m.define(out, "proxy", .object(p), .all)
            m.define(
                out, "revoke",
                .object(
                    m.makeNative(
                        like: m.makeNative("", length: 0) { m, b in
                            m.revokeProxy(m.internalValue(b.function, 0).handle); return .undefined
                        }, capturing: [.object(p)])), .all)
            return .object(out)
        }
    }
}
