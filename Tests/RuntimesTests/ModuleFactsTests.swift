import Testing

@testable import Runtimes

/// What modules.json measured of linking is what the profiles say of it.
@Suite struct ModuleFactsTests {
    struct Modules: Decodable {
        let local: [String: Scenario]
        let workerd: [String: Scenario]
    }
    struct Scenario: Decodable { let results: [String: Result] }
    struct Result: Decodable {
        let ok: Bool?
        let name: String?
        let message: String?
        let code: JSON?
        let value: JSON?
        let late: String?
    }

    /// A scenario: the fact that decides it, and what fills its message.
    struct Row {
        let scenario: String
        let fact: FactID
        var values: [String: String] = [:]
        /// Runtimes in which another fact decides.
        var except: Set<String> = []
    }

    /// In Node, Deno and Bun. An answer that is a value means that the scenario goes well.
    static let local = [
        Row(scenario: "cjs-require-esm", fact: "module/require-esm", values: ["path": "./other.mjs", "name": "./other.mjs"]),
        Row(scenario: "cjs-require-esm-default", fact: "module/require-esm", values: ["path": "./def.mjs", "name": "./def.mjs"]),
        Row(
            scenario: "cjs-require-esm-tla", fact: "module/require-esm-with-await",
            values: [
                "path": "./tla.mjs", "name": "./tla.mjs", "importer": "./probe.cjs", "stack": "- ./probe.cjs\n- ./drive.cjs",
                "url": "file://./tla.mjs"
            ]),
        Row(scenario: "cjs-require-wasm", fact: "module/wasm-require"),
        Row(scenario: "wasm-namespace", fact: "module/wasm", values: ["path": "./add.wasm"]),
        Row(scenario: "wasm-dynamic", fact: "module/wasm", values: ["path": "./add.wasm"]),
        Row(scenario: "wasm-query", fact: "module/wasm", values: ["path": "./add.wasm"]),
        Row(scenario: "wasm-source", fact: "syntax/import-source", values: ["identifier": "s"]),
        Row(scenario: "wasm-dynamic-source", fact: "syntax/import-source-call", values: ["path": "./probe.mjs"]),
        Row(
            scenario: "wasm-attr", fact: "module/attribute/wasm",
            values: ["path": "./add.wasm", "url": "file://./add.wasm", "place": "file://./probe.mjs:1:15"]),
        Row(scenario: "import-defer", fact: "syntax/import-defer"),
        Row(scenario: "json-plain", fact: "module/json-plain", values: ["url": "file://./data.json", "place": "file://./probe.mjs:1:15"]),
        Row(scenario: "json-with", fact: "module/attribute/json"),
        Row(scenario: "json-assert", fact: "syntax/import-assertions", values: ["place": "file://./probe.mjs:1:29"]),
        Row(
            scenario: "txt-plain", fact: "module/unknown-extension",
            values: ["extension": ".txt", "path": "./t.txt", "url": "file://./t.txt", "place": "file://./probe.mjs:1:15"]),
        Row(scenario: "relative-query", fact: "module/query"),
        Row(
            scenario: "pkg-exports-no-match", fact: "module/no-main-exported",
            values: [
                "manifest": "./node_modules/nt/package.json", "importer": "./probe.mjs", "importer-url": "file://./probe.mjs",
                "package": "nt", "place": "file://./probe.mjs:1:19"
            ]),
        Row(
            scenario: "pkg-exports-subpath-wasm-blocked", fact: "module/not-exported",
            values: [
                "manifest": "./node_modules/nt/package.json", "importer": "./probe.mjs", "importer-url": "file://./probe.mjs",
                "package": "nt",
                "subpath": "./x.wasm", "place": "file://./probe.mjs:1:19"
            ]),
        Row(scenario: "fetch-relative", fact: "fetch/relative", values: ["url": "./m.wasm"]),
        Row(scenario: "fetch-own-wasm", fact: "fetch/file"),
        Row(scenario: "fs-url-pathname-missing", fact: "fs/missing", values: ["path": "./none.wasm"]),
        Row(scenario: "circular-tdz", fact: "error/before-initialization", values: ["name": "c"]),
        Row(scenario: "pkg-main-missing-file", fact: "module/missing-main", values: mainFills("none.js")),
        Row(
            scenario: "pkg-module-only-require", fact: "module/missing-require",
            values: ["specifier": "nt", "importer": "./probe.cjs\n- ./drive.cjs"], except: ["bun"])
    ]

