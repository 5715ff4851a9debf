import Testing

@testable import Runtimes

/// What startup.json measured of the operations, texts and modules that a profile speaks of is what the profile says.
/// (Whole probes are predicted by the evaluator; here the profile's data alone answer.)
@Suite struct StartupFactsTests {
    struct Probe: Decodable {
        let ok: Bool?
        let name: String?
        let message: String?
        let code: JSON?
        let value: JSON?
    }

    /// What a profile says of a probe: it goes well, or this error.
    enum Answer: Equatable {
        case well
        case error(name: String, message: String)
    }

    @Test func operationsAndTextsAreAsMeasured() throws {
        let probes = try Measured.load("startup.json", as: [String: [String: Probe]].self)
        let runtimes = Runtimes()
        var profiles: [RuntimeName: Profile] = [:]
        var compared = 0
        for (probe, question) in Self.questions.sorted(by: { $0.key < $1.key }) {
            let results = try #require(probes[probe], "no probe \(probe)")
            for (id, measured) in results {
                // In a CommonJS file most probes only fail to parse.
                guard !id.hasSuffix("-cjs"), let name = Measured.runtime(id) else { continue }
                let profile = try profiles[name] ?? runtimes.profile(name).get()
                profiles[name] = profile
                guard let answer = question(profile) else { continue }
                let expected: Answer = measured.ok == true ? .well : .error(name: measured.name ?? "", message: measured.message ?? "")
                #expect(answer == expected, "\(probe) in \(id)")
                compared += 1
            }
        }
        print("startup.json: \(compared) answers compared, of \(Self.questions.count) probes")
        #expect(compared > 1_500)
    }

    typealias Question = @Sendable (Profile) -> Answer?

    static let questions: [String: Question] = [
        "nothing": { _ in .well },
        "wasm-module-bytes": call("WebAssembly.Module"),
        "wasm-compile-bytes": awaited("WebAssembly.compile"),
        "wasm-instantiate-bytes": awaited("WebAssembly.instantiate"),
        "wasm-validate": call("WebAssembly.validate"),
        "eval": call("eval"),
        "new-function": call("Function"),
        "tla-fetch": { profile in
            // Deno words it by the port.
            (profile.operation("fetch", at: .startup) ?? profile.rule("fetch/unreachable")).map { answer(profile, $0) }
        },
        "set-timeout": call("setTimeout", global: "setTimeout"),
        "set-interval": call("setInterval", global: "setInterval"),
        "set-immediate": call("setImmediate", global: "setImmediate"),
        "get-random-values": call("crypto.getRandomValues", global: "crypto"),
        "random-uuid": call("crypto.randomUUID", global: "crypto"),
        "subtle-digest": call("crypto.subtle.digest", global: "crypto"),
        "math-random": call("Math.random"),
        "queue-microtask": call("queueMicrotask", global: "queueMicrotask"),
        "caches-open": call("caches.open", global: "caches"),
        "import-scripts": call("importScripts", global: "importScripts"),
        "finalization-registry": call("FinalizationRegistry", global: "FinalizationRegistry"),
        "window-read": reading("window"),
        "document-read": reading("document"),
        "xhr": reading("XMLHttpRequest"),
        "buffer-from": reading("Buffer"),
        "process-env": reading("process"),
        "process-exit-handler": { profile in
            profile.global("process") != .absent && profile.member("on", of: "process") == .absent
                ? .error(name: "TypeError", message: "process.on is not a function") : reading("process")(profile)
        },
        "add-event-listener": reading("addEventListener"),
        "text-decoder": reading("TextDecoder"),
        "dirname": inScope("__dirname"),
        "filename": inScope("__filename"),
        "new-url-import-meta": { profile in
            profile.rule("import-meta/url") == .absent ? answer(profile, profile.rule("url/invalid")) : .well
        },
        "date-now-throws-if-zero": { profile in
            profile.rule("time/startup") == .number(0) ? .error(name: "Error", message: "Date.now() is 0 at load") : .well
        },
        "tla-never": { profile in
            // A hang has no text of its own.
            profile.rule("await/unsettled") == .pending ? nil : answer(profile, profile.rule("await/unsettled"))
        },
        "import-wasm-source-phase": { profile in
            switch profile.syntax(.importSource) {
            case .supported: .well
            case .refused(let error): error.filled(["identifier": "m"]).asAnswer
            case .unknown: nil
            }
        },
        "import-wasm-default": { profile in
            switch profile.rule("module/wasm") {
            case .text("module"), .text("path"): .well
            case .text("instance"): missingExport("default", of: "./m.wasm", at: "./probe.mjs:1:8")(profile)
            case let value: answer(profile, value, ["path": "./m.wasm", "entry-url": entryURL("import-wasm-default")])
            }
        },
        "missing-export": { profile in
            profile.runtime.isBundled
                ? answer(profile, profile.rule("bundle/no-matching-export"), ["path": "other.mjs", "name": "nope"])
                : missingExport("nope", of: "./other.mjs", at: "./probe.mjs:1:10")(profile)
        },
        "missing-file": missing("./missing.mjs", legacyName: "missing.mjs"),
        "bare-missing": missingPackage("no-such-package-here"),
        "json-import": attribute("json"),
        "json-import-plain": { profile in
            answer(
                profile, profile.rule("module/json-plain"),
                ["url": "file://./data.json", "place": "file://./probe.mjs:1:15", "entry-url": entryURL("json-import-plain")])
        },
        "import-fs": importing("fs"),
        "import-node-fs": importing("node:fs"),
        "import-path": importing("path"),
        "import-url": importing("url"),
        "import-util": importing("util"),
        "import-crypto": importing("crypto"),
        "import-module": importing("node:module"),
        "import-child-process": importing("node:child_process"),
        "import-vm": calling("node:vm", "runInThisContext"),
        "import-wasi": calling("node:wasi", "WASI")
    ]

