import Packaging
import Runtimes
import Testing

@testable import Evaluation

/// What bundlers make of packages, in miniature, and what each runtime then says: each row is a mechanism.
@Suite struct BundleVerdictTests {
    struct Case: Sendable, CustomStringConvertible {
        var name: String
        /// The first is the entry.
        var files: [(path: String, source: String)]
        /// Runtime to "works", "unknown" or "PHASE NAME: message"; a place after " @ ".
        var expected: [(runtime: String, says: String)]
        var description: String { name }
        init(_ name: String, _ source: String, _ expected: [(String, String)], beside: [(String, String)] = []) {
            self.name = name
            files = [("main.mjs", source)] + beside.map { ($0.0, $0.1) }
            self.expected = expected.map { ($0.0, $0.1) }
        }
    }
    static let cases: [Case] = [
        Case("objects of the language keep their own toString", "throw new Error([(255).toString(16), [1, 2], /x/, `${new RangeError('r')}`].join(' '))", [
            ("node@22/esm", "load Error: ff 1,2 /x/ RangeError: r @ main.mjs:1:7"), ("workers@2026-11-17", "load Error: ff 1,2 /x/ RangeError: r @ main.mjs:1:7"),
        ]),
    ]

    @Test(arguments: cases) func says(_ row: Case) throws {
        let evaluator = try #require(Evaluator()), runtimes = Runtimes()
        let tree = FileTree.inMemory(Dictionary(uniqueKeysWithValues: row.files.map { ($0.path, $0.source) }))
        for (runtime, expected) in row.expected {
            let profile = try runtimes.profile(RuntimeName.parse(runtime).get()).get()
            let path = try #require(TreePath(row.files[0].path))
            let verdict = evaluator.evaluate(.init(path: path, consumers: []), tree: tree, profile: profile, sources: SourceCache(tree)).verdict
            var said = verdict.outcome.rawValue
            if verdict.outcome == .fails { said = "\(verdict.phase?.rawValue ?? "") \(verdict.error?.name ?? ""): \(verdict.error?.message ?? "")" }
            if expected.contains(" @ "), let at = verdict.at { said += " @ \(at.path):\(at.line):\(at.column)" }
            #expect(said == expected, "\(row.name) in \(runtime): \(verdict.because)")
        }
    }
}
