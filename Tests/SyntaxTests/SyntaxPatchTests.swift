import Syntax
import Testing

@Suite struct SyntaxPatchTests {
    /// What is patched stands between the markers.
    @Test(
        arguments: [
            ("import «source» x from 'x.wasm'", .importSource), ("import «source» from from 'x'", .importSource),
            ("import «defer» * as x from 'x'", .importDefer),
            ("import /* c */ «source»\n x from 'x.wasm' with { type: 'w' }", .importSource),
            ("const x = await import«.source»('x')", .importSourceCall), ("import«.defer»('x')", .importDeferCall),
            ("export * from 'x' «with { type: 'json' }»; a", .exportAttributes),
            ("export { default as a, b } from \"x\" «with { type: 'json' }»", .exportAttributes),
            ("export * as x from 'x' «assert { type: 'json' }»\na", .exportAttributes),
            ("import x from 'x' «assert» { type: 'json' }", .importAssertions), ("import 'x' «assert» { type: 'json' }", .importAssertions),
            ("{ «using» x = y() }", .using), ("async () => { «await using» x = y }", .awaitUsing), ("for («using» x of y) {}", .using),
            ("class A { «accessor» x = 1 }", .accessor),
            ("class A { a = 1\n static «accessor» #x }", .accessor), ("class A { m() {} «accessor» ['x'] = 1 }", .accessor),
            ("«@(a.b[c](')'))» class A {}", .decoratorExpression),
            ("x`«\\u»a`", .invalidTemplateEscape), ("x`${y}«\\x»`", .invalidTemplateEscape),
            ("String.raw`C:«\\1»`", .invalidTemplateEscape),
            ("class A {\n  #a«\n»\n  [b] = 1\n}", .fieldBeforeBracket), ("class A { static #a«\n»[b]() {} }", .fieldBeforeBracket),
            ("class A { #a«\r»\n /* c */ [b] }", .fieldBeforeBracket)
        ] as [(String, SyntaxPatch.Kind)])
    func patches(_ source: String, _ kind: SyntaxPatch.Kind) {
        let (text, ranges) = marked(source)
        let file = SourceFile(path: "a.js", bytes: Array(text.utf8))
        #expect(file.patches == [SyntaxPatch(kind: kind, range: ranges[0])])
        #expect(file.patch(at: ranges[0].lowerBound)?.kind == kind)
        #expect(!file.tree.hasError)
    }

    @Test(arguments: [
        "import source from 'x'", "import defer from 'x'", "import source, { a } from 'x'", "import { source } from 'x'",
        "import { source as using } from 'x'", "export { source, using, accessor }",
        "export * from 'x'", "export { a } from 'x'; with ({}) {}", "using = 1; accessor = 2", "using\nx = 1", "x.using = y",
        "using in x; using.y; using(x)", "class A { accessor() {} using() {} }",
        "class A { accessor = 1; using = 2 }", "class A { accessor\nx }", "accessor\n[x] = y", "x`\\u{61}\\x41\\u0061\\0\\n\\``",
        "`${`\\\\u`}`", "import.meta.source(x)", "import('x', { with: { type: 'json' } })",
        "import x from 'x' with { type: 'json' }", "'using x = 1'", "// import source x from 'x'\na", "export const x = 1",
        "x = { using: 1, accessor: 2 }",
        "class A { #a = 1; b() { this.#a\n[0] } }", "// #a\n[1]", "class A { #a = b\n[0] }", "class A { #a; [b] = 1 }"
    ])
    func leavesAlone(_ text: String) {
        let file = SourceFile(path: "a.js", bytes: Array(text.utf8))
        #expect(file.patches == [])
        #expect(!file.tree.hasError)
    }

    @Test func hostilePatchesTakeLinearTime() {
        for unit in ["import ", "export * ", "export {}from", "@(", "using x ", "accessor x ", "`\\u`", "import source ", "import{}"] {
            let file = SourceFile(path: "a.js", bytes: Array(String(repeating: unit, count: 20_000).utf8))
            #expect(file.patches.count <= 20_000)
        }
    }
}
