import Evaluation
import Linting
import Packaging
import Syntax

/// Says of findings which expressions they mean. Files are read and parsed as far as the places need it, once.
struct Located {
    private let tree: FileTree
    private var files: [String: SourceFile?] = [:]

    init(_ tree: FileTree) { self.tree = tree }

    /// With `length`, and one `group` for each rule and expression. Of findings that differ only in the byte of the expression that their
    /// engines point at, the first stays, with the runtimes of all.
    mutating func locate(_ findings: [Finding]) -> [Finding] {
        var order: [Key: Int] = [:]
        var result: [Finding] = []
        for var finding in findings {
            guard let at = finding.at, let file = file(at.path), let range = Span(file, offset: at.offset).range(reading: finding.name) else {
                result.append(finding)
                continue
            }
            finding.length = max(0, range.upperBound - at.offset)
            finding.group = Fingerprint.of([finding.rule, at.path, String(range.lowerBound), String(range.upperBound)])
            let key = Key(rule: finding.rule, path: at.path, range: range, phase: finding.phase, error: finding.error)
            if let index = order[key] {
                result[index].join(finding)
            } else {
                order[key] = result.count
                result.append(finding)
            }
        }
        return result
    }

    private struct Key: Hashable {
        var rule: String, path: String, range: Range<Int>, phase: Phase?, error: ErrorText?
    }

    /// nil for what is no script.
    private mutating func file(_ path: String) -> SourceFile? {
        if let known = files[path] { return known }
        var file: SourceFile?
        if let place = TreePath(path), FolderGraph.scripts.contains(String(place.fileExtension)), case .success(let bytes) = tree.read(place) {
            file = SourceFile(path: path, bytes: bytes)
        }
        files[path] = .some(file)
        return file
    }
}
