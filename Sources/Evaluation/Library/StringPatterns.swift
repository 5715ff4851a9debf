import Machine
import Text

/// Methods of strings that take regular expressions: each asks the pattern's own method first.
extension StringLibrary {
    static func patterns(_ m: Machine, _ p: Handle) {
        /// The pattern's own method, where it has one.
        func delegated(_ m: Machine, _ a: Arguments, _ symbol: PropertyKey, _ name: String) throws(Abrupt) -> Value? {
            if a.this.isNullish { throw m.typeError("String.prototype.\(name) called on null or undefined") }
            guard a[0].isObject else { return nil }
            let method = try m.get(a[0], symbol)
            if method.isNullish { return nil }
            if !method.isUncertain, !m.isCallable(method), name == "match" || name == "search" {
                throw m.notAMethod(method, "Symbol(Symbol.\(name))", of: a[0])
            }
            return try m.call(method, a[0], [a.this] + a.from(1))
        }
        let w = m.wellKnown
        m.defineMethod(p, "split", length: 2) { m, a throws(Abrupt) in
            if let v = try delegated(m, a, w.split, "split") { return v }
            let s = try this(m, a, "split")
            let limit = a[1].isUndefined ? Int.max : Int(try m.toUInt32(a[1]))
            let separator = try m.toString(a[0])
            if limit == 0 { return .object(m.makeArray()) }
            if a[0].isUndefined { return .object(m.makeArray([.string(s)])) }
            let k = m.stringLength(separator), n = m.stringLength(s)
            var out: [Value] = []
            try m.charge(n / 8)
            if k == 0 { for i in 0..<min(n, limit) { out.append(m.makeString(unit: m.unit(s, at: i))) }; return .object(m.makeArray(out)) }
            let text = m.codeUnits(s), pattern = m.codeUnits(separator)
            var start = 0, i = 0
            while i + k <= n {
                if text[i] == pattern[0], text[i..<(i + k)].elementsEqual(pattern) {
                    out.append(m.substring(s, from: start, to: i)); i += k; start = i
                } else {
                    i += 1
                }
            }
            out.append(m.substring(s, from: start, to: n))
            return .object(m.makeArray(Array(out.prefix(limit))))
        }
        for (name, all) in [("replace", false), ("replaceAll", true)] {
            m.defineMethod(p, name, length: 2) { m, a throws(Abrupt) in
                if all, a[0].isObject, !a.this.isNullish, try RegExpLibrary.isRegExp(m, a[0]) {
                    let flags = try m.get(a[0], "flags")
                    if flags.isNullish { throw m.errorOfUnknownText(.typeErrorPrototype) }
                    guard try m.codeUnits(m.toString(flags)).contains(103) else {
                        throw m.typeError("String.prototype.replaceAll called with a non-global RegExp argument")
                    }
                }
                if let v = try delegated(m, a, w.replace, name) { return v }
                let s = try this(m, a, name), needle = try m.toString(a[0])
                let function = m.isCallable(a[1]), template = function ? m.emptyString.handle : try m.toString(a[1])
                var out = m.emptyString.handle, at = 0, found = find(m, s, needle, from: 0)
                while found >= 0 {
                    try m.charge(1)
                    let with =
                        function
                        ? try m.toString(m.call(a[1], .undefined, [.string(needle), .number(found), .string(s)]))
                        : m.makeString(units: expand(m.codeUnits(template), m.codeUnits(s), found, m.stringLength(needle), [])).handle
                    out = try m.concatenate(m.concatenate(out, m.substring(s, from: at, to: found).handle), with)
                    at = found + m.stringLength(needle)
                    if !all { break }
                    let next = max(at, found + 1)
                    found = next > m.stringLength(s) ? -1 : find(m, s, needle, from: next)
                }
                return .string(try m.concatenate(out, m.substring(s, from: at, to: m.stringLength(s)).handle))
            }
        }
        for (name, symbol) in [("match", w.match), ("matchAll", w.matchAll), ("search", w.search)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                if name == "matchAll", a[0].isObject, m.kind(a[0].handle) == .regExp,
                    try !m.codeUnits(m.toString(m.get(a[0], "flags"))).contains(103)
                {
                    throw m.typeError("String.prototype.matchAll called with a non-global RegExp argument")
                }
                if let v = try delegated(m, a, symbol, name) { return v }
                guard let make = m.makeRegExp else { return m.unknown("regexp", "a regular expression") }
                let r = try make(
                    m, a[0].isUndefined ? m.emptyString : .string(m.toString(a[0])), m.makeString(name == "matchAll" ? "g" : ""))
                return try m.call(m.get(r, symbol), r, [.string(this(m, a, name))])
            }
        }
    }
    /// GetSubstitution: `$&`, `$1`, `$<name>`, … `captures` from 1, nil where unmatched.
    static func expand(
        _ template: [UInt16], _ s: [UInt16], _ at: Int, _ length: Int, _ captures: [[UInt16]?], named: (([UInt16]) -> [UInt16]?)? = nil
    ) -> [UInt16] {
        guard template.contains(36) else { return template }
        var out: [UInt16] = [], i = 0
        while i < template.count {
            guard template[i] == 36, i + 1 < template.count else { out.append(template[i]); i += 1; continue }
            let c = template[i + 1]
            switch c {
            case 36: out.append(36); i += 2
            case 38: out += s[at..<(at + length)]; i += 2
            case 96: out += s[..<at]; i += 2
            case 39: out += s[min(s.count, at + length)...]; i += 2
            case 48...57:
                var number = Int(c - 48), used = 2
                if i + 2 < template.count, template[i + 2] >= 48, template[i + 2] <= 57,
                    case let two = number * 10 + Int(template[i + 2] - 48), two >= 1, two <= captures.count
                {
                    number = two; used = 3
                }
                if number >= 1, number <= captures.count { out += captures[number - 1] ?? [] } else { out += template[i..<(i + used)] }
                i += used
            case 60 where named != nil:
                if let end = template[i...].firstIndex(of: 62) {
                    out += named?(Array(template[(i + 2)..<end])) ?? []; i = end + 1
                } else {
                    out += [36, 60]; i += 2
                }
            default: out.append(36); i += 1
            }
        }
        return out
    }
}
