/// Reads a few tokens ahead.
struct Cursor {
    private let text: [UInt8]
    private(set) var at: Int

    init(_ text: [UInt8], _ at: Int) {
        self.text = text
        self.at = min(at, text.count)
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 97...122, 65...90, 48...57, 95, 36, 35, 128...: true
        default: false
        }
    }

    /// Skips white space and comments.
    private mutating func skipSpace() {
        while at < text.count {
            if text[at] <= 32 {
                at += 1
            } else if text[at] == UInt8(ascii: "/"), at + 1 < text.count, text[at + 1] == UInt8(ascii: "*") {
                at += 2
                while at < text.count, !(text[at] == UInt8(ascii: "/") && text[at - 1] == UInt8(ascii: "*")) { at += 1 }
                at = min(at + 1, text.count)
            } else if text[at] == UInt8(ascii: "/"), at + 1 < text.count, text[at + 1] == UInt8(ascii: "/") {
                while at < text.count, text[at] != 10, text[at] != 13 { at += 1 }
            } else {
                return
            }
        }
    }

    /// The next byte that is neither white space nor comment; nil at the end.
    mutating func peek() -> UInt8? {
        skipSpace()
        return at < text.count ? text[at] : nil
    }
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        at += 1
        return true
    }
    /// Over one byte, whatever it is; false at the end.
    mutating func step() -> Bool {
        guard at < text.count else { return false }
        at += 1
        return true
    }
    func startsWith(_ word: String) -> Bool { text[at...].starts(with: word.utf8) }

    /// The word that comes next, shortened to 40 bytes; empty where something else comes.
    mutating func word() -> (text: String, range: Range<Int>) {
        skipSpace()
        let start = at
        while at < text.count, Self.isWord(text[at]) { at += 1 }
        return (String(decoding: text[start..<min(at, start + 40)], as: UTF8.self), start..<at)
    }

    /// Skips a string literal; false where none comes or it does not end on its line.
    mutating func string() -> Bool {
        guard let quote = peek(), quote == 34 || quote == 39 else { return false }
        at += 1
        while at < text.count, text[at] != quote {
            guard text[at] != 10 else { return false }
            at += text[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        at = min(at + 1, text.count)
        return true
    }

    /// Skips a template on one line that has no substitution; false where none comes.
    mutating func plainTemplate() -> Bool {
        guard peek() == UInt8(ascii: "`") else { return false }
        var end = at + 1
        while end < text.count, text[end] != UInt8(ascii: "`") {
            guard text[end] != 10, text[end] != UInt8(ascii: "\\"), text[end] != UInt8(ascii: "$") else { return false }
            end += 1
        }
        guard end < text.count else { return false }
        at = end + 1
        return true
    }

    /// From after `import` or `export` to after the specifier's string; false where the statement has none.
    mutating func skipToSpecifier() -> Bool {
        if string() { return true }  // import "x"
        // the longest clause is `source x, * as y from`; more words are no statement, and reading on from each would be quadratic
        for _ in 0..<12 {
            guard let byte = peek() else { return false }
            switch byte {
            case UInt8(ascii: "{"): guard skipBraces() != nil else { return false }
            case UInt8(ascii: "*"), UInt8(ascii: ","): at += 1
            case 34, 39: guard string() else { return false }  // export * as "name" from
            default:
                let word = word()
                if word.range.isEmpty { return false }
                if word.text == "from", string() { return true }
            }
        }
        return false
    }

    /// From a `{` whose content has no braces to after its `}`.
    mutating func skipBraces() -> Int? {
        guard take(UInt8(ascii: "{")) else { return nil }
        while let byte = peek() {
            if byte == UInt8(ascii: "}") {
                at += 1
                return at
            }
            if byte == 34 || byte == 39 {
                guard string() else { return nil }
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: ";") {
                return nil
            } else {
                at += 1
            }
        }
        return nil
    }

    /// From a `(` to after its `)`, over nested brackets and strings; nil where it is longer than any decorator.
    mutating func skipBrackets() -> Int? {
        var depth = 0
        let limit = at + 1_000
        while at < limit, let byte = peek() {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case 34, 39:
                guard string() else { return nil }
                continue
            default: break
            }
            at += 1
        }
        return nil
    }
}
