import Checking
import Evaluation
import Linting
import Packaging
import RandomPrograms
import Runtimes
import Testing

/// What is said of packages that nobody gives a consumer for: which of their own witnesses is believed, and what counts as their failure.
@Suite struct AssumedUsageTests {
    /// A module that exports `add`, as bytes in a script.
    private static let module: [UInt8] = [
        0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100, 100, 0, 0, 10, 9, 1, 7, 0, 32, 0,
        32, 1, 106, 11
    ]
    /// As the content of a file: its bytes are all ASCII.
    private static let wasm = String(decoding: module, as: UTF8.self)
    private static let compiled = "new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(\(module))), {}).exports"
    private static func readme(_ code: String) -> String { "# pkg\n\n```js\n\(code)\n```\n" }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var index: String
        var readme: String?
        var types: String?
        var others: [String: String] = [:]
        var runtime = "node@22/esm"
        var outcome: Verdict.Outcome
        /// What the verdict was read from.
        var kind: UsageOrigin.Kind
        /// Whether the second witness agrees; nil where it was not asked.
        var agrees: Bool?
        var code: String?
    }

    static let cases = [
        Case(
            testDescription: "README and types agree", index: "export const add = (a, b) => \(compiled).add(a, b);",
            readme: "import { add } from 'pkg'\nadd(1, 2)",
            types: "export function add(a: number, b: number): number;", outcome: .works, kind: .readme, agrees: true),
        Case(
            testDescription: "where they differ the README is believed",
            index: "export const title = () => document.title;\nexport const add = (a, b) => \(compiled).add(a, b);",
            readme: "import { title } from 'pkg'\ntitle()", types: "export function add(a: number, b: number): number;", outcome: .fails,
            kind: .readme, agrees: false),
        Case(
            testDescription: "an example that leaves out the start",
            index: "let wasm;\nexport async function init() { wasm = \(compiled); }\nexport const add = (a, b) => wasm.add(a, b);",
            readme: "import { add } from 'pkg'\nadd(1, 2)",
            types: "export function init(): Promise<void>;\nexport function add(a: number, b: number): number;",
            others: ["p.wasm": wasm], outcome: .works, kind: .types),
        Case(
            testDescription: "an example that does not wait for the start",
            index:
                "let asm;\nexport const ready = Promise.resolve().then(() => { asm = \(compiled); });\nexport const add = (a, b) => asm.add(a, b);",
            readme: "const { add } = require('pkg')\nadd(1, 2)",
            types: "export const ready: Promise<void>;\nexport function add(a: number, b: number): number;",
            others: ["p.wasm": wasm], outcome: .works, kind: .types),
        Case(
            testDescription: "an example that leaves out to wait, of a package whose start takes its time",
            index:
                "let asm;\nexport const start = () => { setTimeout(() => { asm = \(compiled); }); };\nexport const add = (a, b) => asm.add(a, b);",
            readme: "import { start, add } from 'pkg'\nstart()\nadd(1, 2)", outcome: .works, kind: .readme),
        Case(
            testDescription: "waiting does not help where nothing is on its way",
            index: "let asm;\nexport const start = () => {};\nexport const add = (a, b) => asm.zap(a, b);",
            readme: "import { start, add } from 'pkg'\nstart()\nadd(1, 2)", outcome: .fails, kind: .readme),
        Case(
            testDescription: "another entry that the example requires",
            index: "export const add = (a, b) => \(compiled).add(a, b);",
            readme: "const { add } = require('pkg')\nconst { more } = require('pkg/lib')\nadd(more, 2)",
            others: ["package.json": #"{"name":"pkg","type":"module"}"#, "lib/package.json": "{}", "lib/index.js": "document.title;"],
            outcome: .fails, kind: .readme),
        Case(
            testDescription: "an example for those who have the sources", index: "",
            readme: "const { add } = require('./lib/adder')\nadd(1, 2)",
            others: [
                "package.json": #"{"name":"pkg","type":"module","exports":"./lib/adder.js"}"#,
                "lib/adder.js": "export const add = (a, b) => \(compiled).add(a, b);"
            ], outcome: .works, kind: .readme),
        Case(
            testDescription: "what its user passes may lie in a script",
            index:
                "export default async function init(url = new URL('p.wasm', import.meta.url)) { await WebAssembly.instantiateStreaming(fetch(url)); }\nexport function initSync() {}",
            others: ["bytes.js": "export default '\(String(repeating: "AGFz", count: 3000))';"], outcome: .unknown, kind: .exports,
            code: "no-usage-reached-wasm"),
        Case(
            testDescription: "an error of the example's own callback",
            index: "export const each = (f) => [1].forEach((x) => f(x));\nexport const add = (a, b) => \(compiled).add(a, b);",
            readme: "import { each } from 'pkg'\neach((x) => x.close())", outcome: .works, kind: .exports),
        Case(
            testDescription: "a function that makes objects is not called",
            index: "export default function Maker() { this.made = []; }\nMaker.prototype.make = function () {};", outcome: .works,
            kind: .exports),
        Case(
            testDescription: "a text that is thrown is the package's",
            index: "export const load = () => { throw 'no such file: p.wasm'; };",
            readme: "import { load } from 'pkg'\nload()", outcome: .fails, kind: .readme),
        Case(
            testDescription: "another entry that the example imports as bundlers do",
            index: "export const add = (a, b) => \(compiled).add(a, b);",
            readme: "import { add } from 'pkg'\nimport { more } from 'pkg/lib/more'\nadd(more, 2)",
            types: "export function add(a: number, b: number): number;", others: ["lib/more.js": "export const more = 1;"], outcome: .works,
            kind: .types),
        Case(
            testDescription: "a text that is thrown has no place, and is the package's",
            index:
                "export const start = async () => { try { await WebAssembly.compile(new Uint8Array(4)); } catch (e) { throw `abort(${e})`; } };",
            readme: "import { start } from 'pkg'\nstart()", others: ["p.wasm": wasm], outcome: .fails, kind: .readme),
        Case(
            testDescription: "a Proxy that answers to every name is not waited for",
            index:
                "export const createHost = () => new Proxy({}, { get: () => () => postMessage(1) });\nexport const add = () => \(compiled).add(1, 2);",
            outcome: .works, kind: .exports),
        Case(
            testDescription: "a class of older code is not called as a function",
            index:
                "function Codec() { this.start = 1; }\nCodec.prototype.open = () => 1;\nexport default Codec;\nexport const add = () => \(compiled).add(1, 2);",
            outcome: .works, kind: .exports),
        Case(
            testDescription: "one of many exports without WebAssembly is for pages",
            index: "export default () => 1;\nexport const draw = () => new Image();", outcome: .works, kind: .exports),
        Case(
            testDescription: "a failure of the import needs no second witness", index: "document.title;\nexport const a = 1;",
            readme: "import { a } from 'pkg'\na()", types: "export const a: number;", outcome: .fails, kind: .readme),
        Case(
            testDescription: "a Worker that reaches no WebAssembly", index: "export const name = () => 'x.wasm';",
            readme: "import { name } from 'pkg'\nname()", others: ["p.wasm": ""],
            runtime: "workers@2026-11-17", outcome: .unknown, kind: .readme, code: "no-usage-reached-wasm"),
        Case(
            testDescription: "a Worker's entry all in JavaScript", index: "export const name = () => 'x';",
            readme: "import { name } from 'pkg'\nname()", others: ["p.wasm": ""], runtime: "workers@2026-11-17", outcome: .works,
            kind: .readme),
        Case(
            testDescription: "a Worker without WebAssembly", index: "export const name = () => 'x';",
            readme: "import { name } from 'pkg'\nname()", runtime: "workers@2026-11-17", outcome: .works, kind: .readme),
        Case(
            testDescription: "elsewhere it is taken to work", index: "export const name = () => 'x';",
            readme: "import { name } from 'pkg'\nname()", others: ["p.wasm": ""], outcome: .works, kind: .readme),
        Case(
            testDescription: "an import alone proves nothing", index: "export const name = 'x.wasm';", others: ["p.wasm": ""],
            outcome: .unknown, kind: .exports, code: "no-usage-reached-wasm"),
        Case(
            testDescription: "an error about data that nobody wrote is the example's",
            index: "export const parse = (x) => { throw new Error('unexpected token'); };",
            readme: "import { parse } from 'pkg'\nparse(input)",
            outcome: .works, kind: .exports),
        Case(
            testDescription: "a refusal to start is not",
            index: "export const load = () => { throw new Error('WebAssembly is not supported here'); };",
            readme: "import { load } from 'pkg'\nload()", outcome: .fails, kind: .readme),
        Case(
            testDescription: "what its author alone resolves", index: "export const a = 1;",
            readme: "import { a } from 'pkg'\nawait new Promise((done) => whenever(done, a))\na()", outcome: .works, kind: .exports),
        Case(
            testDescription: "calls end once WebAssembly was called",
            index: "export const add = (a, b) => \(compiled).add(a, b);\nexport const zap = () => document.title;",
            types: "export function add(a: number, b: number): number;\nexport function zap(): void;", outcome: .works, kind: .types),
        Case(
            testDescription: "what the import has started is not started again",
            index:
                "const wasm = \(compiled);\nexport const init = async () => { throw new Error('loaded twice'); };\nexport const add = wasm.add;",
            types: "export function init(): Promise<void>;\nexport function add(a: number, b: number): number;", outcome: .works,
            kind: .types),
        Case(
            testDescription: "made-up arguments may be refused",
            index:
                "export const check = (x) => { throw new TypeError('a date is wanted'); };\nexport const add = (a, b) => \(compiled).add(a, b);",
            types: "export function check(x: Date): void;\nexport function add(a: number, b: number): number;", outcome: .works,
            kind: .types),
        Case(
            testDescription: "a name that is not there is no matter of arguments", index: "export const draw = (x) => document.title;",
            types: "export function draw(x: Date): void;", outcome: .fails, kind: .types),
        Case(
            testDescription: "which of two modules is wanted is not guessed",
            index: "export const load = (module) => new WebAssembly.Instance(module, {}).exports.add(1, 2);",
            types: "export function load(module: WebAssembly.Module): Promise<void>;", others: ["a.wasm": "", "b.wasm": ""],
            runtime: "workers@2026-11-17", outcome: .unknown, kind: .types, code: "no-usage-reached-wasm"),
        Case(
            testDescription: "what is exported is called", index: "export const add = (a, b) => \(compiled).add(a, b);", outcome: .works,
            kind: .exports),
        Case(
            testDescription: "options need not be given",
            index: "export const createIt = (options) => { options = options || {}; return \(compiled).add(options.size ?? 1, 2); };",
            outcome: .works, kind: .exports),
        Case(
            testDescription: "the shape of a web glue",
            index: "let wasm;\nexport default async function init() { wasm = \(compiled); }\nexport function initSync() {}\n",
            outcome: .works, kind: .generator),
        Case(
            testDescription: "a page is led to packages by their names",
            index: "import { helper } from 'helper';\nexport const add = (a, b) => helper(\(compiled)).add(a, b);",
            readme: "import { add } from 'pkg'\nadd(1, 2)",
            others: [
                "node_modules/helper/package.json": #"{"name":"helper","type":"module","exports":"./h.js"}"#,
                "node_modules/helper/h.js": "export const helper = (x) => x;"
            ], runtime: "browser", outcome: .works, kind: .readme),
        Case(
            testDescription: "a page cannot load CommonJS", index: "module.exports = {};", readme: "import { add } from 'pkg'\nadd(1, 2)",
            runtime: "browser", outcome: .unknown, kind: .readme, code: "needs-bundler"),
        Case(
            testDescription: "nor what Node has", index: "import fs from 'fs';\nexport const a = () => fs.readFileSync('x');",
            readme: "import { a } from 'pkg'\na()", runtime: "browser", outcome: .unknown, kind: .readme, code: "needs-bundler")
    ]

    private static func files(_ given: Case) -> [String: String] {
        var files = [
            "package.json": #"{"name":"pkg","version":"1.0.0","type":"module","exports":{"types":"./index.d.ts","default":"./index.js"}}"#,
            "index.js": given.index
        ]
        if let text = given.readme { files["README.md"] = readme(text) }
        if let types = given.types { files["index.d.ts"] = types }
        return files.merging(given.others) { _, other in other }
    }

    @Test(arguments: cases) func isSaidOfIt(_ given: Case) throws {
        let report = try CheckTests.report(Self.files(given), runtimes: [given.runtime])
        let record = try #require(report.verdicts.first)
        #expect(record.verdict.outcome == given.outcome, "\(record.verdict.because), read from \(record.usage?.from ?? "nothing")")
        #expect(record.usage?.kind == given.kind)
        #expect(record.usage?.from != nil)
        #expect(record.usage?.compared?.agrees == given.agrees)
        #expect(record.verdict.reason?.code == given.code)
    }

    /// What was found by trying exports alone may be the trial's own doing: it warns.
    @Test func exploringAloneWarns() throws {
        let late = "export async function start() { return document.title; }\nexport const load = start;\n",
            early = "document.title;\nexport const a = 1;\n"
        for (index, severity) in [(late, Severity.warning), (early, .error)] {
            let report = try CheckTests.report(
                ["package.json": #"{"name":"pkg","type":"module","exports":"./index.js"}"#, "index.js": index], runtimes: ["node@22/esm"])
            #expect(report.findings.map(\.severity) == [severity])
            #expect(report.verdicts.first?.verdict.outcome == .fails)
        }
        let told = try CheckTests.report(
            [
                "package.json": #"{"name":"pkg","type":"module","exports":"./index.js"}"#, "index.js": late,
                "README.md": Self.readme("import { load } from 'pkg'\nload()")
            ], runtimes: ["node@22/esm"])
        #expect(told.findings.map(\.severity) == [.error])
    }
}
