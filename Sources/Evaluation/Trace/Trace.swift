/// A predicted execution, step by step. Bounded: what repeats is counted, and of a long run the first and the last steps are kept.
public struct Trace: Sendable {
    public var steps: [Step] = []
    /// Steps between the first and the last ones that are not kept.
    public var skipped = 0
    /// Index in `steps` before which they would stand.
    public var skippedAt = 0

    public struct Step: Sendable {
        public enum Kind: String, Sendable {
            case link, evaluate, call, host, `throw`, `catch`, fork, arm, join, await, resume, task, request
        }
        public var kind: Kind
        /// What happens, in a few words.
        public var text: String
        /// Where, in a shipped file.
        public var at: Place?
        /// Whence, for a call.
        public var from: Place?
        /// Frames and forks around it.
        public var depth: Int
        /// Later steps that were the same, and are not kept.
        public var repeats = 0
    }
}
