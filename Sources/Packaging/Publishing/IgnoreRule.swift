/// One line of an ignore file, or one of npm's own rules, as `ignore-walk` matches it (minimatch with `matchBase`, `dot`, `nocase`).
struct IgnoreRule: Sendable {
    /// `!`: takes in again what an earlier rule left out.
    let includes: Bool
    private let glob: Glob
    /// Without a slash: compared with the last part of a path, in any folder.
    private let isName: Bool
    /// One part, with or without a slash at the end: in a folder's listing also compared with the bare name.
    private let isSinglePart: Bool

    /// nil for a comment or an empty line.
    init?(_ line: some StringProtocol) {
        var text = line.trimmed
        guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
        var isNegated = false
        while text.hasPrefix("!") {
            isNegated.toggle()
            text.removeFirst()
        }
        while text.contains("//") { text = text.replacing("//", with: "/") }
        guard !text.isEmpty else { return nil }
        includes = isNegated
        glob = Glob(text.lowercased())
        isName = !text.contains("/")
        isSinglePart = !text.dropLast(text.hasSuffix("/") ? 1 : 0).contains("/")
    }
    static func lines(_ text: String) -> [IgnoreRule] { text.split(whereSeparator: \.isNewline).compactMap { IgnoreRule($0) } }

    /// `asFolder`: it may be a folder, whose contents are asked for later.
    func matches(_ candidate: IgnoreCandidate, asFolder: Bool) -> Bool {
        if test(candidate.path) { return true }
        guard asFolder else { return false }
        if matchesFolder(candidate.path) { return true }
        guard let name = candidate.nameBelow, isSinglePart else { return false }
        return matchesFolder(name)
    }
    private func test(_ text: IgnoreCandidate.Text) -> Bool {
        if isName { return glob.matches(bytes: text.lastPart) }
        // A slash at the end of the path is optional, one at the end of the pattern is not.
        if glob.matches(bytes: text.absolute) || glob.matches(bytes: text.plain) { return true }
        return text.endsInSlash && (glob.matches(bytes: text.absolute.dropLast()) || glob.matches(bytes: text.plain.dropLast()))
    }
    private func matchesFolder(_ text: IgnoreCandidate.Text) -> Bool {
        // A rule for names has answered already: a slash at the end makes no difference to it.
        if isName { return glob.matches(bytes: text.lastPart) }
        if glob.matches(bytes: text.absoluteFolder) || glob.matches(bytes: text.folder) || glob.matches(bytes: text.absolute)
            || glob.matches(bytes: text.plain)
        {
            return true
        }
        return includes && (glob.couldMatch(belowFolder: text.absoluteFolder) || glob.couldMatch(belowFolder: text.folder))
    }
}

/// A path as rules are asked about it, spelled in every way once.
struct IgnoreCandidate {
    /// One spelling of a path, in lower case: "/a/b/" with and without its slashes.
    struct Text {
        private let bytes: [UInt8]
        let endsInSlash: Bool
        init(_ path: String) {
            endsInSlash = path.hasSuffix("/")
            bytes = Array("/\(path.lowercased())\(endsInSlash ? "" : "/")".utf8)
        }
        var absoluteFolder: ArraySlice<UInt8> { bytes[...] }
        var folder: ArraySlice<UInt8> { bytes.dropFirst() }
        var absolute: ArraySlice<UInt8> { endsInSlash ? bytes[...] : bytes.dropLast() }
        var plain: ArraySlice<UInt8> { absolute.dropFirst() }
        var lastPart: ArraySlice<UInt8> {
            let inner = bytes.dropLast()
            return inner[(inner.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? inner.startIndex)...]
        }
    }
    /// Relative to the rule's folder.
    let path: Text
    /// Its last part, when the question comes from a folder below the rule's.
    let nameBelow: Text?

    init(_ path: String, nameBelow: String?) {
        self.path = Text(path)
        self.nameBelow = nameBelow.map { Text($0) }
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        let rest = drop { $0.isWhitespace }
        return String(rest.reversed().drop { $0.isWhitespace }.reversed())
    }
}
