import Evaluation
import Runtimes

/// Runs programs in the evaluator under one profile.
public final class EvaluatorUnderTest {
    private let evaluator: Evaluator
    private let profile: Profile

    /// nil where there is no such profile, or no memory for a machine.
    public init?(runtime: String) {
        guard let evaluator = Evaluator(), case .success(let name) = RuntimeName.parse(runtime),
            case .success(let profile) = Runtimes().profile(name)
        else { return nil }
        self.evaluator = evaluator; self.profile = profile
    }
    public func run(_ program: String) -> ProgramOutcome {
        let log = evaluator.log(ofFunctionBody: program, profile: profile)
        return ProgramOutcome(lines: log.lines.map { $0.map(RealEngine.printable) }, unknown: log.unknown)
    }
}
