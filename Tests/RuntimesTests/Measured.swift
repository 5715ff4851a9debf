import Foundation

@testable import Runtimes

/// The measurements of corpus/facts as they were written down.
enum Measured {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("corpus/facts")

    static func load<Table: Decodable>(_ name: String, as type: Table.Type) throws -> Table {
        try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
    }

    /// The name in this product of a runtime in the measurements; nil where there is none (edge-runtime, workers in a page).
    static func runtime(_ id: String) -> RuntimeName? {
        for (prefix, replacement) in [
            ("workerd-raw@", "workers-raw@"), ("workerd-wrangler@", "workers@"), ("workerd@", "workers-raw@"), ("wrangler@", "workers@")
        ] {
            if let rest = id.after(prefix) { return try? RuntimeName.parse(replacement + rest).get() }
        }
        switch id {
        case "deno": return .deno
        case "bun", "bun-esm", "bun-cjs": return .bun
        case "chromium-page": return .browser
        default:
            guard let rest = id.after("node") else { return nil }
            let parts = rest.split(separator: "-")
            return try? RuntimeName.parse("node@\(parts[0])/\(parts.count > 1 ? String(parts[1]) : "esm")").get()
        }
    }
}

/// Any JSON.
indirect enum JSON: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(from decoder: Decoder) throws {
        let box = try decoder.singleValueContainer()
        if box.decodeNil() {
            self = .null
        } else if let value = try? box.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? box.decode(Double.self) {
            self = .number(value)
        } else if let value = try? box.decode(String.self) {
            self = .string(value)
        } else if let value = try? box.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try box.decode([String: JSON].self))
        }
    }

    subscript(key: String) -> JSON? { if case .object(let fields) = self { fields[key] } else { nil } }
    var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The same as an answer of a profile, order of fields aside.
    init(_ value: FactValue) {
        switch value {
        case .null: self = .null
        case .flag(let flag): self = .bool(flag)
        case .number(let number): self = .number(number)
        case .text(let text): self = .string(text)
        case .list(let items): self = .array(items.map(JSON.init))
        case .fields(let fields): self = .object(Dictionary(fields.map { ($0.name, JSON($0.value)) }) { $1 })
        case .throwing(let error), .rejecting(let error):
            var fields = ["name": JSON.string(error.name), "message": .string(error.message), "json": .string(error.json ?? "{}")]
            if let code = error.code { fields["code"] = .string(code) }
            self = .object(["throws": .object(fields)])
        case .allowed: self = .string("allowed")
        case .absent: self = .string("absent")
        case .pending: self = .string("pending")
        }
    }
}
