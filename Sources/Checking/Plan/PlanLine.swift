import Syntax

/// One question of a plan: what does this entry of this project do in this runtime? As written; nothing is looked up yet.
public struct PlanLine: Hashable, Sendable {
    public var project: String
    public var entry: String
    public var runtime: String

    public init(project: String, entry: String, runtime: String) {
        self.project = project
        self.entry = entry
        self.runtime = runtime
    }

    /// The lines of a plan, empty ones left out. Only the three keys are read: a plan may carry what was measured, which must not
    /// reach a prediction.
    public static func read(_ bytes: [UInt8]) -> (lines: [PlanLine], problems: [Problem]) {
        var lines: [PlanLine] = []
        var problems: [Problem] = []
        for (index, text) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let document = JSONDocument.read(Array(text))
            guard !document.hasSyntaxError, document.root?.entries != nil else {
                problems.append(Problem(line: index + 1, message: document.problems.first?.message ?? "not a JSON object"))
                continue
            }
            var missing: [String] = []
            func string(_ key: String) -> String {
                if let text = document[key]?.string { return text }
                missing.append("\"\(key)\"")
                return ""
            }
            let line = PlanLine(project: string("project"), entry: string("entry"), runtime: string("runtime"))
            if missing.isEmpty {
                lines.append(line)
            } else {
                problems.append(Problem(line: index + 1, message: "no \(missing.joined(separator: ", "))"))
            }
        }
        return (lines, problems)
    }

    /// A line that asks nothing. `line` is 1-based.
    public struct Problem: Hashable, Sendable {
        public var line: Int
        public var message: String
    }
}
