/// Proxies: each internal method asks the handler's trap, else the target. Invariants are checked where glue could tell.
extension Machine {
    public func makeProxy(target: Handle, handler: Handle) -> Handle {
        let h = makeObject(.proxy, prototype: 0, internals: 3)
        setInternalValue(h, 0, .object(target)); setInternalValue(h, 1, .object(handler)); setInternalValue(h, 2, .boolean(isCallable(.object(target))))
        setFlag(h, .exotic)
        return h
    }
    public func revokeProxy(_ proxy: Handle) { setInternalValue(proxy, 0, .null); setInternalValue(proxy, 1, .null) }
    public func proxyTarget(_ proxy: Handle) -> Value { internalValue(proxy, 0) }

    private func trap(_ proxy: Handle, _ name: String) throws(Abrupt) -> (target: Handle, trap: Value, handler: Value) {
        let handler = internalValue(proxy, 1), target = internalValue(proxy, 0)
        guard handler.isObject, target.isObject else { throw typeError("Cannot perform '\(name)' on a proxy that has been revoked") }
        let method = try get(handler, name)
        if method.isUncertain { throw .unknown(reason(of: method)) }
        if !method.isNullish, !isCallable(method) { throw typeError("\(describe(method)) returned for property '\(name)' of object '#<Object>' is not a function") }
        return (target.handle, method, handler)
    }
    private func certain(_ value: Value) throws(Abrupt) -> Bool {
        guard let t = truthiness(value) else { throw .unknown(reason(of: value)) }
        return t
    }
    func proxyGet(_ proxy: Handle, _ key: PropertyKey, receiver: Value) throws(Abrupt) -> Value {
        let t = try trap(proxy, "get")
        if t.trap.isNullish { return try get(t.target, key, receiver: receiver) }
        return try call(t.trap, t.handler, [.object(t.target), value(of: key), receiver])
    }
    func proxySet(_ proxy: Handle, _ key: PropertyKey, _ value: Value, receiver: Value) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "set")
        if t.trap.isNullish { return try set(t.target, key, value, receiver: receiver) }
        return try certain(call(t.trap, t.handler, [.object(t.target), self.value(of: key), value, receiver]))
    }
    func proxyHas(_ proxy: Handle, _ key: PropertyKey) throws(Abrupt) -> Value {
        let t = try trap(proxy, "has")
        if t.trap.isNullish { return try hasProperty(t.target, key) }
        return .boolean(try certain(call(t.trap, t.handler, [.object(t.target), value(of: key)])))
    }
    func proxyDelete(_ proxy: Handle, _ key: PropertyKey) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "deleteProperty")
        if t.trap.isNullish { return try delete(t.target, key) }
        return try certain(call(t.trap, t.handler, [.object(t.target), value(of: key)]))
    }
    func proxyOwnKeys(_ proxy: Handle) throws(Abrupt) -> [PropertyKey] {
        let t = try trap(proxy, "ownKeys")
        if t.trap.isNullish { return try ownKeys(t.target) }
        let list = try call(t.trap, t.handler, [.object(t.target)])
        guard list.isObject else { throw typeError("CreateListFromArrayLike called on non-object") }
        var out: [PropertyKey] = []
        for i in 0..<min(try lengthOf(list.handle), 1_000_000) { out.append(try toPropertyKey(getIndex(list.handle, UInt32(i)))) }
        return out
    }
    func proxyOwnDescriptor(_ proxy: Handle, _ key: PropertyKey) throws(Abrupt) -> PropertyDescriptor? {
        let t = try trap(proxy, "getOwnPropertyDescriptor")
        if t.trap.isNullish { return try ownDescriptor(t.target, key) }
        let result = try call(t.trap, t.handler, [.object(t.target), value(of: key)])
        return result.isObject ? try toDescriptor(result) : nil
    }
    func proxyDefineOwn(_ proxy: Handle, _ key: PropertyKey, _ d: PropertyDescriptor) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "defineProperty")
        if t.trap.isNullish { return try defineOwn(t.target, key, d) }
        return try certain(call(t.trap, t.handler, [.object(t.target), value(of: key), fromDescriptor(d)]))
    }
    func proxyDefine(_ proxy: Handle, _ key: PropertyKey, _ value: Value) throws(Abrupt) -> Bool {
        if let existing = try proxyOwnDescriptor(proxy, key) {
            if existing.isAccessor || existing.writable == false { return false }
            return try proxyDefineOwn(proxy, key, PropertyDescriptor(value: value))
        }
        return try proxyDefineOwn(proxy, key, PropertyDescriptor(value: value, writable: true, enumerable: true, configurable: true))
    }
    func proxyGetPrototype(_ proxy: Handle) throws(Abrupt) -> Value {
        let t = try trap(proxy, "getPrototypeOf")
        if t.trap.isNullish { return try prototypeValue(t.target) }
        return try call(t.trap, t.handler, [.object(t.target)])
    }
    func proxySetPrototype(_ proxy: Handle, _ prototype: Handle) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "setPrototypeOf")
        if t.trap.isNullish { return try setPrototype(t.target, prototype) }
        return try certain(call(t.trap, t.handler, [.object(t.target), prototype == 0 ? .null : .object(prototype)]))
    }
    func proxyPreventExtensions(_ proxy: Handle) throws(Abrupt) -> Bool {
        let t = try trap(proxy, "preventExtensions")
        if t.trap.isNullish { return try preventExtensions(t.target) }
        return try certain(call(t.trap, t.handler, [.object(t.target)]))
    }
    func proxyCall(_ proxy: Handle, _ this: Value, _ arguments: [Value]) throws(Abrupt) -> Value {
        let t = try trap(proxy, "apply")
        if t.trap.isNullish { return try call(.object(t.target), this, arguments) }
        return try call(t.trap, t.handler, [.object(t.target), this, .object(makeArray(arguments))])
    }
    func proxyConstruct(_ proxy: Handle, _ arguments: [Value], _ newTarget: Value) throws(Abrupt) -> Value {
        let t = try trap(proxy, "construct")
        if t.trap.isNullish { return try construct(.object(t.target), arguments, newTarget: newTarget) }
        let result = try call(t.trap, t.handler, [.object(t.target), .object(makeArray(arguments)), newTarget])
        if !result.isObject, !result.isUncertain { throw typeError("proxy [[Construct]] must return an object") }
        return result
    }

    // Descriptors as objects

    public func toDescriptor(_ value: Value) throws(Abrupt) -> PropertyDescriptor {
        if value.isUncertain { throw .unknown(reason(of: value)) }
        guard value.isObject else { throw typeError("Property description must be an object: \(describe(value))") }
        var d = PropertyDescriptor()
        func field(_ key: PropertyKey) throws(Abrupt) -> Value? { truthiness(try hasProperty(value.handle, key)) == true ? try get(value, key) : nil }
        func flag(_ key: PropertyKey) throws(Abrupt) -> Bool? { try field(key).map { v throws(Abrupt) in try certain(v) } }
        d.enumerable = try flag(names.enumerable)
        d.configurable = try flag(names.configurable)
        d.value = try field(names.value)
        d.writable = try flag(names.writable)
        d.getter = try field(names.get)
        d.setter = try field(names.set)
        if let g = d.getter, !g.isUndefined, !isCallable(g), !g.isUncertain { throw typeError("Getter must be a function: \(describe(g))") }
        if let s = d.setter, !s.isUndefined, !isCallable(s), !s.isUncertain { throw typeError("Setter must be a function: \(describe(s))") }
        if d.isAccessor, d.value != nil || d.writable != nil { throw typeError("Invalid property descriptor. Cannot both specify accessors and a value or writable attribute") }
        return d
    }
    public func fromDescriptor(_ d: PropertyDescriptor) -> Value {
        let h = makePlainObject()
        if d.isAccessor {
            define(h, names.get, d.getter ?? .undefined, .all); define(h, names.set, d.setter ?? .undefined, .all)
        } else {
            if let v = d.value { define(h, names.value, v, .all) }
            if let w = d.writable { define(h, names.writable, .boolean(w), .all) }
        }
        if let e = d.enumerable { define(h, names.enumerable, .boolean(e), .all) }
        if let c = d.configurable { define(h, names.configurable, .boolean(c), .all) }
        return .object(h)
    }

    // Module namespaces: internal values alternate key and binding

    /// `bindings` sorted by name as the language wants.
    public func makeNamespace(_ bindings: [(name: String, binding: Value)]) -> Handle {
        let h = makeObject(.namespace, prototype: 0, internals: bindings.count * 2)
        for (i, b) in bindings.enumerated() {
            words[Int(header(h).pointee.p4) + 2 * i] = value(of: key(b.name)).bits
            words[Int(header(h).pointee.p4) + 2 * i + 1] = b.binding.bits
        }
        addProperty(h, symbols.toStringTag, makeString("Module"), .none)
        setFlag(h, .nonExtensible)
        return h
    }
    func namespaceProperty(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> OwnProperty? {
        if key.isSymbol { return nil }
        for i in stride(from: 0, to: internalCount(object), by: 2) where self.key(ofString: internalValue(object, i).handle) == key {
            let v = try dereference(internalValue(object, i + 1))
            if v.isHole { throw languageError(.beforeInitialization(name: keys.text(key))) }
            return OwnProperty(value: v, attributes: [.writable, .enumerable])
        }
        return nil
    }
    func namespaceKeys(_ object: Handle) throws(Abrupt) -> [PropertyKey] {
        stride(from: 0, to: internalCount(object), by: 2).map { key(ofString: internalValue(object, $0).handle) } + [symbols.toStringTag]
    }
}
