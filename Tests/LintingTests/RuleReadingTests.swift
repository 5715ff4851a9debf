import Runtimes
import Testing

@testable import Linting

@Suite struct RuleReadingTests {
    static func problems(_ text: String) -> [String] {
        Catalogue(RuleFiles(files: ["x/y.yaml": Array(text.utf8)])).problems.map(\.description)
    }

    @Test func unknownKeysAreReportedWithTheirPlace() {
        let text = """
            id: x/y
            message: m
            why: w
            guidance: g
            reacts-to:
              - event: fetch
                wehre: { url: "file:*" }
            """
        #expect(Self.problems(text) == ["x/y.yaml:7: unknown key 'wehre'; known here: event, where, runtime, phase, error, error-name, in"])
    }

    @Test(arguments: [
        ("message: m\nwhy: w\nguidance: g\n", "reacts to nothing"),
        ("- a\n", "a rule is a mapping"),
        ("id: a/b\nmessage: m\nwhy: w\nguidance: g\nreacts-to: {event: x}\n", "is not the file's place"),
        ("message: m\nwhy: w\nguidance: g\nreacts-to: {event: x, phase: boot}\n", "no phase is called 'boot'"),
        ("why: w\nguidance: g\nreacts-to: {event: x}\n", "'message' is missing")
    ])
    func badFiles(_ text: String, _ expected: String) {
        #expect(Self.problems(text).contains { $0.contains(expected) })
    }

    @Test(arguments: [
        ("a*c", "abc", true), ("a*c", "ac", true), ("a*c", "acd", false), ("*b*", "abc", true), ("*", "", true), ("abc", "abc", true),
        ("ab*ba", "aba", false), ("*x*x*", "axbx", true), ("*x*x*", "ax", false), ("", "", true), ("", "a", false)
    ])
    func patterns(_ pattern: String, _ text: String, _ expected: Bool) {
        #expect(TextPattern(pattern).matches(text) == expected)
    }
}
