import Testing

/// Graphs of modules and how their evaluation ends, each as Node 24 has it.
@Suite struct ModuleTests {
    static let graphs: [(name: String, files: [String: String], outcome: String)] = [
        (
            "a default function without a name is hoisted",
            [
                "main.mjs":
                    "import f from './main.mjs'; if (f() !== 23 || f.name !== 'default') throw new Error('late'); export default function () { return 23 }"
            ],
            "works"
        ),
        (
            "names that two stars give are refused",
            [
                "main.mjs": "import { x } from './both.mjs'; x", "both.mjs": "export * from './a.mjs'; export * from './b.mjs'",
                "a.mjs": "export let x = 1", "b.mjs": "export let x = 2"
            ], "SyntaxError: The requested module './both.mjs' contains conflicting star exports for name 'x'"
        ),
        (
            "and so are they when they are passed on",
            [
                "main.mjs": "export { x } from './both.mjs'", "both.mjs": "export * from './a.mjs'; export * from './b.mjs'",
                "a.mjs": "export let x = 1", "b.mjs": "export let x = 2"
            ], "SyntaxError: The requested module './both.mjs' contains conflicting star exports for name 'x'"
        ),
        (
            "import() does not go before what runs",
            [
                "main.mjs":
                    "globalThis.log = []; const p = import('./a.mjs'); log.push('main'); await p; if (log.join() !== 'main,a') throw new Error(log.join())",
                "a.mjs": "log.push('a')"
            ], "works"
        ),
        (
            "a module that waits does not hold up its siblings",
            [
                "main.mjs": "import './slow.mjs'; import './next.mjs'; if (globalThis.seen !== false) throw new Error('held up')",
                "slow.mjs": "globalThis.done = false; await 0; globalThis.done = true", "next.mjs": "globalThis.seen = globalThis.done"
            ], "works"
        ),
        (
            "what imports it waits, in a circle, too",
            [
                "main.mjs": "import './a.mjs'; if (globalThis.log.join() !== 'b,a') throw new Error(log.join())",
                "a.mjs": "import './b.mjs'; log.push('a')",
                "b.mjs": "import './a.mjs'; globalThis.log = []; await null; log.push('b')"
            ], "works"
        ),
        (
            "an error of a module that waits is its importers'",
            [
                "main.mjs": "import('./a.mjs').then(() => { throw new Error('went on') }, e => { if (e.message !== 'late') throw e })",
                "a.mjs": "import './b.mjs'", "b.mjs": "await null; throw new Error('late')"
            ], "works"
        ),
        (
            "import() looks at its options",
            ["main.mjs": "await import('./a.mjs', null)", "a.mjs": ""],
            "TypeError: The second argument to import() must be an object"
        ),
        (
            "the namespace of a JSON module has only default",
            [
                "main.mjs":
                    "import * as ns from './a.json' with { type: 'json' }; if (Object.keys(ns).join() !== 'default') throw new Error(Object.keys(ns))",
                "a.json": "{\"b\": 1}"
            ],
            "works"
        ),
        (
            "a namespace says what it has before it is initialised",
            [
                "main.mjs":
                    "import * as ns from './main.mjs'; if (!('x' in ns) || Reflect.deleteProperty(ns, 'x')) throw new Error('no'); export let x = 1"
            ],
            "works"
        )
    ]

    /// What no engine reads, as Node 20 to 24 tell it, and beside it what is a program.
    static let texts: [(text: String, outcome: String)] = [
        ("function f() { await 1 }", "SyntaxError: Unexpected reserved word"),
        ("async function f() { await 1; class A { [await 1]() {} } }", "works"), ("await 1", "works"),
        ("if (1) { return }", "SyntaxError: Illegal return statement"), ("(() => { return 1 })()", "works"),
        ("with ({}) 1", "SyntaxError: Strict mode code may not include a with statement"),
        ("let x; delete x", "SyntaxError: Delete of an unqualified identifier in strict mode."), ("let x = {}; delete x.y", "works"),
        ("let a = 010", "SyntaxError: Octal literals are not allowed in strict mode."), ("let a = 0o10 + 0.1 + 0x10", "works"),
        ("if (1) break", "SyntaxError: Illegal break statement"),
        ("while (1) { function f() { break } }", "SyntaxError: Illegal break statement"),
        ("for (;;) { switch (1) { default: break } break } a: { break a }", "works"),
        ("switch (1) { case 1: continue }", "SyntaxError: Illegal continue statement: no surrounding iteration statement"),
        (
            "let a = -1 ** 5",
            "SyntaxError: Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence"
        ), ("let a = (-1) ** 5, b = 2 ** -1", "works"),
        ("0++", "SyntaxError: Invalid left-hand side expression in postfix operation"),
        ("--this", "SyntaxError: Invalid left-hand side expression in prefix operation")
    ]
    @Test(arguments: texts) func reads(_ row: (text: String, outcome: String)) throws {
        let program = try EvaluatedProgram(["main.mjs": row.text], entry: "main.mjs", runtime: "node@22/esm")
        #expect(program.outcome == row.outcome, "\(row.text)")
    }
    @Test(arguments: graphs) func ends(_ graph: (name: String, files: [String: String], outcome: String)) throws {
        let program = try EvaluatedProgram(graph.files, entry: "main.mjs", runtime: "node@24/esm")
        #expect(program.outcome == graph.outcome, "\(graph.name)")
    }
}
