import Checking
import Evaluation
import Foundation
import Linting
import Packaging
import Reporting
import Runtimes
import Testing

@testable import glue_lint

/// What README.md quotes of the tool is what the tool prints: scripts/update-readme writes it.
@Suite struct ReadmeTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static func readme() throws -> String { try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8) }

    @Test func tableIsCurrent() throws {
        let readme = try Self.readme()
        for rule in Catalogue().rules {
            #expect(readme.contains("| `\(rule.id)` | \(rule.severity.rawValue) | \(rule.title) |"), "\(rule.id): scripts/update-readme")
        }
    }

    @Test func outputsAreCurrent() throws {
        let blocks = try Self.readme().components(separatedBy: "<!-- output: ").dropFirst()
        #expect(!blocks.isEmpty)
        for block in blocks {
            let head = try #require(block.components(separatedBy: " -->").first), parts = head.components(separatedBy: " in ")
            let quoted = try #require(
                block.components(separatedBy: " -->\n\n").dropFirst().first?.components(separatedBy: "\n\n<!-- /output").first)
            let expected = quoted.components(separatedBy: "\n").map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : $0 }
            let arguments = try Arguments.parse(parts[0].components(separatedBy: " "), options: CheckCommand.options).get()
            var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 1), evaluator: Evaluators.source())
            check.asked = try arguments.all(.runtimes).map { try RuntimeName.parse($0).get() }
            let report = try #require(check.run(try Input.open(Self.root.appendingPathComponent(parts[1]).path).get(), root: "."))
            let printed = TextReport(report, palette: Palette(isOn: false), width: 100, isQuiet: false).text.components(separatedBy: "\n")
                .map { line in
                    String(line.reversed().drop { $0 == " " }.reversed())
                }
            #expect(Array(printed.dropLast()) == expected, "scripts/update-readme")
        }
    }
}
