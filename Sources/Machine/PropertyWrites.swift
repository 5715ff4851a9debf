/// Writing properties as the language defines it: [[Set]] and [[Delete]].
extension Machine {
    /// Why a property could not be written, in V8's words.
    private func refusedWrite(_ target: Value, _ key: PropertyKey) throws(Abrupt) -> Abrupt {
        var at = target.handle, hops = 0, isBehindProxy = false
        while at != 0, hops < 1_000 {
            if kind(at) == .proxy {
                if hops == 0, let inner = targetBehind(at, without: "set") {
                    guard targetBehind(at, without: "defineProperty") != nil, targetBehind(at, without: "getOwnPropertyDescriptor") != nil,
                        kind(inner) != .proxy
                    else { return errorOfUnknownText(.typeErrorPrototype) }
                    at = inner
                    isBehindProxy = true
                    continue
                }
                return hops == 0 && !isBehindProxy && !internalValue(at, 1).isNull
                    ? typeError("'set' on proxy: trap returned falsish for property '\(shownKey(key))'")
                    : errorOfUnknownText(.typeErrorPrototype)
            }
            if let own = try ownProperty(at, key) {
                if own.isAccessor {
                    return typeError("Cannot set property \(shownKey(key)) of \(describe(.object(at))) which has only a getter")
                }
                if !own.attributes.contains(.writable) {
                    return typeError(
                        "Cannot assign to read only property '\(shownKey(key))' of \(isCallable(target) ? "function" : "object") '\(describe(target))'"
                    )
                }
                break
            }
            at = prototype(of: at)
            hops += 1
        }
        if isBehindProxy {
            return hops > 0 && !isExtensible(proxyTarget(target.handle).handle)
                ? typeError("Cannot define property \(shownKey(key)), object is not extensible") : errorOfUnknownText(.typeErrorPrototype)
        }
        return isExtensible(target.handle)
            ? errorOfUnknownText(.typeErrorPrototype) : typeError("Cannot add property \(shownKey(key)), object is not extensible")
    }

    /// `value[key] = new`; `strict`: TypeError where it cannot be done.
    public func set(_ target: Value, _ key: PropertyKey, _ value: Value, strict: Bool = true) throws(Abrupt) {
        if target.isObject {
            if try !set(target.handle, key, value, receiver: target), strict {
                throw try refusedWrite(target, key)
            }
            return
        }
        if target.isUnknown { return giveAway(value) }
        if target.isNullish { throw languageError(.writeOfNullish(key: shownKey(key), printed: "", isNull: target.isNull)) }
        if target.isUnion {
            for alternative in alternatives(target) where alternative.isObject {
                let old = try get(alternative, key)
                _ = try set(alternative.handle, key, join(old, value), receiver: alternative)
            }
            return
        }
        if let prototype = prototypeOfPrimitive(target) {
            let ok = try set(prototype, key, value, receiver: target)
            if !ok, strict, target.isString, let own = try ownProperty(toObject(target), key), !own.attributes.contains(.writable) {
                throw typeError("Cannot assign to read only property '\(shownKey(key))' of string '\(describe(target))'")
            }
            if !ok, strict, let holder = holder(of: key, in: prototype), let own = try ownProperty(holder, key) {
                if own.isAccessor { throw errorOfUnknownText(.typeErrorPrototype) }
                throw typeError(
                    "Cannot assign to read only property '\(shownKey(key))' of \(text(typeOf(target).handle)) '\(describe(target))'")
            }
            if !ok, strict {
                throw typeError("Cannot create property '\(shownKey(key))' on \(text(typeOf(target).handle)) '\(describe(target))'")
            }
        }
    }
    public func set(_ object: Handle, _ key: PropertyKey, _ value: Value) throws(Abrupt) { try set(.object(object), key, value) }
    public func set(_ object: Handle, _ name: String, _ value: Value) throws(Abrupt) { try set(.object(object), keys.key(name), value) }

