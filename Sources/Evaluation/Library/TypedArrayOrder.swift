import Machine

/// What typed arrays order and copy in ways of their own: numbers are compared as numbers, copies keep the type.
enum TypedArrayOrder {
    static func install(
        _ m: Machine, _ p: Handle, view: @escaping (Machine, Arguments, String) throws(Abrupt) -> Handle,
        fresh: @escaping (Machine, ElementType, Int) throws(Abrupt) -> Handle
    ) {
        func values(_ m: Machine, _ v: Handle) throws(Abrupt) -> [Value] {
            if m.isOpen(v) || m.isContentUnknown(m.viewBuffer(v)) {
                throw .unknown(m.reason("elements", "a typed array whose content is not known"))
            }
            let n = m.viewLength(v)
            try m.charge(n)
            var out: [Value] = []
            out.reserveCapacity(n)
            for i in 0..<n { out.append(try m.getIndex(v, UInt32(i))) }
            return out
        }
        func comparator(_ m: Machine, _ f: Value) throws(Abrupt) { if !f.isUndefined { _ = try ArrayMutation.comparator(m, f) } }
        m.defineMethod(p, "sort", length: 1) { m, a throws(Abrupt) in
            try comparator(m, a[0])
            let v = try view(m, a, "sort")
            for (i, e) in try sorted(m, values(m, v), a[0]).enumerated() { try m.setIndex(v, UInt32(i), e) }
            return .object(v)
        }
        m.defineMethod(p, "toSorted", length: 1) { m, a throws(Abrupt) in
            try comparator(m, a[0])
            let v = try view(m, a, "toSorted"), list = try sorted(m, values(m, v), a[0]), out = try fresh(m, m.elementType(v), list.count)
            for (i, e) in list.enumerated() { try m.setIndex(out, UInt32(i), e) }
            return .object(out)
        }
        m.defineMethod(p, "toReversed", length: 0) { m, a throws(Abrupt) in
            let v = try view(m, a, "toReversed"), list = try values(m, v), out = try fresh(m, m.elementType(v), list.count)
            for (i, e) in list.reversed().enumerated() { try m.setIndex(out, UInt32(i), e) }
            return .object(out)
        }
        m.defineMethod(p, "with", length: 2) { m, a throws(Abrupt) in
            let v = try view(m, a, "with"), n = m.viewLength(v)
            func converted() throws(Abrupt) -> Value { m.elementType(v).isBigInt ? try m.toBigInt(a[1]) : .number(try m.toDouble(a[1])) }
            // until V8 12 the value comes before the index; measured on 12.4 and 13.6
            var value = m.v8Version < 136 ? try converted() : .hole
            let relative = try m.toInteger(a[0]), at = relative < 0 ? Double(n) + relative : relative
            if value.isHole { value = try converted() }
            guard at >= 0, at < Double(n) else { throw m.rangeError("Invalid typed array index") }
            let list = try values(m, v), out = try fresh(m, m.elementType(v), n)
            for (i, e) in list.enumerated() { try m.setIndex(out, UInt32(i), i == Int(at) ? value : e) }
            return .object(out)
        }
    }
    /// Merge sort from the top, comparing as V8 does; without a comparator numbers ascend, -0 before 0, NaN last.
    static func sorted(_ m: Machine, _ list: [Value], _ comparator: Value) throws(Abrupt) -> [Value] {
        func order(_ x: Value, _ y: Value) throws(Abrupt) -> Double {
            try m.charge(1)
            if !comparator.isUndefined { return try m.toDouble(m.call(comparator, .undefined, [x, y])) }
            if x.isBigInt { return Double(BigInteger.compare(m.bigInt(x), m.bigInt(y))) }
            let a = x.number, b = y.number
            if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? 0 : a.isNaN ? 1 : -1 }
            if a != b { return a < b ? -1 : 1 }
            return a == 0 && a.sign != b.sign ? (a.sign == .minus ? -1 : 1) : 0
        }
        guard list.count > 1 else { return list }
        let middle = list.count / 2
        let left = try sorted(m, Array(list[..<middle]), comparator), right = try sorted(m, Array(list[middle...]), comparator)
        var out: [Value] = [], i = 0, j = 0
        out.reserveCapacity(list.count)
        while i < left.count, j < right.count {
            if try order(left[i], right[j]) > 0 { out.append(right[j]); j += 1 } else { out.append(left[i]); i += 1 }
        }
        return out + left[i...] + right[j...]
    }
}
