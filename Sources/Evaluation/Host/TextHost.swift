import Machine
import Runtimes
import Text

/// TextEncoder, TextDecoder, atob, btoa.
enum TextHost {
    static func install(_ p: Program) {
        encoder(p)
        decoder(p)
        base64(p)
        bytesFromText(p)
    }
    private static func encoder(_ p: Program) {
        guard
            let (_, prototype) = Host.constructor(
                p, "TextEncoder", length: 0,
                { [unowned p] m, a throws(Abrupt) in
                    if !a.isConstruct { throw m.typeError("Class constructor TextEncoder cannot be invoked without 'new'") }
                    return .object(m.makeObject(prototype: try prototypeOf(p, "TextEncoder", a)))
                })
        else { return }
        let m = p.machine
        m.define(prototype, "encoding", m.makeString("utf-8"))
        m.defineMethod(prototype, "encode", length: 0) { m, a throws(Abrupt) in
            if a[0].isUncertain {
                let b = try m.makeArrayBuffer(byteLength: 0)
                m.setContentUnknown(b)
                let v = m.makeTypedArray(.uint8, buffer: b, byteOffset: 0, length: 0)
                m.setOpen(v)
                return .object(v)
            }
            let bytes = a[0].isUndefined ? [] : Array(try m.toText(a[0]).utf8)
            let b = try bytes.withUnsafeBufferPointer { x throws(Abrupt) in try m.makeArrayBuffer(x) }
            return .object(m.makeTypedArray(.uint8, buffer: b, byteOffset: 0, length: bytes.count))
        }
        m.defineMethod(prototype, "encodeInto", length: 2) { m, a throws(Abrupt) in
            let out = m.makePlainObject()
            guard a[1].isObject, m.kind(a[1].handle) == .typedArray else {
                if a[1].isUncertain {
                    m.define(out, "read", m.unknown("encode", "how much was encoded", .number), .all);
                    m.define(out, "written", m.unknown("encode", "how much was encoded", .number), .all); return .object(out)
                }
                throw m.typeError("parameter 2 is not of type 'Uint8Array'.")
            }
            let view = a[1].handle
            if a[0].isUncertain || m.isOpen(view) || m.isContentUnknown(m.viewBuffer(view)) {
                m.setContentUnknown(m.viewBuffer(view))
                let known = a[0].isString && !m.isOpen(view) ? Array(m.text(a[0].handle).utf8).count : -1
                if known >= 0, known <= m.viewLength(view) {
                    m.define(out, "read", .number(m.stringLength(a[0].handle)), .all); m.define(out, "written", .number(known), .all)
                } else {
                    m.define(out, "read", m.unknown("encode", "how much was encoded", .number), .all);
                    m.define(out, "written", m.unknown("encode", "how much was encoded", .number), .all)
                }
                return .object(out)
            }
            var bytes: [UInt8] = [], read = 0
            for scalar in try m.toText(a[0]).unicodeScalars {
                let u = Array(String(scalar).utf8)
                if bytes.count + u.count > m.viewLength(view) { break }
                bytes += u; read += scalar.value > 0xFFFF ? 2 : 1
            }
            bytes.withUnsafeBufferPointer { m.writeBytes(m.viewBuffer(view), at: m.viewOffset(view), $0) }
            m.define(out, "read", .number(read), .all); m.define(out, "written", .number(bytes.count), .all)
            return .object(out)
        }
    }
    static func prototypeOf(_ p: Program, _ name: String, _ a: Arguments) throws(Abrupt) -> Handle {
        if a.newTarget.isObject, case let q = try p.machine.get(a.newTarget, "prototype"), q.isObject { return q.handle }
        return p.hostPrototypes[name] ?? p.machine.intrinsic(.objectPrototype)
    }
    private static func decoder(_ p: Program) {
        guard
            let (_, prototype) = Host.constructor(
                p, "TextDecoder", length: 0,
                { [unowned p] m, a throws(Abrupt) in
                    if !a.isConstruct { throw m.typeError("Class constructor TextDecoder cannot be invoked without 'new'") }
                    let o = m.makeObject(.host, prototype: try prototypeOf(p, "TextDecoder", a), internals: 3)
                    let label = a[0].isString ? m.text(a[0].handle).lowercased() : "utf-8"
                    guard
                        ["utf-8", "utf8", "unicode-1-1-utf-8", "ascii", "latin1", "iso-8859-1", "windows-1252", "utf-16le", "utf-16"]
                            .contains(label) || a[0].isUncertain
                    else { throw .thrown(p.hostError(unsupported(p, label), event: nil)) }
                    m.setInternalValue(o, 0, m.makeString(label))
                    if a[1].isObject {
                        m.setInternalValue(o, 1, .boolean(m.truthiness(try m.get(a[1], "fatal")) == true))
                        m.setInternalValue(o, 2, .boolean(m.truthiness(try m.get(a[1], "ignoreBOM")) == true))
                    }
                    m.define(o, "encoding", m.makeString(label == "utf8" ? "utf-8" : label))
                    return .object(o)
                })
        else { return }
        p.machine.defineMethod(prototype, "decode", length: 0) { m, a throws(Abrupt) in
            if a.this.isUncertain { return .unknown(m.reason(of: a.this), .string) }
            guard a.this.isObject, m.kind(a.this.handle) == .host else { throw m.typeError("Illegal invocation") }
            if a[0].isUndefined { return m.emptyString }
            guard let bytes = try bytes(m, a[0]) else { return m.unknown("bytes", "text of bytes that are not known", .string) }
            let label = m.text(m.internalValue(a.this.handle, 0).handle)
            // characters outside of ASCII are put together one by one
            try m.charge(bytes.allSatisfy { $0 < 128 } ? bytes.count / 32 : bytes.count / 3)
            if label.hasPrefix("utf-16") {
                var units: [UInt16] = []
                for i in stride(from: 0, to: bytes.count - 1, by: 2) { units.append(UInt16(bytes[i]) | UInt16(bytes[i + 1]) << 8) }
                return m.makeString(units: units)
            }
            if !label.hasPrefix("u") {
                return bytes.contains { $0 > 127 }
                    ? m.unknown("encoding", "text in \(label)", .string) : m.makeString(String(decoding: bytes, as: UTF8.self))
            }
            if m.internalValue(a.this.handle, 1).isBoolean, m.internalValue(a.this.handle, 1).boolean,
                String(validating: bytes, as: UTF8.self) == nil
            {
                throw m.typeError("The encoded data was not valid for encoding utf-8")
            }
            let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
            return m.makeString(String(decoding: text, as: UTF8.self))
        }
    }
    /// The bytes of a buffer or view; nil where they are not known; TypeError for anything else.
    static func bytes(_ m: Machine, _ v: Value) throws(Abrupt) -> [UInt8]? {
        if v.isUncertain { return nil }
        if v.isObject {
            switch m.kind(v.handle) {
            case .arrayBuffer: return m.isContentUnknown(v.handle) ? nil : Array(m.bufferBytes(v.handle))
            case .typedArray, .dataView:
                return m.isContentUnknown(m.viewBuffer(v.handle)) || m.isOpen(v.handle) ? nil : Array(m.viewBytes(v.handle))
            default: break
            }
            if m.isOpen(v.handle) { return nil }
        }
        throw m.typeError("The \"list\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.")
    }
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// `Uint8Array.fromBase64`, where the engine has it: https://tc39.es/proposal-arraybuffer-base64/
    private static func bytesFromText(_ p: Program) {
        let m = p.machine
        guard case .present = p.profile.member("fromBase64", of: "Uint8Array"), let c = try? m.get(m.globalObject, m.key("Uint8Array")),
            c.isObject
        else { return }
        m.defineMethod(c.handle, "fromBase64", length: 1) { m, a throws(Abrupt) in
            if a[0].isUncertain || !a[1].isUndefined { return m.unknown("base64", "bytes of a text", .object) }
            guard a[0].isString else { throw m.typeError("Uint8Array.fromBase64 requires that its input argument be a string") }
            guard
                let bytes = m.withText(
                    a[0].handle, latin1: { decode64($0.lazy.map(UInt16.init), lenient: false) }, utf16: { decode64($0, lenient: false) })
            else { throw m.errorOfUnknownText(.syntaxErrorPrototype) }
            let buffer = try bytes.withUnsafeBufferPointer { x throws(Abrupt) in try m.makeArrayBuffer(x) }
            return .object(m.makeTypedArray(.uint8, buffer: buffer, byteOffset: 0, length: bytes.count))
        }
    }
    static func decode64(_ text: some Collection<UInt16>, lenient: Bool) -> [UInt8]? {
        var out: [UInt8] = [], buffer: UInt32 = 0, bits = 0, padded = 0
        out.reserveCapacity(text.count / 4 * 3 + 3)
        for u in text {
            let digit = u < 128 ? digits64[Int(u)] : notDigit
            if digit < 64, padded == 0 || lenient {
                buffer = buffer << 6 | UInt32(digit); bits += 6
                if bits >= 8 { bits -= 8; out.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits))) }
                continue
            }
            switch u {
            case 9, 10, 12, 13, 32: continue
            case 61: padded += 1
            case 45 where lenient, 95 where lenient:  // of base64url
                buffer = buffer << 6 | (u == 45 ? 62 : 63); bits += 6
                if bits >= 8 { bits -= 8; out.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits))) }
            default: if !lenient { return nil }
            }
        }
        if !lenient, bits == 6 { return nil }
        return out
    }
    private static let notDigit: UInt8 = 64
    /// What each ASCII character stands for in base64.
    private static let digits64: [UInt8] = {
        var digits = [UInt8](repeating: notDigit, count: 128)
        for (value, letter) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8.enumerated() {
            digits[Int(letter)] = UInt8(value)
        }
        return digits
    }()
    static func encode64(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 4 / 3 + 4)
        var i = 0
        while i < bytes.count {
            let a = UInt32(bytes[i]), b = i + 1 < bytes.count ? UInt32(bytes[i + 1]) : 0, c = i + 2 < bytes.count ? UInt32(bytes[i + 2]) : 0
            let v = a << 16 | b << 8 | c
            out.append(alphabet[Int(v >> 18)]); out.append(alphabet[Int(v >> 12 & 63)])
            out.append(i + 1 < bytes.count ? alphabet[Int(v >> 6 & 63)] : 61); out.append(i + 2 < bytes.count ? alphabet[Int(v & 63)] : 61)
            i += 3
        }
        return String(decoding: out, as: UTF8.self)
    }
    private static func unsupported(_ p: Program, _ label: String) -> RuntimeError {
        p.profile.rule("text-decoder/label")?.error?.filled(["label": label])
            ?? RuntimeError(name: "RangeError", message: "The \"\(label)\" encoding is not supported")
    }
    /// What `atob` says of a text: that it holds other characters than base64's, or is cut.
    private static func notBase64(_ p: Program, _ text: String) -> RuntimeError {
        let isForeign = text.unicodeScalars.contains {
            !($0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) || "+/= \t\n\u{C}\r".unicodeScalars.contains($0))
        }
        return p.profile.rule(isForeign ? "base64/invalid" : "base64/length")?.error
            ?? RuntimeError(name: "InvalidCharacterError", message: "The string to be decoded is not correctly encoded.")
    }
    private static func base64(_ p: Program) {
        let m = p.machine
        Host.define(p, "atob") {
            .object(
                m.makeNative("atob", length: 1) { [unowned p] m, a throws(Abrupt) in
                    let s = try m.toString(a[0])
                    try m.charge(m.stringLength(s) / 64)
                    guard
                        let bytes = m.withText(
                            s, latin1: { decode64($0.lazy.map(UInt16.init), lenient: false) }, utf16: { decode64($0, lenient: false) })
                    else {
                        throw .thrown(p.hostError(notBase64(p, m.text(s)), event: nil))
                    }
                    return bytes.withUnsafeBufferPointer { m.makeString(latin1: $0) }
                })
        }
        Host.define(p, "btoa") {
            .object(
                m.makeNative("btoa", length: 1) { [unowned p] m, a throws(Abrupt) in
                    let units = m.codeUnits(try m.toString(a[0]))
                    try m.charge(units.count / 32)
                    guard units.allSatisfy({ $0 < 256 }) else { throw .thrown(p.makeError("InvalidCharacterError", "Invalid character")) }
                    return m.makeString(encode64(units.map { UInt8($0) }))
                })
        }
    }
}
