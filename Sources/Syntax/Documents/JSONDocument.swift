/// JSON, and JSON with comments, read with the place of everything.
public enum JSONDocument {
    public enum Dialect: Sendable {
        /// RFC 8259: comments and trailing commas are read, and are problems of kind `.syntax`.
        case json
        /// Comments and trailing commas are fine (wrangler.jsonc, tsconfig.json, deno.jsonc).
        case jsonc
    }

    /// A byte order mark is skipped; positions count it.
    public static func read(_ bytes: [UInt8], as dialect: Dialect = .json) -> Document {
        bytes.withUnsafeBufferPointer { text in
            var reader = JSONReader(text, dialect)
            return reader.read()
        }
    }
    public static func read(_ text: String, as dialect: Dialect = .json) -> Document { read(Array(text.utf8), as: dialect) }
}

/// One pass over the bytes with an explicit stack. After an error it goes on where the next value, comma or bracket makes sense.
private struct JSONReader {
    private enum Expectation { case value, elementOrEnd, keyOrEnd, colon, commaOrEnd, nothing }

    private let text: UnsafeBufferPointer<UInt8>
    private let dialect: JSONDocument.Dialect
    private var at = 0
    private var expectation = Expectation.value
    private var open: [OpenValue] = []
    /// Brackets open beyond the depth limit: their content is skipped.
    private var skippedDepth = 0
    private var skippedStart = 0
    private var root: Document.Node?
    private var problems = ProblemList()

    init(_ text: UnsafeBufferPointer<UInt8>, _ dialect: JSONDocument.Dialect) {
        self.text = text
        self.dialect = dialect
    }

    mutating func read() -> Document {
        if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF { at = 3 }
        while true {
            skipSpaceAndComments()
            guard at < text.count else { break }
            if skippedDepth > 0 { skipOneToken() } else { step() }
        }
        if expectation != .nothing || !open.isEmpty {
            problems.add(.syntax, "unexpected end of JSON", text.count..<text.count)
            if skippedDepth > 0 { finish(Document.Node(.null, skippedStart..<text.count)) }
            while !open.isEmpty { closeInnermost(text.count) }
        }
        return Document(root: root, problems: problems.problems)
    }

