/// A position in a file: bytes of UTF-8 from its start.
public struct ByteOffset: Hashable, Comparable, Sendable {
    public var value: Int
    public init(_ value: Int) { self.value = value }
    public static func < (a: ByteOffset, b: ByteOffset) -> Bool { a.value < b.value }
}

/// Where the lines of a text begin: turns byte offsets into lines and columns, both from 1.
///
/// Lines end at LF, CR LF or CR, as editors count them; U+2028 and U+2029, which end lines for the language, do not count.
/// Columns count UTF-8 bytes.
public struct LineIndex: Sendable {
    private var starts: [Int] = [0]

    public init(_ text: UnsafeBufferPointer<UInt8>) {
        var i = 0
        while i < text.count {
            if text[i] == 10 {
                starts.append(i + 1)
            } else if text[i] == 13, i + 1 >= text.count || text[i + 1] != 10 {
                starts.append(i + 1)
            }
            i += 1
        }
    }
    public init(_ text: [UInt8]) { self = text.withUnsafeBufferPointer { LineIndex($0) } }

    public func position(_ offset: Int) -> (line: Int, column: Int) {
        var low = 0, high = starts.count
        while low < high { let mid = (low + high) / 2; if starts[mid] <= offset { low = mid + 1 } else { high = mid } }
        return (low, offset - starts[max(0, low - 1)] + 1)
    }
    /// The column in UTF-16 units, from 1, as source maps and editors count: `text` is what the index was made of.
    public func utf16Column(_ offset: Int, in text: [UInt8]) -> Int {
        let start = start(ofLine: position(offset).line)
        guard start <= offset, offset <= text.count else { return 1 }
        // every byte but continuations is one unit, the first of four bytes two
        return text[start..<offset].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) }
    }
    /// Byte range of a line (from 1), its end without the terminator's LF.
    public func start(ofLine line: Int) -> Int { line >= 1 && line <= starts.count ? starts[line - 1] : starts.last ?? 0 }
    public var lineCount: Int { starts.count }
}
