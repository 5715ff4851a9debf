import Checking
import Reporting

/// `glue-lint trace`: the predicted execution, for people who do not believe a verdict.
enum TraceCommand: Command {
    static let name = "trace"
    static let summary =
        "Prints the predicted execution step by step: modules, calls, what the host is asked and answers, throws, forks, awaits."
    static let usage = "[PATHS…]"
    static let format = Option.format(["text", "ndjson", "json"])
    static let steps = Option(name: "--steps", value: "N", help: "how many steps of each execution are shown as text (200 where not given)")
    static let options = Checks.options + [format, steps, .color, .stdinFilename]
    static let examples = [
        (line: "glue-lint trace --runtime workers@2024-03-01 --entry . dist/", does: "why this entry fails there"),
        (line: "glue-lint trace --consumer use.mjs --runtime node@22/esm .", does: "what this script meets on its way")
    ]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        if let given = arguments.value(steps), (Int(given) ?? 0) < 2 {
            output.complain("--steps \(given): not a number above one")
            return .usage
        }
        return VerdictCommand.verdicts(
            arguments, &output, format: arguments.value(format) ?? "text", isTraced: true, steps: arguments.value(steps).flatMap { Int($0) }
        )
    }
}
