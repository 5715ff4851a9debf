import Checking
import Glibc
import Linting
import Packaging
import Reporting
import Runtimes

/// What `check` and `verdict` share: a check made from options, run over each path.
enum Checks {
    static let options: [Option] = [.runtimes, .date, .flag, .entry, .consumer, .asIs, .rules, .threads, .outputFile]

    /// The rules and runtimes that count here; nil after a complaint.
    static func rules(_ arguments: Arguments, _ output: Output) -> (Runtimes, Catalogue)? {
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
        return problems.isEmpty ? (runtimes, catalogue) : nil
    }

    /// Nil after a complaint.
    static func make(_ arguments: Arguments, _ output: Output, isTraced: Bool = false) -> Check? {
        if let given = arguments.value(.threads), (Int(given) ?? 0) < 1 {
            output.complain("--threads \(given): not a number above zero")
            return nil
        }
        guard let (runtimes, catalogue) = rules(arguments, output), let asked = asked(arguments, runtimes, output) else { return nil }
        var check = Check(
            runtimes: runtimes, catalogue: catalogue, work: OrderedWork(threads: arguments.threads),
            evaluator: Evaluators.source(isTraced: isTraced))
        check.asked = asked
        check.asIs = arguments.has(.asIs)
        check.isPedantic = arguments.has(.pedantic)
        check.entries = arguments.all(.entry)
        if let path = arguments.value(.consumer) {
            switch NamedFile.read(path) {
            case .failure(let problem):
                output.complain(problem.text)
                return nil
            case .success(let bytes): check.consumer = (path, bytes)
            }
        }
        for option in [Option.select, .ignore] {
            // A misspelt rule would silently select nothing.
            if let text = arguments.all(option).first(where: { text in !catalogue.rules.contains { TextPattern(text).matches($0.id) } }) {
                output.complain("\(option.name) \(text): no rule is called so (glue-lint rules lists them)")
                return nil
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
        } else if arguments.has(.flag), !arguments.has(Timelines.option) {
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

    /// Runs the check over all paths, in their order; a path that cannot be opened is complained about. `each` says with `code` what a
    /// report means for the exit.
    static func run(_ check: Check, _ arguments: Arguments, _ output: inout Output, each: (Check.Step, inout Output) -> Void) -> ExitCode {
        var codes: [ExitCode] = []
        let paths = (arguments.positional.isEmpty ? ["."] : arguments.positional).flatMap { expanded($0, check) }
        let progress = Progress(inputs: paths.count)
        output.progress = progress
        let name = arguments.value(.stdinFilename)
        let isDone = check.run(paths, open: { open($0, standardInputName: name) }) { step in
            switch step {
            case .failed(let path, let problem):
                progress.update { $0.inputsDone += 1 }
                output.complain(path == problem.path ? "\(problem)" : "\(path): \(problem)")
                codes.append(problem.reason == .missing ? .usage : .notAnalysed)
            case .opened(let path, let predictions):
                progress.update { ($0.name, $0.predictions, $0.predictionsDone) = (path, predictions, 0) }
            case .verdict: progress.update { $0.predictionsDone += 1 }
            case .report(let report):
                progress.update { ($0.inputsDone, $0.predictions) = ($0.inputsDone + 1, 0) }
                codes += problems(report, output)
                codes.append(code(report, arguments))
            }
            each(step, &output)
            return output.isOpen
        }
        progress.finish()
        output.progress = nil
        if !isDone {
            output.complain("the system gives no thread with a stack of 512 MB")
            return .notAnalysed
        }
        return ExitCode.worst(codes)
    }
    /// The packages of a workspace in place of its folder; the folder stays where it exports something itself.
    static func expanded(_ path: String, _ check: Check) -> [String] {
        guard path != "-", check.consumer == nil, case .success(let input) = Input.open(path), input.packageFolder == input.focus else {
            return [path]
        }
        let members = Workspaces.members(of: input.focus, in: input.tree)
        if members.isEmpty { return [path] }
        let own = input.tree.entries(of: input.focus).contains { $0.kind == .export } ? [path] : []
        let prefix = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
        return own + members.compactMap { $0.relative(to: input.focus) }.map { prefix + $0.text }
    }
    static func open(_ path: String, standardInputName name: String?) -> Result<Input, FileProblem> {
        guard path == "-" else { return Input.open(path) }
        return FileTree.openStandardInput(filename: name).map { tree in
            Input(tree: tree, focus: name.flatMap { TreePath($0.drop { $0 == "/" }) }.flatMap { tree.isFile($0) ? $0 : nil } ?? .root)
        }
    }
    static func problems(_ report: Report, _ output: Output) -> [ExitCode] {
        if !report.unknownEntries.isEmpty {
            for name in report.unknownEntries { output.complain("\(report.root): no entry or script is called \(name)") }
            return [.usage]
        }
        guard report.entries.isEmpty, report.notAnalysed.isEmpty, report.scripts == 0 else { return [] }
        output.complain("\(report.root): no JavaScript here that is a package, a Worker or a bundle")
        return [.nothingToRead]
    }

    static func palette(_ arguments: Arguments, _ output: Output) -> Palette {
        switch arguments.value(.color) {
        case "always": Palette(isOn: true)
        case "never": Palette(isOn: false)
        default: Palette(isOn: output.isTerminal && getenv("NO_COLOR") == nil)
        }
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
    static let entry = Option(name: "--entry", value: "NAME", isRepeatable: true, help: "only this entry: an export (., ./web) or a file")
    static let consumer = Option(
        name: "--consumer", value: "FILE", help: "a script that uses the package, evaluated as if the package lay in its node_modules")
    static let asIs = Option(name: "--as-is", value: nil, help: "see all files of a package, also those that would not be published")
    static let select = Option(name: "--select", value: "RULE", isRepeatable: true, help: "only these rules; * stands for anything")
    static let ignore = Option(name: "--ignore", value: "RULE", isRepeatable: true, help: "all but these rules")
    static let failOn = Option(
        name: "--fail-on", value: "LEVEL", choices: ["error", "warning", "note", "unknown", "never"],
        help: "exit with 1 from this level on (error where not given)")
    static let pedantic = Option(
        name: "--pedantic", value: nil,
        help: "also what only one arm of an unknown condition meets, and runtimes that the package does not claim, as notes")
    static let quiet = Option(name: "--quiet", value: nil, help: "findings only")
    static let stdinFilename = Option(
        name: "--stdin-filename", value: "NAME", help: "what the JavaScript on standard input is called, for the path -")
}
