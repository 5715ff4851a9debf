import Packaging
import Testing

/// Every case has these files, besides its own manifest and ignore files.
private let files = """
    index.js lib/a.js lib/sub/c.js lib/sub/d.wasm dist/x.js dist/x.js.map dist/x.wasm dist/y/z.d.ts
    src/q.ts test/t.js readme.MD LICENSE docs/README.md .npmrc .DS_Store c.orig
    package-lock.json .git/HEAD lib/.git/HEAD node_modules/dep/index.js pkg/p.js pkg/p_bg.wasm .eslintrc
    """

private struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var manifest: String
    var ignoreFiles: [String: String] = [:]
    /// What npm 10.8.2 packs.
    var packed: String
}

private let cases = [
    Case(
        testDescription: "everything but npm's own exclusions",
        manifest: #"{"name": "p", "version": "1.0.0"}"#,
        packed:
            ".eslintrc LICENSE dist/x.js dist/x.js.map dist/x.wasm dist/y/z.d.ts docs/README.md index.js lib/a.js lib/sub/c.js lib/sub/d.wasm package.json pkg/p.js pkg/p_bg.wasm readme.MD src/q.ts test/t.js"
    ),
    Case(
        testDescription: "files: a folder, main and browser beside it",
        manifest: #"{"name": "p", "version": "1.0.0", "files": ["dist"], "main": "lib/a.js", "browser": "index.js"}"#,
        packed: "LICENSE dist/x.js dist/x.js.map dist/x.wasm dist/y/z.d.ts index.js lib/a.js package.json readme.MD"),
    Case(
        testDescription: "files: patterns and an exclusion",
        manifest: #"{"name": "p", "version": "1.0.0", "files": ["**/*.js", "!lib/sub", "dist/y/*.d.ts"]}"#,
        packed: "LICENSE dist/x.js dist/y/z.d.ts index.js lib/a.js package.json pkg/p.js readme.MD test/t.js"),
    Case(
        testDescription: "files: folder with a slash, file in a folder",
        manifest: #"{"name": "p", "version": "1.0.0", "files": ["dist/", "./lib/sub/d.wasm"]}"#,
        packed: "LICENSE dist/x.js dist/x.js.map dist/x.wasm dist/y/z.d.ts lib/sub/d.wasm package.json readme.MD"),
    Case(
        testDescription: "files: . and a star",
        manifest: #"{"name": "p", "version": "1.0.0", "files": ["lib/*"]}"#,
        packed: "LICENSE lib/a.js lib/sub/c.js lib/sub/d.wasm package.json readme.MD"),
    Case(
        testDescription: "files wins over the ignore files of the root",
        manifest: #"{"name": "p", "version": "1.0.0", "files": ["pkg"]}"#,
        ignoreFiles: [".npmignore": "pkg\n", ".gitignore": "pkg\n"],
        packed: "LICENSE package.json pkg/p.js pkg/p_bg.wasm readme.MD"),
    Case(
        testDescription: "the star that wasm-pack writes into pkg",
        manifest: #"{"name": "p", "version": "1.0.0", "files": ["pkg"]}"#,
        ignoreFiles: ["pkg/.gitignore": "*\n"],
        packed: "LICENSE package.json readme.MD"),
    Case(
        testDescription: "the star, and the files named one by one",
        manifest: #"{"name": "p", "version": "1.0.0", "files": ["pkg/p.js", "pkg/p_bg.wasm"]}"#,
        ignoreFiles: ["pkg/.gitignore": "*\n"],
        packed: "LICENSE package.json pkg/p.js pkg/p_bg.wasm readme.MD"),
    Case(
        testDescription: ".npmignore hides .gitignore",
        manifest: #"{"name": "p", "version": "1.0.0"}"#,
        ignoreFiles: [".npmignore": "src\n*.map\n", ".gitignore": "dist\n"],
        packed:
            ".eslintrc LICENSE dist/x.js dist/x.wasm dist/y/z.d.ts docs/README.md index.js lib/a.js lib/sub/c.js lib/sub/d.wasm package.json pkg/p.js pkg/p_bg.wasm readme.MD test/t.js"
    ),
    Case(
        testDescription: ".gitignore alone",
        manifest: #"{"name": "p", "version": "1.0.0", "main": "dist/x.js"}"#,
        ignoreFiles: [".gitignore": "dist/\n# comment\n/test\n**/sub\n!LICENSE\n"],
        packed:
            ".eslintrc LICENSE dist/x.js dist/x.js.map dist/x.wasm dist/y/z.d.ts docs/README.md index.js lib/a.js package.json pkg/p.js pkg/p_bg.wasm readme.MD src/q.ts"
    ),
    Case(
        testDescription: "nested ignore files",
        manifest: #"{"name": "p", "version": "1.0.0"}"#,
        ignoreFiles: ["lib/.npmignore": "sub\n", "dist/.gitignore": "*\n!x.wasm\n"],
        packed:
            ".eslintrc LICENSE dist/x.wasm docs/README.md index.js lib/a.js package.json pkg/p.js pkg/p_bg.wasm readme.MD src/q.ts test/t.js"
    ),
    Case(
        testDescription: "bin and a bundled dependency",
        manifest:
            #"{"name": "p", "version": "1.0.0", "files": ["none"], "bin": {"a": "./test/t.js"}, "dependencies": {"dep": "1"}, "bundledDependencies": ["dep"]}"#,
        packed: "LICENSE node_modules/dep/index.js node_modules/dep/package.json package.json readme.MD test/t.js")
]

@Test(arguments: cases)
private func publishedFilesAreThoseThatNpmPacks(example: Case) {
    var contents = example.ignoreFiles
    for name in files.split(whereSeparator: \.isWhitespace) { contents[String(name)] = "x" }
    contents["node_modules/dep/package.json"] = #"{"name":"dep","version":"1.0.0"}"#
    contents["package.json"] = example.manifest
    #expect(FileTree.inMemory(contents).publishedFiles().map(\.text).joined(separator: " ") == example.packed)
}

@Test func aPublishedPackageKeepsItsDependencies() {
    let tree = FileTree.inMemory(["package.json": #"{"files":["a.js"]}"#, "a.js": "", "b.js": "", "node_modules/dep/index.js": ""])
    #expect(tree.asPublished().files().map(\.text) == ["a.js", "package.json", "node_modules/dep/index.js"])
    #expect(FileTree.inMemory(["a.js": ""]).publishedFiles().isEmpty)
}
