import Evaluation
import Runtimes

extension Evaluation {
    /// A package with WebAssembly works only if it was called: that an import alone does not fail says little.
    func judged(_ entry: EntryPoint, _ profile: Profile, carriesWasm: Bool) -> Evaluation {
        var result = self
        if verdict.outcome == .works, carriesWasm, entry.usage.kind == .exports, !events.contains(where: { $0.kind == "wasm.call" }) {
            let text = "no assumed usage called the WebAssembly; --consumer FILE says how it is used"
            result.verdict = Verdict(
                .unknown, assumed: verdict.assumed, possible: verdict.possible, reason: Verdict.Unknown(code: "no-usage", text: text), because: "it loads; \(text)")
        }
        result.verdict.assumed = profile.assumed + result.verdict.assumed
        return result
    }
}
