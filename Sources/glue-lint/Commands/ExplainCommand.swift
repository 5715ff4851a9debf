import Linting
import Runtimes

/// `glue-lint explain RULE` or `explain "an error that was printed"`.
enum ExplainCommand: Command {
    static let name = "explain"
    static let summary = "Tells what a rule means, or which rules an error text belongs to."
    static let usage = "RULE | \"ERROR TEXT\""
    static let options = [Option.rules, .outputFile]
    static let examples = [
        (line: "glue-lint explain load/compile-bytes", does: "a rule, with examples"),
        (line: "glue-lint explain \"TypeError: Invalid URL string.\"", does: "the rules behind a text that a runtime printed")
    ]

    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode {
        guard !arguments.positional.isEmpty else {
            output.complain("a rule or an error text is needed (glue-lint explain --help)")
            return .usage
        }
        guard case .success(let files) = RuleFolder.files(arguments) else {
            output.complain("the --rules folder cannot be read")
            return .usage
        }
        let catalogue = Catalogue(files)
        let text = arguments.positional.joined(separator: " ")
        if let rule = catalogue.rule(text) {
            output.write(explanation(rule))
            return .clean
        }
        let found = catalogue.rules(printing: text)
        if found.isEmpty {
            let near = catalogue.rules.filter { $0.id.contains(text) }.map(\.id)
            output.complain(
                "no rule is called '\(text)' and none prints it" + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"))
            return .usage
        }
        for rule in found { output.write(explanation(rule, withExamples: false) + "\n") }
        return .clean
    }

    private static func explanation(_ rule: Rule, withExamples: Bool = true) -> String {
        var out = "\(rule.id): \(rule.title)\n\nwhy: \(rule.why)\n\nhelp: \(rule.guidance)\n"
        if !rule.texts.isEmpty { out += "\nruntimes print:\n" + rule.texts.map { "  \($0.text)\n" }.joined() }
        for example in withExamples ? rule.examples : [] {
            switch example.expectation {
            case .works: out += "\nworks in \(example.runtime):\n"
            case .breaks(let phase, let at):
                out += "\nfails in \(example.runtime)\(phase.map { ", phase \($0.rawValue)" } ?? "")\(at.map { ", at \($0)" } ?? ""):\n"
            }
            for file in example.files where !file.content.hasPrefix("base64:") {
                out += "  \(file.path)\n" + file.content.split(separator: "\n").map { "    \($0)\n" }.joined()
            }
        }
        if !rule.sources.isEmpty { out += "\nsources:\n" + rule.sources.map { "  \($0)\n" }.joined() }
        return out
    }
}
