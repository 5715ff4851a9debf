import Packaging
import Syntax
import Testing

@testable import Usage

/// The body that a README's first example becomes; nil where there is none.
private func body(_ example: String, of specifier: Specifier = "pkg", language: String = "js") -> String? {
    let examples = ReadmeExamples("# pkg\n\n```\(language)\n\(example)\n```\n", file: "README.md", name: PackageName(specifier))
    return examples.nearest(for: .module).first.flatMap { ExampleRepair.javaScript($0.code) }.map {
        ExampleBody($0, package: PackageName(specifier), neighbours: Neighbours(form: .module)).text
    }
}

@Suite struct ExampleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var example: String
        /// What the body holds, and what it does not.
        var has: [String] = [], lacks: [String] = []
        var testDescription: String { example }
    }

    @Test(arguments: [
        Case(example: "import { a } from 'pkg'\na()", has: ["let a = __glueNamed(\"a\");", "await (a())"], lacks: ["import {"]),
        Case(example: "import a from 'pkg'\na()", has: ["let a = __glueDefault();"]),
        Case(example: "import * as p from 'pkg'\np.run()", has: ["let p = __glueWhole();", "(__glueNamed(\"run\"))()"]),
        Case(example: "const { a: b } = require('pkg')\nb()", has: ["b = __glueNamed(\"a\")"], lacks: ["require"]),
        Case(example: "import { a } from 'pkg'\nimport o from 'other'\na(o)", has: ["let o = __glueUnknown;"], lacks: ["'other'"]),
        Case(example: "import { a } from 'pkg'\na(image)", has: ["let image = __glueUnknown;"]),
        Case(example: "import { a } from 'pkg'\na('https://x.y/z')", has: ["__glueUnknownText"], lacks: ["https"]),
        Case(example: "import { a } from 'pkg'\na('./x.bin')", has: ["'./x.bin'"]),
        Case(example: "import { a } from 'pkg'\na().catch(console.error)", has: ["await (a())"], lacks: ["catch"]),
        Case(example: "import { a } from 'pkg'\ntry { a() } catch (e) { log(e) }", has: ["throw e;"]),
        Case(example: "import { a } from 'pkg'\nasync function main(x) { a(x) }", has: ["await main(__glueUnknown);"]),
        Case(example: "$ npm install pkg\nimport { a } from 'pkg'\na()", has: ["await (a())"], lacks: ["npm"]),
        Case(example: "import { a } from 'pkg'\n...\na(...)", has: ["await (a(__glueUnknown, __glueUnknown, __glueUnknown))"]),
        Case(example: "import { a } from 'pkg'\na(/* ... */)", has: ["await (a(__glueUnknown, __glueUnknown, __glueUnknown))"]),
        Case(example: "import { a } from 'pkg'\na(/* defaults */)", has: ["await (a(/* defaults */))"]),
        Case(
            example: "import { a, type T } from 'pkg'\nconst x: T = a() as T\na(x!)", has: ["const x = a()", "a(x)"],
            lacks: ["type", ": T", "as T"]),
        Case(
            example: "import { a } from 'pkg'\nfunction f(x: string): Promise<void> { a(x) }", has: ["function f(x) {"], lacks: ["Promise"]),
        Case(example: "import type { T } from 'pkg'\nimport { a } from 'pkg'\na()", has: ["await (a())"], lacks: ["type"]),
        Case(example: "import { a } from 'pkg'\n(async () => { await a() })()", has: ["await ((async () => { await a() })())"]),
        Case(
            example: "import a from 'pkg'\nconst a = require('pkg')\na()", has: ["var a = __glueDefault();", "var a = __glueWhole()"],
            lacks: ["let a", "const a"]),
        Case(
            example: "import a from 'pkg'\nimport w from 'pkg/w'\na(w)", has: ["let w = __glueDefault(__glueOther1);"],
            lacks: ["let w = __glueDefault()"]),
        Case(
            example: "import { a } from 'pkg'\nexport default { async fetch(request) { return a(request) } }",
            has: ["await __glueExport.fetch("])
    ])
    func becomesABody(_ given: Case) {
        let text = body(given.example, language: "ts")
        #expect(text != nil)
        for part in given.has { #expect(text?.contains(part) == true, "\(part) in \(text ?? "")") }
        for part in given.lacks { #expect(text?.contains(part) == false, "no \(part) in \(text ?? "")") }
        if let text { #expect(!SourceFile(path: "", bytes: Array("async function f() {\(text)}".utf8)).tree.hasError, "\(text)") }
    }

    @Test func anExampleThatOnlyImportsGoesOnBelow() {
        for load in ["import a from 'pkg'", "const a = require('pkg');", "// CommonJS\nconst a = require('pkg')"] {
            let examples = ReadmeExamples("```js\n\(load)\n```\ntext\n```js\na()\n```\n", file: "README.md", name: PackageName("pkg"))
            #expect(examples.nearest(for: .module).first?.code.contains("a()") == true, "\(load)")
        }
    }

    @Test(arguments: [
        ("import a from 'x'; import(\"y\")", ["x", "y"]), ("const a = require ( `x` ), b = require('y/z')", ["x", "y/z"]),
        ("import 'x'\nfrom\n'y'", ["x"]), ("require 'x'", []),
        ("Array.from('x'); xfrom 'y'; reimport 'z'", []), ("from '' + from 'x", []), ("import(x) from", []),
        ("from 'x' from \"y\"", ["x", "y"])
    ])
    func specifiersStandInQuotesAfterAKeyword(_ code: String, _ expected: [String]) { #expect(ReadmeExamples.specifiers(code) == expected) }

    @Test func hostileExamplesAreLeftOut() {
        #expect(body("import { a } from 'other'\na()") == nil)
        for text in [
            "import { a } from 'pkg'\n((((((", "import { a } from 'pkg'\n\u{0}\u{FFFF}`${", String(repeating: "import 'pkg' {[(", count: 50)
        ] { _ = body(text) }
    }
}

@Suite struct NearnessTests {
    @Test(arguments: [
        ("pkg", "pkg", PackageName.Nearness.same), ("pkg", "npm:pkg@1.2.3", .same), ("pkg", "pkg/web", .package),
        ("pkg/web", "pkg/web.js", .same),
        ("pkg/web", "pkg", .package), ("pkg/web", "pkg/node", .none), ("pkg", "pkg/x.wasm", .none), ("pkg", "other", .none),
        ("pkg", "./pkg.js", .none),
        ("@s/name-nodejs", "@s/name-web", .sibling), ("@s/name-nodejs", "@t/name-web", .none), ("pkg", "https://esm.sh/pkg@2/web", .package)
    ])
    func isJudgedByName(_ asked: String, _ imported: String, _ expected: PackageName.Nearness) {
        #expect(PackageName(Specifier(asked)).nearness(of: imported) == expected)
    }
}

@Suite struct InstalledEntryTests {
    private let tree = FileTree.inMemory([
        "node_modules/pkg/package.json": #"{"name": "pkg"}"#,
        "node_modules/pkg/README.md":
            "# p\n\n## Cloudflare\n```js\nimport w from './p.wasm'\nimport { a } from 'pkg'\na(w)\n```\n## Use\n```js\nimport { b } from 'pkg'\nb()\n```\n",
        "node_modules/pkg/p.wasm": ""
    ])

    @Test func commonUsesComeFirst() {
        let usages = InstalledEntry(specifier: "pkg", tree: tree).usages(.module)
        #expect(usages.map(\.kind) == [.readme, .readme, .readme, .readme, .generator, .generator, .exports, .exports, .exports, .exports])
        #expect(usages.first?.source == "README.md:11")
        // each example is told once more, with pauses
        #expect(usages.prefix(4).map(\.waits) == [false, true, false, true])
        #expect(usages[1].source == "README.md:11" && usages[1].text.contains("await __glueIdle(); "))
    }

    @Test func whatThePackageNeedsIsImportedAsItIs() {
        let tree = FileTree.inMemory([
            "node_modules/plugin/package.json": #"{"name": "plugin", "peerDependencies": {"host": "*", "gone": "*"}}"#,
            "node_modules/plugin/README.md":
                "```js\nimport * as host from 'host'\nimport gone from 'gone'\nimport 'plugin'\nhost.start(gone)\n```\n",
            "node_modules/host/package.json": #"{"name": "host"}"#
        ])
        let module = InstalledEntry(specifier: "plugin", tree: tree).usages(.module).first,
            script = InstalledEntry(specifier: "plugin", tree: tree).usages(.script).first
        #expect(module?.kind == .readme)
        #expect(
            module?.text.contains("import * as __glueOther1 from \"host\";") == true
                && module?.text.contains("let host = __glueWhole(__glueOther1);") == true)
        #expect(module?.text.contains("let gone = __glueUnknown;") == true)
        #expect(script?.text.contains("const __glueOther1 = require(\"host\");") == true)
    }

    @Test(arguments: ConsumerForm.allCases) func everyFormParses(_ form: ConsumerForm) {
        for usage in InstalledEntry(specifier: "pkg", tree: tree).usages(form) {
            #expect(!SourceFile(path: "", bytes: Array(usage.text.utf8)).tree.hasError, "\(usage.text)")
        }
    }

    @Test func aWorkerImportsTheModuleThatThePackageShips() {
        let special = InstalledEntry(specifier: "pkg", tree: tree).usages(.worker)[2].text
        #expect(special.contains(#"import w from "./node_modules/pkg/p.wasm";"#))
        #expect(InstalledEntry(specifier: "pkg", tree: tree).usages(.module)[2].text.contains("let w = __glueUnknown;"))
    }

    @Test func aPackageThatIsNotThereIsStillImported() {
        #expect(InstalledEntry(specifier: "gone", tree: tree).usages(.script).last?.text.contains("require(\"gone\")") == true)
    }

    /// A shape that passes a module is tried where the package shows its signs and says which module is its own.
    @Test func shapesAreTriedWhereTheyShow() {
        func origins(_ files: [String: String], _ form: ConsumerForm) -> [String] {
            let tree = FileTree.inMemory(files.merging(["node_modules/pkg/package.json": #"{"name": "pkg"}"#]) { a, _ in a })
            return InstalledEntry(specifier: "pkg", tree: tree).usages(form).filter { $0.kind == .generator }.map(\.source)
        }
        let go = [
            "node_modules/pkg/wasm_exec.js": "globalThis.Go = class { constructor() { this.importObject = {}; } run() {} };",
            "node_modules/pkg/main.wasm": ""
        ]
        #expect(origins(go, .worker).contains("the shape of Go's wasm_exec.js"))
        #expect(!origins(go, .page).contains("the shape of Go's wasm_exec.js"))
        #expect(!origins(go.merging(["node_modules/pkg/other.wasm": ""]) { a, _ in a }, .worker).contains("the shape of Go's wasm_exec.js"))
        let raw = [
            "node_modules/pkg/index.js": "export async function instantiate(module, imports = {}) {}", "node_modules/pkg/index.wasm": ""
        ]
        #expect(origins(raw, .module).contains("the shape of AssemblyScript's raw bindings"))
        #expect(!origins([:], .module).contains("the shape of AssemblyScript's raw bindings"))
    }
}
