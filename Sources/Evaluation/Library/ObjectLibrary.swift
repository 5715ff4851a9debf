import Machine

/// `Object` and `Object.prototype`.
enum ObjectLibrary {
    /// Why a property could not be defined, in V8's words.
    private static func refusedDefinition(_ m: Machine, _ o: Handle, _ key: PropertyKey) throws(Abrupt) -> Abrupt {
        if m.kind(o) == .proxy, let target = m.targetBehind(o, without: "defineProperty") {
            return m.kind(target) == .proxy ? m.errorOfUnknownText(.typeErrorPrototype) : try refusedDefinition(m, target, key)
        }
        if m.kind(o) == .proxy {
            return m.proxyTarget(o).isObject
                ? m.typeError("'defineProperty' on proxy: trap returned falsish for property '\(m.shownKey(key))'")
                : m.errorOfUnknownText(.typeErrorPrototype)
        }
        if m.kind(o) == .typedArray { return m.errorOfUnknownText(.typeErrorPrototype) }
        if try m.ownDescriptor(o, key) == nil, !m.isExtensible(o) {
            return m.typeError("Cannot define property \(m.shownKey(key)), object is not extensible")
        }
        return m.typeError("Cannot redefine property: \(m.shownKey(key))")
    }
    /// Why a prototype could not be set, in V8's words.
    private static func refusedPrototype(_ m: Machine, _ o: Handle) -> Abrupt {
        if m.kind(o) == .proxy {
            return m.targetBehind(o, without: "setPrototypeOf") == nil && m.proxyTarget(o).isObject
                ? m.typeError("'setPrototypeOf' on proxy: trap returned falsish for property 'undefined'")
                : m.errorOfUnknownText(.typeErrorPrototype)
        }
        if o == m.intrinsic(.objectPrototype) {
            return m.typeError("Immutable prototype object 'Object.prototype' cannot have their prototype set")
        }
        return m.typeError(m.isExtensible(o) ? "Cyclic __proto__ value" : "\(m.describe(.object(o))) is not extensible")
    }
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "Object", length: 1, prototype: .objectPrototype) { m, a throws(Abrupt) in
            if a.isConstruct, !Value.identical(a.newTarget, .object(a.function)) {
                return .object(m.makeObject(prototype: try m.prototypeFor(a.newTarget, .objectPrototype)))
            }
            return a[0].isNullish ? .object(m.makePlainObject()) : .object(try m.toObject(a[0]))
        }
        statics(m, c)
        integrity(m, c)
        prototype(m, m.intrinsic(.objectPrototype))
    }
    private static func own(_ m: Machine, _ v: Value, strings: Bool) throws(Abrupt) -> Value {
        let o = try m.toObject(v)
        return .object(m.makeArray(try m.orderedKeys(o).filter { $0.isSymbol != strings }.map { m.value(of: $0) }))
    }
    private static func enumerable(_ m: Machine, _ v: Value, _ body: (PropertyKey, Handle) throws(Abrupt) -> Value) throws(Abrupt) -> Value
    {
        let o = try m.toObject(v)
        var out: [Value] = []
        for key in try m.ownKeys(o) where !key.isSymbol {
            guard let d = try m.ownDescriptor(o, key), d.enumerable == true else { continue }
            out.append(try body(key, o))
        }
        return .object(m.makeArray(out))
    }
    private static func statics(_ m: Machine, _ c: Handle) {
        m.defineMethod(c, "keys", length: 1) { m, a throws(Abrupt) in try enumerable(m, a[0]) { k, _ in m.value(of: k) } }
        m.defineMethod(c, "values", length: 1) { m, a throws(Abrupt) in try enumerable(m, a[0]) { k, o throws(Abrupt) in try m.get(o, k) } }
        m.defineMethod(c, "entries", length: 1) { m, a throws(Abrupt) in
            try enumerable(m, a[0]) { k, o throws(Abrupt) in .object(m.makeArray([m.value(of: k), try m.get(o, k)])) }
        }
        m.defineMethod(c, "getOwnPropertyNames", length: 1) { m, a throws(Abrupt) in try own(m, a[0], strings: true) }
        m.defineMethod(c, "getOwnPropertySymbols", length: 1) { m, a throws(Abrupt) in try own(m, a[0], strings: false) }
        m.defineMethod(c, "assign", length: 2) { m, a throws(Abrupt) in
            let target = try m.toObject(a[0])
            for source in a.from(1) where !source.isNullish {
                if source.isUncertain { m.setOpen(target); continue }
                let from = try m.toObject(source)
                if m.isOpen(from) { m.setOpen(target); try m.copyDataProperties(.object(target), source, []); continue }
                for key in try m.ownKeys(from) {
                    guard let d = try m.ownDescriptor(from, key), d.enumerable == true else { continue }
                    try m.set(target, key, m.get(from, key))
                }
            }
            return .object(target)
        }
        m.defineMethod(c, "create", length: 2) { m, a throws(Abrupt) in
            guard a[0].isObject || a[0].isNull else {
                if a[0].isUncertain { let o = m.makePlainObject(); m.setOpen(o); return .object(o) }
                throw m.typeError("Object prototype may only be an Object or null: \(m.describe(a[0]))")
            }
            let o = m.makeObject(prototype: a[0].isNull ? 0 : a[0].handle)
            if !a[1].isUndefined { try defineAll(m, o, a[1]) }
            return .object(o)
        }
        m.defineMethod(c, "defineProperty", length: 3) { m, a throws(Abrupt) in
            guard a[0].isObject else {
                if a[0].isUncertain { return a[0] }
                throw m.typeError("Object.defineProperty called on non-object")
            }
            if a[1].isUncertain { m.setOpen(a[0].handle); return a[0] }
            let key = try m.toPropertyKey(a[1])
            if try !m.defineOwn(a[0].handle, key, m.toDescriptor(a[2])) { throw try refusedDefinition(m, a[0].handle, key) }
            return a[0]
        }
        m.defineMethod(c, "defineProperties", length: 2) { m, a throws(Abrupt) in
            guard a[0].isObject else { throw m.typeError("Object.defineProperties called on non-object") }
            try defineAll(m, a[0].handle, a[1])
            return a[0]
        }
        m.defineMethod(c, "getOwnPropertyDescriptor", length: 2) { m, a throws(Abrupt) in
            try m.ownDescriptor(m.toObject(a[0]), m.toPropertyKey(a[1])).map { m.fromDescriptor($0) } ?? .undefined
        }
        m.defineMethod(c, "getOwnPropertyDescriptors", length: 1) { m, a throws(Abrupt) in
            let o = try m.toObject(a[0]), out = m.makePlainObject()
            for key in try m.orderedKeys(o) { if let d = try m.ownDescriptor(o, key) { m.define(out, key, m.fromDescriptor(d), .all) } }
            return .object(out)
        }
        m.defineMethod(c, "getPrototypeOf", length: 1) { m, a throws(Abrupt) in try m.prototypeValue(m.toObject(a[0])) }
        m.defineMethod(c, "setPrototypeOf", length: 2) { m, a throws(Abrupt) in
            if a[0].isNullish { throw m.typeError("Object.setPrototypeOf called on null or undefined") }
            guard a[1].isObject || a[1].isNull else {
                if a[1].isUncertain { if a[0].isObject { m.setOpen(a[0].handle) }; return a[0] }
                throw m.typeError("Object prototype may only be an Object or null: \(m.describe(a[1]))")
            }
            if a[0].isObject, try !m.setPrototype(a[0].handle, a[1].isNull ? 0 : a[1].handle) { throw refusedPrototype(m, a[0].handle) }
            return a[0]
        }
        m.defineMethod(c, "is", length: 2) { m, a in
            a[0].isUncertain || a[1].isUncertain
                ? .unknown(m.reason(of: a[0].isUncertain ? a[0] : a[1]), .boolean) : .boolean(m.sameValue(a[0], a[1]))
        }
        m.defineMethod(c, "fromEntries", length: 1) { m, a throws(Abrupt) in
            let o = m.makePlainObject()
            if a[0].isNullish { throw m.typeError("undefined is not iterable") }
            try m.iterate(a[0]) { e throws(Abrupt) in
                guard e.isObject else {
                    if e.isUncertain { m.setOpen(o); return }; throw m.typeError("Iterator value \(m.describe(e)) is not an entry object")
                }
                m.define(o, try m.toPropertyKey(m.getIndex(e.handle, 0)), try m.getIndex(e.handle, 1), .all)
            }
            return .object(o)
        }
        m.defineMethod(c, "hasOwn", length: 2) { m, a throws(Abrupt) in
            .boolean(try m.ownDescriptor(m.toObject(a[0]), m.toPropertyKey(a[1])) != nil)
        }
        m.defineMethod(c, "groupBy", length: 2) { m, a throws(Abrupt) in
            if a[0].isNullish { throw m.typeError("Object.groupBy called on null or undefined") }
            _ = try Library.callable(m, a[1], .shown)
            let out = m.makeObject(prototype: 0)
            var i: Int32 = 0
            try m.iterate(a[0]) { v throws(Abrupt) in
                let key = try m.toPropertyKey(m.call(a[1], .undefined, [v, .int(i)]))
                i += 1
                let list = try m.get(out, key)
                if list.isObject { m.appendElement(list.handle, v) } else { m.define(out, key, .object(m.makeArray([v])), .all) }
            }
            return .object(out)
        }
    }
    private static func defineAll(_ m: Machine, _ o: Handle, _ properties: Value) throws(Abrupt) {
        let from = try m.toObject(properties)
        var all: [(PropertyKey, PropertyDescriptor)] = []
        for key in try m.ownKeys(from) {
            guard let d = try m.ownDescriptor(from, key), d.enumerable == true else { continue }
            all.append((key, try m.toDescriptor(m.get(from, key))))
        }
        for (key, d) in all where try !m.defineOwn(o, key, d) { throw try refusedDefinition(m, o, key) }
    }
    private static func integrity(_ m: Machine, _ c: Handle) {
        for (name, frozen) in [("freeze", true), ("seal", false)] {
            m.defineMethod(c, name, length: 1) { m, a throws(Abrupt) in
                if a[0].isObject { try m.setIntegrity(a[0].handle, frozen: frozen) }
                return a[0]
            }
        }
        for (name, frozen) in [("isFrozen", true), ("isSealed", false)] {
            m.defineMethod(c, name, length: 1) { m, a throws(Abrupt) in
                if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
                return .boolean(a[0].isObject ? try m.hasIntegrity(a[0].handle, frozen: frozen) : true)
            }
        }
        m.defineMethod(c, "preventExtensions", length: 1) { m, a throws(Abrupt) in
            if a[0].isObject, try !m.preventExtensions(a[0].handle) {
                throw m.kind(a[0].handle) == .proxy
                    ? m.typeError("'preventExtensions' on proxy: trap returned falsish") : m.errorOfUnknownText(.typeErrorPrototype)
            }
            return a[0]
        }
        m.defineMethod(c, "isExtensible", length: 1) { m, a throws(Abrupt) in
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            return .boolean(a[0].isObject ? try m.isExtensibleNow(a[0].handle) : false)
        }
    }
    private static func prototype(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "hasOwnProperty", length: 1) { m, a throws(Abrupt) in
            let key = try m.toPropertyKey(a[0])
            return .boolean(try m.ownDescriptor(m.toObject(a.this), key) != nil)
        }
        m.defineMethod(p, "isPrototypeOf", length: 1) { m, a throws(Abrupt) in
            guard a[0].isObject else { return .false }
            guard a.this.isObject else { _ = try m.toObject(a.this); return .false }
            var at = try m.prototypeValue(a[0].handle)
            while at.isObject { if at.handle == a.this.handle { return .true }; at = try m.prototypeValue(at.handle) }
            return .false
        }
        m.defineMethod(p, "propertyIsEnumerable", length: 1) { m, a throws(Abrupt) in
            let key = try m.toPropertyKey(a[0])
            return .boolean(try m.ownDescriptor(m.toObject(a.this), key)?.enumerable == true)
        }
        m.defineMethod(p, "valueOf", length: 0) { m, a throws(Abrupt) in .object(try m.toObject(a.this)) }
        m.defineMethod(p, "toLocaleString", length: 0) { m, a throws(Abrupt) in
            if a.this.isNullish { throw m.typeError("Object.prototype.toLocaleString called on null or undefined") }
            return try m.call(m.get(a.this, "toString"), a.this, [])
        }
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in
            if a.this.isUndefined { return m.makeString("[object Undefined]") }
            if a.this.isNull { return m.makeString("[object Null]") }
            let o = try m.toObject(a.this)
            if m.kind(o) == .proxy, m.proxyTarget(o).isNull {
                throw m.typeError("Cannot perform 'Object.prototype.toString' on a proxy that has been revoked")
            }
            let isArray = try ArrayLibrary.isArray(m, .object(o)), tag = try m.get(o, m.wellKnown.toStringTag)
            if tag.isUncertain { throw .unknown(m.reason(of: tag)) }
            if tag.isString { return m.makeString(units: Array("[object ".utf16) + m.codeUnits(tag.handle) + Array("]".utf16)) }
            let builtin =
                switch m.kind(o) {
                case .array: "Array";
                case .arguments: "Arguments";
                case .error: "Error";
                case .boolean: "Boolean";
                case .number: "Number"
                case .string: "String";
                case .date: "Date";
                case .regExp: "RegExp"
                default: isArray ? "Array" : m.isCallable(.object(o)) ? "Function" : "Object"
                }
            return m.makeString("[object \(builtin)]")
        }
        m.defineAccessor(
            p, m.key("__proto__"),
            getter: .object(m.makeNative("get __proto__", length: 0) { m, a throws(Abrupt) in try m.prototypeValue(m.toObject(a.this)) }),
            setter: .object(
                m.makeNative("set __proto__", length: 1) { m, a throws(Abrupt) in
                    if a.this.isNullish { throw m.typeError("Object.prototype.__proto__ called on null or undefined") }
                    if a.this.isObject, a[0].isObject || a[0].isNull, try !m.setPrototype(a.this.handle, a[0].isNull ? 0 : a[0].handle) {
                        throw refusedPrototype(m, a.this.handle)
                    }
                    return .undefined
                }))
        for (name, isGetter) in [("__defineGetter__", true), ("__defineSetter__", false)] {
            m.defineMethod(p, name, length: 2) { m, a throws(Abrupt) in
                let o = try m.toObject(a.this), f = try Library.callable(m, a[1], .words("Object.prototype.\(name): Expecting function")),
                    key = try m.toPropertyKey(a[0])
                let d = PropertyDescriptor(getter: isGetter ? f : nil, setter: isGetter ? nil : f, enumerable: true, configurable: true)
                if try !m.defineOwn(o, key, d) { throw m.typeError("Cannot redefine property: \(m.keyText(key))") }
                return .undefined
            }
        }
        for (name, isGetter) in [("__lookupGetter__", true), ("__lookupSetter__", false)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                var at = Value.object(try m.toObject(a.this))
                let key = try m.toPropertyKey(a[0])
                while at.isObject {
                    try m.charge(1)
                    if let d = try m.ownDescriptor(at.handle, key) { return (isGetter ? d.getter : d.setter) ?? .undefined }
                    at = try m.prototypeValue(at.handle)
                }
                return .undefined
            }
        }
    }
}
