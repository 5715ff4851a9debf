import CRegExp
import Glibc

/// Case, normal forms and identifiers of Unicode, on UTF-16 code units as the language sees them.
public enum UnicodeText {
    public enum NormalForm: String, CaseIterable, Sendable {
        case nfc = "NFC", nfd = "NFD", nfkc = "NFKC", nfkd = "NFKD"
    }

    /// `String.prototype.toUpperCase`.
    public static func uppercased(_ units: [UInt16]) -> [UInt16] { converted(units, kind: 0) }
    /// `String.prototype.toLowerCase`, the final sigma included.
    public static func lowercased(_ units: [UInt16]) -> [UInt16] { converted(units, kind: 1) }

    private static func converted(_ units: [UInt16], kind: Int32) -> [UInt16] {
        let scalars = scalars(of: units)
        var out: [UInt16] = []
        out.reserveCapacity(units.count)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3) { result in
            for (index, scalar) in scalars.enumerated() {
                if kind == 1, scalar == 0x3A3, isFinalSigma(scalars, index) {
                    out.append(0x3C2)
                    continue
                }
                let count = lre_case_conv(result.baseAddress, scalar, kind)
                for converted in result.prefix(Int(count)) { append(converted, to: &out) }
            }
        }
        return out
    }

    /// Final_Sigma of SpecialCasing.txt: a cased letter before, none after, case-ignorable ones in between.
    private static func isFinalSigma(_ scalars: [UInt32], _ index: Int) -> Bool {
        var before = index - 1
        while before >= 0, lre_is_case_ignorable(scalars[before]) { before -= 1 }
        guard before >= 0, lre_is_cased(scalars[before]) else { return false }
        var after = index + 1
        while after < scalars.count, lre_is_case_ignorable(scalars[after]) { after += 1 }
        return after == scalars.count || !lre_is_cased(scalars[after])
    }

    /// `String.prototype.normalize`; nil where the text is hostile: runs of combining marks are sorted in quadratic time.
    public static func normalized(_ units: [UInt16], _ form: NormalForm) -> [UInt16]? {
        if units.allSatisfy({ $0 < 0x80 }) { return units }
        let scalars = scalars(of: units)
        guard longestRunOfMarks(scalars) <= 1000, scalars.count < 1 << 28 else { return nil }
        let kind =
            switch form {
            case .nfc: GLUE_NFC;
            case .nfd: GLUE_NFD;
            case .nfkc: GLUE_NFKC;
            case .nfkd: GLUE_NFKD
            }
        var result: UnsafeMutablePointer<UInt32>?
        let count = unicode_normalize(&result, scalars, Int32(scalars.count), Int32(kind), nil, lre_realloc)
        defer { free(result) }
        guard count >= 0, let result else { return nil }
        var out: [UInt16] = []
        out.reserveCapacity(Int(count))
        for scalar in UnsafeBufferPointer(start: result, count: Int(count)) { append(scalar, to: &out) }
        return out
    }

    private static func longestRunOfMarks(_ scalars: [UInt32]) -> Int {
        var run = 0, longest = 0
        for scalar in scalars {
            let isMark = scalar >= 0x300 && UnicodeScalar(scalar)?.properties.canonicalCombiningClass != .notReordered
            run = isMark ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// ID_Start, `$` and `_`.
    public static func isIdentifierStart(_ scalar: UInt32) -> Bool { scalar == 36 || scalar == 95 || lre_is_id_start(scalar) }
    /// ID_Continue, `$`, and the two joiners.
    public static func isIdentifierPart(_ scalar: UInt32) -> Bool {
        scalar == 36 || lre_is_id_continue(scalar) || scalar == 0x200C || scalar == 0x200D
    }

    /// Code points; a surrogate without its partner stays as it is.
    static func scalars(of units: [UInt16]) -> [UInt32] {
        var scalars: [UInt32] = [], at = 0
        scalars.reserveCapacity(units.count)
        while at < units.count {
            let unit = UInt32(units[at])
            at += 1
            if unit & 0xFC00 == 0xD800, at < units.count, units[at] & 0xFC00 == 0xDC00 {
                scalars.append(0x10000 + (unit & 0x3FF) << 10 + UInt32(units[at] & 0x3FF))
                at += 1
            } else {
                scalars.append(unit)
            }
        }
        return scalars
    }

    private static func append(_ scalar: UInt32, to units: inout [UInt16]) {
        if scalar < 0x10000 {
            units.append(UInt16(scalar))
        } else {
            units.append(UInt16(0xD7C0 + scalar >> 10))
            units.append(UInt16(0xDC00 | scalar & 0x3FF))
        }
    }
}
