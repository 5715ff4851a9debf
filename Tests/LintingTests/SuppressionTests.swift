import Evaluation
import Testing

@testable import Linting

@Suite struct SuppressionTests {
    @Test(arguments: [
        ("// glue-lint-ignore load/x: because\ncall()", "load/x", "because", 1...2),
        ("call() // glue-lint-ignore load/x: because", "load/x", "because", 1...1),
        ("\n/* glue-lint-ignore load/x : why not */ call()", "load/x", "why not", 2...3),
        ("//glue-lint-ignore load/x", "load/x", "", 1...2)
    ])
    func comments(_ text: String, _ rule: String, _ reason: String, _ lines: ClosedRange<Int>) throws {
        let ignore = try #require(InlineIgnore.all(in: Array(text.utf8), path: "a.js").first)
        #expect(ignore.rule == rule)
        #expect(ignore.reason == reason)
        #expect(ignore.lines == lines)
    }

    @Test func textsThatAreNoComments() {
        #expect(InlineIgnore.all(in: Array("say('glue-lint-ignore x: y')".utf8), path: "a.js").isEmpty)
    }

    static func finding(_ rule: String, line: Int) -> Finding {
        Finding(
            rule: rule, severity: .error, message: "", at: Place(path: "a.js", line: line, column: 1, offset: 0), runtimes: [], entries: [],
            why: "", help: "", fix: "",
            chain: [], group: "", fingerprint: "f")
    }

    @Test func whatIsAnsweredForIsSilentAndTheRestIsReported() {
        let text = "// glue-lint-ignore load/x: fine\na()\n// glue-lint-ignore load/y: old\n// glue-lint-ignore load/z\nb()\n"
        let suppression = Suppression(comments: InlineIgnore.all(in: Array(text.utf8), path: "a.js"))
        let left = suppression.apply(
            to: [Self.finding("load/x", line: 2), Self.finding("load/z", line: 5), Self.finding("load/z", line: 9)], Catalogue())
        #expect(left.map { "\($0.rule) \($0.at?.line ?? 0)" } == ["load/z 9", "ignore/unused 3", "ignore/without-reason 4"])
    }

    @Test func ignoreFile() {
        let text = "ignore:\n  - rule: load/*\n    reason: generated\n  - fingerprint: f\n  - because: x\nother: 1\n"
        let file = IgnoreFile(path: "glue-lint.yaml", bytes: Array(text.utf8))
        #expect(file.entries.count == 2)
        #expect(
            file.problems.map(\.description).sorted() == [
                "glue-lint.yaml:5: an ignore names a rule, a path or a fingerprint",
                "glue-lint.yaml:5: unknown key 'because'; known here: rule, path, fingerprint, reason",
                "glue-lint.yaml:6: unknown key 'other'; known here: ignore"
            ])
        let left = Suppression(file: file).apply(to: [Self.finding("load/x", line: 1)], Catalogue())
        #expect(left.map(\.rule) == ["ignore/without-reason", "ignore/unused"])
    }
}
