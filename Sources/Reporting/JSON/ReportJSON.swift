import Checking
import Evaluation
import Linting

extension Report {
    /// One object of schema glue-lint/report/1 (Docs/architecture.md, "Contracts").
    public var json: JSONText {
        .object([
            ("schema", .string("glue-lint/report/1")),
            ("root", .string(root)),
            ("findings", .array(findings.map(\.json))),
            ("verdicts", .array(verdicts.map(\.json))),
            ("notAnalysed", .array(notAnalysed.map { .object([("path", .string($0.path)), ("reason", .string($0.reason))]) })),
            (
                "summary",
                .object([
                    ("errors", .integer(count(.error))), ("warnings", .integer(count(.warning))), ("notes", .integer(count(.note))),
                    ("hidden", .integer(hidden)),
                    ("unknown", .integer(count(.unknown)))
                ])
            )
        ])
    }
}

extension Finding {
    var json: JSONText {
        .object(present: [
            ("rule", .string(rule)), ("severity", .string(severity.rawValue)), ("message", .string(message)),
            ("path", at.map { .string($0.path) }),
            ("line", at.map { .integer($0.line) }), ("column", at.map { .integer($0.column) }), ("offset", at.map { .integer($0.offset) }),
            ("length", at == nil ? nil : .integer(length)), ("runtimes", .array(runtimes.map { .string($0) })),
            ("entries", .array(entries.map { .string($0) })),
            ("phase", phase.map { .string($0.rawValue) }), ("error", error.map(\.json)), ("why", .string(why)), ("help", .string(help)),
            ("fix", .object([("title", .string(fix)), ("safety", .string("guidance"))])),
            ("chain", chain.isEmpty ? nil : .array(chain.map(\.json))),
            ("module", context.module.map { .string($0) }), ("generator", context.generator.map { .string($0) }),
            ("original", context.original.map(\.json)),
            ("group", .string(group)), ("fingerprint", .string(fingerprint))
        ])
    }
}

extension OriginalPlace {
    var json: JSONText { .object([("path", .string(path)), ("line", .integer(line)), ("column", .integer(column))]) }
}

extension Step {
    var json: JSONText {
        .object(present: [
            ("path", .string(place.path)), ("line", .integer(place.line)), ("column", .integer(place.column)),
            ("what", what.isEmpty ? nil : .string(what))
        ])
    }
}
