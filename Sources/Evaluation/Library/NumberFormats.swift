import Glibc
import Text

/// Digits of a number as `toFixed`, `toPrecision` and `toExponential` write them: of the exact value, where two are equally near the larger
/// (ECMA-262, 21.1.3).
enum NumberFormats {
    /// No double has more significant digits.
    private static let exactDigits: Int32 = 766

    /// The exact decimal digits of a positive number, and the power of ten of the first.
    private static func exact(_ d: Double) -> (digits: [UInt8], exponent: Int) {
        var buffer = [CChar](repeating: 0, count: 800)
        _ = withVaList([exactDigits, d]) { vsnprintf(&buffer, 800, "%.*e", $0) }
        let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard let e = text.firstIndex(of: UInt8(ascii: "e")) else { return ([0], 0) }
        return (
            text[..<e].filter { (48...57).contains($0) }.map { $0 - 48 },
            Int(String(decoding: text[(e + 1)...].drop { $0 == 43 }, as: UTF8.self)) ?? 0
        )
    }
    /// The first `count` digits, rounded; the carry may move the exponent.
    private static func rounded(_ exact: (digits: [UInt8], exponent: Int), to count: Int) -> (digits: [UInt8], exponent: Int) {
        guard count >= 0 else { return ([], exact.exponent) }
        var digits = Array(exact.digits.prefix(count))
        while digits.count < count { digits.append(0) }
        guard count < exact.digits.count, exact.digits[count] >= 5 else { return (digits, exact.exponent) }
        var at = count - 1
        while at >= 0 {
            if digits[at] < 9 { digits[at] += 1; return (digits, exact.exponent) }
            digits[at] = 0
            at -= 1
        }
        return ([1] + digits.dropLast(count > 0 ? 1 : 0), exact.exponent + 1)
    }
    private static func text(_ digits: some Sequence<UInt8>) -> String { String(decoding: digits.map { $0 + 48 }, as: UTF8.self) }

    static func fixed(_ d: Double, _ fraction: Int) -> String {
        let e = d == 0 ? ([0], 0) : exact(abs(d)), r = rounded(e, to: e.1 + 1 + fraction)
        // all digits of the number times ten to the power of `fraction`, at least one before the point
        var digits = r.digits.isEmpty ? [0] : r.digits
        if digits.count < fraction + 1 { digits = Array(repeating: 0, count: fraction + 1 - digits.count) + digits }
        let sign = d < 0 ? "-" : ""
        return sign + text(digits.dropLast(fraction)) + (fraction > 0 ? "." + text(digits.suffix(fraction)) : "")
    }
    /// `fraction`: nil for as many digits as tell the number from all others.
    static func exponential(_ d: Double, _ fraction: Int?) -> String {
        let sign = d < 0 ? "-" : ""
        guard d != 0 else { return "0" + (fraction.map { $0 > 0 ? "." + String(repeating: "0", count: $0) : "" } ?? "") + "e+0" }
        let e = exact(abs(d))
        var digits: [UInt8], exponent = e.exponent
        if let fraction {
            (digits, exponent) = rounded(e, to: fraction + 1)
        } else {
            digits = NumberText.text(abs(d)).utf8.prefix { $0 != UInt8(ascii: "e") }.filter { (48...57).contains($0) }.map { $0 - 48 }
            digits = Array(digits.drop { $0 == 0 })
            while digits.count > 1, digits.last == 0 { digits.removeLast() }
            // the exact value of 1e-7 begins with 9.99…e-8: the digits that were rounded tell the exponent
            exponent = rounded(e, to: digits.count).exponent
        }
        return sign + text(digits.prefix(1)) + (digits.count > 1 ? "." + text(digits.dropFirst()) : "") + "e" + (exponent < 0 ? "-" : "+")
            + String(abs(exponent))
    }
    static func precision(_ d: Double, _ count: Int) -> String {
        guard d != 0 else { return count == 1 ? "0" : "0." + String(repeating: "0", count: count - 1) }
        let r = rounded(exact(abs(d)), to: count), sign = d < 0 ? "-" : ""
        if r.exponent < -6 || r.exponent >= count { return exponential(d, count - 1) }
        if r.exponent < 0 { return sign + "0." + String(repeating: "0", count: -r.exponent - 1) + text(r.digits) }
        let whole = r.exponent + 1
        return sign + text(r.digits.prefix(whole)) + (count > whole ? "." + text(r.digits.dropFirst(whole)) : "")
    }
}
