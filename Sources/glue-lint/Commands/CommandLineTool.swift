/// The program: picks the command. `check` is the one without a name.
enum CommandLineTool {
    static let version = "0.1.0"
    static var commands: [any Command.Type] {
        [
            CheckCommand.self, VerdictCommand.self, TraceCommand.self, UsageCommand.self, ExplainCommand.self, RulesCommand.self,
            RuntimesCommand.self
        ]
    }

    static func run(_ words: [String]) -> ExitCode {
        var output = Output()
        let code = run(words, &output)
        return output.finish() ? code : .usage
    }

    private static func run(_ words: [String], _ output: inout Output) -> ExitCode {
        if let first = words.first {
            if ["--help", "-h", "help"].contains(first) {
                output.write(help)
                return .clean
            }
            if ["--version", "version"].contains(first) {
                output.write("glue-lint \(version)\n")
                return .clean
            }
            if let command = commands.first(where: { $0.name == first }) { return run(command, Array(words.dropFirst()), &output) }
        }
        return run(CheckCommand.self, words, &output)
    }

    private static func run(_ command: any Command.Type, _ words: [String], _ output: inout Output) -> ExitCode {
        switch Arguments.parse(words, options: command.options + [.help]) {
        case .failure(let problem):
            output.complain("\(problem.text) (glue-lint \(command.name) --help)")
            return .usage
        case .success(let arguments):
            if arguments.has(.help) {
                output.write(command.help)
                return .clean
            }
            if let file = arguments.value(.outputFile), !output.redirect(to: file) {
                output.complain("\(file): cannot be written")
                return .usage
            }
            return command.run(arguments, &output)
        }
    }

    static var help: String {
        var text =
            "Says whether JavaScript that carries WebAssembly will load, initialise and answer in each runtime, without running it.\n\n"
        text += "Usage: glue-lint [COMMAND] …\n\nCommands:\n"
        let width = commands.map { $0.name.count }.max() ?? 0
        for command in commands { text += "  \(command.name.padded(to: width))  \(command.summary)\n" }
        text += "\nExamples:\n"
        for example in CheckCommand.examples { text += "  \(example.line)\n      \(example.does)\n" }
        return text
            + "\nglue-lint COMMAND --help tells more. Exit codes: 0 clean, 1 findings, 2 usage, 3 nothing to read, 4 something could not be analysed.\n"
    }
}
