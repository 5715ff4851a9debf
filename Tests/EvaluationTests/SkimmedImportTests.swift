import Foundation
import Syntax
import Testing

@testable import Evaluation

/// What a skim tells of a file's imports is what its tree tells, or nothing.
@Suite struct SkimmedImportTests {
    private static func file(_ text: String, reading: SourceFile.Reading = .automatic) -> SourceFile {
        SourceFile(path: "main.mjs", bytes: Array(text.utf8), needles: .imports, reading: reading)
    }
    private static func shown(_ edges: [BuildScan.Edge]?) -> String {
        guard let edges else { return "parse" }
        return edges.map { "\($0.kind == .dynamicImport ? "import() " : "")\($0.specifier)@\($0.offset)\($0.isGuarded ? " guarded" : "")" }
            .joined(separator: ", ")
    }

    @Test(arguments: [
        ("import './a.js'; import b, * as c from \"./b.js\"", "./a.js@7, ./b.js@39"),
        ("import './a.js'; export * from './a.js'; export { x as default } from 'b'", "./a.js@7, b@70"),
        ("export default 'a'; export const from = 'b'", ""), ("f(() => import('./a.js'))", "import() ./a.js@15"),
        ("import(`./a.js`).catch(f)", "import() ./a.js@7 guarded"), ("import(name); import.meta.url", ""),
        ("import(`./${name}.js`)", "parse"), ("import('./a' + b)", "parse"), ("import('./a', { with: {} })", "parse"),
        ("import('./\\x61')", "parse"), ("try { import('./a.js') } catch {}", "parse"),
        ("import('./a.js'); try { f() } catch {}", "import() ./a.js@7"),
        ("function f() { try { g() } catch {} } import('./a.js')", "import() ./a.js@45"), ("require('./a.js')", "parse"),
        ("'require(\"./a.js\")'; // import './b.js'", ""), ("import source a from './a.wasm'", "parse"), ("(", "parse")
    ])
    func tellsEdges(_ source: String, _ expected: String) {
        #expect(Self.shown(BuildScan.skimmedEdges(Self.file(source))) == expected)
        #expect(BuildScan.skimmedEdges(Self.file(source, reading: .exhaustive)) == nil)
    }

    @Test func agreesWithTheTrees() {
        let environment = ProcessInfo.processInfo.environment["GLUE_LINT_CORPUS"]
        let root =
            environment.map { URL(fileURLWithPath: $0) }
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("corpus")
        var compared = 0, skimmed = 0
        guard let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return }
        for case let url as URL in files where ["js", "mjs", "cjs"].contains(url.pathExtension) {
            guard let data = try? Data(contentsOf: url) else { continue }
            let file = SourceFile(path: url.lastPathComponent, bytes: [UInt8](data), needles: .imports)
            if file.outline.hasError { continue }
            compared += 1
            let record = ModuleRecord(file)
            if let told = file.skimmedModuleSyntax { #expect(told == record.hasModuleSyntax, "\(url.path)") }
            guard let edges = BuildScan.skimmedEdges(file) else { continue }
            skimmed += 1
            #expect(Self.shown(edges) == Self.shown(BuildScan.edges(file, record)), "\(url.path)")
        }
        print("skimmed imports: \(skimmed) of \(compared) scripts")
    }
}
