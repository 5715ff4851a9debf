import Machine
import Text

extension JSONLibrary {
    /// `JSON.parse`'s grammar (ECMA-262 25.5.1), with V8's words for what does not parse.
    struct Parser {
        let m: Machine
        let text: [UInt16]
        /// A reviver asks what each value was read from.
        let keepsSources: Bool
        var at = 0, depth = 0
        /// Of the value that was read last.
        private(set) var sources = Source.array([])
        init(_ m: Machine, _ text: [UInt16], keepsSources: Bool) { self.m = m; self.text = text; self.keepsSources = keepsSources }

        mutating func document() throws(Abrupt) -> Value {
            let v = try value()
            space()
            if at < text.count { throw elsewhere() }
            return v
        }
        /// V8's words for a character where a value should be: with what stands around it.
        private func unexpected() -> Abrupt {
            if at >= text.count { return m.syntaxError("Unexpected end of JSON input") }
            func part(_ range: Range<Int>) -> String { "\"" + String(decoding: text[range], as: UTF16.self) + "\"" }
            let all = part(0..<text.count), context = 10
            if ["\"undefined\"", "\"NaN\"", "\"Infinity\"", "\"[object Object]\""].contains(all) {
                return m.syntaxError("\(all) is not valid JSON")
            }
            if text[at] == 34 || text[at] == 45 || (48...57).contains(text[at]) { return elsewhere() }
            let shown =
                if text.count <= 2 * context { all } else if at < context {
                    part(0..<(at + context)) + "..."
                } else if at < text.count - context { "..." + part((at - context)..<(at + context)) + "..." } else {
                    "..." + part((at - context)..<text.count)
                }
            return m.syntaxError("Unexpected token '\(String(decoding: [text[at]], as: UTF16.self))', \(shown) is not valid JSON")
        }
        /// Between values each place has words of its own, which differ between versions.
        private func elsewhere() -> Abrupt {
            at >= text.count ? m.syntaxError("Unexpected end of JSON input") : m.errorOfUnknownText(.syntaxErrorPrototype)
        }
        private mutating func space() { while at < text.count, [32, 9, 10, 13].contains(text[at]) { at += 1 } }
        private mutating func value() throws(Abrupt) -> Value {
            space()
            depth += 1
            defer { depth -= 1 }
            guard at < text.count else { throw unexpected() }
            if depth > 800 { throw m.rangeError("Maximum call stack size exceeded") }
            try m.charge(1)
            let start = at, read: Value
            switch text[at] {
            case 123: return try object()
            case 91: return try array()
            case 34: read = m.makeString(units: try string())
            case 116: read = try word("true", .true)
            case 102: read = try word("false", .false)
            case 110: read = try word("null", .null)
            default: read = try number()
            }
            if keepsSources { sources = .primitive(read, Array(text[start..<at])) }
            return read
        }
        private mutating func word(_ w: String, _ v: Value) throws(Abrupt) -> Value {
            for u in w.utf16 { guard at < text.count, text[at] == u else { throw unexpected() }; at += 1 }
            return v
        }
        private mutating func number() throws(Abrupt) -> Value {
            let start = at
            func digit() -> Bool { at < text.count && text[at] >= 48 && text[at] <= 57 }
            if at < text.count, text[at] == 45 { at += 1 }
            guard digit() else { throw at == start ? unexpected() : m.errorOfUnknownText(.syntaxErrorPrototype) }
            if text[at] == 48 { at += 1 } else { while digit() { at += 1 } }
            if at < text.count, text[at] == 46 {
                at += 1; guard digit() else { throw m.errorOfUnknownText(.syntaxErrorPrototype) }; while digit() { at += 1 }
            }
            if at < text.count, text[at] | 32 == 101 {
                at += 1
                if at < text.count, text[at] == 43 || text[at] == 45 { at += 1 }
                guard digit() else { throw m.errorOfUnknownText(.syntaxErrorPrototype) }
                while digit() { at += 1 }
            }
            return .number(NumberText.number(ofUnits: Array(text[start..<at])))
        }
        private mutating func string() throws(Abrupt) -> [UInt16] {
            at += 1
            var out: [UInt16] = []
            while at < text.count, text[at] != 34 {
                let u = text[at]
                if u < 32 { throw m.errorOfUnknownText(.syntaxErrorPrototype) }
                at += 1
                guard u == 92 else { out.append(u); continue }
                guard at < text.count else { break }
                let c = text[at]
                at += 1
                switch c {
                case 34, 92, 47: out.append(c)
                case 98: out.append(8);
                case 102: out.append(12);
                case 110: out.append(10);
                case 114: out.append(13);
                case 116: out.append(9)
                case 117:
                    guard at + 4 <= text.count, let v = UInt16(String(decoding: text[at..<(at + 4)], as: UTF16.self), radix: 16) else {
                        throw m.errorOfUnknownText(.syntaxErrorPrototype)
                    }
                    out.append(v); at += 4
                default: throw m.errorOfUnknownText(.syntaxErrorPrototype)
                }
            }
            guard at < text.count else { throw m.errorOfUnknownText(.syntaxErrorPrototype) }
            at += 1
            return out
        }
        private mutating func array() throws(Abrupt) -> Value {
            at += 1
            let out = m.makeArray()
            var parts: [Source] = []
            space()
            if at < text.count, text[at] == 93 { at += 1; sources = .array([]); return .object(out) }
            while true {
                m.appendElement(out, try value())
                if keepsSources { parts.append(sources) }
                space()
                guard at < text.count else { throw elsewhere() }
                if text[at] == 93 { at += 1; sources = .array(parts); return .object(out) }
                guard text[at] == 44 else { throw elsewhere() }
                at += 1
            }
        }
        private mutating func object() throws(Abrupt) -> Value {
            at += 1
            let out = m.makePlainObject()
            var parts: [PropertyKey: Source] = [:]
            space()
            if at < text.count, text[at] == 125 { at += 1; sources = .object([:]); return .object(out) }
            while true {
                space()
                guard at < text.count, text[at] == 34 else { throw m.errorOfUnknownText(.syntaxErrorPrototype) }
                let key = m.key(ofString: m.makeString(units: try string()).handle)
                space()
                guard at < text.count, text[at] == 58 else { throw elsewhere() }
                at += 1
                m.define(out, key, try value(), .all)
                if keepsSources { parts[key] = sources }
                space()
                guard at < text.count else { throw elsewhere() }
                if text[at] == 125 { at += 1; sources = .object(parts); return .object(out) }
                guard text[at] == 44 else { throw elsewhere() }
                at += 1
            }
        }
    }
}
