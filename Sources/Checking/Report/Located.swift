import Evaluation
import Linting
import Packaging
import Syntax

/// Says of findings which expressions they mean, and what else helps to find these in built code. Files are read and parsed as far as the
/// places need it, once.
struct Located {
    private let tree: FileTree
    private let generators: Generators
    private var files: [String: SourceFile?] = [:]
    private var originals = OriginalPlaces()
    /// What the evaluations have parsed.
    private let sources: [SourceCache]

    init(_ tree: FileTree, _ generators: Generators, _ sources: [SourceCache]) {
        self.tree = tree
        self.generators = generators
        self.sources = sources
    }

    /// With `length`, and one `group` for each rule and expression. Of findings that differ only in the byte of the expression that their
    /// engines point at, the first stays, with the runtimes of all.
    mutating func locate(_ findings: [Finding]) -> [Finding] {
        var order: [Key: Int] = [:]
        var result: [Finding] = []
        for var finding in findings {
            guard let at = finding.at, let file = file(at.path) else {
                result.append(finding)
                continue
            }
            let span = Span(file, offset: at.offset)
            let range = span.range(reading: finding.name) ?? at.offset..<at.offset
            let key = Key(rule: finding.rule, path: at.path, range: range, phase: finding.phase, error: finding.error)
            if !range.isEmpty, let index = order[key] {
                result[index].join(finding)
                continue
            }
            finding.length = max(0, range.upperBound - at.offset)
            if !range.isEmpty {
                finding.group = Fingerprint.of([finding.rule, at.path, String(range.lowerBound), String(range.upperBound)])
            }
            finding.context = context(at, span, range, file)
            finding.chain = finding.chain.map { described($0) }
            order[key] = result.count
            result.append(finding)
        }
        return result
    }

    private struct Key: Hashable {
        var rule: String, path: String, range: Range<Int>, phase: Phase?, error: ErrorText?
    }

    private mutating func context(_ at: Place, _ span: Span, _ range: Range<Int>, _ file: SourceFile) -> FindingContext {
        var context = FindingContext()
        let module = BundledModule.of(span, in: file)
        context.module = module?.name
        context.generator = generators.nearest(to: at.offset, in: file.bytes, module?.range ?? 0..<file.bytes.count)
        context.original = originals.original(of: at, in: tree)
        context.layout = Layout.lines(span, meant: range.isEmpty ? at.offset..<at.offset + 1 : range, in: file)
        return context
    }
    private mutating func described(_ step: Step) -> Step {
        guard step.what.isEmpty, let file = file(step.place.path) else { return step }
        return Step(step.place, what: Span(file, offset: step.place.offset).action)
    }

    /// nil for what is no script.
    private mutating func file(_ path: String) -> SourceFile? {
        if let known = files[path] { return known }
        var file: SourceFile?
        if let place = TreePath(path), place.isScript {
            file = sources.lazy.compactMap { [tree] in $0.known(place, of: tree) }.first
            if file == nil, case .success(let bytes) = tree.read(place) { file = SourceFile(path: path, bytes: bytes) }
        }
        files[path] = .some(file)
        return file
    }
}
