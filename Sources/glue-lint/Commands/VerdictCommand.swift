import Checking
import Glibc
import Linting
import Reporting
import Runtimes
import Syntax

/// `glue-lint verdict`: what each entry does in each runtime.
enum VerdictCommand: Command {
    static let name = "verdict"
    static let summary = "Predicts what each entry does in each runtime, one line each."
    static let usage = "[PATHS…] | --plan FILE --root DIR"
    static let plan = Option(
        name: "--plan", value: "FILE", help: "lines of JSON with project, entry and runtime: one line is answered for each")
    static let root = Option(name: "--root", value: "DIR", help: "where the projects of the plan are (this folder where not given)")
    static let only = Option(
        name: "--only", value: "TEXT", help: "only the lines of the plan whose project, entry and runtime hold this text")
    /// For scripts/lazy-equals-exhaustive.
    static let read = Option(
        name: "--read", value: "HOW", choices: ["automatic", "lazy", "exhaustive"],
        help: "how much of the plan's files is parsed; the answers are the same")
    private static func reading(_ arguments: Arguments) -> SourceFile.Reading {
        switch arguments.value(read) {
        case "lazy": .lazy
        case "exhaustive": .exhaustive
        default: .automatic
        }
    }
    static let format = Option(
        name: "--format", value: "text|json|ndjson", choices: ["text", "json", "ndjson"],
        help: "how verdicts are printed (text where not given; ndjson for a plan)")
    static let trace = Option(name: "--trace", value: nil, help: "each verdict with its predicted execution, step by step")
    static let options = Checks.options + [trace, Timelines.option, plan, root, only, read, format, .color, .stdinFilename]
    static let examples = [
        (line: "glue-lint verdict", does: "every entry of the package around this folder, in the runtimes that it claims"),
        (line: "glue-lint verdict --runtime deno --entry ./web dist/", does: "one entry, one runtime"),
        (
            line: "glue-lint verdict --format ndjson *.tgz",
            does: "many packages, a line of JSON for each entry and runtime, as they are known"
        ),
        (line: "glue-lint verdict --compatibility-dates dist/", does: "from which compatibility date on a Worker works or fails, and why"),
        (line: "glue-lint verdict --plan cases.jsonl --root corpus", does: "answers a plan, line by line")
    ]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        guard let plan = arguments.value(plan) else {
            if let option = [root, only, read].first(where: arguments.has) {
                output.complain("\(option.name) needs --plan")
                return .usage
            }
            if arguments.has(Timelines.option), arguments.has(trace) {
                output.complain("--compatibility-dates and --trace do not go together: trace one date with --runtime workers@DATE")
                return .usage
            }
            if arguments.has(Timelines.option) { return Timelines.run(arguments, &output, format: arguments.value(format) ?? "text") }
            return verdicts(arguments, &output, format: arguments.value(format) ?? "text", isTraced: arguments.has(trace))
        }
        if let word = arguments.positional.first {
            output.complain("a plan names its projects itself: \(word) is not read")
            return .usage
        }
        if let option = [Option.runtimes, .date, .flag, .entry, .consumer, .asIs, .stdinFilename, Timelines.option].first(
            where: arguments.has)
        {
            output.complain("a plan says it itself: \(option.name) does not go with --plan")
            return .usage
        }
        return answer(plan, arguments, &output)
    }

    /// `steps`: of a trace, how many are shown as text.
    static func verdicts(_ arguments: Arguments, _ output: inout Output, format: String, isTraced: Bool, steps: Int? = nil) -> ExitCode {
        guard let check = Checks.make(arguments, output, isTraced: isTraced) else { return .usage }
        var printer = VerdictPrinter(
            format, palette: Checks.palette(arguments, output), namesRoots: arguments.positional.count > 1, steps: steps)
        let code = Checks.run(check, arguments, &output) { step, output in
            switch step {
            case .verdict(let record): printer.print(record, &output)
            case .report(let report): printer.finish(report, &output)
            case .opened, .failed: break
            }
        }
        printer.end(&output)
        // A verdict that something fails is an answer, not a finding.
        return code == .findings ? .clean : code
    }

    private static func answer(_ path: String, _ arguments: Arguments, _ output: inout Output) -> ExitCode {
        let lines: [PlanLine]
        switch NamedFile.read(path) {
        case .failure(let problem):
            output.complain(problem.text)
            return .usage
        case .success(let bytes):
            let (read, problems) = PlanLine.read(bytes)
            for problem in problems { output.complain("\(path):\(problem.line): \(problem.message)") }
            if !problems.isEmpty { return .usage }
            let only = arguments.value(only)
            lines = only.map { text in read.filter { "\($0.project) \($0.entry) \($0.runtime)".contains(text) } } ?? read
        }
        guard let (runtimes, catalogue) = Checks.rules(arguments, output) else { return .usage }
        let run = PlanRun(
            root: arguments.value(root) ?? ".", runtimes: runtimes, catalogue: catalogue, work: OrderedWork(threads: arguments.threads),
            evaluator: Evaluators.source(reading(arguments), isTraced: arguments.has(trace)))
        var printer = VerdictPrinter(arguments.value(format) ?? "ndjson", palette: Checks.palette(arguments, output), namesRoots: true)
        let progress = Progress(inputs: 1)
        progress.update { $0.predictions = lines.count }
        output.progress = progress
        let isDone = run.answer(lines) { record in
            progress.update { $0.predictionsDone += 1 }
            printer.print(record, &output)
            return output.isOpen
        }
        progress.finish()
        output.progress = nil
        printer.end(&output)
        if !isDone { output.complain("the system gives no thread with a stack of 512 MB") }
        return isDone ? .clean : .notAnalysed
    }
}

