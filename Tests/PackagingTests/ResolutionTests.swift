import Packaging
import Testing

/// Packages that the tables below ask for: one folder with many small dependencies.
private let tree = FileTree.inMemory([
    "package.json":
        ##"{"name":"app","type":"module","imports":{"#in":{"node":"./lib/node.js","default":"./lib/else.js"},"#out":"plain","#gone":"gone"},"exports":{"./own":"./lib/node.js"}}"##,
    "index.mjs": "", "lib/node.js": "", "lib/else.js": "", "d/index.js": "", "other.mjs": "", "m.wasm": "", "a b.js": "",
    "node_modules/plain/package.json": #"{"name":"plain","main":"lib/main"}"#,
    "node_modules/plain/lib/main.js": "", "node_modules/plain/extra.js": "",
    "node_modules/bare/index.js": "", "node_modules/single.js": "",
    "node_modules/lost/package.json": #"{"name":"lost","main":"none.js"}"#,
    "node_modules/esm/package.json": #"{"name":"esm","module":"nt.js"}"#, "node_modules/esm/nt.js": "",
    "node_modules/mf/package.json": #"{"name":"mf","main":"./main.js","module":"./module.js","browser":"./browser.js"}"#,
    "node_modules/mf/main.js": "", "node_modules/mf/module.js": "", "node_modules/mf/browser.js": "",
    "node_modules/two/package.json": #"{"name":"two","main":"./main.js","module":"./module.js"}"#,
    "node_modules/two/main.js": "", "node_modules/two/module.js": "",
    "node_modules/map/package.json":
        #"{"name":"map","main":"./main.js","browser":{"./main.js":"./browser.js","fs":false,"./gone.js":false}}"#,
    "node_modules/map/main.js": "", "node_modules/map/browser.js": "", "node_modules/map/gone.js": "",
    "node_modules/cond/package.json":
        #"{"name":"cond","exports":{".":{"workerd":"./workerd.js","node":{"import":"./node.mjs","require":"./node.cjs"},"browser":"./browser.js"},"./deep/*":"./src/*.js","./deep/private/*":null,"./wasm":"./a.wasm","./list":["bad","./src/x.js"]}}"#,
    "node_modules/cond/workerd.js": "", "node_modules/cond/node.mjs": "", "node_modules/cond/node.cjs": "",
    "node_modules/cond/browser.js": "",
    "node_modules/cond/src/x.js": "", "node_modules/cond/src/private/y.js": "", "node_modules/cond/a.wasm": "",
    "node_modules/none/package.json": #"{"name":"none","exports":{".":{"zzz":"./x.js"}}}"#,
    "node_modules/broken/package.json": #"{"name":"broken","exports":"#,
    "node_modules/ghost/package.json": #"{"name":"ghost","exports":"./missing.js"}"#,
    "node_modules/outside/package.json": #"{"name":"outside","exports":{"./x":"../x.js","./y":"y.js"}}"#,
    "node_modules/@scope/pkg/package.json": #"{"name":"@scope/pkg","exports":"./i.js"}"#, "node_modules/@scope/pkg/i.js": "",
    "node_modules/buffer/package.json": #"{"name":"buffer"}"#, "node_modules/buffer/index.js": "",
    "node_modules/.made/client/index.js": ""
])
private let entry = TreePath("index.mjs") ?? .root

private func rules(_ tool: String) -> ResolutionRules {
    let names: Set = ["fs", "buffer", "path"]
    var rules: ResolutionRules =
        switch tool {
        case "node18": .node(major: 18)
        case "deno": .deno
        case "bun": .bun
        case "esbuild": .esbuild
        case "wrangler", "wrangler-compat": .wrangler
        case "browser": .browser
        default: .node(major: 22)
        }
    switch tool {
    case "wrangler":
        rules.builtin = { text in
            if text.hasPrefix("node:") {
                return .leftToRuntime(warning: "The package \"\(text)\" wasn't found on the file system but is built into node.")
            }
            return names.contains(text)
                ? .refused(notes: ["The package \"\(text)\" wasn't found on the file system but is built into node."]) : nil
        }
    case "esbuild": rules.builtin = { names.contains($0) ? .refused(notes: []) : nil }
    default: rules.builtin = { names.contains($0.hasPrefix("node:") ? String($0.dropFirst(5)) : $0) ? .available : nil }
    }
    return rules
}
private func answer(_ resolution: Resolution) -> String {
    switch resolution.outcome {
    case .file(let path): path.text + resolution.suffix + (resolution.rule.map { " \($0.rawValue)" } ?? "")
    case .builtin(let name): "builtin \(name)"
    case .external(let text): "external \(text)"
    case .data: "data"
    case .remote: "remote"
    case .disabled: "disabled"
    case .notInstalled: "not installed"
    case .undecided: "undecided"
    case .failure(let failure): "\(failure.name)\(failure.code.map { " [\($0)]" } ?? ""): \(failure.message)"
    }
}

