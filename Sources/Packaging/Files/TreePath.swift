/// A place in a `FileTree`: relative to its root, `/`-separated, without `.`, `..` or empty parts. The root itself is the empty path.
public struct TreePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    public static let root = TreePath(normalised: "")

    private init(normalised text: String) { self.text = text }

    /// nil where `..` leads above the root, or the path is absolute or holds a NUL byte.
    public init?(_ path: some StringProtocol) {
        guard !path.hasPrefix("/") else { return nil }
        self.init(path, from: .root)
    }
    /// `path` as seen from the folder `base`; a leading `/` means the root of the tree.
    public init?(_ path: some StringProtocol, from base: TreePath) {
        guard !path.utf8.contains(0) else { return nil }
        var parts: [Substring] = path.hasPrefix("/") ? [] : base.parts
        for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
            if part == ".." {
                guard !parts.isEmpty else { return nil }
                parts.removeLast()
            } else {
                parts.append(Substring(part))
            }
        }
        text = parts.joined(separator: "/")
    }

    public static func < (a: TreePath, b: TreePath) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    public var description: String { text }
    public var isRoot: Bool { text.isEmpty }
    public var parts: [Substring] { text.split(separator: "/") }
    /// The last part: "index.js".
    public var name: Substring { text.utf8.lastIndex(of: UInt8(ascii: "/")).map { text[text.index(after: $0)...] } ?? text[...] }
    /// With its dot, from the last dot of the name: ".js"; empty for "Makefile" and ".npmrc", as `path.extname` says.
    public var fileExtension: Substring {
        let name = name
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[dot...]
    }
    /// nil for the root.
    public var parent: TreePath? {
        guard !isRoot else { return nil }
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return .root }
        return TreePath(normalised: String(text[..<slash]))
    }
    /// Appends one name, or a relative path known to be clean (a listing's entry).
    public func appending(_ name: some StringProtocol) -> TreePath {
        if name.isEmpty { return self }
        return TreePath(normalised: isRoot ? String(name) : "\(text)/\(name)")
    }
    /// The path inside `folder`; nil outside of it.
    public func relative(to folder: TreePath) -> TreePath? {
        if folder.isRoot { return self }
        if text == folder.text { return .root }
        guard text.hasPrefix(folder.text), text.utf8.dropFirst(folder.text.utf8.count).first == UInt8(ascii: "/") else { return nil }
        return TreePath(normalised: String(text.utf8.dropFirst(folder.text.utf8.count + 1)) ?? "")
    }
    /// This folder, then each one above it up to the root.
    public var selfAndAncestors: some Sequence<TreePath> { sequence(first: self) { $0.parent } }
}
