import Checking
import Evaluation
import Foundation
import Linting
import Runtimes
import Testing

/// What is predicted for the corpus, against `corpus/ledger.tsv` and against what was measured.
@Suite struct LedgerTests {
    @Test func itAnswersEachMeasuredCase() throws {
        let ledger = try Ledger()
        #expect(ledger.malformed.isEmpty)
        let plan = try PlanLine.read(Array(Data(contentsOf: URL(fileURLWithPath: Ledger.root + "/measured.jsonl")))).lines
        #expect(plan.map { "\($0.project) \($0.entry) \($0.runtime)" } == ledger.lines.map(\.question))
        for line in ledger.lines where line.judgement != Ledger.Judgement(predicted: line.predicted, measured: line.measured) {
            Issue.record("\(line.question): not \(line.judgement)")
        }
    }

    @Test func eachPredictedFailureHasARuleOrANote() throws {
        let bare = try Ledger().lines.filter {
            $0.predicted.hasPrefix("fails") && ($0.rule == "-" || $0.rule == "load/unexplained") && $0.note.isEmpty
        }
        #expect(bare.isEmpty, "\(bare.count) without: \(bare.prefix(5).map(\.question))")
    }

    /// The README says of these that no measured case and no small package met them: still so, and said of each.
    @Test(arguments: [
        "entry/export-not-a-handler", "load/invalid-wasm", "load/missing-export", "load/typescript-syntax", "pkg/gitignore-drops-wasm"
    ])
    func isKnownFromItsExamplesOnly(_ rule: String) throws {
        let met = Set(try Ledger().lines.map(\.rule)).union(try SmallPackage.all.flatMap { try $0.expectation().findings.map(\.rule) })
        #expect(!met.contains(rule) && Catalogue().rules.contains { $0.id == rule })
        let readme = try String(
            contentsOf: URL(fileURLWithPath: Ledger.root).deletingLastPathComponent().appendingPathComponent("README.md"), encoding: .utf8)
        let told = try #require(readme.components(separatedBy: "Most rules were met by measured failures").last)
        #expect(told.contains("`\(rule)`"))
    }

    /// The floors of the README's claims.
    @Test func predictionsAreGood() throws {
        let lines = try Ledger().lines
        let packages = Score(lines.filter { $0.project.hasPrefix("wasm-bindgen/") || $0.project.hasPrefix("handmade/") })
        let all = Score(lines)
        print("wasm-bindgen and handmade, \(packages)\nall, \(all)")
        #expect(packages.precision >= 98 && packages.recall >= 90 && packages.works >= 90, "\(packages)")
        #expect(all.precision >= 97 && all.recall >= 60, "\(all)")
    }

    /// Evaluates a sample, or the whole corpus where GLUE_LINT_WHOLE_CORPUS is set: a build without optimisation needs minutes for that.
    @Test func predictionsAreThoseOfTheLedger() throws {
        let ledger = try Ledger().lines
        let isWhole = ProcessInfo.processInfo.environment["GLUE_LINT_WHOLE_CORPUS"] != nil
        let asked = isWhole ? ledger : ledger.indices.filter { $0 % 5 == 0 }.map { ledger[$0] }
        let run = PlanRun(
            root: Ledger.root, runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 2), evaluator: CheckTests.evaluator)
        var changed = 0, at = 0
        let isDone = run.answer(asked.map { PlanLine(project: $0.project, entry: $0.entry, runtime: $0.runtime) }) { record in
            let line = asked[at]
            at += 1
            let predicted = Self.predicted(record.verdict)
            let judgement = Ledger.Judgement(predicted: predicted, measured: line.measured)
            if line.judgement == .right && judgement != .right || judgement == .wrong && line.judgement != .wrong {
                Issue.record(
                    "\(line.question): \(line.measured) was measured, \(line.predicted) is in the ledger, \(predicted) is predicted now")
            } else if predicted != line.predicted || (record.rule ?? "-") != line.rule || (record.verdict.error?.name ?? "-") != line.error
            {
                changed += 1
                if changed <= 5 {
                    print(
                        "\(line.question): \(predicted) \(record.verdict.error?.name ?? "-") \(record.rule ?? "-"), in the ledger \(line.predicted) \(line.error) \(line.rule)"
                    )
                }
            }
            return true
        }
        #expect(isDone && at == asked.count)
        print(
            "\(at) of \(ledger.count) cases evaluated, \(changed) differ from the ledger\(changed == 0 ? "" : " without being worse: scripts/update-ledger")"
        )
    }

    /// As scripts/update-ledger writes it.
    static func predicted(_ verdict: Verdict) -> String {
        switch verdict.outcome {
        case .works: "works"
        case .fails: "fails \(verdict.phase?.rawValue ?? "")"
        case .unknown: "unknown \(verdict.reason?.code ?? "")"
        }
    }
}
