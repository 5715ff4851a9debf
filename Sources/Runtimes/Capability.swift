/// A kind of operation that a runtime may refuse, as rules name it: `wasm-from-bytes`, `timers`
/// (`rules/runtimes/capabilities.yaml`).
public struct Capability: Hashable, Sendable {
    public let name: String
    /// Callees, as `Profile.operation` takes them.
    public let operations: [String]
}

extension Runtimes {
    /// All capabilities, in the order of the file.
    public var capabilities: [Capability] {
        (files.document("runtimes/capabilities.yaml")?.root?.entries ?? []).map { entry in
            Capability(name: entry.key, operations: (entry.value.array ?? []).compactMap(\.string))
        }
    }

    public func capability(_ name: String) -> Capability? { capabilities.first { $0.name == name } }
}

extension Profile {
    /// Whether this runtime refuses one of the operations at this moment.
    public func refuses(_ capability: Capability, at moment: Moment) -> Bool {
        capability.operations.contains { callee in
            switch operation(callee, at: moment) {
            case .throwing, .rejecting, .pending: true
            default: false
            }
        }
    }
}
