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
        Case(
            "objects of the language keep their own toString",
            "throw new Error([(255).toString(16), [1, 2], /x/, `${new RangeError('r')}`].join(' '))",
            [
                ("node@22/esm", "load Error: ff 1,2 /x/ RangeError: r @ main.mjs:1:7"),
                ("workers@2026-11-17", "load Error: ff 1,2 /x/ RangeError: r @ main.mjs:1:7")
            ]),
        // measured in each; of Workers, what esbuild 0.17 makes of it in Node 22
        Case(
            "members of module.exports are read when asked for in a bundle, once before in Node and Bun",
            """
            import { state, set } from './part.cjs'; import * as m from './part.cjs'; set();
            let read; try { read = m.shown } catch (e) { read = e.message } throw new Error([state, m.state, read])
            """,
            [
                ("node@22/esm", "load Error: before,before, @ main.mjs:2:71"), ("bun", "load Error: before,before, @ main.mjs:2:75"),
                ("workers@2026-11-17", "load Error: after,after,was read @ main.mjs:2:71")
            ],
            beside: [
                (
                    "part.cjs",
                    """
                    exports.state = 'before'; exports.set = () => { exports.state = 'after' };
                    Object.defineProperty(exports, 'hidden', { get() { throw new Error('hidden was read') } });
                    Object.defineProperty(exports, 'shown', { enumerable: true, get() { throw new Error('was read') } });
                    """
                )
            ]),
        Case(
            "a CommonJS name in a graph with top-level await", "import './part.mjs'; await 0",
            [
                ("node@20/esm", "load ReferenceError: __dirname is not defined in ES module scope @ part.mjs:1:13"),
                ("node@22/esm", "load ReferenceError: \(ambiguous) @ part.mjs:1:13"),
                (
                    "node@24/esm",
                    "load ReferenceError: Cannot determine intended module format because both '__dirname' and top-level await are present. If the code is intended to be CommonJS, wrap await in an async function. If the code is intended to be an ES module, use import.meta.dirname instead. @ part.mjs:1:13"
                )
            ], beside: [("part.mjs", "console.log(__dirname)")]),
        Case(
            "the root alone decides from Node 24 on", "import './part.mjs'; require('fs')",
            [
                ("node@22/esm", "load ReferenceError: \(ambiguous) @ main.mjs:1:22"),
                (
                    "node@24/esm",
                    "load ReferenceError: require is not defined in ES module scope, you can use import instead @ main.mjs:1:22"
                )
            ], beside: [("part.mjs", "await 0")]),
        Case(
            "a catch sees the engine's own words", "try { __dirname } catch (e) { throw new Error(e.message) }",
            [("node@22/esm", "load Error: __dirname is not defined @ main.mjs:1:37")]),
        Case(
            "process has no members but its own",
            "if (process.browser || process.type === 'renderer') throw new Error('a page'); throw new Error('Node')",
            [("node@22/esm", "load Error: Node @ main.mjs:1:86")]),
        Case(
            "node:module is a function",
            "import { createRequire } from 'module'; const m = createRequire(import.meta.url)('module'); throw new Error(typeof m + typeof m.createRequire + typeof m.absent)",
            [
                ("node@22/esm", "load Error: functionfunctionundefined @ main.mjs:1:99")
            ]),
        Case(
            "a file of the machine that built the bundle is there or not",
            "import { readFileSync } from 'fs'; new WebAssembly.Instance(new WebAssembly.Module(readFileSync('/home/builder/x/y.wasm')))",
            [("node@22/esm", "works")]),
        Case(
            "a file above the bundle is not there",
            "import { readFileSync } from 'fs'; readFileSync(new URL('../pkg/y.wasm', import.meta.url))",
            [
                ("node@22/esm", "load Error: ENOENT: no such file or directory, open '/srv/pkg/y.wasm' @ main.mjs:1:36")
            ]),
        Case(
            "a file beside the bundle is not there", "import { readFileSync } from 'fs'; readFileSync(new URL('y.wasm', import.meta.url))",
            [
                ("node@22/esm", "load Error: ENOENT: no such file or directory, open './y.wasm' @ main.mjs:1:36")
            ]),
        Case(
            "what an error shows as JSON is the runtime's",
            "import { readFileSync } from 'fs'; try { readFileSync('none') } catch (e) { throw new Error(JSON.stringify(e)) }",
            [
                ("node@18/esm", #"load Error: {"errno":-2,"syscall":"open","code":"ENOENT","path":"none"} @ main.mjs:1:83"#),
                ("node@22/esm", #"load Error: {"errno":-2,"code":"ENOENT","syscall":"open","path":"none"} @ main.mjs:1:83"#),
                ("bun", #"load Error: {"code":"ENOENT","path":"none","syscall":"open","errno":-2} @ main.mjs:1:87"#)
            ]),
        Case(
            "the stack of an error of a class of one's own begins where it was made",
            "class Own extends Error { constructor(m) { super(m) } }\nclass Plain extends Own {}\nthrow new Plain('x')",
            [("node@22/esm", "load Error: x @ main.mjs:3:7"), ("bun", "load Error: x @ main.mjs:3:11")]),
        Case(
            "what captureStackTrace leaves out is not where an error is",
            "function check() {\n const e = new Error('x'); Error.captureStackTrace(e, check); throw e }\ncheck()",
            [("node@22/esm", "load Error: x @ main.mjs:3:1")]),
        Case(
            "an absolute URL of a module leads into the tree",
            "await import(new URL('part.mjs', import.meta.url).href); await import(new URL('none.mjs', import.meta.url).href)",
            [
                ("node@22/esm", "resolve Error: Cannot find module './none.mjs' imported from ./main.mjs")
            ], beside: [("part.mjs", "export {}")]),
        Case(
            "what a module in its source phase imports is not looked for", "import source m from './m.wasm'; console.log(m)",
            [("node@24/esm", "works")], beside: [("m.wasm", "\0asm\u{1}\0\0\0\u{1}\u{4}\u{1}\u{60}\0\0\u{2}\u{7}\u{1}\u{1}a\u{1}b\0\0")]),
        Case(
            "the members of a builtin module can be listed",
            "import * as url from 'node:url'; const d = {}; Object.getOwnPropertyNames(url.default).forEach(k => { d[k] = url.default[k] }); if (typeof d.fileURLToPath !== 'function') throw new Error('lost')",
            [("node@22/esm", "works")]),
        Case(
            "callees are printed as written",
            """
            const a = {}, k = 'k', f = () => a; let u
            const tries = [() => (0, a.x)(), () => (a || f).x(), () => (u ? a : f).x(), () => [1, , ...[a]].x(), () => ({ a, f }).x(), () => `t${k}${f()}`.x(), () => a[-1](), () => a['k'](),
                () => (!a)(), () => (void f())(), () => (k in a)(), () => (u = a)(), () => f`x`(), () => new u(), () => new a.b(), () => new (0, a.c)(), () => new f().d()]
            throw new Error(tries.map(f => { try { f() } catch (e) { return e.message.replace('is not a ', '').replace('function', 'f').replace('constructor', 'c') } }).join('; '))
            """,
            [
                (
                    "node@22/esm",
                    "load Error: (0 , a.x) f; (a || f).x f; \(nameless)\(nameless)\(nameless).x f; [1,\(nameless),(...[a])].x f; {\(nameless)\(nameless)}.x f; kf(...).x f; a[-1] f; a.k f; (!a) f; (void f(...)) f; (k in a) f; u f; f(...) f; u c; a.b c; (0 , a.c) c; f c"
                )
            ]),
        Case(
            "wrangler's bundle renames what an outer name shadows",
            """
            var t = 1, e = { get: (t, n) => { let r = (t, e) => e(t); return r(n, t) } }; e.get(function (t, n) { var r = t; t() }, t)
            """, [("workers@2026-11-17", "load TypeError: t2 is not a function"), ("node@22/esm", "load TypeError: t is not a function")]),
        Case(
            "names of two files in one bundle", "import './part.mjs'; import { run as go } from './tool.mjs'; const f = {}; go(f)",
            [
                ("workers@2026-11-17", "load TypeError: f4 is not a function")
            ], beside: [("part.mjs", "const f = 1, f2 = 2; globalThis.x = f + f2"), ("tool.mjs", "export const run = f => f()")]),
        Case(
            "a probe for vector instructions is answered",
            "if (!WebAssembly.validate(new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,0,1,123,3,2,1,0,10,10,1,8,0,65,0,253,15,253,98,11]))) x; throw new Error('has vectors')",
            [
                ("node@18/esm", "load Error: has vectors"), ("workers@2024-03-01", "load Error: has vectors"),
                ("bun", "load Error: has vectors")
            ]),
        Case(
            "an error after WebAssembly that it did not decide", "\(instance); i.exports.f(); throw new Error('away')",
            [("node@22/esm", "load Error: away")]),
        Case("an error that WebAssembly decides", "\(instance); if (i.exports.f()) throw new Error('away')", [("node@22/esm", "works")]),
        Case(
            "a widened loop that decides nothing",
            "import { hostname } from 'os'; let n = 0, t = hostname(); while (n < t.length) n++; throw new Error('away')",
            [("node@22/esm", "load Error: away")]),
        Case(
            "a widened loop whose outcome decides",
            "import { hostname } from 'os'; let n = 0, t = hostname(); while (n < t.length) n++; if (n > 5) throw new Error('away')",
            [("node@22/esm", "works")]),
        Case(
            "calls into a module whose bytes are not known",
            "import { readFileSync } from 'fs'; const i = new WebAssembly.Instance(new WebAssembly.Module(readFileSync('/home/builder/x/y.wasm'))); const p = i.exports.make(); if (i.exports.read(p) !== 'x') throw new Error('differs')",
            [("node@22/esm", "works")]),
        Case(
            "Workers have one core", "let n = navigator.hardwareConcurrency; while (n--) new Worker('x.js')",
            [("workers@2026-11-17", "load ReferenceError: Worker is not defined")])
    ]
    /// An instance with an export `f` that gives a number.
    static let instance =
        "const i = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,5,1,96,0,1,127,3,2,1,0,7,5,1,1,102,0,0,10,6,1,4,0,65,1,11])))"
    static let nameless = "(intermediate value)"
    static let ambiguous =
        "Cannot determine intended module format because both require() and top-level await are present. If the code is intended to be CommonJS, wrap await in an async function. If the code is intended to be an ES module, replace require() with import."

    @Test(arguments: cases) func says(_ row: Case) throws {
        let evaluator = try #require(Evaluator()), runtimes = Runtimes()
        let tree = FileTree.inMemory(Dictionary(uniqueKeysWithValues: row.files.map { ($0.path, $0.source) }))
        for (runtime, expected) in row.expected {
            let profile = try runtimes.profile(RuntimeName.parse(runtime).get()).get()
            let path = try #require(TreePath(row.files[0].path))
            let verdict = evaluator.evaluate(.init(path: path, consumers: []), tree: tree, profile: profile, sources: SourceCache(tree))
                .verdict
            var said = verdict.outcome.rawValue
            if verdict.outcome == .fails {
                said = "\(verdict.phase?.rawValue ?? "") \(verdict.error?.name ?? ""): \(verdict.error?.message ?? "")"
            }
            if expected.contains(" @ "), let at = verdict.at { said += " @ \(at.path):\(at.line):\(at.column)" }
            #expect(said == expected, "\(row.name) in \(runtime): \(verdict.because)")
        }
    }
}
