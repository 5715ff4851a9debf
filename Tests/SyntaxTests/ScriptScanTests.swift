import Syntax
import Testing

@Suite struct ScriptScanTests {
    static func scan(_ text: String) -> ScriptScan {
        var scanner = ScriptScanner(words: ["WebAssembly", "wasm"])
        return scanner.scan(Array(text.utf8))
    }

    @Test(arguments: [
        ("import './a.js'", "static ./a.js"), ("import a, * as b from \"./a.js\"", "static ./a.js"),
        ("import{a as b}from'./a.js';x", "static ./a.js"),
        ("export * from './a.js'", "static ./a.js"), ("export { default as x } from './a.js'", "static ./a.js"),
        ("export const a = 'from', b = './a.js'", ""),
        ("const a = import('./a.js')", "dynamic ./a.js"), ("f(()=>import(`./a.js`))", "dynamic ./a.js"), ("import(`./${a}.js`)", ""),
        ("import(a)", ""), ("import.meta.url", ""),
        ("const a = require ( './a.js' )", "require ./a.js"), ("// import './a.js'\n'import \"./b.js\"'", ""),
        ("/import('.\\/a.js')/.test(x)", "")
    ])
    func tellsWhatIsImported(_ source: String, _ expected: String) {
        #expect(Self.scan(source).references.map { "\($0.kind) \($0.specifier)" }.joined(separator: ", ") == expected)
    }

    @Test(arguments: [
        ("export default 1", true), ("export{a as default}", true), ("export { a, b as default }", true),
        ("export { default } from './a'", true), ("export { default as a } from './a'", false),
        ("export { a as 'x-y', b }", false), ("export const a = 1", false), ("export function defaults() {}", false),
        ("({ export: { default: 1 } })", false)
    ])
    func seesADefaultExport(_ source: String, _ isDefault: Bool) { #expect(Self.scan(source).exportsDefault == isDefault) }

    @Test func mentionsAreOfWordsOutsideOfComments() {
        let scan = Self.scan("WebAssembly.compile('a.wasm') // WebAssembly\nx = /WebAssembly/; MyWebAssembly")
        #expect(scan.mentions.map { "\($0.word) \($0.offset) \($0.isInString)" } == ["0 0 false", "1 23 true"])
        #expect(!scan.isCutShort)
        #expect(Self.scan("(").isCutShort)
    }
}
