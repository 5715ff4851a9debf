/// Property descriptors as objects, and module namespaces.
extension Machine {
    public func toDescriptor(_ value: Value) throws(Abrupt) -> PropertyDescriptor {
        if value.isUncertain { throw .unknown(reason(of: value)) }
        guard value.isObject else { throw typeError("Property description must be an object: \(describe(value))") }
        var d = PropertyDescriptor()
        func field(_ key: PropertyKey) throws(Abrupt) -> Value? {
            truthiness(try hasProperty(value.handle, key)) == true ? try get(value, key) : nil
        }
        func flag(_ key: PropertyKey) throws(Abrupt) -> Bool? { try field(key).map { v throws(Abrupt) in try certain(v) } }
        d.enumerable = try flag(names.enumerable)
        d.configurable = try flag(names.configurable)
        d.value = try field(names.value)
        d.writable = try flag(names.writable)
        d.getter = try field(names.get)
        d.setter = try field(names.set)
        if let g = d.getter, !g.isUndefined, !isCallable(g), !g.isUncertain { throw typeError("Getter must be a function: \(describe(g))") }
        if let s = d.setter, !s.isUndefined, !isCallable(s), !s.isUncertain { throw typeError("Setter must be a function: \(describe(s))") }
        if d.isAccessor, d.value != nil || d.writable != nil {
            throw typeError(
                "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute, \(describe(value))")
        }
        return d
    }
    public func fromDescriptor(_ d: PropertyDescriptor) -> Value {
        let h = makePlainObject()
        if d.isAccessor {
            if let g = d.getter { define(h, names.get, g, .all) }
            if let s = d.setter { define(h, names.set, s, .all) }
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
    /// Whether a name is exported, initialised or not.
    func namespaceHas(_ object: Handle, _ key: PropertyKey) -> Bool {
        stride(from: 0, to: internalCount(object), by: 2).contains { self.key(ofString: internalValue(object, $0).handle) == key }
    }
    /// [[DefineOwnProperty]]: true where it asks for what is there already.
    func namespaceDefine(_ object: Handle, _ key: PropertyKey, _ d: PropertyDescriptor) throws(Abrupt) -> Bool {
        guard let own = try namespaceProperty(object, key), d.configurable != true, d.enumerable != false, !d.isAccessor,
            d.writable != false
        else { return false }
        return try d.value.map { value throws(Abrupt) in
            if value.isUncertain || own.value.isUncertain { throw .unknown(reason(of: value.isUncertain ? value : own.value)) }
            return sameValue(value, own.value)
        } ?? true
    }
    func namespaceKeys(_ object: Handle) throws(Abrupt) -> [PropertyKey] {
        stride(from: 0, to: internalCount(object), by: 2).map { key(ofString: internalValue(object, $0).handle) } + [symbols.toStringTag]
    }
}
