/// What stands in an import or `require`, as it is written.
public struct Specifier: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public var text: String
    public init(_ text: String) { self.text = text }
    public init(stringLiteral text: String) { self.text = text }
    public var description: String { text }

    /// Begins with `./`, `../`, or is `.` or `..`.
    public var isRelative: Bool { text == "." || text == ".." || text.hasPrefix("./") || text.hasPrefix("../") }
    public var isAbsolute: Bool { text.hasPrefix("/") }
    /// The scheme of a URL, without its colon and in lower case: "file", "data", "node".
    public var scheme: String? {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.startIndex else { return nil }
        let scheme = text[..<colon].lowercased()
        guard let first = scheme.utf8.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else { return nil }
        let isScheme = scheme.utf8.allSatisfy {
            ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                || [0x2b, 0x2d, 0x2e].contains($0)
        }
        return isScheme ? scheme : nil
    }
    /// Package name and subpath ("." or "./sub"); nil where the text cannot name a package.
    public var package: (name: String, subpath: String)? { text.hasPrefix(".") ? nil : bundledPackage }
    /// As bundlers and Bun take it: what is no path is below `node_modules`, a name that begins with a dot, too (".prisma/client").
    public var bundledPackage: (name: String, subpath: String)? {
        guard let first = text.first, !isRelative, first != "/" else { return nil }
        let parts = text.split(separator: "/", maxSplits: first == "@" ? 2 : 1, omittingEmptySubsequences: false)
        let count = first == "@" ? 2 : 1
        guard parts.count >= count, !parts[count - 1].isEmpty else { return nil }
        let name = parts[..<count].joined(separator: "/")
        guard !name.contains("\\"), !name.contains("%") else { return nil }
        return (name, "." + text.dropFirst(name.count))
    }
    /// Everything before `?` and `#`, and the rest.
    public var withoutQuery: (path: String, suffix: String) {
        guard let end = text.firstIndex(where: { $0 == "?" || $0 == "#" }), end != text.startIndex else { return (text, "") }
        return (String(text[..<end]), String(text[end...]))
    }
}
