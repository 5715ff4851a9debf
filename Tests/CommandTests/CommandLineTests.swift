import Foundation
import Testing

@testable import glue_lint

/// The program as it is called: options, exit codes, what is printed.
@Suite struct CommandLineTests {
    private static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glue-lint-command-\(getpid())")
        let files = [
            "web/package.json":
                #"{"name":"web-glue","version":"1.0.0","type":"module","exports":{".":"./index.js","./other":"./other.js"}}"#,
            "web/index.js":
                "export default async function init(input) {\n  input ??= new URL(\"x.wasm\", import.meta.url);\n  return fetch(input);\n}\n",
            "web/other.js": "export const a = 1;\n",
            "good/package.json": #"{"name":"good","version":"2.0.0","type":"module","exports":"./index.js"}"#,
            "good/index.js": "export const a = 1;\n",
            "use.mjs": "import { a } from \"good\";\nif (a !== 1) throw new Error(\"a\");\n",
            "empty/notes.txt": "nothing\n"
        ]
        for (path, text) in files {
            let url = folder.appendingPathComponent(path)
            try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try? Data(text.utf8).write(to: url)
        }
        return folder
    }()
    /// Runs the program below the folder above; {} in words stands for it.
    private static func run(_ words: String...) throws -> (code: Int32, text: String) {
        let out = folder.appendingPathComponent("out-\(UUID().uuidString)").path
        let words = words.map { $0.replacingOccurrences(of: "{}", with: folder.path) } + ["--output-file", out]
        let code = CommandLineTool.run(words)
        let text = (try? String(contentsOfFile: out, encoding: .utf8)) ?? ""
        return (code.rawValue, text.replacingOccurrences(of: folder.path, with: "{}"))
    }
    private static func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

    @Test func verdictsOfSeveralPathsInOrder() throws {
        let (code, text) = try Self.run(
            "verdict", "--runtime", "node@22/esm", "--runtime", "deno", "--format", "ndjson", "{}/web", "{}/good")
        #expect(code == 0)
        let found = Self.lines(text).compactMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        #expect(
            found.map { row in ["package", "entry", "runtime"].map { row[$0] as? String ?? "" }.joined(separator: " ") } == [
                "web-glue . node@22/esm", "web-glue . deno", "web-glue ./other node@22/esm", "web-glue ./other deno", "good . node@22/esm",
                "good . deno"
            ])
        let all = try Self.run("verdict", "--runtime", "deno", "--format", "json", "{}/web", "{}/good").text
        #expect((try JSONSerialization.jsonObject(with: Data(all.utf8)) as? [Any])?.count == 3)
    }

    @Test(arguments: [("--entry .", 1), ("--entry ./other", 1), ("--entry other", 1), ("--entry index.js --entry .", 2), ("", 2)])
    func entriesAreChosen(_ options: String, _ count: Int) throws {
        let words = options.split(separator: " ").map(String.init)
        let out = Self.folder.appendingPathComponent("out-\(UUID().uuidString)").path
        let code = CommandLineTool.run(
            ["verdict", "--runtime", "bun", "--format", "ndjson", "--output-file", out] + words + [Self.folder.path + "/web"])
        #expect(code == .clean)
        #expect(Self.lines(try String(contentsOfFile: out, encoding: .utf8)).count == count)
    }

    /// A command line as words between spaces, and its exit code.
    private static let codes: [(String, Int32)] = [
        ("verdict {}/nothing", 2),
        ("verdict {}/empty", 3),
        ("verdict --entry ./none {}/web", 2),
        ("verdict --runtime nod@22 {}/web", 2),
        ("verdict --threads x {}/web", 2),
        ("verdict --root x", 2),
        ("verdict --compatibility-dates --runtime deno {}/web", 2),
        ("verdict --compatibility-dates --compatibility-flag no_such_flag {}/web", 2),
        ("verdict --compatibility-dates --trace {}/web", 2),
        ("--runtime node@22/esm {}/web", 1),
        ("--runtime node@22/esm {}/good", 0),
        ("--runtime node@22/esm --fail-on never {}/web", 0),
        ("check --runtime node@22/esm --ignore load/* {}/web", 0),
        ("check --runtime node@22/esm --select err/* {}/web", 0),
        ("check --runtime node@22/esm --select no/such {}/web", 2),
        ("check --runtime node@22/esm --ignore load/unexplaind {}/web", 2),
        ("trace --steps 1 {}/web", 2),
        ("verdict --compatibility-flag nodejs_compat {}/web", 2),
        ("explain no/such-rule", 2),
        ("rules", 0),
        ("runtimes", 0),
        ("verdict --help", 0),
        ("verdict --no-such-option", 2)
    ]
    @Test func exitCodes() {
        for (line, code) in Self.codes {
            let words = line.split(separator: " ").map { String($0).replacingOccurrences(of: "{}", with: Self.folder.path) }
            // Help goes to standard output unasked.
            #expect(
                CommandLineTool.run(words + (words.contains("--help") ? [] : ["--output-file", "/dev/null"])).rawValue == code, "\(line)")
        }
    }

    @Test func aConsumerIsFollowed() throws {
        let (code, text) = try Self.run("trace", "--runtime", "node@22/esm", "--consumer", "{}/use.mjs", "{}/good")
        #expect(code == 0)
        let expected = """
            {}/use.mjs in node@22/esm
              link       use.mjs (ES module), imports node_modules/good/index.js
              link       node_modules/good/index.js (ES module)
              evaluate   node_modules/good/index.js (ES module)
            """
        #expect(text.contains(expected), "\(text)")
    }

    @Test func aTraceGoesWithItsVerdict() throws {
        let (_, text) = try Self.run(
            "verdict", "--trace", "--format", "ndjson", "--runtime", "workers@2024-03-01", "--entry", ".", "{}/web")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let steps = try #require((object["trace"] as? [String: Any])?["steps"] as? [[String: Any]])
        #expect(
            steps.contains {
                $0["kind"] as? String == "host" && ($0["text"] as? String)?.hasSuffix("refused, TypeError: Invalid URL string.") == true
            })
        #expect((object["consumer"] as? [String: Any])?["text"] != nil)
    }

    @Test func everyCommandHasHelp() {
        for command in CommandLineTool.commands {
            #expect(command.help.contains("Usage: glue-lint \(command.name)"))
            #expect(Set(command.options.map(\.name)).count == command.options.count, "\(command.name) has an option twice")
            #expect(!command.examples.isEmpty)
        }
    }

    /// Programs that can be run as they are printed, with where each was read.
    @Test func usagesArePrinted() throws {
        let one = try Self.run("usage", "--entry", ".", "{}/web")
        #expect(one.code == 0)
        #expect(one.text.hasPrefix("// ., generator the shape of wasm-bindgen's web glue\n"))
        #expect(Self.lines(one.text).count { $0.hasPrefix("// ") } == 1)
        #expect(one.text.contains("import * as __glueModule from \"web-glue\";"))
        let all = try Self.run("usage", "--all", "{}/web").text
        #expect(Self.lines(all).filter { $0.hasPrefix("// ./other, ") }.last == "// ./other, exports importing it alone")
        // what its author would know has a line to fill in
        #expect(all.contains("const __glueUnknown = undefined; // yours to fill in"))
        let worker = try Self.run("usage", "--runtime", "workers@2026-11-17", "{}/good").text
        #expect(worker.contains("export default { async fetch() {"))
        #expect(try Self.run("usage", "--runtime", "nowhere", "{}/good").code == 2)
        #expect(try Self.run("usage", "{}/empty").code == 3)
    }
}
