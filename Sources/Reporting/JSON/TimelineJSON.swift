import Checking
import Runtimes

extension CompatibilityTimeline {
    /// One object of schema glue-lint/timeline/1 (Docs/architecture.md, "Contracts").
    public var json: JSONText {
        .object(present: [
            ("schema", .string("glue-lint/timeline/1")),
            ("project", (stretches.first?.record.project).map { .string($0) }),
            ("package", (stretches.first?.record.package?.name).map { .string($0) }),
            ("version", (stretches.first?.record.package?.version).map { .string($0) }),
            ("entry", .string(entry)),
            ("upload", .string(upload == .raw ? "raw" : "bundled")),
            ("flags", .array(flags.map { .string($0.name) })),
            (
                "stretches",
                .array(
                    stretches.enumerated().map { index, stretch in
                        .object(present: [
                            ("from", .string(stretch.from.description)),
                            ("until", index + 1 < stretches.count ? .string(stretches[index + 1].from.description) : nil),
                            ("verdict", stretch.record.json), ("change", stretch.change.map(\.json))
                        ])
                    })
            )
        ])
    }
}

extension CompatibilityTimeline.Change {
    var json: JSONText {
        .object([
            ("proven", .bool(isProven)),
            (
                "facts",
                .array(
                    facts.map { fact in
                        .object(present: [
                            ("id", .string(fact.id.path)), ("before", fact.before.map { .string($0.words) }),
                            ("after", fact.after.map { .string($0.words) }),
                            ("when", fact.when.isEmpty ? nil : .string(fact.when))
                        ])
                    })
            ),
            (
                "flags",
                .array(
                    switches.map {
                        .object([
                            ("flag", .string($0.flag.name)), ("date", .string($0.date.description)),
                            ("effect", .string($0.keeps ? "keeps" : "brings"))
                        ])
                    })
            )
        ])
    }
}

extension FactValue {
    /// For people: "allowed", "throws TypeError: Invalid URL string.", "\"file:///bundle/\"".
    var words: String {
        switch self {
        case .allowed: "allowed"
        case .absent: "absent"
        case .throwing(let error): "throws \(error.name): \(error.message)"
        case .rejecting(let error): "rejects with \(error.name): \(error.message)"
        case .pending: "never settles"
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
        case .text(let text): text
        case .list(let list): list.count > 4 ? "a list of \(list.count)" : "[" + list.map(\.words).joined(separator: ", ") + "]"
        case .fields(let fields):
            "{" + fields.prefix(4).map { "\($0.name): \($0.value.words)" }.joined(separator: ", ") + (fields.count > 4 ? ", …}" : "}")
        }
    }
}