/// Prints verdicts as they come, in one of the three formats.
private struct VerdictPrinter {
    private let format: String, palette: Palette, namesRoots: Bool, steps: Int
    private var waiting: [VerdictRecord] = []
    private var count = 0

    init(_ format: String, palette: Palette, namesRoots: Bool, steps: Int? = nil) {
        self.steps = steps ?? 200
        self.format = format
        self.palette = palette
        self.namesRoots = namesRoots
    }

    mutating func print(_ record: VerdictRecord, _ output: inout Output) {
        switch format {
        case "text":
            if let last = waiting.last, last.project != record.project { table("", &output) }
            waiting.append(record)
        case "json":
            output.write(count == 0 ? "[" : ",\n")
            write(record, &output)
        default:
            write(record, &output)
            output.write("\n")
        }
        count += 1
    }
    /// All verdicts of one input have been printed.
    mutating func finish(_ report: Report, _ output: inout Output) {
        guard format == "text" else { return }
        table((namesRoots ? "\(report.root): " : "") + report.notes.joined(separator: "; "), &output)
        for problem in report.notAnalysed { output.write("\(palette.yellow("not analysed")) \(problem.path): \(problem.reason)\n") }
    }
    mutating func end(_ output: inout Output) {
        switch format {
        case "text": table("", &output)
        case "json": output.write(count == 0 ? "[]\n" : "]\n")
        default: break
        }
    }

    private func write(_ record: VerdictRecord, _ output: inout Output) {
        var bytes: [UInt8] = []
        record.json.write(to: &bytes)
        output.write(bytes)
    }
    private mutating func table(_ title: String, _ output: inout Output) {
        guard let first = waiting.first else { return }
        let traced = waiting.filter { $0.trace != nil }
        if !traced.isEmpty {
            output.write(title.isEmpty ? "" : title + "\n")
            for record in traced { output.write(TraceText(record, palette: palette, width: output.width, limit: steps).text) }
            waiting.removeAll { $0.trace != nil }
            if waiting.isEmpty { return }
        }
        output.write(VerdictTable(waiting, title: title.isEmpty ? first.project : title, palette: palette, width: output.width).text)
        waiting = []
    }
}

extension Arguments {
    /// All processors where not given or not a number above zero.
    var threads: Int {
        if let given = value(.threads).flatMap({ Int($0) }), given > 0 { return min(given, 256) }
        return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
}
