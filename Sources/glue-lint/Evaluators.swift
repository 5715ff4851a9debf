import Checking
import Evaluation
import Runtimes

/// The evaluator that the commands use: this is where rooms that do not know each other are joined.
enum Evaluators {
    static let source: EvaluatorSource = {
        let evaluator = Evaluator()
        var sources: (tree: ObjectIdentifier, cache: SourceCache, keep: AnyObject)?
        return { entry, profile in
            guard let evaluator else {
                return Evaluation(verdict: Verdict(.unknown, reason: Verdict.Unknown(code: "no-memory", text: "the system lends no address space for a run")))
            }
            let id = ObjectIdentifier(entry.tree)
            if sources?.tree != id { sources = (id, SourceCache(entry.tree), entry.tree) }
            let cache = sources?.cache ?? SourceCache(entry.tree)
            return evaluator.evaluate(Evaluator.Entry(path: entry.path, consumers: entry.consumers), tree: entry.tree, profile: profile, sources: cache)
        }
    }
}
