import Machine

/// `Array`.
enum ArrayLibrary {
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "Array", length: 1, prototype: .arrayPrototype) { m, a throws(Abrupt) in
            let array = m.makeArray(a.count == 1 && a[0].isNumber ? [] : a.all)
            let p = try m.prototypeFor(a.newTarget, .arrayPrototype)
            if p != m.intrinsic(.arrayPrototype) { _ = try m.setPrototype(array, p) }
            if a.count == 1, a[0].isNumber { try m.set(array, "length", a[0]) } else if a.count == 1, a[0].isUnknown, a[0].hint == .number { m.setContentUnknown(array) }
            return .object(array)
        }
        m.setIntrinsic(.arrayConstructor, c)
        m.defineMethod(c, "isArray", length: 1) { m, a throws(Abrupt) in
            if a[0].isUncertain { return .unknown(m.reason(of: a[0]), .boolean) }
            var v = a[0]
            while v.isObject, m.kind(v.handle) == .proxy { v = m.proxyTarget(v.handle) }
            return .boolean(v.isObject && m.kind(v.handle) == .array)
        }
        m.defineMethod(c, "of", length: 0) { m, a in .object(m.makeArray(a.all)) }
        m.defineMethod(c, "from", length: 1) { m, a throws(Abrupt) in
            if a[0].isNullish { throw m.typeError("\(m.describe(a[0])) is not iterable") }
            let out = m.makeArray()
            if a[0].isUncertain { m.setContentUnknown(out); return .object(out) }
            let map = a[1].isUndefined ? nil : try Library.callable(m, a[1])
            var i: Int32 = 0
            func add(_ v: Value) throws(Abrupt) {
                m.appendElement(out, try map.map { f throws(Abrupt) in try m.call(f, a[2], [v, .int(i)]) } ?? v)
                i += 1
            }
            do throws(Abrupt) {
                if !(try m.get(a[0], m.wellKnown.iterator)).isNullish { try m.iterate(a[0], add) } else {
                    let o = try m.toObject(a[0])
                    for k in 0..<(try m.lengthOf(o)) { try m.charge(1); try add(m.getIndex(o, UInt32(clamping: k))) }
                }
            } catch {
                guard case .unknown = error else { throw error }
                m.setContentUnknown(out)
            }
            return .object(out)
        }
        m.defineAccessor(c, m.wellKnown.species, getter: .object(m.makeNative("get [Symbol.species]", length: 0) { _, a in a.this }), setter: nil)
        let p = m.intrinsic(.arrayPrototype)
        mutators(m, p)
        accessors(m, p)
        callbacks(m, p)
        searching(m, p)
        m.arrayIteratorFunction = m.defineMethod(p, "values", length: 0) { m, a throws(Abrupt) in IteratorLibrary.arrayIterator(m, .object(try m.toObject(a.this)), kind: 1) }
        m.define(p, m.wellKnown.iterator, .object(m.arrayIteratorFunction))
        m.defineMethod(p, "keys", length: 0) { m, a throws(Abrupt) in IteratorLibrary.arrayIterator(m, .object(try m.toObject(a.this)), kind: 0) }
        m.defineMethod(p, "entries", length: 0) { m, a throws(Abrupt) in IteratorLibrary.arrayIterator(m, .object(try m.toObject(a.this)), kind: 2) }
    }
    /// The object and its length; an array of unknown content throws unknown.
    private static func list(_ m: Machine, _ a: Arguments) throws(Abrupt) -> (Handle, Int) {
        let o = try m.toObject(a.this)
        return (o, try m.lengthOf(o))
    }
    private static func setLength(_ m: Machine, _ o: Handle, _ n: Int) throws(Abrupt) { try m.set(o, "length", .number(n)) }

    private static func mutators(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "push", length: 1) { m, a throws(Abrupt) in
            let o = try m.toObject(a.this)
            if m.kind(o) == .array, m.isContentUnknown(o) { return m.unknown("elements", "the length of an array whose elements are not known", .number) }
            if m.kind(o) == .array, m.isExtensible(o), m.internalCount(o) == 0 {
                for v in a.all { m.appendElement(o, v) }
                try m.checkBudget()
                return .number(m.arrayLength(o))
            }
            var n = try m.lengthOf(o)
            for v in a.all { try m.set(o, m.key(String(n)), v); n += 1 }
            try setLength(m, o, n)
            return .number(n)
        }
        m.defineMethod(p, "pop", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            if n == 0 { try setLength(m, o, 0); return .undefined }
            let v = try m.getIndex(o, UInt32(n - 1))
            if m.kind(o) != .array { _ = try m.delete(o, m.key(String(n - 1))) }
            try setLength(m, o, n - 1)
            return v
        }
        m.defineMethod(p, "shift", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            if n == 0 { return .undefined }
            let first = try m.getIndex(o, 0)
            try m.charge(n / 16)
            for i in 1..<max(1, n) { try m.setIndex(o, UInt32(i - 1), m.getIndex(o, UInt32(i))) }
            if m.kind(o) != .array { _ = try m.delete(o, m.key(String(n - 1))) }
            try setLength(m, o, n - 1)
            return first
        }
        m.defineMethod(p, "unshift", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            try m.charge(n / 16)
            for i in stride(from: n - 1, through: 0, by: -1) { try m.setIndex(o, UInt32(i + a.count), m.getIndex(o, UInt32(i))) }
            for (i, v) in a.all.enumerated() { try m.setIndex(o, UInt32(i), v) }
            try setLength(m, o, n + a.count)
            return .number(n + a.count)
        }
        m.defineMethod(p, "splice", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            let start = try m.relativeIndex(a[0], length: n, default: 0)
            let count = a.count == 0 ? 0 : a.count == 1 ? n - start : Int(min(max(0, try m.toInteger(a[1])), Double(n - start)))
            var values: [Value] = []
            for i in 0..<n { values.append(try m.getIndex(o, UInt32(i))) }
            let removed = Array(values[start..<(start + count)])
            values.replaceSubrange(start..<(start + count), with: a.from(2))
            try m.charge(n / 16)
            for (i, v) in values.enumerated() where i >= start { try m.setIndex(o, UInt32(i), v) }
            try setLength(m, o, values.count)
            return .object(m.makeArray(removed))
        }
        m.defineMethod(p, "reverse", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            var values: [Value] = []
            for i in 0..<n { values.append(try m.getIndex(o, UInt32(i))) }
            for (i, v) in values.reversed().enumerated() { try m.setIndex(o, UInt32(i), v) }
            return .object(o)
        }
        m.defineMethod(p, "fill", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            let from = try m.relativeIndex(a[1], length: n, default: 0), to = try m.relativeIndex(a[2], length: n, default: n)
            if to > from { try m.charge((to - from) / 8); for i in from..<to { try m.setIndex(o, UInt32(i), a[0]) } }
            return .object(o)
        }
        m.defineMethod(p, "sort", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            let values = try sorted(m, o, n, a[0])
            for (i, v) in values.enumerated() { try m.setIndex(o, UInt32(i), v) }
            return .object(o)
        }
        m.defineMethod(p, "copyWithin", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            let target = try m.relativeIndex(a[0], length: n, default: 0), from = try m.relativeIndex(a[1], length: n, default: 0), to = try m.relativeIndex(a[2], length: n, default: n)
            let count = min(to - from, n - target)
            guard count > 0 else { return .object(o) }
            var values: [Value] = []
            for i in 0..<count { values.append(try m.getIndex(o, UInt32(from + i))) }
            for (i, v) in values.enumerated() { try m.setIndex(o, UInt32(target + i), v) }
            return .object(o)
        }
    }
    /// Merge sort: stable, undefined last, as the language wants.
    static func sorted(_ m: Machine, _ o: Handle, _ n: Int, _ comparator: Value) throws(Abrupt) -> [Value] {
        var values: [Value] = [], undefineds = 0
        for i in 0..<n {
            let v = try m.getIndex(o, UInt32(i))
            if v.isUncertain { throw .unknown(m.reason(of: v)) }
            if v.isUndefined { undefineds += 1 } else { values.append(v) }
        }
        let compare = comparator.isUndefined ? nil : try Library.callable(m, comparator, "The comparison function must be either a function or undefined")
        func less(_ x: Value, _ y: Value) throws(Abrupt) -> Bool {  // y before x
            try m.charge(1)
            if let compare { return try m.toDouble(m.call(compare, .undefined, [x, y])) > 0 }
            return m.compareStrings(try m.toString(x), try m.toString(y)) > 0
        }
        var width = 1
        while width < values.count {
            var next: [Value] = []
            next.reserveCapacity(values.count)
            var at = 0
            while at < values.count {
                var i = at, j = min(at + width, values.count)
                let iEnd = j, jEnd = min(at + 2 * width, values.count)
                while i < iEnd, j < jEnd { if try less(values[i], values[j]) { next.append(values[j]); j += 1 } else { next.append(values[i]); i += 1 } }
                next += values[i..<iEnd]; next += values[j..<jEnd]
                at += 2 * width
            }
            values = next
            width *= 2
        }
        return values + Array(repeating: .undefined, count: undefineds)
    }
    private static func accessors(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "slice", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            let from = try m.relativeIndex(a[0], length: n, default: 0), to = try m.relativeIndex(a[1], length: n, default: n)
            var out: [Value] = []
            if to > from { try m.charge((to - from) / 8); for i in from..<to { out.append(try m.getIndex(o, UInt32(i))) } }
            return .object(m.makeArray(out))
        }
        m.defineMethod(p, "concat", length: 1) { m, a throws(Abrupt) in
            let out = m.makeArray()
            for v in [.object(try m.toObject(a.this))] + a.all {
                if v.isUncertain { m.setContentUnknown(out); continue }
                var spreads = v.isObject && m.kind(v.handle) == .array
                if v.isObject, case let flag = try m.get(v, m.wellKnown.isConcatSpreadable), !flag.isUndefined { spreads = m.truthiness(flag) == true }
                if !spreads { m.appendElement(out, v); continue }
                if m.isContentUnknown(v.handle) { m.setContentUnknown(out); continue }
                for i in 0..<(try m.lengthOf(v.handle)) { m.appendElement(out, try m.getIndex(v.handle, UInt32(i))) }
                try m.charge(m.arrayLength(out) / 16)
            }
            return .object(out)
        }
        m.defineMethod(p, "join", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            let separator = a[0].isUndefined ? m.makeString(",").handle : try m.toString(a[0])
            var out = m.emptyString.handle
            for i in 0..<n {
                try m.charge(1)
                if i > 0 { out = try m.concatenate(out, separator) }
                let v = try m.getIndex(o, UInt32(i))
                if !v.isNullish { out = try m.concatenate(out, m.toString(v)) }
            }
            return .string(out)
        }
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in
            let o = try m.toObject(a.this), join = try m.get(o, m.key("join"))
            return m.isCallable(join) ? try m.call(join, .object(o), []) : m.makeString("[object Object]")
        }
        m.defineMethod(p, "at", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            let d = try m.toInteger(a[0]), i = d < 0 ? Double(n) + d : d
            return i >= 0 && i < Double(n) ? try m.getIndex(o, UInt32(i)) : .undefined
        }
        m.defineMethod(p, "with", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            let d = try m.toInteger(a[0]), i = d < 0 ? Double(n) + d : d
            guard i >= 0, i < Double(n) else { throw m.rangeError("Invalid index : \(Int(d))") }
            var out: [Value] = []
            for k in 0..<n { out.append(k == Int(i) ? a[1] : try m.getIndex(o, UInt32(k))) }
            return .object(m.makeArray(out))
        }
        m.defineMethod(p, "toReversed", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            var out: [Value] = []
            for k in 0..<n { out.append(try m.getIndex(o, UInt32(n - 1 - k))) }
            return .object(m.makeArray(out))
        }
        m.defineMethod(p, "toSorted", length: 1) { m, a throws(Abrupt) in let (o, n) = try list(m, a); return .object(m.makeArray(try sorted(m, o, n, a[0]))) }
        for (name, maps) in [("flat", false), ("flatMap", true)] {
            m.defineMethod(p, name, length: maps ? 1 : 0) { m, a throws(Abrupt) in
                let (o, n) = try list(m, a)
                let out = m.makeArray()
                func flatten(_ v: Value, _ depth: Double) throws(Abrupt) {
                    if depth > 0, v.isObject, m.kind(v.handle) == .array {
                        for i in 0..<(try m.lengthOf(v.handle)) { let e = m.arrayElement(v.handle, i); if !e.isHole { try flatten(e, depth - 1) } }
                    } else { m.appendElement(out, v) }
                }
                let depth = maps ? 1 : a[0].isUndefined ? 1 : try m.toInteger(a[0])
                for i in 0..<n {
                    let v = try m.getIndex(o, UInt32(i))
                    if maps { try flatten(m.call(a[0], a[1], [v, .number(i), .object(o)]), depth) } else { try flatten(v, min(depth, 500)) }
                }
                return .object(out)
            }
        }
    }
    private static func callbacks(_ m: Machine, _ p: Handle) {
        /// Calls back for each element that is there; the body says whether to go on.
        func each(_ m: Machine, _ a: Arguments, reversed: Bool = false, holes: Bool = false, _ body: (Value, Value, Int) throws(Abrupt) -> Bool) throws(Abrupt) -> Handle {
            let (o, n) = try list(m, a)
            let f = try Library.callable(m, a[0])
            for k in 0..<n {
                let i = reversed ? n - 1 - k : k
                try m.charge(1)
                if !holes, m.kind(o) == .array ? m.arrayElement(o, i).isHole : m.truthiness(try m.hasProperty(o, m.key(String(i)))) == false { continue }
                let v = try m.getIndex(o, UInt32(i))
                if try !body(v, m.call(f, a[1], [v, .number(i), .object(o)]), i) { break }
            }
            return o
        }
        func decided(_ m: Machine, _ v: Value) throws(Abrupt) -> Bool {
            guard let t = m.truthiness(v) else { throw .unknown(m.reason(of: v)) }
            return t
        }
        m.defineMethod(p, "forEach", length: 1) { m, a throws(Abrupt) in _ = try each(m, a) { _, _, _ in true }; return .undefined }
        m.defineMethod(p, "map", length: 1) { m, a throws(Abrupt) in
            let out = m.makeArray()
            let o = try each(m, a) { _, r, i throws(Abrupt) in try m.setIndex(out, UInt32(i), r); return true }
            if m.kind(o) == .array, m.arrayLength(out) < m.arrayLength(o) { try m.set(out, "length", .number(m.arrayLength(o))) }
            return .object(out)
        }
        m.defineMethod(p, "filter", length: 1) { m, a throws(Abrupt) in
            let out = m.makeArray()
            _ = try each(m, a) { v, r, _ in
                if let t = m.truthiness(r) { if t { m.appendElement(out, v) } } else { m.appendElement(out, v); m.setContentUnknown(out) }
                return true
            }
            return .object(out)
        }
        m.defineMethod(p, "some", length: 1) { m, a throws(Abrupt) in var found = false; _ = try each(m, a) { _, r, _ throws(Abrupt) in found = try decided(m, r); return !found }; return .boolean(found) }
        m.defineMethod(p, "every", length: 1) { m, a throws(Abrupt) in var all = true; _ = try each(m, a) { _, r, _ throws(Abrupt) in all = try decided(m, r); return all }; return .boolean(all) }
        for (name, reversed, index) in [("find", false, false), ("findIndex", false, true), ("findLast", true, false), ("findLastIndex", true, true)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                var found: Value = index ? .int(-1) : .undefined
                _ = try each(m, a, reversed: reversed, holes: true) { v, r, i throws(Abrupt) in
                    guard try decided(m, r) else { return true }
                    found = index ? .number(i) : v
                    return false
                }
                return found
            }
        }
        for (name, reversed) in [("reduce", false), ("reduceRight", true)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let (o, n) = try list(m, a)
                let f = try Library.callable(m, a[0])
                var result: Value? = a.count > 1 ? a[1] : nil
                for k in 0..<n {
                    let i = reversed ? n - 1 - k : k
                    try m.charge(1)
                    if m.kind(o) == .array, m.arrayElement(o, i).isHole { continue }
                    let v = try m.getIndex(o, UInt32(i))
                    result = try result.map { r throws(Abrupt) in try m.call(f, .undefined, [r, v, .number(i), .object(o)]) } ?? v
                }
                guard let result else { throw m.typeError("Reduce of empty array with no initial value") }
                return result
            }
        }
    }
    private static func searching(_ m: Machine, _ p: Handle) {
        for (name, reversed) in [("indexOf", false), ("lastIndexOf", true)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let (o, n) = try list(m, a)
                if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
                let from = reversed ? n - 1 : try m.relativeIndex(a[1], length: n, default: 0)
                var i = from
                while reversed ? i >= 0 : i < n {
                    let v = try m.getIndex(o, UInt32(i))
                    if v.isUncertain { throw .unknown(m.reason(of: v)) }
                    if m.isStrictlyEqual(v, a[0]), !(v.isUndefined && m.kind(o) == .array && m.arrayElement(o, i).isHole) { return .number(i) }
                    i += reversed ? -1 : 1
                }
                return .int(-1)
            }
        }
        m.defineMethod(p, "includes", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try list(m, a)
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            var i = try m.relativeIndex(a[1], length: n, default: 0)
            while i < n {
                let v = try m.getIndex(o, UInt32(i))
                if v.isUncertain { throw .unknown(m.reason(of: v)) }
                if m.isStrictlyEqual(v, a[0]) || (v.isNumber && a[0].isNumber && v.number.isNaN && a[0].number.isNaN) { return .true }
                i += 1
            }
            return .false
        }
    }
}
