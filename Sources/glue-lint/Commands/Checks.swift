import Checking
import Glibc
import Linting
import Packaging
import Reporting
import Runtimes

/// What `check` and `verdict` share: a check made from options, run over each path.
enum Checks {
    static let options: [Option] = [.runtimes, .date, .flag, .consumer, .asIs, .rules, .threads, .outputFile]

    /// Nil after a complaint.
    static func make(_ arguments: Arguments, _ output: Output) -> Check? {
        let files: RuleFiles
        switch RuleFolder.files(arguments) {
        case .failure(let problem):
            output.complain(problem.text)
            return nil
        case .success(let found): files = found
        }
        let catalogue = Catalogue(files)
        let runtimes = Runtimes(files)
        let problems = catalogue.problems.map(\.description) + (arguments.has(.rules) ? runtimes.errors().map { "\($0)" } : [])
        for problem in problems { output.complain(problem) }
        guard problems.isEmpty, let asked = asked(arguments, runtimes, output) else { return nil }
        var check = Check(runtimes: runtimes, catalogue: catalogue, work: OrderedWork(threads: arguments.threads), evaluator: Evaluators.source)
        check.asked = asked
        check.asIs = arguments.has(.asIs)
        if let path = arguments.value(.consumer) {
            switch NamedFile.read(path) {
            case .failure(let problem):
                output.complain(problem.text)
                return nil
            case .success(let bytes): check.consumer = (path, bytes)
            }
        }
        check.selected = arguments.all(.select).map { TextPattern($0) }
        check.ignored = arguments.all(.ignore).map { TextPattern($0) }
        return check
    }

    private static func asked(_ arguments: Arguments, _ runtimes: Runtimes, _ output: Output) -> [RuntimeName]? {
        var names = arguments.all(.runtimes)
        if let date = arguments.value(.date) {
            names.append("workers@\(date)" + arguments.all(.flag).map { "+\($0)" }.joined())
        } else if arguments.has(.flag) {
            output.complain("--compatibility-flag needs --compatibility-date")
            return nil
        }
        var result: [RuntimeName] = []
        for name in names {
            switch RuntimeName.parse(name).flatMap({ runtime in runtimes.profile(runtime).map { _ in runtime } }) {
            case .success(let runtime): if !result.contains(runtime) { result.append(runtime) }
            case .failure(let error):
                output.complain(error.description)
                return nil
            }
        }
        return result
    }

    /// Runs the check over each path and hands over each report; a path that cannot be opened is complained about.
    static func run(_ check: Check, _ arguments: Arguments, _ output: inout Output, each: (Report, inout Output) -> Void) -> ExitCode {
        var codes: [ExitCode] = []
        for path in arguments.positional.isEmpty ? ["."] : arguments.positional {
            let opened = path == "-" ? FileTree.openStandardInput(filename: arguments.value(.stdinFilename)).map { tree in
                Input(tree: tree, focus: arguments.value(.stdinFilename).flatMap { TreePath($0.drop { $0 == "/" }) }.flatMap { tree.isFile($0) ? $0 : nil } ?? .root)
            } : Input.open(path)
            switch opened {
            case .failure(let problem):
                output.complain(path == problem.path ? "\(problem)" : "\(path): \(problem)")
                codes.append(problem.reason == .missing ? .usage : .notAnalysed)
            case .success(let input):
                let progress = Progress()
                guard let report = check.run(input, root: path, progress: progress.show) else {
                    output.complain("the system gives no thread with a stack of 512 MB")
                    return .notAnalysed
                }
                progress.clear()
                each(report, &output)
                codes.append(code(report, arguments))
                if report.entries.isEmpty, report.notAnalysed.isEmpty {
                    output.complain("\(path): no JavaScript here that is a package, a Worker or a bundle")
                    codes.append(.nothingToRead)
                }
            }
        }
        return ExitCode.worst(codes)
    }

    private static func code(_ report: Report, _ arguments: Arguments) -> ExitCode {
        if !report.notAnalysed.isEmpty { return .notAnalysed }
        let level = arguments.value(.failOn) ?? "error"
        if level == "unknown", report.count(.unknown) > 0 { return .findings }
        guard let severity = Severity(rawValue: level == "unknown" ? "error" : level) else { return .clean }
        return report.findings.contains { $0.severity >= severity } ? .findings : .clean
    }
}

extension Option {
    static let date = Option(name: "--compatibility-date", value: "DATE", help: "Workers at this date")
    static let flag = Option(name: "--compatibility-flag", value: "FLAG", isRepeatable: true, help: "with this compatibility flag")
    static let consumer = Option(name: "--consumer", value: "FILE", help: "a script that uses the package, evaluated as if the package lay in its node_modules")
    static let asIs = Option(name: "--as-is", value: nil, help: "see all files of a package, also those that would not be published")
    static let select = Option(name: "--select", value: "RULE", isRepeatable: true, help: "only these rules; * stands for anything")
    static let ignore = Option(name: "--ignore", value: "RULE", isRepeatable: true, help: "all but these rules")
    static let failOn = Option(name: "--fail-on", value: "LEVEL", choices: ["error", "warning", "note", "unknown", "never"], help: "exit with 1 from this level on (error where not given)")
    static let quiet = Option(name: "--quiet", value: nil, help: "findings only")
    static let stdinFilename = Option(name: "--stdin-filename", value: "NAME", help: "what the JavaScript on standard input is called, for the path -")
}

/// A line on a terminal for work that takes longer than half a second; gone when it is done.
final class Progress {
    private let isShown = isatty(STDERR_FILENO) == 1
    private let start = Progress.now
    private var wasShown = false

    func show(_ done: Int, _ all: Int) {
        guard isShown, Progress.now - start > 0.5 else { return }
        wasShown = true
        Progress.write("\r\(done) of \(all) predictions\u{1B}[K")
    }
    func clear() { if wasShown { Progress.write("\r\u{1B}[K") } }

    private static func write(_ text: String) {
        var bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, &bytes, bytes.count)
    }
    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
