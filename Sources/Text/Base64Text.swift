/// Base64 as the Infra standard decodes it (`atob`, `data:` URLs): white space is dropped, padding may be missing.
public enum Base64Text {
    /// Nil where the text is no base64.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = [], bits: UInt32 = 0, held = 0, padding = 0
        bytes.reserveCapacity(text.count / 4 * 3)
        for byte in text {
            if byte == 32 || byte == 9 || byte == 10 || byte == 12 || byte == 13 { continue }
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let digit = digit(byte) else { return nil }
            bits = bits << 6 | UInt32(digit)
            held += 1
            if held == 4 {
                bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                bytes.append(UInt8(truncatingIfNeeded: bits))
                (bits, held) = (0, 0)
            }
        }
        guard held != 1, padding == 0 || held > 0 && padding == 4 - held else { return nil }
        if held >= 2 { bytes.append(UInt8(truncatingIfNeeded: held == 2 ? bits >> 4 : bits >> 10)) }
        if held == 3 { bytes.append(UInt8(truncatingIfNeeded: bits >> 2)) }
        return bytes
    }

    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
