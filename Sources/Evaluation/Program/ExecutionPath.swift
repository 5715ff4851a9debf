import Packaging
import Syntax

/// How execution came to a place: for what happens in loading the imports that lead to the file, then the calls.
extension Program {
    /// From the outermost step to the caller of the innermost place; `stack` is innermost first.
    func chain(_ stack: [Place], phase: Phase) -> [Step] {
        let calls = stack.dropFirst().reversed().map { step($0) }
        guard phase <= .load, let outermost = stack.last else { return calls }
        return imports(leadingTo: outermost.path) + calls
    }

    /// The imports from the entry to a file. A file that several import has the first that was met.
    func imports(leadingTo path: String) -> [Step] {
        var steps: [Step] = [], at = path, seen: Set<String> = [path]
        while let site = importSites[at], steps.count < Self.longestPath {
            steps.append(step(site))
            at = site.path
            guard seen.insert(at).inserted else { break }
        }
        return steps.reversed()
    }
    /// Longer paths of imports tell nobody more.
    private static let longestPath = 40

    private func step(_ place: Place) -> Step {
        guard let path = TreePath(place.path), let file = sources.file(path) else { return Step(place) }
        return Step(place, what: Span(file, offset: place.offset).action)
    }
}
