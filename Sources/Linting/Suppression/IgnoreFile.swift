import Syntax
import Text

/// `ignore` of `glue-lint.yaml`: findings of generated files, which cannot carry a comment.
public struct IgnoreFile: Sendable {
    public static let name = "glue-lint.yaml"

    public struct Entry: Sendable {
        public var rule: TextPattern?
        public var path: TextPattern?
        public var fingerprint: String?
        /// Empty where none is given, which is reported.
        public var reason: String
        public var line: Int
        func covers(_ finding: Finding) -> Bool {
            (rule?.matches(finding.rule) ?? true) && (path?.matches(finding.at?.path ?? "") ?? true)
                && (fingerprint.map { $0 == finding.fingerprint } ?? true)
        }
    }
    public var path: String
    public var entries: [Entry] = []
    public var problems: [RuleProblem] = []

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        let document = YAMLDocument.read(bytes)
        let lines = LineIndex(bytes)
        func line(_ range: Range<Int>) -> Int { lines.position(range.lowerBound).line }
        problems = document.problems.map { RuleProblem(path: path, line: line($0.range), message: $0.message) }
        for entry in document.root?.entries ?? [] where entry.key != "ignore" {
            problems.append(RuleProblem(path: path, line: line(entry.keyRange), message: "unknown key '\(entry.key)'; known here: ignore"))
        }
        for node in document["ignore"]?.array ?? [] {
            for entry in node.entries ?? [] where !["rule", "path", "fingerprint", "reason"].contains(entry.key) {
                problems.append(
                    RuleProblem(
                        path: path, line: line(entry.keyRange),
                        message: "unknown key '\(entry.key)'; known here: rule, path, fingerprint, reason"))
            }
            let entry = Entry(
                rule: node["rule"]?.string.map { TextPattern($0) }, path: node["path"]?.string.map { TextPattern($0) },
                fingerprint: node["fingerprint"]?.string,
                reason: node["reason"]?.string ?? "", line: line(node.range))
            if entry.rule == nil, entry.path == nil, entry.fingerprint == nil {
                problems.append(RuleProblem(path: path, line: entry.line, message: "an ignore names a rule, a path or a fingerprint"))
            } else {
                entries.append(entry)
            }
        }
    }
}
