import Machine

/// `Array`: the constructor, its statics and the iterators. The prototype's methods are in `ArrayMutation`, `ArrayReading` and
/// `ArrayCallbacks`; all work on any array-like, in the language's own order of steps (ECMA-262, 23.1).
enum ArrayLibrary {
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "Array", length: 1, prototype: .arrayPrototype) { m, a throws(Abrupt) in
            let array = m.makeArray(a.count == 1 && a[0].isNumber ? [] : a.all)
            let p = try m.prototypeFor(a.newTarget, .arrayPrototype)
            if p != m.intrinsic(.arrayPrototype) { _ = try m.setPrototype(array, p) }
            if a.count == 1, a[0].isNumber {
                try m.set(array, "length", a[0])
            } else if a.count == 1, a[0].isUnknown, a[0].hint == .number {
                m.setContentUnknown(array)
            }
            return .object(array)
        }
        m.setIntrinsic(.arrayConstructor, c)
        m.defineMethod(c, "isArray", length: 1) { m, a throws(Abrupt) in
            a[0].isUncertain ? .unknown(m.reason(of: a[0]), .boolean) : .boolean(try isArray(m, a[0]))
        }
        m.defineMethod(c, "of", length: 0) { m, a throws(Abrupt) in
            let out = try fresh(m, a.this, [.number(a.count)], plainLength: 0)
            for (i, v) in a.all.enumerated() { try create(m, out, i, v) }
            if m.kind(out) != .array { try setLength(m, out, a.count) }
            return .object(out)
        }
        from(m, c)
        m.defineAccessor(
            c, m.wellKnown.species, getter: .object(m.makeNative("get [Symbol.species]", length: 0) { _, a in a.this }), setter: nil)
        let p = m.intrinsic(.arrayPrototype)
        ArrayMutation.install(m, p)
        ArrayReading.install(m, p)
        ArrayCallbacks.install(m, p)
        m.arrayIteratorFunction = m.defineMethod(p, "values", length: 0) { m, a throws(Abrupt) in
            IteratorLibrary.arrayIterator(m, .object(try m.toObject(a.this)), kind: 1)
        }
        m.define(p, m.wellKnown.iterator, .object(m.arrayIteratorFunction))
        m.defineMethod(p, "keys", length: 0) { m, a throws(Abrupt) in
            IteratorLibrary.arrayIterator(m, .object(try m.toObject(a.this)), kind: 0)
        }
        m.defineMethod(p, "entries", length: 0) { m, a throws(Abrupt) in
            IteratorLibrary.arrayIterator(m, .object(try m.toObject(a.this)), kind: 2)
        }
        let hidden = m.makeObject(prototype: 0)
        for name in [
            "at", "copyWithin", "entries", "fill", "find", "findIndex", "findLast", "findLastIndex", "flat", "flatMap", "includes", "keys",
            "toReversed", "toSorted", "toSpliced", "values"
        ] { m.define(hidden, name, .true, .all) }
        m.define(p, m.wellKnown.unscopables, .object(hidden), .configurable)
    }
    private static func from(_ m: Machine, _ c: Handle) {
        m.defineMethod(c, "from", length: 1) { m, a throws(Abrupt) in
            let map = a[1].isUndefined ? nil : try Library.callable(m, a[1])
            if a[0].isUncertain { let out = m.makeArray(); m.setContentUnknown(out); return .object(out) }
            if a[0].isNullish { throw m.typeError("\(m.callSite(a[0])) is not iterable (cannot read property Symbol(Symbol.iterator))") }
            let method = try m.get(a[0], m.wellKnown.iterator)
            var count = 0
            if !method.isNullish {
                guard m.isCallable(method) else {
                    throw m.typeError(
                        "%Array%.from requires that the property of the first argument, items[Symbol.iterator], when exists, be a function")
                }
                let out = try fresh(m, a.this, [], plainLength: 0)
                do throws(Abrupt) {
                    try m.iterate(a[0]) { v throws(Abrupt) in
                        try create(m, out, count, map.map { f throws(Abrupt) in try m.call(f, a[2], v, .number(count)) } ?? v)
                        count += 1
                    }
                } catch {
                    guard case .unknown = error, m.kind(out) == .array else { throw error }
                    m.setContentUnknown(out)
                    return .object(out)
                }
                try setLength(m, out, count)
                return .object(out)
            }
            let source = try m.toObject(a[0]), n = try m.lengthOf(source)
            let out = try fresh(m, a.this, [.number(n)], plainLength: n)
            for i in 0..<n {
                try m.charge(1)
                let v = try element(m, source, i)
                try create(m, out, i, map.map { f throws(Abrupt) in try m.call(f, a[2], v, .number(i)) } ?? v)
            }
            try setLength(m, out, n)
            return .object(out)
        }
    }

    // What the methods share

    /// An array, also behind proxies.
    static func isArray(_ m: Machine, _ value: Value) throws(Abrupt) -> Bool {
        var v = value, hops = 0
        while v.isObject, m.kind(v.handle) == .proxy {
            v = m.proxyTarget(v.handle)
            hops += 1
            if v.isNull { throw m.typeError("Cannot perform 'IsArray' on a proxy that has been revoked") }
            if hops > 10_000 { throw .stopped(.steps) }
        }
        return v.isObject && m.kind(v.handle) == .array
    }
    /// The object and its length; an array of unknown content throws unknown.
    /// Methods that V8 names where they are called on nothing; the others cannot convert it.
    private static let namedOnNull: Set<String> = [
        "concat", "find", "findIndex", "findLast", "findLastIndex", "indexOf", "forEach", "filter", "map", "every", "some", "reduce",
        "reduceRight"
    ]
    static func list(_ m: Machine, _ a: Arguments, _ method: String) throws(Abrupt) -> (Handle, Int) {
        if a.this.isNullish, namedOnNull.contains(method) { throw m.typeError("Array.prototype.\(method) called on null or undefined") }
        let o = try m.toObject(a.this)
        return (o, try m.lengthOf(o))
    }
    static func key(_ m: Machine, _ i: Int) -> PropertyKey { m.key(String(i)) }
    static func element(_ m: Machine, _ o: Handle, _ i: Int) throws(Abrupt) -> Value {
        if let index = UInt32(exactly: i), index != .max { return try m.getIndex(o, index) }
        return try m.get(o, key(m, i))
    }
    static func has(_ m: Machine, _ o: Handle, _ i: Int) throws(Abrupt) -> Bool {
        if m.kind(o) == .array, !m.arrayElement(o, i).isHole { return true }
        if m.isPlainHole(o, i) { return false }
        let answer = try m.hasProperty(o, key(m, i))
        guard let known = m.truthiness(answer) else { throw .unknown(m.reason(of: answer)) }
        return known
    }
    static func put(_ m: Machine, _ o: Handle, _ i: Int, _ v: Value) throws(Abrupt) {
        if let index = UInt32(exactly: i), index != .max { try m.setIndex(o, index, v) } else { try m.set(o, key(m, i), v) }
    }
    static func remove(_ m: Machine, _ o: Handle, _ i: Int) throws(Abrupt) {
        if try !m.delete(o, key(m, i)) { throw m.typeError("Cannot delete property '\(i)' of \(m.describe(.object(o)))") }
    }
    /// Moves what is at one index to another, holes included.
    static func move(_ m: Machine, _ o: Handle, from: Int, to: Int) throws(Abrupt) {
        if try has(m, o, from) { try put(m, o, to, element(m, o, from)) } else { try remove(m, o, to) }
    }
    static func setLength(_ m: Machine, _ o: Handle, _ n: Int) throws(Abrupt) { try m.set(o, m.key("length"), .number(n)) }
    /// CreateDataPropertyOrThrow of an element.
    static func create(_ m: Machine, _ o: Handle, _ i: Int, _ v: Value) throws(Abrupt) {
        if m.kind(o) == .array, i == m.arrayLength(o), m.isExtensible(o), m.internalCount(o) == 0, i < Int(UInt32.max) {
            m.appendElement(o, v); return
        }
        if try !m.defineOwn(o, key(m, i), PropertyDescriptor(value: v, writable: true, enumerable: true, configurable: true)) {
            throw m.typeError(m.isExtensible(o) ? "Cannot redefine property: \(i)" : "Cannot add property \(i), object is not extensible")
        }
    }
    /// A fresh array, or what `constructor` makes of the arguments.
    static func fresh(_ m: Machine, _ constructor: Value, _ arguments: [Value], plainLength: Int) throws(Abrupt) -> Handle {
        if m.isConstructor(constructor), constructor.handle != m.intrinsic(.arrayConstructor) {
            let made = try m.construct(constructor, arguments)
            guard made.isObject else { throw .unknown(m.reason(of: made)) }
            return made.handle
        }
        if plainLength > Int(UInt32.max) { throw m.rangeError("Invalid array length") }
        return m.makeArray()
    }
    /// ArraySpeciesCreate.
    static func species(_ m: Machine, _ original: Handle, _ length: Int) throws(Abrupt) -> Handle {
        guard try isArray(m, .object(original)) else { return try fresh(m, .undefined, [], plainLength: length) }
        var c = try m.get(original, m.key("constructor"))
        if c.isUncertain { throw .unknown(m.reason(of: c)) }
        if c.isObject { c = try m.get(c, m.wellKnown.species); if c.isNull { c = .undefined } }
        if c.isUncertain { throw .unknown(m.reason(of: c)) }
        if c.isUndefined { return try fresh(m, .undefined, [], plainLength: length) }
        guard m.isConstructor(c) else { throw m.typeError("object.constructor[Symbol.species] is not a constructor") }
        return try fresh(m, c, [.number(length)], plainLength: length)
    }
}
