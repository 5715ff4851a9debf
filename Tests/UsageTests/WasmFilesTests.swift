import Packaging
import Testing

@testable import Usage

/// Which module a package means where it ships several: a wrong one would fail to link, so it is named or left open.
@Suite struct WasmFilesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String]
        var exports = "{}"
        var entry: String?
        var own: String?
    }

    @Test(arguments: [
        Case(testDescription: "the only one", files: ["a.wasm"], own: "a.wasm"),
        Case(testDescription: "two that nothing tells apart", files: ["simd.wasm", "plain.wasm"], own: nil),
        Case(
            testDescription: "the one beside the entry", files: ["web/x_bg.wasm", "node/x_bg.wasm"], entry: "web/x.d.ts",
            own: "web/x_bg.wasm"),
        Case(
            testDescription: "named as the entry is", files: ["dist/x_bg.wasm", "dist/y.wasm"], entry: "dist/x.d.ts", own: "dist/x_bg.wasm"),
        Case(testDescription: "beside it, but named otherwise", files: ["dist/a.wasm", "dist/b.wasm"], entry: "dist/x.d.ts", own: nil),
        Case(
            testDescription: "exported on top", files: ["x86/m.wasm", "x64/m.wasm"],
            exports: #"{"./m.wasm":"./x86/m.wasm","./x64/m.wasm":"./x64/m.wasm"}"#, own: "x86/m.wasm"),
        Case(
            testDescription: "two exported alike", files: ["a.wasm", "b.wasm"], exports: #"{"./a.wasm":"./a.wasm","./b.wasm":"./b.wasm"}"#,
            own: nil),
        Case(testDescription: "none", files: [], own: nil)
    ])
    func meansOneOrNone(_ given: Case) {
        let folder = TreePath.root.appending("node_modules/pkg")
        var files = ["node_modules/pkg/package.json": #"{"name":"pkg","exports":\#(given.exports)}"#]
        for file in given.files + [given.entry].compactMap({ $0 }) { files["node_modules/pkg/" + file] = "" }
        let wasm = WasmFiles(tree: .inMemory(files), folder: folder, entry: given.entry.map { folder.appending($0) })
        #expect(wasm.ownModule == given.own.map { "./node_modules/pkg/" + $0 })
    }

    @Test(arguments: [
        ("pkg/m.wasm", "x86/m.wasm"), ("pkg/x64/m.wasm?module", "x64/m.wasm"), ("./other.wasm", "other.wasm"), ("./gone.wasm", nil),
        ("pkg/m.js", nil)
    ])
    func examplesNameThem(_ specifier: String, _ expected: String?) {
        let files = [
            "node_modules/pkg/package.json": #"{"name":"pkg","exports":{"./m.wasm":"./x86/m.wasm","./x64/m.wasm":"./x64/m.wasm"}}"#,
            "node_modules/pkg/x86/m.wasm": "", "node_modules/pkg/x64/m.wasm": "", "node_modules/pkg/other.wasm": ""
        ]
        #expect(
            WasmFiles(tree: .inMemory(files), folder: TreePath.root.appending("node_modules/pkg"), entry: nil).path(named: specifier)
                == expected.map { "./node_modules/pkg/" + $0 })
    }
}
