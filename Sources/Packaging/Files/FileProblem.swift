/// What could not be read, and why. `path` is relative to the tree; for an archive's own faults it names the entry.
public struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Error, Hashable, Sendable {
        case missing, folder, notRegular
        /// The operating system's words: "Permission denied".
        case unreadable(String)
        /// Size and limit, in bytes.
        case tooLarge(Int, limit: Int)
        /// A symbolic link that leads out of the tree, or around in a circle.
        case outside
        /// An archive entry that was refused: an absolute path, `..`, a link that leaves the archive.
        case refusedEntry(String)
        case brokenArchive(String)
    }
    public var path: String
    public var reason: Reason

    public init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }
    public var description: String { path.isEmpty ? text : "\(path): \(text)" }
    /// Without the path.
    public var text: String {
        switch reason {
        case .missing: "no such file"
        case .folder: "is a folder"
        case .notRegular: "is not a regular file"
        case .unreadable(let text): text
        case .tooLarge(let size, let limit): "\(size) bytes, more than the limit of \(limit)"
        case .outside: "a symbolic link that leads out of the tree"
        case .refusedEntry(let text): "entry refused: \(text)"
        case .brokenArchive(let text): "broken archive: \(text)"
        }
    }
}
