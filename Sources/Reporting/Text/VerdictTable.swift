import Checking
import Evaluation

/// Verdicts of one input for people: a line for each entry and runtime, then why what is unknown is.
public struct VerdictTable {
    private let records: [VerdictRecord]
    private let title: String
    private let palette: Palette
    private let width: Int

    /// `width` in columns of the terminal.
    public init(_ records: [VerdictRecord], title: String, palette: Palette, width: Int) {
        self.records = records
        self.title = title
        self.palette = palette
        self.width = max(40, min(width, 200))
    }

    public var text: String {
        var out = title.isEmpty ? "" : Wrapping.lines(title, indent: 0, width: width)
        let names = records.map { Wrapping.ending($0.entry, width / 4) }
        let runtimes = records.map { Wrapping.ending($0.runtime, width / 3) }
        let label = names.map(\.count).max() ?? 0, column = runtimes.map(\.count).max() ?? 0
        for (index, record) in records.enumerated() {
            let head = "  " + padded(names[index], label) + "  " + padded(runtimes[index], column) + "  "
            // On a narrow terminal what happens has lines of its own.
            let isNarrow = width - head.count < 30
            if isNarrow { out += "  " + padded(names[index], label) + "  " + runtimes[index] + "\n" }
            let lines = Wrapping.lines(record.sentence, indent: isNarrow ? 4 : head.count, first: isNarrow ? nil : head, width: width)
            out += coloured(lines, record.verdict.outcome)
        }
        if let reasons = UnknownReasons(records).text {
            out += palette.dim(String(Wrapping.lines(reasons, indent: 0, width: width).dropLast())) + "\n"
        }
        return out
    }

    private func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    /// Colours are put in last: they have no width.
    private func coloured(_ lines: String, _ outcome: Verdict.Outcome) -> String {
        guard palette.isOn, let range = lines.firstRange(of: outcome.rawValue) else { return lines }
        let word =
            switch outcome {
            case .works: palette.green(outcome.rawValue)
            case .fails: palette.red(outcome.rawValue)
            case .unknown: palette.yellow(outcome.rawValue)
            }
        return lines.replacingCharacters(range, with: word)
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}

extension VerdictRecord {
    /// "fails in init: TypeError: Invalid URL string., at farewell.js:358:26 (init/default-url-init)".
    var sentence: String {
        switch verdict.outcome {
        case .works:
            return "works" + (usage?.manner.map { ", used \($0)" } ?? "")
                + (verdict.assumed.isEmpty ? "" : ", assuming that \(verdict.assumed.joined(separator: "; "))")
        case .unknown: return "unknown: \(verdict.reason?.text ?? verdict.because)" + place
        case .fails:
            let error = verdict.error.map { $0.name.isEmpty ? $0.message : "\($0.name): \($0.message)" } ?? verdict.because
            return "fails in \(verdict.phase?.rawValue ?? "load"): \(Wrapping.firstLines(error))" + place + (rule.map { " (\($0))" } ?? "")
                + usedSo
        }
    }
    /// Where the import alone fails it does not matter what is called.
    private var usedSo: String { verdict.phase == .`init` || verdict.phase == .call ? usage?.manner.map { ", used \($0)" } ?? "" : "" }
    /// Nobody has a file of an assumed usage: a place in it says nothing.
    private var place: String {
        guard let at = verdict.at, !(AssumedUsages.isUsage(at.path) && usage?.kind != .consumer) else { return "" }
        return ", at \(path(at.path)):\(at.line):\(at.column)"
    }
}
