import Checking
import Evaluation
import Linting
import Packaging
import Reporting
import Runtimes
import Testing

@Suite struct CheckTests {
    static let evaluator: EvaluatorSource = {
        let evaluator = Evaluator()
        return { entry, profile in
            evaluator?.evaluate(
                Evaluator.Entry(path: entry.path, consumers: entry.consumers), tree: entry.tree, profile: profile,
                sources: SourceCache(entry.tree))
                ?? Evaluation(verdict: Verdict(.unknown))
        }
    }
    static func report(_ files: [String: String], runtimes: [String], threads: Int = 2) throws -> Report {
        var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: threads), evaluator: evaluator)
        check.asked = try runtimes.map { try RuntimeName.parse($0).get() }
        return try #require(check.run(Input(tree: .inMemory(files), focus: .root), root: "."))
    }

    static let webInit = """
        export default async function init(input) {
          input ??= new URL("x.wasm", import.meta.url);
          return fetch(input);
        }
        """

    @Test func aPackageWhoseInitFetchesIsToldOnceForEachCause() throws {
        let report = try Self.report(
            ["package.json": #"{"name":"x","version":"1.0.0","type":"module","exports":"./index.js"}"#, "index.js": Self.webInit],
            runtimes: ["workers@2024-03-01", "workers@2026-11-17", "node@22/esm", "node@24/esm"])
        #expect(report.findings.map(\.rule).sorted() == ["init/default-url-init", "load/fetch-bundle-url", "load/file-url-fetched-in-node"])
        let node = try #require(report.findings.first { $0.rule == "load/file-url-fetched-in-node" })
        #expect(node.runtimes == ["node@22/esm", "node@24/esm"])
        #expect(node.at.map { "\($0.path):\($0.line)" } == "index.js:3")
        #expect(report.verdicts.allSatisfy { $0.verdict.outcome == .fails })
    }

    @Test func whatIsNotPublishedIsNamed() throws {
        let report = try Self.report(
            [
                "package.json": #"{"name":"x","type":"module","files":["index.js"],"exports":"./index.js"}"#,
                "index.js": #"import "./part.js";"#,
                "part.js": "export {};"
            ], runtimes: ["node@22/esm"])
        #expect(report.findings.map(\.rule) == ["pkg/gitignore-drops-wasm"])
        #expect(report.findings.first?.message.contains("part.js") == true)
    }

    @Test func anIgnoreWithAReasonSilences() throws {
        let source = Self.webInit.replacing(
            "  return fetch", with: "  // glue-lint-ignore load/file-url-fetched-in-node: never called in Node\n  return fetch")
        let report = try Self.report(
            ["package.json": #"{"name":"x","type":"module","exports":"./index.js"}"#, "index.js": source], runtimes: ["node@22/esm"])
        #expect(report.findings.isEmpty)
    }

    @Test func aFileThatDoesNotParseIsListedWithItsPlaceAndTheRestIsAnalysed() throws {
        let report = try Self.report(
            [
                "package.json": #"{"name":"x","type":"module","exports":{".":"./index.js","./broken":"./broken.js"}}"#,
                "index.js": Self.webInit,
                "broken.js": "export const a = 1;\nexport const b = ;\n"
            ], runtimes: ["node@22/esm"])
        #expect(report.notAnalysed.map(\.path) == ["broken.js:2:16"])
        #expect(report.findings.map(\.rule) == ["load/file-url-fetched-in-node"])
        #expect(report.verdicts.map(\.verdict.outcome) == [.fails, .unknown])
    }

    @Test func sameBytesAtAnyNumberOfThreads() throws {
        let files = [
            "package.json": #"{"name":"x","type":"module","exports":{".":"./index.js","./b":"./b.js"}}"#, "index.js": Self.webInit,
            "b.js": "export const a = document.title;"
        ]
        let texts = try [1, 2, 8].map { threads in
            try Self.report(files, runtimes: ["workers@2026-11-17", "node@22/esm", "deno", "bun"], threads: threads).json.text
        }
        #expect(Set(texts).count == 1)
    }

    @Test func aLongLineIsShownThroughAWindow() {
        let bytes = Array((String(repeating: "a;", count: 200_000) + "fail()" + String(repeating: ";b", count: 200_000)).utf8)
        let window = SourceWindow(bytes, offset: 400_000, width: 60)
        #expect(window?.text.dropFirst(window?.caret ?? 0).hasPrefix("fail()") == true)
        #expect((window?.text.count ?? 1000) <= 100)
        #expect(window?.isCutBefore == true && window?.isCutAfter == true)
    }
}

/// Which runtimes a package claims, and what a pedantic check adds.
@Suite struct ClaimTests {
    static func report(
        _ manifest: String, _ readme: String = "", isPedantic: Bool = false, index: String = "export const title = document.title;\n"
    ) throws -> Report {
        var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 2), evaluator: CheckTests.evaluator)
        check.isPedantic = isPedantic
        return try #require(
            check.run(Input(tree: .inMemory(["package.json": manifest, "README.md": readme, "index.js": index]), focus: .root), root: "."))
    }
    static let node = #"{"name":"x","type":"module","exports":"./index.js","engines":{"node":">=20"}}"#

    @Test func runtimesAreThoseThatAreClaimed() throws {
        #expect(try Self.report(Self.node).runtimes == ["node@22/esm", "node@24/esm"])
        #expect(try Self.report(#"{"name":"x","type":"module","exports":{"workerd":"./index.js"}}"#).runtimes == ["workers@2026-11-17"])
        #expect(
            try Self.report(Self.node, "Runs in Cloudflare Workers, too.").runtimes == ["node@22/esm", "node@24/esm", "workers@2026-11-17"])
    }

    @Test func otherRuntimesHaveNotes() throws {
        let report = try Self.report(
            Self.node, isPedantic: true,
            index: "import \"node:fs\";\nexport const name = process.versions.node.length;\nif (globalThis.WebSocketPair) document.title;\n"
        )
        #expect(report.runtimes == ["node@22/esm", "node@24/esm", "workers@2026-11-17"])
        #expect(
            report.findings.allSatisfy { $0.severity == .note && $0.runtimes == ["workers@2026-11-17"] }, "\(report.findings.map(\.rule))")
        #expect(report.count(.note) == 1)
    }
}
