import Evaluation

/// What a program logged and how it ended.
public struct ProgramOutcome: Equatable, Sendable {
    /// One text a logged value; nil: the evaluator does not know it.
    public var lines: [String?]
    /// Why the evaluator does not know more; nil where it followed the program to its end.
    public var unknown: String?
    public init(lines: [String?], unknown: String? = nil) { self.lines = lines; self.unknown = unknown }

    /// 64 bits that stand for the text of a program and all that it logged: what is recorded of an engine's answer.
    public func digest(of program: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in program.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for line in lines { for byte in (line ?? "").utf8 + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 } }
        return hash
    }
}

/// How an engine's answer and the evaluator's relate.
public enum Agreement: Equatable, Sendable {
    case agree
    /// All that the evaluator said is right, but it did not know everything.
    case unknown(String)
    /// The first line that differs.
    case disagree(line: Int, engine: String, evaluator: String)

    public init(engine: ProgramOutcome, evaluator: ProgramOutcome) {
        // an array as long as a program may make it: the engine was stopped
        if engine.lines.first == "endless" { self = .unknown("an engine that takes too long"); return }
        for (i, line) in evaluator.lines.enumerated() {
            guard let line else { continue }
            let said = i < engine.lines.count ? engine.lines[i] ?? "" : "nothing"
            if said != line { self = .disagree(line: i, engine: said, evaluator: line); return }
        }
        if let unknown = evaluator.unknown {
            self = .unknown(unknown)
        } else if evaluator.lines.contains(nil) {
            self = .unknown("a logged value")
        } else if engine.lines.count > evaluator.lines.count {
            self = .disagree(line: evaluator.lines.count, engine: engine.lines[evaluator.lines.count] ?? "", evaluator: "nothing")
        } else {
            self = .agree
        }
    }
}
