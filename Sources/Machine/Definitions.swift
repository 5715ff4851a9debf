/// [[DefineOwnProperty]], prototypes, extensibility and integrity levels.
public struct PropertyDescriptor {
    public var value: Value?
    public var getter: Value?, setter: Value?
    public var writable: Bool?, enumerable: Bool?, configurable: Bool?
    public init(
        value: Value? = nil, getter: Value? = nil, setter: Value? = nil, writable: Bool? = nil, enumerable: Bool? = nil,
        configurable: Bool? = nil
    ) {
        self.value = value; self.getter = getter; self.setter = setter
        self.writable = writable; self.enumerable = enumerable; self.configurable = configurable
    }
    public var isAccessor: Bool { getter != nil || setter != nil }
}

extension Machine {
    // For the library: members as they are set up

    /// An own data property, new or replaced, whatever was there.
    public func define(_ object: Handle, _ key: PropertyKey, _ value: Value, _ attributes: PropertyAttributes = .hidden) {
        let index = keys.index(key)
        if index != KeyTable.noIndex, attributes == .all, kind(object) == .array || kind(object) == .arguments,
            setArrayElement(object, index, value)
        {
            return
        }
        if flags(object).contains(.lazyProperties), kind(object) != .error { reifyFunction(object) }
        if let found = shapes.find(header(object).pointee.shape, key) {
            if found.attributes == attributes { store(header(object).pointee.slots + UInt32(found.slot), value, owner: object); return }
            reshape(object, prototype: prototype(of: object), namedProperties(object).map { $0.key == key ? (key, attributes, value) : $0 })
            return
        }
        addProperty(object, key, value, attributes)
    }
    public func define(_ object: Handle, _ name: String, _ value: Value, _ attributes: PropertyAttributes = .hidden) {
        define(object, keys.key(name), value, attributes)
    }
    /// An own accessor; undefined for a half that is absent. A half that was there stays where the new one is nil.
    public func defineAccessor(
        _ object: Handle, _ key: PropertyKey, getter: Value?, setter: Value?, _ attributes: PropertyAttributes = .configurable
    ) {
        let pair = makeObject(.accessor, prototype: 0, internals: 2)
        var g = getter ?? .undefined, s = setter ?? .undefined
        if let found = shapes.find(header(object).pointee.shape, key), found.attributes.contains(.accessor) {
            let old = slot(header(object).pointee.slots + UInt32(found.slot))
            if old.isObject { g = getter ?? internalValue(old.handle, 0); s = setter ?? internalValue(old.handle, 1) }
        }
        setInternalValue(pair, 0, g); setInternalValue(pair, 1, s)
        define(object, key, .object(pair), attributes.subtracting(.writable).union(.accessor))
    }
    /// A native method.
    @discardableResult
    public func defineMethod(_ object: Handle, _ name: String, length: Int, _ function: @escaping NativeBody) -> Handle {
        let native = makeNative(name, length: length, function)
        define(object, keys.key(name), .object(native))
        return native
    }
    @discardableResult
    public func defineMethod(_ object: Handle, _ key: PropertyKey, name: String, length: Int, _ function: @escaping NativeBody) -> Handle {
        let native = makeNative(name, length: length, function)
        define(object, key, .object(native))
        return native
    }
    public func defineGetter(_ object: Handle, _ name: String, _ function: @escaping NativeBody) {
        defineAccessor(object, keys.key(name), getter: .object(makeNative("get " + name, length: 0, function)), setter: nil)
    }

    // As programs do it

