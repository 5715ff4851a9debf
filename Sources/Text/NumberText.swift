import Glibc

/// Numbers to text and back, as ECMA-262 Number::toString and StringToNumber.
public enum NumberText {
    /// Number::toString with radix 10. Swift prints the shortest digits that round-trip, too; only the layout differs.
    public static func text(_ d: Double) -> String {
        if d.isNaN { return "NaN" }
        if d == 0 { return "0" }
        if d.isInfinite { return d < 0 ? "-Infinity" : "Infinity" }
        if d < 0 { return "-" + text(-d) }
        let (digits, exponent) = shortest(d)
        let k = digits.count, n = exponent  // value = 0.digits x 10^n
        if k <= n, n <= 21 { return digits + String(repeating: "0", count: n - k) }
        if n > 0, n <= 21 { return digits.prefix(n) + "." + digits.dropFirst(n) }
        if n > -6, n <= 0 { return "0." + String(repeating: "0", count: -n) + digits }
        let e = n - 1
        let mantissa = k == 1 ? digits : digits.prefix(1) + "." + digits.dropFirst()
        return mantissa + "e" + (e < 0 ? "-" : "+") + String(abs(e))
    }
    /// Shortest decimal digits and the exponent n with value = 0.digits x 10^n.
    static func shortest(_ d: Double) -> (String, Int) {
        let printed = "\(d)"
        var digits = "", exponent = 0, point: Int?
        var rest = Substring(printed)
        if let e = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            exponent = Int(rest[rest.index(after: e)...]) ?? 0
            rest = rest[..<e]
        }
        for c in rest { if c == "." { point = digits.count } else { digits.append(c) } }
        var n = (point ?? digits.count) + exponent
        while digits.hasPrefix("0"), digits.count > 1 { digits.removeFirst(); n -= 1 }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return (digits, n)
    }
    /// Number::toString with another radix (2 to 36), to 52 fractional digits at most.
    public static func text(_ d: Double, radix: Int) -> String {
        guard radix != 10, d.isFinite else { return text(d) }
        if d < 0 { return "-" + text(-d, radix: radix) }
        var whole = d.rounded(.towardZero), fraction = d - whole
        let base = Double(radix)
        func digit(_ v: Int) -> Character { Character(UnicodeScalar(UInt8(v < 10 ? v + 48 : v + 87))) }
        var out = ""
        if whole == 0 { out = "0" }
        // V8 writes 0 where a digit is beyond the precision of the number
        while whole / base >= 0x1p53 { whole /= base; out += "0" }
        while whole > 0 {
            let rest = fmod(whole, base)
            out = String(digit(Int(rest))) + out
            whole = (whole - rest) / base
        }
        if fraction > 0 {
            out += "."
            // V8: digits until the rest is below half of the last place's precision
            var delta = max(0.5 * (d.nextUp - d), Double.leastNonzeroMagnitude)
            repeat {
                fraction *= base; delta *= base
                let v = Int(fraction)
                out.append(digit(min(v, radix - 1)))
                fraction -= Double(v)
                if fraction > 0.5 || (fraction == 0.5 && v & 1 == 1), fraction + delta > 1 {
                    // round up, carrying
                    var characters = Array(out)
                    var at = characters.count - 1
                    while at >= 0 {
                        if characters[at] == "." { at -= 1; continue }
                        let value = Int(String(characters[at]), radix: radix) ?? 0
                        if value + 1 < radix { characters[at] = digit(value + 1); break }
                        characters.remove(at: at); at -= 1
                    }
                    return String(characters)
                }
            } while fraction >= delta
        }
        return out
    }
    /// StringToNumber: NaN where the text is not a numeric literal.
    public static func number(ofUnits units: [UInt16]) -> Double {
        var low = 0, high = units.count
        while low < high, isSpace(units[low]) { low += 1 }
        while high > low, isSpace(units[high - 1]) { high -= 1 }
        if low == high { return 0 }
        var bytes: [UInt8] = []
        for u in units[low..<high] { guard u < 128 else { return .nan }; bytes.append(UInt8(u)) }
        let text = String(decoding: bytes, as: UTF8.self)
        if bytes.count > 2, bytes[0] == 48 {
            let radix: Int? =
                switch bytes[1] | 32 {
                case 120: 16;
                case 111: 8;
                case 98: 2;
                default: nil
                }
            if let radix { return integer(bytes.dropFirst(2), radix: radix) ?? .nan }
        }
        if text == "Infinity" || text == "+Infinity" { return .infinity }
        if text == "-Infinity" { return -.infinity }
        guard isDecimal(bytes) else { return .nan }
        return strtod(text, nil)
    }
    /// Digits of a radix; nil where one does not belong.
    public static func integer(_ digits: some Collection<UInt8>, radix: Int) -> Double? {
        guard !digits.isEmpty else { return nil }
        var value = 0.0
        for c in digits {
            let v: Int =
                switch c {
                case 48...57: Int(c) - 48;
                case 97...122: Int(c) - 87;
                case 65...90: Int(c) - 55;
                default: 99
                }
            guard v < radix else { return nil }
            value = value * Double(radix) + Double(v)
        }
        return value
    }
    static func isDecimal(_ b: [UInt8]) -> Bool {
        var i = 0, digits = 0
        if i < b.count, b[i] == 43 || b[i] == 45 { i += 1 }
        while i < b.count, b[i] >= 48, b[i] <= 57 { i += 1; digits += 1 }
        if i < b.count, b[i] == 46 { i += 1; while i < b.count, b[i] >= 48, b[i] <= 57 { i += 1; digits += 1 } }
        guard digits > 0 else { return false }
        if i < b.count, b[i] | 32 == 101 {
            i += 1
            if i < b.count, b[i] == 43 || b[i] == 45 { i += 1 }
            let at = i
            while i < b.count, b[i] >= 48, b[i] <= 57 { i += 1 }
            guard i > at else { return false }
        }
        return i == b.count
    }
    /// White space and line terminators of the language.
    public static func isSpace(_ u: UInt16) -> Bool {
        switch u {
        case 9, 10, 11, 12, 13, 32, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF: true;
        default: false
        }
    }
}
