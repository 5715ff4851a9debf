import Evaluation

/// Takes away the findings that somebody answered for, and reports answers without a reason or without a finding.
public struct Suppression: Sendable {
    public var comments: [InlineIgnore] = []
    public var file: IgnoreFile?
    public init(comments: [InlineIgnore] = [], file: IgnoreFile? = nil) {
        self.comments = comments
        self.file = file
    }

    public func apply(to findings: [Finding], _ catalogue: Catalogue) -> [Finding] {
        var usedComments: Set<InlineIgnore> = []
        var usedEntries: Set<Int> = []
        var left: [Finding] = []
        for finding in findings {
            let comment = comments.first { ignore in
                finding.rule == ignore.rule && finding.at.map { $0.path == ignore.path && ignore.lines.contains($0.line) } ?? false
            }
            let entry = file?.entries.firstIndex { $0.covers(finding) }
            if let comment { usedComments.insert(comment) }
            if let entry { usedEntries.insert(entry) }
            if comment == nil, entry == nil { left.append(finding) }
        }
        for comment in comments {
            let place = Place(path: comment.path, line: comment.line, column: 1, offset: comment.offset)
            if comment.reason.isEmpty { left += report("ignore/without-reason", comment.rule, place, catalogue) }
            if !usedComments.contains(comment) { left += report("ignore/unused", comment.rule, place, catalogue) }
        }
        if let file {
            for (index, entry) in file.entries.enumerated() {
                let place = Place(path: file.path, line: entry.line, column: 1, offset: 0)
                let what = entry.rule?.text ?? entry.fingerprint ?? entry.path?.text ?? ""
                if entry.reason.isEmpty { left += report("ignore/without-reason", what, place, catalogue) }
                if !usedEntries.contains(index) { left += report("ignore/unused", what, place, catalogue) }
            }
        }
        return left
    }

    private func report(_ id: String, _ what: String, _ place: Place, _ catalogue: Catalogue) -> [Finding] {
        guard let rule = catalogue.rule(id) else { return [] }
        return [
            Finding(
                rule: id, severity: rule.severity, message: Placeholders.fill(rule.message, ["rule": what]), at: place, runtimes: [],
                entries: [], why: rule.why,
                help: rule.guidance, fix: rule.fix ?? FirstSentence.of(rule.guidance), chain: [],
                group: Fingerprint.of([id, place.path, String(place.line)]), fingerprint: Fingerprint.of([id, place.path, what]))
        ]
    }
}
