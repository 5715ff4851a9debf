import Machine

/// Methods of arrays that read them, with no callback.
enum ArrayReading {
    private typealias L = ArrayLibrary

    static func install(_ m: Machine, _ p: Handle) {
        parts(m, p)
        copies(m, p)
        texts(m, p)
        searching(m, p)
    }
    private static func parts(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "slice", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "slice")
            let from = try m.relativeIndex(a[0], length: n, default: 0), to = try m.relativeIndex(a[1], length: n, default: n)
            let out = try L.species(m, o, max(0, to - from))
            for i in from..<max(from, to) {
                try m.charge(i & 15 == 0 ? 1 : 0)
                if try L.has(m, o, i) { try L.create(m, out, i - from, L.element(m, o, i)) }
            }
            try L.setLength(m, out, max(0, to - from))
            return .object(out)
        }
        m.defineMethod(p, "concat", length: 1) { m, a throws(Abrupt) in
            if a.this.isNullish { throw m.typeError("Array.prototype.concat called on null or undefined") }
            let o = try m.toObject(a.this)
            let out = try L.species(m, o, 0)
            var n = 0
            for v in [.object(o)] + a.all {
                if v.isUncertain {
                    guard m.kind(out) == .array else { throw .unknown(m.reason(of: v)) }; m.setContentUnknown(out); continue
                }
                var spreads = false
                if v.isObject {
                    let flag = try m.get(v, m.wellKnown.isConcatSpreadable)
                    spreads = flag.isUndefined ? try L.isArray(m, v) : m.truthiness(flag) == true
                }
                if !spreads { try L.create(m, out, n, v); n += 1; continue }
                if m.isContentUnknown(v.handle) {
                    guard m.kind(out) == .array else { throw .unknown(m.reason(of: v)) }; m.setContentUnknown(out); continue
                }
                let length = try m.lengthOf(v.handle)
                guard n + length < 1 << 53 else { throw m.typeError("Invalid array length") }
                for i in 0..<length {
                    try m.charge(i & 15 == 0 ? 1 : 0)
                    if try L.has(m, v.handle, i) { try L.create(m, out, n + i, L.element(m, v.handle, i)) }
                }
                n += length
            }
            if !m.isContentUnknown(out) { try L.setLength(m, out, n) }
            return .object(out)
        }
        m.defineMethod(p, "at", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "at")
            let d = try m.toInteger(a[0]), i = d < 0 ? Double(n) + d : d
            return i >= 0 && i < Double(n) ? try L.element(m, o, Int(i)) : .undefined
        }
        m.defineMethod(p, "flat", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "flat")
            let depth = a[0].isUndefined ? 1 : try m.toInteger(a[0])
            let out = try L.species(m, o, 0)
            var at = 0
            try flatten(m, o, n, depth, out, &at, nesting: 0)
            return .object(out)
        }
    }
    static func flatten(_ m: Machine, _ o: Handle, _ n: Int, _ depth: Double, _ out: Handle, _ at: inout Int, nesting: Int) throws(Abrupt) {
        if nesting > 500 { throw .stopped(.nesting) }
        for i in 0..<n {
            try m.charge(1)
            guard try L.has(m, o, i) else { continue }
            let v = try L.element(m, o, i)
            if depth > 0, v.isUncertain { throw .unknown(m.reason(of: v)) }
            if depth > 0, try L.isArray(m, v) {
                try flatten(m, v.handle, m.lengthOf(v.handle), depth - 1, out, &at, nesting: nesting + 1)
            } else {
                try L.create(m, out, at, v); at += 1
            }
        }
    }
    /// The newer methods, which read holes as undefined and always give plain arrays.
    private static func copies(_ m: Machine, _ p: Handle) {
        func all(_ m: Machine, _ o: Handle, _ n: Int) throws(Abrupt) -> [Value] {
            guard n < 1 << 32 else { throw m.rangeError("Invalid array length") }
            var out: [Value] = []
            for i in 0..<n { try m.charge(1); out.append(try L.element(m, o, i)) }
            return out
        }
        m.defineMethod(p, "with", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "with")
            let d = try m.toInteger(a[0]), i = d < 0 ? Double(n) + d : d
            guard i >= 0, i < Double(n) else { throw m.rangeError("Invalid index : \(m.describe(a[0]))") }
            var out = try all(m, o, n)
            if Int(i) < out.count { out[Int(i)] = a[1] }
            return .object(m.makeArray(out))
        }
        m.defineMethod(p, "toReversed", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "toReversed")
            guard n < 1 << 32 else { throw m.rangeError("Invalid array length") }
            var out: [Value] = []
            for i in 0..<n { try m.charge(1); out.append(try L.element(m, o, n - 1 - i)) }
            return .object(m.makeArray(out))
        }
        m.defineMethod(p, "toSorted", length: 1) { m, a throws(Abrupt) in
            if !a[0].isUndefined { _ = try ArrayMutation.comparator(m, a[0]) }
            let (o, n) = try L.list(m, a, "toSorted")
            return .object(m.makeArray(try ArrayMutation.sorted(m, all(m, o, n), a[0])))
        }
        m.defineMethod(p, "toSpliced", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "toSpliced")
            let start = try m.relativeIndex(a[0], length: n, default: 0)
            let count = a.count == 0 ? 0 : a.count == 1 ? n - start : Int(min(max(0, try m.toInteger(a[1])), Double(n - start)))
            let length = n - count + max(0, a.count - 2)
            guard length < 1 << 53 else { throw m.typeError("Invalid array length") }
            guard length < 1 << 32 else { throw m.rangeError("Invalid array length") }
            var out: [Value] = []
            for i in 0..<start { try m.charge(1); out.append(try L.element(m, o, i)) }
            out += a.from(2)
            for i in (start + count)..<max(n, start + count) { try m.charge(1); out.append(try L.element(m, o, i)) }
            return .object(m.makeArray(out))
        }
    }
    private static func texts(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "join", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "join")
            let separator = a[0].isUndefined ? m.makeString(",").handle : try m.toString(a[0])
            if m.joining.contains(o) { return m.emptyString }  // an array inside itself is empty there
            m.joining.append(o)
            defer { m.joining.removeLast() }
            var out = m.emptyString.handle
            for i in 0..<n {
                try m.charge(1)
                if i > 0 { out = try m.concatenate(out, separator) }
                let v = try L.element(m, o, i)
                if !v.isNullish { out = try m.concatenate(out, m.toString(v)) }
            }
            return .string(out)
        }
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in
            let o = try m.toObject(a.this), join = try m.get(o, m.key("join"))
            return m.isCallable(join)
                ? try m.call(join, .object(o), []) : try m.call(m.get(m.intrinsic(.objectPrototype), m.key("toString")), .object(o), [])
        }
        m.defineMethod(p, "toLocaleString", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "toLocaleString")
            if m.joining.contains(o) { return m.emptyString }
            m.joining.append(o)
            defer { m.joining.removeLast() }
            var out = m.emptyString.handle
            for i in 0..<n {
                try m.charge(1)
                if i > 0 { out = try m.concatenate(out, m.makeString(",").handle) }
                let v = try L.element(m, o, i)
                if !v.isNullish { out = try m.concatenate(out, m.toString(m.call(m.get(v, "toLocaleString"), v, []))) }
            }
            return .string(out)
        }
    }
    private static func searching(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "indexOf", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "indexOf")
            if n == 0 { return .int(-1) }
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            let from = try m.relativeIndex(a[1], length: n, default: 0)
            for i in from..<max(from, n) where try isThere(m, o, i, a[0]) { return .number(i) }
            return .int(-1)
        }
        m.defineMethod(p, "lastIndexOf", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "lastIndexOf")
            if n == 0 { return .int(-1) }
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            let d = a.count > 1 ? try m.toInteger(a[1]) : Double(n - 1)
            var i = Int(max(-1, d < 0 ? Double(n) + d : min(d, Double(n - 1))))
            while i >= 0 {
                if try isThere(m, o, i, a[0]) { return .number(i) }
                i -= 1
            }
            return .int(-1)
        }
        m.defineMethod(p, "includes", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "includes")
            if n == 0 { return .false }
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            let from = try m.relativeIndex(a[1], length: n, default: 0)
            for i in from..<max(from, n) {
                try m.charge(i & 7 == 0 ? 1 : 0)
                let v = try L.element(m, o, i)
                if v.isUncertain { throw .unknown(m.reason(of: v)) }
                if m.isStrictlyEqual(v, a[0]) || (v.isNumber && a[0].isNumber && v.number.isNaN && a[0].number.isNaN) { return .true }
            }
            return .false
        }
    }
    private static func isThere(_ m: Machine, _ o: Handle, _ i: Int, _ wanted: Value) throws(Abrupt) -> Bool {
        try m.charge(i & 7 == 0 ? 1 : 0)
        guard try L.has(m, o, i) else { return false }
        let v = try L.element(m, o, i)
        if v.isUncertain { throw .unknown(m.reason(of: v)) }
        return m.isStrictlyEqual(v, wanted)
    }
}
