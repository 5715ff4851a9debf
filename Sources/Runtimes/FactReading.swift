import Syntax

/// What is wrong with a file under `rules/runtimes/`.
public struct RuntimeDataError: Error, Hashable, Sendable, CustomStringConvertible {
    public let path: String
    /// The fact or line concerned.
    public let place: String
    public let problem: String

    public var description: String { "\(path): \(place): \(problem)" }
}

/// One dated answer, before it is known whether it holds.
struct DatedFact: Sendable {
    let id: FactID
    let when: String
    let condition: FactCondition
    let value: FactValue
    let observed: String
}

/// Reads the `facts` of `rules/runtimes/NAME.yaml`: a name, then one answer or a list of them, of which the last that holds counts.
///
///     operation/WebAssembly.Module/startup:
///       - throws: { name: CompileError, message: "…" }
///         observed: startup.json#wasm-module-bytes
///       - when: flag allow_eval_during_startup
///         is: allowed
struct FactDocument {
    private(set) var facts: [DatedFact] = []
    private(set) var errors: [RuntimeDataError] = []
    private let path: String
    /// `observed` of the whole document, for rows that name no place of their own.
    private let observed: String?

    init(_ document: Document, path: String) {
        self.path = path
        observed = document["observed"]?.string
        for entry in document["facts"]?.entries ?? [] {
            for row in entry.value.array ?? [entry.value] {
                read(row, id: FactID(entry.key))
            }
        }
    }

    private mutating func read(_ row: Document.Node, id: FactID) {
        func fail(_ problem: String) -> RuntimeDataError { RuntimeDataError(path: path, place: id.path, problem: problem) }
        let when = row["when"]?.string ?? ""
        guard let condition = FactCondition(when) else {
            errors.append(fail("the condition '\(when)' means nothing"))
            return
        }
        guard let value = Self.value(of: row) else {
            errors.append(fail("no answer: one of 'is', 'throws', 'rejects' is needed"))
            return
        }
        guard let observed = row["observed"]?.string ?? observed.map({ $0 + "#" + id.path }) else {
            errors.append(fail("'observed' is missing: where was this measured?"))
            return
        }
        facts.append(DatedFact(id: id, when: when, condition: condition, value: value, observed: observed))
    }

    private static func value(of row: Document.Node) -> FactValue? {
        if let error = row["throws"] { return runtimeError(error).map(FactValue.throwing) }
        if let error = row["rejects"] { return runtimeError(error).map(FactValue.rejecting) }
        return row["is"].map(FactValue.init)
    }

    private static func runtimeError(_ node: Document.Node) -> RuntimeError? {
        guard let message = node["message"]?.string else { return nil }
        return RuntimeError(
            name: node["name"]?.string ?? "Error", message: message, code: node["code"]?.string,
            json: node["json"]?.string)
    }
}

extension FactValue {
    /// `allowed`, `absent` and `pending` are what they say; every other text is a value.
    init(_ node: Document.Node) {
        switch node.value {
        case .null: self = .null
        case .bool(let flag): self = .flag(flag)
        case .number(let number): self = .number(number)
        case .string("allowed"): self = .allowed
        case .string("absent"): self = .absent
        case .string("pending"): self = .pending
        case .string(let text): self = .text(text)
        case .array(let items): self = .list(items.map(FactValue.init))
        case .object(let entries): self = .fields(entries.map { Field(name: $0.key, value: FactValue($0.value)) })
        }
    }
}
