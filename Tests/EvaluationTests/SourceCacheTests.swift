import Packaging
import Testing

@testable import Evaluation

@Suite struct SourceCacheTests {
    /// Consumers in trees over one base share what is parsed of it, and keep their own files apart.
    @Test func treesOverABaseShareItsFiles() throws {
        let base = FileTree.inMemory(["pkg.js": "export const a = 1", "use.mjs": "import './gone.js'"])
        let sources = SourceCache(base)
        let pkg = try #require(TreePath("pkg.js")), use = try #require(TreePath("use.mjs"))
        let caches = ["import './pkg.js'", "import * as p from './pkg.js'"].map { text in
            SourceCache(base.promising([use: { Array(text.utf8) }]), over: sources)
        }
        let shared = caches.compactMap { $0.file(pkg) }
        #expect(shared.count == 2 && shared.allSatisfy { $0 === sources.file(pkg) })
        #expect(caches.compactMap { $0.file(use) }.map { cache in caches[0].record(cache).requests.map(\.specifier) }.first == ["./pkg.js"])
        #expect(caches[1].file(use).map { caches[1].record($0).imports.map(\.local) } == ["p"])
        #expect(sources.file(use).map { sources.record($0).requests.map(\.specifier) } == ["./gone.js"])
        let first = caches[0].lowered(shared[0], index: 1), second = caches[1].lowered(shared[1], index: 1)
        #expect(first.evaluate === second.evaluate)
    }

    @Test func manifestsOfABaseAreReadOnce() throws {
        let base = FileTree.inMemory(["package.json": #"{"type":"module"}"#])
        let own = base.promising([TreePath.root.appending("package.json"): { Array(#"{"type":"commonjs"}"#.utf8) }])
        let over = base.promising([TreePath.root.appending("use.mjs"): { [] }])
        #expect(over.manifest(in: .root)?.type?.value == .module)
        #expect(own.manifest(in: .root)?.type?.value == .commonJS)
    }
}
