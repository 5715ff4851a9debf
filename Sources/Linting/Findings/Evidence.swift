import Evaluation

/// What rules judge: one run of one entry in one runtime.
public struct Evidence: Sendable {
    public var entry: String
    public var runtime: String
    /// The package says that it supports this runtime, or the user asked for it.
    public var isClaimed: Bool
    /// Nobody says how the entry is used: its exports were tried. One in nine failures that are met so is the trial's own.
    public var isExplored: Bool
    public var evaluation: Evaluation
    /// The source around a place, one line at most and bounded, for fingerprints.
    public var source: @Sendable (Place) -> String

    public init(
        entry: String, runtime: String, isClaimed: Bool, isExplored: Bool = false, evaluation: Evaluation,
        source: @escaping @Sendable (Place) -> String
    ) {
        self.entry = entry
        self.runtime = runtime
        self.isClaimed = isClaimed
        self.isExplored = isExplored
        self.evaluation = evaluation
        self.source = source
    }
}

extension Evidence {
    /// What happens before anything is called does not depend on how the entry is used.
    fileprivate func severity(_ severity: Severity, in phase: Phase?) -> Severity {
        if !isClaimed { return .note }
        return isExplored && phase != .resolve && phase != .load ? min(severity, .warning) : severity
    }
}

extension Catalogue {
    /// Findings of one run: why it fails, and what it met on the way that is wrong all the same.
    public func findings(in evidence: Evidence) -> [Finding] {
        var result: [Finding] = []
        let verdict = evidence.evaluation.verdict
        if verdict.outcome == .fails, let rule = explanation(of: verdict, runtime: evidence.runtime) ?? fallback {
            var attributes = verdict.cause?.attributes ?? [:]
            attributes["cause"] = verdict.because
            result.append(
                finding(
                    rule, evidence, at: verdict.at ?? verdict.cause?.at, chain: verdict.chain, phase: verdict.phase, error: verdict.error,
                    attributes))
        }
        for rule in rules {
            for reaction in rule.reactions where reaction.part == .run {
                for event in evidence.evaluation.events
                where reaction.match(event, error: nil, phase: event.phase, runtime: evidence.runtime) != nil
                    && !result.contains(where: { $0.rule == rule.id && $0.at == event.at })
                {
                    var found = finding(
                        rule, evidence, at: event.at, chain: event.stack.reversed().map { Step($0) }, phase: event.phase,
                        error: event.refusal, event.attributes)
                    found.isConditional = event.isConditional
                    if event.isConditional { found.severity = .note }
                    result.append(found)
                }
            }
        }
        return result
    }

    private func finding(
        _ rule: Rule, _ evidence: Evidence, at: Place?, chain: [Step], phase: Phase?, error: ErrorText?, _ attributes: [String: String]
    ) -> Finding {
        var values = attributes
        values["runtime"] = evidence.runtime
        values["error"] = error.map {
            let first = $0.message.prefix { $0 != "\n" }; return $0.name.isEmpty ? String(first) : "\($0.name): \(first)"
        }
        values["phase"] = phase?.rawValue
        values["entry"] = evidence.entry
        let path = at?.path ?? evidence.entry
        return Finding(
            rule: rule.id, severity: evidence.severity(rule.severity, in: phase), message: Placeholders.fill(rule.message, values), at: at,
            runtimes: [evidence.runtime], entries: [evidence.entry], phase: phase, error: error, why: Placeholders.fill(rule.why, values),
            help: Placeholders.fill(rule.guidance, values), fix: Placeholders.fill(rule.fix ?? FirstSentence.of(rule.guidance), values),
            chain: chain,
            group: Fingerprint.of([rule.id, path, at.map { String($0.offset) } ?? ""]),
            fingerprint: Fingerprint.of([rule.id, path, at.map(evidence.source) ?? "", error?.message ?? ""]),
            name: error.flatMap(Self.unreadName))
    }
}

extension Catalogue {
    /// The variable of "x is not defined", "Can't find variable: x" and "Cannot access 'x' before initialization".
    private static func unreadName(_ error: ErrorText) -> String? {
        guard error.name == "ReferenceError" else { return nil }
        let line = error.message.prefix { $0 != "\n" }
        if let colon = line.ranges(of: "variable: ").first { return String(line[colon.upperBound...].prefix { !$0.isWhitespace }) }
        if let end = line.ranges(of: " is not defined").first { return String(line[..<end.lowerBound]) }
        let parts = line.split(separator: "'", omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : nil
    }
}

/// `{name}` in a text of a rule.
enum Placeholders {
    /// A name without a value reads as "it": an attribute that this event does not have.
    static func fill(_ text: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            let inner = rest[rest.index(after: open)...]
            guard let close = inner.firstIndex(of: "}"), inner[..<close].allSatisfy({ $0.isLowercase || $0 == "-" }),
                close != inner.startIndex
            else {
                result.append("{")
                rest = inner
                continue
            }
            let value = values[String(inner[..<close])] ?? "it"
            // A data: URL or a minified line must not become the message.
            result += value.count > 160 ? value.prefix(157) + "…" : value
            rest = inner[inner.index(after: close)...]
        }
        return result + rest
    }
}
