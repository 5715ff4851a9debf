/// Async functions and generators: a coroutine is an object that holds the register window of a suspended frame.
///
/// Payload: p0 slab of registers, p1 instruction, p2 state, p3 code number. Internal values: function, arguments, promise of an async
/// function, value passed out, new.target, this-generator's request queue (async generators).
extension Machine {
    enum CoroutineState: UInt32 {
        case start = 0, suspended, running, done
        /// An async generator that is over and awaits what it was asked to return.
        case returning
    }
    enum CoroutineSlot { static let function = 0, arguments = 1, promise = 2, passed = 3, newTarget = 4, queue = 5, possible = 6 }

    private func makeCoroutine(_ frame: Frame, kind: ObjectKind, prototype: Handle) -> Handle {
        let h = makeObject(kind, prototype: prototype, internals: 7)
        setInternalValue(h, CoroutineSlot.function, .object(frame.function))
        setInternalValue(h, CoroutineSlot.arguments, frame.arguments == 0 ? .undefined : .object(frame.arguments))
        setInternalValue(h, CoroutineSlot.newTarget, frame.newTarget)
        setInternalValue(h, CoroutineSlot.possible, frame.possible)
        setPayload(h, 3, frame.code)
        setPayload(h, 0, allocate(codeViews[Int(frame.code)].pointee.registerCount))
        return h
    }
    private func save(_ frame: UnsafeMutablePointer<Frame>, _ coroutine: Handle, _ state: CoroutineState) {
        let slab = payload(coroutine, 0)
        for k in 0..<codeViews[Int(frame.pointee.code)].pointee.registerCount {
            store(slab + UInt32(k), frame.pointee.registers[k], owner: coroutine)
        }
        setInternalValue(coroutine, CoroutineSlot.possible, frame.pointee.possible)
        setPayload(coroutine, 1, UInt32(frame.pointee.pc))
        setPayload(coroutine, 2, state.rawValue)
    }
    /// Puts a coroutine's frame back on top of the stack.
    private func restore(_ coroutine: Handle, _ flags: Frame.Flags) throws(Abrupt) {
        let number = payload(coroutine, 3), count = codeViews[Int(number)].pointee.registerCount
        let at = state.pointee.stackTop
        guard state.pointee.depth < Machine.maximumDepth, at + count + 64 < Machine.registerCapacity,
            state.pointee.nativeDepth < Machine.maximumNativeDepth
        else { throw rangeError("Maximum call stack size exceeded") }
        for k in 0..<count { registers[at + k] = slot(payload(coroutine, 0) + UInt32(k)) }
        let arguments = internalValue(coroutine, CoroutineSlot.arguments)
        frames[state.pointee.depth] = Frame(
            pc: Int(payload(coroutine, 1)), registers: registers + at, code: number,
            function: internalValue(coroutine, CoroutineSlot.function).handle, newTarget: internalValue(coroutine, CoroutineSlot.newTarget),
            arguments: arguments.isObject ? arguments.handle : 0, destination: 0, flags: flags.union([.boundary, .resumed]),
            coroutine: coroutine, possible: internalValue(coroutine, CoroutineSlot.possible))
        if !frames[state.pointee.depth].possible.isHole { frames[state.pointee.depth].flags.insert(.forked) }
        state.pointee.depth += 1
        state.pointee.stackTop = at + count
        setPayload(coroutine, 2, CoroutineState.running.rawValue)
    }
    private func runRestored(throwing value: Value?) throws(Abrupt) -> Value {
        let top = state.pointee.stackTop, depth = state.pointee.depth
        let base = frames[depth - 1].registers - registers
        defer { state.pointee.stackTop = base; _ = top }
        state.pointee.nativeDepth += 1
        defer { state.pointee.nativeDepth -= 1 }
        switch try run(until: depth, throwing: value) {
        case .returned(let v): return v
        case .left: throw .stopped(.unmodelled("an arm left its function"))
        }
    }

    // Async functions

    func startAsync(_ frame: UnsafeMutablePointer<Frame>) {
        let coroutine = makeCoroutine(frame.pointee, kind: .host, prototype: 0)
        setInternalValue(coroutine, CoroutineSlot.promise, .object(makePromise()))
        frame.pointee.coroutine = coroutine
        frame.pointee.flags.insert(.async)
    }
    /// Where an async function is suspended, and the promise of its end.
    func suspendedPosition(_ coroutine: Handle) -> (at: Site.Position, promise: Handle)? {
        guard kind(coroutine) == .host, case let promise = coroutinePromise(coroutine), promise.isObject else { return nil }
        let code = runtimeCodes[Int(payload(coroutine, 3))]
        return (Site.Position(template: code.template, pc: max(1, payload(coroutine, 1)) - 1, isConstruct: false), promise.handle)
    }
    func coroutinePromise(_ coroutine: Handle) -> Value { internalValue(coroutine, CoroutineSlot.promise) }

