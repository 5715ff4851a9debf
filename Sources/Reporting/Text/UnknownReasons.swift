import Checking

/// Why verdicts are unknown, in groups: "12 unknown: 9 need a consumer; try --consumer".
public struct UnknownReasons {
    private var groups: [(what: String, advice: String?, count: Int)] = []
    private var all = 0

    /// What verdicts with a reason of this code have in common, as it is said of one and of several, and what helps.
    private static let common: [String: (one: String, several: String, advice: String?)] = [
        "no-usage-reached-wasm": ("needs a consumer", "need a consumer", "try --consumer"),
        "needs-bundler": ("needs a bundler", "need a bundler", "check its output"),
        "step-budget": ("computes longer than is followed", "compute longer than is followed", nil),
        "memory-budget": ("needs more memory than is given", "need more memory than is given", nil),
        "fork-budget": ("depends on too many unknown conditions", "depend on too many unknown conditions", nil),
        "unknown-runtime": ("names no runtime", "name no runtime", "glue-lint runtimes lists them")
    ]

    public init(_ records: [VerdictRecord]) {
        for record in records {
            guard let reason = record.verdict.reason else { continue }
            all += 1
            let common = Self.common[reason.code]
            let what = common.map { _ in reason.code } ?? reason.text
            if let index = groups.firstIndex(where: { $0.what == what }) {
                groups[index].count += 1
            } else {
                groups.append((what, common?.advice, 1))
            }
        }
    }

    /// One line; nil where nothing is unknown.
    public var text: String? {
        if all == 0 { return nil }
        let sorted = groups.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
        let shown = sorted.prefix(5).map { group in
            let words = Self.common[group.what].map { group.count == 1 ? $0.one : $0.several } ?? group.what
            return "\(group.count) \(words)" + (group.advice.map { "; \($0)" } ?? "")
        }
        return "\(all) unknown: " + shown.joined(separator: ", ") + (groups.count > 5 ? ", …" : "")
    }
}
