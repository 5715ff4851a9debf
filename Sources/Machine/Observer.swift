/// Told of what the machine does, for people who do not believe a verdict. Nothing that it does may change a run.
///
/// Costs a comparison with nil at calls, throws, forks and awaits where nobody observes; the loop itself knows nothing of it.
public protocol MachineObserver: AnyObject {
    /// A function written in JavaScript begins; its frame is the innermost one.
    func entered(_ function: FunctionTemplate, _ arguments: Arguments)
    /// An exception leaves the innermost frame's instruction. Told again where it crosses the host on its way out.
    func threw(_ value: Value)
    /// It reached a handler of the innermost frame.
    func caught(_ value: Value)
    /// The innermost frame met a condition that is not known: both ways are tried.
    func forked(on condition: Value)
    func arm(_ number: Int)
    func armsEnded(_ how: ForkOutcome)
    /// The innermost frame, an async function, waits for this.
    func awaits(_ value: Value)
    /// It goes on: with a value, or with an exception.
    func resumed(_ value: Value, isThrow: Bool)
}

/// What became of the two ways of a fork.
public enum ForkOutcome: Sendable {
    case joined
    /// One way ends in an exception, which is possible only; the run goes on in the other.
    case oneThrows(Value)
    /// One way ends the process, or does not end.
    case oneEnds
    /// The condition is a loop's: what a round changes is unknown from then on.
    case widened
}

extension Machine {
    /// Unknown conditions that are being tried both ways now, one inside the other.
    public var forkDepth: Int { openForks.count }
}
