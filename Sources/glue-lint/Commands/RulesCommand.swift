import Linting
import Runtimes

/// `glue-lint rules`: every rule in a line.
enum RulesCommand: Command {
    static let name = "rules"
    static let summary = "Lists the rules."
    static let usage = ""
    static let format = Option.format(["text", "markdown"])
    static let options = [format, Option.rules, .outputFile]
    static let examples = [(line: "glue-lint rules --format markdown", does: "the table of the README")]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        guard case .success(let files) = RuleFolder.files(arguments) else {
            output.complain("the --rules folder cannot be read")
            return .usage
        }
        let catalogue = Catalogue(files)
        for problem in catalogue.problems { output.complain(problem.description) }
        let width = catalogue.rules.map(\.id.count).max() ?? 0
        if arguments.value(format) == "markdown" { output.write("| rule | level | what it names |\n|---|---|---|\n") }
        for rule in catalogue.rules {
            if arguments.value(format) == "markdown" {
                output.write("| `\(rule.id)` | \(rule.severity.rawValue) | \(rule.title) |\n")
            } else {
                output.write("\(rule.id.padded(to: width))  \(rule.severity.rawValue.padded(to: 7))  \(rule.title)\n")
            }
        }
        return catalogue.problems.isEmpty ? .clean : .usage
    }
}
