/// Literals decoded to what they mean: UTF-16 code units of strings, numbers, template chunks.
public enum Literal {
    /// The inside of a string literal or template chunk; nil where an escape is invalid (templates: cooked undefined).
    public static func decode(_ raw: some Collection<UInt8>) -> [UInt16]? {
        let b = Array(raw)
        guard b.contains(92) || b.contains(13) else { return Array(String(decoding: b, as: UTF8.self).utf16) }
        var out: [UInt16] = [], i = 0, plain = 0
        func flush(_ end: Int) { if plain < end { out.append(contentsOf: String(decoding: b[plain..<end], as: UTF8.self).utf16) } }
        func hex(_ from: Int, _ count: Int) -> UInt32? {
            guard from + count <= b.count else { return nil }
            return UInt32(String(decoding: b[from..<(from + count)], as: UTF8.self), radix: 16)
        }
        while i < b.count {
            guard b[i] == 92, i + 1 < b.count else { i += 1; continue }
            flush(i)
            let c = b[i + 1]
            i += 2
            switch c {
            case 110: out.append(10)
            case 116: out.append(9)
            case 114: out.append(13)
            case 98: out.append(8)
            case 102: out.append(12)
            case 118: out.append(11)
            case 13: if i < b.count, b[i] == 10 { i += 1 }
            case 10: break
            case 120:
                guard let v = hex(i, 2) else { return nil }
                out.append(UInt16(v)); i += 2
            case 117:
                if i < b.count, b[i] == 123 {
                    guard let close = b[i...].firstIndex(of: 125),
                        let v = UInt32(String(decoding: b[(i + 1)..<close], as: UTF8.self), radix: 16), v <= 0x10FFFF
                    else { return nil }
                    if v >= 0x10000 {
                        out.append(UInt16(0xD800 + (v - 0x10000) >> 10)); out.append(UInt16(0xDC00 + (v - 0x10000) & 0x3FF))
                    } else {
                        out.append(UInt16(v))
                    }
                    i = close + 1
                } else {
                    guard let v = hex(i, 4) else { return nil }
                    out.append(UInt16(v)); i += 4
                }
            case 48...55:  // \0 and the legacy octal escapes
                var v = Int(c - 48), digits = 1
                while digits < (c <= 51 ? 3 : 2), i < b.count, b[i] >= 48, b[i] <= 55 { v = v * 8 + Int(b[i] - 48); i += 1; digits += 1 }
                out.append(UInt16(v))
            case 0xE2 where i + 1 < b.count && b[i] == 0x80 && (b[i + 1] == 0xA8 || b[i + 1] == 0xA9): i += 2  // line continuation by U+2028/9
            default:
                i -= 1  // the character itself, with its continuation bytes
                plain = i
                i += 1
                while i < b.count, b[i] & 0xC0 == 0x80 { i += 1 }
                flush(i)
            }
            plain = i
        }
        flush(b.count)
        return out
    }
    /// A number literal's value, or the digits of a bigint literal (with its radix prefix).
    public static func number(_ text: String) -> (value: Double, bigint: String?) {
        let plain = text.filter { $0 != "_" }
        if plain.hasSuffix("n") { return (0, String(plain.dropLast())) }
        let lower = plain.lowercased()
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where lower.hasPrefix(prefix) {
            var v = 0.0
            for c in lower.dropFirst(2) { v = v * Double(radix) + Double(Int(String(c), radix: radix) ?? 0) }
            return (v, nil)
        }
        if lower.count > 1, lower.hasPrefix("0"), lower.allSatisfy({ $0 >= "0" && $0 <= "7" }) {
            return (Double(Int(lower, radix: 8) ?? 0), nil)
        }
        return (
            Double(plain) ?? Double(plain.hasSuffix(".") ? plain + "0" : plain.hasPrefix(".") ? "0" + plain : plain.replacingDot()) ?? .nan,
            nil
        )
    }
    /// An identifier's name, `\u` escapes decoded.
    public static func identifier(_ raw: some Collection<UInt8>) -> String {
        let text = String(decoding: raw, as: UTF8.self)
        guard text.utf8.contains(92), let units = decode(raw) else { return text }
        return String(decoding: units, as: UTF16.self)
    }
}
extension String {
    /// "1.e5" as "1.0e5".
    fileprivate func replacingDot() -> String {
        guard let dot = firstIndex(of: ".") else { return self }
        var copy = self
        if dot == startIndex { copy.insert("0", at: startIndex) }
        if let at = copy.firstIndex(of: "."), copy.index(after: at) == copy.endIndex || !(copy[copy.index(after: at)].isNumber) {
            copy.insert("0", at: copy.index(after: at))
        }
        return copy
    }
}
