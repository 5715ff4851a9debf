import Glibc

/// What a path on the command line stands for: a tree, and the part of it that was asked for.
public struct Input: Sendable {
    public let tree: FileTree
    /// The file or folder that was named, inside the tree; the root where it was the whole.
    public let focus: TreePath
    /// The folder of the nearest manifest at or above the focus.
    public let packageFolder: TreePath?
    /// The nearest wrangler configuration at or above the focus.
    public let configuration: WranglerConfiguration?

    /// Opens a path and climbs to the nearest `package.json` and wrangler configuration: they decide about module types,
    /// conditions, date and flags. The climb ends at a repository and at the root of the system.
    public static func open(_ path: String) -> Result<Input, FileProblem> {
        guard FileReading.kind(path) != nil, let real = FileReading.realPath(path) else { return .failure(FileProblem(path, .missing)) }
        if FileReading.kind(real) == .other { return .failure(FileProblem(path, .notRegular)) }
        if FileReading.kind(real) == .file, ArchiveReader.isArchive(name: real) {
            return FileTree.open(path).map { Input(tree: $0, focus: .root) }
        }
        let root = climb(from: real)
        return FileTree.open(root).map { tree in
            Input(tree: tree, focus: TreePath(real.dropFirst(root.count).drop { $0 == "/" }) ?? .root)
        }
    }

    public init(tree: FileTree, focus: TreePath) {
        self.tree = tree
        self.focus = focus
        let folders = Array((tree.isFolder(focus) ? focus : focus.parent ?? .root).selfAndAncestors)
        packageFolder = folders.first { tree.isFile($0.appending("package.json")) }
        configuration = folders.lazy.compactMap { tree.wranglerConfiguration(in: $0) }.first
    }

    /// The folder that should be the tree's root: the highest one, inside the repository, with a manifest, a configuration or installed
    /// packages. Dependencies of a workspace's package lie that far up.
    private static func climb(from path: String) -> String {
        let start = FileReading.kind(path) == .folder ? path : parent(path)
        var folder = start, highest = start
        while folder != "/" {
            let holds = { (name: String) in FileReading.exists("\(folder)/\(name)") }
            if holds("package.json") || holds("node_modules") || WranglerConfiguration.fileNames.contains(where: holds) { highest = folder }
            if holds(".git") || holds("pnpm-workspace.yaml") { break }
            folder = parent(folder)
        }
        return highest
    }
    private static func parent(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
