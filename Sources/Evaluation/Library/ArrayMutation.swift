import Machine

/// Methods of arrays that change them.
enum ArrayMutation {
    private typealias L = ArrayLibrary
    private static let maximumLength = (1 << 53) - 1

    static func install(_ m: Machine, _ p: Handle) {
        ends(m, p)
        m.defineMethod(p, "splice", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "splice")
            let start = try m.relativeIndex(a[0], length: n, default: 0), added = a.from(2)
            let count = a.count == 0 ? 0 : a.count == 1 ? n - start : Int(min(max(0, try m.toInteger(a[1])), Double(n - start)))
            guard n - count + added.count <= maximumLength else { throw m.typeError("Invalid array length") }
            let removed = try L.species(m, o, count)
            for i in 0..<count where try L.has(m, o, start + i) { try m.charge(1); try L.create(m, removed, i, L.element(m, o, start + i)) }
            try L.setLength(m, removed, count)
            if added.count < count {
                for i in start..<(n - count) { try m.charge(1); try L.move(m, o, from: i + count, to: i + added.count) }
                for i in stride(from: n - 1, through: n - count + added.count, by: -1) { try m.charge(1); try L.remove(m, o, i) }
            } else if added.count > count {
                for i in stride(from: n - count - 1, through: start, by: -1) {
                    try m.charge(1); try L.move(m, o, from: i + count, to: i + added.count)
                }
            }
            for (i, v) in added.enumerated() { try L.put(m, o, start + i, v) }
            try L.setLength(m, o, n - count + added.count)
            return .object(removed)
        }
        m.defineMethod(p, "reverse", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "reverse")
            for low in 0..<(n / 2) {
                try m.charge(1)
                let high = n - 1 - low
                let hasLow = try L.has(m, o, low), x = hasLow ? try L.element(m, o, low) : .undefined
                let hasHigh = try L.has(m, o, high), y = hasHigh ? try L.element(m, o, high) : .undefined
                if hasHigh { try L.put(m, o, low, y) } else if hasLow { try L.remove(m, o, low) }
                if hasLow { try L.put(m, o, high, x) } else if hasHigh { try L.remove(m, o, high) }
            }
            return .object(o)
        }
        m.defineMethod(p, "fill", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "fill")
            let from = try m.relativeIndex(a[1], length: n, default: 0), to = try m.relativeIndex(a[2], length: n, default: n)
            for i in from..<max(from, to) { try m.charge(1); try L.put(m, o, i, a[0]) }
            return .object(o)
        }
        m.defineMethod(p, "sort", length: 1) { m, a throws(Abrupt) in
            if !a[0].isUndefined { _ = try comparator(m, a[0]) }
            let (o, n) = try L.list(m, a, "sort")
            var values: [Value] = []
            for i in 0..<n where try L.has(m, o, i) { try m.charge(1); values.append(try L.element(m, o, i)) }
            for (i, v) in try sorted(m, values, a[0]).enumerated() { try L.put(m, o, i, v) }
            for i in values.count..<max(n, values.count) where try L.has(m, o, i) { try L.remove(m, o, i) }
            return .object(o)
        }
        m.defineMethod(p, "copyWithin", length: 2) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "copyWithin")
            let target = try m.relativeIndex(a[0], length: n, default: 0), from = try m.relativeIndex(a[1], length: n, default: 0),
                to = try m.relativeIndex(a[2], length: n, default: n)
            let count = min(to - from, n - target)
            guard count > 0 else { return .object(o) }
            let backwards = from < target && target < from + count
            for k in 0..<count {
                try m.charge(1)
                let i = backwards ? count - 1 - k : k
                try L.move(m, o, from: from + i, to: target + i)
            }
            return .object(o)
        }
    }
    private static func ends(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "push", length: 1) { m, a throws(Abrupt) in
            let o = try m.toObject(a.this)
            if m.kind(o) == .array, m.isContentUnknown(o) {
                return m.unknown("elements", "the length of an array whose elements are not known", .number)
            }
            if m.kind(o) == .array, m.isExtensible(o), m.internalCount(o) == 0, m.arrayLength(o) + a.count < Int(UInt32.max) {
                for v in a.all { m.appendElement(o, v) }
                try m.checkBudget()
                return .number(m.arrayLength(o))
            }
            let n = try m.lengthOf(o)
            guard n + a.count <= maximumLength else {
                throw m.typeError("Pushing \(a.count) elements on an array-like of length \(n) is disallowed by ECMA-262")
            }
            for (i, v) in a.all.enumerated() { try L.put(m, o, n + i, v) }
            try L.setLength(m, o, n + a.count)
            return .number(n + a.count)
        }
        m.defineMethod(p, "pop", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "pop")
            if n == 0 { try L.setLength(m, o, 0); return .undefined }
            let v = try L.element(m, o, n - 1)
            try L.remove(m, o, n - 1)
            try L.setLength(m, o, n - 1)
            return v
        }
        m.defineMethod(p, "shift", length: 0) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "shift")
            if n == 0 { try L.setLength(m, o, 0); return .undefined }
            let first = try L.element(m, o, 0)
            for i in 1..<n { try m.charge(i & 15 == 0 ? 1 : 0); try L.move(m, o, from: i, to: i - 1) }
            try L.remove(m, o, n - 1)
            try L.setLength(m, o, n - 1)
            return first
        }
        m.defineMethod(p, "unshift", length: 1) { m, a throws(Abrupt) in
            let (o, n) = try L.list(m, a, "unshift")
            if a.count > 0 {
                guard n + a.count <= maximumLength else { throw m.typeError("Invalid array length") }
                for i in stride(from: n - 1, through: 0, by: -1) {
                    try m.charge(i & 15 == 0 ? 1 : 0); try L.move(m, o, from: i, to: i + a.count)
                }
                for (i, v) in a.all.enumerated() { try L.put(m, o, i, v) }
            }
            try L.setLength(m, o, n + a.count)
            return .number(n + a.count)
        }
    }
    static func comparator(_ m: Machine, _ v: Value) throws(Abrupt) -> Value {
        if m.isCallable(v) { return v }
        if v.isUncertain { throw .unknown(m.reason(of: v)) }
        throw m.typeError(
            "The comparison function must be either a function or undefined" + (m.v8Version < 124 ? "" : ": \(m.describe(v))"))
    }
    /// What V8 does with fewer than 64 elements: a run from the start, then insertion by halving. A comparator that contradicts itself
    /// gives what it gives there, and is asked in the same order.
    private static func insertionSorted(_ list: [Value], _ order: (Value, Value) throws(Abrupt) -> Double) throws(Abrupt) -> [Value] {
        guard list.count > 1 else { return list }
        var values = list, run = 2
        let isDescending = try order(values[1], values[0]) < 0
        while run < values.count {
            let o = try order(values[run], values[run - 1])
            if isDescending ? !(o < 0) : o < 0 { break }
            run += 1
        }
        if isDescending { values[..<run].reverse() }
        for start in run..<max(run, values.count) {
            let pivot = values[start]
            var left = 0, right = start
            while left < right {
                let middle = left + (right - left) / 2
                if try order(pivot, values[middle]) < 0 { right = middle } else { left = middle + 1 }
            }
            values.remove(at: start)
            values.insert(pivot, at: left)
        }
        return values
    }
    /// Stable, undefined last, as the language wants; merge sort where there is much.
    static func sorted(_ m: Machine, _ list: [Value], _ comparator: Value) throws(Abrupt) -> [Value] {
        var values: [Value] = [], undefineds = 0
        for v in list {
            if v.isUncertain { throw .unknown(m.reason(of: v)) }
            if v.isUndefined { undefineds += 1 } else { values.append(v) }
        }
        let compare = comparator.isUndefined ? nil : try Self.comparator(m, comparator)
        func isAfter(_ x: Value, _ y: Value) throws(Abrupt) -> Bool {
            try m.charge(1)
            if let compare { return try m.toDouble(m.call(compare, .undefined, x, y)) > 0 }
            return m.compareStrings(try m.toString(x), try m.toString(y)) > 0
        }
        if values.count < 64 {
            return try insertionSorted(values) { x, y throws(Abrupt) in
                try m.charge(1)
                if let compare { return try m.toDouble(m.call(compare, .undefined, x, y)) }
                return Double(m.compareStrings(try m.toString(x), try m.toString(y)))
            } + Array(repeating: .undefined, count: undefineds)
        }
        var width = 1
        while width < values.count {
            var next: [Value] = []
            next.reserveCapacity(values.count)
            var at = 0
            while at < values.count {
                var i = at, j = min(at + width, values.count)
                let iEnd = j, jEnd = min(at + 2 * width, values.count)
                while i < iEnd, j < jEnd {
                    if try isAfter(values[i], values[j]) { next.append(values[j]); j += 1 } else { next.append(values[i]); i += 1 }
                }
                next += values[i..<iEnd]; next += values[j..<jEnd]
                at += 2 * width
            }
            values = next
            width *= 2
        }
        return values + Array(repeating: .undefined, count: undefineds)
    }
}
