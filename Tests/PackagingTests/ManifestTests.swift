import Packaging
import Testing

private func manifest(_ text: String) -> Manifest { Manifest(path: TreePath("package.json") ?? .root, bytes: Array(text.utf8)) }

/// The problem's own text stands between the marks in the manifest.
@Test(arguments: [
    (#"{"name":«3»}"#, #""name" must be a string"#),
    (#"{"type":«"esm"»}"#, #""type" must be "module" or "commonjs""#),
    (#"{"name":"a",«"name"»:"b"}"#, #"duplicate key "name""#),
    (#"{"exports":{".":"./a.js",«"import"»:"./b.js"}}"#, #""exports" cannot contain some keys starting with '.' and some not"#),
    (#"{"exports":{".":{«"0"»:"./a.js"}}}"#, #""exports" cannot contain numeric property keys ("0")"#),
    (#"{"files":«"dist"»}"#, #""files" must be an array of strings"#),
    (#"{"browser":{"./x":«3»}}"#, #""browser../x" must be a string or false"#),
    (#"«[]»"#, "is not a JSON object"),
    ("«\u{FEFF}»{}", "begins with a byte order mark, which JSON does not allow")
])
func problems(marked: String, message: String) throws {
    let parts = marked.split(separator: "«", maxSplits: 1, omittingEmptySubsequences: false)
    let start = parts[0].utf8.count
    let rest = parts[1].split(separator: "»", maxSplits: 1, omittingEmptySubsequences: false)
    let found = try #require(manifest(parts[0] + String(rest[0]) + rest[1]).problems.first)
    #expect(found.message == message && found.range == start..<start + rest[0].utf8.count)
}

@Test func fieldsOfAManifest() {
    let m = manifest(
        #"{"name":"@s/p","version":"1.0.0","type":"module","main":"m.js","bin":"cli.js","sideEffects":["*.css","./lib/**"],"engines":{"node":">=18"},"#
            + #""dependencies":{"a":"1"},"peerDependencies":{"b":"2"},"bundleDependencies":true,"workspaces":{"packages":["packages/*"]},"exports":"./x.js","private":true}"#
    )
    #expect(m.isReadable && m.problems.isEmpty)
    #expect(m.name?.value == "@s/p" && m.type?.value == .module)
    #expect(m.bin.map { "\($0.key.value)=\($0.value.value)" } == ["p=cli.js"])
    #expect(m.sideEffects?.mayHave(TreePath("a/b.css") ?? .root) == true && m.sideEffects?.mayHave(TreePath("lib/x/y.js") ?? .root) == true)
    #expect(m.sideEffects?.mayHave(TreePath("src/y.js") ?? .root) == false)
    #expect(
        m.engines.first?.range.value == ">=18" && m.bundledDependencies == ["a"] && m.workspaces.map(\.value) == ["packages/*"]
            && m.isPrivate)
    #expect(m.exports?.entries.map(\.key.value) == ["."])
}

@Test(arguments: [
    "", "{", "{\"exports\":" + String(repeating: "{\"a\":", count: 100_000), String(repeating: "[", count: 100_000), "\u{0}", "<html>"
])
func hostileManifestsAreUnreadableOnly(text: String) {
    let m = manifest(text)
    #expect(!m.isReadable && !m.problems.isEmpty)
}

@Test(
    arguments: [
        ("./a", "./a", nil), ("./x/y", "./x/*", "y"), ("./x/y.js", "./x/*.js", "y"), ("./x/deep/z", "./x/deep/*", "z"), ("./q", nil, nil),
        ("./x/", nil, nil)
    ] as [(String, String?, String?)])
func patterns(subpath: String, key: String?, match: String?) {
    let found = manifest(#"{"exports":{"./a":"./1","./x/*":"./2/*","./x/*.js":"./3/*","./x/deep/*":"./4/*"}}"#).exports?.entry(for: subpath)
    #expect(found?.entry.key.value == key && found?.match == match)
}

@Test(arguments: [
    ("**/*.wasm", "a/b.wasm", true), ("**/*.wasm", "b.wasm", true), ("*.wasm", "a/b.wasm", false), ("a/**", "a/b/c", true),
    ("a/**/c", "a/c", true), ("a/**/c", "a/b/b/c", true),
    (String(repeating: "a", count: 100) + "/**/*.js", String(repeating: "a", count: 100) + "/b/c.js", true),
    (String(repeating: "a", count: 600), String(repeating: "a", count: 600), false),
    ("a/**/c", "ab/c", false), ("{a,b}/?.[jt]s", "b/x.ts", true), ("[!a].js", "a.js", false),
    ("*a*a*a*a*a*a*b", String(repeating: "a", count: 5000), false), ("a\\*", "a*", true)
])
func globs(pattern: String, path: String, expected: Bool) { #expect(Glob(pattern).matches(path) == expected) }
