import Checking
import Glibc
import Reporting

/// `glue-lint [check] PATHS…`: what is wrong, and what to change.
enum CheckCommand: Command {
    static let name = "check"
    static let summary = "Says what will not load, initialise or answer, why, and what to change (the command where none is named)."
    static let usage = "[PATHS…]"
    static let format = Option.format(["text", "json", "github", "lsp"])
    static let options = Checks.options + [format, .select, .ignore, .failOn, .pedantic, .color, .quiet, .stdinFilename]
    static let examples = [
        (line: "glue-lint", does: "the package around this folder, exactly as it would be published: use it as \"prepublishOnly\""),
        (line: "glue-lint dist/", does: "a bundle"),
        (line: "glue-lint --runtime workers@2026-11-17 --runtime node@22/esm .", does: "for these runtimes only"),
        (line: "glue-lint node_modules/some-package", does: "an installed package, seen with its neighbours"),
        (line: "npm pack --silent | xargs glue-lint", does: "a tarball"),
        (line: "glue-lint --format github --fail-on warning .", does: "in a workflow")
    ]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        guard var check = Checks.make(arguments, output) else { return .usage }
        check.holdsEntriesToTheirNames = true
        let format = arguments.value(format) ?? "text"
        return Checks.run(check, arguments, &output) { step, output in
            guard case .report(let report) = step else { return }
            switch format {
            case "json": output.write(report.json.text + "\n")
            case "github": output.write(GitHubReport.text(report, in: inRepository(report.root)))
            case "lsp": output.write(LanguageServerReport.text(report, root: absolute(report.root)))
            default:
                if report.root != (arguments.positional.first ?? ".") || arguments.positional.count > 1 { output.write("\(report.root)\n") }
                output.write(
                    TextReport(report, palette: Checks.palette(arguments, output), width: output.width, isQuiet: arguments.has(.quiet)).text
                )
            }
        }
    }

    /// A path as a workflow's annotations want it: relative to the checkout, which is where workflows run.
    private static func inRepository(_ path: String) -> String {
        let folder = absolute(path), base = absolute(getenv("GITHUB_WORKSPACE").map { String(cString: $0) } ?? ".")
        if folder == base { return "" }
        return folder.hasPrefix(base + "/") ? String(folder.dropFirst(base.utf8.count + 1)) : folder
    }
    private static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        var status = stat()
        let text = String(cString: real)
        guard stat(real, &status) == 0, status.st_mode & S_IFMT != S_IFDIR, let slash = text.lastIndex(of: "/") else { return text }
        return String(text[..<slash])
    }
}
