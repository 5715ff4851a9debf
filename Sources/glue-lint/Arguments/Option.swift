/// An option of a command, as `--help` shows it.
struct Option: Sendable {
    /// With its dashes: "--runtime".
    var name: String
    /// What its value is called in the help; nil for a switch.
    var value: String?
    var isRepeatable = false
    /// The only values it takes; empty: any.
    var choices: [String] = []
    var help: String

    static func format(_ choices: [String]) -> Option {
        Option(
            name: "--format", value: choices.joined(separator: "|"), choices: choices,
            help: "how the result is printed (\(choices[0]) where not given)")
    }
    static let runtimes = Option(
        name: "--runtime", value: "NAME", isRepeatable: true,
        help: "predict for this runtime: workers@DATE[+flag], node@22/esm, deno, bun, browser (glue-lint runtimes lists them)")
    static let rules = Option(name: "--rules", value: "DIR", help: "rules and runtime data in this folder over the built-in ones")
    static let color = Option(
        name: "--color", value: "auto|always|never", choices: ["auto", "always", "never"], help: "colours in text output")
    static let outputFile = Option(name: "--output-file", value: "FILE", help: "write the result there instead of to standard output")
    static let threads = Option(
        name: "--threads", value: "N",
        help: "how many threads evaluate (all processors where not given); the result is the same for any number")
    static let help = Option(name: "--help", value: nil, help: "this text")
}