@Test(arguments: [
    ("node", "./other.mjs", "other.mjs"), ("node", "./a%20b.js?x", "a b.js?x"), ("node", "plain", "node_modules/plain/lib/main.js"),
    ("node", "bare", "node_modules/bare/index.js"), ("node", "cond", "node_modules/cond/node.mjs"),
    ("node", "cond/deep/x", "node_modules/cond/src/x.js"),
    ("node", "cond/list", "node_modules/cond/src/x.js"), ("node", "#in", "lib/node.js"), ("node", "#out", "node_modules/plain/lib/main.js"),
    ("node", "app/own", "lib/node.js"), ("node", "@scope/pkg", "node_modules/@scope/pkg/i.js"), ("node", "fs", "builtin fs"),
    ("node", "node:path", "builtin path"),
    ("node", "data:text/javascript,1", "data"), ("deno", "https://x/y.js", "remote"), ("node", "/abs.js", "undecided"),
    ("node", "../../up.js", "undecided"),
    ("bun", "single.js", "node_modules/single.js"), ("bun", "cond/package.json", "node_modules/cond/package.json"),
    ("bun", "esm", "node_modules/esm/nt.js"), ("bun", "mf", "node_modules/mf/main.js"), ("bun", "./d", "d/index.js"),
    ("bun", "./other", "other.mjs"),
    ("esbuild", "mf", "node_modules/mf/browser.js"), ("esbuild", "two", "node_modules/two/module.js"),
    ("esbuild", "map", "node_modules/map/browser.js"),
    ("bun", ".made/client", "node_modules/.made/client/index.js"), ("esbuild", ".made/client", "node_modules/.made/client/index.js"),
    ("esbuild", "map/gone.js", "disabled"), ("esbuild", "buffer", "node_modules/buffer/index.js"),
    ("esbuild", "cond", "node_modules/cond/browser.js"),
    ("wrangler", "cond", "node_modules/cond/workerd.js"), ("wrangler", "cond/a.wasm", "node_modules/cond/a.wasm CompiledWasm"),
    ("wrangler", "./m.wasm", "m.wasm CompiledWasm"), ("wrangler", "./m.wasm?module", "m.wasm CompiledWasm"),
    ("wrangler", "cloudflare:workers", "external cloudflare:workers"),
    ("wrangler", "node:fs", "external node:fs"), ("wrangler-compat", "fs", "builtin fs"), ("browser", "./m.wasm", "m.wasm")
])
func found(tool: String, specifier: String, expected: String) {
    #expect(answer(tree.resolve(Specifier(specifier), from: entry, rules: rules(tool))) == expected)
}

