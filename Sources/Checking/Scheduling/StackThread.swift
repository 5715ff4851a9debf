import Glibc

/// A thread with a stack of its own size: evaluation follows the nesting of the analysed program, and an engine's own limit
/// is far above what a default stack holds.
final class StackThread {
    private var handle = pthread_t()
    private let hasStarted: Bool

    /// Address space only: pages that are never touched cost nothing.
    static let stackBytes = 512 << 20

    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// nil where the system gives no thread.
    init?(_ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return nil }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, Self.stackBytes) == 0 else { return nil }
        let start = Unmanaged.passRetained(Start(body))
        let status = pthread_create(
            &handle, &attributes,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue().body()
                return nil
            }, start.toOpaque())
        hasStarted = status == 0
        guard hasStarted else {
            start.release()
            return nil
        }
    }

    func join() { if hasStarted { pthread_join(handle, nil) } }
}
