import Machine
import Text

/// `RegExp`, by `Text.RegularExpression`.
enum RegExpLibrary {
    /// Patterns of a run, by number; a regular expression object holds the number.
    final class Patterns { var all: [RegularExpression] = []; var known: [Key: Int] = [:] }
    struct Key: Hashable { var pattern: [UInt16]; var flags: RegularExpression.Flags }

    /// EscapeRegExpPattern: a text that is a literal of the same pattern between slashes.
    private static func escaped(_ source: [UInt16]) -> [UInt16] {
        guard source.contains(where: { $0 == 47 || $0 == 10 || $0 == 13 || $0 == 0x2028 || $0 == 0x2029 }) else { return source }
        var out: [UInt16] = [], inClass = false, i = 0
        while i < source.count {
            let c = source[i]
            if c == 92, i + 1 < source.count, ![10, 13, 0x2028, 0x2029].contains(source[i + 1]) {
                out += source[i...(i + 1)]; i += 2; continue
            }
            if c == 91 { inClass = true } else if c == 93 { inClass = false }
            switch c {
            case 92: break  // before a line end: that is written as an escape itself
            case 47 where !inClass: out += [92, 47]
            case 10: out += [92, 110]
            case 13: out += [92, 114]
            case 0x2028, 0x2029: out += Array((c == 0x2028 ? "\\u2028" : "\\u2029").utf16)
            default: out.append(c)
            }
            i += 1
        }
        return out
    }
    static func install(_ m: Machine) {
        let patterns = Patterns()
        func make(_ m: Machine, _ pattern: Value, _ flags: Value, _ prototype: Handle) throws(Abrupt) -> Value {
            let source = m.codeUnits(try m.toString(pattern)), flagText = try m.toText(flags)
            guard let flags = RegularExpression.Flags(letters: flagText.utf16) else {
                throw m.syntaxError("Invalid flags supplied to RegExp constructor '\(flagText)'")
            }
            if source.contains(where: { $0 & 0xF800 == 0xD800 }),
                String(decoding: source, as: UTF16.self).unicodeScalars.contains("\u{FFFD}")
            {
                throw .unknown(m.reason("regexp", "a regular expression with half a character"))
            }
            let id = Key(pattern: source, flags: flags)
            let number: Int
            if let known = patterns.known[id] {
                number = known
            } else {
                m.spend(20 + source.count / 2)
                m.spend(words: 64 + 4 * source.count)
                do throws(RegularExpression.Failure) { patterns.all.append(try RegularExpression(pattern: source, flags: flags)) } catch {
                    switch error {
                    case .syntax(let why):
                        throw m.syntaxError("Invalid regular expression: /\(String(decoding: source, as: UTF16.self))/\(flagText): \(why)")
                    case .limit(let why): throw .unknown(m.reason("regexp-limit", why))
                    }
                }
                number = patterns.all.count - 1
                patterns.known[id] = number
            }
            let o = m.makeObject(.regExp, prototype: prototype, internals: 3)
            m.setInternalValue(o, 0, .number(number));
            m.setInternalValue(o, 1, source.isEmpty ? m.makeString("(?:)") : m.makeString(units: escaped(source)));
            m.setInternalValue(o, 2, m.makeString(flagText))
            m.define(o, "lastIndex", .int(0), .writable)
            return .object(o)
        }
        m.makeRegExp = { m, p, f throws(Abrupt) in try make(m, p, f, m.intrinsic(.regExpPrototype)) }
        let c = Library.constructor(m, "RegExp", length: 2, prototype: .regExpPrototype) { m, a throws(Abrupt) in
            if a[0].isUncertain || a[1].isUncertain { return m.unknown("regexp", "a regular expression from unknown text", .object) }
            let isPattern = try isRegExp(m, a[0])
            if !a.isConstruct, isPattern, a[1].isUndefined,
                Value.identical(try m.get(a[0], "constructor"), .object(a.function))
            {
                return a[0]
            }
            if isPattern, m.kind(a[0].handle) != .regExp {
                let source = try m.get(a[0], "source"), flags = a[1].isUndefined ? try m.get(a[0], "flags") : a[1]
                if source.isUncertain || flags.isUncertain { throw .unknown(m.reason(of: source.isUncertain ? source : flags)) }
                let prototype = try m.prototypeFor(a.newTarget, .regExpPrototype)
                return try make(
                    m, source.isUndefined ? m.emptyString : source, flags.isUndefined ? m.emptyString : .string(m.toString(flags)),
                    prototype)
            }
            let prototype = try m.prototypeFor(a.newTarget, .regExpPrototype)
            if a[0].isObject, m.kind(a[0].handle) == .regExp {
                return try make(
                    m, m.internalValue(a[0].handle, 1), a[1].isUndefined ? m.internalValue(a[0].handle, 2) : .string(m.toString(a[1])),
                    prototype)
            }
            return try make(
                m, a[0].isUndefined ? m.emptyString : .string(m.toString(a[0])),
                a[1].isUndefined ? m.emptyString : .string(m.toString(a[1])), prototype)
        }
        m.defineAccessor(
            c, m.wellKnown.species, getter: .object(m.makeNative("get [Symbol.species]", length: 0) { _, a in a.this }), setter: nil)
        m.defineMethod(c, "escape", length: 1) { m, _ in m.unknown("unmodelled", "RegExp.escape", .string) }
        let p = m.intrinsic(.regExpPrototype)
        accessors(m, p)
        matching(m, p, patterns)
    }
    /// IsRegExp.
    static func isRegExp(_ m: Machine, _ v: Value) throws(Abrupt) -> Bool {
        guard v.isObject else { return false }
        let match = try m.get(v, m.wellKnown.match)
        if match.isUndefined { return m.kind(v.handle) == .regExp }
        guard let answer = m.truthiness(match) else { throw .unknown(m.reason(of: match)) }
        return answer
    }
    /// The receiver of a method that asks it for `exec` and `flags`: those of its own, and what is no regular expression, are not followed.
    private static func matcher(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Handle {
        guard a.this.isObject else { return try this(m, a, name) }
        guard m.kind(a.this.handle) == .regExp else {
            throw .unknown(m.reason("regexp", "methods of regular expressions on other objects"))
        }
        let r = a.this.handle, builtin = m.intrinsic(.regExpPrototype)
        for key in ["exec", "flags", "global", "unicode"] {
            guard let holder = m.holder(of: m.key(key), in: r), holder == builtin else {
                throw .unknown(m.reason("regexp", "a regular expression with methods of its own"))
            }
        }
        if case let exec = m.dataProperty(builtin, "exec"), exec == nil || !m.isNative(exec?.handle ?? 0) {
            throw .unknown(m.reason("regexp", "a regular expression with methods of its own"))
        }
        if let last = m.dataProperty(r, "lastIndex"), last.isObject { throw .unknown(m.reason("regexp", "a last index that is an object")) }
        return r
    }
    private static func this(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Handle {
        try Library.receiver(m, a, .regExp, "RegExp.prototype.\(name)")
    }
    private static func accessors(_ m: Machine, _ p: Handle) {
        m.defineGetter(p, "source") { m, a throws(Abrupt) in
            a.this.isObject && a.this.handle == m.intrinsic(.regExpPrototype)
                ? m.makeString("(?:)") : m.internalValue(try flagged(m, a, "source"), 1)
        }
        m.defineGetter(p, "flags") { m, a throws(Abrupt) in
            a.this.isObject && a.this.handle == m.intrinsic(.regExpPrototype)
                ? m.emptyString : m.makeString(String(m.text(m.internalValue(try this(m, a, "flags"), 2).handle).sorted()))
        }
        for (name, flag) in [
            ("global", "g"), ("ignoreCase", "i"), ("multiline", "m"), ("dotAll", "s"), ("unicode", "u"), ("sticky", "y"),
            ("hasIndices", "d"), ("unicodeSets", "v")
        ] {
            m.defineGetter(p, name) { m, a throws(Abrupt) in
                a.this.isObject && a.this.handle == m.intrinsic(.regExpPrototype)
                    ? .undefined : .boolean(m.text(m.internalValue(try flagged(m, a, name), 2).handle).contains(flag))
            }
        }
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in
            m.makeString("/\(try m.toText(m.get(a.this, "source")))/\(try m.toText(m.get(a.this, "flags")))")
        }
        m.defineMethod(p, "compile", length: 2) { _, a in a.this }
    }
    private static func flagged(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Handle {
        if a.this.isUncertain || a.this.isObject && m.kind(a.this.handle) == .regExp { return try this(m, a, name) }
        throw m.typeError("RegExp.prototype.\(name) getter called on non-RegExp object")
    }
    private static func flags(_ m: Machine, _ r: Handle) -> String { m.text(m.internalValue(r, 2).handle) }

    /// The first match at or after `start`. What takes more than 20 million steps is unknown.
    private static func match(
        _ m: Machine, _ pattern: RegularExpression, _ text: [UInt16], from start: Int
    ) throws(Abrupt) -> [Range<Int>?]? {
        var budget = 20_000_000
        defer { m.spend((20_000_000 - budget) / 8) }
        switch text.withUnsafeBufferPointer({ pattern.firstMatch(utf16: $0, from: start, budget: &budget) }) {
        case .match(let captures): return captures
        case .noMatch: return nil
        case .spent: throw .unknown(m.reason("regexp-budget", "a match that takes too long"))
        }
    }
    private static func pattern(_ m: Machine, _ r: Handle, _ patterns: Patterns) -> RegularExpression? {
        let number = Int(m.internalValue(r, 0).number)
        return patterns.all.indices.contains(number) ? patterns.all[number] : nil
    }
    private static func names(_ m: Machine, _ r: Handle, _ patterns: Patterns) -> [String?] { pattern(m, r, patterns)?.groupNames ?? [] }
    /// RegExpBuiltinExec without the result object.
    private static func exec(_ m: Machine, _ r: Handle, _ text: [UInt16], _ patterns: Patterns) throws(Abrupt) -> [Range<Int>?]? {
        let f = flags(m, r), uses = f.contains("g") || f.contains("y")
        let asked = try m.toLength(m.get(r, m.key("lastIndex"))), last = uses ? asked : 0  // read in any case
        try m.charge(4 + text.count / 64)
        guard last <= text.count, let pattern = pattern(m, r, patterns), let found = try match(m, pattern, text, from: last) else {
            if uses { try m.set(r, "lastIndex", .int(0)) }
            return nil
        }
        if uses { try m.set(r, "lastIndex", .number(found[0]?.upperBound ?? 0)) }
        return found
    }
    private static func result(_ m: Machine, _ r: Handle, _ s: Handle, _ captures: [Range<Int>?], _ patterns: Patterns) -> Value {
        let out = m.makeArray(captures.map { $0.map { m.substring(s, from: $0.lowerBound, to: $0.upperBound) } ?? .undefined })
        m.define(out, "index", .number(captures[0]?.lowerBound ?? 0), .all)
        m.define(out, "input", .string(s), .all)
        let names = names(m, r, patterns)
        m.define(out, "groups", groups(m, of: out, names), .all)
        if flags(m, r).contains("d") {
            let indices = m.makeArray(
                captures.map { $0.map { .object(m.makeArray([.number($0.lowerBound), .number($0.upperBound)])) } ?? .undefined })
            m.define(indices, "groups", groups(m, of: indices, names), .all)
            m.define(out, "indices", .object(indices), .all)
        }
        return .object(out)
    }
    /// The elements of an array of captures under the names of their groups; undefined where no group has a name.
    private static func groups(_ m: Machine, of captures: Handle, _ names: [String?]) -> Value {
        guard names.contains(where: { $0 != nil }) else { return .undefined }
        let groups = m.makeObject(prototype: 0)
        for (i, name) in names.enumerated() where i < m.arrayLength(captures) {
            // of groups of one name the one that took part
            guard let name, case let value = m.arrayElement(captures, i) else { continue }
            if value.isUndefined, m.dataProperty(groups, name) != nil { continue }
            m.define(groups, name, value, .all)
        }
        return .object(groups)
    }
    private static func matching(_ m: Machine, _ p: Handle, _ patterns: Patterns) {
        m.defineMethod(p, "exec", length: 1) { m, a throws(Abrupt) in
            let r = try this(m, a, "exec"), s = try m.toString(a[0])
            return try exec(m, r, m.codeUnits(s), patterns).map { result(m, r, s, $0, patterns) } ?? .null
        }
        m.defineMethod(p, "test", length: 1) { m, a throws(Abrupt) in
            if a[0].isUncertain { return .unknown(m.reason(of: a[0]), .boolean) }
            return .boolean(try exec(m, matcher(m, a, "test"), m.codeUnits(m.toString(a[0])), patterns) != nil)
        }
        let w = m.wellKnown
        m.defineMethod(p, w.match, name: "[Symbol.match]", length: 1) { m, a throws(Abrupt) in
            let r = try matcher(m, a, "[Symbol.match]"), s = try m.toString(a[0]), text = m.codeUnits(s)
            guard flags(m, r).contains("g") else { return try exec(m, r, text, patterns).map { result(m, r, s, $0, patterns) } ?? .null }
            let all = try everyMatch(m, r, text, patterns)
            return all.isEmpty
                ? .null : .object(m.makeArray(all.map { c in m.substring(s, from: c[0]?.lowerBound ?? 0, to: c[0]?.upperBound ?? 0) }))
        }
        m.defineMethod(p, w.matchAll, name: "[Symbol.matchAll]", length: 1) { m, a throws(Abrupt) in
            let r = try matcher(m, a, "[Symbol.matchAll]"), s = try m.toString(a[0])
            return IteratorLibrary.listIterator(
                m, try everyMatch(m, r, m.codeUnits(s), patterns).map { result(m, r, s, $0, patterns) }, .regExpStringIteratorPrototype)
        }
        m.defineMethod(p, w.search, name: "[Symbol.search]", length: 1) { m, a throws(Abrupt) in
            let r = try matcher(m, a, "[Symbol.search]"), saved = try m.get(r, m.key("lastIndex"))
            try m.set(r, "lastIndex", .int(0))
            let found = try exec(m, r, m.codeUnits(m.toString(a[0])), patterns)
            try m.set(r, "lastIndex", saved)
            return .number(found?[0]?.lowerBound ?? -1)
        }
        m.defineMethod(p, w.replace, name: "[Symbol.replace]", length: 2) { m, a throws(Abrupt) in try replace(m, a, patterns) }
        m.defineMethod(p, w.split, name: "[Symbol.split]", length: 2) { m, a throws(Abrupt) in try split(m, a, patterns) }
    }
    private static func everyMatch(_ m: Machine, _ r: Handle, _ text: [UInt16], _ patterns: Patterns) throws(Abrupt) -> [[Range<Int>?]] {
        try m.set(r, "lastIndex", .int(0))
        var out: [[Range<Int>?]] = []
        let unicode = flags(m, r).contains("u") || flags(m, r).contains("v")
        while let c = try exec(m, r, text, patterns) {
            out.append(c)
            if let range = c[0], range.isEmpty {
                let step =
                    unicode && range.lowerBound + 1 < text.count && UTF16.isLeadSurrogate(text[range.lowerBound])
                        && UTF16.isTrailSurrogate(text[range.lowerBound + 1]) ? 2 : 1
                try m.set(r, "lastIndex", .number(range.upperBound + step))
            }
            if !flags(m, r).contains("g") { break }
        }
        return out
    }
    private static func replace(_ m: Machine, _ a: Arguments, _ patterns: Patterns) throws(Abrupt) -> Value {
        let r = try matcher(m, a, "[Symbol.replace]"), s = try m.toString(a[0]), text = m.codeUnits(s)
        let function = m.isCallable(a[1]), template = function ? [] : m.codeUnits(try m.toString(a[1]))
        let all = try flags(m, r).contains("g") ? everyMatch(m, r, text, patterns) : exec(m, r, text, patterns).map { [$0] } ?? []
        let names = names(m, r, patterns)
        var out: [UInt16] = [], at = 0
        for captures in all {
            guard let whole = captures[0], whole.lowerBound >= at else { continue }
            out += text[at..<whole.lowerBound]
            if function {
                var arguments = captures.map { $0.map { m.substring(s, from: $0.lowerBound, to: $0.upperBound) } ?? Value.undefined }
                arguments += [.number(whole.lowerBound), .string(s)]
                if names.contains(where: { $0 != nil }) { arguments.append(try m.get(result(m, r, s, captures, patterns), "groups")) }
                out += m.codeUnits(try m.toString(m.call(a[1], .undefined, arguments)))
            } else {
                let texts = captures.dropFirst().map { $0.map { Array(text[$0]) } }
                let named: (([UInt16]) -> [UInt16]?)? =
                    names.contains { $0 != nil }
                    ? { key in
                        let name = String(decoding: key, as: UTF16.self)
                        return names.indices.lazy.filter { names[$0] == name && $0 < captures.count }.compactMap { captures[$0] }.first.map
                        {
                            Array(text[$0])
                        }
                    } : nil
                out += StringLibrary.expand(template, text, whole.lowerBound, whole.count, Array(texts), named: named)
            }
            at = whole.upperBound
        }
        return m.makeString(units: out + text[at...])
    }
    private static func split(_ m: Machine, _ a: Arguments, _ patterns: Patterns) throws(Abrupt) -> Value {
        let r = try matcher(m, a, "[Symbol.split]"), s = try m.toString(a[0]), text = m.codeUnits(s)
        let limit = a[1].isUndefined ? Int.max : Int(try m.toUInt32(a[1]))
        guard limit > 0, let pattern = pattern(m, r, patterns) else { return .object(m.makeArray()) }
        var out: [Value] = [], start = 0, at = 0
        let isSticky = flags(m, r).contains("y")
        if text.isEmpty { return .object(m.makeArray(try match(m, pattern, text, from: 0) == nil ? [.string(s)] : [])) }
        while at < text.count {
            try m.charge(2)
            guard let found = try match(m, pattern, text, from: at) else {
                guard isSticky else { break }  // it matches here or nowhere: the next place is tried
                at += 1
                continue
            }
            guard let whole = found[0], whole.lowerBound < text.count else { break }
            if whole.upperBound == start || (whole.isEmpty && whole.lowerBound == start) {
                at = max(at + 1, whole.isEmpty ? whole.lowerBound + 1 : whole.upperBound); if whole.isEmpty { continue }
            }
            if whole.isEmpty, whole.lowerBound <= start { continue }
            out.append(m.substring(s, from: start, to: whole.lowerBound))
            for c in found.dropFirst() { out.append(c.map { m.substring(s, from: $0.lowerBound, to: $0.upperBound) } ?? .undefined) }
            start = whole.upperBound
            at = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
            if out.count >= limit { return .object(m.makeArray(Array(out.prefix(limit)))) }
        }
        out.append(m.substring(s, from: start, to: text.count))
        return .object(m.makeArray(Array(out.prefix(limit))))
    }
}
