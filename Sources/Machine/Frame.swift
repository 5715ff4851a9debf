/// A call in progress.
struct Frame {
    struct Flags: OptionSet {
        let rawValue: UInt8
        static let construct = Flags(rawValue: 1)
        /// Its end goes back to the native that entered the loop.
        static let boundary = Flags(rawValue: 2)
        /// Derived constructor: `this` is bound by super().
        static let derived = Flags(rawValue: 4)
        static let async = Flags(rawValue: 8), generator = Flags(rawValue: 16)
        /// Runs for its resumer; its caller has long got the promise.
        static let resumed = Flags(rawValue: 32)
        /// It may have returned already: see `possible`.
        static let forked = Flags(rawValue: 64)
    }
    /// Index of the next instruction.
    var pc: Int
    var registers: UnsafeMutablePointer<Value>
    var code: UInt32
    var function: Handle
    var newTarget: Value
    /// Array of all arguments (code with `usesArguments`), else 0.
    var arguments: Handle
    /// Register of the caller that gets the result.
    var destination: Int
    var flags: Flags
    /// Coroutine object of an async function or generator, once made.
    var coroutine: Handle
    /// What it returned in an arm that went another way than the state that goes on; a hole where there is none.
    var possible = Value.hole
}
