import Glibc

/// A string in the arena: two words. Flat text is Latin-1 (width 1) or UTF-16 (width 2); a rope (width 0) is flattened at first use.
struct StringHeader: BitwiseCopyable {
    var width: UInt8
    /// The text ends a growable buffer: `a += b` appends in place. Of a rope: whether its first use is noted.
    var growable: UInt8
    static let observed: UInt8 = 2
    var pad: UInt16 = 0
    var length: UInt32
    /// Flat: handle of the text; rope: left part.
    var text: Handle
    /// Flat: key number + 1 once interned, else 0; rope: right part.
    var aux: UInt32
}

extension Machine {
    /// V8's limit; a longer string is "Invalid string length".
    public static let maximumStringLength = 536_870_888
    /// A longer text than this ends the run at its next safe point: natives copy texts, and a copy may take four times the memory.
    static let longestKeptText = 1 << 25
    @inline(__always) func noteText(length: Int) { if length > Machine.longestKeptText { spend(words: .max) } }

    @inline(__always) func stringHeader(_ h: Handle) -> UnsafeMutablePointer<StringHeader> {
        UnsafeMutableRawPointer(words + Int(h)).assumingMemoryBound(to: StringHeader.self)
    }
    @inline(__always) public func stringLength(_ string: Handle) -> Int { Int(stringHeader(string).pointee.length) }

    @inline(__always) func bytes(_ h: Handle) -> UnsafeMutablePointer<UInt8> {
        UnsafeMutableRawPointer(words + Int(h)).assumingMemoryBound(to: UInt8.self)
    }
    @inline(__always) func units(_ h: Handle) -> UnsafeMutablePointer<UInt16> {
        UnsafeMutableRawPointer(words + Int(h)).assumingMemoryBound(to: UInt16.self)
    }

