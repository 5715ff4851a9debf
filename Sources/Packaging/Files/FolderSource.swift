import Glibc
import Synchronization

/// A folder on disk, listed and read when asked. Symbolic links are followed as long as they stay inside.
final class FolderSource: FileSource {
    /// Absolute, links followed, without a slash at the end (the root folder of the system is "").
    private let root: String
    private let sizeLimit: Int
    /// One listing answers for every name of a folder, present or not: resolvers mostly ask for what is absent.
    private let listings = Mutex<[TreePath: [String: EntryKind]]>([:])
    private let realPaths = Mutex<[TreePath: TreePath]>([:])
    private let refused = Mutex<Set<FileProblem>>([])

    /// nil: no such folder, or not one.
    init?(_ path: String, sizeLimit: Int = FileReading.sizeLimit) {
        guard let real = FileReading.realPath(path), FileReading.kind(real) == .folder else { return nil }
        root = real == "/" ? "" : real
        self.sizeLimit = sizeLimit
    }

    private func systemPath(_ path: TreePath) -> String { path.isRoot ? (root.isEmpty ? "/" : root) : "\(root)/\(path.text)" }

    func kind(of path: TreePath) -> EntryKind? {
        guard let parent = path.parent else { return .folder }
        return listing(parent)[String(path.name)]
    }
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] {
        listing(folder).map { (name: $0.key, kind: $0.value) }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    func read(_ path: TreePath) -> Result<[UInt8], FileProblem> {
        guard inside(path) != nil else {
            return .failure(FileProblem(path.text, FileReading.exists(systemPath(path)) ? .outside : .missing))
        }
        return FileReading.read(systemPath(path), limit: sizeLimit).mapError { reason in
            let problem = FileProblem(path.text, reason)
            if reason != .missing, reason != .folder { refused.withLock { _ = $0.insert(problem) } }
            return problem
        }
    }
    var unreadable: [FileProblem] { refused.withLock { $0.sorted { $0.path < $1.path } } }
    func realPath(of path: TreePath) -> TreePath { inside(path) ?? path }

    /// Where the path really lies; nil when that is nowhere or outside of the root.
    private func inside(_ path: TreePath) -> TreePath? {
        if path.isRoot { return .root }
        if let known = realPaths.withLock({ $0[path] }) { return known }
        guard let real = FileReading.realPath(systemPath(path)) else { return nil }
        guard real.hasPrefix(root + "/"), let found = TreePath(real.dropFirst(root.count + 1)) else { return real == root ? .root : nil }
        realPaths.withLock { $0[path] = found }
        return found
    }

    private func listing(_ folder: TreePath) -> [String: EntryKind] {
        if let known = listings.withLock({ $0[folder] }) { return known }
        var result: [String: EntryKind] = [:]
        // A folder that does not exist is not listed either: its parent's listing says so without a system call.
        if folder.isRoot || kind(of: folder) == .folder {
            FileReading.list(systemPath(folder)) { name, kind in
                switch kind {
                case .file: result[name] = .file
                case .folder: result[name] = .folder
                case .link:
                    let path = folder.appending(name)
                    guard inside(path) != nil, let target = FileReading.kind(systemPath(path)), target != .other else { return }
                    result[name] = target == .folder ? .folder : .file
                // A pipe or a device: there, but reading it is an error.
                case .other: result[name] = .file
                }
            }
        }
        listings.withLock { $0[folder] = result }
        return result
    }
}
