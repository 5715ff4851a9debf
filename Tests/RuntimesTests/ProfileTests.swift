import Foundation
import Packaging
import Syntax
import Testing

@testable import Runtimes

@Suite struct ProfileTests {
    static let runtimes = Runtimes()

    static func profile(_ text: String) throws -> Profile {
        try runtimes.profile(RuntimeName.parse(text).get()).get()
    }

    @Test(arguments: [
        ("workers@2024-03-01", "FinalizationRegistry", "absent"), ("workers@2025-05-05", "FinalizationRegistry", "function"),
        ("workers@2024-03-01+enable_weak_ref", "FinalizationRegistry", "function"), ("workers@2025-09-15", "process", "absent"),
        ("workers@2025-09-15+nodejs_compat", "process", "object"), ("workers@2026-08-04", "process", "object"),
        ("workers@2024-03-01", "Uint8Array", "function"), ("workers@2024-03-01", "parseInt", "function"),
        ("workers@2024-03-01", "WebSocketPair", "function"), ("workers@2024-03-01", "AudioContext", "absent"),
        ("workers@2024-03-01", "myOwnName", "absent"), ("workers@2024-03-01", "Temporal", "unknown"),
        ("node@18/esm", "crypto", "absent"), ("node@20/esm", "crypto", "object"), ("node@22/cjs", "setImmediate", "function"),
        ("node@18/esm", "Iterator", "absent"), ("node@22/esm", "Iterator", "function"), ("node@22/esm", "window", "absent"),
        ("deno", "Deno", "object"), ("bun", "Bun", "object"), ("browser", "getComputedStyle", "function"), ("browser", "process", "absent"),
        ("bundler/esbuild", "document", "object")
    ])
    func globals(_ runtime: String, _ name: String, _ expected: String) throws {
        let presence = try Self.profile(runtime).global(name)
        let text =
            switch presence {
            case .absent: "absent"
            case .unknown: "unknown"
            case .present(let kind): kind.rawValue
            }
        // Temporal came to V8 between the versions that could be asked: either answer but "absent" is honest.
        if name == "Temporal" { #expect(presence != .absent) } else { #expect(text == expected, "\(name) in \(runtime)") }
    }

    @Test func membersAreKnownPresentAndKnownAbsent() throws {
        let old = try Self.profile("node@18/esm")
        let new = try Self.profile("node@20/esm")
        #expect(old.member("toSorted", of: "Array.prototype") == .absent)
        #expect(new.member("toSorted", of: "Array.prototype") == .present(.function))
        #expect(new.member("@@iterator", of: "Map.prototype") == .present(.function))
        #expect(new.member("on", of: "process") == .present(.function))
        #expect(new.member("nothing", of: "no such owner") == .unknown)
        #expect(new.export("readFileSync", of: "node:fs") == .present(.function))
        #expect(new.export("readFileSink", of: "fs") == .absent)
        let worker = try Self.profile("workers@2024-03-01")
        #expect(worker.member("at", of: "Array.prototype") == .present(.function))
        #expect(worker.member("instantiateStreaming", of: "WebAssembly") == .absent)
        #expect(worker.member("instantiate", of: "WebAssembly") == .present(.function))
        // What a Worker's own classes have was not measured.
        #expect(worker.member("json", of: "Response") != .absent)
    }

    /// The engines that were asked for their names are near enough the ones that were measured: every global agrees.
    @Test func theInventoryAgreesWithEveryMeasuredGlobal() throws {
        let vectors = try Measured.load("expressions.json", as: [String: [String: [String: JSON]]].self)
        var compared = 0
        for (id, groups) in vectors {
            guard let name = Measured.runtime(id), !name.description.hasPrefix("workers"), !name.description.hasPrefix("node@26") else {
                continue
            }
            let profile = try Self.runtimes.profile(name).get()
            for (global, measured) in groups["typeof"] ?? [:] where !global.contains(" ") {
                let presence = profile.inventory.member(global, of: "globalThis")
                #expect(presence == .unknown || presence.typeof == measured.string, "\(global) in \(id)")
                compared += 1
            }
        }
        print("inventory: \(compared) globals compared")
        #expect(compared > 1_000)
    }

    @Test func constantsAreValues() throws {
        #expect(try Self.profile("node@22/esm").constant("process.versions.node") == .text("22.23.3"))
        #expect(try Self.profile("node@22.1.0/esm").constant("process.versions.node") == .text("22.1.0"))
        #expect(try Self.profile("workers@2026-08-04").constant("process.release.name") == .text("node"))
        #expect(try Self.profile("workers@2024-03-01").constant("navigator.language") == .absent)
        #expect(try Self.profile("deno").constant("navigator.userAgent") == .text("Deno/2.9.6"))
        #expect(try Self.profile("bun").constant("process.browser") == .flag(false))
    }

    @Test func modulesOfNodeByDateAndSpecifier() throws {
        func outcome(_ runtime: String, _ specifier: String) throws -> BuiltinModule.Outcome? {
            try Self.profile(runtime).builtinModule(specifier)?.outcome
        }
        guard case .unresolved(let lines) = try outcome("workers@2024-03-01", "fs") else {
            Issue.record("fs must not resolve without nodejs_compat")
            return
        }
        #expect(lines.first == "Could not resolve \"fs\"")
        #expect(lines.last == "- Add the \"nodejs_compat\" compatibility flag to your project.")
        guard case .unresolved(let older) = try outcome("workers@2024-03-01+nodejs_compat", "fs") else {
            Issue.record("fs must not resolve before 2024-09-23")
            return
        }
        #expect(older.last?.hasPrefix("- Make sure to prefix the module name with \"node:\"") == true)
        #expect(try outcome("workers@2024-09-23+nodejs_compat", "fs") == .polyfilled)
        #expect(try outcome("workers@2025-09-15+nodejs_compat", "fs") == .native)
        #expect(try outcome("workers@2026-08-04", "fs") == .native)
        #expect(try outcome("workers@2026-08-04", "left-pad") == nil)
        #expect(try outcome("node@22/esm", "node:sqlite") == .native)
        #expect(try outcome("node@22/esm", "sqlite") == nil)
        #expect(try outcome("node@20/esm", "node:sqlite") == nil)
        #expect(
            try outcome("workers-raw@2026-11-17+no_nodejs_compat", "fs")
                == .missing(RuntimeError(name: "Error", message: "Module not found: node:fs")))
    }

