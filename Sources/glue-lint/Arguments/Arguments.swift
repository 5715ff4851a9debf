/// A command line taken apart: what was given for each option, and the rest.
struct Arguments: Sendable {
    private(set) var positional: [String] = []
    private var values: [String: [String]] = [:]

    /// The last value given.
    func value(_ option: Option) -> String? { values[option.name]?.last }
    func all(_ option: Option) -> [String] { values[option.name] ?? [] }
    func has(_ option: Option) -> Bool { values[option.name] != nil }

    /// What is wrong with a command line, for the user.
    struct Problem: Error, Hashable { var text: String }

    static func parse(_ words: [String], options: [Option]) -> Result<Arguments, Problem> {
        var result = Arguments()
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                result.positional += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                result.positional.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0] == "-h" ? "--help" : parts[0]
            guard let option = options.first(where: { $0.name == name }) else { return .failure(unknown(name, options)) }
            guard let placeholder = option.value else {
                if parts.count > 1 { return .failure(Problem(text: "\(name) takes no value")) }
                result.values[name] = []
                continue
            }
            guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                return .failure(Problem(text: "\(name) needs a value: \(name) \(placeholder)"))
            }
            if !option.choices.isEmpty, !option.choices.contains(value) {
                return .failure(Problem(text: "\(name) \(value): not one of \(option.choices.joined(separator: ", "))"))
            }
            result.values[name, default: []].append(value)
        }
        return .success(result)
    }

    private static func unknown(_ name: String, _ options: [Option]) -> Problem {
        let near = options.first { $0.name.hasPrefix(name) || name.hasPrefix($0.name) }
        return Problem(text: "unknown option \(name)" + (near.map { "; did you mean \($0.name)?" } ?? ""))
    }
}
