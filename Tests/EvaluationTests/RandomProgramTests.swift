import Foundation
import RandomPrograms
import Testing

/// Right or unknown: what the evaluator says of generated programs is what a real engine does.
///
/// The machine's own Node is asked where there is one whose version has a profile; else the recorded answers of Node 24 (Recorded/).
/// `scripts/random-programs` fetches Node 20, 22 and 24 and runs 20,000 programs in each.
@Suite struct RandomProgramTests {
    /// Programs of one test; four run side by side.
    static let count: UInt64 = 500
    static let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Recorded/random-programs.tsv")

    @Test(arguments: [1, 501, 1_001, 1_501] as [UInt64]) func theEvaluatorIsRightOrSaysThatItDoesNotKnow(first: UInt64) throws {
        let seeds = first..<(first + Self.count)
        if let engine = RealEngine.ofThisMachine(), EvaluatorUnderTest(runtime: "node@\(engine.version)/cjs") != nil {
            let compared = onLargeStack { () -> Comparison? in
                guard let evaluator = EvaluatorUnderTest(runtime: "node@\(engine.version)/cjs") else { return nil }
                return Comparison.run(seeds: seeds, engine: engine, evaluator: evaluator)
            }
            let comparison = try #require(compared ?? nil)
            print("random programs \(seeds): compared with this machine's own Node \(engine.version): \(comparison.summary)")
            for (seed, agreement) in comparison.disagreements.prefix(20) { print("  seed \(seed): \(agreement)") }
            #expect(comparison.disagreements.isEmpty)
            #expect(comparison.unknown * 7 < comparison.total)
        } else {
            let (version, digests) = try Self.digests()
            let counted = onLargeStack { () -> (unknown: Int, differing: [UInt64])? in
                guard let evaluator = EvaluatorUnderTest(runtime: "node@\(version)/cjs") else { return nil }
                var unknown = 0, differing: [UInt64] = []
                for (seed, digest) in digests where seeds.contains(seed) {
                    let program = ProgramGenerator.program(seed: seed), outcome = evaluator.run(program)
                    if outcome.unknown != nil || outcome.lines.contains(nil) {
                        unknown += 1
                    } else if outcome.digest(of: program) != digest {
                        differing.append(seed)
                    }
                }
                return (unknown, differing)
            }
            let (unknown, differing) = try #require(counted ?? nil)
            print(
                "random programs \(seeds): no Node on this machine; compared with recorded answers of Node \(version): \(unknown) unknown, \(differing.count) disagree (seeds \(differing.prefix(20)))"
            )
            #expect(differing.isEmpty, "if the generator has changed, run scripts/random-programs --record")
            #expect(unknown * 7 < Int(Self.count))
        }
    }
    /// The first line names the version; then a seed and a digest each.
    static func digests() throws -> (version: String, digests: [(seed: UInt64, digest: UInt64)]) {
        let lines = try String(contentsOf: recorded, encoding: .utf8).split(separator: "\n")
        let version = try #require(lines.first).dropFirst("# node@".count)
        return (
            String(version),
            lines.dropFirst().compactMap { line in
                let parts = line.split(separator: "\t")
                guard parts.count == 2, let seed = UInt64(parts[0]), let digest = UInt64(parts[1], radix: 36) else { return nil }
                return (seed, digest)
            }
        )
    }
    @Test func theSameSeedGivesTheSameProgram() {
        #expect(ProgramGenerator.program(seed: 7) == ProgramGenerator.program(seed: 7))
        #expect(ProgramGenerator.program(seed: 7) != ProgramGenerator.program(seed: 8))
    }
}
