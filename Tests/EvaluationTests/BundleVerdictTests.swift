import Packaging
import Runtimes
import Testing

@testable import Evaluation

/// What bundlers make of packages, in miniature, and what each runtime then says: each row is a mechanism.
@Suite struct BundleVerdictTests {
    struct Case: Sendable, CustomStringConvertible {
        var name: String
        /// The first is the entry.
        var files: [(path: String, source: String)]
        /// Runtime to "works", "unknown" or "PHASE NAME: message"; a place after " @ ".
        var expected: [(runtime: String, says: String)]
        var description: String { name }
        init(_ name: String, _ source: String, _ expected: [(String, String)], beside: [(String, String)] = []) {
            self.name = name
            files = [("main.mjs", source)] + beside.map { ($0.0, $0.1) }
            self.expected = expected.map { ($0.0, $0.1) }
        }
    }
    static let cases: [Case] = [
        Case("objects of the language keep their own toString", "throw new Error([(255).toString(16), [1, 2], /x/, `${new RangeError('r')}`].join(' '))", [
            ("node@22/esm", "load Error: ff 1,2 /x/ RangeError: r @ main.mjs:1:7"), ("workers@2026-11-17", "load Error: ff 1,2 /x/ RangeError: r @ main.mjs:1:7"),
        ]),
        Case("a CommonJS name in a graph with top-level await", "import './part.mjs'; await 0", [
            ("node@20/esm", "load ReferenceError: __dirname is not defined in ES module scope @ part.mjs:1:13"),
            ("node@22/esm", "load ReferenceError: \(ambiguous) @ part.mjs:1:13"),
            ("node@24/esm", "load ReferenceError: Cannot determine intended module format because both '__dirname' and top-level await are present. If the code is intended to be CommonJS, wrap await in an async function. If the code is intended to be an ES module, use import.meta.dirname instead. @ part.mjs:1:13"),
        ], beside: [("part.mjs", "console.log(__dirname)")]),
        Case("the root alone decides from Node 24 on", "import './part.mjs'; require('fs')", [
            ("node@22/esm", "load ReferenceError: \(ambiguous) @ main.mjs:1:22"),
            ("node@24/esm", "load ReferenceError: require is not defined in ES module scope, you can use import instead @ main.mjs:1:22"),
        ], beside: [("part.mjs", "await 0")]),
        Case("a catch sees the engine's own words", "try { __dirname } catch (e) { throw new Error(e.message) }", [("node@22/esm", "load Error: __dirname is not defined @ main.mjs:1:37")]),
        Case("process has no members but its own", "if (process.browser || process.type === 'renderer') throw new Error('a page'); throw new Error('Node')", [("node@22/esm", "load Error: Node @ main.mjs:1:86")]),
        Case("node:module is a function", "import { createRequire } from 'module'; const m = createRequire(import.meta.url)('module'); throw new Error(typeof m + typeof m.createRequire + typeof m.absent)", [
            ("node@22/esm", "load Error: functionfunctionundefined @ main.mjs:1:99"),
        ]),
        Case("a file of the machine that built the bundle is there or not", "import { readFileSync } from 'fs'; new WebAssembly.Instance(new WebAssembly.Module(readFileSync('/home/builder/x/y.wasm')))", [("node@22/esm", "works")]),
        Case("a file above the bundle is not there", "import { readFileSync } from 'fs'; readFileSync(new URL('../pkg/y.wasm', import.meta.url))", [
            ("node@22/esm", "load Error: ENOENT: no such file or directory, open '/srv/pkg/y.wasm' @ main.mjs:1:36"),
        ]),
        Case("a file beside the bundle is not there", "import { readFileSync } from 'fs'; readFileSync(new URL('y.wasm', import.meta.url))", [
            ("node@22/esm", "load Error: ENOENT: no such file or directory, open './y.wasm' @ main.mjs:1:36"),
        ]),
        Case("an absolute URL of a module leads into the tree", "await import(new URL('part.mjs', import.meta.url).href); await import(new URL('none.mjs', import.meta.url).href)", [
            ("node@22/esm", "resolve Error: Cannot find module './none.mjs' imported from ./main.mjs"),
        ], beside: [("part.mjs", "export {}")]),
        Case("what a module in its source phase imports is not looked for", "import source m from './m.wasm'; console.log(m)", [("node@24/esm", "works")], beside: [("m.wasm", "\0asm\u{1}\0\0\0\u{1}\u{4}\u{1}\u{60}\0\0\u{2}\u{7}\u{1}\u{1}a\u{1}b\0\0")]),
    ]
    static let ambiguous = "Cannot determine intended module format because both require() and top-level await are present. If the code is intended to be CommonJS, wrap await in an async function. If the code is intended to be an ES module, replace require() with import."

    @Test(arguments: cases) func says(_ row: Case) throws {
        let evaluator = try #require(Evaluator()), runtimes = Runtimes()
        let tree = FileTree.inMemory(Dictionary(uniqueKeysWithValues: row.files.map { ($0.path, $0.source) }))
        for (runtime, expected) in row.expected {
            let profile = try runtimes.profile(RuntimeName.parse(runtime).get()).get()
            let path = try #require(TreePath(row.files[0].path))
            let verdict = evaluator.evaluate(.init(path: path, consumers: []), tree: tree, profile: profile, sources: SourceCache(tree)).verdict
            var said = verdict.outcome.rawValue
            if verdict.outcome == .fails { said = "\(verdict.phase?.rawValue ?? "") \(verdict.error?.name ?? ""): \(verdict.error?.message ?? "")" }
            if expected.contains(" @ "), let at = verdict.at { said += " @ \(at.path):\(at.line):\(at.column)" }
            #expect(said == expected, "\(row.name) in \(runtime): \(verdict.because)")
        }
    }
}
