import Testing

/// Code made from text, where the runtime allows it.
@Suite struct TextCodeTests {
    static let refused = "EvalError: Code generation from strings disallowed for this context"
    static let module = ["other.mjs": "export const v = 7"]

    @Test(arguments: [
        ("node@22/esm", "if (new Function('a', 'return a + 1')(1) !== 2) throw new Error('no')", "works"),
        ("node@22/esm", "if ((0, eval)('1 + 1') !== 2) throw new Error('no')", "works"),
        ("node@22/esm", "eval('require')", "ReferenceError: require is not defined in ES module scope, you can use import instead"),
        // Bun declares `require` in modules that mention it, and a text is no mention
        ("bun", "eval('require')", "ReferenceError: require is not defined"),
        (
            "node@22/esm", "const m = await new Function('s', 'return import(s)')('./other.mjs'); if (m.v !== 7) throw new Error('no')",
            "works"
        ),
        (
            "node@22/esm",
            "const m = await new Function('s', 'return import(s)')(new URL('./other.mjs', import.meta.url).href); if (m.v === 7) throw new Error('seven')",
            "Error: seven"
        ),
        (
            "bun",
            "const m = await new Function('s', 'return import(s)')(new URL('./other.mjs', import.meta.url).href); if (m.v === 7) throw new Error('seven')",
            "Error: seven"
        ),
        ("workers-raw@2025-05-05", "new Function('return 1'); export default {}", refused),
        ("workers-raw@2025-05-05", "new Function(); export default {}", "works"),
        ("workers-raw@2025-05-05", "(0, eval)('1'); export default {}", refused),
        ("workers-raw@2025-06-01", "(0, eval)('1'); new Function('return 1'); export default {}", "works"),
        ("workers-raw@2026-11-17", "export default { fetch() { return new Function('return 1')() } }", refused)
    ]) func isWhatTheRuntimeMakesOfIt(_ row: (runtime: String, source: String, outcome: String)) throws {
        let program = try EvaluatedProgram(
            Self.module.merging(["main.mjs": row.source]) { a, _ in a }, entry: "main.mjs", runtime: row.runtime)
        #expect(program.outcome == row.outcome)
    }
    /// Names around a direct eval are its names, too: what they are is not kept.
    @Test func namesAroundAreNotGuessed() throws {
        let program = try EvaluatedProgram(
            ["main.mjs": "const hidden = 1; export const v = eval('hidden'); if (v !== 1) throw new Error('no')"], entry: "main.mjs",
            runtime: "node@22/esm")
        #expect(program.verdict.outcome != .fails)
    }
}
