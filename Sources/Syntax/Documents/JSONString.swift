/// The two scalars of JSON that need a grammar of their own.
enum JSONString {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Reads the string whose opening quote is at `start`; `end` is the byte after the closing one.
    static func read(_ text: Bytes, from start: Int, quote: UInt8, _ problems: inout ProblemList) -> (text: String, end: Int) {
        var at = start + 1, plain = start + 1
        var decoded: [UInt16]?  // only where there are escapes
        while at < text.count, text[at] != quote {
            let byte = text[at]
            if byte == UInt8(ascii: "\\") {
                var units = decoded ?? []
                decoded = nil
                units.append(contentsOf: String(decoding: text[plain..<at], as: UTF8.self).utf16)
                at = escape(text, at, into: &units, &problems)
                plain = at
                decoded = units
            } else if byte < 32 {
                problems.add(.syntax, "control character in a string", at..<(at + 1))
                if byte == 10 || byte == 13 { break }  // more likely a forgotten quote than a string over many lines
                at += 1
            } else {
                at += 1
            }
        }
        let isClosed = at < text.count && text[at] == quote
        if !isClosed { problems.add(.syntax, "the string does not end", start..<at) }
        let end = isClosed ? at + 1 : at
        guard var units = decoded else { return (String(decoding: text[plain..<at], as: UTF8.self), end) }
        units.append(contentsOf: String(decoding: text[plain..<at], as: UTF8.self).utf16)
        return (String(decoding: units, as: UTF16.self), end)
    }

    /// Decodes the escape at `at`; returns the byte after it.
    private static func escape(_ text: Bytes, _ at: Int, into units: inout [UInt16], _ problems: inout ProblemList) -> Int {
        guard at + 1 < text.count else { return text.count }
        switch text[at + 1] {
        case UInt8(ascii: "n"): units.append(10)
        case UInt8(ascii: "t"): units.append(9)
        case UInt8(ascii: "r"): units.append(13)
        case UInt8(ascii: "b"): units.append(8)
        case UInt8(ascii: "f"): units.append(12)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(UInt16(text[at + 1]))
        case UInt8(ascii: "u"):
            var value: UInt16 = 0
            for place in (at + 2)..<(at + 6) {
                guard place < text.count, let digit = hexDigit(text[place]) else {
                    problems.add(.syntax, "bad escape in a string", at..<min(place, text.count))
                    return min(place, text.count)
                }
                value = value << 4 | digit
            }
            units.append(value)
            return at + 6
        default:
            // the backslash is dropped; what follows is read as it stands
            problems.add(.syntax, "bad escape in a string", at..<(at + 2))
            return at + 1
        }
        return at + 2
    }

    static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The grammar of RFC 8259: no leading zero, plus sign or bare point.
    static func isNumber(_ text: Slice<Bytes>) -> Bool {
        var at = text.startIndex
        func digits() -> Int { text[at...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count }
        if at < text.endIndex, text[at] == UInt8(ascii: "-") { at += 1 }
        let whole = digits()
        guard whole > 0, whole == 1 || text[at] != UInt8(ascii: "0") else { return false }
        at += whole
        if at < text.endIndex, text[at] == UInt8(ascii: ".") {
            at += 1
            let fraction = digits()
            guard fraction > 0 else { return false }
            at += fraction
        }
        if at < text.endIndex, text[at] | 32 == UInt8(ascii: "e") {
            at += 1
            if at < text.endIndex, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            let exponent = digits()
            guard exponent > 0 else { return false }
            at += exponent
        }
        return at == text.endIndex
    }
}
