/// Property access as the language defines it: [[Get]], [[Set]], [[DefineOwnProperty]], [[Delete]], [[HasProperty]].
extension Machine {
    // Get

    /// `value[key]` for any value: wrappers' prototypes for primitives, TypeError for undefined and null, unknown for unknown.
    public func get(_ value: Value, _ key: PropertyKey) throws(Abrupt) -> Value {
        if value.isObject { return try get(value.handle, key, receiver: value) }
        return try getOfPrimitive(value, key)
    }
    public func get(_ value: Value, _ name: String) throws(Abrupt) -> Value { try get(value, keys.key(name)) }
    public func get(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Value { try get(object, key, receiver: .object(object)) }

    public func get(_ object: Handle, _ key: PropertyKey, receiver: Value) throws(Abrupt) -> Value {
        var at = object
        var isOpen = false
        var guarded: Handle = 0
        while at != 0 {
            let f = flags(at)
            if f.contains(.exotic) {
                if kind(at) == .proxy { return try proxyGet(at, key, receiver: receiver) }
                if kind(at) == .host, let value = try delegate?.exoticGet(at, key, receiver: receiver) { return value }
            }
            if let own = try ownProperty(at, key) { return own.isAccessor ? try callGetter(own.getter, receiver) : own.value }
            if kind(at) == .typedArray, keys.index(key) != KeyTable.noIndex { return .undefined }
            if f.contains(.open) { isOpen = true }
            if f.contains(.guarded), guarded == 0 { guarded = at }
            at = shapes[header(at).pointee.shape].prototype
        }
        if guarded != 0, let value = try delegate?.missingMember(guarded, key) { return value }
        if isOpen { return unknown("open-object", "a member \(keys.text(key)) of an object whose members are not all known") }
        return .undefined
    }
    private func callGetter(_ getter: Value, _ receiver: Value) throws(Abrupt) -> Value {
        getter.isUndefined ? .undefined : try call(getter, receiver, [])
    }
    private func getOfPrimitive(_ value: Value, _ key: PropertyKey) throws(Abrupt) -> Value {
        if value.isString {
            if key == names.length { return .number(stringLength(value.handle)) }
            let index = keys.index(key)
            if index != KeyTable.noIndex { return Int(index) < stringLength(value.handle) ? makeString(unit: unit(value.handle, at: Int(index))) : try get(intrinsic(.stringPrototype), key, receiver: value) }
        }
        if let prototype = prototypeOfPrimitive(value) { return try get(prototype, key, receiver: value) }
        if value.isUnknown {
            if let prototype = prototypeOfHint(value.hint), shapes.find(header(prototype).pointee.shape, key) != nil { return try get(prototype, key, receiver: value) }
            return .unknown(value.reason, value.hint == .string && key == names.length ? .number : .any)
        }
        if value.isUnion { return try mapUnion(value) { v throws(Abrupt) in try self.get(v, key) } }
        throw languageError(.readOfNullish(key: keys.text(key), printed: "", isNull: value.isNull))
    }
    func prototypeOfPrimitive(_ value: Value) -> Handle? {
        switch value.tag {
        case .string: intrinsic(.stringPrototype)
        case .int, .double: intrinsic(.numberPrototype)
        case .boolean: intrinsic(.booleanPrototype)
        case .symbol: intrinsic(.symbolPrototype)
        case .bigint: intrinsic(.bigintPrototype)
        default: nil
        }
    }
    private func prototypeOfHint(_ hint: Value.Hint) -> Handle? {
        switch hint {
        case .string: intrinsic(.stringPrototype)
        case .number: intrinsic(.numberPrototype)
        case .boolean: intrinsic(.booleanPrototype)
        case .bigint: intrinsic(.bigintPrototype)
        case .function: intrinsic(.functionPrototype)
        default: nil
        }
    }
    /// Applies an operation to each alternative that it does not throw for; the results are joined. All throw: the first throw.
    func mapUnion(_ value: Value, _ operation: (Value) throws(Abrupt) -> Value) throws(Abrupt) -> Value {
        var result: Value?
        var failure: Abrupt?
        for alternative in alternatives(value) {
            if alternative.isNullish, alternatives(value).count > 1 { continue }  // it would throw in that alternative only
            do throws(Abrupt) {
                let one = try operation(alternative)
                result = result.map { join($0, one) } ?? one
            } catch {
                if case .stopped = error { throw error }
                failure = failure ?? error
            }
        }
        if let result { return result }
        throw failure ?? .unknown(reason(of: value))
    }

    /// `object[key]` with any key value.
    public func getElement(_ object: Value, _ key: Value) throws(Abrupt) -> Value {
        if key.isInt, key.int >= 0, object.isObject { return try getIndex(object.handle, UInt32(key.int)) }
        if object.isString, key.isInt, key.int >= 0, Int(key.int) < stringLength(object.handle) { return makeString(unit: unit(object.handle, at: Int(key.int))) }
        if object.isUndefined || object.isNull { throw languageError(.readOfNullish(key: displayKey(key), printed: "", isNull: object.isNull)) }
        if object.isUnknown { return .unknown(object.reason) }
        if key.isUncertain {
            if key.isUnion { return try mapUnion(key) { k throws(Abrupt) in try self.getElement(object, k) } }
            return .unknown(key.reason)
        }
        if object.isUnion { return try mapUnion(object) { o throws(Abrupt) in try self.getElement(o, key) } }
        return try get(object, try toPropertyKey(key))
    }
    func displayKey(_ key: Value) -> String {
        if key.isSymbol { return "Symbol(\(keys.text(key.symbol)))" }
        return describe(key)
    }
    /// `object[index]`.
    public func getIndex(_ object: Handle, _ index: UInt32) throws(Abrupt) -> Value {
        let h = header(object).pointee
        if h.kind == ObjectKind.array.rawValue, h.flags & (ObjectFlags.contentUnknown.rawValue | ObjectFlags.exotic.rawValue) == 0, index < h.p1, index < h.p2 {
            let value = slot(h.p0 + index)
            if !value.isHole { return value }
        }
        if let own = h.flagSet.contains(.exotic) ? nil : ownElement(object, index) { return own.isAccessor ? try callGetter(own.getter, .object(object)) : own.value }
        if h.objectKind == .typedArray { return .undefined }
        return try get(object, indexKey(index))
    }
    /// The key of an index that no array answers. One that is new takes memory that the arena does not count, so it is paid in steps:
    /// a library loop over a length of a billion would else fill the table for minutes.
    private func indexKey(_ index: UInt32) throws(Abrupt) -> PropertyKey {
        let known = keys.texts.count, key = keys.key(String(index))
        if keys.texts.count > known { try charge(50) }
        return key
    }

    // Set

    /// Why a property could not be written, in V8's words.
    private func refusedWrite(_ target: Value, _ key: PropertyKey) throws(Abrupt) -> Abrupt {
        var at = target.handle, hops = 0
        while at != 0, hops < 1_000 {
            if kind(at) == .proxy { return hops == 0 && !internalValue(at, 1).isNull ? typeError("'set' on proxy: trap returned falsish for property '\(keyText(key))'") : errorOfUnknownText(.typeErrorPrototype) }
            if let own = try ownProperty(at, key) {
                if own.isAccessor { return typeError("Cannot set property \(keyText(key)) of \(describe(target)) which has only a getter") }
                if !own.attributes.contains(.writable) { return typeError("Cannot assign to read only property '\(keyText(key))' of object '\(describe(target))'") }
                break
            }
            at = prototype(of: at)
            hops += 1
        }
        return isExtensible(target.handle) ? errorOfUnknownText(.typeErrorPrototype) : typeError("Cannot add property \(keyText(key)), object is not extensible")
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
        if target.isNullish { throw languageError(.writeOfNullish(key: keys.text(key), printed: "", isNull: target.isNull)) }
        if target.isUnion {
            for alternative in alternatives(target) where alternative.isObject {
                let old = try get(alternative, key)
                _ = try set(alternative.handle, key, join(old, value), receiver: alternative)
            }
            return
        }
        if let prototype = prototypeOfPrimitive(target) {
            let ok = try set(prototype, key, value, receiver: target)
            if !ok, strict, target.isString, let own = try ownProperty(toObject(target), key), !own.attributes.contains(.writable) { throw typeError("Cannot assign to read only property '\(keyText(key))' of string '\(describe(target))'") }
            if !ok, strict { throw typeError("Cannot create property '\(keys.text(key))' on \(text(typeOf(target).handle)) '\((try? toText(target)) ?? "")'") }
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
            if kind(at) == .typedArray, keys.index(key) != KeyTable.noIndex {
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
        if let own = try ownProperty(object, key) {
            guard !own.isAccessor, own.attributes.contains(.writable) else { return false }
            if own.address != 0 { store(own.address, value, owner: object) }
            return true
        }
        guard isExtensible(object) else { return false }
        let index = keys.index(key)
        if index != KeyTable.noIndex {
            if kind(object) == .array || kind(object) == .arguments {
                if isContentUnknown(object) { return true }
                if setArrayElement(object, index, value) { return true }
                if kind(object) == .array, index >= header(object).pointee.p1 { willChangeHeader(object); header(object).pointee.p1 = index + 1 }
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
    /// A write under a key that we do not know: whatever is there may have changed.
    func setUnknownKey(_ object: Handle) {
        switch kind(object) {
        case .array, .arguments: setContentUnknown(object)
        case .typedArray: setContentUnknown(viewBuffer(object))
        default:
            let why = reason("unknown-key", "a write under a key that is not known")
            let h = header(object).pointee
            for (i, attributes) in shapes.attributes(h.shape).enumerated() where attributes.contains(.writable) && !attributes.contains(.accessor) {
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
        return h.objectKind == .array && h.flagSet.isDisjoint(with: special) && prototype(of: array) == intrinsic(.arrayPrototype) && !hasIndexedPrototype && arrayElement(array, index).isHole
    }
    /// Some prototype of arrays carries elements: practically never.
    var hasIndexedPrototype: Bool {
        flags(intrinsic(.arrayPrototype)).contains(.indexedNames) || flags(intrinsic(.objectPrototype)).contains(.indexedNames)
    }
    func setLength(_ array: Handle, _ value: Value) throws(Abrupt) -> Bool {
        if value.isUncertain { setContentUnknown(array); return true }
        let number = try toNumber(value).number
        guard let length = UInt32(exactly: number) else { throw rangeError("Invalid array length") }
        setArrayLength(array, length)
        return true
    }

    // Has, delete

    public func hasProperty(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Value {
        var at = object, isOpen = false, guarded: Handle = 0
        while at != 0 {
            if kind(at) == .proxy { return try proxyHas(at, key) }
            if kind(at) == .host, flags(at).contains(.exotic), try delegate?.exoticGet(at, key, receiver: .object(object)) != nil { return .true }
            if try ownProperty(at, key) != nil { return .true }
            if kind(at) == .typedArray, keys.index(key) != KeyTable.noIndex { return .false }
            if flags(at).contains(.open) { isOpen = true }
            if flags(at).contains(.guarded), guarded == 0 { guarded = at }
            at = shapes[header(at).pointee.shape].prototype
        }
        if guarded != 0, let value = try delegate?.missingMember(guarded, key) { return value.isUnknown ? .unknown(value.reason, .boolean) : .boolean(!value.isUndefined) }
        if isOpen { return unknown("open-object", "whether an object has \(keys.text(key))", .boolean) }
        return .false
    }
    /// [[Delete]]: false where refused.
    public func delete(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Bool {
        if kind(object) == .proxy { return try proxyDelete(object, key) }
        guard let own = try ownProperty(object, key) else { return true }
        guard own.attributes.contains(.configurable) else { return false }
        let index = keys.index(key)
        if index != KeyTable.noIndex, kind(object) == .array || kind(object) == .arguments, index < header(object).pointee.p2, own.address != 0, own.address == header(object).pointee.p0 + index {
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
