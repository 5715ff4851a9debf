import Checking
import Glibc
import Linting
import Reporting
import Runtimes

/// `glue-lint verdict`: one line for each entry and runtime.
enum VerdictCommand: Command {
    static let name = "verdict"
    static let summary = "Predicts what each entry does in each runtime, one line each."
    static let usage = "--plan FILE --root DIR"
    static let plan = Option(name: "--plan", value: "FILE", help: "lines of JSON with project, entry and runtime: one line is answered for each")
    static let root = Option(name: "--root", value: "DIR", help: "where the projects of the plan are")
    static let only = Option(name: "--only", value: "TEXT", help: "only the lines of the plan whose project, entry and runtime hold this text")
    static let format = Option.format(["ndjson"])
    static let options = [plan, root, only, format, .rules, .threads, .outputFile]
    static let examples = [
        (line: "glue-lint verdict --plan cases.jsonl --root corpus --format ndjson", does: "answers a plan, line by line")
    ]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        guard let plan = arguments.value(plan) else {
            output.complain("a --plan is needed")
            return .usage
        }
        return answer(plan, arguments, &output)
    }

    private static func answer(_ path: String, _ arguments: Arguments, _ output: inout Output) -> ExitCode {
        let lines: [PlanLine]
        switch PlanFile.read(path) {
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
