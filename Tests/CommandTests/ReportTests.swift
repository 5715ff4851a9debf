import Foundation
import Testing

@testable import glue_lint

/// What other programs read: annotations, diagnostics, the report.
@Suite struct ReportTests {
    private static let folder: URL = {
        // the checkout is a folder of the working directory's, as a package in a monorepo is
        let folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent(
            ".build/glue-lint-report-\(getpid())/packages/web")
        let files = [
            "package.json": #"{"name":"web","version":"1.0.0","type":"module","exports":"./index.js"}"#,
            "index.js":
                "/* 🦎é */ export const where = new URL(\"x.wasm\", import.meta.url); export default async () => { await fetch(where); };\nawait fetch(where);\n"
        ]
        for (path, text) in files {
            let url = folder.appendingPathComponent(path)
            try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try? Data(text.utf8).write(to: url)
        }
        return folder
    }()
    private static func printed(_ runtime: String, _ format: String) throws -> String {
        let out = folder.appendingPathComponent("../out-\(UUID().uuidString)").path
        _ = CommandLineTool.run(["check", "--runtime", runtime, "--format", format, "--output-file", out, folder.path])
        return try String(contentsOfFile: out, encoding: .utf8)
    }

    /// GitHub looks for files from the root of the checkout, wherever the package lies in it.
    @Test func annotationsNameFilesFromTheCheckout() throws {
        let text = try Self.printed("workers@2024-03-01", "github")
        #expect(text.contains("::error file=.build/glue-lint-report-\(getpid())/packages/web/index.js,line=1,col="))
    }

    /// The protocol counts UTF-16 units: a character beyond the basic plane is two, é is one; a report's columns are bytes.
    @Test func diagnosticsCountUTF16() throws {
        let text = try Self.printed("workers@2024-03-01", "lsp")
        let body = try #require(text.range(of: "\r\n\r\n")).upperBound
        let message = try #require(try JSONSerialization.jsonObject(with: Data(text[body...].utf8)) as? [String: Any])
        let parameters = try #require(message["params"] as? [String: Any]),
            diagnostics = try #require(parameters["diagnostics"] as? [[String: Any]])
        let range = try #require(diagnostics.first?["range"] as? [String: [String: Int]])
        let line = "/* 🦎é */ export const where = new URL("
        #expect(range["start"] == ["line": 0, "character": line.utf16.count - "new URL(".utf16.count])
        #expect(range["end"] == ["line": 0, "character": (line + "\"x.wasm\", import.meta.url)").utf16.count])

        let found = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.printed("workers@2024-03-01", "json").utf8)) as? [String: Any])
        let finding = try #require((found["findings"] as? [[String: Any]])?.first)
        #expect(finding["column"] as? Int == line.utf8.count - "new URL(".utf8.count + 1)
        #expect(finding["path"] as? String == "index.js")
    }

    /// Every finding says what to do in a few words; no edit is offered.
    @Test func findingsCarryAFix() throws {
        let found = try #require(try JSONSerialization.jsonObject(with: Data(Self.printed("node@22/esm", "json").utf8)) as? [String: Any])
        let findings = try #require(found["findings"] as? [[String: Any]])
        #expect(!findings.isEmpty)
        for finding in findings {
            let fix = try #require(finding["fix"] as? [String: String]), help = try #require(finding["help"] as? String)
            #expect(fix["safety"] == "guidance")
            #expect(!(fix["title"] ?? "").isEmpty && help.hasPrefix(fix["title"] ?? "?"))
        }
    }
}
