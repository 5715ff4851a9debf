import Evaluation
import Packaging

/// The line around a place, cut to what fits: a minified line is megabytes long.
public struct SourceWindow: Sendable {
    /// Valid UTF-8, control characters as spaces.
    public var text: String
    /// Letters of `text` before the place.
    public var caret: Int
    public var isCutBefore: Bool
    public var isCutAfter: Bool

    public init?(_ bytes: [UInt8], offset: Int, width: Int) {
        guard offset >= 0, offset <= bytes.count else { return nil }
        let room = max(20, width)
        var start = offset, end = offset
        while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D, offset - start < room / 3 { start -= 1 }
        while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D, end - start < room { end += 1 }
        // The start of the line is shown whole where it fits.
        var lineStart = start
        while lineStart > 0, bytes[lineStart - 1] != 0x0A, bytes[lineStart - 1] != 0x0D, end - lineStart < room { lineStart -= 1 }
        start = lineStart
        // Not inside a character.
        while start < offset, bytes[start] & 0xC0 == 0x80 { start += 1 }
        while end > offset, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        isCutBefore = start > 0 && bytes[start - 1] != 0x0A && bytes[start - 1] != 0x0D
        isCutAfter = end < bytes.count && bytes[end] != 0x0A && bytes[end] != 0x0D
        if !isCutBefore { while start < offset, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 } }
        func clean(_ range: Range<Int>) -> String {
            String(
                String.UnicodeScalarView(
                    String(decoding: bytes[range], as: UTF8.self).unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        }
        let before = clean(start..<offset)
        text = before + clean(offset..<end)
        caret = before.count
    }

    /// For fingerprints: what stands at the place, without its surroundings.
    init(_ tree: FileTree, _ place: Place) {
        let window = TreePath(place.path).flatMap { path -> SourceWindow? in
            guard case .success(let bytes) = tree.read(path) else { return nil }
            return SourceWindow(bytes, offset: place.offset, width: 80)
        }
        self = window ?? SourceWindow([], offset: 0, width: 20) ?? SourceWindow(text: "", caret: 0, isCutBefore: false, isCutAfter: false)
    }
    private init(text: String, caret: Int, isCutBefore: Bool, isCutAfter: Bool) {
        self.text = text
        self.caret = caret
        self.isCutBefore = isCutBefore
        self.isCutAfter = isCutAfter
    }
    /// How many letters of `text`, from the place on, the first `bytes` of it are: an expression may go on behind the window.
    public func letters(_ bytes: Int) -> Int { String(decoding: text.dropFirst(caret).utf8.prefix(max(0, bytes)), as: UTF8.self).count }
    var statement: String { String(text.dropFirst(caret).prefix(60)) }
}
