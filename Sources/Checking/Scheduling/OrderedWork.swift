/// Work on several threads whose results leave in the order of the inputs.
///
/// At most `window` inputs are in flight or waiting to leave, so memory does not grow with the number of inputs.
public struct OrderedWork: Sendable {
    public var threads: Int
    public var window: Int

    public init(threads: Int, window: Int = 16) {
        self.threads = max(1, threads)
        self.window = max(window, threads)
    }

    private struct State<Output> {
        /// The next input to take.
        var next = 0
        /// The next result to leave.
        var leaving = 0
        var done: [Int: Output] = [:]
        var isCancelled = false
    }

    /// `worker` is made once on each thread; `emit` runs on the caller's thread and says whether to go on.
    ///
    /// Returns false where no thread could be started.
    public func run<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], worker: @escaping @Sendable () -> (Input) -> Output, emit: (Output) -> Bool
    ) -> Bool {
        if inputs.isEmpty { return true }
        let gate = Gate(State<Output>())
        let window = window
        let running = (0..<min(threads, inputs.count)).compactMap { _ in
            StackThread {
                let work = worker()
                while true {
                    let index: Int = gate.wait { state in
                        if state.isCancelled || state.next >= inputs.count { return -1 }
                        guard state.next < state.leaving + window else { return nil }
                        defer { state.next += 1 }
                        return state.next
                    }
                    guard index >= 0 else { return }
                    let output = work(inputs[index])
                    gate.change { $0.done[index] = output }
                }
            }
        }
        guard !running.isEmpty else { return false }
        for index in inputs.indices {
            let output = gate.wait { state -> Output? in
                guard let output = state.done.removeValue(forKey: index) else { return nil }
                state.leaving = index + 1
                return output
            }
            if !emit(output) {
                gate.change { $0.isCancelled = true }
                break
            }
        }
        for thread in running { thread.join() }
        return true
    }
}