    /// [[Set]]: false where it was refused.
    public func set(_ object: Handle, _ key: PropertyKey, _ value: Value, receiver: Value) throws(Abrupt) -> Bool {
        var at = object
        while at != 0 {
            if flags(at).contains(.exotic) {
                if kind(at) == .proxy { return try proxySet(at, key, value, receiver: receiver) }
                if kind(at) == .host, let delegate, try delegate.exoticSet(at, key, value) { return true }
            }
            if kind(at) == .namespace { return false }
            if kind(at) == .typedArray, isNumeric(key) {
                // what inherits from a typed array gets an element of its own; V8 converts the value where there is no such index
                if receiver.isObject, receiver.handle != at, Int(keys.index(key)) < viewLength(at) { break }
                try setTypedElement(at, keys.index(key), value)
                return true
            }
            if let own = try ownProperty(at, key) {
                if own.isAccessor {
                    if own.setter.isUndefined { return false }
                    _ = try call(own.setter, receiver, [value])
                    return true
                }
                if !own.attributes.contains(.writable) { return false }
                if receiver.isObject, receiver.handle == at { return try overwrite(at, key, own, value) }
                break
            }
            at = shapes[header(at).pointee.shape].prototype
        }
        guard receiver.isObject else { return false }
        return try createOrOverwrite(receiver.handle, key, value)
    }
    private func overwrite(_ object: Handle, _ key: PropertyKey, _ own: OwnProperty, _ value: Value) throws(Abrupt) -> Bool {
        if own.address != 0 { store(own.address, value, owner: object); return true }
        if kind(object) == .array, key == names.length { return try setLength(object, value) }
        if kind(object) == .array || kind(object) == .arguments { return true }  // content unknown: stays so
        return try createOrOverwrite(object, key, value)
    }
    private func createOrOverwrite(_ object: Handle, _ key: PropertyKey, _ value: Value) throws(Abrupt) -> Bool {
        if kind(object) == .proxy { return try proxyDefine(object, key, value) }
        if kind(object) == .typedArray, isNumeric(key) {
            guard Int(keys.index(key)) < viewLength(object) else { return false }
            try setTypedElement(object, keys.index(key), value)
            return true
        }
        if let own = try ownProperty(object, key) {
            guard !own.isAccessor, own.attributes.contains(.writable) else { return false }
            if own.address != 0 { store(own.address, value, owner: object) }
            return true
        }
        guard isExtensible(object) else { return false }
        if flags(object).contains(.lazyProperties), kind(object) != .error { reifyFunction(object) }  // its own come first
        let index = keys.index(key)
        if index != KeyTable.noIndex {
            if kind(object) == .array || kind(object) == .arguments {
                if isContentUnknown(object) { return true }
                if setArrayElement(object, index, value) { return true }
                if kind(object) == .array, index >= header(object).pointee.p1 {
                    willChangeHeader(object); header(object).pointee.p1 = index + 1
                }
            }
        }
        addProperty(object, key, value, .all)
        return true
    }
    func setTypedElement(_ view: Handle, _ index: UInt32, _ value: Value) throws(Abrupt) {
        let type = elementType(view)
        let number = try type.isBigInt ? toBigInt(value) : value.isUncertain ? value : toNumber(value)
        if Int(index) < viewLength(view) { store(type, viewBuffer(view), viewOffset(view) + Int(index) * type.size, number) }
    }
    public func setElement(_ object: Value, _ key: Value, _ value: Value, strict: Bool = true) throws(Abrupt) {
        if object.isObject, key.isInt, key.int >= 0 { return try setIndex(object.handle, UInt32(key.int), value, strict: strict) }
        if object.isNullish { throw languageError(.writeOfNullish(key: displayKey(key), printed: "", isNull: object.isNull)) }
        if object.isUnknown { return giveAway(value) }
        if key.isUncertain {
            if let name = randomKey(key, object) { return try set(object, toPropertyKey(name), value, strict: strict) }
            for target in object.isUnion ? alternatives(object) : [object] where target.isObject { setUnknownKey(target.handle) }
            return
        }
        try set(object, try toPropertyKey(key), value, strict: strict)
    }
    /// The name that a random number is in an object that has no elements; nil for all else.
    func randomKey(_ key: Value, _ object: Value) -> Value? {
        guard object.isObject, ![.array, .arguments, .typedArray].contains(kind(object.handle)) else { return nil }
        return randomText(key)
    }
    /// No name that a random one could be by chance: of an object that maps letters to something any may be meant.
    func holdsRandomNamesOnly(_ object: Handle) -> Bool {
        shapes.keys(header(object).pointee.shape).allSatisfy { keys.text($0).hasPrefix(Self.randomPrefix) }
    }
    /// A write under a key that we do not know: whatever is there may have changed.
    func setUnknownKey(_ object: Handle) {
        switch kind(object) {
        case .array, .arguments: setContentUnknown(object)
        case .typedArray: setContentUnknown(viewBuffer(object))
        default:
            let why = reason("unknown-key", "a write under a key that is not known")
            let h = header(object).pointee
            for (i, attributes) in shapes.attributes(h.shape).enumerated()
            where attributes.contains(.writable) && !attributes.contains(.accessor) {
                store(h.slots + UInt32(i), .unknown(why), owner: object)
            }
            setOpen(object)
        }
    }
    public func setIndex(_ object: Handle, _ index: UInt32, _ value: Value, strict: Bool = true) throws(Abrupt) {
        let h = header(object).pointee
        if h.kind == ObjectKind.array.rawValue, h.flags & ~ObjectFlags.isPrototype.rawValue == 0, h.p5 == 0, !hasIndexedPrototype {
            if setArrayElement(object, index, value) { return }
        } else if h.objectKind == .typedArray {
            return try setTypedElement(object, index, value)
        }
        try set(.object(object), indexKey(index), value, strict: strict)
    }
    /// Whether an array surely has no element of its own or inherited at an index: a hole where nothing else can answer.
    public func isPlainHole(_ array: Handle, _ index: Int) -> Bool {
        let h = header(array).pointee
        let special: ObjectFlags = [.open, .exotic, .contentUnknown, .indexedNames]
        return h.objectKind == .array && h.flagSet.isDisjoint(with: special) && prototype(of: array) == intrinsic(.arrayPrototype)
            && !hasIndexedPrototype && arrayElement(array, index).isHole
    }
    /// Some prototype of arrays carries elements: practically never.
    var hasIndexedPrototype: Bool {
        arrayLength(intrinsic(.arrayPrototype)) > 0 || flags(intrinsic(.arrayPrototype)).contains(.indexedNames)
            || flags(intrinsic(.objectPrototype)).contains(.indexedNames)
    }
    func setLength(_ array: Handle, _ value: Value) throws(Abrupt) -> Bool {
        if value.isUncertain { setContentUnknown(array); return true }
        let number = try toNumber(value).number
        guard let length = UInt32(exactly: number) else { throw rangeError("Invalid array length") }
        if length < header(array).pointee.p1, flags(array).contains(.indexedNames) {
            for p in namedProperties(array) where keys.index(p.key) != KeyTable.noIndex && keys.index(p.key) >= length {
                guard p.attributes.contains(.configurable) else {
                    throw .unknown(reason("array-length", "an array that is cut where an element cannot be removed"))
                }
                _ = try delete(array, p.key)
            }
        }
        setArrayLength(array, length)
        return true
    }

    /// [[Delete]]: false where refused.
    public func delete(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Bool {
        if kind(object) == .proxy { return try proxyDelete(object, key) }
        if kind(object) == .namespace, !key.isSymbol { return !namespaceHas(object, key) }
        guard let own = try ownProperty(object, key) else { return true }
        guard own.attributes.contains(.configurable) else { return false }
        let index = keys.index(key)
        if index != KeyTable.noIndex, kind(object) == .array || kind(object) == .arguments, index < header(object).pointee.p2,
            own.address != 0, own.address == header(object).pointee.p0 + index
        {
            store(own.address, .hole, owner: object)
            return true
        }
        if kind(object) == .namespace || kind(object) == .typedArray { return false }
        let kept = namedProperties(object).filter { $0.key != key }
        try charge(kept.count / 8 + 1)
        reshape(object, prototype: prototype(of: object), kept)
        return true
    }
}
