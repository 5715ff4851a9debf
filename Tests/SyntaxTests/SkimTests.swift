import Syntax
import Testing

@Suite struct SkimTests {
    static let needles = Needles(["fetch", "WebAssembly", "require", "fs"])

    static func skim(_ text: [UInt8]) -> Skim {
        var skimmer = Skimmer(needles: needles), out = Skim()
        text.withUnsafeBufferPointer { skimmer.skim($0, into: &out) }
        return out
    }

    /// Bodies are what stands between the markers.
    @Test(arguments: [
        "function f() {«a»}", "(() => {«a; function g() {«b»}»})()", "if (x) { a }",
        "for (;;) { a } while (x) { a } switch (x) { case 1: a } with (x) { a } try { } catch (e) { a }",
        "for await (const x of y) { a }", "if /* ) */ (x) { a }", "if // ) {\n(x) { a }", "if // one\n// two\n/* three */ (x) { a }",
        "while (f(x)) { a }",
        "class A extends f(x) { m() {«a»} get b() {«c»} static { d } }", "class A extends f(x, function () {«y»}) { m() {«a»} }",
        "x = class extends (y) { async *m() {«a»} }",
        "async function f() {«await g()»}", "x = { if() { a }, m(a = {}) {«b»} }", "x = a => ({ b })",
        "x = a => {«/}/.test(b) ? '}' : \"{\"»}",
        "`${() => {«`${a}}`»}}{`; function f() {«b»}", "`\\${ {` ; function f() {«b»}", "x = '\\'{'; y = \"\\\"{\"; function f() {«b»}",
        "'a\\\r\n{'; function f() {«b»}",
        "if (x) /}/.test(y); function f() {«b»}", "x = a / 2; function f() {«b / 2»} y / 2", "x++ / 2; function f() {«/}/»}",
        "return /{/; function f() {«b»}", "x = a ? /[/}]{/ : /\\/{/g; function f() {«b»}",
        "f(x) / 2 / function () {«b»}", "a = {} / 2; function f() {«b»}", "{ } /{/.test(x); function f() {«b»}",
        "x = () => {«a»}\n/{/.test(y)", "await (x) / 2; function f() {«/}/»}",
        "#!/usr/bin/env node {\nfunction f() {«b»}", "// {\u{2028}function f() {«b»}", "// {\rfunction f() {«b»}\r",
        "/* { */ function f() {«b»}", "x = y /* { */ / 2 / 3; function f() {«b»}",
        "x.if(y) /2/ z", "x = `a${`b${c}`}`; function f() {«b»}", "label: for (;;) { }", "do { a } while (x)", "if (x) ; else { }",
        "function f(a = () => {«b»}, { c } = {}) {«d»}", "x = { get a() {«b»}, ['c']() {«d»}, 'e'() {«f»} }",
        "export default function () {«a»}", "yield /{/; x = typeof /}/", "x = a[0] / b; /{/.exec(y)",
        "$\u{E9}() / 2; function \u{E9}() {«b»}"
    ])
    func findsBodies(_ source: String) {
        let (text, ranges) = marked(source)
        let skim = Self.skim(Array(text.utf8))
        #expect(skim.bodies.map(\.range) == ranges.sorted { $0.lowerBound < $1.lowerBound })
        #expect(skim.odd == [])
    }

    @Test(
        arguments: [
            ("function f() {", Skim.Oddities.unmatchedBracket), ("}", .unmatchedBracket), ("(]", .unmatchedBracket),
            ("`${a)}`", .unmatchedBracket), ("\\u0061 = 1", .escapedIdentifier),
            ("a\0b", .nulByte), ("'a", .unfinishedText), ("'a\nb'", .unfinishedText), ("`a", .unfinishedText), ("/* a", .unfinishedText),
            ("<!-- a", .htmlComment), ("a\n--> b", .htmlComment),
            ("--> b", .htmlComment), ("/* x */ --> b", .htmlComment), ("while (n-->0) {}", []), ("x = '<!--'", []), ("`\\u{61}`", []),
            ("", []), ("x = a<!b", [])
        ] as [(String, Skim.Oddities)])
    func saysWhatIsOdd(_ text: String, _ odd: Skim.Oddities) {
        #expect(Self.skim(Array(text.utf8)).odd == odd)
        // wherever the 64-byte blocks begin
        for shift in [57, 60, 61, 62, 63] where !text.hasPrefix("--") && !text.hasPrefix("/*") {
            #expect(Self.skim(Array((String(repeating: ";", count: shift) + text).utf8)).odd == odd, "shifted by \(shift)")
        }
    }
    @Test func invalidUTF8IsOdd() {
        for bytes: [UInt8] in [[0xFF], [0xC3], [0x27, 0xED, 0xA0, 0x80, 0x27]] { #expect(Self.skim(bytes).odd == .invalidUTF8) }
        #expect(Self.skim(Array("x = 'é😀'".utf8)).odd == [])
    }

    /// Hits of `fetch`, `WebAssembly` and `require` with the number of their body; `'` where they stand in a string.
    @Test(arguments: [
        ("fetch(x)", "fetch-1"), ("function f() { fetch; () => { WebAssembly.compile } }", "fetch0 WebAssembly1"),
        ("'require fetch'", "require-1' fetch-1'"), ("// fetch\n/* fetch */ /fetch/", ""),
        ("prefetch refetch fetched _fetch fetch$", ""), ("`fetch ${fetch} require`", "fetch-1' fetch-1 require-1'"), ("x.fetch", "fetch-1")
    ])
    func findsNeedles(_ text: String, _ expected: String) {
        for shift in 0..<66 {
            let skim = Self.skim(Array((String(repeating: ";", count: shift) + text).utf8))
            let shown = skim.hits.filter { Self.needles.words[Int($0.needle)].count > 4 }.map {
                "\(Self.needles.words[Int($0.needle)])\($0.body)\($0.isInString ? "'" : "")"
            }.joined(separator: " ")
            #expect(shown == expected, "shifted by \(shift)")
        }
        #expect(Self.needles.unusable == ["fs"])
    }

    @Test func findsImportsAndExports() {
        let (text, ranges) = marked(
            "«import» a from 'a'; «export» { b }; import.meta; import('x'); x = { import: 1, export: 2 }; { import y }\n«import» * as c from 'c'; y.import; «import»'d'"
        )
        let marks = Self.skim(Array(text.utf8)).marks
        #expect(
            marks.filter { $0.kind == .importStatement || $0.kind == .exportStatement }.map { Int($0.offset) } == ranges.map(\.lowerBound))
        #expect(marks.filter { $0.kind == .importExpression }.count == 2)
    }

    @Test func hostileTextsTakeLinearTime() {
        for unit in ["{", "(", "`${", "() => {", "/", "/a/", "'", "`", "/*", "-->", "x=>{}/", "if(", ")", "\\", "/* */", "a /* */ {} "] {
            let text = String(repeating: unit, count: 100_000)
            let skim = Self.skim(Array(text.utf8))
            #expect(skim.bodies.count <= 100_000)
        }
        let line = "var a=function(){return\"x\"},b=/y/.test(c)?d:e;"
        let long = Array(String(repeating: line, count: 20_000_000 / line.utf8.count).utf8)
        let skim = Self.skim(long)
        #expect(skim.bodies.count == long.count / line.utf8.count)
        #expect(skim.odd == [])
    }
}