    public func ownDescriptor(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> PropertyDescriptor? {
        if kind(object) == .proxy { return try proxyOwnDescriptor(object, key) }
        guard let own = try ownProperty(object, key) else {
            if flags(object).contains(.open) { throw .unknown(reason("open-object", "an object whose members are not all known")) }
            if flags(object).contains(.guarded), let value = try delegate?.missingMember(object, key) { throw .unknown(reason(of: value)) }
            return nil
        }
        let a = own.attributes
        if kind(object) == .error, key == names.stack, !own.isAccessor, v8Version >= 136 {  // a pair of V8's own functions since 13
            let half = unknown("error-stack", "how the engine gives an error's stack", .function)
            return PropertyDescriptor(getter: half, setter: half, enumerable: false, configurable: true)
        }
        if own.isAccessor {
            return PropertyDescriptor(
                getter: own.getter, setter: own.setter, enumerable: a.contains(.enumerable), configurable: a.contains(.configurable))
        }
        return PropertyDescriptor(
            value: own.value, writable: a.contains(.writable), enumerable: a.contains(.enumerable), configurable: a.contains(.configurable))
    }

    /// ValidateAndApplyPropertyDescriptor; false where refused.
    public func defineOwn(_ object: Handle, _ key: PropertyKey, _ d: PropertyDescriptor) throws(Abrupt) -> Bool {
        if kind(object) == .proxy { return try proxyDefineOwn(object, key, d) }
        if kind(object) == .arguments, keys.index(key) != KeyTable.noIndex {
            throw .unknown(reason("arguments", "elements of arguments that are defined anew"))
        }
        if kind(object) == .array, key == names.length { return try defineLength(object, d) }
        if kind(object) == .namespace, !key.isSymbol { return try namespaceDefine(object, key, d) }
        if kind(object) == .typedArray, isNumeric(key) {
            guard keys.index(key) != KeyTable.noIndex else { return false }
            guard Int(keys.index(key)) < viewLength(object), d.configurable != false, d.enumerable != false, d.writable != false,
                !d.isAccessor
            else { return false }
            if let value = d.value { try setTypedElement(object, keys.index(key), value) }
            return true
        }
        guard let own = try ownProperty(object, key) else {
            guard isExtensible(object) else { return false }
            apply(object, key, d, onto: nil)
            return true
        }
        if !own.attributes.contains(.configurable) {
            if d.configurable == true || (d.enumerable.map { $0 != own.attributes.contains(.enumerable) } ?? false) { return false }
            if own.isAccessor {
                if d.value != nil || d.writable != nil { return false }
                if let g = d.getter, !sameValue(g, own.getter) { return false }
                if let s = d.setter, !sameValue(s, own.setter) { return false }
            } else {
                if d.isAccessor { return false }
                if !own.attributes.contains(.writable) {
                    if d.writable == true { return false }
                    if let v = d.value, !sameValue(v, own.value) { return false }
                }
            }
        }
        apply(object, key, d, onto: own)
        return true
    }
    private func apply(_ object: Handle, _ key: PropertyKey, _ d: PropertyDescriptor, onto own: OwnProperty?) {
        var attributes: PropertyAttributes = []
        func add(_ flag: PropertyAttributes, _ wanted: Bool?) {
            if wanted ?? own?.attributes.contains(flag) ?? false { attributes.insert(flag) }
        }
        add(.enumerable, d.enumerable); add(.configurable, d.configurable)
        if let own, own.address != 0, isElement(object, own.address, key) { unshareElement(object, key) }
        if d.isAccessor || (own?.isAccessor == true && d.value == nil && d.writable == nil) {
            defineAccessor(
                object, key, getter: d.getter ?? (own?.isAccessor == true ? own?.getter : nil),
                setter: d.setter ?? (own?.isAccessor == true ? own?.setter : nil), attributes)
            extendLength(object, key)
            return
        }
        if let w = d.writable ?? (own?.isAccessor == false ? own?.attributes.contains(.writable) : nil), w { attributes.insert(.writable) }
        define(object, key, d.value ?? (own?.isAccessor == false ? own?.value : nil) ?? .undefined, attributes)
        extendLength(object, key)
    }
    private func isElement(_ object: Handle, _ address: Handle, _ key: PropertyKey) -> Bool {
        let h = header(object).pointee, index = keys.index(key)
        return (h.objectKind == .array || h.objectKind == .arguments) && index != KeyTable.noIndex && address == h.p0 + index
    }
    /// An element that is redefined leaves the dense storage; it comes back through `define` where its attributes allow.
    private func unshareElement(_ object: Handle, _ key: PropertyKey) {
        store(header(object).pointee.p0 + keys.index(key), .hole, owner: object)
    }
    private func extendLength(_ object: Handle, _ key: PropertyKey) {
        let index = keys.index(key)
        if kind(object) == .array, index != KeyTable.noIndex, index >= header(object).pointee.p1 {
            willChangeHeader(object); header(object).pointee.p1 = index + 1
        }
    }
    private func defineLength(_ array: Handle, _ d: PropertyDescriptor) throws(Abrupt) -> Bool {
        if d.configurable == true || d.enumerable == true || d.isAccessor { return false }
        if let value = d.value {
            if isFrozenLength(array), try toNumber(value).number != Double(header(array).pointee.p1) { return false }
            guard try setLength(array, value) else { return false }
        }
        if d.writable == false { freezeArray(array, lengthFrozen: true, level: nil) }
        return !(d.writable == true && isFrozenLength(array))
    }
    private func freezeArray(_ array: Handle, lengthFrozen: Bool, level: Int32?) {
        if internalCount(array) == 0 {
            let slab = allocate(2)
            words[Int(slab)] = Value.false.bits; words[Int(slab) + 1] = Value.int(0).bits
            willChangeHeader(array)
            header(array).pointee.p4 = slab; header(array).pointee.p5 = 2
        }
        if lengthFrozen { setInternalValue(array, 0, .true) }
        if let level { setInternalValue(array, 1, .int(level)) }
    }

    // Prototype, extensibility, integrity

    public func prototypeValue(_ object: Handle) throws(Abrupt) -> Value {
        if kind(object) == .proxy { return try proxyGetPrototype(object) }
        let p = prototype(of: object)
        return p == 0 ? .null : .object(p)
    }
    /// false where refused (not extensible, or a cycle).
    public func setPrototype(_ object: Handle, _ prototype: Handle) throws(Abrupt) -> Bool {
        if kind(object) == .proxy { return try proxySetPrototype(object, prototype) }
        if self.prototype(of: object) == prototype { return true }
        guard isExtensible(object), kind(object) != .namespace, object != intrinsic(.objectPrototype) else { return false }
        var at = prototype, steps = 0
        while at != 0 {
            if at == object { return false }
            if kind(at) == .proxy { break }
            at = self.prototype(of: at)
            steps += 1
            if steps > 10_000 { throw .stopped(.steps) }
        }
        reshape(object, prototype: prototype, namedProperties(object))
        return true
    }
    public func preventExtensions(_ object: Handle) throws(Abrupt) -> Bool {
        if kind(object) == .proxy { return try proxyPreventExtensions(object) }
        setFlag(object, .nonExtensible)
        return true
    }
    /// `Object.freeze` (frozen) or `Object.seal`.
    public func setIntegrity(_ object: Handle, frozen: Bool) throws(Abrupt) {
        if kind(object) == .typedArray, viewLength(object) > 0, frozen || v8Version >= 136 {
            throw typeError("Cannot \(frozen ? "freeze" : "seal") array buffer views with elements")
        }
        if kind(object) == .namespace {  // what is exported stays writable, so that nothing with exports can be frozen
            if frozen, internalCount(object) > 0 { throw errorOfUnknownText(.typeErrorPrototype) }
            return
        }
        if kind(object) == .proxy {
            _ = try proxyPreventExtensions(object)
            for key in try proxyOwnKeys(object) {
                guard let d = try proxyOwnDescriptor(object, key) else { continue }
                _ = try proxyDefineOwn(
                    object, key, PropertyDescriptor(writable: frozen && !d.isAccessor ? false : nil, configurable: false))
            }
            return
        }
        if kind(object) == .typedArray, frozen, viewLength(object) > 0 { throw typeError("Cannot freeze array buffer views with elements") }
        if flags(object).contains(.lazyProperties) { if kind(object) == .error { reifyStack(object) } else { reifyFunction(object) } }
        reshape(
            object, prototype: prototype(of: object),
            namedProperties(object).map {
                (
                    $0.key,
                    frozen && !$0.attributes.contains(.accessor) && !$0.key.isPrivate
                        ? $0.attributes.subtracting([.writable, .configurable])
                        : $0.key.isPrivate ? $0.attributes : $0.attributes.subtracting(.configurable), $0.value
                )
            })
        if kind(object) == .array || kind(object) == .arguments {
            freezeArray(object, lengthFrozen: frozen, level: frozen || Value.identical(internalValue(object, 1), .int(2)) ? 2 : 1)
        }
        setFlag(object, .nonExtensible)
    }
    public func hasIntegrity(_ object: Handle, frozen: Bool) throws(Abrupt) -> Bool {
        if try isExtensibleNow(object) { return false }
        for key in try ownKeys(object) {
            guard let d = try ownDescriptor(object, key) else { continue }
            if d.configurable == true || (frozen && d.writable == true) { return false }
        }
        return true
    }
}
