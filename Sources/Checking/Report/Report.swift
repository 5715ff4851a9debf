import Evaluation
import Linting
import Packaging

/// What a check found: everything that a reporter prints.
public struct Report: Sendable {
    /// The input's name, as it was given.
    public var root: String
    /// What was taken for entries and runtimes, and how to change it.
    public var notes: [String] = []
    public var entries: [String] = []
    /// Entries that were asked for and are not there.
    public var unknownEntries: [String] = []
    /// Scripts that were looked through for entries, where the input is neither a package nor a Worker.
    public var scripts = 0
    public var runtimes: [String] = []
    /// In the order of entries, then runtimes.
    public var verdicts: [VerdictRecord] = []
    public var findings: [Finding] = []
    public var notAnalysed: [NotAnalysed] = []
    /// Findings that only a pedantic check shows.
    public var hidden = 0
    /// Sources that findings point into, by the path that findings use.
    public var sources: [String: [UInt8]] = [:]

    public struct NotAnalysed: Hashable, Sendable {
        public var path: String
        public var reason: String
        public init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }
    public init(root: String) { self.root = root }

    public func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }
    public func count(_ outcome: Verdict.Outcome) -> Int { verdicts.count { $0.verdict.outcome == outcome } }
}