    /// modules.json `wranglerNodeBuiltins`: at each date every module is polyfilled or not as the bundle was.
    @Test func wranglerPolyfillsWhatItsBundlesHeld() throws {
        struct Builtins: Decodable {
            let native: [String]
            let polyfilled: [String]
        }
        struct Modules: Decodable { let wranglerNodeBuiltins: [String: Builtins] }
        let table = try Measured.load("modules.json", as: Modules.self).wranglerNodeBuiltins
        var compared = 0
        for (date, builtins) in table {
            let flag = date < "2026-08-04" ? "+nodejs_compat" : ""
            let profile = try Self.profile("workers@\(date)\(flag)")
            for name in builtins.polyfilled + builtins.native {
                let outcome = try #require(profile.builtinModule("node:" + name)?.outcome, "node:\(name) at \(date)")
                #expect((outcome == .polyfilled) == builtins.polyfilled.contains(name), "node:\(name) at \(date)")
                compared += 1
            }
        }
        print("modules.json wranglerNodeBuiltins: \(compared) facts compared")
    }

    /// modules.json `conditions`: what is active, per tool and kind of import.
    @Test func conditionsAreAsMeasured() throws {
        struct Kind: Decodable { let active: [String]? }
        struct Modules: Decodable { let conditions: [String: [String: JSON]] }
        let table = try Measured.load("modules.json", as: Modules.self).conditions
        let tools = [
            "node18": "node@18/esm", "node20": "node@20/esm", "node22": "node@22/esm", "node24": "node@24/esm", "node26": "node@26/esm",
            "deno": "deno", "bun": "bun", "wrangler-2024-03-01": "workers@2024-03-01", "wrangler-2026-11-17": "workers@2026-11-17",
            "wrangler-2025-09-15+nodejs_compat": "workers@2025-09-15+nodejs_compat", "esbuild-browser": "bundler/esbuild",
            "rolldown-browser": "bundler/rolldown", "vite-client": "bundler/vite", "webpack-web-production": "bundler/webpack",
            "rollup-node-resolve-browser": "bundler/rollup"
        ]
        for (tool, runtime) in tools {
            let profile = try Self.profile(runtime)
            for kind in [Profile.ImportKind.import, .require] {
                guard case .array(let active) = table[tool]?[kind.rawValue]?["active"] else {
                    Issue.record("nothing measured of \(tool)")
                    continue
                }
                #expect(profile.conditions(for: kind) == active.compactMap(\.string), "\(tool) \(kind)")
            }
        }
    }

