/// Why a native function or an operation did not give a value.
public enum Abrupt: Error {
    /// A JavaScript exception.
    case thrown(Value)
    /// The operation met something unknown: where the call was made, its result is unknown for that reason.
    case unknown(ReasonID)
    /// The run is over: a budget is spent, the process exits, or the model ends here.
    case stopped(Stop)
}

/// Why a run ended before its program did.
public enum Stop: Sendable, Equatable {
    case steps, memory, nesting, logSize
    /// A function calls itself on conditions that are unknown: an arm that goes on with that ends here.
    case recursion
    /// `process.exit(code)`.
    case exit(Int32)
    /// The model does not go on from here, because.
    case unmodelled(String)
}

/// Why something is unknown, for people.
public struct Reason: Hashable, Sendable {
    /// A short stable word: `wasm-result`, `loop-budget`, `unmodelled-global`, ….
    public var code: String
    public var text: String
    public init(code: String, text: String) { (self.code, self.text) = (code, text) }
}
