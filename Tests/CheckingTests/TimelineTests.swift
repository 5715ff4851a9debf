import Linting
import Packaging
import Reporting
import Runtimes
import Testing

@testable import Checking

/// A Worker's outcome over the compatibility dates, and what each change hangs on.
@Suite struct TimelineTests {
    private static func timelines(_ source: String, flags: [CompatibilityFlag] = []) throws -> [CompatibilityTimeline] {
        let check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 2), evaluator: CheckTests.evaluator)
        let files = ["package.json": #"{"name":"x","version":"1.0.0","type":"module","exports":"./index.js"}"#, "index.js": source]
        let base = WorkersName(date: try #require(CompatibilityDate("2024-01-01")), flags: flags)
        var found: [CompatibilityTimeline] = []
        _ = check.timelines(["x"], bases: [base], open: { _ in .success(Input(tree: .inMemory(files), focus: .root)) }) { step in
            if case .timeline(let timeline) = step { found.append(timeline) }
            return true
        }
        return found
    }

    @Test func theFactAndTheFlagsAreNamed() throws {
        let timeline = try #require(try Self.timelines(CheckTests.webInit).first)
        #expect(timeline.stretches.map(\.from.description) == ["2023-03-01", "2026-11-17"])
        #expect(
            timeline.stretches.map { $0.record.verdict.error?.message } == [
                "Invalid URL string.", "Fetch API cannot load: file:///bundle/x.wasm"
            ])
        let change = try #require(timeline.stretches.last?.change)
        #expect(change.isProven)
        #expect(change.facts.map(\.id.path) == ["import-meta/url"])
        #expect(change.switches.map(\.flag.name) == ["legacy_module_registry", "new_module_registry"])
        #expect(change.switches.map(\.keeps) == [true, false])
        let text = TimelineText(timeline, palette: Palette(isOn: false), width: 100).text
        #expect(text.contains("  2026-11-17  fails in init: TypeError: Fetch API cannot load: file:///bundle/x.wasm"))
        #expect(text.contains("the flag legacy_module_registry keeps what was before"))
        #expect(TimelineText(timeline, after: timeline, palette: Palette(isOn: false), width: 100).text == ". in workers: the same\n")
        #expect(
            timeline.json.text.hasPrefix(
                #"{"schema":"glue-lint/timeline/1","project":"x","package":"x","version":"1.0.0","entry":".","upload":"bundled","flags":[],"stretches":[{"from":"2023-03-01","until":"2026-11-17","verdict":{"#
            ))
    }

    @Test func aGlobalThatCameWithAFlag() throws {
        let timeline = try #require(
            try Self.timelines("export default function init() { return new FinalizationRegistry(() => {}); }").first)
        #expect(timeline.stretches.map { $0.record.verdict.outcome } == [.fails, .works])
        #expect(timeline.stretches.last?.change?.switches.map(\.flag.name).contains("enable_weak_ref") == true)
    }

    @Test func whatNeverChangesIsOneStretch() throws {
        #expect(try Self.timelines("export const a = 1;").first?.stretches.count == 1)
    }

    /// What a timeline says of a day is what asking about that day says.
    @Test func everyDateAnswersAsItsStretch() throws {
        let timeline = try #require(try Self.timelines(CheckTests.webInit, flags: ["nodejs_compat"]).first)
        let dates = Runtimes().workersDates
        let files = [
            "package.json": #"{"name":"x","version":"1.0.0","type":"module","exports":"./index.js"}"#, "index.js": CheckTests.webInit
        ]
        var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 2), evaluator: CheckTests.evaluator)
        check.asked = dates.map { .workers(WorkersName(date: $0, flags: ["nodejs_compat"])) }
        let report = try #require(check.run(Input(tree: .inMemory(files), focus: .root), root: "x"))
        #expect(report.verdicts.count == dates.count)
        for (date, record) in zip(dates, report.verdicts) {
            #expect(timeline.stretches.last { $0.from <= date }?.record.hasOutcome(of: record) == true, "\(date)")
        }
    }

    @Test(arguments: [[3], [0], [9], [2, 7], [0, 1], [0, 9], [1, 4, 8]]) func culpritsAreFound(_ guilty: Set<Int>) {
        var asked = 0
        let found = Culprits.find(Array(0..<10)) { suspects in
            asked += 1
            return guilty.isSubset(of: suspects)
        }
        #expect(Set(found) == guilty)
        #expect(asked <= 60)
    }
}