    /// A fresh flat string of `length` units, text to be filled in.
    func allocateString(length: Int, width: Int) -> Handle {
        noteText(length: length)
        let h = allocate(2 + (length * width + 7) / 8)
        stringHeader(h).pointee = StringHeader(width: UInt8(width), growable: 0, length: UInt32(length), text: h + 2, aux: 0)
        return h
    }
    public func makeString(_ text: String) -> Value {
        var text = text
        return text.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 < 128 }) {
                let h = allocateString(length: utf8.count, width: 1)
                if let base = utf8.baseAddress { bytes(stringHeader(h).pointee.text).update(from: base, count: utf8.count) }
                return .string(h)
            }
            return makeString(units: Array(String(decoding: utf8, as: UTF8.self).utf16))
        }
    }
    /// UTF-16 code units, lone surrogates allowed.
    public func makeString(units source: [UInt16]) -> Value {
        source.withUnsafeBufferPointer { makeString(units: $0) }
    }
    public func makeString(units source: UnsafeBufferPointer<UInt16>) -> Value {
        let wide = source.contains { $0 > 255 }
        let h = allocateString(length: source.count, width: wide ? 2 : 1)
        let text = stringHeader(h).pointee.text
        if wide {
            for i in 0..<source.count { units(text)[i] = source[i] }
        } else {
            for i in 0..<source.count { bytes(text)[i] = UInt8(truncatingIfNeeded: source[i]) }
        }
        return .string(h)
    }
    /// Bytes as code units 0 to 255.
    public func makeString(latin1 source: UnsafeBufferPointer<UInt8>) -> Value {
        let h = allocateString(length: source.count, width: 1)
        if let base = source.baseAddress { bytes(stringHeader(h).pointee.text).update(from: base, count: source.count) }
        return .string(h)
    }
    /// A string of one code unit.
    @inline(__always) public func makeString(unit: UInt16) -> Value {
        if unit < 256 { return .string(singleUnitStrings + 3 * UInt32(unit)) }
        let h = allocateString(length: 1, width: 2)
        units(h + 2)[0] = unit
        return .string(h)
    }
    public var emptyString: Value { .string(emptyStringHandle) }

    /// The code unit at an index below the length.
    @inline(__always) public func unit(_ string: Handle, at index: Int) -> UInt16 {
        if stringHeader(string).pointee.width == 0 { flatten(string) }
        let s = stringHeader(string).pointee
        return s.width == 1 ? UInt16(bytes(s.text)[index]) : units(s.text)[index]
    }
    /// Code units of the character at an index below the length: 2 for a pair of surrogates.
    public func characterLength(_ string: Handle, _ index: Int) -> Int {
        let first = unit(string, at: index)
        return UTF16.isLeadSurrogate(first) && index + 1 < stringLength(string) && UTF16.isTrailSurrogate(unit(string, at: index + 1))
            ? 2 : 1
    }
    /// Calls with the text of a flat string: Latin-1 or UTF-16. The pointers hold until the next allocation is written to.
    public func withText<R>(
        _ string: Handle, latin1: (UnsafeBufferPointer<UInt8>) throws -> R, utf16: (UnsafeBufferPointer<UInt16>) throws -> R
    ) rethrows -> R {
        if stringHeader(string).pointee.width == 0 { flatten(string) }
        let s = stringHeader(string).pointee
        return s.width == 1
            ? try latin1(UnsafeBufferPointer(start: bytes(s.text), count: Int(s.length)))
            : try utf16(UnsafeBufferPointer(start: units(s.text), count: Int(s.length)))
    }
    public func codeUnits(_ string: Handle) -> [UInt16] {
        spend(stringLength(string) >> 6)
        return withText(string, latin1: { $0.map(UInt16.init) }, utf16: Array.init)
    }
    /// As a Swift string; lone surrogates become U+FFFD.
    public func text(_ string: Handle) -> String {
        spend(stringLength(string) >> 6)
        return withText(
            string,
            latin1: { latin1 in
                if latin1.allSatisfy({ $0 < 128 }) { return String(decoding: latin1, as: UTF8.self) }
                return String(decoding: latin1.map(UInt16.init), as: UTF16.self)
            },
            utf16: { String(decoding: $0, as: UTF16.self) })
    }
    /// Part of a string; bounds are trusted.
    public func substring(_ string: Handle, from start: Int, to end: Int) -> Value {
        let count = end - start
        if count <= 0 { return emptyString }
        if count == stringLength(string) { return .string(string) }
        if count == 1 { return makeString(unit: unit(string, at: start)) }
        if stringHeader(string).pointee.width == 0 { flatten(string) }
        let s = stringHeader(string).pointee
        if s.width == 1 {  // shares nothing: texts are short-lived, copies are cheap
            let h = allocateString(length: count, width: 1)
            bytes(h + 2).update(from: bytes(s.text) + start, count: count)
            return .string(h)
        }
        return makeString(units: UnsafeBufferPointer(start: units(s.text) + start, count: count))
    }

    public func stringsEqual(_ a: Handle, _ b: Handle) -> Bool {
        if a == b { return true }
        let x = stringHeader(a).pointee, y = stringHeader(b).pointee
        guard x.length == y.length else { return false }
        if x.width == 0 { flatten(a) }
        if y.width == 0 { flatten(b) }
        let s = stringHeader(a).pointee, t = stringHeader(b).pointee
        if s.width != 0, t.width != 0, s.aux != 0, t.aux != 0 { return s.aux == t.aux }
        if s.width == 1, t.width == 1 { return memcmp(bytes(s.text), bytes(t.text), Int(s.length)) == 0 }
        for i in 0..<Int(s.length) where unit(a, at: i) != unit(b, at: i) { return false }
        return true
    }
    /// By code units: below 0, 0, above 0.
    public func compareStrings(_ a: Handle, _ b: Handle) -> Int {
        let n = min(stringLength(a), stringLength(b))
        for i in 0..<n {
            let x = unit(a, at: i), y = unit(b, at: i)
            if x != y { return Int(x) - Int(y) }
        }
        return stringLength(a) - stringLength(b)
    }

    // Interning
    public func key(_ text: String) -> PropertyKey { keys.key(text) }
    public func key(ofString string: Handle) -> PropertyKey {
        if stringHeader(string).pointee.width == 0 { flatten(string) }
        let known = stringHeader(string).pointee.aux
        if known != 0 { return PropertyKey(raw: known - 1) }
        let key = keys.key(internable(string))
        stringHeader(string).pointee.aux = key.raw + 1
        return key
    }
    /// Lone surrogates would all become U+FFFD and collide: such keys are spelled out (a private-use escape no program contains by chance).
    public func internable(_ string: Handle) -> String {
        let plain = text(string)
        guard stringHeader(string).pointee.width == 2, plain.unicodeScalars.contains("\u{FFFD}") else { return plain }
        var out = "", pending: UInt16 = 0
        for u in codeUnits(string) {
            if UTF16.isLeadSurrogate(u) {
                if pending != 0 { out += "\u{F8FE}" + String(pending, radix: 16) }
                pending = u
            } else if UTF16.isTrailSurrogate(u), pending != 0 {
                out += String(decoding: [pending, u], as: UTF16.self); pending = 0
            } else {
                if pending != 0 { out += "\u{F8FE}" + String(pending, radix: 16); pending = 0 }
                if UTF16.isTrailSurrogate(u) {
                    out += "\u{F8FE}" + String(u, radix: 16)
                } else {
                    out += String(decoding: [u], as: UTF16.self)
                }
            }
        }
        if pending != 0 { out += "\u{F8FE}" + String(pending, radix: 16) }
        return out
    }
    /// The code units of a key whose lone surrogates are spelled out (`internable`).
    private func spelledUnits(_ text: String) -> [UInt16] {
        var out: [UInt16] = [], rest = Array(text.utf16)[...]
        while let u = rest.popFirst() {
            if u == 0xF8FE, let lone = UInt16(String(decoding: rest.prefix(4), as: UTF16.self), radix: 16), lone & 0xF800 == 0xD800 {
                out.append(lone)
                rest = rest.dropFirst(4)
            } else {
                out.append(u)
            }
        }
        return out
    }
    /// The string that `internable` spelled out.
    public func makeString(spelled text: String) -> Value {
        text.unicodeScalars.contains("\u{F8FE}") ? makeString(units: spelledUnits(text)) : makeString(text)
    }
    public func keyText(_ key: PropertyKey) -> String { keys.text(key) }
    /// Of a key, for people: lone surrogates are U+FFFD.
    func readableText(_ key: PropertyKey) -> String {
        let text = keys.text(key)
        return text.unicodeScalars.contains("\u{F8FE}") ? String(decoding: spelledUnits(text), as: UTF16.self) : text
    }
    /// The value that a program sees for a key: a string or a symbol.
    public func value(of key: PropertyKey) -> Value { key.isSymbol ? .symbol(key) : keyString(key) }
    private func keyString(_ key: PropertyKey) -> Value {
        if let known = keyStrings[key.raw] { return known }
        let made = makeString(spelled: keys.text(key))
        if made.isString { stringHeader(made.handle).pointee.aux = key.raw + 1 }
        keyStrings[key.raw] = made
        return made
    }
}
