import Checking
import Evaluation
import Packaging
import Runtimes
import Testing
import Text

@testable import Linting

/// Every rule's examples, run: what it says breaks does break, for the reason that the rule gives, and what it says works works.
@Suite struct RuleExampleTests {
    static let catalogue = Catalogue()

    struct Case: Sendable, CustomTestStringConvertible {
        var rule: Rule
        var example: RuleExample
        var number: Int
        var testDescription: String { "\(rule.id) #\(number) \(example.runtime)" }
    }
    static let cases = catalogue.rules.flatMap { rule in rule.examples.enumerated().map { Case(rule: rule, example: $1, number: $0 + 1) } }

    static func tree(_ example: RuleExample) -> FileTree {
        var edits: [TreePath: [UInt8]?] = [:]
        for (path, content) in example.files {
            guard let path = TreePath(path) else { continue }
            edits[path] = content.hasPrefix("base64:") ? Base64Text.decode(content.utf8.dropFirst(7)) ?? [] : Array(content.utf8)
        }
        return FileTree.inMemory([:]).overlaid(with: edits)
    }

    static func evaluate(_ example: RuleExample) throws -> Evaluation {
        let tree = tree(example)
        let path = try #require(TreePath(example.entry))
        let profile = try RuntimeName.parse(example.runtime).flatMap { Runtimes().profile($0) }.get()
        var result: Evaluation?
        _ = OrderedWork(threads: 1).run([0]) {
            { _ in
                Evaluator()?.evaluate(
                    Evaluator.Entry(path: path, consumers: ConsumerFiles.of(path, in: tree)), tree: tree, profile: profile,
                    sources: SourceCache(tree))
            }
        } emit: {
            result = $0; return true
        }
        return try #require(result)
    }

    /// Findings of an example, and the outcomes of what was run for it.
    static func findings(_ example: RuleExample) throws -> (findings: [Finding], outcomes: [Verdict]) {
        if example.entry == "." {
            let source: EvaluatorSource = {
                let evaluator = Evaluator()
                return { entry, profile in
                    evaluator?.evaluate(
                        Evaluator.Entry(path: entry.path, consumers: entry.consumers), tree: entry.tree, profile: profile,
                        sources: SourceCache(entry.tree))
                        ?? Evaluation(verdict: Verdict(.unknown))
                }
            }
            var check = Check(runtimes: Runtimes(), catalogue: catalogue, work: OrderedWork(threads: 1), evaluator: source)
            check.asked = [try RuntimeName.parse(example.runtime).get()]
            let report = try #require(check.run(Input(tree: tree(example), focus: .root), root: "."))
            return (report.findings, report.verdicts.map(\.verdict))
        }
        let evaluation = try evaluate(example)
        let evidence = Evidence(entry: example.entry, runtime: example.runtime, isClaimed: true, evaluation: evaluation) { _ in "" }
        return (catalogue.findings(in: evidence), [evaluation.verdict])
    }

    @Test(arguments: cases) func example(_ test: Case) throws {
        let (found, verdicts) = try Self.findings(test.example)
        switch test.example.expectation {
        case .works:
            // Importing a package says only that it loads: that is unknown where the package has WebAssembly.
            #expect(verdicts.allSatisfy { $0.outcome == .works || test.example.entry == "." && $0.outcome == .unknown }, "\(verdicts)")
            #expect(!found.contains { $0.rule == test.rule.id })
        case .breaks(let phase, let at):
            let finding = found.first { $0.rule == test.rule.id }
            #expect(finding != nil, "found \(found.map(\.rule)), verdicts \(verdicts)")
            #expect(finding?.phase == phase)
            if let at { #expect(finding?.at.map { "\($0.path):\($0.line)" } == at) }
        }
    }

    @Test func rulesAreWhole() {
        #expect(Self.catalogue.problems.isEmpty, "\(Self.catalogue.problems)")
        #expect(Self.catalogue.rules.count >= 31)
        for rule in Self.catalogue.rules {
            let breaks = rule.examples.count { if case .breaks = $0.expectation { true } else { false } }
            #expect(breaks > 0 && breaks < rule.examples.count, "\(rule.id) has no example that breaks and one that works")
            #expect(!rule.message.isEmpty && !rule.why.isEmpty && !rule.guidance.isEmpty, "\(rule.id)")
        }
    }
}
