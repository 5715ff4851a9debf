import Machine
import Text

/// `String`; what takes regular expressions asks their own methods (`Symbol.replace`, …).
enum StringLibrary {
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "String", length: 1, prototype: .stringPrototype) { m, a throws(Abrupt) in
            var text = m.emptyString
            if a.count > 0 {
                if !a.isConstruct, a[0].isSymbol { return m.makeString(spelled: "Symbol(\(m.keyText(a[0].symbol)))") }
                if a[0].isUncertain { return .unknown(m.reason(of: a[0]), .string) }
                text = .string(try m.toString(a[0]))
            }
            guard a.isConstruct else { return text }
            let o = m.makeObject(.string, prototype: try m.prototypeFor(a.newTarget, .stringPrototype), internals: 1)
            m.setInternalValue(o, 0, text)
            return .object(o)
        }
        m.defineMethod(c, "fromCharCode", length: 1) { m, a throws(Abrupt) in
            if a.count == 1, a[0].isInt { return m.makeString(unit: UInt16(truncatingIfNeeded: a[0].int)) }
            var units: [UInt16] = []
            for v in a.all { units.append(UInt16(truncatingIfNeeded: try m.toInt32(v))) }
            return units.count == 1 ? m.makeString(unit: units[0]) : m.makeString(units: units)
        }
        m.defineMethod(c, "fromCodePoint", length: 1) { m, a throws(Abrupt) in
            var units: [UInt16] = []
            for v in a.all {
                let d = try m.toDouble(v)
                guard d >= 0, d <= 0x10FFFF, d.rounded() == d else { throw m.rangeError("Invalid code point \(m.describe(.number(d)))") }
                let u = UInt32(d)
                if u >= 0x10000 {
                    units.append(UInt16(0xD800 + (u - 0x10000) >> 10)); units.append(UInt16(0xDC00 + (u - 0x10000) & 0x3FF))
                } else {
                    units.append(UInt16(u))
                }
            }
            return m.makeString(units: units)
        }
        m.defineMethod(c, "raw", length: 1) { m, a throws(Abrupt) in
            let raw = try m.toObject(m.get(.object(m.toObject(a[0])), "raw")), n = try m.lengthOf(raw)
            var out = m.emptyString.handle
            for i in 0..<n {
                out = try m.concatenate(out, m.toString(m.getIndex(raw, UInt32(i))))
                if i + 1 < n, i + 1 < a.count { out = try m.concatenate(out, m.toString(a[i + 1])) }
            }
            return .string(out)
        }
        let p = m.intrinsic(.stringPrototype)
        m.setInternalValue(p, 0, m.emptyString)
        characters(m, p)
        parts(m, p)
        searching(m, p)
        shaping(m, p)
        patterns(m, p)
    }
    /// `this` as a string.
    static func this(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Handle {
        if a.this.isString { return a.this.handle }
        if name == "toString" || name == "valueOf", !a.this.isUncertain {
            guard a.this.isObject, m.kind(a.this.handle) == .string, case let text = m.internalValue(a.this.handle, 0) else {
                throw m.typeError("String.prototype.\(name) requires that 'this' be a String")
            }
            if text.isString { return text.handle }
        }
        if a.this.isNullish { throw m.typeError("String.prototype.\(name) called on null or undefined") }
        return try m.toString(a.this)
    }
    private static func characters(_ m: Machine, _ p: Handle) {
        for name in ["toString", "valueOf"] { m.defineMethod(p, name, length: 0) { m, a throws(Abrupt) in .string(try this(m, a, name)) } }
        m.defineMethod(p, "charCodeAt", length: 1) { m, a throws(Abrupt) in
            if a.this.isString, a[0].isInt, a[0].int >= 0, Int(a[0].int) < m.stringLength(a.this.handle) {
                return .int(Int32(m.unit(a.this.handle, at: Int(a[0].int))))
            }
            let s = try this(m, a, "charCodeAt"), i = try m.toInteger(a[0])
            return i >= 0 && i < Double(m.stringLength(s)) ? .int(Int32(m.unit(s, at: Int(i)))) : .number(.nan)
        }
        m.defineMethod(p, "codePointAt", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "codePointAt"), i = try m.toInteger(a[0])
            guard i >= 0, i < Double(m.stringLength(s)) else { return .undefined }
            return .int(Int32(codePoint(m, s, Int(i)).value))
        }
        m.defineMethod(p, "charAt", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "charAt"), i = try m.toInteger(a[0])
            return i >= 0 && i < Double(m.stringLength(s)) ? m.makeString(unit: m.unit(s, at: Int(i))) : m.emptyString
        }
        m.defineMethod(p, "at", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "at"), d = try m.toInteger(a[0]), i = d < 0 ? Double(m.stringLength(s)) + d : d
            return i >= 0 && i < Double(m.stringLength(s)) ? m.makeString(unit: m.unit(s, at: Int(i))) : .undefined
        }
        m.stringIteratorFunction = m.defineMethod(p, m.wellKnown.iterator, name: "[Symbol.iterator]", length: 0) { m, a throws(Abrupt) in
            let s = try this(m, a, "[Symbol.iterator]")
            var out: [Value] = [], i = 0
            try m.charge(m.stringLength(s) / 8)
            while i < m.stringLength(s) {
                let (_, n) = codePoint(m, s, i)
                out.append(m.substring(s, from: i, to: i + n))
                i += n
            }
            return IteratorLibrary.listIterator(m, out, .stringIteratorPrototype)
        }
    }
    static func codePoint(_ m: Machine, _ s: Handle, _ i: Int) -> (value: UInt32, units: Int) {
        let u = m.unit(s, at: i)
        if UTF16.isLeadSurrogate(u), i + 1 < m.stringLength(s), case let v = m.unit(s, at: i + 1), UTF16.isTrailSurrogate(v) {
            return (0x10000 + (UInt32(u) - 0xD800) << 10 + UInt32(v) - 0xDC00, 2)
        }
        return (UInt32(u), 1)
    }
    private static func parts(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "slice", length: 2) { m, a throws(Abrupt) in
            let s = try this(m, a, "slice"), n = m.stringLength(s)
            return m.substring(
                s, from: try m.relativeIndex(a[0], length: n, default: 0), to: try m.relativeIndex(a[1], length: n, default: n))
        }
        m.defineMethod(p, "substring", length: 2) { m, a throws(Abrupt) in
            let s = try this(m, a, "substring"), n = Double(m.stringLength(s))
            let x = Int(min(max(0, try m.toInteger(a[0])), n)), y = a[1].isUndefined ? Int(n) : Int(min(max(0, try m.toInteger(a[1])), n))
            return m.substring(s, from: min(x, y), to: max(x, y))
        }
        m.defineMethod(p, "substr", length: 2) { m, a throws(Abrupt) in
            let s = try this(m, a, "substr"), n = m.stringLength(s)
            let from = try m.relativeIndex(a[0], length: n, default: 0)
            let count = a[1].isUndefined ? Double(n - from) : min(max(0, try m.toInteger(a[1])), Double(n - from))
            return m.substring(s, from: from, to: from + Int(count))
        }
        m.defineMethod(p, "concat", length: 1) { m, a throws(Abrupt) in
            var s = try this(m, a, "concat")
            for v in a.all { s = try m.concatenate(s, m.toString(v)) }
            return .string(s)
        }
        m.defineMethod(p, "repeat", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "repeat"), d = try m.toInteger(a[0])
            guard d >= 0, d.isFinite else { throw m.rangeError("Invalid count value: \(try m.toText(a[0]))") }
            guard Double(m.stringLength(s)) * d <= Double(Machine.maximumStringLength) else { throw m.rangeError("Invalid string length") }
            var out = m.emptyString.handle, piece = s, n = Int(d)
            if m.stringLength(s) == 0 { return m.emptyString }
            while n > 0 {
                if n & 1 == 1 { out = try m.concatenate(out, piece) }; n >>= 1;
                if n > 0 { piece = try m.concatenate(piece, piece); try m.checkBudget() }
            }
            return .string(out)
        }
        for (name, atStart) in [("padStart", true), ("padEnd", false)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let s = try this(m, a, name), target = try m.toLength(a[0]), missing = target - m.stringLength(s)
                guard missing > 0 else { return .string(s) }
                let filler = a[1].isUndefined ? m.makeString(" ").handle : try m.toString(a[1])
                guard m.stringLength(filler) > 0 else { return .string(s) }
                guard target <= Machine.maximumStringLength else { throw m.rangeError("Invalid string length") }
                try m.charge(missing / 8)
                let units = m.codeUnits(filler)
                let pad = m.makeString(units: (0..<missing).map { units[$0 % units.count] })
                return .string(try atStart ? m.concatenate(pad.handle, s) : m.concatenate(s, pad.handle))
            }
        }
        for (name, atStart, atEnd) in [
            ("trim", true, true), ("trimStart", true, false), ("trimEnd", false, true), ("trimLeft", true, false),
            ("trimRight", false, true)
        ] {
            m.defineMethod(p, name, length: 0) { m, a throws(Abrupt) in
                let s = try this(m, a, name)
                var low = 0, high = m.stringLength(s)
                if atStart { while low < high, NumberText.isSpace(m.unit(s, at: low)) { low += 1 } }
                if atEnd { while high > low, NumberText.isSpace(m.unit(s, at: high - 1)) { high -= 1 } }
                return m.substring(s, from: low, to: high)
            }
        }
    }
    /// Index of a needle at or after a position, -1 where there is none.
    static func find(_ m: Machine, _ s: Handle, _ needle: Handle, from: Int) -> Int {
        let n = m.stringLength(s), k = m.stringLength(needle)
        if k == 0 { return min(from, n) }
        guard k <= n, from <= n - k else { return -1 }
        m.spend(k >> 4)
        if let at = m.withText(
            s,
            latin1: { text in m.withText(needle, latin1: { Bytes.offset(of: $0, in: text, from: from) }, utf16: { _ in nil as Int? }) },
            utf16: { _ in nil })
        {
            return at
        }
        return m.codeUnits(s).withUnsafeBufferPointer { text in
            m.codeUnits(needle).withUnsafeBufferPointer { Bytes.offset(of: $0, in: text, from: from) }
        }
    }
    private static func notRegExp(_ m: Machine, _ v: Value, _ name: String) throws(Abrupt) -> Handle {
        if v.isObject, case let match = try m.get(v, m.wellKnown.match),
            match.isUndefined ? m.kind(v.handle) == .regExp : m.truthiness(match) != false
        {
            if match.isUncertain { throw .unknown(m.reason(of: match)) }
            throw m.typeError("First argument to String.prototype.\(name) must not be a regular expression")
        }
        return try m.toString(v)
    }
    private static func searching(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "indexOf", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "indexOf"), needle = try m.toString(a[0])
            return .number(find(m, s, needle, from: Int(min(max(0, try m.toInteger(a[1])), Double(m.stringLength(s))))))
        }
        m.defineMethod(p, "lastIndexOf", length: 1) { m, a throws(Abrupt) in
            let s = m.codeUnits(try this(m, a, "lastIndexOf")), needle = m.codeUnits(try m.toString(a[0]))
            let limit = try m.toDouble(a[1])
            var i = min(s.count - needle.count, limit.isNaN ? Int.max : Int(min(max(0, limit), Double(s.count)))), compared = 0
            while i >= 0 {
                var same = 0
                while same < needle.count, s[i + same] == needle[same] { same += 1 }
                if same == needle.count { return .number(i) }
                i -= 1
                compared += same
                if compared > 1 << 16 {
                    try m.charge(compared >> 5)
                    compared = 0
                }
            }
            return .int(-1)
        }
        m.defineMethod(p, "includes", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "includes"), needle = try notRegExp(m, a[0], "includes")
            return .boolean(find(m, s, needle, from: Int(min(max(0, try m.toInteger(a[1])), Double(m.stringLength(s))))) >= 0)
        }
        m.defineMethod(p, "startsWith", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "startsWith"), needle = try notRegExp(m, a[0], "startsWith")
            let at = Int(min(max(0, try m.toInteger(a[1])), Double(m.stringLength(s))))
            return .boolean(
                at + m.stringLength(needle) <= m.stringLength(s)
                    && (0..<m.stringLength(needle)).allSatisfy { m.unit(s, at: at + $0) == m.unit(needle, at: $0) })
        }
        m.defineMethod(p, "endsWith", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "endsWith"), needle = try notRegExp(m, a[0], "endsWith")
            let end = a[1].isUndefined ? m.stringLength(s) : Int(min(max(0, try m.toInteger(a[1])), Double(m.stringLength(s))))
            let at = end - m.stringLength(needle)
            return .boolean(at >= 0 && (0..<m.stringLength(needle)).allSatisfy { m.unit(s, at: at + $0) == m.unit(needle, at: $0) })
        }
        m.defineMethod(p, "localeCompare", length: 1) { m, a throws(Abrupt) in
            let s = try this(m, a, "localeCompare"), t = try m.toString(a[0])
            return m.stringsEqual(s, t) ? .int(0) : m.unknown("locale", "the order of strings in a locale", .number)
        }
    }
    private static func shaping(_ m: Machine, _ p: Handle) {
        for (name, upper) in [("toLowerCase", false), ("toUpperCase", true), ("toLocaleLowerCase", false), ("toLocaleUpperCase", true)] {
            m.defineMethod(p, name, length: 0) { m, a throws(Abrupt) in
                let units = m.codeUnits(try this(m, a, name))
                try m.charge(units.count / 8)
                return m.makeString(units: upper ? UnicodeText.uppercased(units) : UnicodeText.lowercased(units))
            }
        }
        m.defineMethod(p, "normalize", length: 0) { m, a throws(Abrupt) in
            let units = m.codeUnits(try this(m, a, "normalize")), name = a[0].isUndefined ? "NFC" : try m.toText(a[0])
            guard let form = UnicodeText.NormalForm(rawValue: name) else {
                throw m.rangeError("The normalization form should be one of NFC, NFD, NFKC, NFKD.")
            }
            return UnicodeText.normalized(units, form).map { m.makeString(units: $0) }
                ?? m.unknown("normalize", "a normalised text", .string)
        }
        m.defineMethod(p, "isWellFormed", length: 0) { m, a throws(Abrupt) in
            let u = m.codeUnits(try this(m, a, "isWellFormed"))
            return .boolean(Array(String(decoding: u, as: UTF16.self).utf16) == u)
        }
        m.defineMethod(p, "toWellFormed", length: 0) { m, a throws(Abrupt) in m.makeString(m.text(try this(m, a, "toWellFormed"))) }
    }
}
