import Evaluation
import Runtimes

/// All rules, by id.
public struct Catalogue: Sendable {
    public let rules: [Rule]
    /// What is wrong with the rule files.
    public let problems: [RuleProblem]
    public let generators: Generators

    public init(_ files: RuleFiles = .embedded) {
        var rules: [Rule] = [], problems: [RuleProblem] = []
        for path in files.paths where path.hasSuffix(".yaml") && !path.hasPrefix("runtimes/") && !path.hasPrefix(Generators.folder) {
            guard let document = files.document(path) else { continue }
            // A packed tree has no positions; it was checked when it was packed.
            let hasPositions = document.root.map { !$0.range.isEmpty } ?? true
            var reading = RuleReading(path: path, bytes: hasPositions ? files.bytes(path).map(Array.init) : nil)
            if let rule = reading.rule(document) { rules.append(rule) }
            problems += reading.problems
        }
        generators = Generators(files)
        self.rules = rules.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
        self.problems = problems
    }

    public func rule(_ id: String) -> Rule? { rules.first { $0.id == id } }

    /// The rule that says most exactly why a run failed; nil where none does.
    public func explanation(of verdict: Verdict, runtime: String) -> Rule? {
        guard verdict.outcome == .fails, let cause = verdict.cause else { return nil }
        var best: (rule: Rule, weight: Int)?
        for rule in rules where !rule.isFallback {
            for reaction in rule.reactions where reaction.part == .failure {
                guard let weight = reaction.match(cause, error: verdict.error, phase: verdict.phase, runtime: runtime),
                    weight > best?.weight ?? -1
                else { continue }
                best = (rule, weight)
            }
        }
        return best?.rule
    }

    /// The rule for failures that no other explains.
    public var fallback: Rule? { rules.first { $0.isFallback } }

    /// Rules whose runtimes print this: a pasted line, with or without the error's name before it, and with more around it.
    public func rules(printing text: String) -> [Rule] {
        rules.filter { rule in rule.texts.contains { !$0.isAnything && TextPattern("*\($0.text)*").matches(text) } }
    }
}
