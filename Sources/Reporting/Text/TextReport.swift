import Checking
import Evaluation
import Linting

/// The report for people: each cause once, then a matrix, then one line.
public struct TextReport {
    private let report: Report
    private let palette: Palette
    private let width: Int
    private let isQuiet: Bool

    /// `width` in columns of the terminal.
    public init(_ report: Report, palette: Palette, width: Int, isQuiet: Bool) {
        self.report = report
        self.palette = palette
        self.width = max(40, min(width, 160))
        self.isQuiet = isQuiet
    }

    public var text: String {
        var out = ""
        if !isQuiet, !report.notes.isEmpty {
            out += palette.dim(String(Wrapping.lines(report.notes.joined(separator: "; "), indent: 0, width: width).dropLast())) + "\n\n"
        }
        var told: Set<String> = []
        for finding in report.findings {
            // The same place with another text at another date: said in one breath.
            guard finding.at == nil || told.insert(finding.group).inserted else { continue }
            out +=
                section(finding, others: report.findings.filter { $0.at != nil && $0.group == finding.group && $0.key != finding.key })
                + "\n"
        }
        for problem in report.notAnalysed { out += "\(palette.yellow("not analysed")) \(problem.path): \(problem.reason)\n" }
        if !isQuiet, report.count(.works) < report.verdicts.count { out += Matrix(report, palette: palette, width: width).text }
        return out + summary + "\n"
    }

    private func section(_ finding: Finding, others: [Finding]) -> String {
        let place = finding.at.map { "\($0.path):\($0.line):\($0.column)" } ?? "entry \(finding.entries.joined(separator: ", "))"
        let word =
            switch finding.severity {
            case .error: palette.red("error")
            case .warning: palette.yellow("warning")
            case .note: palette.blue("note")
            }
        var out = "\(word) \(palette.bold(finding.rule))  \(place)\n"
        out += wrapped(firstLines(finding.message), indent: 2)
        if let at = finding.at, let bytes = report.sources[at.path], let window = SourceWindow(bytes, offset: at.offset, width: width - 10)
        {
            let number = String(at.line)
            let gutter = String(repeating: " ", count: number.count)
            out += "\n  \(palette.dim("\(number) |")) \(window.isCutBefore ? "…" : "")\(window.text)\(window.isCutAfter ? "…" : "")\n"
            let mark = "^" + String(repeating: "~", count: max(0, window.letters(finding.length) - 1))
            out +=
                "  \(palette.dim("\(gutter) |")) \(String(repeating: " ", count: window.caret + (window.isCutBefore ? 1 : 0)))\(palette.red(mark))\n\n"
        }
        out += context(finding.context)
        for one in [finding] + others { out += outcome(one) }
        if !finding.chain.isEmpty {
            out += wrapped(
                "reached through "
                    + finding.chain.suffix(6).map { "\($0.place.path):\($0.place.line)" + ($0.what.isEmpty ? "" : " (\($0.what))") }.joined(
                        separator: " > "), indent: 2)
        }
        out += labelled("why", finding.why) + labelled("help", finding.help)
        return out
    }

    /// What helps to find the place in built code.
    private func context(_ context: FindingContext) -> String {
        var out = ""
        for line in context.layout {
            out += "    \(palette.dim("|")) \(clipped(line))\n"
            if let marked = line.marked, marked.lowerBound < width - 10 {
                let mark = "^" + String(repeating: "~", count: max(0, min(marked.count, width - 10 - marked.lowerBound) - 1))
                out += "    \(palette.dim("|")) \(String(repeating: " ", count: marked.lowerBound))\(palette.red(mark))\n"
            }
        }
        if !context.layout.isEmpty { out += "\n" }
        var parts: [String] = []
        if let original = context.original { parts.append("from \(original.path):\(original.line):\(original.column)") }
        if let module = context.module { parts.append("in the bundled module \(module)") }
        if let generator = context.generator { parts.append("glue of \(generator)") }
        if !parts.isEmpty { out += wrapped(parts.joined(separator: "; "), indent: 2) }
        return out
    }
    private func clipped(_ line: LaidOutLine) -> String { line.text.count > width - 8 ? line.text.prefix(width - 9) + "…" : line.text }

    private func outcome(_ finding: Finding) -> String {
        guard let error = finding.error, let phase = finding.phase else { return "" }
        let text = error.name.isEmpty ? error.message : "\(error.name): \(error.message)"
        return wrapped("\(phase.rawValue) in \(finding.runtimes.joined(separator: ", ")): \(firstLines(text))", indent: 2)
    }
    private func firstLines(_ text: String) -> String { Wrapping.firstLines(text) }

    private func labelled(_ label: String, _ text: String) -> String {
        if text.isEmpty { return "" }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let head = "  \(label): "
        var out =
            "  " + palette.bold(label + ":") + " "
            + Wrapping.lines(lines.removeFirst(), indent: 4, first: head, width: width).dropFirst(head.count)
        // Code, which is indented, keeps its own lines.
        for line in lines { out += line.hasPrefix(" ") || line.isEmpty ? "    \(line)\n" : wrapped(line, indent: 4) }
        return out
    }

    private func wrapped(_ text: String, indent: Int) -> String { Wrapping.lines(text, indent: indent, width: width) }

    private var summary: String {
        if report.entries.isEmpty, report.scripts > 0 {
            return "\(counted(report.scripts, "script", "scripts")): none reaches WebAssembly or answers requests"
        }
        let works = report.count(.works), fails = report.count(.fails), unknown = report.count(.unknown)
        var parts: [String] = []
        if works > 0 { parts.append(palette.green("\(works) work")) }
        if fails > 0 { parts.append(palette.red("\(fails) fail")) }
        if unknown > 0 { parts.append("\(unknown) unknown") }
        let cells = "\(counted(report.entries.count, "entry", "entries")) x \(counted(report.runtimes.count, "runtime", "runtimes"))"
        let hidden =
            report.hidden > 0 ? "; \(counted(report.hidden, "finding", "findings")) of uncertain runs hidden, --pedantic shows them" : ""
        return "\(cells): \(parts.isEmpty ? "nothing to predict" : parts.joined(separator: ", "))\(hidden)"
    }
    private func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
}
