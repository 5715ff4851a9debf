import RandomPrograms

/// Holds the evaluator against a real Node on generated programs.
enum RandomProgramsCommand {
    /// random NODE SEEDS: counts, and each program that the two disagree on; random-show SEED [NODE]: one program and both logs;
    /// random-compare FILE NODE: both logs of programs of one's own, separated by U+0001, which may use what the generated ones have
    /// (`Prelude`).
    static func run(_ arguments: [String]) -> Int32 {
        if arguments.first == "random-show", arguments.count >= 2, let seed = UInt64(arguments[1]) {
            return show(seed, arguments.count > 2 ? arguments[2] : "node")
        }
        if arguments.first == "random-compare", arguments.count == 3, let text = TextFile.read(arguments[1]) {
            return compare(text.split(separator: "\u{1}").map { ProgramGenerator.prelude + $0 }, arguments[2])
        }
        if arguments.first == "random-record", arguments.count == 3, let engine = RealEngine(path: arguments[1]),
            let seeds = range(arguments[2])
        {
            return record(engine, seeds)
        }
        guard arguments.count == 3, let engine = RealEngine(path: arguments[1]), let seeds = range(arguments[2]) else {
            print(
                "usage: conformance random NODE FIRST-LAST | random-show SEED [NODE] | random-compare FILE NODE | random-record NODE FIRST-LAST"
            )
            return 2
        }
        guard let evaluator = EvaluatorUnderTest(runtime: "node@\(engine.version)/cjs") else {
            print("there is no profile of node@\(engine.version)"); return 2
        }
        guard let comparison = Comparison.run(seeds: seeds, engine: engine, evaluator: evaluator) else { return 2 }
        for (seed, agreement) in comparison.disagreements {
            if case .disagree(let line, let engine, let evaluator) = agreement {
                print("disagree seed \(seed), line \(line)\n    engine:    \(engine.prefix(300))\n    evaluator: \(evaluator.prefix(300))")
            }
        }
        for (why, count) in comparison.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(40) {
            print("unknown \(count): \(why)")
        }
        print("node@\(engine.version): \(comparison.summary)")
        return comparison.disagreements.isEmpty ? 0 : 1
    }
    /// One line a program: seed and digest of what the engine logged.
    private static func record(_ engine: RealEngine, _ seeds: Range<UInt64>) -> Int32 {
        print("# node@\(engine.version)")
        var at = seeds.lowerBound
        while at < seeds.upperBound {
            let part = at..<min(at + 400, seeds.upperBound)
            guard let outcomes = engine.run(seeds: part) else { return 2 }
            for (seed, outcome) in zip(part, outcomes) {
                print("\(seed)\t\(String(outcome.digest(of: ProgramGenerator.program(seed: seed)), radix: 36))")
            }
            at = part.upperBound
        }
        return 0
    }
    private static func range(_ text: String) -> Range<UInt64>? {
        let parts = text.split(separator: "-").compactMap { UInt64($0) }
        return parts.count == 2 && parts[0] <= parts[1] ? parts[0]..<(parts[1] + 1) : nil
    }
    private static func show(_ seed: UInt64, _ node: String) -> Int32 {
        let program = ProgramGenerator.program(seed: seed)
        print(program)
        return compare([program], node)
    }
    private static func compare(_ programs: [String], _ node: String) -> Int32 {
        guard let engine = RealEngine(path: node), let evaluator = EvaluatorUnderTest(runtime: "node@\(engine.version)/cjs"),
            let outcomes = engine.run(programs)
        else { return 2 }
        for (k, (program, outcome)) in zip(programs, outcomes).enumerated() {
            if programs.count > 1 { print("program \(k)") }
            let mine = evaluator.run(program)
            for i in 0..<max(outcome.lines.count, mine.lines.count) {
                let a = i < outcome.lines.count ? outcome.lines[i] ?? "" : "nothing",
                    b = i < mine.lines.count ? mine.lines[i] ?? "unknown" : "nothing"
                print(a == b ? "  \(i) \(a)" : "! \(i) engine \(a)\n    evaluator \(b)")
            }
            if let why = mine.unknown { print("unknown: \(why)") }
        }
        return 0
    }
}
