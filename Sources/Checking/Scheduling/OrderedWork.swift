/// Work on several threads whose results leave in the order of the inputs.
///
/// At most `window` results are in flight or waiting to leave, and few sources are open, so memory does not grow with the number of either.
public struct OrderedWork: Sendable {
    public var threads: Int
    public var window: Int

    public init(threads: Int, window: Int = 16) {
        self.threads = max(1, threads)
        self.window = max(window, threads)
    }

    /// What leaves: each source once it is open, then its outputs.
    public enum Step<Group, Output> {
        case opened(Group, inputs: Int)
        case output(Output)
    }

    /// `worker` is made once on each thread; `emit` runs on the caller's thread and says whether to go on.
    ///
    /// Returns false where no thread could be started.
    public func run<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], worker: @escaping @Sendable () -> (Input) -> Output, emit: (Output) -> Bool
    ) -> Bool {
        run(inputs, ahead: window, open: { ((), [$0]) }, worker: worker) { step in
            if case .output(let output) = step { emit(output) } else { true }
        }
    }

    /// The same where each source must be opened before it is known what there is to do: `open` runs on the threads as well, for the
    /// sources that follow the one whose results are leaving, at most `ahead` of them (one more than threads where not given).
    public func run<Source: Sendable, Group: Sendable, Input: Sendable, Output: Sendable>(
        _ sources: [Source], ahead: Int? = nil, open: @escaping @Sendable (Source) -> (Group, [Input]),
        worker: @escaping @Sendable () -> (Input) -> Output,
        emit: (Step<Group, Output>) -> Bool
    ) -> Bool {
        if sources.isEmpty { return true }
        let gate = Gate(OrderedQueue<Group, Input, Output>(sources: sources.count, ahead: ahead ?? threads + 1, window: window))
        let running = (0..<threads).compactMap { _ in
            StackThread {
                // Made when there is something to do: an evaluator is dear.
                lazy var work = worker()
                while let job = gate.wait({ $0.job() }) {
                    switch job {
                    case .open(let source):
                        let (group, inputs) = open(sources[source])
                        gate.change { $0.opened(source, group, inputs) }
                    case .input(let place, let input):
                        let output = work(input)
                        gate.change { $0.finished(place, output) }
                    }
                }
            }
        }
        guard !running.isEmpty else { return false }
        deliver(sources.indices, gate, emit)
        gate.change { $0.isCancelled = true }
        for thread in running { thread.join() }
        return true
    }

    private func deliver<Group, Input, Output>(
        _ sources: Range<Int>, _ gate: Gate<OrderedQueue<Group, Input, Output>>, _ emit: (Step<Group, Output>) -> Bool
    ) {
        for source in sources {
            let (group, count) = gate.wait { $0.group(source) }
            guard emit(.opened(group, inputs: count)) else { return }
            for input in 0..<count {
                guard emit(.output(gate.wait { $0.take(source, input) })) else { return }
            }
            gate.change { $0.close(source) }
        }
    }
}

/// The state of a run: which sources are open, what of them is taken, done, and gone.
private struct OrderedQueue<Group, Input, Output> {
    struct Place: Hashable { var source: Int, input: Int }
    enum Job {
        case open(Int)
        case input(Place, Input)
    }
    private struct Open {
        var group: Group
        var inputs: [Input]
        var taken = 0
    }
    private let count: Int, ahead: Int, window: Int
    /// The next source to open, and the one whose results are leaving.
    private var next = 0, leaving = 0
    private var opened: [Int: Open] = [:]
    private var done: [Place: Output] = [:]
    /// Inputs taken whose results have not left.
    private var pending = 0
    var isCancelled = false

    init(sources: Int, ahead: Int, window: Int) {
        count = sources
        self.ahead = ahead
        self.window = window
    }

    /// nil: wait; the inner nil: nothing is left to do.
    mutating func job() -> Job?? {
        if isCancelled || leaving >= count { return .some(nil) }
        for source in leaving..<next {
            guard let open = opened[source], open.taken < open.inputs.count else { continue }
            // What leaves first may always go on, whatever waits behind it.
            guard pending < window || source == leaving else { break }
            opened[source]?.taken += 1
            pending += 1
            return .input(Place(source: source, input: open.taken), open.inputs[open.taken])
        }
        guard next < count, next < leaving + ahead, pending < window else { return nil }
        defer { next += 1 }
        return .open(next)
    }
    mutating func opened(_ source: Int, _ group: Group, _ inputs: [Input]) { opened[source] = Open(group: group, inputs: inputs) }
    mutating func finished(_ place: Place, _ output: Output) { done[place] = output }

    mutating func group(_ source: Int) -> (Group, Int)? { opened[source].map { ($0.group, $0.inputs.count) } }
    mutating func take(_ source: Int, _ input: Int) -> Output? {
        guard let output = done.removeValue(forKey: Place(source: source, input: input)) else { return nil }
        pending -= 1
        return output
    }
    mutating func close(_ source: Int) {
        opened[source] = nil
        leaving = source + 1
    }
}
