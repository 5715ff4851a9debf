import Checking
import Glibc
import Linting
import Reporting
import Runtimes

/// `glue-lint verdict`: one line for each entry and runtime.
enum VerdictCommand: Command {
    static let name = "verdict"
    static let summary = "Predicts what each entry does in each runtime, one line each."
    static let usage = "PATHS… | --plan FILE --root DIR"
    static let plan = Option(name: "--plan", value: "FILE", help: "lines of JSON with project, entry and runtime: one line is answered for each")
    static let root = Option(name: "--root", value: "DIR", help: "where the projects of the plan are")
    static let only = Option(name: "--only", value: "TEXT", help: "only the lines of the plan whose project, entry and runtime hold this text")
    static let entry = Option(name: "--entry", value: "NAME", isRepeatable: true, help: "only these entries: . or ./web")
    static let format = Option.format(["ndjson", "json", "text"])
    static let options = Checks.options + [plan, root, only, format, entry, .stdinFilename]
    static let examples = [
        (line: "glue-lint verdict --plan cases.jsonl --root corpus --format ndjson", does: "answers a plan, line by line")
    ]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        guard let plan = arguments.value(plan) else {
            return verdicts(arguments, &output)
        }
        return answer(plan, arguments, &output)
    }

    private static func verdicts(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        guard let check = Checks.make(arguments, output) else { return .usage }
        let wanted = arguments.all(entry)
        let code = Checks.run(check, arguments, &output) { report, output in
            let records = report.verdicts.filter { wanted.isEmpty || wanted.contains($0.entry) }
            switch arguments.value(format) ?? "ndjson" {
            case "json": output.write(JSONText.array(records.map(\.json)).text + "\n")
            case "text":
                for record in records {
                    let verdict = record.verdict
                    let what = verdict.error.map { "\($0.name): \($0.message)" } ?? verdict.reason?.text ?? verdict.because
                    output.write("\(record.entry)  \(record.runtime)  \(verdict.outcome.rawValue)\(verdict.phase.map { " in \($0.rawValue)" } ?? "")  \(what)\n")
                }
            default: for record in records { output.write(record.json.text + "\n") }
            }
        }
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
        let run = PlanRun(root: arguments.value(root) ?? ".", runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: arguments.threads), evaluator: Evaluators.source)
        let isDone = run.answer(lines) { record in
            var bytes: [UInt8] = []
            record.json.write(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
            output.write(bytes)
            return output.isOpen
        }
        if !isDone { output.complain("the system gives no thread with a stack of 512 MB") }
        return isDone ? .clean : .notAnalysed
    }
}

extension Arguments {
    /// All processors where not given or not a number above zero.
    var threads: Int {
        if let given = value(.threads).flatMap({ Int($0) }), given > 0 { return min(given, 256) }
        return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
}
