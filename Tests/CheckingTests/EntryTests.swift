import Checking
import Evaluation
import Linting
import Packaging
import Runtimes
import Testing

@testable import Checking

/// What of a package is entered, where, and where the package's own words are told.
@Suite struct EntryTests {
    static func report(_ files: [String: String], isPedantic: Bool = false, runtimes: [String] = []) throws -> Report {
        var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 2), evaluator: CheckTests.evaluator)
        check.asked = try runtimes.map { try RuntimeName.parse($0).get() }
        check.holdsEntriesToTheirNames = true
        check.isPedantic = isPedantic
        return try #require(check.run(Input(tree: .inMemory(files), focus: .root), root: "."))
    }

    @Test(arguments: [
        (".", "workers node deno bun browser"), ("./workerd", "workers"), ("./edge-light", "workers"), ("./node", "node deno bun"),
        ("./dist/lib-node.mjs", "node deno bun"),
        ("./browser", "browser"), ("./web", "workers deno browser"), ("./bundler", "workers bun"), ("./service-worker.js", "browser"),
        ("./legacy/workerd", "workers"),
        ("./nodes", "workers node deno bun browser"), ("./deno", "deno")
    ]) func aNameSaysForWhom(_ subpath: String, _ expected: String) throws {
        let all = ["workers": "workers@2026-11-17", "node": "node@22/esm", "deno": "deno", "bun": "bun", "browser": "browser"]
        let addressee = Addressee(subpath: subpath)
        let met = try all.filter { addressee.includes(try RuntimeName.parse($0.value).get()) }.keys
        #expect(Set(met) == Set(expected.split(separator: " ").map(String.init)))
    }

    private static let forWorkers = [
        "package.json":
            #"{"name":"x","type":"module","engines":{"node":">=20"},"exports":{".":{"workerd":"./index.js","default":"./index.js"},"./workerd":"./workerd.js"}}"#,
        "index.js": "export {};\n", "workerd.js": "caches.default.match(\"https://example.com\");\n"
    ]
    @Test func anEntryForOneRuntimeIsNoPromiseToOthers() throws {
        let report = try Self.report(Self.forWorkers, runtimes: ["node@22/esm"])
        #expect(report.findings.isEmpty && report.verdicts.map(\.entry) == ["."])
        #expect(report.notes.contains { $0.contains("--pedantic") })
        let pedantic = try Self.report(Self.forWorkers, isPedantic: true, runtimes: ["node@22/esm"])
        #expect(pedantic.verdicts.map(\.entry) == [".", "./workerd"])
        #expect(!pedantic.findings.isEmpty && pedantic.findings.allSatisfy { $0.severity == .note })
    }

    @Test func ofAPatternOnlyWhatReachesWebAssemblyIsEntered() throws {
        let report = try Self.report(
            [
                "package.json": #"{"name":"x","type":"module","exports":{".":"./index.js","./dist/*":"./dist/*"}}"#,
                "index.js": "export {};\n",
                "dist/a.js": #"import "./part.js"; export const module = WebAssembly.validate(new Uint8Array(0));"#,
                "dist/part.js": "export {};\n",
                "dist/words.test.js": #"import "./absent.js";"#
            ], runtimes: ["node@22/esm"])
        #expect(report.verdicts.map(\.entry) == [".", "./dist/a.js"])
        #expect(report.findings.isEmpty)
    }

    @Test func whatAnEntryLeadsToIsToldAtItsKey() throws {
        let manifest = "{\"name\":\"x\",\n \"exports\":{\n  \".\":{\"import\":\"./index.mjs\"}}}"
        let report = try Self.report(["package.json": manifest, "index.mjs": "export const a = 1;\n"], runtimes: ["node@22/cjs"])
        let finding = try #require(report.findings.first)
        #expect(finding.rule == "pkg/no-require-or-default")
        #expect(finding.at.map { "\($0.path):\($0.line):\($0.column)" } == "package.json:3:3")
    }

    @Test func aFolderOfAnInstalledPackageIsInstalledUnderNoName() throws {
        let tree = FileTree.inMemory([
            "node_modules/x/package.json": #"{"name":"x"}"#, "node_modules/x/esm/package.json": #"{"type":"module"}"#,
            "node_modules/x/esm/index.js": "export {};\n"
        ])
        let folder = try #require(TreePath("node_modules/x/esm"))
        var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 1), evaluator: CheckTests.evaluator)
        check.asked = [try RuntimeName.parse("node@22/esm").get()]
        let report = try #require(check.run(Input(tree: tree, focus: folder), root: "."))
        #expect(report.verdicts.map(\.verdict.outcome) == [.works])
        #expect(report.notes.first == "esm as it lies here")
    }
}
