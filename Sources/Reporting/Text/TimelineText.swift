import Checking
import Runtimes

/// A timeline for people: what happens from each date on, and why it changes there.
public struct TimelineText {
    private let timeline: CompatibilityTimeline
    private let palette: Palette
    private let width: Int
    private let isAlike: Bool

    /// `width` in columns of the terminal.
    /// `previous`: told before; where this one runs alike only that is said.
    public init(_ timeline: CompatibilityTimeline, after previous: CompatibilityTimeline? = nil, palette: Palette, width: Int) {
        self.timeline = timeline
        isAlike = previous.map { $0.entry == timeline.entry && timeline.runs(like: $0) } ?? false
        self.palette = palette
        self.width = max(40, min(width, 160))
    }

    public var text: String {
        let with = timeline.flags.isEmpty ? "" : " with \(timeline.flags.map(\.name).joined(separator: ", "))"
        let head = "\(timeline.entry) in \(timeline.upload == .raw ? "workers-raw" : "workers")\(with)"
        if timeline.stretches.isEmpty { return "\(palette.bold(head))\n  nothing to predict\n" }
        if isAlike { return "\(palette.bold(head)): the same\n" }
        return palette.bold(head) + "\n" + timeline.stretches.map(section).joined()
    }

    private static let margin = 14

    private func section(_ stretch: CompatibilityTimeline.Stretch) -> String {
        var out = Wrapping.lines(stretch.record.sentence, indent: Self.margin, first: "  \(stretch.from)  ", width: width)
        guard let change = stretch.change else { return out }
        out += dim(
            change.isProven
                ? "because \(Self.words(change.facts))" : "which fact decides is not found; changed then: \(Self.words(change.facts))")
        for one in change.switches {
            out += dim(
                one.keeps
                    ? "the flag \(one.flag.name) keeps what was before"
                    : "the flag \(one.flag.name) brings it to earlier dates (tried at \(one.date))")
        }
        return out
    }
    private func dim(_ text: String) -> String {
        Wrapping.lines(text, indent: Self.margin, width: width).split(separator: "\n").map { palette.dim(String($0)) + "\n" }.joined()
    }

    private static let shown = 3
    private static func words(_ facts: [FactDifference]) -> String {
        facts.prefix(shown).map { fact in
            let condition = fact.when.isEmpty ? "" : " (\(fact.when))"
            return
                "\(fact.id.path) was \(cut(fact.before?.words ?? "not measured")) and is \(cut(fact.after?.words ?? "not measured"))\(condition)"
        }.joined(separator: "; ") + (facts.count > shown ? "; and \(facts.count - shown) more" : "")
    }
    private static func cut(_ text: String) -> String {
        let text = Wrapping.firstLines(text)
        return text.count > 90 ? text.prefix(89) + "…" : text
    }
}
