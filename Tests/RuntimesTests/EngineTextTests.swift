import Testing

@testable import Runtimes

/// The words of each engine: templates filled are what corpus/facts/engine-texts.json holds.
@Suite struct EngineTextTests {
    struct Outcome: Decodable {
        let name: String?
        let message: String?
        let code: JSON?
        let json: String?
    }

    static let profiles = [
        "node18": "node@18/esm", "node20": "node@20/esm", "node22": "node@22/esm", "node24": "node@24/esm", "deno": "deno", "bun": "bun",
        "chromium": "browser"
    ]

    /// The test of scripts/engine-texts.mjs, the fact, and what fills it. Fillings of Bun quote its transpiler's source.
    static let table: [(test: String, fact: FactID, values: [String: String], bun: [String: String])] = [
        ("not defined", "error/not-defined", ["name": "nope"], [:]),
        ("const assign", "error/constant", [:], [:]),
        ("undefined.x", "error/read-of-nullish", ["value": "undefined", "key": "run"], ["source": "w.run"]),
        ("undefined.x=", "error/write-of-nullish", ["value": "undefined", "key": "run"], ["source": "w.run = 1"]),
        ("destructure null", "error/destructure-of-nullish", ["key": "a", "source": "n", "value": "null"], [:]),
        ("not a function ident", "error/not-a-function", ["callee": "f"], ["call": "f(1, 2)", "value": "undefined"]),
        ("not constructor undefined", "error/not-a-constructor", ["callee": "f"], ["call": "new f", "value": "undefined"]),
        ("class call", "error/class-without-new", ["name": "A"], [:]),
        ("no new typed", "error/builtin-without-new", ["name": "Uint8Array"], [:]),
        ("for of object", "error/not-iterable", ["source": "o"], ["source": "{}"]),
        ("in string", "error/in-of-primitive", ["key": "a", "value": "b"], ["value-source": "\"b\"", "source": "\"a\" in \"b\""]),
        ("instanceof undefined", "error/instanceof-not-object", [:], [:]),
        ("instanceof object", "error/instanceof-not-callable", [:], ["value-source": "{}", "source": "{} instanceof {}"]),
        ("super missing", "error/super-not-called", [:], [:]),
        ("extends undefined", "error/extends", ["value": "undefined"], [:]),
        ("private missing", "error/private", ["name": "#x"], ["source": "o.#x"]),
        ("freeze write", "error/read-only", ["key": "a", "object": "#<Object>"], [:]),
        ("freeze add", "error/not-extensible", ["key": "a"], [:]),
        ("getter only", "error/getter-only", ["key": "a", "object": "#<Object>"], [:]),
        ("redefine", "error/redefine", ["key": "a"], [:]),
        ("BigInt mix", "error/bigint-mix", [:], [:]),
        ("Symbol to string", "error/symbol-to-string", [:], [:]),
        ("stack overflow", "error/stack-overflow", [:], [:]),
        ("array length", "error/array-length", [:], [:]),
        ("typed length2", "error/typed-array-length", ["length": "9"], [:]),
        ("typed length", "error/typed-array-offset", ["offset": "9"], [:]),
        ("typed set", "error/typed-array-set", [:], [:]),
        ("DataView oob", "error/data-view-offset", [:], [:]),
        ("Promise(1)", "error/promise-resolver", ["value": "1"], [:]),
        ("JSON cut", "error/json-end", [:], [:]),
        ("JSON bad", "error/json-token", ["token": "<", "text": "<!DOCTYPE", "position": "0"], [:]),
        ("JSON undefined", "error/json-undefined", [:], [:]),
        ("Module(F) no imports", "wasm/imports-missing", ["prefix": "WebAssembly.Instance()"], [:]),
        ("instantiate(M) no imports", "wasm/imports-missing", ["prefix": "WebAssembly.instantiate()"], [:]),
        (
            "instantiate(F, 1)", "wasm/imports-not-object", ["prefix": "WebAssembly.instantiate()"],
            ["function": "WebAssembly.instantiate", "call": "f()"]
        ),
        ("instantiate(bytes,{})", "wasm/import-module", imported, [:]),
        ("instantiate(bytes,{env:{}})", "wasm/import-function", imported, [:]),
        ("Instance of bytes", "wasm/not-a-module", ["prefix": "WebAssembly.Instance()"], ["call": "new W.Instance(F, {})"]),
        ("compile(string)", "wasm/not-bytes", ["prefix": "WebAssembly.compile()"], ["call": "f()"]),
        ("instantiate(undefined)", "wasm/not-bytes-or-module", ["prefix": "WebAssembly.instantiate()"], ["call": "f()"]),
        ("Module no new", "wasm/without-new", ["prefix": "WebAssembly.Module()", "callee": "WebAssembly.Module"], [:]),
        ("compile(EMPTY)", "wasm/empty", ["prefix": "WebAssembly.compile()"], [:]),
        ("trap unreachable", "wasm/unreachable", [:], ["call": "f()"]),
        ("Memory()", "wasm/memory-descriptor", [:], [:]),
        ("Memory({})", "wasm/memory-initial", [:], [:]),
        ("Memory shared no max", "wasm/memory-shared", [:], [:]),
        ("grow", "wasm/memory-grow", [:], [:]),
        ("exports write", "wasm/exports-frozen", ["key": "x"], [:]),
        ("streaming(undefined)", "streaming/source", ["value": "undefined"], [:]),
        ("streaming(no mime)", "streaming/content-type", ["type": "null"], [:]),
        ("streaming(404)", "streaming/status", ["status": "404"], [:]),
        ("streaming(used)", "streaming/used", [:], [:]),
        ("Response.json twice", "body/used", ["function": "text"], [:]),
        ("atob bad", "base64/invalid", [:], [:]),
        ("atob len", "base64/length", [:], [:]),
        ("btoa", "base64/not-latin1", [:], [:]),
        ("TextDecoder label", "text-decoder/label", ["label": "x-nope"], [:]),
        ("TextDecoder fatal", "text-decoder/invalid", [:], [:]),
        ("URL bad", "url/invalid", ["input": "x"], [:])
    ]

