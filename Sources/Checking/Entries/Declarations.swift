import Evaluation
import Linting
import Packaging
import Text

/// Where a package says that it offers an entry: what goes wrong in the program that stands for its users is told there.
struct Declarations {
    private let path: TreePath
    private let lines: LineIndex

    /// nil where the input is no package.
    init?(of package: PackageIdentity?, in tree: FileTree) {
        guard let package, case .success(let bytes) = tree.read(package.folder.appending("package.json")) else { return nil }
        path = package.folder.appending("package.json")
        lines = LineIndex(bytes)
    }

    /// The key of the subject; nil where it is offered without one (`index.js`).
    func place(of subject: Subject) -> Place? {
        guard let key = subject.key else { return nil }
        let (line, column) = lines.position(key.lowerBound)
        return Place(path: path.text, line: line, column: column, offset: key.lowerBound)
    }
}

extension Finding {
    /// The user did not write an assumed usage and does not see its file.
    func told(at declaration: Place?) -> Finding {
        var finding = self
        if let at, AssumedUsages.isUsage(at.path) { finding.at = declaration }
        finding.chain = finding.chain.filter { !AssumedUsages.isUsage($0.place.path) }
        return finding
    }
}
