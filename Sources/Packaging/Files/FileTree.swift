import Synchronization

public enum EntryKind: Hashable, Sendable { case file, folder }

/// What stands behind a tree: a folder, an archive, one file, another tree seen through edits or mounts.
///
/// Calls come from several threads. A path is clean; a missing one is nil or an error value, never a trap.
protocol FileSource: Sendable {
    /// Follows symbolic links; nil: nothing there, or a link that leads outside.
    func kind(of path: TreePath) -> EntryKind?
    /// Names in byte order; empty for what is no folder.
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)]
    func read(_ path: TreePath) -> Result<[UInt8], FileProblem>
    /// Where a path lies when every symbolic link is followed; the path itself where nothing is there.
    func realPath(of path: TreePath) -> TreePath
    /// Files that are there and could not be read when they were asked for, by path.
    var unreadable: [FileProblem] { get }
}
extension FileSource {
    var unreadable: [FileProblem] { [] }
}

/// The files of one input, wherever they lie. The only way by which the program reads what it analyses.
public final class FileTree: Sendable {
    let source: any FileSource
    /// What the input is called: the path given, "<stdin>".
    public let name: String
    /// What was refused or lost while the tree was opened.
    public let problems: [FileProblem]
    /// The tree that this one adds a few files to; what is learned of its files holds here, too.
    public let base: FileTree?
    /// The files added.
    public let added: Set<TreePath>
    /// Where other trees were mounted. What lies there was put there by us and not by an installer.
    private let mounts: Set<TreePath>
    private let manifests = PerFolder<Manifest>()
    let typeScriptConfigurations = PerFolder<TypeScriptConfiguration>()

    init(
        _ source: any FileSource, name: String, problems: [FileProblem] = [], mounts: Set<TreePath> = [], base: FileTree? = nil,
        added: Set<TreePath> = []
    ) {
        self.source = source
        self.name = name
        self.problems = problems
        self.mounts = mounts
        self.base = base
        self.added = added
    }

    /// An archive that ends early: a file that is not here may have been in it.
    public var isCutShort: Bool { problems.contains { if case .brokenArchive = $0.reason { true } else { false } } }

    public func kind(of path: TreePath) -> EntryKind? { source.kind(of: path) }
    public func isFile(_ path: TreePath) -> Bool { source.kind(of: path) == .file }
    public func isFolder(_ path: TreePath) -> Bool { source.kind(of: path) == .folder }
    public func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] { source.children(of: folder) }
    public func read(_ path: TreePath) -> Result<[UInt8], FileProblem> { source.read(path) }
    public func realPath(of path: TreePath) -> TreePath { source.realPath(of: path) }
    /// Files of a folder on disk that are there and that nobody could read so far (permissions, size, no regular file), by path. What is
    /// read through trees made from this one counts.
    public var unreadable: [FileProblem] { source.unreadable }

    /// The manifest of `folder`; nil where there is no `package.json`. One that does not parse is a manifest with problems.
    public func manifest(in folder: TreePath) -> Manifest? {
        let path = folder.appending("package.json")
        if let base, !added.contains(path) { return base.manifest(in: folder) }
        return manifests.of(folder) {
            switch isFile(path) ? source.read(path) : nil {
            case .success(let bytes): Manifest(path: path, bytes: bytes)
            case .failure(let problem): Manifest(path: path, unreadable: problem)
            case nil: nil
            }
        }
    }
    /// Whether an installer put the package in `folder` where it lies: what it needs and is not there either is missing for whoever uses
    /// it.
    public func isInstalled(_ folder: TreePath) -> Bool { folder.parts.contains("node_modules") && !mounts.contains(folder) }

    /// The manifest that governs a file: of its folder or the nearest one above, as Node looks it up
    /// (a `node_modules` folder ends the search).
    public func manifest(governing path: TreePath) -> Manifest? {
        for folder in (path.parent ?? .root).selfAndAncestors {
            if folder.name == "node_modules" { return nil }
            if let manifest = manifest(in: folder) { return manifest }
        }
        return nil
    }

    /// Every file, folder by folder in byte order. `enter` decides about each folder before it is listed.
    public func files(under folder: TreePath = .root, enter: (TreePath) -> Bool = { _ in true }) -> [TreePath] {
        var result: [TreePath] = []
        // Symbolic links may make a circle: a folder whose real place was seen is not listed again.
        var seen: Set<TreePath> = [realPath(of: folder)]
        var pending = [folder]
        while let next = pending.popLast() {
            var folders: [TreePath] = []
            for child in children(of: next) {
                let path = next.appending(child.name)
                if child.kind == .file {
                    result.append(path)
                } else if enter(path), seen.insert(realPath(of: path)).inserted {
                    folders.append(path)
                }
            }
            pending.append(contentsOf: folders.reversed())
        }
        return result
    }

    // MARK: Seen through something else

    /// This tree with files replaced, added, or (nil) taken away.
    public func overlaid(with edits: [TreePath: [UInt8]?]) -> FileTree {
        FileTree(OverlaySource(base: source, edits: edits), name: name, problems: problems, mounts: mounts)
    }
    /// This tree with files whose bytes are made when they are read.
    public func promising(_ files: [TreePath: @Sendable () -> [UInt8]]) -> FileTree {
        FileTree(
            PromisedSource(base: source, files: files), name: name, problems: problems, mounts: mounts, base: self, added: Set(files.keys))
    }
    /// This tree with another one at `place`, which need not exist; the folders above it then do.
    public func mounting(_ other: FileTree, at place: TreePath) -> FileTree {
        FileTree(
            MountSource(base: source, mounted: other.source, place: place), name: name, problems: problems + other.problems,
            mounts: mounts.union([place]))
    }
    /// Under `folder` only these files (paths of this tree) and what lies in its `node_modules`; the rest as it is.
    public func restricted(to files: [TreePath], in folder: TreePath = .root) -> FileTree {
        FileTree(RestrictedSource(base: source, folder: folder, files: files), name: name, problems: problems, mounts: mounts)
    }
    /// The part of this tree under `folder`, as a tree of its own.
    public func subtree(_ folder: TreePath) -> FileTree {
        folder.isRoot ? self : FileTree(SubtreeSource(base: source, folder: folder), name: name + "/" + folder.text, problems: problems)
    }
    /// Files in memory: tests, examples of rules.
    public static func inMemory(_ files: [String: String], name: String = "memory") -> FileTree {
        var contents: [TreePath: [UInt8]] = [:]
        for (path, text) in files { if let path = TreePath(path) { contents[path] = Array(text.utf8) } }
        return FileTree(MemorySource(contents), name: name)
    }
}

/// What is read of a folder when it is first asked for, be it that there is nothing.
final class PerFolder<Content: Sendable>: Sendable {
    private let known = Mutex<[TreePath: Content?]>([:])

    func of(_ folder: TreePath, _ read: () -> Content?) -> Content? {
        if let content = known.withLock({ $0[folder] }) { return content }
        let content = read()
        known.withLock { $0[folder] = .some(content) }
        return content
    }
}
