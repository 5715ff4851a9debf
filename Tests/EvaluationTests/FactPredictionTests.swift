import Foundation
import Packaging
import RandomPrograms
import Runtimes
import Testing

@testable import Evaluation

/// What startup.json and modules.json measured is what is predicted: outcome, error name and message, one case a probe.
///
/// Of Workers, dates between which nothing changed are skipped; ALL_PROBES=1 runs every date.
@Suite struct FactPredictionTests {
    /// What is not predicted, with the reason: unknown, taken for granted, or told in part.
    static let unpredicted: [(probe: String, runtimes: [String], why: String)] = [
        ("startup/tla-never", ["bun", "browser"], "it hangs: there is no error to predict, and nobody knows how long somebody waits"),
        ("startup/tla-fetch", ["node", "deno", "bun", "browser"], "requests over the network are taken to be answered"),
        ("startup/read-wasm-bundle-path", ["node", "deno", "bun"], "a file outside of what is analysed is taken to be there"),
        ("modules/wasm-import-", ["deno"], "Deno reads a .wasm as a script that it writes itself, and tells places in that"),
        ("startup/import-wasm-query-init", ["bun"], "JavaScriptCore prints the value that is no function"),
        ("startup/new-worker-url", ["deno"], "making a Worker is not modelled"),
        ("startup/import-worker-threads", ["deno"], "making a Worker is not modelled"),
        ("modules/js-esm-syntax-no-type", ["node@18"], "names that a file lacks are told before its syntax")
    ]
    static let tally = Tally()

    @Test(arguments: FactProbe.all) func isPredicted(_ probe: FactProbe) throws {
        let runtimes = Runtimes()
        var tree: FileTree?, known: [String: [UInt8]] = [:], sources: SourceCache?
        for run in probe.selected(all: ProcessInfo.processInfo.environment["ALL_PROBES"] != nil) {
            if run.files != known || tree == nil {
                known = run.files
                let made = FileTree.inMemory([:]).overlaid(
                    with: Dictionary(
                        uniqueKeysWithValues: run.files.compactMap { path, bytes in TreePath(path).map { ($0, Optional(bytes)) } }))
                tree = made
                sources = SourceCache(made)
            }
            guard let tree, let sources, let entry = TreePath(run.entry) else { continue }
            let profile = try runtimes.profile(RuntimeName.parse(run.runtime).get()).get()
            let evaluated = onLargeStack {
                Evaluator()?.evaluate(Evaluator.Entry(path: entry, consumers: []), tree: tree, profile: profile, sources: sources)
            }
            let verdict = try #require(evaluated ?? nil).verdict
            let isListed = Self.unpredicted.contains { row in
                probe.name.hasPrefix(row.probe) && row.runtimes.contains { run.runtime.hasPrefix($0) }
            }
            let said = Self.said(verdict), real = Self.real(run.measured)
            if Self.agree(said, real, run.measured) {
                Self.tally.count(.right)
            } else if isListed {
                Self.tally.count(verdict.outcome == .unknown ? .unknown : .listed)
            } else {
                Self.tally.count(.wrong)
                Issue.record("\(probe.name) in \(run.runtime): said \(said), measured \(real)")
            }
        }
        Self.tally.finish(of: FactProbe.all.count)
    }

    static func said(_ verdict: Verdict) -> String {
        switch verdict.outcome {
        case .works: "works"
        case .unknown: "unknown, because \(verdict.because)"
        case .fails: even("\(verdict.error?.name ?? ""): \(verdict.error?.message ?? "")")
        }
    }
    static func real(_ measured: FactProbe.Measured) -> String {
        if measured.ok { return "works" }
        return even("\(measured.name == "build" ? "BuildError" : measured.name ?? ""): \(measured.message ?? "")")
    }
    /// Paths as both sides know them: the folder of the probe is `.`, its origin the page's.
    static func even(_ text: String) -> String {
        text.replacing("file://./", with: "./").replacing("http://localhost/", with: "http://page/").replacing(
            /http:\/\/origin\/p\/[^\/]+\//, with: "http://page/"
        ).replacing(/[0-9a-f]{40}-/, with: "")
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    /// A bundler's errors are predicted together, and the first one was measured; what ends a process later has no text of its own.
    static func agree(_ said: String, _ real: String, _ measured: FactProbe.Measured) -> Bool {
        if said == real { return true }
        if measured.name == "build", let message = measured.message {
            return said.hasPrefix("BuildError: ") && said.contains(even(message))
        }
        return measured.phase == "after-load" && said != "works" && !said.hasPrefix("unknown")
    }
}

/// Counts of all cases, printed when the last one is done.
final class Tally: Sendable {
    enum Judgement: String, CaseIterable { case right, unknown, listed, wrong }
    private let lock = NSLock()
    nonisolated(unsafe) private var counts: [Judgement: Int] = [:]
    nonisolated(unsafe) private var finished = 0
    func count(_ judgement: Judgement) { lock.withLock { counts[judgement, default: 0] += 1 } }
    func finish(of cases: Int) {
        lock.withLock {
            finished += 1
            if finished == cases {
                print(
                    "predictions of measured probes: "
                        + Judgement.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", "))
            }
        }
    }
}