@Test(arguments: [
    ("node", "nope", "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'nope' imported from ./index.mjs"),
    ("node", "./other", "Error [ERR_MODULE_NOT_FOUND]: Cannot find module './other' imported from ./index.mjs"),
    (
        "node", "./d",
        "Error [ERR_UNSUPPORTED_DIR_IMPORT]: Directory import './d' is not supported resolving ES modules imported from ./index.mjs\nDid you mean to import \"./d/index.js\"?"
    ),
    (
        "node18", "./d",
        "Error [ERR_UNSUPPORTED_DIR_IMPORT]: Directory import './d' is not supported resolving ES modules imported from ./index.mjs\nDid you mean to import ../d/index.js?"
    ),
    (
        "node", "plain/extra",
        "Error [ERR_MODULE_NOT_FOUND]: Cannot find module './node_modules/plain/extra' imported from ./index.mjs\nDid you mean to import \"plain/extra.js\"?"
    ),
    ("node", "lost", "Error [ERR_MODULE_NOT_FOUND]: Cannot find package './node_modules/lost/none.js' imported from ./index.mjs"),
    ("node18", "lost", "Error [ERR_MODULE_NOT_FOUND]: Cannot find package './node_modules/lost/' imported from ./index.mjs"),
    ("node", "esm", "Error [ERR_MODULE_NOT_FOUND]: Cannot find package './node_modules/esm/index.js' imported from ./index.mjs"),
    (
        "node", "none",
        "Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: No \"exports\" main defined in ./node_modules/none/package.json imported from ./index.mjs"
    ),
    (
        "node", "cond/deep/private/y",
        "Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: Package subpath './deep/private/y' is not defined by \"exports\" in ./node_modules/cond/package.json imported from ./index.mjs"
    ),
    ("node", "ghost", "Error [ERR_MODULE_NOT_FOUND]: Cannot find module './node_modules/ghost/missing.js' imported from ./index.mjs"),
    (
        "node", "broken",
        "Error [ERR_INVALID_PACKAGE_CONFIG]: Invalid package config ./node_modules/broken/package.json while importing \"broken\" from ./index.mjs."
    ),
    (
        "node", "outside/y",
        "Error [ERR_INVALID_PACKAGE_TARGET]: Invalid \"exports\" target \"y.js\" defined for './y' in the package config ./node_modules/outside/package.json imported from ./index.mjs; targets must start with \"./\""
    ),
    (
        "node", "#nope",
        "TypeError [ERR_PACKAGE_IMPORT_NOT_DEFINED]: Package import specifier \"#nope\" is not defined in package ./package.json imported from ./index.mjs"
    ),
    (
        "node", "o:p/x",
        "Error [ERR_UNSUPPORTED_ESM_URL_SCHEME]: Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol 'o:'"
    ),
    ("deno", "nope", "TypeError [ERR_MODULE_NOT_FOUND]: Import \"nope\" not a dependency"),
    (
        "deno", "./other",
        "TypeError [ERR_MODULE_NOT_FOUND]: Module not found \"./other\". Maybe add a '.mjs' extension or run with --sloppy-imports"
    ),
    (
        "deno", "esm",
        "TypeError [ERR_MODULE_NOT_FOUND]: [ERR_MODULE_NOT_FOUND] Cannot find module './node_modules/esm/index.js' imported from './index.mjs'"
    ),
    (
        "deno", "none",
        "TypeError [ERR_MODULE_NOT_FOUND]: [ERR_PACKAGE_PATH_NOT_EXPORTED] No \"exports\" main defined in './node_modules/none/package.json' imported from './index.mjs'"
    ),
    (
        "node", "outside",
        "Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: No \"exports\" main defined in ./node_modules/outside/package.json imported from ./index.mjs"
    ),
    ("node", "#gone", "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'gone' imported from ./package.json"),
    (
        "node", "single.js",
        "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'single.js' imported from ./index.mjs\nDid you mean to import \"file://./node_modules/single.js\"?"
    ),
    (
        "deno", "#nope",
        "TypeError [ERR_MODULE_NOT_FOUND]: [ERR_PACKAGE_IMPORT_NOT_DEFINED] Package import specifier \"#nope\" is not defined in package ./package.json imported from './index.mjs'"
    ),
    (
        "deno", "broken",
        "TypeError [ERR_MODULE_NOT_FOUND]: [ERR_INVALID_PACKAGE_CONFIG] Invalid package config. Malformed package.json './node_modules/broken/package.json'."
    ),
    (
        "deno", "plain/lib",
        "TypeError [ERR_MODULE_NOT_FOUND]: [ERR_UNSUPPORTED_DIR_IMPORT] Directory import './node_modules/plain/lib' is not supported resolving ES modules imported from './index.mjs'"
    ),
    ("deno", "node:nope", "TypeError [ERR_MODULE_NOT_FOUND]: No such built-in module: node:nope"),
    ("bun", "node:nope", "ResolveMessage [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: node:nope"),
    ("bun", "none", "ResolveMessage [ERR_MODULE_NOT_FOUND]: Cannot find package 'none' imported from ./index.mjs"),
    ("bun", "./nope.js", "ResolveMessage [ERR_MODULE_NOT_FOUND]: Cannot find module './nope.js' imported from ./index.mjs"),
    ("wrangler", "nope", "BuildError: Could not resolve \"nope\""), ("wrangler", "fs", "BuildError: Could not resolve \"fs\""),
    ("wrangler", "cond/wasm", "BuildError: No loader is configured for \".wasm\" files: node_modules/cond/a.wasm"),
    ("wrangler", "./m.wasm?init", "BuildError: No loader is configured for \".wasm\" files: m.wasm?init"),
    ("wrangler", "./none.wasm", "BuildError: ENOENT: no such file or directory, open './none.wasm' [plugin wrangler-module-collector]"),
    (
        "browser", "plain",
        "TypeError: Failed to resolve module specifier \"plain\". Relative references must start with either \"/\", \"./\", or \"../\"."
    )
])
func notFound(tool: String, specifier: String, expected: String) {
    #expect(answer(tree.resolve(Specifier(specifier), from: entry, rules: rules(tool))) == expected)
}

