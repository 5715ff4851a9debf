/// Between UTF-8 and UTF-16 code units, as TextDecoder and TextEncoder do it.
public enum UTF8Text {
    public enum LoneSurrogates: Sendable {
        /// U+FFFD, as TextEncoder and `toWellFormed` do.
        case replaced
        /// Three bytes of their own (WTF-8), for texts that are never shown.
        case asTheyAre
    }

    /// UTF-16 code units; each maximal part of an ill-formed sequence becomes one U+FFFD. A byte order mark is kept.
    public static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt16] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count)
        _ = scan(bytes) { units.append($0) }
        return units
    }
    public static func decode(_ bytes: [UInt8]) -> [UInt16] { bytes.withUnsafeBufferPointer { decode($0) } }

    /// The bytes are well-formed UTF-8.
    public static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { scan(bytes, skippingASCII: true) { _ in } }
    public static func isValid(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { isValid($0) } }

    /// The decoder of the Encoding standard; false where a sequence was ill-formed.
    @inline(__always)
    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, skippingASCII: Bool = false, _ emit: (UInt16) -> Void) -> Bool {
        var at = 0, isWellFormed = true
        let raw = UnsafeRawBufferPointer(bytes)
        while at < bytes.count {
            if skippingASCII {
                while at + 16 <= bytes.count,
                    raw.loadUnaligned(fromByteOffset: at, as: SIMD2<UInt64>.self) & SIMD2(repeating: 0x8080_8080_8080_8080) == SIMD2()
                { at += 16 }
                if at == bytes.count { break }
            }
            let lead = bytes[at]
            at += 1
            if lead < 0x80 {
                emit(UInt16(lead))
                continue
            }
            var needed: Int, scalar: UInt32, low: UInt8 = 0x80, high: UInt8 = 0xBF
            switch lead {
            case 0xC2...0xDF: needed = 1; scalar = UInt32(lead & 0x1F)
            case 0xE0...0xEF:
                needed = 2; scalar = UInt32(lead & 0x0F)
                if lead == 0xE0 { low = 0xA0 } else if lead == 0xED { high = 0x9F }
            case 0xF0...0xF4:
                needed = 3; scalar = UInt32(lead & 0x07)
                if lead == 0xF0 { low = 0x90 } else if lead == 0xF4 { high = 0x8F }
            default: needed = -1; scalar = 0
            }
            while needed > 0, at < bytes.count, bytes[at] >= low, bytes[at] <= high {
                scalar = scalar << 6 | UInt32(bytes[at] & 0x3F)
                (low, high) = (0x80, 0xBF)
                at += 1
                needed -= 1
            }
            if needed != 0 {
                isWellFormed = false
                emit(0xFFFD)
            } else if scalar < 0x10000 {
                emit(UInt16(scalar))
            } else {
                emit(UInt16(0xD7C0 + scalar >> 10))
                emit(UInt16(0xDC00 | scalar & 0x3FF))
            }
        }
        return isWellFormed
    }

    /// UTF-8 of UTF-16 code units.
    public static func encode(_ units: some Collection<UInt16>, loneSurrogates: LoneSurrogates = .replaced) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(units.count)
        var high: UInt16?
        for unit in units {
            if let first = high {
                high = nil
                if unit & 0xFC00 == 0xDC00 {
                    append(0x10000 + UInt32(first & 0x3FF) << 10 + UInt32(unit & 0x3FF), to: &bytes)
                    continue
                }
                append(loneSurrogates == .replaced ? 0xFFFD : UInt32(first), to: &bytes)
            }
            if unit & 0xFC00 == 0xD800 {
                high = unit
            } else if unit & 0xFC00 == 0xDC00 {
                append(loneSurrogates == .replaced ? 0xFFFD : UInt32(unit), to: &bytes)
            } else {
                append(UInt32(unit), to: &bytes)
            }
        }
        if let first = high { append(loneSurrogates == .replaced ? 0xFFFD : UInt32(first), to: &bytes) }
        return bytes
    }

    /// CESU-8: each code unit on its own, surrogates too.
    static func encodeUnits(_ units: [UInt16]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(units.count)
        for unit in units { append(UInt32(unit), to: &bytes) }
        return bytes
    }

    private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift) & 0x3F) }
        switch scalar {
        case ..<0x80: bytes.append(UInt8(scalar))
        case ..<0x800: bytes += [UInt8(0xC0 | scalar >> 6), tail(0)]
        case ..<0x10000: bytes += [UInt8(0xE0 | scalar >> 12), tail(6), tail(0)]
        default: bytes += [UInt8(0xF0 | scalar >> 18), tail(12), tail(6), tail(0)]
        }
    }
}
