import Packaging
import Testing

@testable import Checking

/// What is entered of a folder of scripts that is neither a package nor a Worker.
@Suite struct FolderTests {
    static func entries(_ files: [String: String]) throws -> [String] {
        let input = Input(tree: .inMemory(files), focus: .root)
        return Subjects(input, asIs: false, OrderedWork(threads: 2)).subjects.map(\.name)
    }

    @Test(
        arguments: [
            // reaches it itself, through an import, on demand, through `require` of a folder
            ["a.js": "new WebAssembly.Module(b)", "b.js": "f()"]: ["a.js"],
            ["a.js": "import './b.js'", "b.js": "export const w = './x.wasm'"]: ["a.js"],
            ["a.js": "f(() => import(`./b.js`))", "b.js": "WebAssembly.compile(b)"]: ["a.js"],
            ["a.js": "require('./b')", "b/index.js": "WebAssembly.compile(b)"]: ["a.js"],
            // only names it
            ["a.js": "// WebAssembly\nconst names = ['WebAssembly', 'x.wasmx'], wasm = 1"]: [],
            // answers requests, itself or by what it re-exports
            ["a.js": "export default { fetch: f }"]: ["a.js"], ["a.js": "export default { async fetch(request, env) { } }"]: ["a.js"],
            ["a.js": "export { default } from './b.js'", "b.js": "const w = { other, fetch }; export { w as default }"]: ["a.js"],
            ["a.js": "export default class extends W { a() {} async fetch() {} }"]: ["a.js"],
            ["a.js": "export default async () => f(a, fetch(b), { fetch: 1 }.x)", "b.js": "export const x = { fetch() {} }"]: ["a.js"],
            ["a.js": "export default async () => f(a, fetch(b), fetch, c)"]: [],
            // chunks import their entry back; two roots share a part
            [
                "chunk.js": "import { x } from './index-1.js'; WebAssembly.compile(b)",
                "index-1.js": "import './shared.js'; import('./chunk.js'); export let x", "shared.js": "import './index-1.js'"
            ]: ["index-1.js"],
            ["a.js": "import './c.js'", "b.js": "import './c.js'", "c.js": "import './d.js'; WebAssembly", "d.js": "import './c.js'"]: [
                "a.js", "b.js"
            ],
            // what does not parse may hold it
            ["a.js": "f(; WebAssembly.compile(b)"]: ["a.js"]
        ] as [[String: String]: [String]])
    func areThoseThatNothingImportsAndThatReachWebAssembly(_ files: [String: String], _ expected: [String]) throws {
        #expect(try Self.entries(files) == expected)
    }
}
