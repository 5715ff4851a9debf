/// Async generators: requests are queued at the coroutine and served one after the other.
extension Machine {
    public func asyncGeneratorRequest(_ generator: Handle, _ mode: ResumeMode, _ value: Value) throws(Abrupt) -> Value {
        let promise = makePromise()
        if !internalValue(generator, CoroutineSlot.queue).isObject {
            setInternalValue(generator, CoroutineSlot.queue, .object(makeArray()))
        }
        let queue = internalValue(generator, CoroutineSlot.queue).handle
        for v in [.int(mode.rawValue), value, .object(promise)] as [Value] { appendElement(queue, v) }
        let s = CoroutineState(rawValue: payload(generator, 2)) ?? .done
        if s != .running, arrayLength(queue) == 3 { try serveAsyncGenerator(generator) }
        return .object(promise)
    }
    private func serveAsyncGenerator(_ generator: Handle) throws(Abrupt) {
        let queue = internalValue(generator, CoroutineSlot.queue).handle
        while arrayLength(queue) > 0 {
            let mode = ResumeMode(rawValue: arrayElement(queue, 0).int) ?? .next, value = arrayElement(queue, 1)
            let s = CoroutineState(rawValue: payload(generator, 2)) ?? .done
            if s == .done || (s == .start && mode != .next) {
                finishGenerator(generator)
                switch mode {
                case .next: finishRequest(generator) { self.fulfill($0, self.iteratorResult(.undefined, done: true)) }
                case .throw: finishRequest(generator) { self.reject($0, value) }
                case .return: if try awaitReturn(generator, value) { return }
                }
                continue
            }
            if s == .running || s == .returning { return }
            try continueAsyncGenerator(generator) { () throws(Abrupt) in try self.resumeFrame(generator, mode, value) }
            return
        }
    }
    /// AsyncGeneratorAwaitReturn (ECMA-262, 27.6.3.8): what a finished generator is asked to return is awaited; false where that failed at
    /// once.
    private func awaitReturn(_ generator: Handle, _ value: Value) throws(Abrupt) -> Bool {
        do throws(Abrupt) {
            let promise = try promiseResolve(value)
            setPayload(generator, 2, CoroutineState.returning.rawValue)
            awaitCoroutine(promise, generator)
            return true
        } catch {
            guard case .thrown(let e) = error else { throw error }
            finishRequest(generator) { self.reject($0, e) }
            return false
        }
    }
    /// The promise that a finished generator awaited is settled.
    func finishReturn(_ generator: Handle, _ value: Value, isThrow: Bool) throws(Abrupt) {
        finishGenerator(generator)
        finishRequest(generator) { if isThrow { self.reject($0, value) } else { self.fulfill($0, self.iteratorResult(value, done: true)) } }
        try serveAsyncGenerator(generator)
    }
    private func finishRequest(_ generator: Handle, _ settle: (Handle) -> Void) {
        let queue = internalValue(generator, CoroutineSlot.queue).handle
        guard arrayLength(queue) >= 3 else { return }
        let promise = arrayElement(queue, 2)
        let rest = Array(arrayValues(queue).dropFirst(3))
        setArrayLength(queue, 0)
        for v in rest { appendElement(queue, v) }
        if promise.isObject { settle(promise.handle) }
    }
    /// Runs a stretch of an async generator and settles the request it serves: a yield, a return, a throw; an await settles nothing.
    func continueAsyncGenerator(_ generator: Handle, _ body: () throws(Abrupt) -> Value) throws(Abrupt) {
        do throws(Abrupt) {
            let value = try body()
            let frameIsAwaiting = payload(generator, 2) == CoroutineState.suspended.rawValue && isAwaiting(generator)
            if frameIsAwaiting { return }
            if payload(generator, 2) == CoroutineState.suspended.rawValue {
                let passed = internalValue(generator, CoroutineSlot.passed)
                finishRequest(generator) { self.fulfill($0, self.iteratorResult(passed, done: false)) }
            } else {
                finishRequest(generator) { self.fulfill($0, self.iteratorResult(value, done: true)) }
            }
        } catch {
            guard case .thrown(let e) = error else { throw error }
            finishGenerator(generator)
            finishRequest(generator) { self.reject($0, e) }
        }
        try serveAsyncGenerator(generator)
    }
    private func isAwaiting(_ coroutine: Handle) -> Bool {
        let runtime = runtimeCodes[Int(payload(coroutine, 3))], at = Int(payload(coroutine, 1)) - 1
        return at >= 0 && runtime.instructions[at].op == .await
    }
}
