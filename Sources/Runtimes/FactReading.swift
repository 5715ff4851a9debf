import Syntax

/// What is wrong with a file under `rules/runtimes/`.
public struct RuntimeDataError: Error, Hashable, Sendable, CustomStringConvertible {
    public let path: String
    /// The fact or line concerned.
    public let place: String
    public let problem: String

    public var description: String { "\(path): \(place): \(problem)" }
}

/// The `facts` of a file under `rules/runtimes/`: a name, then one answer or a list of them, of which the last that holds counts.
///
///     operation/WebAssembly.Module/startup:
///       - throws: { name: CompileError, message: "…" }
///         observed: startup.json#wasm-module-bytes
///       - when: flag allow_eval_during_startup
///         is: allowed
///         observed: startup.json#wasm-module-bytes
struct FactDocument {
    private let entries: [Document.Entry]
    private let path: String
    /// `observed` of the whole document, for rows that name no place of their own.
    private let observed: String?

    init(_ document: Document, path: String) {
        self.path = path
        observed = document["observed"]?.string
        entries = document["facts"]?.entries ?? []
    }

    /// Calls back with the answer that holds of each fact. What is wrong with a row is skipped here: `errors` says it.
    func forEach(_ holds: (String) -> Bool, _ body: (Fact) -> Void) {
        for entry in entries {
            let id = FactID(entry.key)
            let rows = Self.rows(entry)
            guard let row = rows.last(where: { holds($0["when"]?.string ?? "") }), case .success(let fact) = fact(row, id: id) else {
                continue
            }
            body(fact)
        }
    }

    /// Everything that is wrong with the file.
    var errors: [RuntimeDataError] {
        entries.flatMap { entry in
            Self.rows(entry).compactMap { row in
                if case .failure(let error) = fact(row, id: FactID(entry.key)) { return error }
                let when = row["when"]?.string ?? ""
                return FactCondition(when) == nil ? error(entry.key, "the condition '\(when)' means nothing") : nil
            }
        }
    }

    private static func rows(_ entry: Document.Entry) -> [Document.Node] { entry.value.array ?? [entry.value] }

    private func error(_ name: String, _ problem: String) -> RuntimeDataError {
        RuntimeDataError(path: path, place: name, problem: problem)
    }

    private func fact(_ row: Document.Node, id: FactID) -> Result<Fact, RuntimeDataError> {
        guard let value = Self.value(of: row) else {
            return .failure(error(id.path, "no answer: one of 'is', 'throws', 'rejects' is needed"))
        }
        guard let observed = row["observed"]?.string ?? observed.map({ $0 + "#" + id.path }) else {
            return .failure(error(id.path, "'observed' is missing: where was this measured?"))
        }
        return .success(Fact(id: id, value: value, when: row["when"]?.string ?? "", observed: observed))
    }

    private static func value(of row: Document.Node) -> FactValue? {
        if let error = row["throws"] { return runtimeError(error).map(FactValue.throwing) }
        if let error = row["rejects"] { return runtimeError(error).map(FactValue.rejecting) }
        return row["is"].map(FactValue.init)
    }

    private static func runtimeError(_ node: Document.Node) -> RuntimeError? {
        guard let message = node["message"]?.string else { return nil }
        return RuntimeError(
            name: node["name"]?.string ?? "Error", message: message, code: node["code"]?.string, json: node["json"]?.string)
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
