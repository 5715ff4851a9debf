import Checking
import Evaluation

/// Entries against runtimes, and why what is unknown is.
struct Matrix {
    private let report: Report
    private let palette: Palette
    private let width: Int

    init(_ report: Report, palette: Palette, width: Int) {
        self.report = report
        self.palette = palette
        self.width = width
    }

    var text: String {
        guard report.verdicts.count > 1 else { return reasons }
        var out = ""
        let names = report.entries.map { Wrapping.ending($0, min(40, max(10, width / 3))) }
        let label = max(names.map(\.count).max() ?? 0, 5)
        // As many columns as fit; the others follow below.
        let columns = max(1, (width - label) / ((report.runtimes.map(\.count).max() ?? 1) + 2))
        var byEntry: [String: [String: VerdictRecord]] = [:]
        for record in report.verdicts { byEntry[record.entry, default: [:]][record.runtime] = record }
        var first = 0
        while first < report.runtimes.count {
            let shown = report.runtimes[first..<min(first + columns, report.runtimes.count)]
            out += String(repeating: " ", count: label) + shown.map { "  " + $0 }.joined() + "\n"
            for (entry, name) in zip(report.entries, names) {
                out += name + String(repeating: " ", count: label - name.count)
                var gap = 2
                for runtime in shown {
                    let cell = self.cell(byEntry[entry]?[runtime]?.verdict)
                    if !cell.plain.isEmpty { out += String(repeating: " ", count: gap) + cell.coloured }
                    gap = cell.plain.isEmpty ? gap + runtime.count + 2 : max(0, runtime.count - cell.plain.count) + 2
                }
                out += "\n"
            }
            out += "\n"
            first += columns
        }
        return out + reasons
    }

    private func cell(_ verdict: Verdict?) -> (plain: String, coloured: String) {
        switch verdict?.outcome {
        case .works: return ("works", palette.green("works"))
        case .fails:
            let text = "fails: \(verdict?.phase?.rawValue ?? "")"
            return (text, palette.red(text))
        case .unknown: return ("?", palette.dim("?"))
        case nil: return ("", "")
        }
    }

    private var reasons: String {
        UnknownReasons(report.verdicts).text.map { palette.dim(String(Wrapping.lines($0, indent: 0, width: width).dropLast())) + "\n" }
            ?? ""
    }
}
