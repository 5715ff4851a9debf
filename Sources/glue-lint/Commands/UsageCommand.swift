import Checking
import Packaging
import Runtimes

/// `glue-lint usage PATH`: the programs that stand for a user of the package where no `--consumer` is given.
enum UsageCommand: Command {
    static let name = "usage"
    static let summary = "Prints how a package is assumed to be used, as a program: the start of a --consumer file."
    static let usage = "[PATHS…]"
    static let all = Option(name: "--all", value: nil, help: "all programs that are tried, not only the first of each entry")
    static let options = [Option.runtimes, .entry, all, .asIs, .outputFile]
    static let examples = [
        (line: "glue-lint usage --entry . --runtime workers@2026-11-17 .", does: "a Worker that uses the package as its README shows")
    ]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        let runtime: RuntimeName
        switch RuntimeName.parse(arguments.value(.runtimes) ?? "node@22/esm") {
        case .success(let parsed): runtime = parsed
        case .failure(let error):
            output.complain(error.description)
            return .usage
        }
        let wanted = arguments.all(.entry)
        var count = 0
        for path in arguments.positional.isEmpty ? ["."] : arguments.positional {
            switch Input.open(path) {
            case .failure(let problem):
                output.complain("\(path): \(problem)")
                return .usage
            case .success(let input):
                var seen: Set<String> = []
                for item in UsageListing(input, runtime: runtime, asIs: arguments.has(.asIs)).items
                where wanted.isEmpty || wanted.contains(item.entry) {
                    guard arguments.has(all) || seen.insert(item.entry).inserted else { continue }
                    output.write("// \(item.entry), \(item.origin)\n\(item.text)\n")
                    count += 1
                }
            }
        }
        if count == 0 { output.complain("no entry of a package here") }
        return count == 0 ? .nothingToRead : .clean
    }
}
