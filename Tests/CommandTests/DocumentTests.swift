import Foundation
import Testing

@testable import glue_lint

/// What documents show is what the program prints: where one of these fails, scripts/update-docs (with a release build) writes it anew.
@Suite struct DocumentTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private static func printed(_ words: [String]) throws -> String {
        let out = FileManager.default.temporaryDirectory.appendingPathComponent("glue-lint-document-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: out) }
        _ = CommandLineTool.run(words + ["--output-file", out])
        return try String(contentsOfFile: out, encoding: .utf8).replacingOccurrences(of: root + "/", with: "")
    }
    private static func section(_ name: String, of file: String) throws -> String {
        let text = try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
        let start = try #require(text.range(of: "<!-- \(name):")), end = try #require(text.range(of: "<!-- /\(name) -->"))
        let inside = text[start.upperBound..<end.lowerBound]
        return String(inside[inside.index(after: try #require(inside.firstIndex(of: "\n")))...])
    }

    @Test func theTableOfRules() throws {
        #expect(try Self.section("rules", of: "README.md") == Self.printed(["rules", "--format", "markdown"]))
    }
    @Test func theWorkedExample() throws {
        let trace = try Self.printed([
            "trace", "--runtime", "workers@2024-03-01", "--consumer", "\(Self.root)/Docs/example/worker.mjs",
            "\(Self.root)/corpus/wasm-bindgen/0.2.127-web"
        ])
        #expect(trace.contains("fails in init: TypeError: Invalid URL string., at farewell.js:358:26"))
        #expect(try Self.section("example", of: "Docs/evaluator.md") == "```text\n\(trace)```\n")
    }
    @Test func whatIsModelled() throws {
        let printed = try Self.printed(["runtimes", "--format", "markdown"])
        #expect(printed.contains("| `workers@2026-11-17+nodejs_compat` |"))
        #expect(try Self.section("modelled", of: "Docs/evaluator.md") == printed)
    }
}
