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
                    Evaluator.Entry(path: path, consumers: ConsumerFiles.of(path, in: tree)), tree: tree, profile: profile, sources: SourceCache(tree))
            }
        } emit: { result = $0; return true }
        return try #require(result)
    }

    @Test(arguments: cases) func example(_ test: Case) throws {
        let evaluation = try Self.evaluate(test.example)
        let verdict = evaluation.verdict
        let evidence = Evidence(entry: test.example.entry, runtime: test.example.runtime, isClaimed: true, evaluation: evaluation) { _ in "" }
        let found = Self.catalogue.findings(in: evidence)
        switch test.example.expectation {
        case .works:
            #expect(verdict.outcome == .works, "\(verdict)")
            #expect(!found.contains { $0.rule == test.rule.id })
        case .breaks(let phase, let at):
            let finding = found.first { $0.rule == test.rule.id }
            #expect(finding != nil, "found \(found.map(\.rule)), verdict \(verdict)")
            #expect(finding?.phase == phase)
            if let at { #expect(finding?.at.map { "\($0.path):\($0.line)" } == at) }
        }
    }

    @Test func rulesAreWhole() {
        #expect(Self.catalogue.problems.isEmpty, "\(Self.catalogue.problems)")
        #expect(Self.catalogue.rules.count >= 31)
        for rule in Self.catalogue.rules {
            #expect(!rule.message.isEmpty && !rule.why.isEmpty && !rule.guidance.isEmpty, "\(rule.id)")
        }
    }
}
