import Linting
import Testing

@testable import Checking

/// Where findings point, and how much of the source they mean: columns of real engines, measured with Node 22, Deno 2 and Bun 1.
@Suite struct PlaceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// The place is at the first mark, the expression's end at the second.
        var source: String
        var runtime: String
        var rule: String
        var testDescription: String { "\(runtime) \(source)" }
        init(_ source: String, _ runtime: String, _ rule: String) {
            (self.source, self.runtime, self.rule) = (source, runtime, rule)
        }
    }

    static let manifest = ("package.json", #"{"name":"x","version":"1.0.0","exports":"./index.mjs"}"#)

    @Test(arguments: [
        Case("const path = «__dirname» + '/x.wasm';", "node@22/esm", "env/dirname-after-bundling"),
        // The first thing that a statement does stands at the statement, in V8.
        Case("const path = «`${__dirname»}/x.wasm`;", "node@22/esm", "env/dirname-after-bundling"),
        Case("let path; «path = __dirname» + '/';", "node@22/esm", "env/dirname-after-bundling"),
        Case("const path = ['x', «__dirname»].join('/');", "node@22/esm", "env/dirname-after-bundling"),
        Case("const bytes = «await Deno».readFile('x.wasm');", "node@22/esm", "env/global-absent"),
        Case("const bytes = await «Deno».readFile('x.wasm');", "bun", "env/global-absent"),
        Case("globalThis.x = new URL(globalThis.location.«href»);", "node@22/esm", "env/location-read"),
        Case(
            "export function init() { return «new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))»; }",
            "workers@2026-11-17", "load/inlined-wasm"),
        Case(
            "export default async function init() { await WebAssembly.«compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))»; }",
            "workers@2026-11-17", "load/inlined-wasm")
    ])
    func pointsAt(_ test: Case) throws {
        let source = test.source.replacing("«", with: "").replacing("»", with: "")
        let start = test.source.prefix { $0 != "«" }.utf8.count
        let end = test.source.replacing("«", with: "").prefix { $0 != "»" }.utf8.count
        let report = try CheckTests.report([Self.manifest.0: Self.manifest.1, "index.mjs": source], runtimes: [test.runtime])
        let finding = try #require(
            report.findings.first { $0.rule == test.rule }, "\(report.findings.map(\.rule)) \(report.verdicts.map(\.verdict.because))")
        #expect(finding.at?.offset == start)
        #expect(finding.at.map { $0.offset + finding.length } == end)
    }

    @Test func enginesThatPointElsewhereAreOneFinding() throws {
        let report = try CheckTests.report(
            [Self.manifest.0: Self.manifest.1, "index.mjs": "const x = await Missing.read();\nexport default x;\n"],
            runtimes: ["node@22/esm", "deno"])
        #expect(report.findings.map(\.runtimes) == [["node@22/esm", "deno"]])
    }
}
