import Evaluation
import Syntax
import Text

/// Something wrong in a rule file: unknown keys included, since a misspelt condition would widen a rule silently.
public struct RuleProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public var path: String
    /// 1-based; 0 where the file has no positions.
    public var line: Int
    public var message: String
    public var description: String { line > 0 ? "\(path):\(line): \(message)" : "\(path): \(message)" }
}

/// Reads one rule file.
struct RuleReading {
    private let path: String
    private let lines: LineIndex?
    private(set) var problems: [RuleProblem] = []

    /// `bytes` give the lines for problems; nil for a packed tree, which has none.
    init(path: String, bytes: [UInt8]?) {
        self.path = path
        lines = bytes.map { LineIndex($0) }
    }

    mutating func rule(_ document: Document) -> Rule? {
        for problem in document.problems { report(problem.message, problem.range) }
        guard let root = document.root, root.entries != nil else {
            report("a rule is a mapping", 0..<0)
            return nil
        }
        check(
            root,
            keys: [
                "id", "title", "since", "severity", "reacts-to", "message", "why", "guidance", "fix", "sources", "texts", "fallback",
                "examples"
            ])
        let expected = path.hasSuffix(".yaml") ? String(path.dropLast(5)) : path
        let id = text(root, "id") ?? expected
        if id != expected, !expected.hasSuffix("/" + id) {
            report("the id '\(id)' is not the file's place '\(expected)'", root["id"]?.range ?? root.range)
        }
        var severity = Severity.error
        if let word = text(root, "severity") {
            if let known = Severity(rawValue: word) {
                severity = known
            } else {
                report("severity '\(word)' is not one of note, warning, error", root["severity"]?.range ?? root.range)
            }
        }
        let reactions = (root["reacts-to"].map { $0.array ?? [$0] } ?? []).compactMap { reaction($0) }
        if reactions.isEmpty { report("it reacts to nothing: 'reacts-to' is missing", root.range) }
        return Rule(
            id: id, title: text(root, "title") ?? id, since: text(root, "since") ?? "", severity: severity, reactions: reactions,
            message: required(root, "message"), why: required(root, "why"), guidance: required(root, "guidance"), fix: text(root, "fix"),
            sources: texts(root["sources"]), texts: texts(root["texts"]).map { TextPattern($0) },
            isFallback: root["fallback"]?.bool ?? false,
            examples: (root["examples"]?.array ?? []).compactMap { example($0) })
    }

    private mutating func reaction(_ node: Document.Node) -> Reaction? {
        guard node.entries != nil else {
            report("'reacts-to' holds mappings", node.range)
            return nil
        }
        check(node, keys: ["event", "where", "runtime", "phase", "error", "error-name", "in"])
        var result = Reaction()
        result.events = texts(node["event"]).map { TextPattern($0) }
        if result.events.isEmpty { report("'event' is missing", node.range) }
        for entry in node["where"]?.entries ?? [] { result.attributes.append((entry.key, texts(entry.value).map { TextPattern($0) })) }
        result.runtimes = texts(node["runtime"]).map { TextPattern($0) }
        result.messages = texts(node["error"]).map { TextPattern($0) }
        result.errorNames = texts(node["error-name"]).map { TextPattern($0) }
        for word in texts(node["phase"]) {
            if let phase = Phase(rawValue: word) {
                result.phases.append(phase)
            } else {
                report("no phase is called '\(word)'", node["phase"]?.range ?? node.range)
            }
        }
        if let word = text(node, "in") {
            if let part = Reaction.Part(rawValue: word) {
                result.part = part
            } else {
                report("'in' is failure or run, not '\(word)'", node.range)
            }
        }
        return result
    }

    private mutating func example(_ node: Document.Node) -> RuleExample? {
        check(node, keys: ["breaks", "works", "entry", "files"])
        guard let expected = node["breaks"] ?? node["works"], let runtime = expected["runtime"]?.string, let files = node["files"]?.entries,
            let first = files.first
        else {
            report("an example has breaks or works with a runtime, and files", node.range)
            return nil
        }
        var expectation = RuleExample.Expectation.works
        if node["breaks"] != nil {
            check(expected, keys: ["runtime", "phase", "at"])
            let word = expected["phase"]?.string, phase = word.flatMap { Phase(rawValue: $0) }
            if let word, phase == nil { report("no phase is called '\(word)'", expected.range) }
            expectation = .breaks(phase: phase, at: expected["at"]?.string)
        } else {
            check(expected, keys: ["runtime"])
        }
        return RuleExample(
            expectation: expectation, runtime: runtime, entry: node["entry"]?.string ?? first.key,
            files: files.map { ($0.key, $0.value.string ?? "") })
    }

    // MARK: Reading by type

    private mutating func report(_ message: String, _ range: Range<Int>) {
        problems.append(RuleProblem(path: path, line: lines.map { $0.position(range.lowerBound).line } ?? 0, message: message))
    }
    private mutating func check(_ node: Document.Node, keys: [String]) {
        for entry in node.entries ?? [] where !keys.contains(entry.key) {
            report("unknown key '\(entry.key)'; known here: \(keys.joined(separator: ", "))", entry.keyRange)
        }
    }
    private mutating func text(_ node: Document.Node, _ key: String) -> String? {
        guard let value = node[key] else { return nil }
        if let text = value.string { return Self.trimmed(text) }
        if let number = value.number { return NumberText.text(number) }
        report("'\(key)' must be text", value.range)
        return nil
    }
    private mutating func required(_ node: Document.Node, _ key: String) -> String {
        if let text = text(node, key) { return text }
        if node[key] == nil { report("'\(key)' is missing", node.range) }
        return ""
    }
    /// One text or several.
    private mutating func texts(_ node: Document.Node?) -> [String] {
        guard let node else { return [] }
        return (node.array ?? [node]).compactMap { element in
            if let text = element.string { return Self.trimmed(text) }
            if let number = element.number { return NumberText.text(number) }
            if let bool = element.bool { return bool ? "true" : "false" }
            report("must be text", element.range)
            return nil
        }
    }
    /// Block texts of YAML end in a line break.
    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.utf8.last == 0x0A { text.removeLast() }
        return String(text)
    }
}
