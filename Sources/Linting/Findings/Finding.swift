import Evaluation

/// One thing to change, with everything that it does to users.
public struct Finding: Sendable {
    public var rule: String
    public var severity: Severity
    public var message: String
    /// nil where the runtime says no place and none is known: then it is about the entry.
    public var at: Place?
    /// Bytes from `at` to the end of the expression that is meant; 0 where there is none.
    public var length = 0
    /// In the order of the check.
    public var runtimes: [String]
    public var entries: [String]
    public var phase: Phase?
    public var error: ErrorText?
    public var why: String
    public var help: String
    /// What to do in a few words: the name that a rule gives it, else the first sentence of its help. No edit is offered.
    public var fix: String
    /// From the outermost step to the place that leads to `at`.
    public var chain: [Step]
    /// The same for findings that differ only in what the runtime prints, and in which byte of the expression it points at.
    public var group: String
    /// Stable under edits elsewhere in the file: what a baseline stores.
    public var fingerprint: String
    /// A variable that could not be read, where that is what is wrong: engines point at the statement that reads it.
    public var name: String?
    public var context = FindingContext()
    /// Met in one arm of an unknown condition only: a note, and no news unless asked for.
    public var isConditional = false
}

extension Finding {
    /// What makes two predictions one finding.
    public struct Key: Hashable, Sendable {
        var rule: String
        var at: Place?
        var phase: Phase?
        var error: ErrorText?
    }
    public var key: Key { Key(rule: rule, at: at, phase: phase, error: error) }

    /// Takes in another prediction of the same thing.
    public mutating func join(_ other: Finding) {
        for runtime in other.runtimes where !runtimes.contains(runtime) { runtimes.append(runtime) }
        for entry in other.entries where !entries.contains(entry) { entries.append(entry) }
        severity = Swift.max(severity, other.severity)
        isConditional = isConditional && other.isConditional
    }
}

extension Array where Element == Finding {
    /// One finding for each rule, place, phase and error, with all runtimes and entries; in the order of first appearance, then errors
    /// first.
    public func grouped() -> [Finding] {
        var order: [Finding.Key: Int] = [:]
        var result: [Finding] = []
        for finding in self {
            guard let index = order[finding.key] else {
                order[finding.key] = result.count
                result.append(finding)
                continue
            }
            result[index].join(finding)
        }
        // `sort` is not stable: the place in the list decides among equals.
        return result.enumerated().sorted { a, b in
            a.element.severity != b.element.severity ? a.element.severity > b.element.severity : a.offset < b.offset
        }.map(\.element)
    }
}
