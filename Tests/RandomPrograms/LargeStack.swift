import Foundation

/// Runs something on a thread with as much stack as the product gives its evaluators: programs recurse as deep as an engine lets them.
public func onLargeStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result? {
    let box = ResultBox<Result>(), done = DispatchSemaphore(value: 0)
    let thread = Thread {
        box.result = body()
        done.signal()
    }
    thread.stackSize = 512 << 20
    thread.start()
    done.wait()
    return box.result
}

/// Written by one thread before the other is woken.
private final class ResultBox<Result>: @unchecked Sendable { var result: Result? }
