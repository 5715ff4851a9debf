import Machine

/// `Symbol`.
enum SymbolLibrary {
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "Symbol", length: 0, prototype: .symbolPrototype) { m, a throws(Abrupt) in
            if a.isConstruct { throw m.typeError("Symbol is not a constructor") }
            return .symbol(m.makeSymbol(a[0].isUndefined ? nil : m.internable(try m.toString(a[0]))))
        }
        let w = m.wellKnown
        for (name, key) in [
            ("iterator", w.iterator), ("asyncIterator", w.asyncIterator), ("hasInstance", w.hasInstance), ("toPrimitive", w.toPrimitive),
            ("toStringTag", w.toStringTag), ("species", w.species), ("isConcatSpreadable", w.isConcatSpreadable),
            ("unscopables", w.unscopables), ("match", w.match), ("matchAll", w.matchAll), ("replace", w.replace), ("search", w.search),
            ("split", w.split)
        ] {
            m.define(c, name, .symbol(key), .none)
        }
        for name in ["dispose", "asyncDispose"] { m.define(c, name, .symbol(m.makeSymbol("Symbol." + name)), .none) }
        let registry = m.makeObject(prototype: 0)
        m.defineMethod(c, "for", length: 1) { m, a throws(Abrupt) in
            let key = m.key(ofString: try m.toString(a[0]))
            let known = try m.get(registry, key)
            if known.isSymbol { return known }
            let made = Value.symbol(m.makeSymbol(m.keyText(key)))
            m.define(registry, key, made)
            return made
        }
        m.defineMethod(c, "keyFor", length: 1) { m, a throws(Abrupt) in
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            guard a[0].isSymbol else { throw m.typeError("\(m.describe(a[0])) is not a symbol") }
            for key in try m.ownKeys(registry) where Value.identical(try m.get(registry, key), a[0]) { return m.value(of: key) }
            return .undefined
        }
        let p = m.intrinsic(.symbolPrototype)
        func symbol(_ m: Machine, _ v: Value, _ method: String) throws(Abrupt) -> PropertyKey {
            if v.isSymbol { return v.symbol }
            if v.isObject, m.kind(v.handle) == .symbol { return m.internalValue(v.handle, 0).symbol }
            if v.isUncertain { throw .unknown(m.reason(of: v)) }
            throw m.typeError("\(method) requires that 'this' be a Symbol")
        }
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in
            m.makeString(spelled: "Symbol(\(m.keyText(try symbol(m, a.this, "Symbol.prototype.toString"))))")
        }
        m.defineMethod(p, "valueOf", length: 0) { m, a throws(Abrupt) in .symbol(try symbol(m, a.this, "Symbol.prototype.valueOf")) }
        m.defineGetter(p, "description") { m, a throws(Abrupt) in
            m.symbolDescription(try symbol(m, a.this, "Symbol.prototype.description")).map { m.makeString(spelled: $0) } ?? .undefined
        }
        m.define(p, w.toStringTag, m.makeString("Symbol"), .configurable)
        m.defineMethod(p, w.toPrimitive, name: "[Symbol.toPrimitive]", length: 1) { m, a throws(Abrupt) in
            .symbol(try symbol(m, a.this, "Symbol.prototype [ @@toPrimitive ]"))
        }
    }
}