@Test(arguments: [
    ("node", "plain", "node_modules/plain/lib/main.js"), ("node", "plain/extra", "node_modules/plain/extra.js"),
    ("node", "cond", "node_modules/cond/node.cjs"),
    ("node", "./d", "d/index.js"), ("node", "./lib/node", "lib/node.js"), ("esbuild", "two", "node_modules/two/main.js"),
    (
        "deno", "none",
        "Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: [ERR_PACKAGE_PATH_NOT_EXPORTED] No \"exports\" main defined in './node_modules/none/package.json' imported from './index.mjs'"
    ),
    ("bun", "nope/x", "ResolveMessage [MODULE_NOT_FOUND]: Cannot find module 'nope/x'\nRequire stack:\n- ./index.mjs"),
    ("node", "#gone", "Error [MODULE_NOT_FOUND]: Cannot find module '#gone'"),
    ("node", "nope", "Error [MODULE_NOT_FOUND]: Cannot find module 'nope'\nRequire stack:\n- ./index.mjs"),
    (
        "node", "lost",
        "Error [MODULE_NOT_FOUND]: Cannot find module './node_modules/lost/none.js'. Please verify that the package.json has a valid \"main\" entry"
    ),
    ("node", "none", "Error [ERR_PACKAGE_PATH_NOT_EXPORTED]: No \"exports\" main defined in ./node_modules/none/package.json"),
    ("node", "ghost", "Error [MODULE_NOT_FOUND]: Cannot find module './node_modules/ghost/missing.js'"),
    ("node", "esm", "Error [MODULE_NOT_FOUND]: Cannot find module 'esm'\nRequire stack:\n- ./index.mjs")
])
func required(tool: String, specifier: String, expected: String) {
    #expect(answer(tree.resolve(Specifier(specifier), from: entry, kind: .require, rules: rules(tool))) == expected)
}