    static func mainFills(_ file: String) -> [String: String] {
        [
            "package": "nt", "package-path": "./node_modules/nt", "main-path": "./node_modules/nt/" + file, "importer": "./probe.mjs",
            "importer-url": "file://./probe.mjs", "url": "file://./node_modules/nt/index.js", "place": "file://./probe.mjs:1:19"
        ]
    }

    /// In Workers, uploaded as they are.
    static let workers = [
        Row(scenario: "bytes-attr", fact: "module/attribute/bytes"), Row(scenario: "text-attr", fact: "module/attribute/text"),
        Row(scenario: "wasm-attr", fact: "module/attribute/wasm"), Row(scenario: "import-defer", fact: "syntax/import-defer"),
        Row(scenario: "export-non-handler", fact: "handler/export-shape", values: ["name": "done"]),
        Row(scenario: "export-string", fact: "handler/export-shape", values: ["name": "o"]),
        Row(scenario: "export-null", fact: "handler/export-nullish"), Row(scenario: "default-undefined", fact: "handler/export-nullish"),
        Row(scenario: "wasm-source", fact: "syntax/import-source"), Row(scenario: "wasm-dynamic-source", fact: "module/source-call"),
        Row(
            scenario: "wasm-source-of-js", fact: "module/source-of-js",
            values: ["name": "other.mjs", "importer": "probe.js", "specifier": "./other.mjs"]),
        Row(scenario: "cjs-named-import", fact: "module/missing-export", values: ["specifier": "./c.cjs", "name": "a"]),
        Row(scenario: "text-module", fact: "module/json-plain")
    ]

    @Test func linkingIsAsMeasured() throws {
        let modules = try Measured.load("modules.json", as: Modules.self)
        let runtimes = Runtimes()
        var compared = 0
        var profiles: [RuntimeName: Profile] = [:]
        for (rows, table) in [(Self.local, modules.local), (Self.workers, modules.workerd)] {
            for row in rows {
                for (id, measured) in try #require(table[row.scenario]?.results, "no scenario \(row.scenario)") {
                    guard !id.contains("+experimental"), !row.except.contains(id), let name = Measured.runtime(id) else { continue }
                    let profile = try profiles[name] ?? runtimes.profile(name).get()
                    profiles[name] = profile
                    guard let answer = profile.answer(row.fact) else { continue }
                    let error = answer.error?.filled(row.values)
                    #expect((error == nil) == (measured.ok == true), "\(row.scenario) in \(id)")
                    #expect(error?.message == measured.message, "\(row.scenario) in \(id)")
                    #expect(error?.name == measured.name, "\(row.scenario) in \(id)")
                    compared += 1
                }
            }
        }
        print("modules.json: \(compared) results compared, of \(Self.local.count + Self.workers.count) scenarios")
        #expect(compared > 300)
    }

    /// Which names an import of a CommonJS module finds: Bun has them all, the others those that their lexer finds.
    @Test func namesOfCommonJSModules() throws {
        let modules = try Measured.load("modules.json", as: Modules.self)
        let umd = try #require(modules.local["cjsn-umd-factory"]?.results)
        for (id, result) in umd where !id.contains("+") {
            guard let name = Measured.runtime(id), case .array(let keys) = result.value else { continue }
            let rule = try Runtimes().profile(name).get().rule("module/cjs-names")?.text
            #expect((rule == "keys") == (keys.count > 1), "\(id)")
        }
    }

    /// What a module finds in its own `import.meta`.
    @Test func importMeta() throws {
        let modules = try Measured.load("modules.json", as: Modules.self)
        var compared = 0
        for (id, result) in modules.local["meta"]?.results ?? [:] where !id.contains("+") {
            guard let name = Measured.runtime(id), let value = result.value else { continue }
            let profile = try Runtimes().profile(name).get()
            for property in ["dirname", "filename", "env", "main"] {
                let isThere = value[property] != .string("undefined")
                #expect((profile.rule("import-meta/" + property) != .absent) == isThere, "\(property) in \(id)")
                compared += 1
            }
        }
        print("modules.json meta: \(compared) facts compared")
        #expect(compared >= 28)
    }
}
