/// What an object itself has, by [[GetOwnProperty]]; the exotic kinds of the language are here, proxies are in Proxies.swift.
public struct OwnProperty {
    public var value: Value
    public var attributes: PropertyAttributes
    /// Getter and setter where it is an accessor (undefined where absent).
    public var getter: Value = .undefined, setter: Value = .undefined
    public var isAccessor: Bool { attributes.contains(.accessor) }
    /// Address of the slot, 0 where the value is made up.
    var address: Handle = 0
}

extension Machine {
    /// An own property of anything but a proxy.
    func ownProperty(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> OwnProperty? {
        let h = header(object).pointee
        if h.flags & ObjectFlags.guarded.rawValue != 0 { lookups.note(object, key) }
        if let found = shapes.find(h.shape, key) {
            let at = h.slots + UInt32(found.slot)
            if found.attributes.contains(.accessor) { return accessorProperty(slot(at), found.attributes, at) }
            return OwnProperty(value: slot(at), attributes: found.attributes, address: at)
        }
        switch h.objectKind {
        case .object, .environment: return nil
        case .array, .arguments:
            if key == names.length, h.objectKind == .array {
                let value: Value =
                    h.flagSet.contains(.contentUnknown)
                    ? .unknown(reason("elements", "an array whose elements are not known"), .number) : .number(Double(h.p1))
                return OwnProperty(value: value, attributes: isFrozenLength(object) ? .none : .writable)
            }
            let index = keys.index(key)
            if index == KeyTable.noIndex { return nil }
            return ownElement(object, index)
        case .typedArray, .string:
            let index = keys.index(key)
            if index != KeyTable.noIndex { return ownElement(object, index) }
            if h.objectKind == .string, key == names.length {
                let text = internalValue(object, 0)
                return OwnProperty(
                    value: text.isString ? .number(stringLength(text.handle)) : .unknown(reason(of: text), .number), attributes: .none)
            }
            return nil
        case .function, .native, .bound:
            if h.flagSet.contains(.lazyProperties), key == names.name || key == names.length || key == names.prototype {
                reifyFunction(object)
                return try ownProperty(object, key)
            }
            return nil
        case .error:
            if key == names.stack, h.flagSet.contains(.lazyProperties) {
                reifyStack(object)
                return try ownProperty(object, key)
            }
            return nil
        case .namespace: return try namespaceProperty(object, key)
        default: return nil
        }
    }
    private func accessorProperty(_ pair: Value, _ attributes: PropertyAttributes, _ at: Handle) -> OwnProperty {
        guard pair.isObject else { return OwnProperty(value: pair, attributes: attributes.subtracting(.accessor), address: at) }  // merged away by a join
        return OwnProperty(
            value: .undefined, attributes: attributes, getter: internalValue(pair.handle, 0), setter: internalValue(pair.handle, 1),
            address: at)
    }
    func isFrozenLength(_ array: Handle) -> Bool {
        internalCount(array) > 0 && internalValue(array, 0).boolean && internalValue(array, 0).isBoolean
    }

    /// An own element by index (arrays, arguments, typed arrays, string wrappers, and index names of other objects).
    func ownElement(_ object: Handle, _ index: UInt32) -> OwnProperty? {
        let h = header(object).pointee
        switch h.objectKind {
        case .array, .arguments:
            if h.flagSet.contains(.contentUnknown) {
                return OwnProperty(value: .unknown(reason("elements", "an array whose elements are not known")), attributes: .all)
            }
            if index < h.p1, index < h.p2 {
                let value = slot(h.p0 + index)
                if !value.isHole { return OwnProperty(value: value, attributes: elementAttributes(object), address: h.p0 + index) }
            }
        case .typedArray:
            guard Int(index) < viewLength(object) else { return nil }
            let type = elementType(object)
            return OwnProperty(value: load(type, h.p0, Int(h.p1) + Int(index) * type.size), attributes: .all)
        case .string:
            let text = internalValue(object, 0)
            if text.isString, Int(index) < stringLength(text.handle) {
                return OwnProperty(value: makeString(unit: unit(text.handle, at: Int(index))), attributes: .enumerable)
            }
        default: break
        }
        guard h.flagSet.contains(.indexedNames) else { return nil }
        let key = keys.key(String(index))
        guard let found = shapes.find(h.shape, key) else { return nil }
        let at = h.slots + UInt32(found.slot)
        return found.attributes.contains(.accessor)
            ? accessorProperty(slot(at), found.attributes, at) : OwnProperty(value: slot(at), attributes: found.attributes, address: at)
    }
    /// Frozen arrays are not extensible and marked by internal value 1.
    private func elementAttributes(_ array: Handle) -> PropertyAttributes {
        guard internalCount(array) > 1 else { return .all }
        let level = internalValue(array, 1).int
        return level == 2 ? .enumerable : level == 1 ? [.enumerable, .writable] : .all
    }

    /// Own keys in the order of the language: indices ascending, strings, symbols; private names left out.
    public func ownKeys(_ object: Handle) throws(Abrupt) -> [PropertyKey] {
        if kind(object) == .proxy { return try proxyOwnKeys(object) }
        let h = header(object).pointee
        if h.flagSet.contains(.guarded) { lookups.noteList(object) }
        if h.flagSet.contains(.lazyProperties) { if h.objectKind == .error { reifyStack(object) } else { reifyFunction(object) } }
        var indices: [UInt32] = [], strings: [PropertyKey] = [], symbolKeys: [PropertyKey] = []
        switch h.objectKind {
        case .array, .arguments:
            if h.flagSet.contains(.contentUnknown) { throw .unknown(reason("elements", "an array whose elements are not known")) }
            for i in 0..<min(h.p1, h.p2) where !slot(h.p0 + i).isHole { indices.append(i) }
            if h.objectKind == .array { strings.append(names.length) }
        case .typedArray: indices = Array(0..<UInt32(viewLength(object)))
        case .string:
            let text = internalValue(object, 0)
            guard text.isString else { throw .unknown(reason(of: text)) }
            indices = Array(0..<UInt32(stringLength(text.handle)))
            strings.append(names.length)
        case .namespace: return try namespaceKeys(object)
        default: break
        }
        var named: [UInt32] = []
        for key in shapes.keys(header(object).pointee.shape) {
            if key.isPrivate { continue }
            if key.isSymbol {
                symbolKeys.append(key)
            } else if keys.index(key) != KeyTable.noIndex {
                named.append(keys.index(key))
            } else {
                strings.append(key)
            }
        }
        indices += named
        if !named.isEmpty { indices.sort() }
        if h.flagSet.contains(.open) { throw .unknown(reason("open-object", "an object whose members are not all known")) }
        return indices.map { keys.key(String($0)) } + strings + symbolKeys
    }

    /// `name`, `length` and `prototype` of a function, made when somebody looks.
    @inline(never) func reifyFunction(_ function: Handle) {
        guard flags(function).contains(.lazyProperties) else { return }
        setFlag(function, .lazyProperties, false)
        let kind = header(function).pointee.objectKind
        if kind == .native {
            let native = natives[Int(header(function).pointee.p0)]
            if shapes.find(header(function).pointee.shape, names.length) == nil {
                addProperty(function, names.length, .int(Int32(native.length)), .configurable)
            }
            if shapes.find(header(function).pointee.shape, names.name) == nil {
                addProperty(function, names.name, makeString(native.name), .configurable)
            }
            return
        }
        guard kind == .function else { return }
        let template = templates[Int(header(function).pointee.p0)]
        let constructs =
            template.kind.isDisjoint(with: [.arrow, .method, .getter, .setter, .async]) || template.kind.contains(.classConstructor)
        if shapes.find(header(function).pointee.shape, names.length) == nil {
            addProperty(function, names.length, .int(Int32(clamping: template.length)), .configurable)
        }
        if shapes.find(header(function).pointee.shape, names.name) == nil {
            addProperty(function, names.name, makeString(template.name), .configurable)
        }
        if template.kind.isDisjoint(with: [.strict, .arrow, .method, .getter, .setter, .generator, .async, .classConstructor]) {
            for name in ["arguments", "caller"] where shapes.find(header(function).pointee.shape, key(name)) == nil {
                addProperty(function, key(name), .null, .none)
            }
        }
        guard shapes.find(header(function).pointee.shape, names.prototype) == nil else { return }
        if template.kind.contains(.generator) {
            let parent = intrinsic(template.kind.contains(.async) ? .asyncGeneratorPrototype : .generatorPrototype)
            addProperty(function, names.prototype, .object(makeObject(prototype: parent)), .writable)
        } else if constructs {
            let prototype = makePlainObject()
            addProperty(prototype, names.constructor, .object(function), .hidden)
            addProperty(function, names.prototype, .object(prototype), template.kind.contains(.classConstructor) ? .none : .writable)
        }
    }
    @inline(never) func reifyStack(_ error: Handle) {
        setFlag(error, .lazyProperties, false)
        let at = Int(header(error).pointee.p0)
        let text = at > 0 && at <= sites.count ? delegate?.stackText(error, sites[at - 1]) : nil
        let value = text.map { makeString($0) } ?? unknown("stack", "the text of an error's stack", .string)
        // before the message, as in V8
        reshape(error, prototype: prototype(of: error), [(names.stack, .hidden, value)] + namedProperties(error))
    }
}

extension Machine {
    /// The own keys where their order shows: that of the members of builtins is the engine's own, and the library may lack some.
    public func orderedKeys(_ object: Handle) throws(Abrupt) -> [PropertyKey] {
        if object < libraryEnd, flags(object).contains(.guarded) {
            throw .unknown(reason("builtin-members", "the list of a builtin's members"))
        }
        return try ownKeys(object)
    }
}