/// A tarball or a fresh clone has no dependencies beside it: that is no fault of the package.
@Test(arguments: [("needed", true), ("peer", true), ("optionalPeer", false), ("undeclared", false), ("dev", false)])
func declaredDependenciesThatAreNotInstalledDecideNothing(name: String, isUndecided: Bool) {
    let manifest =
        #"{"name":"p","dependencies":{"needed":"1"},"peerDependencies":{"peer":"1","optionalPeer":"1"},"peerDependenciesMeta":{"optionalPeer":{"optional":true}},"devDependencies":{"dev":"1"}}"#
    let tree = FileTree.inMemory(["package.json": manifest, "a.mjs": ""])
    for rules in [ResolutionRules.node(), .deno, .bun, .wrangler] {
        for kind in [ResolutionRequest.Kind.importStatement, .require] {
            let outcome = tree.resolve(Specifier(name), from: TreePath("a.mjs") ?? .root, kind: kind, rules: rules).outcome
            if case .notInstalled(let missing) = outcome { #expect(isUndecided && missing == name) } else { #expect(!isUndecided) }
        }
    }
}

@Test func theChainNamesTheKeysThatDecided() {
    let resolution = tree.resolve("cond", from: entry, rules: rules("node"))
    #expect(resolution.steps.map(\.what) == ["exports .", "condition node", "condition import"])
    #expect(tree.resolve("two", from: entry, rules: .esbuild).requiredInstead?.text == "node_modules/two/main.js")
}

@Test func aBrowserMapHidesBuiltinsOfItsOwnPackageOnly() {
    let inside = TreePath("node_modules/map/main.js") ?? .root
    #expect(answer(tree.resolve("fs", from: inside, rules: rules("wrangler"))) == "disabled")
    #expect(answer(tree.resolve("fs", from: inside, rules: rules("wrangler-compat"))) == "builtin fs")
}

/// `paths` and `baseUrl` of the project's own tsconfig.json, as bundlers follow them.
@Suite struct TypeScriptConfigurationTests {
    static let tree = FileTree.inMemory([
        "tsconfig.json":
            #"{ "extends": "./base", "compilerOptions": { "paths": { "@/*": ["./missing/*", "./src/*"], "@/lib/*": ["./lib/*"], "exact": ["./src/exact.ts"], }, }, // comment"#
            + "\n}",
        "base.json": #"{ "compilerOptions": { "verbatimModuleSyntax": true, "paths": { "gone": ["./x.ts"] } } }"#, "src/index.ts": "",
        "src/exact.ts": "", "src/a.ts": "", "lib/a.ts": "", "lib/only.mts": "", "x.ts": "",
        "based/tsconfig.json": #"{ "compilerOptions": { "baseUrl": "./code" } }"#, "based/main.ts": "", "based/code/deep/b.ts": "",
        "node_modules/p/package.json": #"{"name":"p"}"#, "node_modules/p/index.js": "",
        "node_modules/p/tsconfig.json": #"{ "compilerOptions": { "paths": { "*": ["./*"] } } }"#, "node_modules/p/q.js": ""
    ])
    @Test(arguments: [
        ("src/index.ts", "@/a", "src/a.ts"), ("src/index.ts", "@/lib/a", "lib/a.ts"), ("src/index.ts", "exact", "src/exact.ts"),
        ("src/index.ts", "@/lib/only.mjs", "lib/only.mts"), ("src/index.ts", "./a.js", "src/a.ts"),
        ("src/index.ts", "p", "node_modules/p/index.js"), ("src/index.ts", "gone", nil),
        ("based/main.ts", "deep/b", "based/code/deep/b.ts"), ("node_modules/p/index.js", "q.js", nil)
    ]) func leadsTo(_ importer: String, _ specifier: String, _ file: String?) {
        for rules in [ResolutionRules.esbuild, .wrangler, .bun] {
            #expect(Self.tree.resolve(Specifier(specifier), from: TreePath(importer) ?? .root, rules: rules).file?.text == file)
        }
        #expect(
            specifier.hasPrefix(".") || specifier == "p"
                || Self.tree.resolve(Specifier(specifier), from: TreePath(importer) ?? .root, rules: .node()).file == nil)
    }
    @Test func whatIsExtendedCounts() {
        #expect(Self.tree.typeScriptConfiguration(governing: TreePath("src/a.ts") ?? .root)?.keepsUnusedImports == true)
        #expect(Self.tree.typeScriptConfiguration(governing: TreePath("based/main.ts") ?? .root)?.keepsUnusedImports == false)
    }
    /// Files that extend each other end, as does one that is no object.
    @Test(arguments: [
        #"{"extends":"./tsconfig.json"}"#, #"[1]"#, #"{"compilerOptions":{"paths":{"*":[1,null]},"baseUrl":7}}"#, "{",
        #"{"extends":"../../outside"}"#
    ]) func ends(_ text: String) {
        let tree = FileTree.inMemory(["tsconfig.json": text, "a.ts": ""])
        #expect(tree.typeScriptConfiguration(governing: TreePath("a.ts") ?? .root)?.keepsUnusedImports == false)
        #expect(tree.resolve("nowhere", from: TreePath("a.ts") ?? .root, rules: .esbuild).file == nil)
    }
}

/// A clone, or a package that is looked at before anybody installs it, gets its dependencies with it; where an installer was at work, what
/// is not there is missing.
@Test func aDependencyIsMissingOnlyWhereItsUserWasInstalled() {
    let package = ["package.json": #"{"name":"user","dependencies":{"used":"1"}}"#, "index.js": ""]
    let clone = FileTree.inMemory(package), place = TreePath("node_modules/user") ?? .root
    let mounted = FileTree.inMemory(["use.mjs": ""]).mounting(clone, at: place)
    let installed = FileTree.inMemory(Dictionary(uniqueKeysWithValues: package.map { ("node_modules/user/" + $0, $1) }))
    func leads(_ tree: FileTree, _ importer: TreePath) -> String {
        answer(tree.resolve(Specifier("used"), from: importer, rules: rules("node")))
    }
    #expect(leads(clone, TreePath("index.js") ?? .root) == "not installed")
    #expect(leads(mounted, place.appending("index.js")) == "not installed")
    #expect(leads(mounted.overlaid(with: [:]), place.appending("index.js")) == "not installed")
    #expect(
        leads(installed, place.appending("index.js"))
            == "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'used' imported from ./node_modules/user/index.js")
}
