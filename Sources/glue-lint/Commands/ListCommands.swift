import Linting
import Runtimes

/// `glue-lint rules`: every rule in a line.
enum RulesCommand: Command {
    static let name = "rules"
    static let summary = "Lists the rules."
    static let usage = ""
    static let format = Option.format(["text", "markdown"])
    static let options = [format, Option.rules]
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

/// `glue-lint runtimes`: the names that `--runtime` takes.
enum RuntimesCommand: Command {
    static let name = "runtimes"
    static let summary = "Lists the runtimes and how they are written."
    static let usage = ""
    static let options: [Option] = []
    static let examples = [(line: "glue-lint --runtime workers@2026-11-17+nodejs_compat .", does: "Workers at a compatibility date, with a flag")]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        output.write(
            """
            workers@DATE[+FLAG…]      Cloudflare Workers through wrangler at a compatibility date, with compatibility flags
            workers-raw@DATE[+FLAG…]  Cloudflare Workers, the file uploaded as it is
            node@MAJOR/esm            Node.js 18 to 26, import; node@22.1.0/esm for a version
            node@MAJOR/cjs            Node.js, require
            deno                      Deno 2
            bun                       Bun 1
            browser                   a page of a browser of today
            \(RuntimeName.bundlers.map { "bundler/\($0)" }.joined(separator: ", "))

            """)
        return .clean
    }
}
