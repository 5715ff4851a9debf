import Packaging
import Runtimes
import Testing

@testable import Evaluation

/// A run's outcome holds for another version, date or set of flags exactly where all that the run asked is answered alike.
@Suite struct SharedVerdictTests {
    /// Programs, two runtimes, and whether one run may answer for both.
    static let programs: [(source: String, runtimes: (String, String), isShared: Bool)] = [
        ("export const x = 1", ("node@20/esm", "node@22/esm"), true),
        ("export const x = [1].map(x => x + 1)", ("node@20/esm", "node@22/esm"), true),
        ("export const x = typeof process == 'object' && typeof process.versions.node == 'string'", ("node@20/esm", "node@22/esm"), true),
        ("export const x = process.versions.node.split('.')", ("node@20/esm", "node@22/esm"), false),
        ("export const x = process.version + ''", ("node@20/esm", "node@22/esm"), true),
        ("if (process.version == 'v20.11.1') throw 1", ("node@20/esm", "node@22/esm"), false),
        ("export const x = Promise.withResolvers", ("node@20/esm", "node@22/esm"), false),
        ("export const x = 'withResolvers' in Promise", ("node@20/esm", "node@22/esm"), false),
        ("export const x = Object.keys(Promise)", ("node@20/esm", "node@22/esm"), false),
        ("const { withResolvers } = Promise", ("node@20/esm", "node@22/esm"), false),
        ("export const x = typeof WebSocket", ("node@20/esm", "node@22/esm"), false),
        ("export const x = import.meta.url; export default { fetch() {} }", ("workers@2026-11-16", "workers@2026-11-17"), false),
        ("export default { fetch() { return new Response('') } }", ("workers@2026-11-16", "workers@2026-11-17"), true),
        (
            "export const x = typeof process; export default { fetch() {} }", ("workers@2025-05-01", "workers@2025-05-01+nodejs_compat"),
            false
        ),
        ("export const x = 1", ("node@22/esm", "deno"), false),
        ("import { readFileSync } from 'node:fs'; export const x = typeof readFileSync", ("node@20/esm", "node@22/esm"), true),
        ("import * as fs from 'node:fs'; export const x = typeof fs.readFileSync", ("node@20/esm", "node@22/esm"), true),
        ("import * as fs from 'node:fs'; export const x = typeof fs.glob", ("node@20/esm", "node@22/esm"), false),
        ("import fs from 'node:fs'; export const x = Object.keys(fs)", ("node@20/esm", "node@22/esm"), false),
        ("import * as fs from 'node:fs'; export const x = { ...fs }", ("node@20/esm", "node@22/esm"), false),
        ("for (const k in { a: 1 }) globalThis.x = k", ("node@20/esm", "node@22/esm"), true),
        ("export const x = import.meta.url", ("node@18/esm", "node@22/esm"), true),
        ("export const x = import.meta.dirname", ("node@18/esm", "node@22/esm"), false),
        ("export const x = 'dirname' in import.meta", ("node@18/esm", "node@22/esm"), false),
        ("export const x = Object.keys(import.meta)", ("node@18/esm", "node@22/esm"), false),
        ("export const x = String(process)", ("node@20/esm", "node@22/esm"), true),
        ("export const x = 1; export default { fetch() {} }", ("workers@2024-03-01", "workers@2024-03-01+nodejs_compat"), true),
        (
            "export const x = String(process); export default { fetch() {} }", ("workers@2025-05-01", "workers@2025-05-01+nodejs_compat"),
            false
        ),
        ("import 'plain'", ("node@18/esm", "node@22/esm"), true),
        ("import 'synchronous'", ("node@18/esm", "node@22/esm"), false),
        ("import '#absent'", ("node@18/esm", "node@22/esm"), false)
    ]

    @Test(arguments: programs.indices) func sharing(_ index: Int) throws {
        let (source, names, isShared) = Self.programs[index]
        let tree = FileTree.inMemory([
            "main.mjs": source, "node_modules/plain/package.json": #"{"exports":{"import":"./a.mjs","require":"./a.cjs"}}"#,
            "node_modules/plain/a.mjs": "",
            "node_modules/synchronous/package.json": #"{"exports":{"module-sync":"./a.mjs","import":"./a.mjs"}}"#,
            "node_modules/synchronous/a.mjs": ""
        ])
        let evaluator = try #require(Evaluator())
        let sources = SourceCache(tree)
        let entry = Evaluator.Entry(path: try #require(TreePath("main.mjs")), consumers: [])
        for name in [names.0, names.1] {
            let profile = try Runtimes().profile(RuntimeName.parse(name).get()).get()
            _ = evaluator.evaluate(entry, tree: tree, profile: profile, sources: sources)
        }
        #expect(evaluator.runCount == (isShared ? 1 : 2), "\(source)")
    }
}
