import Evaluation

/// One mechanism: why something fails in some runtime, and what to change. Read from `rules/GROUP/NAME.yaml`.
public struct Rule: Sendable {
    /// "load/compile-bytes".
    public var id: String
    public var title: String
    /// The release that brought it.
    public var since: String
    /// For a runtime that the package claims; elsewhere it is a note.
    public var severity: Severity
    public var reactions: [Reaction]
    /// With placeholders: `{runtime}`, `{error}`, `{phase}` and the event's attributes.
    public var message: String
    public var why: String
    /// The code to write or the command to use.
    public var guidance: String
    /// What to do in a few words; nil: the guidance's first sentence says it.
    public var fix: String?
    public var sources: [String]
    /// What runtimes print, for `glue-lint explain "…"`.
    public var texts: [TextPattern]
    /// Only says that something fails, for want of a rule that says why.
    public var isFallback: Bool
    public var examples: [RuleExample]
}

/// A small program that breaks, or works, as the rule says. Run as a test, shown by `glue-lint explain`.
public struct RuleExample: Sendable {
    public enum Expectation: Sendable {
        /// No phase: the finding is about what is written, not about a failure.
        case breaks(phase: Phase?, at: String?)
        case works
    }
    public var expectation: Expectation
    public var runtime: String
    /// The file that is entered; `.`: the files are a package, which is checked as it would be published.
    public var entry: String
    /// Path and content; content after `base64:` is decoded.
    public var files: [(path: String, content: String)]
}
