import Packaging
import Runtimes
import Testing

@testable import Evaluation

/// Files in memory, evaluated under a runtime's profile.
struct EvaluatedProgram {
    let verdict: Verdict

    init(_ files: [String: String], entry: String, consumers: Set<String> = [], runtime: String) throws {
        let tree = FileTree.inMemory(files)
        let profile = try Runtimes().profile(RuntimeName.parse(runtime).get()).get()
        let evaluator = try #require(Evaluator())
        let path = try #require(TreePath(entry))
        let evaluation = evaluator.evaluate(
            Evaluator.Entry(path: path, consumers: Set(consumers.compactMap { TreePath($0) })), tree: tree, profile: profile,
            sources: SourceCache(tree))
        verdict = evaluation.verdict
    }
    /// "TypeError: x is not a function", "works", or "unknown: because".
    var outcome: String {
        switch verdict.outcome {
        case .works: "works"
        case .unknown: "unknown: \(verdict.because)"
        case .fails: "\(verdict.error?.name ?? ""): \(verdict.error?.message ?? "")"
        }
    }
}
