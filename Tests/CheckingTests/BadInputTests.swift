import Checking
import Foundation
import Linting
import Packaging
import Runtimes
import Testing

/// What is wrong with an input is told with its place, and the rest is analysed.
@Suite struct BadInputTests {
    static let index = "export const title = document.title;\n"

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        /// "package.json:1:2", and the beginning of the reason.
        var notAnalysed: [String]
        var notes: [String] = []
        /// The rest, where something is left.
        var rules = ["env/global-absent"]
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "duplicate keys: the last counts",
            files: ["package.json": #"{"name":"x","type":"module","exports":"./none.js","exports":"./index.js"}"#, "index.js": index],
            notAnalysed: [], notes: ["package.json:1:51"]),
        Case(
            name: "wrong types",
            files: ["package.json": #"{"name":5,"type":"module","exports":"./index.js","sideEffects":5}"#, "index.js": index],
            notAnalysed: [
                "package.json:1:9 \"name\" must be a string", "package.json:1:64 \"sideEffects\" must be a boolean or an array of patterns"
            ]),
        Case(
            name: "a byte order mark",
            files: ["package.json": "\u{FEFF}" + #"{"name":"x","type":"module","exports":"./index.js"}"#, "index.js": index],
            notAnalysed: [], notes: ["package.json:1:1"]),
        Case(
            name: "broken JSON", files: ["package.json": "{\"name\":\"x\",\n \"exports\": }", "index.js": index],
            notAnalysed: ["package.json:2:13 a value is missing"],
            rules: ["pkg/target-not-published"]),
        Case(
            name: "deep nesting",
            files: [
                "package.json": "{\"name\":\"x\",\"a\":" + String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)
                    + "}", "index.js": index
            ],
            notAnalysed: ["package.json:1: nested deeper"]),
        Case(
            name: "a broken wrangler configuration",
            files: [
                "wrangler.toml": "main = [", "package.json": #"{"name":"x","type":"module","exports":"./index.js"}"#, "index.js": index
            ],
            notAnalysed: ["wrangler.toml:1:"])
    ]

    @Test(arguments: cases) func toldAndTheRestAnalysed(_ test: Case) throws {
        let report = try CheckTests.report(test.files, runtimes: ["node@22/esm"])
        let lost = report.notAnalysed.map { "\($0.path) \($0.reason)" }
        #expect(lost.count == test.notAnalysed.count, "\(lost)")
        for (told, expected) in zip(lost, test.notAnalysed) {
            // A place without a column stands for any.
            let parts = expected.split(separator: " ", maxSplits: 1)
            #expect(told.hasPrefix(parts[0]) && (parts.count < 2 || told.contains(parts[1])), "\(told)")
        }
        for note in test.notes { #expect(report.notes.contains { $0.hasPrefix(note) }, "\(report.notes)") }
        #expect(report.findings.map(\.rule) == test.rules)
    }

    @Test func aWasmThatIsAPageIsRefusedAndNamed() throws {
        let source =
            "import { readFileSync } from \"node:fs\";\nexport const module = new WebAssembly.Module(readFileSync(new URL(\"x.wasm\", import.meta.url)));\n"
        let manifest = #"{"name":"x","type":"module","exports":"./index.js"}"#
        let page = try CheckTests.report(
            ["package.json": manifest, "index.js": source, "x.wasm": "<!doctype html>"], runtimes: ["node@22/esm"])
        #expect(page.findings.map { "\($0.rule) \($0.at?.line ?? 0)" } == ["load/invalid-wasm 2"])
        let missing = try CheckTests.report(["package.json": manifest, "index.js": source], runtimes: ["node@22/esm"])
        #expect(missing.findings.map { "\($0.rule) \($0.at?.line ?? 0)" } == ["bundle/asset-not-emitted 2"])
        #expect(missing.findings.first?.error?.message.contains("x.wasm") == true)
    }

    @Test(arguments: ["", "\u{0}\u{0}\u{0}", "\u{1}\u{2}(((", "export const a = " + String(repeating: "[", count: 30_000)])
    func whatIsNoProgramIsNoFinding(_ source: String) throws {
        let report = try CheckTests.report(
            ["package.json": #"{"name":"x","type":"module","exports":"./index.js"}"#, "index.js": source], runtimes: ["node@22/esm"])
        #expect(report.findings.isEmpty)
        #expect(source.isEmpty || report.verdicts.allSatisfy { $0.verdict.outcome == .unknown })
    }
}
