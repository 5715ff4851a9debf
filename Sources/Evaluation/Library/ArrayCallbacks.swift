import Machine

/// Methods of arrays that call back.
enum ArrayCallbacks {
    private typealias L = ArrayLibrary

    static func install(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "forEach", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "forEach")
            try each(m, a, o, n) { _, _, _ in true }
            return .undefined
        }
        m.defineMethod(p, "map", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "map")
            _ = try Library.callable(m, a[0])
            let out = try L.species(m, o, n)
            try each(m, a, o, n) { _, r, i throws(Abrupt) in
                try L.create(m, out, i, r); return true
            }
            if m.kind(out) == .array, m.arrayLength(out) < n { try L.setLength(m, out, n) }
            return .object(out)
        }
        m.defineMethod(p, "filter", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "filter")
            _ = try Library.callable(m, a[0])
            let out = try L.species(m, o, 0)
            var at = 0
            try each(m, a, o, n) { v, r, _ throws(Abrupt) in
                let kept = m.truthiness(r)
                if kept == nil {
                    guard m.kind(out) == .array else { throw .unknown(m.reason(of: r)) }
                    m.setContentUnknown(out)
                }
                if kept != false { try L.create(m, out, at, v); at += 1 }
                return true
            }
            return .object(out)
        }
        m.defineMethod(p, "flatMap", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "flatMap")
            _ = try Library.callable(m, a[0], m.v8Version < 124 ? .words("flatMap mapper function is not callable") : .plain)
            let out = try L.species(m, o, 0)
            var at = 0
            try each(m, a, o, n) { _, r, _ throws(Abrupt) in
                if r.isUncertain { throw .unknown(m.reason(of: r)) }
                if try L.isArray(m, r) {
                    try ArrayReading.flatten(m, r.handle, m.lengthOf(r.handle), 0, out, &at, nesting: 0)
                } else {
                    try L.create(m, out, at, r); at += 1
                }
                return true
            }
            return .object(out)
        }
        m.defineMethod(p, "some", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "some")
            var found = false
            try each(m, a, o, n) { _, r, _ throws(Abrupt) in
                found = try decided(m, r); return !found
            }
            return .boolean(found)
        }
        m.defineMethod(p, "every", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "every")
            var all = true
            try each(m, a, o, n) { _, r, _ throws(Abrupt) in
                all = try decided(m, r); return all
            }
            return .boolean(all)
        }
        for (name, reversed, index) in [
            ("find", false, false), ("findIndex", false, true), ("findLast", true, false), ("findLastIndex", true, true)
        ] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let (o, n) = try L.list(m, a, name)
                var found: Value = index ? .int(-1) : .undefined
                try each(m, a, o, n, reversed: reversed, holes: true) { v, r, i throws(Abrupt) in
                    guard try decided(m, r) else { return true }
                    found = index ? .number(i) : v
                    return false
                }
                return found
            }
        }
        for (name, reversed) in [("reduce", false), ("reduceRight", true)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let (o, n) = try L.list(m, a, name)
                let f = try Library.callable(m, a[0])
                var result: Value? = a.count > 1 ? a[1] : nil
                for k in 0..<n {
                    let i = reversed ? n - 1 - k : k
                    try m.charge(1)
                    guard try L.has(m, o, i) else { continue }
                    let v = try L.element(m, o, i)
                    result = try result.map { r throws(Abrupt) in try m.call(f, .undefined, [r, v, .number(i), .object(o)]) } ?? v
                }
                guard let result else { throw m.typeError("Reduce of empty array with no initial value") }
                return result
            }
        }
    }
    /// Calls back for each element that is there; the body says whether to go on.
    private static func each(
        _ m: Machine, _ a: Arguments, _ o: Handle, _ n: Int, reversed: Bool = false, holes: Bool = false,
        _ body: (Value, Value, Int) throws(Abrupt) -> Bool
    ) throws(Abrupt) {
        let f = try Library.callable(m, a[0])
        for k in 0..<n {
            let i = reversed ? n - 1 - k : k
            try m.charge(1)
            if !holes, try !L.has(m, o, i) { continue }
            let v = try L.element(m, o, i)
            if try !body(v, m.call(f, a[1], v, .number(i), .object(o)), i) { return }
        }
    }
    private static func decided(_ m: Machine, _ v: Value) throws(Abrupt) -> Bool {
        guard let t = m.truthiness(v) else { throw .unknown(m.reason(of: v)) }
        return t
    }
}
