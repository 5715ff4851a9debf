/// Files in memory, and the folders that their paths imply.
struct MemorySource: FileSource {
    private let files: [TreePath: [UInt8]]
    private let folders: FolderIndex

    init(_ files: [TreePath: [UInt8]]) {
        self.files = files
        folders = FolderIndex(files.keys)
    }
    func kind(of path: TreePath) -> EntryKind? { files[path] != nil ? .file : folders.contains(path) || path.isRoot ? .folder : nil }
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] { folders.children(of: folder) }
    func read(_ path: TreePath) -> Result<[UInt8], FileProblem> {
        files[path].map { .success($0) } ?? .failure(FileProblem(path.text, kind(of: path) == .folder ? .folder : .missing))
    }
    func realPath(of path: TreePath) -> TreePath { path }
}

/// The folders above a list of files, each with what lies in it.
struct FolderIndex: Sendable {
    private var entries: [TreePath: [String: EntryKind]] = [:]

    init(_ files: some Sequence<TreePath>) {
        for file in files {
            var child = file
            var kind = EntryKind.file
            while let parent = child.parent {
                let known = entries[parent, default: [:]].updateValue(kind, forKey: String(child.name))
                if known != nil, kind == .folder { break }  // everything above is there already
                child = parent
                kind = .folder
            }
        }
    }
    func contains(_ folder: TreePath) -> Bool { entries[folder] != nil }
    func kind(of path: TreePath) -> EntryKind? {
        guard let parent = path.parent else { return .folder }
        return entries[parent]?[String(path.name)]
    }
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] {
        (entries[folder] ?? [:]).map { (name: $0.key, kind: $0.value) }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
