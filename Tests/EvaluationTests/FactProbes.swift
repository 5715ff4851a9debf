import Foundation
import Packaging
import Runtimes
import Testing

@testable import Evaluation

/// The programs that were run in every runtime to learn what startup and linking do there (corpus/facts), and what came of each.
struct FactProbe: Sendable, CustomTestStringConvertible {
    /// `startup/eval`, `modules/wasm-named`, `workerd/cjs-scope`.
    var name: String
    var runs: [Run]
    var testDescription: String { name }

    /// A probe in one runtime.
    struct Run: Sendable {
        var runtime: String
        var entry: String
        var files: [String: [UInt8]]
        var measured: Measured
    }
    struct Measured: Decodable, Equatable, Sendable {
        var ok: Bool
        var phase: String?
        var name: String?
        var message: String?
    }

    static let all: [FactProbe] = {
        do { return try read() } catch { fatalError("corpus/facts: \(error)") }
    }()
}

extension FactProbe {
    private struct Sources: Decodable {
        let startup: [String: String]
        let side: [String: Content]
        let wasm: [String: [String: String]]
        let commonJS: [String]
        let entries: [String]
    }
    private enum Content: Decodable {
        case text(String), bytes([UInt8])
        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self = .text(text)
            } else {
                let encoded = try decoder.singleValueContainer().decode([String: String].self)["base64"] ?? ""
                self = .bytes(FactProbe.module(encoded))
            }
        }
    }
    private struct Modules: Decodable {
        struct Local: Decodable { let source: String, files: [String: String]?, results: [String: Measured] }
        struct Uploaded: Decodable {
            struct Module: Decodable { let name: String, source: String? }
            let source: String, modules: [Module]?, results: [String: Measured]
        }
        let local: [String: Local]
        let workerd: [String: Uploaded]
    }
    private static func load<T: Decodable>(_ name: String) throws -> T {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try JSONDecoder().decode(T.self, from: Data(contentsOf: folder.appendingPathComponent("corpus/facts/" + name)))
    }
    /// The probes' modules are empty on purpose. One without any section stands for something that is not known, so theirs get one that
    /// says nothing: a custom section without a name.
    fileprivate static func module(_ base64: String) -> [UInt8] {
        let bytes = Array(Data(base64Encoded: base64) ?? Data())
        return bytes == [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0] ? bytes + [0, 1, 0] : bytes
    }
    /// The program that loads a probe, as it was when it was measured.
    private static let drivers = [
        "drive.mjs": "await import('./probe.mjs');\n", "drive.cjs": "require('./probe.cjs');\n",
        "worker.js": "import './probe.js';\nexport default { test() { } };\n"
    ]
    private static let marker = "\nexport const done = true;\n"

    private static func read() throws -> [FactProbe] {
        let sources: Sources = try load("probes.json"), modules: Modules = try load("modules.json")
        let startup: [String: [String: Measured]] = try load("startup.json")
        func side(_ probe: String) -> [String: [UInt8]] {
            sources.side.mapValues { content in
                switch content {
                case .text(let text): Array(text.replacing("{self}", with: probe).utf8)
                case .bytes(let bytes): bytes
                }
            }.merging(drivers.mapValues { Array($0.utf8) }) { $1 }
        }
        var probes: [FactProbe] = []
        for (name, source) in sources.startup.sorted(by: { $0.key < $1.key }) {
            var local = side("probe.mjs"), worker = side("probe.js")
            local["probe.mjs"] = Array((source + marker).utf8)
            local["probe.cjs"] = Array(source.utf8)
            worker["probe.js"] = Array((source + marker).utf8)
            let runs = (startup[name] ?? [:]).compactMap { id, measured in
                runtime(id).map {
                    Run(
                        runtime: $0, entry: $0.hasPrefix("workers") ? "worker.js" : $0.hasSuffix("cjs") ? "drive.cjs" : "drive.mjs",
                        files: $0.hasPrefix("workers") ? worker : local, measured: measured)
                }
            }
            probes.append(FactProbe(name: "startup/" + name, runs: runs))
        }
        for (name, scenario) in modules.local.sorted(by: { $0.key < $1.key }) {
            let isCommonJS = sources.commonJS.contains(name)
            var files = side("probe.mjs")
            files[isCommonJS ? "probe.cjs" : "probe.mjs"] = Array(scenario.source.utf8)
            for (path, text) in scenario.files ?? [:] { files[path] = sources.wasm[name]?[path].map(module) ?? Array(text.utf8) }
            let made = files
            let runs = scenario.results.compactMap { id, measured in
                runtime(isCommonJS && id.hasPrefix("node") && !id.contains("+") ? id + "-cjs" : id).map {
                    Run(runtime: $0, entry: isCommonJS ? "drive.cjs" : "drive.mjs", files: made, measured: measured)
                }
            }
            probes.append(FactProbe(name: "modules/" + name, runs: runs))
        }
        for (name, scenario) in modules.workerd.sorted(by: { $0.key < $1.key }) {
            var files = side("probe.js")
            files["probe.js"] = Array((sources.entries.contains(name) ? "" : scenario.source + marker).utf8)
            if sources.entries.contains(name) { files["worker.js"] = Array(("import './probe.js';\n" + scenario.source).utf8) }
            for one in scenario.modules ?? [] {
                files[one.name] = one.source.map { Array(($0 + "\n").utf8) } ?? module(sources.wasm[name]?[one.name] ?? "")
            }
            let made = files
            probes.append(
                FactProbe(
                    name: "workerd/" + name,
                    runs: scenario.results.compactMap { id, measured in
                        runtime(id).map { Run(runtime: $0, entry: "worker.js", files: made, measured: measured) }
                    }))
        }
        return probes
    }
    /// nil for runtimes of the measurements that have no profile: Node with flags, workers of a page.
    private static func runtime(_ id: String) -> String? {
        for (prefix, replacement) in [("workerd-raw@", "workers-raw@"), ("workerd-wrangler@", "workers@")] where id.hasPrefix(prefix) {
            return replacement + id.dropFirst(prefix.count)
        }
        switch id {
        case "deno", "bun": return id
        case "chromium-page": return "browser"
        default:
            guard id.hasPrefix("node"), !id.contains("+") else { return nil }
            let parts = id.dropFirst(4).split(separator: "-")
            return "node@\(parts[0])/\(parts.count > 1 ? String(parts[1]) : "esm")"
        }
    }
    /// Every run; of a row of dates with one outcome only the first and the last, unless all are asked for.
    func selected(all: Bool) -> [Run] {
        let sorted = runs.sorted { $0.runtime < $1.runtime }
        if all { return sorted }
        func row(_ run: Run) -> String {
            run.runtime.hasPrefix("workers") ? run.runtime.split(separator: "@")[0] + (run.runtime.contains("+") ? "+" : "") : run.runtime
        }
        var rows: [String: [Run]] = [:]
        for run in sorted { rows[row(run), default: []].append(run) }
        return rows.keys.sorted().flatMap { key -> [Run] in
            let list = rows[key] ?? []
            return list.indices.filter {
                $0 == 0 || $0 == list.count - 1 || list[$0].measured != list[$0 - 1].measured || list[$0].measured != list[$0 + 1].measured
            }.map { list[$0] }
        }
    }
}
