/// The program: picks the command. `check` is the one without a name.
enum CommandLineTool {
    static var commands: [any Command.Type] { [VerdictCommand.self] }

    static func run(_ words: [String]) -> ExitCode {
        var output = Output()
        let code = run(words, &output)
        return output.finish() ? code : .usage
    }

    private static func run(_ words: [String], _ output: inout Output) -> ExitCode {
        guard let first = words.first, let command = commands.first(where: { $0.name == first }) else {
            if let first = words.first, !["--help", "-h", "help"].contains(first) { output.complain("unknown command \(first)") }
            output.write(help)
            return words.isEmpty || ["--help", "-h", "help"].contains(words[0]) ? .clean : .usage
        }
        return run(command, Array(words.dropFirst()), &output)
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
        var text = "Says whether JavaScript that carries WebAssembly will load, initialise and answer in each runtime, without running it.\n\n"
        text += "Usage: glue-lint COMMAND …\n\nCommands:\n"
        let width = commands.map { $0.name.count }.max() ?? 0
        for command in commands { text += "  \(command.name.padded(to: width))  \(command.summary)\n" }
        return text + "\nglue-lint COMMAND --help tells more.\n"
    }
}
