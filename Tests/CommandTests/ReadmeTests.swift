import Foundation
import Linting
import Testing

/// The README's table of rules is what `glue-lint rules --format markdown` prints.
@Suite struct ReadmeTests {
    @Test func tableIsCurrent() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        for rule in Catalogue().rules {
            #expect(readme.contains("| `\(rule.id)` | \(rule.severity.rawValue) | \(rule.title) |"), "\(rule.id): run glue-lint rules --format markdown")
        }
    }
}
