import Checking
import Evaluation
import Packaging
import Runtimes
import Synchronization
import Syntax

/// The evaluators that the commands use: this is where rooms that do not know each other are joined.
enum Evaluators {
    /// Makes one for each thread; files are parsed once for all of them.
    static func source(_ reading: SourceFile.Reading = .automatic, isTraced: Bool = false) -> EvaluatorSource {
        let sources = SharedSources(reading)
        return {
            let evaluator = Evaluator()
            return { entry, profile in
                guard let evaluator else {
                    return Evaluation(
                        verdict: Verdict(
                            .unknown, reason: Verdict.Unknown(code: "no-memory", text: "the system lends no address space for a run")))
                }
                return evaluator.evaluate(
                    Evaluator.Entry(path: entry.path, consumers: entry.consumers), tree: entry.tree, profile: profile,
                    sources: sources.of(entry.tree), isTraced: isTraced)
            }
        }
    }
}

/// What was parsed of the trees that are worked on now.
private final class SharedSources: Sendable {
    private let recent = Mutex<[(tree: FileTree, cache: SourceCache)]>([])
    /// Threads mostly work on one or two trees at a time; older ones are forgotten.
    private static let limit = 6
    private let reading: SourceFile.Reading

    init(_ reading: SourceFile.Reading) { self.reading = reading }

    func of(_ tree: FileTree) -> SourceCache {
        let base = tree.base.map { of($0) }
        return recent.withLock { recent in
            if let at = recent.firstIndex(where: { $0.tree === tree }) {
                let found = recent.remove(at: at)
                recent.append(found)
                return found.cache
            }
            if recent.count >= Self.limit { recent.removeFirst() }
            let cache = SourceCache(tree, over: base, reading: reading)
            recent.append((tree, cache))
            return cache
        }
    }
}
