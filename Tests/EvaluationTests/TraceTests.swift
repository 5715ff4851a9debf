import Packaging
import Runtimes
import Testing

@testable import Evaluation

/// What a trace tells of a run, step by step, and that watching changes nothing.
@Suite struct TraceTests {
    private static func evaluate(
        _ files: [String: String], _ entry: String, runtime: String = "node@22/esm", isTraced: Bool = true
    ) throws -> Evaluation {
        let tree = FileTree.inMemory(files)
        let profile = try RuntimeName.parse(runtime).flatMap { Runtimes().profile($0) }.get()
        let path = try #require(TreePath(entry))
        return try #require(Evaluator()).evaluate(
            Evaluator.Entry(path: path, consumers: [path]), tree: tree, profile: profile, sources: SourceCache(tree), isTraced: isTraced)
    }
    private static func lines(_ evaluation: Evaluation) -> [String] {
        (evaluation.trace?.steps ?? []).map { step in
            "\(step.kind.rawValue) \(step.text)" + (step.at.map { " @\($0.path):\($0.line):\($0.column)" } ?? "")
                + (step.repeats > 0 ? " x\(step.repeats)" : "")
        }
    }

    @Test func modulesCallsHostAndThrows() throws {
        let evaluation = try Self.evaluate(
            [
                "use.mjs": "import init from './glue.mjs';\nawait init('a.wasm');\n",
                "glue.mjs": "export default async function init(path) {\n  return fetch(new URL(path, import.meta.url));\n}\n"
            ], "use.mjs")
        #expect(
            Self.lines(evaluation).prefix(7) == [
                "link use.mjs (ES module), imports glue.mjs",
                "link glue.mjs (ES module)",
                "evaluate glue.mjs (ES module)",
                "evaluate use.mjs (ES module)",
                "call init(\"a.wasm\") @glue.mjs:1:16",
                "host fetch (url ./a.wasm): refused, TypeError: fetch failed @glue.mjs:2:10",
                "await waits for a promise that is pending @use.mjs:2:1"
            ])
        #expect(Self.lines(evaluation).contains { $0.hasPrefix("resume goes on with an exception: TypeError: fetch failed") })
        #expect(evaluation.verdict.outcome == .fails)
    }

    @Test func forksSayWhyAndWhatBecomesOfThem() throws {
        let evaluation = try Self.evaluate(
            ["use.mjs": "let a;\nif (Math.random() > 0.5) { a = 1; } else { throw new Error('no'); }\n"], "use.mjs")
        #expect(
            Self.lines(evaluation).dropFirst(2) == [
                "fork the condition is not known (a random number, the 1. of them): both ways are tried @use.mjs:2:19",
                "arm one way @use.mjs:2:19",
                "arm the other way @use.mjs:2:44",
                "throw throws Error: no @use.mjs:2:44",
                "join one way throws, which is possible only (Error: no); the other goes on @use.mjs:2:44"
            ])
    }

    @Test func whatRepeatsIsCountedAndALongRunIsBounded() throws {
        let loop = try Self.evaluate(["use.mjs": "function f(x) { return x; }\nfor (let i = 0; i < 1000; i++) f(i);\n"], "use.mjs")
        #expect(Self.lines(loop).suffix(3) == ["call f(0) @use.mjs:1:1", "call f(1) @use.mjs:1:1", "call f(2) @use.mjs:1:1 x997"])
        let many = (0..<3000).map { "function f\($0)() {}\nf\($0)();\n" }.joined()
        let trace = try #require(try Self.evaluate(["use.mjs": many], "use.mjs").trace)
        #expect(trace.steps.count == 2000)
        #expect(trace.steps.count + trace.skipped == 3002)
        #expect(trace.steps.last?.text == "f2999()")
    }

    @Test func watchingChangesNothing() throws {
        let files = [
            "use.cjs":
                "const a = [1, 2, 3].map(x => x * 2);\ntry { null.x } catch (e) { a.push(e.message) }\nif (Date.now() > a.length) throw new TypeError(a.join());\n"
        ]
        let seen = try Self.evaluate(files, "use.cjs", runtime: "node@22/cjs"),
            unseen = try Self.evaluate(files, "use.cjs", runtime: "node@22/cjs", isTraced: false)
        #expect(seen.verdict.outcome == unseen.verdict.outcome)
        #expect(seen.verdict.error == unseen.verdict.error)
        #expect(seen.verdict.because == unseen.verdict.because)
        #expect(unseen.trace == nil)
        #expect(Self.lines(seen).contains("catch is caught here @use.cjs:2:12"))
    }
}