    // ---- questions by kind

    static func answer(_ profile: Profile, _ value: FactValue?, _ values: [String: String] = [:]) -> Answer {
        value?.error?.filled(values.merging(["entry": "worker.js"]) { $1 }).asAnswer ?? .well
    }

    static func call(_ callee: String, global: String? = nil) -> Question {
        { profile in
            if let global, profile.global(global) == .absent, profile.operation(callee, at: .startup)?.error?.name != "ReferenceError" {
                return notDefined(global)
            }
            return answer(profile, profile.operation(callee, at: .startup))
        }
    }

    /// The same, awaited at the top of the module.
    static func awaited(_ callee: String) -> Question {
        { profile in
            let outcome = profile.operation(callee, at: .startup)
            return answer(profile, outcome == .pending ? profile.rule("await/unsettled") : outcome)
        }
    }

    static func reading(_ global: String) -> Question {
        { profile in profile.global(global) == .absent ? notDefined(global) : .well }
    }

    static func inScope(_ name: String) -> Question {
        { profile in
            guard profile.scope(name, in: .esm) == .absent else { return .well }
            return notDefined(name, note: profile.rule("scope/esm-note")?.text ?? "")
        }
    }

    static func notDefined(_ name: String, note: String = "") -> Answer {
        .error(name: "ReferenceError", message: "\(name) is not defined\(note)")
    }

    static func importing(_ specifier: String) -> Question {
        { profile in
            guard let module = profile.builtinModule(specifier) else { return missingPackage(specifier)(profile) }
            switch module.outcome {
            case .native, .polyfilled: return .well
            case .unresolved(let lines): return .error(name: "build", message: lines.first ?? "")
            case .missing(let error): return error.filled(["importer": importer(profile)]).asAnswer
            }
        }
    }

    /// Imports a module of the runtime and calls one of its functions.
    static func calling(_ specifier: String, _ function: String) -> Question {
        { profile in
            let imported = importing(specifier)(profile)
            return imported == .well ? answer(profile, profile.operation("\(specifier).\(function)", at: .startup)) : imported
        }
    }

    static func missing(_ specifier: String, legacyName: String) -> Question {
        { profile in
            if profile.runtime.isBundled { return answer(profile, profile.rule("bundle/unresolved"), ["specifier": specifier]) }
            let isWorker = profile.resolver == .workerd
            let url = isWorker ? "file:///bundle/\(legacyName)" : "file://" + specifier
            return answer(
                profile, profile.rule("module/missing"),
                [
                    "specifier": isWorker ? legacyName : specifier, "path": specifier, "url": url, "importer": importer(profile),
                    "place": "file://./probe.mjs:1:8", "entry-url": entryURL("missing-file")
                ])
        }
    }

    static func missingPackage(_ package: String) -> Question {
        { profile in
            if profile.runtime.isBundled { return answer(profile, profile.rule("bundle/unresolved"), ["specifier": package]) }
            // A page that imports `node:…` is told by its scheme, which no fact speaks of.
            if profile.runtime == .browser, package.hasPrefix("node:") { return nil }
            return answer(
                profile, profile.rule("module/missing-package") ?? profile.rule("module/missing"),
                [
                    "package": package, "specifier": package, "importer": importer(profile), "place": "file://./probe.mjs:1:8",
                    "url": "file:///bundle/" + package
                ])
        }
    }

    static func missingExport(_ name: String, of specifier: String, at place: String) -> Question {
        { profile in
            answer(
                profile, profile.rule("module/missing-export"),
                ["specifier": specifier, "path": specifier, "name": name, "place": "file://" + place])
        }
    }

    static func attribute(_ type: String) -> Question {
        { profile in answer(profile, profile.rule("module/attribute/" + type)) }
    }

    static func importer(_ profile: Profile) -> String {
        profile.resolver == .workerd ? "probe.js" : profile.runtime.isBundled ? "worker.js" : "./probe.mjs"
    }

    static func entryURL(_ probe: String) -> String { "http://origin/p/\(probe)/probe.mjs" }
}

extension RuntimeError {
    /// The measurements call a bundler's error "build".
    fileprivate var asAnswer: StartupFactsTests.Answer { .error(name: name == "BuildError" ? "build" : name, message: message) }
}
