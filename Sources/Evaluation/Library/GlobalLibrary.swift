import Glibc
import Machine
import Text

/// Functions and values of the global object.
enum GlobalLibrary {
    static func install(_ m: Machine) {
        let g = m.globalObject
        m.define(g, "globalThis", .object(g))
        m.define(g, "undefined", .undefined, .none)
        m.define(g, "NaN", .number(.nan), .none)
        m.define(g, "Infinity", .number(.infinity), .none)
        m.defineMethod(g, "isNaN", length: 1) { m, a throws(Abrupt) in .boolean(try m.toDouble(a[0]).isNaN) }
        m.defineMethod(g, "isFinite", length: 1) { m, a throws(Abrupt) in .boolean(try m.toDouble(a[0]).isFinite) }
        let parseInt = m.defineMethod(g, "parseInt", length: 2) { m, a throws(Abrupt) in
            var units = m.codeUnits(try m.toString(a[0]))[...]
            m.spend(units.count / 4)
            while let u = units.first, NumberText.isSpace(u) { units.removeFirst() }
            var sign = 1.0
            if let u = units.first, u == 43 || u == 45 { sign = u == 45 ? -1 : 1; units.removeFirst() }
            var radix = Int(try m.toInt32(a[1]))
            if radix != 0, radix < 2 || radix > 36 { return .number(.nan) }
            if radix == 0 || radix == 16, units.count >= 2, units[units.startIndex] == 48, units[units.startIndex + 1] | 32 == 120 {
                units = units.dropFirst(2); radix = 16
            }
            if radix == 0 { radix = 10 }
            var value = 0.0, any = false, digits = ""
            for u in units {
                let d: Int =
                    switch u {
                    case 48...57: Int(u) - 48;
                    case 97...122: Int(u) - 87;
                    case 65...90: Int(u) - 55;
                    default: 99
                    }
                guard d < radix else { break }
                any = true
                value = value * Double(radix) + Double(d)
                digits.append(Character(UnicodeScalar(UInt8(u))))
            }
            if radix == 10, digits.count > 15 { value = strtod(digits, nil) }
            return any ? .number(sign * value) : .number(.nan)
        }
        let parseFloat = m.defineMethod(g, "parseFloat", length: 1) { m, a throws(Abrupt) in
            var units = m.codeUnits(try m.toString(a[0]))[...]
            m.spend(units.count / 4)
            while let u = units.first, NumberText.isSpace(u) { units.removeFirst() }
            let text = String(decoding: units, as: UTF16.self)
            if text.hasPrefix("Infinity") || text.hasPrefix("+Infinity") { return .number(.infinity) }
            if text.hasPrefix("-Infinity") { return .number(-.infinity) }
            var end = 0, seenDot = false, seenE = false, seenDigit = false
            let b = Array(text.utf8)
            while end < b.count {
                let c = b[end]
                if c >= 48, c <= 57 {
                    seenDigit = true
                } else if c == 46, !seenDot, !seenE {
                    seenDot = true
                } else if c | 32 == 101, !seenE, seenDigit, end + 1 < b.count,
                    (b[end + 1] >= 48 && b[end + 1] <= 57)
                        || (end + 2 < b.count && (b[end + 1] == 43 || b[end + 1] == 45) && b[end + 2] >= 48 && b[end + 2] <= 57)
                {
                    seenE = true; end += 1
                } else if (c == 43 || c == 45), end == 0 {
                } else {
                    break
                }
                end += 1
            }
            return seenDigit ? .number(strtod(String(decoding: b[..<end], as: UTF8.self), nil)) : .number(.nan)
        }
        if let number = try? m.get(g, m.key("Number")), number.isObject {
            m.define(number.handle, "parseInt", .object(parseInt)); m.define(number.handle, "parseFloat", .object(parseFloat))
        }
        uri(m, g)
    }
    private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()".utf8)
    private static func uri(_ m: Machine, _ g: Handle) {
        for (name, extra) in [("encodeURIComponent", ""), ("encodeURI", ";/?:@&=+$,#")] {
            let kept = unreserved.union(extra.utf8)
            m.defineMethod(g, name, length: 1) { m, a throws(Abrupt) in
                let units = m.codeUnits(try m.toString(a[0]))
                try m.charge(units.count / 2)
                guard Array(String(decoding: units, as: UTF16.self).utf16) == units else {
                    throw m.uriError("URI malformed")
                }
                var out = ""
                for b in String(decoding: units, as: UTF16.self).utf8 {
                    if kept.contains(b) {
                        out.append(Character(UnicodeScalar(b)))
                    } else {
                        out += "%" + (b < 16 ? "0" : "") + String(b, radix: 16, uppercase: true)
                    }
                }
                return m.makeString(out)
            }
        }
        for (name, reserved) in [("decodeURIComponent", ""), ("decodeURI", ";/?:@&=+$,#")] {
            let kept = Set(reserved.utf8)
            m.defineMethod(g, name, length: 1) { m, a throws(Abrupt) in
                let string = try m.toString(a[0])
                if !m.codeUnits(string).contains(37) { return .string(string) }
                let text = Array(m.text(string).utf8)
                try m.charge(text.count / 2)
                var out: [UInt8] = [], i = 0
                while i < text.count {
                    guard text[i] == 37 else { out.append(text[i]); i += 1; continue }
                    guard i + 2 < text.count, text[i + 1] != 43,
                        let v = UInt8(String(decoding: text[(i + 1)...(i + 2)], as: UTF8.self), radix: 16)
                    else {
                        throw m.uriError("URI malformed")
                    }
                    if kept.contains(v) { out += text[i...(i + 2)] } else { out.append(v) }
                    i += 3
                }
                guard let s = String(validating: out, as: UTF8.self) else {
                    throw m.uriError("URI malformed")
                }
                return m.makeString(s)
            }
        }
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@*_+-./".utf16)
        m.defineMethod(g, "escape", length: 1) { m, a throws(Abrupt) in
            var out: [UInt16] = []
            for u in m.codeUnits(try m.toString(a[0])) {
                if plain.contains(u) { out.append(u); continue }
                let hex = String(u, radix: 16, uppercase: true), width = u < 256 ? 2 : 4
                out += ((u < 256 ? "%" : "%u") + String(repeating: "0", count: width - hex.utf8.count) + hex).utf16
            }
            return m.makeString(units: out)
        }
        m.defineMethod(g, "unescape", length: 1) { m, a throws(Abrupt) in
            let units = m.codeUnits(try m.toString(a[0]))
            func hex(_ at: Int, _ count: Int) -> UInt16? {
                guard at + count <= units.count else { return nil }
                var value: UInt16 = 0
                for u in units[at..<(at + count)] {
                    guard u < 128, let digit = Character(UnicodeScalar(UInt8(u))).hexDigitValue else { return nil }
                    value = value << 4 | UInt16(digit)
                }
                return value
            }
            var out: [UInt16] = [], i = 0
            while i < units.count {
                if units[i] == 37, i + 1 < units.count, units[i + 1] == 117, let v = hex(i + 2, 4) {
                    out.append(v); i += 6
                } else if units[i] == 37, let v = hex(i + 1, 2) {
                    out.append(v); i += 3
                } else {
                    out.append(units[i]); i += 1
                }
            }
            return m.makeString(units: out)
        }
    }
}
