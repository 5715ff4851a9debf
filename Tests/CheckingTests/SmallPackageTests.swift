import Checking
import Evaluation
import Foundation
import Linting
import Packaging
import Runtimes
import Testing

/// Each folder of `corpus/small`: the right rule at the right line in the right runtime, or rightly nothing.
@Suite struct SmallPackageTests {
    @Test(arguments: SmallPackage.all) func foundAsExpected(_ package: SmallPackage) throws {
        let expectation = try package.expectation()
        let tree = try package.tree(expectation)
        let reports = try reports(expectation, tree)
        let records = reports.flatMap(\.verdicts)
        for expected in expectation.verdicts {
            let record = records.first { $0.runtime == expected.runtime && (expectation.consumer != nil || $0.entry == expected.entry) }
            let verdict = try #require(record?.verdict, "nothing is said of \(expected.entry) in \(expected.runtime)")
            #expect(verdict.outcome.rawValue == expected.outcome, "\(expected.runtime): \(verdict.because)")
            #expect(expected.phase == nil || verdict.phase?.rawValue == expected.phase, "\(expected.runtime): \(verdict.because)")
            if let error = expected.error {
                #expect(verdict.error?.message.hasPrefix(error) == true, "\(expected.runtime): \(verdict.because)")
            }
        }
        let findings = reports.flatMap(\.findings)
        #expect(Set(findings.map(\.rule)) == Set(expectation.findings.map(\.rule)))
        for expected in expectation.findings {
            let line = try expected.marker.map { try #require(self.line(of: $0, in: expected.file, tree)) }
            let found = findings.contains { finding in
                finding.rule == expected.rule
                    && (line == nil || finding.at?.line == line && finding.at?.path == expected.file)
                    && (expected.runtimes == nil || expected.runtimes == finding.runtimes)
            }
            let places = findings.map { "\($0.rule) at \($0.at.map { "\($0.path):\($0.line)" } ?? "-") in \($0.runtimes)" }
            #expect(found, "\(expected.rule) at \(expected.file ?? "-"):\(line ?? 0), found \(places)")
        }
        if let paths = expectation.notAnalysed { #expect(reports.flatMap(\.notAnalysed).map(\.path) == paths) }
    }

    @Test func theyAreThere() { #expect(SmallPackage.all.count >= 15) }

    /// One report for the whole package, or with a consumer one for each shape that its runtimes want.
    private func reports(_ expectation: SmallPackage.Expectation, _ tree: FileTree) throws -> [Report] {
        var names: [RuntimeName] = []
        for verdict in expectation.verdicts {
            let name = try RuntimeName.parse(verdict.runtime).get()
            if !names.contains(name) { names.append(name) }
        }
        var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 1), evaluator: CheckTests.evaluator)
        guard let consumer = expectation.consumer else {
            check.asked = names
            return [try #require(check.run(Input(tree: tree, focus: .root), root: "."))]
        }
        var reports: [Report] = []
        for ending in ["mjs", "cjs", "worker.mjs"] {
            check.asked = names.filter { Self.ending($0) == ending }
            if check.asked.isEmpty { continue }
            let file = "\(consumer).\(ending)"
            check.consumer = (file, Array(try Data(contentsOf: URL(fileURLWithPath: "\(SmallPackage.root)/consumers/\(file)"))))
            reports.append(try #require(check.run(Input(tree: tree, focus: .root), root: ".")))
        }
        return reports
    }

    /// Of the consumer that a runtime takes.
    private static func ending(_ runtime: RuntimeName) -> String {
        switch runtime {
        case .workers: "worker.mjs"
        case .node(_, .cjs): "cjs"
        default: "mjs"
        }
    }

    /// 1-based; nil where the text is in no line or in several. A consumer lies outside the package.
    private func line(of marker: String, in file: String?, _ tree: FileTree) -> Int? {
        guard let file, let path = TreePath(file) else { return nil }
        let bytes: [UInt8]
        if case .success(let read) = tree.read(path) {
            bytes = read
        } else {
            bytes = (try? Data(contentsOf: URL(fileURLWithPath: "\(SmallPackage.root)/consumers/\(file)"))).map(Array.init) ?? []
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).enumerated().filter {
            $0.element.contains(marker)
        }
        return lines.count == 1 ? lines[0].offset + 1 : nil
    }
}
