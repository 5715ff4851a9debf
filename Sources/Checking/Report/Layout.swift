import Linting
import Syntax

/// A statement of minified code on several lines, as far as it lies near a place.
struct Layout {
    private let file: SourceFile
    private let meant: Range<Int>
    private var lines: [LaidOutLine] = []
    private var line = ""
    private var marked: Range<Int>?
    private var indent = 0
    /// Open parentheses since the last brace: a comma or semicolon in them ends no line.
    private var parentheses = [0]
    private var last: (text: String, isWord: Bool)?

    /// Source further from the place than this is left out.
    private static let reach = 700
    /// Lines before and after the one that is meant.
    private static let around = 4
    /// A line that is longer than this is not read by people.
    static let longLine = 300

    /// Nothing where the place's line is short enough to be read as it is.
    static func lines(_ span: Span, meant: Range<Int>, in file: SourceFile) -> [LaidOutLine] {
        guard isLong(file.bytes, at: meant.lowerBound) else { return [] }
        // what stands around a short statement is shown, too
        let statements = span.links.filter { $0.kind.isStatement }
        guard let statement = statements.first(where: { $0.range.count >= longLine }) ?? statements.last else { return [] }
        var layout = Layout(file: file, meant: meant)
        layout.walk(statement)
        layout.endLine()
        guard let at = layout.lines.firstIndex(where: { $0.marked != nil }), layout.lines.count > 1 else { return [] }
        return Array(layout.lines[max(0, at - around)..<min(layout.lines.count, at + around + 1)])
    }
    private init(file: SourceFile, meant: Range<Int>) {
        self.file = file
        self.meant = meant
    }

    private static func isLong(_ bytes: [UInt8], at offset: Int) -> Bool {
        let before = bytes[..<min(offset, bytes.count)].suffix(longLine).reversed().prefix { $0 != 0x0A }.count
        let after = bytes.dropFirst(offset).prefix(longLine).prefix { $0 != 0x0A }.count
        return before + after > longLine
    }

    /// The leaves of the statement in order; texts are leaves as a whole.
    private mutating func walk(_ statement: Ancestry.Link) {
        let tree = statement.tree
        var at = statement.node
        let end = Int(tree.nodes[at].next)
        let near = (meant.lowerBound - Self.reach)..<(meant.lowerBound + Self.reach)
        var open: [(end: Int, kind: Kind)] = []
        while at < end {
            while let innermost = open.last, innermost.end <= at { open.removeLast() }
            let node = tree.nodes[at], range = tree.range(at)
            let isText = node.kind == .string || node.kind == .templateString || node.kind == .regex || node.kind == .comment
            if range.upperBound < near.lowerBound || range.lowerBound > near.upperBound {
                at = Int(node.next)
            } else if isText || Int(node.next) == at + 1 {
                if node.kind != .comment { add(range, parent: open.last?.kind ?? .program, isText: isText) }
                if node.isElided { add("…", spaced: true) }
                at = Int(node.next)
            } else {
                open.append((Int(node.next), node.kind))
                at += 1
            }
        }
    }

    private mutating func add(_ range: Range<Int>, parent: Kind, isText: Bool) {
        let text = isText ? shortened(range) : file.text(range)
        switch text {
        case "{":
            append(text, range, spaced: true)
            parentheses.append(0)
            indent += 1
            endLine()
        case "}":
            if parentheses.count > 1 { parentheses.removeLast() }
            indent = max(0, indent - 1)
            endLine()
            append(text, range, spaced: false)
        case ";":
            append(text, range, spaced: false)
            if parentheses.last == 0 { endLine() }
        case ",":
            append(text, range, spaced: false)
            if parentheses.last == 0 { endLine() }
        default:
            if ["(", "["].contains(text) { parentheses[parentheses.count - 1] += 1 }
            if [")", "]"].contains(text) { parentheses[parentheses.count - 1] = max(0, (parentheses.last ?? 0) - 1) }
            append(text, range, spaced: isSpaced(text, parent))
        }
    }
    /// Operators between two operands stand apart.
    private func isSpaced(_ text: String, _ parent: Kind) -> Bool {
        guard let first = text.utf8.first, !Self.isWord(first) else { return false }
        switch parent {
        case .binaryExpression, .assignmentExpression, .augmentedAssignment, .variableDeclarator, .ternaryExpression, .arrowFunction,
            .assignmentPattern:
            return ["=", "+", "-", "*", "/", "%", "<", ">", "&", "|", "^", "?", ":", "!"].contains { text.hasPrefix($0) }
        default: return false
        }
    }

    private mutating func append(_ text: String, _ range: Range<Int>, spaced: Bool) {
        let isWord = text.utf8.first.map { Self.isWord($0) } ?? false
        if last?.text == "}", isWord, !Self.goesOn.contains(text) { endLine() }
        if let last, !line.isEmpty {
            let isSeparate =
                spaced || (last.isWord || last.text == ")") && isWord || Self.spaceAfter.contains(last.text)
                || last.text == "}" && (isWord || spaced)
            if isSeparate, !line.hasSuffix(" ") { line += " " }
        }
        if line.isEmpty { line = String(repeating: "  ", count: min(indent, 12)) }
        let start = line.count
        line += text + (spaced && text != "{" ? " " : "")
        if range.overlaps(meant) { marked = (marked?.lowerBound ?? start)..<(start + text.count) }
        last = (text, text.utf8.last.map { Self.isWord($0) } ?? false)
    }
    private mutating func add(_ text: String, spaced: Bool) { line += " \(text) " }

    private mutating func endLine() {
        if let text = line.lastIndex(where: { $0 != " " }) { lines.append(LaidOutLine(String(line[...text]), marked: marked)) }
        (line, marked, last) = ("", nil, nil)
    }

    private static let spaceAfter: Set<String> = [",", ";", ":", "if", "for", "while", "switch", "catch", "return"]
    /// Words after a closing brace that belong to what it closes.
    private static let goesOn: Set<String> = ["else", "catch", "finally", "while", "from", "in", "of", "instanceof", "as"]
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 36, 95, 35, 128...: true
        default: false
        }
    }
    /// A text of megabytes is shown by its ends.
    private func shortened(_ range: Range<Int>) -> String {
        guard range.count > 48 else { return file.text(range).replacing("\n", with: " ") }
        return file.text(range.lowerBound..<range.lowerBound + 30).replacing("\n", with: " ") + "…"
            + file.text(range.upperBound - 8..<range.upperBound).replacing("\n", with: " ")
    }
}
