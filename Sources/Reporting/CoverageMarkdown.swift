import Evaluation

/// What is modelled and what is not, as the section of Docs/evaluator.md.
public enum CoverageMarkdown {
    /// `language` tells the objects of the language and the modules of Node; each of `hosts` the globals of a runtime.
    public static func text(language: Coverage, hosts: [Coverage]) -> String {
        objects(language) + self.hosts(hosts) + modules(language)
    }

    private static func objects(_ coverage: Coverage) -> String {
        let whole = coverage.language.filter { !$0.isUnknown && $0.unknown.isEmpty }, none = coverage.language.filter(\.isUnknown)
        var out = "**The language**, as \(coverage.runtime) has it. Every member of \(list(whole.map(\.name))).\n\n"
        if !none.isEmpty { out += "Unknown as a whole: \(list(none.map(\.name))).\n\n" }
        out += "| object | unknown members |\n|---|---|\n"
        for owner in coverage.language where !owner.isUnknown && !owner.unknown.isEmpty {
            out += "| `\(owner.name)` | \(list(owner.unknown)) |\n"
        }
        return out + "\n"
    }

    private static let shown = 24

    private static func hosts(_ hosts: [Coverage]) -> String {
        var out =
            "**What surrounds it.** A global that is unknown may be tested for with `typeof`; its value, and what is made of it, is unknown.\n\n"
        out += "| runtime | globals with a model | unknown globals |\n|---|---|---|\n"
        for host in hosts {
            let known = host.host.filter { !$0.isUnknown }, unknown = host.host.filter(\.isUnknown)
            out += "| `\(host.runtime)` | \(list(known.map(\.name))) | \(unknown.count): \(list(unknown.map(\.name), limit: shown)) |\n"
        }
        // The same class has a model in every runtime or in none: the first that has it tells.
        var told: Set<String> = [], rows = ""
        for owner in hosts.flatMap(\.host)
        where !owner.isUnknown && !owner.unknown.isEmpty && !owner.modelled.isEmpty && told.insert(owner.name).inserted {
            rows += "| `\(owner.name)` | \(list(owner.modelled)) | \(list(owner.unknown, limit: shown)) |\n"
        }
        return out + (rows.isEmpty ? "" : "\n| object | modelled members | unknown members |\n|---|---|---|\n" + rows) + "\n"
    }

    private static func modules(_ coverage: Coverage) -> String {
        let known = coverage.modules.filter { !$0.isUnknown }, none = coverage.modules.filter(\.isUnknown)
        var out =
            "**Modules of Node**, as \(coverage.runtime) has them.\n\n| module | modelled exports | unknown exports |\n|---|---|---|\n"
        for module in known {
            out +=
                "| `\(module.name)` | \(list(module.modelled)) | \(module.unknown.isEmpty ? "" : "\(module.unknown.count): \(list(module.unknown, limit: shown))") |\n"
        }
        return out + (none.isEmpty ? "" : "\nEvery export of these is unknown: \(list(none.map(\.name))).\n")
    }

    private static func list(_ names: [String], limit: Int = .max) -> String {
        names.prefix(limit).map { "`\($0)`" }.joined(separator: ", ") + (names.count > limit ? ", …" : "")
    }
}
