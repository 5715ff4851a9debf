import Glibc

extension FileTree {
    /// A folder, an archive, or one file. For a file the tree is the folder around it: what it imports lies there.
    ///
    /// Fails only when nothing can be read at all; an archive that breaks off gives what was read, with problems.
    public static func open(_ path: String) -> Result<FileTree, FileProblem> {
        if let folder = FolderSource(path) { return .success(FileTree(folder, name: path)) }
        guard FileReading.kind(path) == .file else {
            return .failure(FileProblem(path, FileReading.kind(path) == nil ? .missing : .notRegular))
        }
        if ArchiveReader.isArchive(name: path) {
            return FileReading.read(path, limit: FileReading.sizeLimit).mapError { FileProblem(path, $0) }.flatMap {
                openArchive($0, name: path)
            }
        }
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let source = FolderSource(folder) else { return .failure(FileProblem(path, .missing)) }
        return .success(FileTree(source, name: folder))
    }

    /// An archive's bytes.
    public static func openArchive(_ bytes: [UInt8], name: String) -> Result<FileTree, FileProblem> {
        let contents = ArchiveReader.read(bytes)
        guard !contents.files.isEmpty else {
            return .failure(FileProblem(name, contents.problems.first?.reason ?? .brokenArchive("holds no files")))
        }
        let problems = contents.problems.map { FileProblem($0.path.isEmpty ? name : "\(name)/\($0.path)", $0.reason) }
        return .success(FileTree(MemorySource(contents.files), name: name, problems: problems))
    }

    /// Standard input: an archive by its first bytes, else one file called `filename`.
    public static func openStandardInput(filename: String?) -> Result<FileTree, FileProblem> {
        FileReading.read(STDIN_FILENO, expecting: 1 << 16, limit: FileReading.sizeLimit).mapError { FileProblem("<stdin>", $0) }
            .flatMap { open(bytes: $0, filename: filename) }
    }
    public static func open(bytes: [UInt8], filename: String?) -> Result<FileTree, FileProblem> {
        if ArchiveReader.isArchive(bytes) { return openArchive(bytes, name: "<stdin>") }
        guard let filename, let path = TreePath(filename.drop { $0 == "/" }), !path.isRoot else {
            return .failure(FileProblem("<stdin>", .brokenArchive("neither tar nor zip; JavaScript needs --stdin-filename")))
        }
        return .success(FileTree(MemorySource([path: bytes]), name: "<stdin>"))
    }
}
