import Evaluation
import Runtimes

extension Evaluation {
    /// What the profile takes for granted comes first.
    func under(_ profile: Profile) -> Evaluation {
        var result = self
        result.verdict.assumed = profile.assumed + result.verdict.assumed
        return result
    }
}
