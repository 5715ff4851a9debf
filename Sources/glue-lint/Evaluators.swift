import Checking
import Evaluation
import Runtimes

/// The evaluator that the commands use: this is where rooms that do not know each other are joined.
enum Evaluators {
    static let source: EvaluatorSource = {
        { _, _ in
            Evaluation(verdict: Verdict(.unknown, reason: Verdict.Unknown(code: "unmodelled", text: "nothing is evaluated yet")))
        }
    }
}
