import Evaluation

/// What a rule reacts to: an event of a run, under conditions. An empty condition holds for everything.
public struct Reaction: Sendable {
    /// Where the event is looked for.
    public enum Part: String, Sendable, CaseIterable {
        /// Only where it is why the run failed.
        case failure
        /// Wherever a run meets it, whatever the run comes to.
        case run
    }
    public var part = Part.failure
    public var events: [TextPattern] = []
    public var attributes: [(name: String, values: [TextPattern])] = []
    /// Runtime families or names: `workers`, `node`, `node@22/*`.
    public var runtimes: [TextPattern] = []
    public var phases: [Phase] = []
    /// The error's own message, and its name.
    public var messages: [TextPattern] = []
    public var errorNames: [TextPattern] = []

    /// How exactly this describes the event; nil where it does not. The most exact rule explains a failure.
    func match(_ event: Event, error: ErrorText?, phase: Phase?, runtime: String) -> Int? {
        var weight = 0
        func holds(_ patterns: [TextPattern], _ text: String, worth: Int) -> Bool {
            if patterns.isEmpty { return true }
            guard let best = patterns.filter({ $0.matches(text) }).map(\.weight).max() else { return false }
            if best > 0 { weight += worth + min(best, 80) }
            return true
        }
        guard holds(events, event.kind, worth: 20) else { return nil }
        for attribute in attributes {
            guard holds(attribute.values, event.attributes[attribute.name] ?? "", worth: 100) else { return nil }
        }
        if !runtimes.isEmpty {
            let family = String(runtime.prefix { $0 != "@" && $0 != "/" })
            guard runtimes.contains(where: { $0.matches(family) || $0.matches(runtime) }) else { return nil }
            weight += 5
        }
        if !phases.isEmpty {
            guard let phase, phases.contains(phase) else { return nil }
            weight += 5
        }
        let text = error ?? event.refusal
        guard holds(messages, text?.message ?? "", worth: 20) else { return nil }
        // A name says little: it does not make a rule more exact than one that knows the text.
        guard errorNames.isEmpty || errorNames.contains(where: { $0.matches(text?.name ?? "") }) else { return nil }
        return weight
    }
}
