import Checking
import Packaging
import Reporting
import Runtimes

/// `glue-lint verdict --compatibility-dates`: how the outcome depends on a Worker's date and flags.
enum Timelines {
    static let option = Option(
        name: "--compatibility-dates", value: nil,
        help: "at which compatibility dates of Workers the outcome changes, why, and which flags keep or bring it")

    static func run(_ arguments: Arguments, _ output: inout Output, format: String) -> ExitCode {
        guard var check = Checks.make(arguments, output) else { return .usage }
        if arguments.has(.date) {
            output.complain("--compatibility-dates walks all dates: --compatibility-date does not go with it")
            return .usage
        }
        guard let bases = bases(arguments, check.asked, check.runtimes, output) else { return .usage }
        // Every date is asked about; a runtime that was named only says how the Worker is uploaded and with which flags.
        check.asked = bases.map { .workers($0) }
        let palette = Checks.palette(arguments, output),
            paths = (arguments.positional.isEmpty ? ["."] : arguments.positional).flatMap { Checks.expanded($0, check) }
        let name = arguments.value(.stdinFilename)
        let progress = Progress(inputs: paths.count)
        output.progress = progress
        var codes: [ExitCode] = [], count = 0, last: CompatibilityTimeline?
        let isDone = check.timelines(paths, bases: bases, open: { Checks.open($0, standardInputName: name) }) { step in
            switch step {
            case .failed(let path, let problem):
                output.complain(path == problem.path ? "\(problem)" : "\(path): \(problem)")
                codes.append(problem.reason == .missing ? .usage : .notAnalysed)
            case .opened(let report, let timelines):
                last = nil
                progress.update {
                    ($0.inputsDone, $0.name, $0.predictions, $0.predictionsDone) = (
                        min($0.inputs - 1, codes.count), report.root, timelines, 0
                    )
                }
                codes += Checks.problems(report, output) + [report.notAnalysed.isEmpty ? .clean : .notAnalysed]
                if format == "text" {
                    output.write((paths.count > 1 ? "\(report.root): " : "") + report.notes.joined(separator: "; ") + "\n")
                }
            case .timeline(let timeline):
                progress.update { $0.predictionsDone += 1 }
                switch format {
                case "text": output.write(TimelineText(timeline, after: last, palette: palette, width: output.width).text)
                case "json": output.write((count == 0 ? "[" : ",\n") + timeline.json.text)
                default: output.write(timeline.json.text + "\n")
                }
                last = timeline
                count += 1
            }
            return output.isOpen
        }
        if format == "json" { output.write(count == 0 ? "[]\n" : "]\n") }
        progress.finish()
        output.progress = nil
        if !isDone { output.complain("the system gives no thread with a stack of 512 MB") }
        return isDone ? ExitCode.worst(codes) : .notAnalysed
    }

    /// As which Workers the dates are walked: those that were asked for, else with the flags given, else without and with Node's
    /// compatibility.
    private static func bases(_ arguments: Arguments, _ asked: [RuntimeName], _ runtimes: Runtimes, _ output: Output) -> [WorkersName]? {
        var bases: [WorkersName] = []
        for runtime in asked {
            guard case .workers(let name) = runtime else {
                output.complain("--compatibility-dates is about Workers: \(runtime) has none")
                return nil
            }
            bases.append(name)
        }
        guard let today = CompatibilityDate("2026-01-01") else { return nil }
        if !bases.isEmpty { return bases }
        var flags: [CompatibilityFlag] = []
        for text in arguments.all(.flag) {
            guard let flag = CompatibilityFlag(text) else {
                output.complain("--compatibility-flag \(text): no such flag")
                return nil
            }
            flags.append(flag)
        }
        let sets: [[CompatibilityFlag]] = flags.isEmpty ? [[], ["nodejs_compat"]] : [flags]
        for flags in sets {
            if case .failure(let error) = runtimes.profile(.workers(WorkersName(date: today, flags: flags))) {
                output.complain(error.description)
                return nil
            }
        }
        return sets.map { WorkersName(date: today, flags: $0) }
    }
}
