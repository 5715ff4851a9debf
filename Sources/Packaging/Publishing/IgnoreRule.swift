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

    /// Both in lower case. `path` is relative to the rule's folder; `name` is its last part when the question comes from a folder below.
    /// `asFolder`: it may be a folder, whose contents are asked for later.
    func matches(_ path: String, asFolder: Bool, name: String?) -> Bool {
        if test("/" + path) || test(path) { return true }
        guard asFolder else { return false }
        if matchesFolder(path) { return true }
        guard let name, isSinglePart else { return false }
        return matchesFolder(name)
    }
    private func matchesFolder(_ path: String) -> Bool {
        if test("/\(path)/") || test("\(path)/") { return true }
        return includes && (couldMatchBelow("/" + path) || couldMatchBelow(path))
    }
    private func test(_ path: String) -> Bool {
        if isName { return glob.matches(lastPart(path)) }
        // A slash at the end of the path is optional, one at the end of the pattern is not.
        return glob.matches(path) || (path.hasSuffix("/") && glob.matches(path.dropLast()))
    }
    private func couldMatchBelow(_ path: String) -> Bool { isName ? glob.matches(lastPart(path)) : glob.couldMatch(below: path) || glob.matches(path) }
    private func lastPart(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        let rest = drop { $0.isWhitespace }
        return String(rest.reversed().drop { $0.isWhitespace }.reversed())
    }
}
