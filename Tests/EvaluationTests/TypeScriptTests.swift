import Testing

/// TypeScript as runtimes read it.
@Suite struct TypeScriptTests {
    /// What is more than types, in tools that compile it. Each source throws what it computes; the expectations are Deno's (2.9).
    @Test(arguments: [
        (
            "enums",
            "enum A { B, C = 5, D, 'x-y' = 's', E = C | 2, F = 'a', G = `b`, H = -1, I = 'xyz'.length } throw new Error(JSON.stringify(A))",
            #"{"0":"B","3":"I","5":"C","6":"D","7":"E","B":0,"C":5,"D":6,"x-y":"s","E":7,"F":"a","G":"b","H":-1,"-1":"H","I":3}"#
        ),
        (
            "enums that nothing has run yet", "const f = () => typeof A; const before = f(); enum A { B } throw new Error(before + f())",
            "undefinedobject"
        ),
        ("const enums", "const enum A { B = 1, C = B << 3 } throw new Error(`${A.C}`)", "8"),
        ("enums of functions", "function f() { enum A { B = 2 } return A.B } throw new Error(`${f() + f()}`)", "4"),
        (
            "namespaces",
            "namespace N { const hidden = 1; export const x = hidden + 1, { y } = { y: 3 }; export function f() { return x + y } export class K { v = f() } } throw new Error(`${N.f()} ${new N.K().v} ${Object.keys(N)}`)",
            "5 5 x,y,f,K"
        ),
        (
            "namespaces in namespaces",
            "namespace A.B { export const x = 1; export namespace C { export const z = x + 1 } } throw new Error(JSON.stringify(A))",
            #"{"B":{"x":1,"C":{"z":2}}}"#
        ),
        ("a namespace of a class", "class K { static a = 1 } namespace K { export const b = K.a + 1 } throw new Error(`${K.b}`)", "2"),
        (
            "a namespace of a function", "function f() { return f.count } namespace f { export const count = 7 } throw new Error(`${f()}`)",
            "7"
        ),
        ("namespaces of types", "namespace N { export interface I {} } throw new Error(typeof globalThis.N)", "undefined"),
        (
            "parameters that are fields",
            "class A { b = 1; constructor(private x: number, readonly y = x + 1, z?: number) { this.b += this.x } } throw new Error(JSON.stringify(new A(1)))",
            #"{"x":1,"y":2,"b":2}"#
        ),
        (
            "parameters that are fields of a derived class",
            "class A { k: string; constructor(k: string) { this.k = k } } class B extends A { constructor(public override k: string, protected n: number) { super(k + '!'); this.n++ } } throw new Error(JSON.stringify(new B('q', 1)))",
            #"{"k":"q","n":2}"#
        ),
        (
            "fields without values",
            "class A { x?: number; declare y: number; static z: string } throw new Error(`${'x' in new A()} ${'y' in new A()} ${Object.keys(A)}`)",
            "true false z"
        ),
        (
            "abstract classes and overloads",
            "abstract class A { abstract f(): void; g(a: string): void; g(a: any) { return a } } class B extends A { f() {} } throw new Error(`${new B().g('x')} ${Object.getOwnPropertyNames(A.prototype)}`)",
            "x constructor,g"
        ),
        (
            "expressions with types",
            "const a = { b: { c: (x?: number) => x } } as any; throw new Error(`${a!.b!.c!(1 as number) satisfies any} ${(<any>a).z?.y!.x}`)",
            "1 undefined"
        ),
        (
            "this as a parameter",
            "function f(this: { v: number }, a: number) { return this.v + a } throw new Error(`${f.call({ v: 1 }, 2)} ${f.length}`)", "3 1"
        ),
        ("import x = a.b", "const a = { b: { c: 3 } }; import x = a.b; import y = x.c; throw new Error(`${y}`)", "3"),
        (
            "names that are words elsewhere",
            "const type = 1, of = 2, as = 3, declare = 4, namespace = 5, abstract = 6, readonly = 7; throw new Error(`${type + of + as + declare + namespace + abstract + readonly}`)",
            "28"
        ),
        (
            "generic arrows",
            "const f = <T,>(x: T): T => x, g = async <T extends object>(x: T) => x; throw new Error(`${f<string>('s')}${typeof g}`)",
            "sfunction"
        )
    ]) func isCompiled(_ what: String, _ source: String, _ message: String) throws {
        for runtime in ["deno", "bun", "workers@2026-11-17", "bundler/esbuild"] {
            let program = try EvaluatedProgram(["main.ts": source + "\nexport {}"], entry: "main.ts", runtime: runtime)
            #expect(program.outcome == "Error: " + message, "\(what) in \(runtime)")
        }
    }

