/// What a script imports, and which words it mentions, told by one skim: nothing is parsed, and nothing of the file is kept.
public struct ScriptScan: Sendable, Equatable {
    /// A specifier that stands in the script as a literal.
    public struct Reference: Sendable, Equatable {
        public enum Kind: Sendable, Equatable { case `static`, dynamic, require }
        public var kind: Kind
        /// The text between the quotes, escapes left as they are.
        public var specifier: String
    }
    /// A word outside of comments and regular expressions.
    public struct Mention: Sendable, Equatable {
        /// Index in the words asked for.
        public var word: Int
        public var offset: Int
        public var isInString: Bool
    }

    public internal(set) var references: [Reference] = []
    public internal(set) var mentions: [Mention] = []
    /// It has an export of the name `default`.
    public internal(set) var exportsDefault = false
    /// The brackets do not match, or a text does not end: what stands after that place was not seen.
    public internal(set) var isCutShort = false
}

/// Scans scripts, one after the other; one for each thread. Its buffers are used again for the next file.
public struct ScriptScanner: ~Copyable {
    private var skimmer: Skimmer
    private var skim = Skim()
    private let ids: [Needles.ID: Int]
    private let require: Needles.ID?

    /// `words` are what `mentions` reports: ASCII identifiers of 3 to 40 bytes.
    public init(words: [String]) {
        let needles = Needles(words + ["require"])
        skimmer = Skimmer(needles: needles)
        func id(_ word: String) -> Needles.ID? { needles.words.firstIndex(of: word).map { Needles.ID(truncatingIfNeeded: $0) } }
        require = id("require")
        ids = Dictionary(words.enumerated().compactMap { index, word in id(word).map { ($0, index) } }) { first, _ in first }
    }

    public mutating func scan(_ bytes: [UInt8]) -> ScriptScan {
        bytes.withUnsafeBufferPointer { skimmer.skim($0, into: &skim) }
        var scan = ScriptScan()
        scan.isCutShort = skim.odd.contains(.unmatchedBracket) || skim.odd.contains(.unfinishedText)
        for hit in skim.hits {
            if let word = ids[hit.needle] {
                scan.mentions.append(ScriptScan.Mention(word: word, offset: Int(hit.offset), isInString: hit.isInString))
            }
            if hit.needle == require, !hit.isInString { scan.take(.require, argument(bytes, Int(hit.offset) + 7)) }
        }
        for mark in skim.marks {
            let after = Int(mark.offset) + 6
            switch mark.kind {
            case .importStatement: scan.take(.static, specifier(bytes, after))
            case .exportStatement:
                scan.take(.static, specifier(bytes, after))
                if exportsDefault(bytes, after) { scan.exportsDefault = true }
            case .importExpression: scan.take(.dynamic, argument(bytes, after))
            default: break
            }
        }
        return scan
    }

    /// The string that ends an import or export from after its keyword.
    private func specifier(_ bytes: [UInt8], _ at: Int) -> String? {
        var cursor = Cursor(bytes, at)
        guard cursor.skipToSpecifier() else { return nil }
        let end = cursor.at - 1
        guard end > at, let start = bytes[at..<end].lastIndex(of: bytes[end]) else { return nil }
        return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    }
    /// The literal that is the first argument of a call whose callee ends at `at`; minifiers write templates without substitutions, too.
    private func argument(_ bytes: [UInt8], _ at: Int) -> String? {
        var cursor = Cursor(bytes, at)
        guard cursor.take(UInt8(ascii: "(")), cursor.peek() != nil else { return nil }
        let start = cursor.at
        guard cursor.string() || cursor.plainTemplate(), cursor.at - start >= 2 else { return nil }
        return String(decoding: bytes[(start + 1)..<(cursor.at - 1)], as: UTF8.self)
    }
    /// `export default …`, `export { x as default }`.
    private func exportsDefault(_ bytes: [UInt8], _ at: Int) -> Bool {
        var cursor = Cursor(bytes, at)
        guard cursor.peek() == UInt8(ascii: "{") else { return cursor.word().text == "default" }
        let start = cursor.at
        guard let end = cursor.skipBraces() else { return false }
        var names = Cursor(bytes, start + 1)
        while names.at < end {
            let word = names.word()
            if word.text == "default", let next = names.peek(), next == UInt8(ascii: ",") || next == UInt8(ascii: "}") { return true }
            // `default as x` takes the default of another module; a name in quotes is stepped over byte by byte
            if word.range.isEmpty, names.peek() == nil || !names.step() { return false }
        }
        return false
    }
}

extension ScriptScan {
    fileprivate mutating func take(_ kind: Reference.Kind, _ specifier: String?) {
        guard let specifier else { return }
        references.append(Reference(kind: kind, specifier: specifier))
    }
}
