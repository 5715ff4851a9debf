import Checking
import Evaluation

/// A predicted execution for people: the assumed usage, each step with its place, and what it comes to.
public struct TraceText {
    private let record: VerdictRecord
    private let palette: Palette
    private let width: Int
    private let limit: Int

    /// `width` in columns of the terminal; at most `limit` steps are shown, the first and the last ones.
    public init(_ record: VerdictRecord, palette: Palette, width: Int, limit: Int) {
        self.record = record
        self.palette = palette
        self.width = max(60, min(width, 200))
        self.limit = max(2, limit)
    }

    public var text: String {
        var out = palette.bold("\(record.entry) in \(record.runtime)") + "\n"
        if let usage = record.assumedUsage { out += consumer(usage) }
        if let trace = record.trace { out += steps(trace) }
        return out + Wrapping.lines(record.sentence, indent: 2, width: width)
    }

    private func consumer(_ usage: AssumedUsageText) -> String {
        var out =
            palette.dim(
                String(Wrapping.lines("no consumer was given: \(usage.path) uses it \(manner)", indent: 2, width: width).dropLast())) + "\n"
        for (index, line) in usage.text.split(separator: "\n", omittingEmptySubsequences: false).prefix(40).enumerated()
        where !line.isEmpty || index == 0 {
            out +=
                palette.dim(
                    "  \(String(repeating: " ", count: max(0, 4 - String(index + 1).count)))\(index + 1) | \(line.prefix(width - 9))")
                + "\n"
        }
        return out
    }

    private var manner: String { record.usage?.manner ?? "by importing it alone" }

    private func steps(_ trace: Trace) -> String {
        if trace.steps.isEmpty { return palette.dim("  nothing runs: it ends while it is built or linked") + "\n" }
        let all = trace.steps.count
        let first = all <= limit ? all : limit * 2 / 3, last = all <= limit ? 0 : limit - first
        var out = ""
        for (index, step) in trace.steps.enumerated() where index < first || index >= all - last {
            let left =
                index == all - last && all > limit
                ? all - limit + trace.skipped : index == trace.skippedAt && all <= limit ? trace.skipped : 0
            if left > 0 {
                out += palette.dim("  … \(left) steps are left out here; --steps shows more, --format ndjson all that were kept") + "\n"
            }
            out += line(step)
        }
        return out
    }

    /// Deeper steps are not moved further to the right.
    private static let deepest = 12

    private func line(_ step: Trace.Step) -> String {
        let word = step.kind.rawValue
        let head =
            "  \(word)\(String(repeating: " ", count: max(0, 9 - word.count)))"
            + String(repeating: "  ", count: min(step.depth, Self.deepest))
        var text = step.text.replacing("\n", with: " ")
        if let at = step.at { text += ", at \(shown(at))" }
        if let from = step.from { text += " from \(shown(from))" }
        if step.repeats > 0 { text += " (and \(step.repeats) times more)" }
        let lines = Wrapping.lines(text, indent: min(head.count + 2, width / 2), first: head, width: width)
        return lines.hasPrefix("  \(word)") ? "  " + coloured(step.kind) + lines.dropFirst(2 + word.count) : lines
    }
    private func coloured(_ kind: Trace.Step.Kind) -> String {
        switch kind {
        case .throw: palette.red(kind.rawValue)
        case .fork, .arm, .join: palette.yellow(kind.rawValue)
        case .host: palette.blue(kind.rawValue)
        case .link, .evaluate: palette.green(kind.rawValue)
        default: palette.dim(kind.rawValue)
        }
    }
    private func shown(_ place: Place) -> String { "\(record.path(place.path)):\(place.line):\(place.column)" }
}
