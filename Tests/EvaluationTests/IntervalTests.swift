import Packaging
import Runtimes
import Testing

@testable import Evaluation

/// An interval is fired where the program waits for what it may bring.
@Suite struct IntervalTests {
    @Test(arguments: [
        ("await new Promise(r => { let n = 0; const t = setInterval(() => { if (++n > 3) { clearInterval(t); r() } }, 1) })", "works"),
        ("await new Promise(r => { setInterval((a, b) => { if (a + b === 3) r() }, 1, 1, 2) })", "works"),
        ("await new Promise(r => setInterval(() => { throw new Error('e') }, 1))", "Error: e"),
        ("setInterval(() => {}, 1); await new Promise(() => {})", "unknown: a top-level await that an interval may settle"),
        ("setInterval(() => { throw new Error('later') }, 1)", "works")
    ])
    func firesWhereSomethingWaits(_ source: String, _ outcome: String) throws {
        #expect(try EvaluatedProgram(["main.mjs": source], entry: "main.mjs", runtime: "node@22/esm").outcome == outcome)
    }
}

/// What one run leaves in the arena is no other's.
@Suite struct BufferMemoryTests {
    @Test func buffersAreZeroWhateverWasThereBefore() throws {
        let programs = [
            "export const a = [new Uint8Array(3e6).fill(7), new Uint8Array(100).fill(7)]",
            "const w = new WebAssembly.Memory({ initial: 30 }); for (const b of [new Uint8Array(2e6 + 3), new Uint8Array(w.buffer), new Uint8Array(9)]) { const at = b.findIndex(x => x !== 0); if (at >= 0) throw new Error(at) }"
        ]
        let tree = FileTree.inMemory(["0.mjs": programs[0], "1.mjs": programs[1]])
        let profile = try Runtimes().profile(RuntimeName.parse("node@22/esm").get()).get()
        let evaluator = try #require(Evaluator()), sources = SourceCache(tree)
        for path in ["0.mjs", "1.mjs"] {
            let verdict = evaluator.evaluate(
                .init(path: try #require(TreePath(path)), consumers: []), tree: tree, profile: profile, sources: sources
            ).verdict
            #expect(verdict.outcome == .works, "\(path): \(verdict.error?.message ?? verdict.because)")
        }
    }
}
