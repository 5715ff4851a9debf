/// Reads a range of a file's bytes; every read is checked against the end of the range.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var position: Int
    let end: Int

    init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        let inside = range.clamped(to: 0..<bytes.count)
        position = inside.lowerBound
        end = inside.upperBound
    }
    var isAtEnd: Bool { position >= end }
    var remaining: Int { end - position }

    mutating func byte(_ what: String) throws(WasmProblem) -> UInt8 {
        guard let byte = take() else { throw WasmProblem(.truncated, at: position, what) }
        return byte
    }
    func peek() -> UInt8? { position < end ? bytes[position] : nil }

    /// Four bytes as they lie.
    mutating func word() throws(WasmProblem) -> [UInt8] {
        guard remaining >= 4 else { throw WasmProblem(.truncated, at: position, "expected 4 bytes, fell off end") }
        defer { position += 4 }
        return Array(bytes[position..<position + 4])
    }
    /// Unsigned LEB128 of at most `bits` bits.
    mutating func unsigned(_ what: String, bits: Int = 32) throws(WasmProblem) -> UInt64 {
        var result: UInt64 = 0
        var shift = 0
        while true {
            guard let next = take() else { throw WasmProblem(.truncated, at: position, "reached end while decoding \(what)") }
            if shift + 7 > bits, (next & 0x7f) >> UInt8(max(0, bits - shift)) != 0 {
                throw WasmProblem(.badEncoding, at: position - 1, "extra bits in varint")
            }
            result |= UInt64(next & 0x7f) << UInt64(shift)
            if next & 0x80 == 0 { return result }
            shift += 7
            if shift >= bits { throw WasmProblem(.badEncoding, at: position - 1, "length overflow while decoding \(what)") }
        }
    }
    private mutating func take() -> UInt8? {
        guard position < end else { return nil }
        defer { position += 1 }
        return bytes[position]
    }
    mutating func index(_ what: String) throws(WasmProblem) -> Int { Int(try unsigned(what)) }

    /// Signed LEB128 of 33 bits: a heap type.
    mutating func signed33(_ what: String) throws(WasmProblem) -> Int {
        var result: Int64 = 0
        var shift: Int64 = 0
        while true {
            guard let next = take() else { throw WasmProblem(.truncated, at: position, "reached end while decoding \(what)") }
            result |= Int64(next & 0x7f) << shift
            shift += 7
            if next & 0x80 == 0 {
                if next & 0x40 != 0 { result |= -1 << shift }
                return Int(result)
            }
            if shift >= 35 { throw WasmProblem(.badEncoding, at: position - 1, "length overflow while decoding \(what)") }
        }
    }
    /// A count of entries of at least one byte each: one that cannot fit in what is left is refused, so that it never sizes an allocation.
    mutating func count(_ what: String) throws(WasmProblem) -> Int {
        let at = position
        let count = try index(what)
        // V8's limit for most sections (src/wasm/wasm-limits.h).
        guard count <= 1_000_000 else { throw WasmProblem(.badSection, at: at, "\(what) of \(count) exceeds internal limit of 1000000") }
        guard count <= remaining else { throw WasmProblem(.truncated, at: at, "\(what) of \(count) does not fit in \(remaining) bytes") }
        return count
    }
    mutating func skip(_ count: Int) throws(WasmProblem) {
        guard count >= 0, count <= remaining else { throw WasmProblem(.truncated, at: position, "expected \(count) bytes, fell off end") }
        position += count
    }
    mutating func name(_ what: String) throws(WasmProblem) -> String {
        let length = try index("string length")
        let start = position
        try skip(length)
        guard let text = String(validating: bytes[start..<start + length], as: UTF8.self) else {
            throw WasmProblem(.badName, at: start, "\(what): no valid UTF-8 string")
        }
        return text
    }
}
