/// Why a WebAssembly binary cannot be read, at which byte, in the words that V8 uses where they are known.
///
/// V8 puts the name of the API before the message: `WebAssembly.Module(): expected magic word …`.
public struct WasmProblem: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case empty, truncated, badMagic, badVersion, badSection, badType, badName, badIndex, badLimits, badEncoding, duplicateExport
    }
    public var reason: Reason
    /// Byte from the start of the file.
    public var offset: Int
    /// The text without its position: "expected magic word 00 61 73 6d, found 6e 6f 74 20".
    public var text: String

    public init(_ reason: Reason, at offset: Int, _ text: String) {
        self.reason = reason
        self.offset = offset
        self.text = text
    }
    /// The message of V8's `CompileError` after its prefix: "expected magic word 00 61 73 6d, found 6e 6f 74 20 @+0".
    /// An empty source is refused before any decoding and has no position.
    public var engineMessage: String { reason == .empty ? text : "\(text) @+\(offset)" }
}

func hexadecimal(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
    let digits = String(value, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
}
