/// Syntax that the grammar lacks, found in a script and rewritten at equal length for the parser.
///
/// The tree then holds a near relative (`const` for `using`); what really stands there is this fact, and the file's own bytes.
public struct SyntaxPatch: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// `import source x from "…"`, `import defer * as x from "…"`: parsed without the word.
        case importSource, importDefer
        /// `import.source("…")`, `import.defer("…")`: parsed as `import("…")`.
        case importSourceCall, importDeferCall
        /// `export … from "…" with {…}`: parsed without the attributes.
        case exportAttributes
        /// `export type * from "…"`: parsed as white space.
        case typeExport
        /// `… from "…" assert {…}`: parsed as `with`.
        case importAssertions
        /// `using x = …`, `await using x = …`: parsed as `const`.
        case using, awaitUsing
        /// `accessor x = …` in a class: parsed as a field.
        case accessor
        /// `@(…)`: parsed as white space.
        case decoratorExpression
        /// A `\` in a tagged template that begins no escape: parsed as white space.
        case invalidTemplateEscape
        /// `#name` on a line of its own before `[…]`: a semicolon is inserted there, since a field's name cannot be followed by `[`.
        case fieldBeforeBracket
    }
    public var kind: Kind
    /// Bytes that were rewritten, in the order of the file.
    public var range: Range<Int>

    public init(kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}

/// Finds and applies patches at the places that the skim marked: linear, and nothing where there is nothing to patch.
struct SyntaxPatcher {
    /// What the parser reads.
    private(set) var text: [UInt8]
    private(set) var patches: [SyntaxPatch] = []
    /// What the file holds: everything is looked up here, so that writing never copies the text but once.
    private let original: [UInt8]
    private let language: ScriptLanguage

    init(_ bytes: [UInt8], marks: [Skim.Mark], _ language: ScriptLanguage = .javaScript) {
        original = bytes
        self.language = language
        text = bytes
        for mark in marks {
            let at = Int(mark.offset)
            if let last = patches.last, last.range.upperBound > at { continue }  // inside of a rewritten part
            switch mark.kind {
            case .importStatement: importStatement(at)
            case .exportStatement: exportStatement(at)
            case .importExpression: importExpression(at)
            case .using: using(at)
            case .accessor: accessor(at)
            case .decoratorExpression: decorator(at)
            case .invalidTemplateEscape: rewrite(.invalidTemplateEscape, at..<min(at + 2, text.count), as: "  ")
            case .fieldBeforeBracket:
                // a line break itself gives way: the tree's positions are offsets
                patches.append(SyntaxPatch(kind: .fieldBeforeBracket, range: at..<(at + 1)))
                text[at] = UInt8(ascii: ";")
            }
        }
    }

    /// Writes `replacement`, which ends in white space as far as it is shorter, over a range. Line breaks stay.
    private mutating func rewrite(_ kind: SyntaxPatch.Kind, _ range: Range<Int>, as replacement: String) {
        patches.append(SyntaxPatch(kind: kind, range: range))
        var written = replacement.utf8.makeIterator()
        for k in range where text[k] != 10 && text[k] != 13 { text[k] = written.next() ?? 32 }
    }

    // MARK: statements

    private mutating func importStatement(_ at: Int) {
        var cursor = Cursor(original, at + 6)
        let phase = cursor.word()
        let kind: SyntaxPatch.Kind? = phase.text == "source" ? .importSource : phase.text == "defer" ? .importDefer : nil
        if let kind, isPhase(kind, after: phase.range.upperBound) { rewrite(kind, phase.range, as: "") }
        // … from "x" assert {…}: from the specifier on
        cursor = Cursor(original, at + 6)
        guard cursor.skipToSpecifier() else { return }
        let word = cursor.word()
        if word.text == "assert", cursor.peek() == UInt8(ascii: "{") { rewrite(.importAssertions, word.range, as: "with") }
    }

    /// `import source from "x"` names a default import `source`; `import source from from "x"` is of the source phase.
    private func isPhase(_ kind: SyntaxPatch.Kind, after end: Int) -> Bool {
        var cursor = Cursor(original, end)
        if kind == .importDefer { return cursor.peek() == UInt8(ascii: "*") }
        let name = cursor.word()
        guard !name.range.isEmpty else { return false }
        return name.text != "from" || cursor.word().text == "from"
    }

