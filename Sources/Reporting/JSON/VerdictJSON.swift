import Checking
import Evaluation
import Linting
import Packaging

extension VerdictRecord {
    /// One object of schema glue-lint/verdict/1 (Docs/architecture.md, "Contracts").
    public var json: JSONText {
        let failed = verdict.outcome == .fails
        return .object(present: [
            ("schema", .string("glue-lint/verdict/1")),
            ("project", .string(project)),
            ("package", (package?.name).map { .string($0) }),
            ("version", (package?.version).map { .string($0) }),
            ("entry", .string(entry)),
            ("usage", usage.map(\.json)),
            ("runtime", .string(runtime)),
            ("outcome", .string(verdict.outcome.rawValue)),
            ("phase", failed ? verdict.phase.map { .string($0.rawValue) } : nil),
            ("error", failed ? verdict.error.map(\.json) : nil),
            ("at", failed ? verdict.at.map { place($0, original) } : nil),
            ("rule", rule.map { .string($0) }),
            ("chain", verdict.chain.isEmpty ? nil : .array(verdict.chain.map(step))),
            ("assumed", verdict.assumed.isEmpty ? nil : .array(verdict.assumed.map { .string($0) })),
            (
                "possible",
                verdict.possible.isEmpty
                    ? nil
                    : .array(
                        verdict.possible.map { possible in
                            .object(present: [("error", possible.error.json), ("at", possible.at.map { place($0) })])
                        })
            ),
            ("reason", verdict.reason.map { .object([("code", .string($0.code)), ("text", .string($0.text))]) }),
            ("because", verdict.because.isEmpty ? nil : .string(verdict.because)),
            ("consumer", assumedUsage.map { .object([("path", .string($0.path)), ("text", .string($0.text))]) }),
            (
                "trace",
                trace.map { trace in
                    .object(present: [
                        ("steps", .array(trace.steps.map(step))), ("skipped", trace.skipped > 0 ? .integer(trace.skipped) : nil),
                        ("skippedAt", trace.skipped > 0 ? .integer(trace.skippedAt) : nil)
                    ])
                }
            )
        ])
    }

    private func step(_ step: Trace.Step) -> JSONText {
        .object(present: [
            ("kind", .string(step.kind.rawValue)), ("text", .string(step.text)), ("depth", .integer(step.depth)),
            ("at", step.at.map { place($0) }), ("from", step.from.map { place($0) }),
            ("repeats", step.repeats > 0 ? .integer(step.repeats) : nil)
        ])
    }

    private func place(_ place: Place, _ original: OriginalPlace? = nil) -> JSONText {
        var original = original
        if let shown = original?.path { original?.path = path(shown) }
        return .object(present: [
            ("path", .string(path(place.path))), ("line", .integer(place.line)), ("column", .integer(place.column)),
            ("offset", .integer(place.offset)),
            ("original", original.map(\.json))
        ])
    }

    private func step(_ step: Step) -> JSONText {
        var step = step
        step.place.path = path(step.place.path)
        return step.json
    }

    /// Relative to the project, also where it was mounted for a consumer.
    func path(_ text: String) -> String {
        guard let folder = package?.folder, let path = TreePath(text), let inner = path.relative(to: folder), !inner.isRoot else {
            return text
        }
        return inner.text
    }
}

extension ErrorText {
    var json: JSONText {
        .object(present: [("name", .string(name)), ("message", .string(message)), ("code", code.map { .string($0) })])
    }
}

extension UsageOrigin {
    fileprivate var json: JSONText {
        .object(present: [
            ("kind", .string(kind.rawValue)), ("from", from.map { .string($0) }),
            (
                "compared",
                compared.map { other in
                    .object(present: [
                        ("kind", .string(other.kind.rawValue)), ("from", other.from.map { .string($0) }), ("agrees", .bool(other.agrees))
                    ])
                }
            )
        ])
    }
}
