import Evaluation
import Linting
import Runtimes

/// A verdict with the question it answers: what one line of `glue-lint verdict` says.
public struct VerdictRecord: Sendable {
    public var project: String
    public var package: PackageIdentity?
    public var entry: String
    public var usage: UsageOrigin?
    /// As asked: a name that means nothing here has a verdict too, an unknown one.
    public var runtime: String
    public var verdict: Verdict
    /// Where a source map says that the verdict's place came from.
    public var original: OriginalPlace?
    /// The rule that explains the failure.
    public var rule: String?
    /// How it came to that, where it was asked for.
    public var trace: Trace?
    /// The consumer that was written because none was given; with a trace only.
    public var assumedUsage: AssumedUsageText?

    public init(
        project: String, package: PackageIdentity? = nil, entry: String, usage: UsageOrigin? = nil, runtime: String, verdict: Verdict,
        rule: String? = nil
    ) {
        self.project = project
        self.package = package
        self.entry = entry
        self.usage = usage
        self.runtime = runtime
        self.verdict = verdict
        self.rule = rule
    }
}

extension VerdictRecord {
    mutating func take(_ trace: Trace?, of entry: EntryPoint) {
        guard let trace else { return }
        self.trace = trace
        if usage?.kind != .consumer, entry.consumers.contains(entry.path), case .success(let bytes) = entry.tree.read(entry.path) {
            assumedUsage = AssumedUsageText(path: entry.path.text, text: String(decoding: bytes, as: UTF8.self))
        }
    }
}

/// A consumer as it stands in the tree that was evaluated.
public struct AssumedUsageText: Sendable {
    public var path: String
    public var text: String
}