    func suspendAsync(_ frame: UnsafeMutablePointer<Frame>, _ value: Value, destination: Int) {
        if let observer { observer.awaits(value) }
        let coroutine = frame.pointee.coroutine
        setPayload(coroutine, 2, CoroutineState.suspended.rawValue)
        save(frame, coroutine, .suspended)
        do throws(Abrupt) {
            awaitCoroutine(try promiseResolve(value), coroutine)
        } catch {
            let failed = makePromise()
            if case .thrown(let e) = error { reject(failed, e) } else { setPayload(failed, 0, PromiseState.unknown.rawValue) }
            awaitCoroutine(failed, coroutine)
        }
    }
    func resumeAsync(_ coroutine: Handle, _ value: Value, isThrow: Bool) throws(Abrupt) {
        if payload(coroutine, 2) == CoroutineState.returning.rawValue { return try finishReturn(coroutine, value, isThrow: isThrow) }
        guard payload(coroutine, 2) == CoroutineState.suspended.rawValue else { return }
        let isGenerator = kind(coroutine) == .asyncGenerator
        try restore(coroutine, isGenerator ? .generator : .async)
        let frame = frames[state.pointee.depth - 1]
        if let observer { observer.resumed(value, isThrow: isThrow) }
        let i = codeViews[Int(frame.code)].pointee.instructions[max(0, frame.pc - 1)]
        if !isThrow { frame.registers[i.a] = value } else { placeLateError(value) }
        if isGenerator {
            try continueAsyncGenerator(coroutine) { () throws(Abrupt) in try self.runRestored(throwing: isThrow ? value : nil) }
        } else {
            _ = try runRestored(throwing: isThrow ? value : nil)
        }
    }
    func resolveCoroutine(_ frame: Frame, _ value: Value) throws(Abrupt) -> Value {
        let promise = coroutinePromise(frame.coroutine)
        setPayload(frame.coroutine, 2, CoroutineState.done.rawValue)
        try resolve(promise.handle, value)
        return promise
    }
    func rejectCoroutine(_ frame: Frame, _ value: Value) -> Value {
        let promise = coroutinePromise(frame.coroutine)
        setPayload(frame.coroutine, 2, CoroutineState.done.rawValue)
        reject(promise.handle, value)
        return promise
    }
    /// Inside an arm of an unknown condition in this very frame nothing can be suspended: the queue is drained here.
    func awaitInline(_ value: Value, _ frame: Frame) throws(Abrupt) -> Value? {
        guard state.pointee.arm.depth == state.pointee.depth || frame.coroutine == 0 else { return nil }
        if let observer { observer.awaits(value) }
        let promise = try promiseResolve(value)
        markHandled(promise)
        try drainMicrotasks(until: { self.promiseState(promise) != .pending })
        if promiseState(promise) == .pending { try delegate?.settle(promise) }
        switch promiseState(promise) {
        case .fulfilled: return promiseResult(promise)
        case .rejected:
            placeLateError(promiseResult(promise))
            throw .thrown(promiseResult(promise))
        case .unknown: return unknown("promise", "how a promise settles")
        case .pending: throw .stopped(.unmodelled("a promise that is pending is awaited where the condition for it is unknown"))
        }
    }

    // Generators

    func startGenerator(_ frame: UnsafeMutablePointer<Frame>) -> Value {
        let isAsync = templates[Int(runtimeCodes[Int(frame.pointee.code)].template)].kind.contains(.async)
        var prototype = intrinsic(isAsync ? .asyncGeneratorPrototype : .generatorPrototype)
        if let p = try? get(.object(frame.pointee.function), names.prototype), p.isObject { prototype = p.handle }
        let coroutine = makeCoroutine(frame.pointee, kind: isAsync ? .asyncGenerator : .generator, prototype: prototype)
        save(frame, coroutine, .start)
        return .object(coroutine)
    }
    func finishGenerator(_ coroutine: Handle) { setPayload(coroutine, 2, CoroutineState.done.rawValue) }

    public enum ResumeMode: Int32, Sendable { case next = 0, `throw`, `return` }

