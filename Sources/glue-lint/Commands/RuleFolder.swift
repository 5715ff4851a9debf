import Packaging
import Runtimes

/// `--rules DIR`: a folder's rules and runtime data over the built-in ones.
enum RuleFolder {
    static func files(_ arguments: Arguments) -> Result<RuleFiles, Arguments.Problem> {
        guard let path = arguments.value(.rules) else { return .success(.embedded) }
        if case .success(let input) = Input.open(path), input.tree.isFile(input.focus) {
            return .failure(Arguments.Problem(text: "--rules \(path): is not a folder"))
        }
        return FileTree.open(path).mapError { Arguments.Problem(text: "--rules \($0)") }.map { tree in
            var files: [String: [UInt8]] = [:]
            for file in tree.files() where [".yaml", ".tsv", ".txt"].contains(String(file.fileExtension)) {
                if case .success(let bytes) = tree.read(file) { files[file.text] = bytes }
            }
            return RuleFiles.embedded.overlaid(with: files)
        }
    }
}
