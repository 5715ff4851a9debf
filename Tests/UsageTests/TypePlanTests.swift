import Packaging
import Syntax
import Testing

@testable import Usage

/// The plan that declarations give for a package with this one file of types; nil where there is none.
private func plan(_ declarations: String, wasm: String? = nil, files: [String: String] = [:]) -> String? {
    var all = files.merging([
        "node_modules/pkg/package.json": #"{"name": "pkg", "types": "index.d.ts"}"#, "node_modules/pkg/index.d.ts": declarations
    ]) { a, _ in a }
    if wasm != nil { all["node_modules/pkg/pkg_bg.wasm"] = "" }
    guard let module = DeclaredModule(entry: PackageName("pkg"), tree: FileTree.inMemory(all)) else { return nil }
    return TypePlan(module, preferred: [], wasm: wasm)?.text
}

@Suite struct TypePlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var declarations: String
        /// What the plan holds, and what it does not.
        var has: [String] = [], lacks: [String] = []
        var wasm: String?
        var testDescription: String { declarations }
    }

    @Test(arguments: [
        // wasm-bindgen's shape: the argument is optional, so nothing is passed
        Case(
            declarations:
                "export type InitInput = Response | BufferSource | WebAssembly.Module;\nexport default function init(x?: InitInput): Promise<void>;\nexport function initSync(x: InitInput): void;",
            has: ["const f = __glueDefault(); if (typeof f === \"function\") await f();"], lacks: ["initSync\")"]),
        // a default export that the declarations leave out
        Case(
            declarations: "export function initSync(x: WebAssembly.Module): void;", has: ["__glueModule.default()", "await f(__glueWasm)"],
            wasm: "__glueWasm"),
        Case(
            declarations: "export declare function initialize(bytes: Uint8Array): Promise<void>;",
            has: ["__glueNamed(\"initialize\")", "await f(__glueUnknownBytes)"]),
        Case(
            declarations: "export declare function load(x: URL | ArrayBuffer | WebAssembly.Module): Promise<void>;",
            has: ["await f(__glueUnknownBytes.buffer)"]),
        Case(
            declarations: "export declare function load(x: URL | ArrayBuffer | WebAssembly.Module): Promise<void>;",
            has: ["await f(__glueWasm)"], wasm: "__glueWasm"),
        // a required option is written, one with a question mark is not
        Case(
            declarations:
                "interface A { print?(s: string): void; run: () => void }\ninterface B { data: ArrayBufferView | Response; n?: number }\nexport function loadIt(options: A | B): Promise<void>;",
            has: ["await f({ data: __glueUnknownBytes })"]),
        // the overload that needs less
        Case(
            declarations: "export function encode(a: string, b: number): string;\nexport function encode(a: string): string;",
            has: ["await f(__glueUnknownText)"]),
        Case(
            declarations: "export function f(mode: 'a' | 'b', on: boolean, list: string[], then: (x: number) => void): void;",
            has: ["await f('a', __glueUnknownBoolean, [__glueUnknownText], (() => __glueUnknown))"]),
        Case(
            declarations: "export declare const f: (a: import('x').T, b?: string) => Promise<string>, g: (a: number) => void;",
            has: ["__glueNamed(\"f\")", "__glueNamed(\"g\")", "await f(__glueUnknownNumber)"]),
        Case(
            declarations: "declare module 'pkg' { const make: EmscriptenModuleFactory<any>; export = make; }",
            has: ["const f = __glueDefault();"]),
        Case(
            declarations: "export declare const ready: Promise<void>;\nexport function f(): void;", has: ["await __glueNamed(\"ready\");"]),
        Case(
            declarations: "export class A { private constructor(); static create(): Promise<A>; run(): void }",
            has: ["__glueNamed(\"A\").create()"], lacks: ["new ("]),
        Case(
            declarations: "export class A { constructor(a: string); encode(b: Uint8Array): void; set x(v: number); }",
            has: ["new (__glueNamed(\"A\"))(__glueUnknownText)", "x.encode(__glueUnknownBytes)"], lacks: ["x.x("]),
        // names that end as what has happened are no start
        Case(
            declarations: "export function initialized(): Promise<void>;\nexport function decode(x: string): void;",
            has: ["__glueTry(async () => { { const f = __glueNamed(\"initialized\")"], lacks: ["__glueStarted"])
    ])
    func declarationsBecomeSteps(_ given: Case) {
        let text = plan(given.declarations, wasm: given.wasm)
        #expect(text != nil)
        for part in given.has { #expect(text?.contains(part) == true, "\(part) in \(text ?? "")") }
        for part in given.lacks { #expect(text?.contains(part) == false, "no \(part) in \(text ?? "")") }
        if let text { #expect(!SourceFile(path: "", bytes: Array("async function f() {\(text)}".utf8)).tree.hasError, "\(text)") }
    }

    @Test func exportsAreFollowedThroughFiles() {
        let files = [
            "node_modules/pkg/a.d.ts":
                "export * from './b.js';\nexport { hidden as shown } from './b';\nimport { T } from './b';\nexport declare function decode(x: T): void;\nexport type { U } from './b';",
            "node_modules/pkg/b.d.ts":
                "export type T = { data: Uint8Array };\nexport declare function encode(x: string): void;\ndeclare function hidden(): void;\nexport { hidden };\nexport default function no(): void;"
        ]
        let text = plan("export * from './a';", files: files)
        for name in ["encode", "decode", "shown", "hidden"] { #expect(text?.contains("__glueNamed(\"\(name)\")") == true, "\(name)") }
        #expect(text?.contains("{ data: __glueUnknownBytes }") == true)
        #expect(text?.contains("__glueDefault()") == false)
    }

    @Test func circlesAndNonsenseEnd() {
        let circle = [
            "node_modules/pkg/a.d.ts": "export * from './index';\nimport { x } from './index';\nexport { x };",
            "node_modules/pkg/b.d.ts": "export * from './a'; export * from './b'; export * from './index';"
        ]
        _ = plan(
            "export * from './a'; export * from './b'; import { x } from './a'; export { x }; export type A = A | [A]; export interface I { i: I } export function f(a: A, i: I): void",
            files: circle)
        for text in [
            "export {{{{", "export function f(((", String(repeating: "export type A = ", count: 200), "\u{0}import(", "import(\"x\")."
        ] { _ = plan(text) }
    }

    @Test(arguments: [
        (#"{"name": "pkg", "types": "t.d.ts"}"#, "pkg", "t.d.ts"), (#"{"name": "pkg", "main": "t.js"}"#, "pkg", "t.d.ts"),
        (#"{"name": "pkg", "exports": {"./x": {"types": "./t.d.ts", "default": "./x.js"}}}"#, "pkg/x", "t.d.ts"),
        (#"{"name": "pkg", "exports": {"./x": "./t.mjs"}}"#, "pkg/x", "t.d.mts"),
        (#"{"name": "pkg", "exports": {"./*": "./d/*.js"}}"#, "pkg/t", "d/t.d.ts"), (#"{"name": "pkg"}"#, "pkg/d/t.js", "d/t.d.ts")
    ])
    func declarationsAreFoundBesideTheEntry(_ manifest: String, _ specifier: String, _ path: String) {
        let tree = FileTree.inMemory(["node_modules/pkg/package.json": manifest, "node_modules/pkg/\(path)": "export function f(): void"])
        #expect(TypesFile.path(of: PackageName(Specifier(specifier)), in: tree)?.text == "node_modules/pkg/\(path)")
    }
}