    /// Reads one token.
    private mutating func step() {
        let byte = text[at]
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): openBracket(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): closeBracket(byte)
        case UInt8(ascii: ","): comma()
        case UInt8(ascii: ":"):
            if expectation != .colon { unexpected(1) }
            if expectation == .colon { expectation = .value }
            at += 1
        case UInt8(ascii: "\""), UInt8(ascii: "'"): string(byte)
        default: word()
        }
    }

    // MARK: structure

    private mutating func openBracket(_ byte: UInt8) {
        beforeValue()
        guard open.count < Document.depthLimit else {
            problems.add(.tooDeep, "nested deeper than \(Document.depthLimit) levels", at..<(at + 1))
            skippedStart = at
            skippedDepth = 1
            at += 1
            return
        }
        let isObject = byte == UInt8(ascii: "{")
        open.append(OpenValue(content: isObject ? .object([]) : .array([]), start: at))
        expectation = isObject ? .keyOrEnd : .elementOrEnd
        at += 1
    }

    private mutating func closeBracket(_ byte: UInt8) {
        at += 1
        guard let innermost = open.last else {
            problems.add(.syntax, "unexpected \(shown(byte))", (at - 1)..<at)
            return
        }
        let isObject = if case .object = innermost.content { true } else { false }
        if isObject != (byte == UInt8(ascii: "}")) {
            problems.add(.syntax, "unexpected \(shown(byte)): the bracket opened as \(isObject ? "{" : "[")", (at - 1)..<at)
        } else if expectation == .value || expectation == .colon {
            problems.add(.syntax, "a value is missing", (at - 1)..<at)
        }
        closeInnermost(at)
    }

    private mutating func closeInnermost(_ end: Int) {
        guard var value = open.popLast() else { return }
        if value.key != nil { value.add(Document.Node(.null, end..<end)) }
        finish(value.close(at: end, &problems))
    }

    private mutating func comma() {
        if expectation != .commaOrEnd { unexpected(1) }
        let place = at
        at += 1
        guard let innermost = open.last else { return }
        let isObject = if case .object = innermost.content { true } else { false }
        if isObject, innermost.key != nil { open[open.count - 1].add(Document.Node(.null, place..<place)) }
        expectation = isObject ? .keyOrEnd : .elementOrEnd
        if dialect == .json {
            skipSpaceAndComments()
            if at < text.count, text[at] == UInt8(ascii: "}") || text[at] == UInt8(ascii: "]") {
                problems.add(.syntax, "trailing comma", place..<(place + 1))
            }
        }
    }

    /// A value ends here: it goes into what is open around it.
    private mutating func finish(_ node: Document.Node) {
        if open.isEmpty {
            if root == nil { root = node }
            expectation = .nothing
        } else {
            open[open.count - 1].add(node)
            expectation = .commaOrEnd
        }
    }

    /// A value begins here: reports it where none is due.
    private mutating func beforeValue() {
        switch expectation {
        case .value, .elementOrEnd: return
        case .keyOrEnd: problems.add(.syntax, "a key must be a string in double quotes", at..<(at + 1))
        case .colon: problems.add(.syntax, "':' is missing", at..<(at + 1))
        case .commaOrEnd: problems.add(.syntax, "',' is missing", at..<(at + 1))
        case .nothing: problems.add(.syntax, "unexpected \(shown(text[at])) after the value", at..<(at + 1))
        }
        // in an object, a value without a key is kept under the empty one, so that what is inside it can still be seen
        if let innermost = open.last, case .object = innermost.content, innermost.key == nil {
            open[open.count - 1].key = ("", at..<at)
        }
    }

    // MARK: scalars

    private mutating func string(_ quote: UInt8) {
        let start = at
        if quote != UInt8(ascii: "\"") { problems.add(.syntax, "strings stand in double quotes", at..<(at + 1)) }
        if expectation != .keyOrEnd { beforeValue() }
        let (decoded, end) = JSONString.read(text, from: start, quote: quote, &problems)
        at = end
        accept(decoded, start..<end, isString: true)
    }

    private mutating func accept(_ word: String, _ range: Range<Int>, isString: Bool) {
        if expectation == .keyOrEnd {
            open[open.count - 1].key = (word, range)
            expectation = .colon
        } else {
            finish(Document.Node(isString ? .string(word) : .null, range))
        }
    }

    /// A number, `true`, `false`, `null`, or something that does not belong here.
    private mutating func word() {
        let start = at
        while at < text.count, isWord(text[at]) { at += 1 }
        guard at > start else {
            unexpected(1)
            at += 1
            return
        }
        let spelling = String(decoding: text[start..<at], as: UTF8.self), range = start..<at
        guard expectation != .keyOrEnd else {
            problems.add(.syntax, "a key must be a string in double quotes", range)
            accept(spelling, range, isString: false)
            return
        }
        let end = at
        at = start
        beforeValue()
        at = end
        switch spelling {
        case "true": finish(Document.Node(.bool(true), range))
        case "false": finish(Document.Node(.bool(false), range))
        case "null": finish(Document.Node(.null, range))
        default:
            if JSONString.isNumber(text[range]), let value = Double(spelling) {
                finish(Document.Node(.number(value), range))
            } else {
                problems.add(.syntax, "unexpected '\(spelling.prefix(40))'", range)
                finish(Document.Node(.null, range))
            }
        }
    }

    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...: true
        default: false
        }
    }

    // MARK: what stands between

    private mutating func skipSpaceAndComments() {
        while at < text.count {
            switch text[at] {
            case 32, 9, 10, 13: at += 1
            case UInt8(ascii: "/"):
                guard at + 1 < text.count, text[at + 1] == UInt8(ascii: "/") || text[at + 1] == UInt8(ascii: "*") else { return }
                comment()
            default: return
            }
        }
    }

    private mutating func comment() {
        let start = at, isBlock = text[at + 1] == UInt8(ascii: "*")
        at += 2
        if isBlock {
            while at + 1 < text.count, text[at] != UInt8(ascii: "*") || text[at + 1] != UInt8(ascii: "/") { at += 1 }
            if at + 1 >= text.count { problems.add(.syntax, "the comment does not end", start..<text.count) }
            at = min(at + 2, text.count)
        } else {
            while at < text.count, text[at] != 10, text[at] != 13 { at += 1 }
        }
        if dialect == .json { problems.add(.syntax, "JSON has no comments", start..<at) }
    }

    /// Beyond the depth limit only brackets and strings count.
    private mutating func skipOneToken() {
        switch text[at] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): skippedDepth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            skippedDepth -= 1
            if skippedDepth == 0 { finish(Document.Node(.null, skippedStart..<(at + 1))) }
        case UInt8(ascii: "\""):
            var ignored = ProblemList()
            at = JSONString.read(text, from: at, quote: UInt8(ascii: "\""), &ignored).end
            return
        default: break
        }
        at += 1
    }

    private mutating func unexpected(_ length: Int) {
        problems.add(.syntax, "unexpected \(shown(text[at]))", at..<(at + length))
    }
    private func shown(_ byte: UInt8) -> String {
        byte >= 32 && byte < 127 ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
    }
}
