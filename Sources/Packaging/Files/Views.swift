/// A source under edits in memory: Fixing tries a change before it is written.
struct OverlaySource: FileSource {
    let base: any FileSource
    /// nil: the file is taken away.
    let edits: [TreePath: [UInt8]?]
    private let added: FolderIndex

    init(base: any FileSource, edits: [TreePath: [UInt8]?]) {
        self.base = base
        self.edits = edits
        added = FolderIndex(edits.filter { $0.value != nil }.keys)
    }
    func kind(of path: TreePath) -> EntryKind? {
        if let edit = edits[path] { return edit == nil ? nil : .file }
        return base.kind(of: path) ?? (added.contains(path) ? .folder : nil)
    }
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] {
        merge(base.children(of: folder).filter { edits[folder.appending($0.name)] == nil }, added.children(of: folder))
    }
    func read(_ path: TreePath) -> Result<[UInt8], FileProblem> {
        guard let edit = edits[path] else { return base.read(path) }
        return edit.map { .success($0) } ?? .failure(FileProblem(path.text, .missing))
    }
    func realPath(of path: TreePath) -> TreePath { edits[path] == nil ? base.realPath(of: path) : path }
}

/// A source with files in its root that are written when they are read.
struct PromisedSource: FileSource {
    let base: any FileSource
    let files: [TreePath: @Sendable () -> [UInt8]]

    func kind(of path: TreePath) -> EntryKind? { files[path] == nil ? base.kind(of: path) : .file }
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] {
        let own = files.keys.filter { $0.parent == folder }.map { (name: String($0.name), kind: EntryKind.file) }
        return own.isEmpty ? base.children(of: folder) : merge(base.children(of: folder), own.sorted { $0.name < $1.name })
    }
    func read(_ path: TreePath) -> Result<[UInt8], FileProblem> { files[path].map { .success($0()) } ?? base.read(path) }
    func realPath(of path: TreePath) -> TreePath { files[path] == nil ? base.realPath(of: path) : path }
}

/// A source with another one at `place`: a package as `node_modules/NAME` of the folder that uses it.
struct MountSource: FileSource {
    let base: any FileSource
    let mounted: any FileSource
    let place: TreePath

    func kind(of path: TreePath) -> EntryKind? {
        if let inner = path.relative(to: place) { return mounted.kind(of: inner) }
        return place.relative(to: path) != nil ? .folder : base.kind(of: path)
    }
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] {
        if let inner = folder.relative(to: place) { return mounted.children(of: inner) }
        guard let way = place.relative(to: folder)?.parts.first else { return base.children(of: folder) }
        return merge(base.children(of: folder), [(name: String(way), kind: .folder)])
    }
    func read(_ path: TreePath) -> Result<[UInt8], FileProblem> {
        guard let inner = path.relative(to: place) else { return base.read(path) }
        return mounted.read(inner).mapError { FileProblem(path.text, $0.reason) }
    }
    func realPath(of path: TreePath) -> TreePath {
        path.relative(to: place).map { place.appending(mounted.realPath(of: $0).text) } ?? base.realPath(of: path)
    }
}

/// A package as published: in its folder only the listed files, and the dependencies installed in it. The rest of the tree stays.
struct RestrictedSource: FileSource {
    let base: any FileSource
    let folder: TreePath
    private let files: Set<TreePath>
    private let folders: FolderIndex
    private let dependencies: TreePath

    init(base: any FileSource, folder: TreePath, files: [TreePath]) {
        self.base = base
        self.folder = folder
        self.files = Set(files)
        folders = FolderIndex(files)
        dependencies = folder.appending("node_modules")
    }
    private func isFree(_ path: TreePath) -> Bool { path.relative(to: folder) == nil || path.relative(to: dependencies) != nil }

    func kind(of path: TreePath) -> EntryKind? {
        if isFree(path) { return base.kind(of: path) }
        return path == folder ? .folder : folders.kind(of: path)
    }
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] {
        if isFree(folder) { return base.children(of: folder) }
        let listed = folders.children(of: folder)
        guard folder == self.folder, base.kind(of: dependencies) == .folder else { return listed }
        return merge(listed, [(name: "node_modules", kind: .folder)])
    }
    func read(_ path: TreePath) -> Result<[UInt8], FileProblem> {
        isFree(path) || files.contains(path) ? base.read(path) : .failure(FileProblem(path.text, .missing))
    }
    /// A link to a file that is not published stays where it is.
    func realPath(of path: TreePath) -> TreePath {
        let real = base.realPath(of: path)
        return kind(of: real) != nil ? real : path
    }
}

struct SubtreeSource: FileSource {
    let base: any FileSource
    let folder: TreePath

    private func outer(_ path: TreePath) -> TreePath { folder.appending(path.text) }
    func kind(of path: TreePath) -> EntryKind? { base.kind(of: outer(path)) }
    func children(of folder: TreePath) -> [(name: String, kind: EntryKind)] { base.children(of: outer(folder)) }
    func read(_ path: TreePath) -> Result<[UInt8], FileProblem> { base.read(outer(path)).mapError { FileProblem(path.text, $0.reason) } }
    func realPath(of path: TreePath) -> TreePath { base.realPath(of: outer(path)).relative(to: folder) ?? path }
}

/// Two listings as one, in byte order; the second wins.
private func merge(_ a: [(name: String, kind: EntryKind)], _ b: [(name: String, kind: EntryKind)]) -> [(name: String, kind: EntryKind)] {
    if b.isEmpty { return a }
    let names = Set(b.map(\.name))
    return (a.filter { !names.contains($0.name) } + b).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
}