    private mutating func exportStatement(_ at: Int) {
        if language == .typeScript, typeExport(at) { return }
        var cursor = Cursor(original, at + 6)
        let first = cursor.peek()
        guard first == UInt8(ascii: "*") || first == UInt8(ascii: "{"), cursor.skipToSpecifier() else { return }
        let word = cursor.word()
        guard word.text == "with" || word.text == "assert", cursor.peek() == UInt8(ascii: "{"), let end = cursor.skipBraces() else {
            return
        }
        rewrite(.exportAttributes, word.range.lowerBound..<end, as: "")
    }

    private mutating func typeExport(_ at: Int) -> Bool {
        var cursor = Cursor(original, at + 6)
        guard cursor.word().text == "type", cursor.peek() == UInt8(ascii: "*"), cursor.skipToSpecifier() else { return false }
        rewrite(.typeExport, at..<cursor.at, as: "")
        return true
    }

    private mutating func importExpression(_ at: Int) {
        var cursor = Cursor(original, at + 6)
        guard cursor.take(UInt8(ascii: ".")) else { return }
        let dot = cursor.at - 1, phase = cursor.word()
        guard phase.text == "source" || phase.text == "defer", cursor.peek() == UInt8(ascii: "(") else { return }
        rewrite(phase.text == "source" ? .importSourceCall : .importDeferCall, dot..<phase.range.upperBound, as: "")
    }

    // MARK: declarations

    /// `using x =`, `using x of`, on one line; `await using` likewise.
    private mutating func using(_ at: Int) {
        var cursor = Cursor(original, at + 5)
        let name = cursor.word()
        guard !name.range.isEmpty, !Self.operators.contains(name.text), !original[at..<name.range.lowerBound].contains(10) else { return }
        let next = cursor.peek()
        let isAssigned = next == UInt8(ascii: "=") && !cursor.startsWith("==") && !cursor.startsWith("=>")
        guard isAssigned || cursor.word().text == "of" else { return }
        let before = wordBefore(at)
        if before.text == "await" {
            rewrite(.awaitUsing, before.range.lowerBound..<(at + 5), as: "const")
        } else {
            rewrite(.using, at..<(at + 5), as: "const")
        }
    }

    /// `accessor x`, `accessor #x`, `accessor [x]`, `accessor "x"`, on one line, where a member of a class begins.
    private mutating func accessor(_ at: Int) {
        var cursor = Cursor(original, at + 8)
        guard let next = cursor.peek(), !original[at..<cursor.at].contains(10), !original[at..<cursor.at].contains(13), cursor.at > at + 8
        else { return }
        if next != UInt8(ascii: "["), next != UInt8(ascii: "\""), next != UInt8(ascii: "'") {
            let name = cursor.word()
            guard !name.range.isEmpty, !Self.operators.contains(name.text) else { return }
        }
        let before = wordBefore(at)
        guard
            before.range.isEmpty
                ? [UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";")].contains(byteBefore(at)) || startsLine(at)
                : before.text == "static" || startsLine(at)
        else { return }
        rewrite(.accessor, at..<(at + 8), as: "")
    }
    private static let operators: Set<String> = ["in", "of", "instanceof", "as"]

    private mutating func decorator(_ at: Int) {
        var cursor = Cursor(original, at + 1)
        guard let end = cursor.skipBrackets() else { return }
        rewrite(.decoratorExpression, at..<end, as: "")
    }

    // MARK: what stands before

    private func byteBefore(_ at: Int) -> UInt8? {
        original[..<at].last { $0 > 32 }
    }
    private func startsLine(_ at: Int) -> Bool {
        guard let last = original[..<at].lastIndex(where: { $0 > 32 || $0 == 10 || $0 == 13 }) else { return true }
        return original[last] == 10 || original[last] == 13
    }
    private func wordBefore(_ at: Int) -> (text: String, range: Range<Int>) {
        guard let last = original[..<at].lastIndex(where: { $0 > 32 }), Cursor.isWord(original[last]) else { return ("", at..<at) }
        var start = last
        while start > 0, Cursor.isWord(original[start - 1]), last - start < 40 { start -= 1 }
        return (String(decoding: original[start...last], as: UTF8.self), start..<(last + 1))
    }
}