    /// The modules of Node, where there are any.
    static let modules: [(test: String, fact: FactID, values: [String: String])] = [
        ("fs missing", "fs/missing", ["path": "/no/such.wasm"]),
        ("fs stat missing", "fs/missing-for", ["path": "/no/such", "call": "stat"]),
        ("fs directory", "fs/directory", ["path": "/"]),
        ("fs undefined", "fs/not-a-path", ["value": "undefined"]),
        ("fs http URL", "fs/not-a-file-url", [:]),
        ("path.dirname undefined", "path/not-a-string", ["value": "undefined", "argument": "path", "type": "undefined"]),
        ("fileURLToPath undefined", "file-url-to-path/undefined", ["value": "undefined"]),
        ("fileURLToPath http", "file-url-to-path/scheme", [:]),
        ("fileURLToPath host", "file-url-to-path/host", [:]),
        ("createRequire undefined", "create-require/not-a-string", ["value": "undefined"]),
        ("createRequire relative", "create-require/not-a-path", ["value": "./a.js"]),
        ("createRequire package", "module/missing-require", ["specifier": "no-such-package", "importer": "/a.js"]),
        ("require node:none", "module/unknown-builtin", ["specifier": "node:none"]),
        ("Buffer.from number", "buffer/from", ["value": "type number (1)"]),
        ("buf.readUInt32LE", "buffer/out-of-bounds", [:]),
        (
            "Buffer.copy", "argument/type",
            ["argument": "target", "expected": "an instance of Buffer or Uint8Array", "value": "type number (1)"]
        ),
        ("randomBytes", "argument/range", ["argument": "size", "expected": ">= 0 && <= 2147483647", "value": "-1"]),
        ("URL bad", "url/invalid", ["input": "x"])
    ]

    @Test func modulesOfNodeSayWhatTheyDo() throws {
        let texts = try Measured.load("engine-texts.json", as: [String: [String: Outcome]].self)
        let runtimes = Runtimes()
        var compared = 0
        for (engine, name) in Self.profiles where engine != "chromium" {
            let profile = try runtimes.profile(RuntimeName.parse(name).get()).get()
            for row in Self.modules {
                let measured = try #require(texts[engine]?[row.test], "\(engine): \(row.test)")
                let error = profile.rule(row.fact.path)?.error?.filled(row.values)
                #expect(error?.name == measured.name && error?.message == measured.message, "\(engine): \(row.test)")
                #expect(error?.code == measured.code?.string, "\(engine): \(row.test)")
                // What JSON.stringify makes of it matters where glue answers with the error itself.
                if row.test == "fs missing" || row.test == "URL bad" { #expect(error?.json == measured.json, "\(engine): \(row.test)") }
                compared += 1
            }
        }
        print("engine-texts.json, modules of Node: \(compared) texts compared")
    }

    @Test func fillingEscapesWhatJSONNeeds() {
        let error = RuntimeError(name: "Error", message: "no '{path}' {", json: "{\"path\":\"{path}\"}").filled(["path": "a\"b\\c\n\u{1}"])
        #expect(error.message == "no 'a\"b\\c\n\u{1}' {")
        #expect(error.json == #"{"path":"a\"b\\c\n\u0001"}"#)
    }

    static let imported = ["prefix": "WebAssembly.instantiate()", "index": "0", "module": "env", "name": "f"]

    /// The five ways in which one import can fail, through `new WebAssembly.Instance`.
    static let imports: [(test: String, fact: FactID)] = [
        ("Instance env {}", "wasm/import-function"), ("Instance memory missing", "wasm/import-memory"),
        ("Instance {}", "wasm/import-module"),
        ("Instance global missing", "wasm/import-global"), ("Instance mutable global number", "wasm/import-mutable-global"),
        ("Instance table missing", "wasm/import-table"), ("Instance memory small", "wasm/import-memory-smaller")
    ]

    @Test func filledTemplatesAreWhatTheEnginesSay() throws {
        let texts = try Measured.load("engine-texts.json", as: [String: [String: Outcome]].self)
        let runtimes = Runtimes()
        var compared = 0
        for (engine, name) in Self.profiles {
            let profile = try runtimes.profile(RuntimeName.parse(name).get()).get()
            for row in Self.table {
                let measured = try #require(texts[engine]?[row.test], "\(engine): \(row.test)")
                let values = engine == "bun" ? row.values.merging(row.bun) { $1 } : row.values
                let error = profile.rule(row.fact.path)?.error?.filled(values)
                // JavaScriptCore compiles away what one test wanted to provoke.
                #expect(error?.name == measured.name, "\(engine): \(row.test)")
                #expect(error?.message == measured.message, "\(engine): \(row.test)")
                compared += 1
            }
            for row in Self.imports {
                let measured = try #require(texts[engine]?[row.test])
                let values = Self.imported.merging(["prefix": "WebAssembly.Instance()", "pages": "0", "initial": "1", "memory": "0"]) { $1 }
                let message = profile.rule(row.fact.path)?.error?.filled(values).message ?? ""
                // What Bun appends is the call's own source.
                #expect(
                    engine == "bun" ? measured.message?.hasPrefix(message + " (evaluating '") == true : measured.message == message,
                    "\(engine): \(row.test)")
                compared += 1
            }
        }
        print("engine-texts.json: \(compared) texts compared")
    }
}
