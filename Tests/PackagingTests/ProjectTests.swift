import Packaging
import Testing

private func configuration(_ name: String, _ text: String) -> WranglerConfiguration {
    WranglerConfiguration(path: TreePath(name) ?? .root, bytes: Array(text.utf8))
}

@Test(arguments: [
    (
        "w/wrangler.toml",
        """
        name = "x"
        main = "src/index.js"
        compatibility_date = "2024-03-01"
        compatibility_flags = ["nodejs_compat"]
        no_bundle = true
        alias = { "a" = "./b.js" }
        [[rules]]
        type = "Data"
        globs = ["**/*.dat"]
        [env.prod]
        name = "y"
        """
    ),
    (
        "w/wrangler.jsonc",
        """
        { // comments and trailing commas are fine
          "name": "x", "main": "./src/index.js", "compatibility_date": "2024-03-01", "compatibility_flags": ["nodejs_compat"], "no_bundle": true,
          "alias": { "a": "./b.js" }, "rules": [{ "type": "Data", "globs": ["**/*.dat"] }], "env": { "prod": { "name": "y" } }, }
        """
    )
])
func theSameConfigurationInBothLanguages(file: String, text: String) {
    let w = configuration(file, text)
    #expect(w.problems.isEmpty)
    #expect(w.name?.value == "x" && w.entry == TreePath("w/src/index.js") && w.compatibilityDate?.value == "2024-03-01")
    #expect(
        w.compatibilityFlags.map(\.value) == ["nodejs_compat"] && w.skipsBundling && w.aliases == ["a": "./b.js"]
            && w.environments == ["prod"])
    // A rule without fallthrough ends its kind: the default one for .bin no longer holds.
    #expect(w.rules.map(\.kind) == [.data, .text, .compiledWasm])
    if let date = w.compatibilityDate { #expect(Array(text.utf8)[date.range].elementsEqual("\"2024-03-01\"".utf8)) }
}

@Test(arguments: [
    ("{\"main\": 3}", "\"main\" must be a string"),
    (
        "{\"rules\": [{\"type\": \"Wasm\", \"globs\": []}]}",
        "a rule's \"type\" must be one of ESModule, CommonJS, CompiledWasm, Text, Data, PythonModule, PythonRequirement"
    ),
    ("{\"compatibility_flags\": \"x\"}", "\"compatibility_flags\" must be an array of strings"), ("{", "unexpected end of JSON")
])
func configurationProblems(text: String, message: String) {
    #expect(configuration("wrangler.json", text).problems.map(\.message).contains(message))
}

@Test(
    arguments: [
        ("./a.wasm", ModuleRule.Kind.compiledWasm), ("../x/a.wasm", .compiledWasm), ("pkg/a.wasm", .compiledWasm),
        ("./a.wasm?module", .compiledWasm), ("./a.wasm?init", nil),
        ("./t.txt", .text), ("./b.bin", .data), ("./x.js", nil), ("pkg/wasm", nil)
    ] as [(String, ModuleRule.Kind?)])
func defaultRules(specifier: String, kind: ModuleRule.Kind?) { #expect(ModuleRule.defaults.first { $0.matches(specifier) }?.kind == kind) }

@Test func entriesOfAPackageWithExports() {
    let tree = FileTree.inMemory([
        "package.json":
            #"{"name":"p","exports":{".":{"import":"./a.mjs","require":"./a.cjs"},"./x/*":"./lib/*.js","./x/secret":null,"./package.json":"./package.json"},"bin":{"run":"./cli.js"}}"#,
        "lib/one.js": "", "lib/deep/two.js": "", "lib/secret.js": ""
    ])
    #expect(
        tree.entries(of: .root).map { "\($0.specifier) \($0.files.map(\.text).joined(separator: ","))" } == [
            "p a.mjs,a.cjs", "p/x/deep/two lib/deep/two.js", "p/x/one lib/one.js", "./cli.js cli.js"
        ])
}
@Test func entriesOfAPackageWithoutExports() {
    let tree = FileTree.inMemory(["package.json": #"{"name":"p","main":"./lib","module":"m.js"}"#, "lib/index.js": "", "m.js": ""])
    #expect(tree.entries(of: .root).map { "\($0.specifier) \($0.files.map(\.text).joined(separator: ","))" } == ["p lib/index.js,m.js"])
}
@Test func workspacesAndDependencies() {
    let tree = FileTree.inMemory([
        "package.json": #"{"workspaces":["packages/*","!packages/no"],"dependencies":{"a":"1"}}"#,
        "packages/a/package.json": "{}", "packages/no/package.json": "{}", "packages/b/c/package.json": "{}", "packages/d/x.js": "",
        "node_modules/a/x.js": "", "node_modules/b/x.js": "", "node_modules/@s/c/x.js": ""
    ])
    #expect(tree.workspacePackages().map(\.text) == ["packages/a"])
    #expect(tree.directDependencies().map(\.text) == ["node_modules/a"])
    #expect(
        tree.overlaid(with: [TreePath("package.json") ?? .root: nil]).directDependencies().map(\.text) == [
            "node_modules/@s/c", "node_modules/a", "node_modules/b"
        ])
}
@Test func theNearestConfigurationsGovernAFile() {
    let tree = FileTree.inMemory(["package.json": "{}", "wrangler.toml": "main = 'a.js'", "sub/dist/a.js": "", "sub/package.json": "{}"])
    let input = Input(tree: tree, focus: TreePath("sub/dist/a.js") ?? .root)
    #expect(input.packageFolder?.text == "sub" && input.configuration?.path.text == "wrangler.toml")
}
