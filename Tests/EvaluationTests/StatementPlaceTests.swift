import Testing

@testable import Evaluation

/// Where engines see that a name is not defined: each row was run in Node 20; ¦ is the place.
@Suite struct StatementPlaceTests {
    static let programs = [
        "¦absent + 1", "1 + ¦absent", "var x; ¦x = absent + '/'", "¦throw absent", "¦typeof absent.a", "¦switch (absent) {}",
        "while (¦absent) {}", "for (¦absent;;) {}", "while (absent.¦a) {}", "while (absent ¦!== 1) {}", "for (; absent.¦a;) {}",
        "do {} while (absent.a ¦!== 1)", "for (const k in absent.¦a) {}", "for (const k of absent.¦a) {}",
        "¦if (absent) {}", "¦if (absent.a !== 1) {}", "¦if (absent.a(1)) {}", "¦if (!absent.a) {}", "¦if (absent || 1) {}",
        "if (typeof absent === 'x' || ¦absent) {}", "if (0) {} else ¦if (absent.a) {}", "¦if (absent instanceof Object) {}",
        "for (const k of ¦absent) {}", "for (let i = 0; i < ¦absent; i++) {}", "const a = ¦absent", "let a = 1, b = ¦absent",
        "var o = {}; o.x = ¦absent", "Math.max(¦absent)", "var x; ¦x = !absent",
        "var x; ¦x = absent.dirname(1)", "var x; x = Math.max(¦absent)", "(() => { ¦return absent })()", "(x => ¦absent)()", "[¦absent]",
        "¦`${absent}`", "`a${¦absent}`", "¦new absent()",
        "try { ¦absent } finally {}", "var x; if (1) ¦x = absent; else x = 1", "(() => { return 1 + ¦absent })()", "¦absent++",
        "¦absent += 1", "let y; y += ¦absent", "var i = 1; i < ¦absent", "(() => { var i = {}; return i[¦absent] })()"
    ]

    @Test(arguments: programs) func v8NamesTheStatement(_ marked: String) throws {
        let at = try #require(marked.firstIndex(of: "¦"))
        let column = marked[..<at].utf8.count + 1
        let program = try EvaluatedProgram(["main.mjs": marked.replacing("¦", with: "")], entry: "main.mjs", runtime: "node@22/esm")
        #expect(program.outcome == "ReferenceError: absent is not defined")
        #expect(program.verdict.at?.column == column)
    }
    /// JavaScriptCore: the name itself; for a read of undefined the last name of what is undefined.
    @Test(arguments: ["var x; x = ¦absent + 1", "if (¦absent) {}", "self.¦location.href", "var glue; ¦glue.free()"])
    func javaScriptCoreNamesTheName(_ marked: String) throws {
        let at = try #require(marked.firstIndex(of: "¦"))
        let program = try EvaluatedProgram(["main.mjs": marked.replacing("¦", with: "")], entry: "main.mjs", runtime: "bun")
        #expect(program.verdict.outcome == .fails)
        #expect(program.verdict.at?.column == marked[..<at].utf8.count + 1)
    }
}
