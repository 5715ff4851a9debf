import Packaging
import Text

/// What is wrong with the files that say what a package or a Worker is: told with the place, and the rest is analysed.
enum ConfigurationProblems {
    /// `notAnalysed`: what could not be taken in. `notes`: what was taken in, though it is not as it should be.
    static func of(_ input: Input) -> (notAnalysed: [Report.NotAnalysed], notes: [String]) {
        var lost: [Report.NotAnalysed] = [], notes: [String] = []
        if let manifest = input.packageFolder.flatMap({ input.tree.manifest(in: $0) }), !manifest.problems.isEmpty {
            let place = places(manifest.path, input.tree)
            for problem in manifest.problems {
                switch problem.reason {
                case .byteOrderMark, .document(.duplicateKey, _), .mixedExportsKeys, .numericKey:
                    notes.append("\(place(problem.range)): \(problem.message)")
                default: lost.append(Report.NotAnalysed(path: place(problem.range), reason: problem.message))
                }
            }
        }
        if let configuration = input.configuration, !configuration.problems.isEmpty {
            let place = places(configuration.path, input.tree)
            lost += configuration.problems.map { Report.NotAnalysed(path: place($0.range), reason: $0.message) }
        }
        return (Array(lost.prefix(limit)), Array(notes.prefix(limit)))
    }
    /// A file that is something else altogether has as many problems as it has lines.
    private static let limit = 8

    /// "package.json:3:5".
    private static func places(_ path: TreePath, _ tree: FileTree) -> (Range<Int>) -> String {
        guard case .success(let bytes) = tree.read(path) else { return { _ in path.text } }
        let lines = LineIndex(bytes)
        return { range in
            let (line, column) = lines.position(range.lowerBound)
            return "\(path.text):\(line):\(column)"
        }
    }
}
