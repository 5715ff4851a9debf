import Linting
import Runtimes
import Syntax
import Testing

@testable import Checking

/// What findings in built code say beside the line.
@Suite struct ContextTests {
    static func context(_ files: [String: String], rule: String = "env/dirname-after-bundling") throws -> FindingContext {
        let report = try CheckTests.report(
            files.merging([PlaceTests.manifest.0: PlaceTests.manifest.1]) { a, _ in a }, runtimes: ["node@22/esm"])
        return try #require(report.findings.first { $0.rule == rule }, "\(report.findings.map(\.rule))").context
    }

    @Test(arguments: [
        ("// node_modules/x/x.js\nvar a = __dirname;\nexport default a;", "node_modules/x/x.js"),
        ("// about.js is not here\nvar a = __dirname;\nexport default a;", nil),
        ("//#region src/x.ts\nvar a = __dirname;\n//#endregion\nexport default a;", "src/x.ts"),
        (";// CONCATENATED MODULE: ./src/x.js\nvar a = __dirname;\nexport default a;", "./src/x.js"),
        ("/*!*****!*\\\n  !*** ./src/x.js ***!\n  \\*****/\nvar a = __dirname;\nexport default a;", "./src/x.js"),
        ("var m = { \"./src/x.js\": (module) => { module.exports = __dirname; } };\nm[\"./src/x.js\"]({});\nexport {};", "./src/x.js"),
        ("var m = { \"node_modules/x.js\"(e) { e.a = __dirname; } };\nm[\"node_modules/x.js\"]({});\nexport {};", "node_modules/x.js")
    ])
    func bundlersNameTheirModules(_ source: String, _ module: String?) throws {
        #expect(try Self.context(["index.mjs": source]).module == module)
    }

    @Test func theNearestMarkNamesTheGenerator() throws {
        let near = "const names = ['__wbindgen_malloc'];\nconst a = __dirname;\n"
        let far = "const other = 'wasmBinaryFile';\n"
        let padding = String(repeating: "// x\n", count: 100)
        #expect(try Self.context(["index.mjs": near + padding + far]).generator == "wasm-bindgen")
        #expect(
            try Self.context(["index.mjs": padding + "const a = __dirname;\n" + far + padding + near.prefix(37)]).generator == "Emscripten")
        #expect(try Self.context(["index.mjs": "const a = __dirname;\n"]).generator == nil)
    }

    @Test func sourceMapsLeadToTheOriginal() throws {
        // `const a = __dirname;`: column 10 came from line 3, column 5 of ../src/a.ts
        let map = #"{"version":3,"sources":["../src/a.ts"],"mappings":"UAEI"}"#
        let script = "const a = __dirname;\nexport default a;\n//# sourceMappingURL=index.js.map\n"
        let manifest = #"{"name":"x","type":"module","exports":"./dist/index.js"}"#
        let report = try CheckTests.report(
            ["package.json": manifest, "dist/index.js": script, "dist/index.js.map": map], runtimes: ["node@22/esm"])
        #expect(report.findings.first?.context.original == OriginalPlace(path: "src/a.ts", line: 3, column: 5))
        #expect(report.verdicts.first?.original?.line == 3)
        #expect(report.json.text.contains(#""original":{"path":"src/a.ts","line":3,"column":5}"#))
    }

    @Test func minifiedStatementsAreLaidOut() throws {
        let before = (0..<40).map { "var v\($0)=\($0);" }.joined(),
            after = (0..<40).map { "var w\($0)=\"\(String(repeating: "x", count: 100))\";" }.joined()
        let source =
            before
            + "if(typeof process!==\"undefined\"){let e={a:1,b(){return 2}};e.c=()=>{e.path=`${e.a}/`+__dirname+\"/\";e.b()};e.c()}else{v1=3}"
            + after + "export{v1};"
        let layout = try Self.context(["index.mjs": source]).layout
        let marked = try #require(layout.first { $0.marked != nil })
        #expect(marked.text.trimmingBlanks == "e.path = `${e.a}/` + __dirname + \"/\";")
        #expect(layout.count > 4 && layout.count <= 9)
        let range = try #require(marked.marked)
        #expect(marked.text.dropFirst(range.lowerBound).prefix(range.count) == "__dirname")
    }

    @Test func readableSourceIsNotLaidOut() throws {
        #expect(try Self.context(["index.mjs": "const a = __dirname;\n"]).layout.isEmpty)
    }

    @Test func stepsSayWhatHappens() throws {
        let report = try CheckTests.report(
            [
                "package.json": #"{"name":"x","type":"module","exports":"./index.js"}"#, "index.js": "import \"./part.js\";\n",
                "part.js": "import { go } from \"./deep.js\";\ngo(1);\n", "deep.js": "export function go() { return __dirname; }\n"
            ], runtimes: ["node@22/esm"])
        let steps = try #require(report.findings.first).chain.map { "\($0.place.path):\($0.place.line) \($0.what)" }
        #expect(steps == ["index.js:1 imports ./part.js", "part.js:2 calls go"])
    }
}

extension String {
    fileprivate var trimmingBlanks: String { String(drop { $0 == " " }) }
}