    @Test func nothingChangesBetweenTwoDatesOfTheTimeline() throws {
        let dates = Self.runtimes.workersDates
        #expect(dates.contains(try #require(CompatibilityDate("2025-06-01"))))
        // Days of changes.json at which something was measured to flip.
        struct Changes: Decodable {
            struct Flip: Decodable { let date: String }
            let flips: [Flip]
        }
        for flip in try Measured.load("changes.json", as: Changes.self).flips {
            #expect(dates.contains(try #require(CompatibilityDate(flip.date))), "\(flip.date)")
        }
        // Any other day answers as the last one before it.
        for flags in ["", "+nodejs_compat"] {
            for day in ["2023-07-01", "2024-05-05", "2025-03-03", "2025-12-24", "2026-07-07", "2026-10-10"] {
                let date = try #require(CompatibilityDate(day))
                let before = try #require(dates.last { $0 <= date })
                let now = try Self.profile("workers@\(day)\(flags)").allFacts
                let then = try Self.profile("workers@\(before)\(flags)").allFacts
                #expect(now == then, "\(day)\(flags) and \(before)")
            }
        }
    }

    @Test func capabilitiesAreRefusedByMomentAndDate() throws {
        let bytes = try #require(Self.runtimes.capability("wasm-from-bytes"))
        #expect(try Self.profile("workers@2024-03-01").refuses(bytes, at: .startup))
        #expect(try Self.profile("workers@2026-11-17").refuses(bytes, at: .request))
        #expect(try !Self.profile("node@22/esm").refuses(bytes, at: .startup))
        // Every operation that a profile of Workers refuses belongs to a capability, so that a rule can name it.
        let known = Set(Self.runtimes.capabilities.flatMap(\.operations))
        for fact in try Self.profile("workers@2024-03-01").allFacts where fact.value.error != nil {
            guard let callee = fact.id.path.after("operation/")?.split(separator: "/").first else { continue }
            #expect(known.contains(String(callee)) || ["importScripts", "structuredClone(Module)"].contains(callee), "\(callee)")
        }
    }

    @Test func everyMeasuredRuntimeHasAProfile() throws {
        let names = Self.runtimes.measured
        #expect(names.count > 30)
        for name in names {
            #expect(try RuntimeName.parse(name.description).get() == name)
            #expect(try Self.runtimes.profile(name).get().assumed.isEmpty)
        }
    }

    @Test func resolutionFollowsTheFacts() throws {
        let old = try Self.profile("node@18/esm").resolutionRules
        #expect(!old.importsWasm && !old.detectsModuleSyntax && !old.importConditions.contains("module-sync"))
        let new = try Self.profile("node@24/cjs").resolutionRules
        #expect(new.importsWasm && new.detectsModuleSyntax && new.requireConditions.contains("module-sync"))
        #expect(new.builtin("fs/promises") == .available && new.builtin("left-pad") == nil)
        let worker = try Self.profile("workers@2024-03-01").resolutionRules
        #expect(worker.algorithm == .wrangler && worker.importConditions.contains("workerd"))
        #expect(
            worker.builtin("fs")
                == .refused(notes: [
                    "The package \"fs\" wasn't found on the file system but is built into node.",
                    "- Add the \"nodejs_compat\" compatibility flag to your project."
                ]))
        guard case .leftToRuntime(let warning) = worker.builtin("node:fs") else {
            Issue.record("node:fs is left to the runtime")
            return
        }
        #expect(warning.hasPrefix("The package \"node:fs\" wasn't found"))
        #expect(try Self.profile("workers-raw@2024-03-01").resolutionRules.algorithm == .workerd)
        #expect(try Self.profile("bundler/webpack").resolutionRules.importConditions.contains("webpack") == true)
    }

    @Test func profilesAgreeOnWhatTheyShare() throws {
        let early = try Self.profile("workers@2024-03-01")
        let late = try Self.profile("workers@2025-05-05")
        let alike: Set<FactID> = [
            "global/document", "typeof/process", "builtin/fs", .operation("WebAssembly.Module", at: .request),
            .member("at", of: "Array.prototype"),
            "no/such-fact"
        ]
        #expect(early.agrees(with: late, on: alike))
        #expect(!early.agrees(with: late, on: alike.union(["global/FinalizationRegistry"])))
        #expect(!early.agrees(with: try Self.profile("workers@2025-09-15+nodejs_compat"), on: ["builtin/fs"]))
    }

    @Test func everyFactNamesWhereItWasObserved() throws {
        for runtime in ["workers@2026-11-17", "node@22/esm", "deno", "bun", "browser", "bundler/vite"] {
            let facts = try Self.profile(runtime).allFacts
            #expect(facts.count > 250)
            #expect(facts.allSatisfy { !$0.observed.isEmpty })
        }
    }
}
