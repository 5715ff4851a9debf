import Glibc
import Synchronization

/// A line on a terminal for work that takes longer than half a second; gone when it is done.
///
/// A thread of its own draws it: what takes long may be a single prediction, of which nothing is heard until it ends.
final class Progress: Sendable {
    /// What is known of the work so far.
    struct State: Sendable, Equatable {
        var inputs = 1, inputsDone = 0
        /// The input whose predictions are leaving.
        var name = ""
        var predictions = 0, predictionsDone = 0
    }
    private struct Drawing: Sendable {
        var state = State()
        var isShown = false
        var isOver = false
    }
    private let drawing = Mutex(Drawing())
    private let start = Terminal.now

    private static let delay = 0.5, interval: UInt32 = 100_000

    /// Draws nothing where standard error is no terminal.
    init(inputs: Int) {
        drawing.withLock { $0.state.inputs = inputs }
        guard Terminal.isTerminal(STDERR_FILENO) else { return }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                let progress = Unmanaged<Progress>.fromOpaque(pointer).takeRetainedValue()
                repeat { usleep(Progress.interval) } while progress.draw()
                return nil
            }, context.toOpaque())
        if status == 0 { pthread_detach(thread) } else { context.release() }
    }

    func update(_ change: (inout State) -> Void) { drawing.withLock { change(&$0.state) } }

    /// Takes the line away while `body` writes to the terminal.
    func interrupted<Result>(by body: () -> Result) -> Result {
        drawing.withLock { drawing in
            Self.clear(&drawing)
            return body()
        }
    }
    func finish() {
        drawing.withLock { drawing in
            Self.clear(&drawing)
            drawing.isOver = true
        }
    }

    /// False once the work is over.
    private func draw() -> Bool {
        drawing.withLock { drawing in
            if drawing.isOver { return false }
            if Terminal.now - start > Self.delay {
                drawing.isShown = true
                Self.write("\r" + Self.line(drawing.state, width: (Terminal.width(STDERR_FILENO) ?? 80) - 1) + "\u{1B}[K")
            }
            return true
        }
    }
    private static func clear(_ drawing: inout Drawing) {
        if drawing.isShown { write("\r\u{1B}[K") }
        drawing.isShown = false
    }
    private static func write(_ text: String) {
        var bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, &bytes, bytes.count)
    }

    /// "[######----------] 12 of 40 packages, left-pad 3 of 8": as much of it as `width` columns hold.
    static func line(_ state: State, width: Int) -> String {
        let part = state.predictions > 0 ? Double(state.predictionsDone) / Double(state.predictions) : 0
        let done = min(1, (Double(state.inputsDone) + part) / Double(max(1, state.inputs)))
        let cells = max(0, min(30, width - 40))
        let full = Int(done * Double(cells))
        let bar = cells < 5 ? "" : "[" + String(repeating: "#", count: full) + String(repeating: "-", count: cells - full) + "] "
        let counts = state.predictions > 0 ? "\(state.predictionsDone) of \(state.predictions)" : "reading"
        let text =
            state.inputs == 1
            ? (state.predictions > 0 ? counts + " predictions" : counts)
            : "\(state.inputsDone) of \(state.inputs) packages" + (state.name.isEmpty ? "" : ", \(state.name) \(counts)")
        return String((bar + text).prefix(max(0, width)))
    }
}
