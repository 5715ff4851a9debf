import Packaging

/// A file that an argument names, whole.
enum NamedFile {
    static func read(_ path: String) -> Result<[UInt8], Arguments.Problem> {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return FileTree.open(path).flatMap { tree in
            TreePath(name).map { tree.read($0) } ?? .failure(FileProblem(path, .missing))
        }.mapError { Arguments.Problem(text: "\(path): \($0)") }
    }
}
