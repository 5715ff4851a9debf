/// `// glue-lint-ignore RULE: reason` in a source: silences that rule on its own line, or on the next one where it stands alone.
public struct InlineIgnore: Hashable, Sendable {
    public var path: String
    /// 1-based line of the comment.
    public var line: Int
    /// Bytes from the start of the file.
    public var offset: Int
    public var rule: String
    /// Empty where none is given, which is reported.
    public var reason: String
    /// Lines it holds for.
    public var lines: ClosedRange<Int>

    private static let mark = Array("glue-lint-ignore".utf8)

    /// All of a file, found by bytes: no file needs to be parsed for them.
    public static func all(in bytes: [UInt8], path: String) -> [InlineIgnore] {
        var result: [InlineIgnore] = []
        var line = 1, lineStart = 0, at = 0
        while at < bytes.count {
            if bytes[at] == 0x0A {
                line += 1
                lineStart = at + 1
            } else if bytes[at] == mark[0], at + mark.count < bytes.count, bytes[at..<at + mark.count].elementsEqual(mark) {
                if let ignore = read(bytes, at, line: line, lineStart: lineStart, path: path) { result.append(ignore) }
                at += mark.count
                continue
            }
            at += 1
        }
        return result
    }

    private static func read(_ bytes: [UInt8], _ at: Int, line: Int, lineStart: Int, path: String) -> InlineIgnore? {
        // Only in a comment: the mark follows `//` or `/*` and blanks.
        var before = at
        while before > lineStart, bytes[before - 1] == 0x20 || bytes[before - 1] == 0x09 { before -= 1 }
        guard before - lineStart >= 2, bytes[before - 2] == UInt8(ascii: "/"),
            bytes[before - 1] == UInt8(ascii: "/") || bytes[before - 1] == UInt8(ascii: "*")
        else { return nil }
        let isAlone = bytes[lineStart..<before - 2].allSatisfy { $0 == 0x20 || $0 == 0x09 }
        // A minified line may go on for megabytes after a block comment.
        let end = bytes[at...].prefix(600).firstIndex { $0 == 0x0A || $0 == 0x0D } ?? min(bytes.count, at + 600)
        var text = String(decoding: bytes[at + mark.count..<end], as: UTF8.self)[...]
        if let close = text.range(ofFirst: "*/") { text = text[..<close] }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { $0.trimmingBlanks }
        return InlineIgnore(
            path: path, line: line, offset: at, rule: parts.first ?? "", reason: parts.count > 1 ? parts[1] : "",
            lines: line...(isAlone ? line + 1 : line))
    }
}

extension Substring {
    fileprivate func range(ofFirst text: String) -> Index? { ranges(of: text).first?.lowerBound }
    fileprivate var trimmingBlanks: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
