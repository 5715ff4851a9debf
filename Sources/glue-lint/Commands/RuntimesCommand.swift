import Evaluation
import Reporting
import Runtimes

/// `glue-lint runtimes`: the names that `--runtime` takes.
enum RuntimesCommand: Command {
    static let name = "runtimes"
    static let summary = "Lists the runtimes and how they are written."
    static let usage = ""
    static let format = Option.format(["text", "markdown"])
    static let options = [format, Option.outputFile]
    static let examples = [
        (line: "glue-lint --runtime workers@2026-11-17+nodejs_compat .", does: "Workers at a compatibility date, with a flag"),
        (line: "glue-lint runtimes --format markdown", does: "what of each is modelled, as in Docs/evaluator.md")
    ]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        if arguments.value(format) == "markdown" { return markdown(&output) }
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

    private static let hosts = ["workers@2026-11-17+nodejs_compat", "node@24/esm", "deno", "bun", "browser"]

    private static func markdown(_ output: inout Output) -> ExitCode {
        let runtimes = Runtimes()
        let profiles = hosts.compactMap { name in try? RuntimeName.parse(name).flatMap { runtimes.profile($0) }.get() }
        let names = Coverage.hostNames(profiles)
        let found = profiles.compactMap { Coverage($0, hostNames: names) }
        guard found.count == hosts.count else {
            output.complain("the system lends no memory for a realm")
            return .notAnalysed
        }
        output.write(CoverageMarkdown.text(language: found[1], hosts: found))
        return .clean
    }
}
