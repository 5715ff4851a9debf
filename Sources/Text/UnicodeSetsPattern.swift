extension RegularExpression {
    /// libregexp holds what the flag `v` forbids in classes (a lone `-` or `/`, doubled punctuators) against the rest of the pattern, too.
    /// There it is written as escapes, which mean the same.
    static func withoutClassRules(_ pattern: [UInt16]) -> [UInt16] {
        var result: [UInt16] = [], depth = 0, isEscaped = false, last: UInt16 = 0
        // "(?i-m:" is no text
        var isGroupHead = false
        result.reserveCapacity(pattern.count)
        for unit in pattern {
            let isPlain = depth == 0 && !isEscaped
            isGroupHead = isPlain && (unit == 63 && last == 40 || isGroupHead && modifiers.contains(unit))
            if isPlain, !isGroupHead, singles.contains(unit) || unit == last && doubles.contains(unit) {
                result += Array("\\x\(String(unit, radix: 16))".utf16)
            } else {
                result.append(unit)
            }
            if isEscaped {
                isEscaped = false
            } else if unit == 92 {
                isEscaped = true
            } else if unit == 91 {
                depth += 1
            } else if unit == 93 {
                depth = max(0, depth - 1)
            }
            last = isPlain ? unit : 0
        }
        return result
    }
    private static let modifiers = Set("ims-".utf16)
    private static let singles = Set("-/".utf16), doubles = Set("&!#%,:;<=>@`~".utf16)
}
