import Checking
import Foundation
import Linting
import Packaging
import Runtimes
import Testing

/// `glue-lint check` on the corpus: what works wherever it was measured has no error.
@Suite struct CorpusCheckTests {
    /// Projects all of whose measured cases work, with the runtimes.
    static let working: [(project: String, runtimes: [String])] = {
        guard let data = FileManager.default.contents(atPath: Ledger.root + "/measured.jsonl") else { return [] }
        var order: [String] = [], runtimes: [String: [String]] = [:], failing: Set<String> = []
        for line in data.split(separator: UInt8(ascii: "\n")) {
            guard let value = try? JSONSerialization.jsonObject(with: line) as? [String: Any], let project = value["project"] as? String,
                let runtime = value["runtime"] as? String
            else { continue }
            if runtimes[project] == nil { order.append(project) }
            if runtimes[project]?.contains(runtime) != true { runtimes[project, default: []].append(runtime) }
            if value["ok"] as? Bool != true { failing.insert(project) }
        }
        return order.filter { !failing.contains($0) }.map { ($0, runtimes[$0] ?? []) }
    }()

    @Test func whatWorksHasNoError() throws {
        #expect(Self.working.count >= 8)
        var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 2), evaluator: CheckTests.evaluator)
        for (project, runtimes) in Self.working {
            check.asked = try runtimes.map { try RuntimeName.parse($0).get() }
            let report = try #require(
                check.run(Input(tree: try FileTree.open("\(Ledger.root)/\(project)").get(), focus: .root), root: project))
            #expect(report.count(.error) == 0, "\(project): \(report.findings.map { "\($0.rule) in \($0.runtimes)" })")
            #expect(!report.verdicts.isEmpty)
        }
    }
}