    /// `generator.next(value)` and its like: the value passed out, and whether it is done.
    /// What a generator gives: a value, whether it is the last, or the result object of the iterator that `yield*` passes on as it is.
    public typealias Resumption = (value: Value, done: Bool, isResult: Bool)
    public func resume(_ generator: Handle, _ mode: ResumeMode, _ value: Value) throws(Abrupt) -> Resumption {
        switch CoroutineState(rawValue: payload(generator, 2)) ?? .done {
        case .running: throw typeError("Generator is already running")
        case .done, .returning:
            if mode == .throw { throw .thrown(value) }
            return (mode == .return ? value : .undefined, true, false)
        case .start where mode != .next:
            finishGenerator(generator)
            if mode == .throw { throw .thrown(value) }
            return (value, true, false)
        case .start, .suspended: break
        }
        let outcome = try resumeFrame(generator, mode, value)
        if payload(generator, 2) == CoroutineState.suspended.rawValue {
            return (internalValue(generator, CoroutineSlot.passed), false, internalValue(generator, CoroutineSlot.queue).isBoolean)
        }
        return (outcome, true, false)
    }
    func resumeFrame(_ generator: Handle, _ mode: ResumeMode, _ value: Value) throws(Abrupt) -> Value {
        let wasStart = payload(generator, 2) == CoroutineState.start.rawValue
        try restore(generator, .generator)
        let frame = frames[state.pointee.depth - 1]
        var thrown: Value?
        if !wasStart {
            let i = codeViews[Int(frame.code)].pointee.instructions[max(0, frame.pc - 1)]
            if i.op == .yieldDelegate {
                do throws(Abrupt) {
                    if try !advanceDelegate(frames + (state.pointee.depth - 1), i, mode, value, generator) {
                        save(frames + (state.pointee.depth - 1), generator, .suspended)
                        let base = frame.registers - registers
                        popFrame()
                        state.pointee.stackTop = base
                        return .hole
                    }
                } catch {
                    guard case .thrown(let e) = error else { throw error }
                    thrown = e
                }
            } else if mode == .throw {
                thrown = value
            } else {
                frame.registers[i.a] = value
                frame.registers[i.c] = .boolean(mode == .return)
            }
        }
        do throws(Abrupt) { return try runRestored(throwing: thrown) } catch {
            if payload(generator, 2) == CoroutineState.running.rawValue { finishGenerator(generator) }
            throw error
        }
    }
    /// At `yield`: true where the frame is suspended (to be popped), false where a delegate was done at once.
    func suspendGenerator(_ frame: UnsafeMutablePointer<Frame>, _ value: Value, _ i: Instruction) throws(Abrupt) -> Bool {
        let coroutine = frame.pointee.coroutine
        guard coroutine != 0 else { throw .stopped(.unmodelled("yield outside a running generator")) }
        if state.pointee.arm.depth == state.pointee.depth {
            throw .stopped(.unmodelled("a generator yields where the condition for it is unknown"))
        }
        if i.op == .yieldDelegate {
            if try advanceDelegate(frame, i, .next, .undefined, coroutine) { return false }
        } else {
            setInternalValue(coroutine, CoroutineSlot.passed, value)
            if !internalValue(coroutine, CoroutineSlot.queue).isObject { setInternalValue(coroutine, CoroutineSlot.queue, .undefined) }
        }
        save(frame, coroutine, .suspended)
        return true
    }
    /// One step of `yield*`: true where the inner iterator is done (registers are set), false where it passed a value out.
    private func advanceDelegate(
        _ frame: UnsafeMutablePointer<Frame>, _ i: Instruction, _ mode: ResumeMode, _ value: Value, _ coroutine: Handle
    ) throws(Abrupt) -> Bool {
        let r = frame.pointee.registers
        if r[i.b + 1].isHole {  // a plain array: here it needs a real iterator
            r[i.b] = try call(.object(arrayIteratorFunction), r[i.b], [])
            r[i.b + 1] = try get(r[i.b], names.next)
        }
        let iterator = r[i.b]
        if kind(coroutine) == .asyncGenerator { throw .stopped(.unmodelled("yield* in an async generator")) }
        let result: Value
        switch mode {
        case .next: result = try call(r[i.b + 1], iterator, [value])
        case .throw, .return:
            let method = try get(iterator, mode == .throw ? names.throw : names.return)
            if method.isNullish {
                if mode == .return { r[i.a] = value; r[i.c] = .true; return true }
                try closeIterator(iterator)
                throw typeError("The iterator does not provide a 'throw' method.")
            }
            result = try call(method, iterator, [value])
        }
        if result.isUncertain { throw .stopped(.unmodelled("an iterator whose results are not known")) }
        guard result.isObject else { throw typeError("Iterator result \(describe(result)) is not an object") }
        if truthiness(try get(result, names.done)) == true {
            r[i.a] = try get(result, names.value)
            r[i.c] = .boolean(mode == .return)
            return true
        }
        setInternalValue(coroutine, CoroutineSlot.passed, result)
        setInternalValue(coroutine, CoroutineSlot.queue, .true)
        return false
    }
}
