/// Counts how many programs the evaluator and an engine agree on.
public struct Comparison: Sendable {
    public var agree = 0, unknown = 0
    /// Programs by how often each reason for unknown was met.
    public var reasons: [String: Int] = [:]
    public var disagreements: [(seed: UInt64, agreement: Agreement)] = []

    public init() {}
    public mutating func add(seed: UInt64, _ agreement: Agreement) {
        switch agreement {
        case .agree: agree += 1
        case .unknown(let why): unknown += 1; reasons[why, default: 0] += 1
        case .disagree: disagreements.append((seed, agreement))
        }
    }
    public var total: Int { agree + unknown + disagreements.count }
    public var summary: String { "\(total) programs: \(agree) agree, \(unknown) unknown, \(disagreements.count) disagree" }

    /// Runs the programs of `seeds` in both; nil where the engine does not answer.
    public static func run(seeds: Range<UInt64>, engine: RealEngine, evaluator: EvaluatorUnderTest, batch: UInt64 = 400) -> Comparison? {
        var comparison = Comparison()
        var at = seeds.lowerBound
        while at < seeds.upperBound {
            let part = at..<min(at + batch, seeds.upperBound)
            guard let outcomes = engine.run(seeds: part) else { return nil }
            for (seed, outcome) in zip(part, outcomes) {
                comparison.add(seed: seed, Agreement(engine: outcome, evaluator: evaluator.run(ProgramGenerator.program(seed: seed))))
            }
            at = part.upperBound
        }
        return comparison
    }
}
