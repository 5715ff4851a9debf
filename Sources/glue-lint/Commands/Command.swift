/// One of the program's commands: its words on the command line, its help, what it does.
protocol Command {
    static var name: String { get }
    /// One line for the list of commands.
    static var summary: String { get }
    /// "PATHS…"
    static var usage: String { get }
    static var options: [Option] { get }
    /// Command lines to copy, each with what it does.
    static var examples: [(line: String, does: String)] { get }
    static func run(_ arguments: Arguments, _ output: inout Output) -> ExitCode
}

extension Command {
    static var help: String {
        let width = options.map { $0.label.count }.max() ?? 0
        var text = "\(summary)\n\nUsage: glue-lint \(name) \(usage)\n"
        if !options.isEmpty {
            text += "\nOptions:\n"
            for option in options { text += "  \(option.label.padded(to: width))  \(option.help)\n" }
        }
        if !examples.isEmpty {
            text += "\nExamples:\n"
            for example in examples { text += "  \(example.line)\n      \(example.does)\n" }
        }
        return text
    }
}

extension Option {
    var label: String { value.map { "\(name) \($0)" } ?? name }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
