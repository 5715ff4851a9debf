import Machine

/// The methods of Set that take another set (ECMA-262 section 24.2.4): both sides are asked in the order of the language.
enum SetOperations {
    private struct Other { var object: Value; var size: Double; var has: Value, keys: Value }

    static func install(_ m: Machine, _ p: Handle) {
        for name in ["union", "intersection", "difference", "symmetricDifference"] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let set = try Library.receiver(m, a, .set, "Set.prototype.\(name)"), other = try record(m, a[0], name)
                return try combined(m, name, set, other)
            }
        }
        for name in ["isSubsetOf", "isSupersetOf", "isDisjointFrom"] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let set = try Library.receiver(m, a, .set, "Set.prototype.\(name)"), other = try record(m, a[0], name)
                return .boolean(try relation(m, name, set, other))
            }
        }
    }
    /// GetSetRecord.
    private static func record(_ m: Machine, _ v: Value, _ name: String) throws(Abrupt) -> Other {
        guard v.isObject else {
            if v.isUncertain { throw .unknown(m.reason(of: v)) }
            throw m.typeError("Set.prototype.\(name) argument must be an object")
        }
        let size = try m.toDouble(m.get(v, "size"))
        if size.isNaN { throw m.typeError("The .size property is NaN") }
        let whole = size.rounded(.towardZero)
        if whole < 0 { throw m.rangeError("'\(m.describe(.number(whole)))' is an invalid size") }
        func method(_ key: String) throws(Abrupt) -> Value {
            let f = try m.get(v, key)
            if f.isUncertain { throw .unknown(m.reason(of: f)) }
            guard m.isCallable(f) else { throw m.errorOfUnknownText(.typeErrorPrototype) }
            return f
        }
        return Other(object: v, size: whole, has: try method("has"), keys: try method("keys"))
    }
    private static func has(_ m: Machine, _ o: Other, _ v: Value) throws(Abrupt) -> Bool {
        let r = try m.call(o.has, o.object, [v])
        guard let t = m.truthiness(r) else { throw .unknown(m.reason(of: r)) }
        return t
    }
    /// The keys of the other side; the body says whether to go on, and the iterator is closed where it does not.
    private static func eachKey(_ m: Machine, _ o: Other, _ body: (Value) throws(Abrupt) -> Bool) throws(Abrupt) {
        let iterator = try m.call(o.keys, o.object, [])
        guard iterator.isObject else {
            if iterator.isUncertain { throw .unknown(m.reason(of: iterator)) }
            throw m.errorOfUnknownText(.typeErrorPrototype)
        }
        let next = try m.get(iterator, "next")
        while true {
            try m.charge(1)
            guard let v = try m.step(iterator, next) else { return }
            if try !body(v) { try m.closeIterator(iterator); return }
        }
    }
    private static func combined(_ m: Machine, _ name: String, _ set: Handle, _ other: Other) throws(Abrupt) -> Value {
        let own = { () throws(Abrupt) in try CollectionLibrary.entries(m, set).map(\.0) }
        func fresh(_ values: [Value]) throws(Abrupt) -> Handle {
            let o = CollectionLibrary.blank(m, .set, m.intrinsic(.setPrototype))
            for v in values { try CollectionLibrary.put(m, o, v, v) }
            return o
        }
        let size = Double(try own().count)
        switch name {
        case "union":
            // the other's keys are asked for before this set is read
            var added: [Value] = []
            try eachKey(m, other) { v throws(Abrupt) in
                added.append(v); return true
            }
            return .object(try fresh(own() + added))
        case "intersection":
            let out = try fresh([])
            if size <= other.size {
                for v in try own() {
                    try m.charge(1);
                    if try has(m, other, v), try CollectionLibrary.find(m, out, v) == nil { try CollectionLibrary.put(m, out, v, v) }
                }
            } else {
                try eachKey(m, other) { v throws(Abrupt) in
                    if try CollectionLibrary.find(m, set, v) != nil { try CollectionLibrary.put(m, out, v, v) }; return true
                }
            }
            return .object(out)
        case "difference":
            let out = try fresh(own())
            if size <= other.size {
                for v in try own() { try m.charge(1); if try has(m, other, v) { _ = try CollectionLibrary.remove(m, out, v) } }
            } else {
                try eachKey(m, other) { v throws(Abrupt) in
                    _ = try CollectionLibrary.remove(m, out, v); return true
                }
            }
            return .object(out)
        default:
            let out = try fresh(own())
            try eachKey(m, other) { v throws(Abrupt) in
                if try CollectionLibrary.find(m, set, v) != nil {
                    _ = try CollectionLibrary.remove(m, out, v)
                } else {
                    try CollectionLibrary.put(m, out, v, v)
                }
                return true
            }
            return .object(out)
        }
    }
    private static func relation(_ m: Machine, _ name: String, _ set: Handle, _ other: Other) throws(Abrupt) -> Bool {
        let own = try CollectionLibrary.entries(m, set).map(\.0), size = Double(own.count)
        switch name {
        case "isSubsetOf":
            if size > other.size { return false }
            for v in own { try m.charge(1); if try !has(m, other, v) { return false } }
            return true
        case "isSupersetOf":
            if size < other.size { return false }
            var all = true
            try eachKey(m, other) { v throws(Abrupt) in
                all = try CollectionLibrary.find(m, set, v) != nil; return all
            }
            return all
        default:
            if size <= other.size {
                for v in own { try m.charge(1); if try has(m, other, v) { return false } }
                return true
            }
            var isDisjoint = true
            try eachKey(m, other) { v throws(Abrupt) in
                isDisjoint = try CollectionLibrary.find(m, set, v) == nil; return isDisjoint
            }
            return isDisjoint
        }
    }
}