    /// Where the meaning depends on more than the text here says, nothing is claimed.
    @Test(arguments: [
        "namespace N { export let x = 1 } N.x++", "namespace N { export const x = 1 } namespace N { export const y = x }",
        "enum A { B = 1 } enum A { C = B }",
        "function d(...a: any[]): any {} @d class K {}", "function d(...a: any[]): any {} @d export class K {}",
        "function d(...a: any[]): any {} class K { constructor(@d x: number) {} } new K(1)",
        "const a = <div/>;", "let a: = 1"
    ]) func isUnknown(_ source: String) throws {
        for runtime in ["deno", "workers@2026-11-17"] {
            let program = try EvaluatedProgram(["main.ts": source + "\nexport {}"], entry: "main.ts", runtime: runtime)
            #expect(program.verdict.outcome == .unknown, "\(source) in \(runtime): \(program.outcome)")
        }
    }

    static let enumRefused = "SyntaxError: TypeScript enum is not supported in strip-only mode"

    /// Node blanks types and refuses the rest, in its words of that version (20.18, 22.20, 24.19).
    @Test(arguments: [
        ("node@24/esm", "export const a: number = 1 as any", "works"), ("node@22/esm", "export const a: number = 1 as any", "works"),
        ("node@20/esm", "export const a: number = 1 as any", #"TypeError: Unknown file extension ".ts" for ./main.ts"#),
        ("node@22.17/esm", "export const a = 1", #"TypeError: Unknown file extension ".ts" for ./main.ts"#),
        ("node@24/esm", "export enum A { B }", enumRefused), ("node@24/cjs", "enum A { B }", enumRefused),
        ("node@24/esm", "const enum A { B = 1 } export const a = A.B", enumRefused),
        (
            "node@24/esm", "export namespace N { export const x = 1 }",
            "SyntaxError: TypeScript namespace declaration is not supported in strip-only mode"
        ),
        ("node@24/esm", "namespace N { export type X = 1 }\nexport {}", "works"),
        (
            "node@24/esm", "export class P { constructor(private x: number) {} }",
            "SyntaxError: TypeScript parameter property is not supported in strip-only mode"
        ),
        (
            "node@24/esm", "import fs = require('fs'); export {}",
            "SyntaxError: TypeScript import equals declaration is not supported in strip-only mode"
        ),
        ("node@24/cjs", "export = 1", "SyntaxError: TypeScript export assignment is not supported in strip-only mode"),
        (
            "node@24/esm", "module N { export const x = 1 } export {}",
            "SyntaxError: `module` keyword is not supported. Use `namespace` instead."
        ),
        (
            "node@24/esm", "export const a = <any>1",
            "SyntaxError: The angle-bracket syntax for type assertions, `<T>expr`, is not supported in type strip mode. Instead, use the 'as' syntax: `expr as T`."
        ),
        ("node@24/esm", "declare enum E { A }\ndeclare namespace N { const x: number }\nexport {}", "works"),
        ("node@24/cjs", "const path: typeof import('path') = require('path'); exports.x = path.join('a', 'b') as string", "works")
    ]) func isStripped(_ runtime: String, _ source: String, _ outcome: String) throws {
        #expect(try EvaluatedProgram(["main.ts": source], entry: "main.ts", runtime: runtime).outcome == outcome)
    }

    /// Imports of which nothing is used may be types: tools leave them out, Node does not.
    @Test(arguments: [
        (
            "import { T } from './types.ts'; export const a: T = 1",
            [
                "node@24/esm": "SyntaxError: The requested module './types.ts' does not provide an export named 'T'", "deno": "works",
                "bun": "works", "bundler/esbuild": "works"
            ]
        ),
        ("import { T } from './none.ts'; export const a: T = 1", ["bun": "works", "bundler/esbuild": "works"]),
        (
            "import type { T } from './none.ts'; export const a: T = 1",
            ["node@24/esm": "works", "deno": "works", "bun": "works", "bundler/esbuild": "works"]
        ),
        (
            "import { type T } from './effect.ts'; export const a: T = 1",
            ["node@24/esm": "Error: ran", "deno": "Error: ran", "bun": "works"]
        ),
        ("import './effect.ts'", ["node@24/esm": "Error: ran", "bun": "Error: ran"]),
        ("import { run } from './effect.ts'; run()", ["node@24/esm": "Error: ran", "bun": "Error: ran"]),
        (
            "export { T } from './types.ts'",
            [
                "node@24/esm": "SyntaxError: The requested module './types.ts' does not provide an export named 'T'",
                "bundler/esbuild": "works"
            ]
        ),
        ("export { T, v } from './types.ts'; import { v } from './types.ts'; throw new Error(`${v}`)", ["workers@2026-11-17": "Error: 2"]),
        ("import fs = require('./legacy.cts'); throw new Error(fs.name)", ["workers@2026-11-17": "Error: legacy"])
    ]) func importsOfTypes(_ source: String, _ outcomes: [String: String]) throws {
        let files = [
            "types.ts": "export type T = number; export const v: T = 2", "effect.ts": "throw new Error('ran'); export const run = 1",
            "legacy.cts": "const x: { name: string } = { name: 'legacy' }; export = x"
        ]
        for (runtime, outcome) in outcomes {
            #expect(
                try EvaluatedProgram(files.merging(["main.ts": source]) { a, _ in a }, entry: "main.ts", runtime: runtime).outcome
                    == outcome, "\(source) in \(runtime)")
        }
    }
    @Test func configurationKeepsImports() throws {
        let files = [
            "tsconfig.json": #"{ "compilerOptions": { "verbatimModuleSyntax": true, }, /* strict */ }"#,
            "main.ts": "import { T } from './effect'; export const a: T = 1", "effect.ts": "export type T = number; export const v = 1"
        ]
        #expect(try EvaluatedProgram(files, entry: "main.ts", runtime: "bundler/esbuild").outcome.contains("No matching export"))
    }

    /// Packages that ship sources.
    @Test(arguments: [
        ("bun", "works"), ("bundler/esbuild", "works"),
        ("node@20/esm", #"TypeError: Unknown file extension ".ts" for ./node_modules/p/index.ts"#),
        ("node@24/esm", #"Error: Stripping types is currently unsupported for files under node_modules, for "./node_modules/p/index.ts""#),
        (
            "deno",
            #"TypeError: [ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING]: Stripping types is currently unsupported for files under node_modules, for "./node_modules/p/index.ts""#
        )
    ]) func ofPackages(_ runtime: String, _ outcome: String) throws {
        let files = [
            "main.mjs": "import { x } from 'p'; export const y = x",
            "node_modules/p/package.json": #"{"name":"p","type":"module","exports":"./index.ts"}"#,
            "node_modules/p/index.ts": "export const x: number = 1"
        ]
        #expect(try EvaluatedProgram(files, entry: "main.mjs", runtime: runtime).outcome == outcome)
    }
}
