/// Reading properties as the language defines it: [[Get]] and [[HasProperty]].
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
            if kind(at) == .typedArray, isNumeric(key) { return .undefined }
            if f.contains(.open) { isOpen = true }
            if f.contains(.guarded), guarded == 0 { guarded = at }
            at = shapes[header(at).pointee.shape].prototype
            state.pointee.fuel &-= 1  // chains of a million links
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
            if index != KeyTable.noIndex {
                return Int(index) < stringLength(value.handle)
                    ? makeString(unit: unit(value.handle, at: Int(index))) : try get(intrinsic(.stringPrototype), key, receiver: value)
            }
        }
        if let prototype = prototypeOfPrimitive(value) { return try get(prototype, key, receiver: value) }
        if value.isUnknown {
            if let prototype = prototypeOfHint(value.hint), shapes.find(header(prototype).pointee.shape, key) != nil {
                return try get(prototype, key, receiver: value)
            }
            return .unknown(value.reason, value.hint == .string && key == names.length ? .number : .any)
        }
        if value.isUnion { return try mapUnion(value) { v throws(Abrupt) in try self.get(v, key) } }
        throw languageError(.readOfNullish(key: shownKey(key), printed: "", isNull: value.isNull))
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
        if object.isString, key.isInt, key.int >= 0, Int(key.int) < stringLength(object.handle) {
            return makeString(unit: unit(object.handle, at: Int(key.int)))
        }
        if object.isUndefined || object.isNull {
            let shown = displayKey(key)
            // V8 words the read of that symbol differently, not that of something with its name
            if shown == "Symbol(Symbol.iterator)", !(key.isSymbol && key.symbol == symbols.iterator) {
                throw errorOfUnknownText(.typeErrorPrototype)
            }
            throw languageError(.readOfNullish(key: shown, printed: "", isNull: object.isNull))
        }
        if object.isUnknown { return .unknown(object.reason) }
        if key.isUncertain {
            if key.isUnion { return try mapUnion(key) { k throws(Abrupt) in try self.getElement(object, k) } }
            if let name = randomKey(key, object), holdsRandomNamesOnly(object.handle) { return try get(object, toPropertyKey(name)) }
            return .unknown(key.reason)
        }
        if object.isUnion { return try mapUnion(object) { o throws(Abrupt) in try self.getElement(o, key) } }
        return try get(object, try toPropertyKey(key))
    }
    func displayKey(_ key: Value) -> String? { shortlyDescribed(key) }
    /// `object[index]`.
    public func getIndex(_ object: Handle, _ index: UInt32) throws(Abrupt) -> Value {
        let h = header(object).pointee
        if h.kind == ObjectKind.array.rawValue, h.flags & (ObjectFlags.contentUnknown.rawValue | ObjectFlags.exotic.rawValue) == 0,
            index < h.p1, index < h.p2
        {
            let value = slot(h.p0 + index)
            if !value.isHole { return value }
        }
        if let own = h.flagSet.contains(.exotic) ? nil : ownElement(object, index) {
            return own.isAccessor ? try callGetter(own.getter, .object(object)) : own.value
        }
        if h.objectKind == .typedArray { return .undefined }
        return try get(object, indexKey(index))
    }
    /// The key of an index that no array answers: a library loop over a length of a billion would fill the table for minutes.
    func indexKey(_ index: UInt32) throws(Abrupt) -> PropertyKey {
        try charge(25)
        return keys.key(String(index))
    }

    public func hasProperty(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Value {
        var at = object, isOpen = false, guarded: Handle = 0
        while at != 0 {
            if kind(at) == .proxy { return try proxyHas(at, key) }
            if kind(at) == .host, flags(at).contains(.exotic), try delegate?.exoticGet(at, key, receiver: .object(object)) != nil {
                return .true
            }
            if kind(at) == .namespace, !key.isSymbol { return .boolean(namespaceHas(at, key)) }
            if try ownProperty(at, key) != nil { return .true }
            if kind(at) == .typedArray, isNumeric(key) { return .false }
            if flags(at).contains(.open) { isOpen = true }
            if flags(at).contains(.guarded), guarded == 0 { guarded = at }
            at = shapes[header(at).pointee.shape].prototype
            state.pointee.fuel &-= 1  // chains of a million links
        }
        if guarded != 0, let value = try delegate?.missingMember(guarded, key) {
            return value.isUnknown ? .unknown(value.reason, .boolean) : .boolean(!value.isUndefined)
        }
        if isOpen { return unknown("open-object", "whether an object has \(keys.text(key))", .boolean) }
        return .false
    }
}
