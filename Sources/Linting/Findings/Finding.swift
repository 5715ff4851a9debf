import Evaluation

/// One thing to change, with everything that it does to users.
public struct Finding: Sendable {
    public var rule: String
    public var severity: Severity
    public var message: String
    /// nil where the runtime says no place and none is known: then it is about the entry.
    public var at: Place?
    /// Bytes of the source from `at` that are meant; 0 where unknown.
    public var length = 0
    /// In the order of the check.
    public var runtimes: [String]
    public var entries: [String]
    public var phase: Phase?
    public var error: ErrorText?
    public var why: String
    public var help: String
    public var chain: [Place]
    /// The same for findings that differ only in what the runtime prints.
    public var group: String
    /// Stable under edits elsewhere in the file: what a baseline stores.
    public var fingerprint: String
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
}

extension Array where Element == Finding {
    /// One finding for each rule, place, phase and error, with all runtimes and entries; in the order of first appearance, then errors first.
    public func grouped() -> [Finding] {
        var order: [Finding.Key: Int] = [:]
        var result: [Finding] = []
        for finding in self {
            guard let index = order[finding.key] else {
                order[finding.key] = result.count
                result.append(finding)
                continue
            }
            for runtime in finding.runtimes where !result[index].runtimes.contains(runtime) { result[index].runtimes.append(runtime) }
            for entry in finding.entries where !result[index].entries.contains(entry) { result[index].entries.append(entry) }
            result[index].severity = Swift.max(result[index].severity, finding.severity)
        }
        // `sort` is not stable: the place in the list decides among equals.
        return result.enumerated().sorted { a, b in a.element.severity != b.element.severity ? a.element.severity > b.element.severity : a.offset < b.offset }.map(\.element)
    }
}
