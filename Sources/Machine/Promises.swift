/// A microtask.
public struct Job {
    public enum Kind { case reaction, coroutine, thenable, callback }
    var kind: Kind
    /// reaction: handler; coroutine: coroutine object; thenable: the promise to resolve; callback: function.
    var target: Value
    var argument: Value
    /// reaction: derived promise or capability array; thenable: its `then`.
    var extra: Value
    var isRejection: Bool
}

/// The microtask queue of a run.
public struct JobQueue {
    var jobs: [Job] = []
    var next = 0
    public var isEmpty: Bool { next >= jobs.count }
    mutating func append(_ job: Job) { jobs.append(job) }
    mutating func pop() -> Job? {
        guard next < jobs.count else { jobs.removeAll(keepingCapacity: true); next = 0; return nil }
        next += 1
        return jobs[next - 1]
    }
}

public enum PromiseState: UInt32, Sendable { case pending = 0, fulfilled, rejected, unknown }

/// Promises and async functions (ECMA-262 section 27.2).
extension Machine {
    private func enqueue(_ job: Job) {
        meter.pay(words: 8)
        jobs.append(job)
    }
    public func makePromise(prototype: Handle? = nil) -> Handle {
        makeObject(.promise, prototype: prototype ?? intrinsic(.promisePrototype), internals: 2)
    }
    public func promiseState(_ promise: Handle) -> PromiseState { PromiseState(rawValue: header(promise).pointee.p0) ?? .unknown }
    public func promiseResult(_ promise: Handle) -> Value { internalValue(promise, 0) }
    public func isHandled(_ promise: Handle) -> Bool { header(promise).pointee.p1 != 0 }
    public func isPromise(_ value: Value) -> Bool { value.isObject && kind(value.handle) == .promise }
    /// Nobody knows how this promise will settle.
    public func makeUnknownPromise() -> Handle { let p = makePromise(); setPayload(p, 0, PromiseState.unknown.rawValue); return p }

    public func fulfill(_ promise: Handle, _ value: Value) { settle(promise, .fulfilled, value) }
    public func reject(_ promise: Handle, _ value: Value) {
        guard promiseState(promise) == .pending else { return }
        if !isHandled(promise) { delegate?.rejectionTracked(promise, handled: false) }
        placeRejection(promise, value)
        settle(promise, .rejected, value)
    }
    private func settle(_ promise: Handle, _ state: PromiseState, _ value: Value) {
        guard promiseState(promise) == .pending else { return }
        let reactions = internalValue(promise, 1)
        setPayload(promise, 0, state.rawValue)
        setInternalValue(promise, 0, value)
        setInternalValue(promise, 1, .undefined)
        guard reactions.isObject else { return }
        for i in stride(from: 0, to: arrayLength(reactions.handle), by: 4) {
            enqueue((0..<4).map { arrayElement(reactions.handle, i + $0) }, state, value)
        }
    }
    private func enqueue(_ reaction: [Value], _ state: PromiseState, _ value: Value) {
        let rejected = state == .rejected
        if reaction[0].int == 1 {
            enqueue(Job(kind: .coroutine, target: reaction[1], argument: value, extra: .undefined, isRejection: rejected))
        } else {
            enqueue(
                Job(
                    kind: .reaction, target: rejected ? reaction[2] : reaction[1], argument: value, extra: reaction[3],
                    isRejection: rejected))
        }
    }
    /// The resolve function's algorithm: thenables are followed.
    public func resolve(_ promise: Handle, _ value: Value) throws(Abrupt) {
        guard promiseState(promise) == .pending else { return }
        if value.isUnknown {  // a promise or not, nobody knows: awaiting gives something unknown
            fulfill(promise, value)
            return
        }
        if value.isUnion, alternatives(value).contains(where: \.isObject) {
            try resolveAny(promise, of: alternatives(value))
            return
        }
        guard value.isObject else { fulfill(promise, value); return }
        if value.handle == promise {
            reject(promise, makeError(.typeErrorPrototype, "Chaining cycle detected for promise #<Promise>")); return
        }
        let then: Value
        do throws(Abrupt) { then = try get(value, names.then) } catch {
            if case .thrown(let e) = error { reject(promise, e); return }
            throw error
        }
        if isCallable(then) {
            enqueue(Job(kind: .thenable, target: .object(promise), argument: value, extra: then, isRejection: false))
        } else {
            fulfill(promise, value)
        }
    }
    /// One of several promises, nobody knows which: once all have settled, what those that were fulfilled give, joined.
    private func resolveAny(_ promise: Handle, of values: [Value]) throws(Abrupt) {
        enum Box { static let left = 0, isFulfilled = 1, value = 2, error = 3 }
        let box = makeArray([.int(Int32(values.count)), .false, .undefined, .undefined])
        func settled(_ m: Machine) {
            let left = m.arrayElement(box, Box.left).int - 1
            _ = m.setArrayElement(box, UInt32(Box.left), .int(left))
            if left > 0 { return }
            if m.arrayElement(box, Box.isFulfilled).boolean {
                m.fulfill(promise, m.arrayElement(box, Box.value))
            } else {
                m.reject(promise, m.arrayElement(box, Box.error))
            }
        }
        let fulfilled = makeNative("", length: 1) { m, a in
            let isFirst = !m.arrayElement(box, Box.isFulfilled).boolean
            _ = m.setArrayElement(box, UInt32(Box.value), isFirst ? a[0] : m.join(m.arrayElement(box, Box.value), a[0]))
            _ = m.setArrayElement(box, UInt32(Box.isFulfilled), .true)
            settled(m)
            return .undefined
        }
        let rejected = makeNative("", length: 1) { m, a in
            m.possibleThrows.append(PossibleThrow(value: a[0], site: m.site(ofError: a[0]) ?? m.currentSite()))
            _ = m.setArrayElement(box, UInt32(Box.error), a[0])
            settled(m)
            return .undefined
        }
        for one in values { then(try promiseResolve(one), .object(fulfilled), .object(rejected), derived: .undefined) }
    }
    /// `Promise.resolve(value)` of the intrinsic constructor.
    public func promiseResolve(_ value: Value) throws(Abrupt) -> Handle {
        if value.isObject, kind(value.handle) == .promise {
            let constructor = try get(value.handle, names.constructor, receiver: value)
            if constructor.isObject, constructor.handle == intrinsic(.promiseConstructor) { return value.handle }
        }
        let p = makePromise()
        try resolve(p, value)
        return p
    }
    /// Adds a reaction; `derived`: the promise (or capability array) that the handlers settle, undefined for none.
    public func then(_ promise: Handle, _ onFulfilled: Value, _ onRejected: Value, derived: Value) {
        react(promise, [.int(0), onFulfilled, onRejected, derived])
    }
    func awaitCoroutine(_ promise: Handle, _ coroutine: Handle) { react(promise, [.int(1), .object(coroutine), .undefined, .undefined]) }
    private func react(_ promise: Handle, _ reaction: [Value]) {
        switch promiseState(promise) {
        case .pending:
            if !internalValue(promise, 1).isObject { setInternalValue(promise, 1, .object(makeArray())) }
            let list = internalValue(promise, 1).handle
            for v in reaction { appendElement(list, v) }
        case .unknown: enqueue(reaction, .fulfilled, unknown("promise", "how a promise settles"))
        case let state:
            if state == .rejected, !isHandled(promise) { delegate?.rejectionTracked(promise, handled: true) }
            enqueue(reaction, state, promiseResult(promise))
        }
        if !isHandled(promise) { setPayload(promise, 1, 1) }
    }
    public func markHandled(_ promise: Handle) { if !isHandled(promise) { setPayload(promise, 1, 1) } }
    public func queueMicrotask(_ callback: Value) {
        enqueue(Job(kind: .callback, target: callback, argument: .undefined, extra: .undefined, isRejection: false))
    }

    /// Runs microtasks until none is left. An exception of a `queueMicrotask` callback goes to `uncaught`.
    public func drainMicrotasks(until done: (() -> Bool)? = nil, uncaught: (Value) throws(Abrupt) -> Void = { _ in }) throws(Abrupt) {
        while done?() != true, let job = jobs.pop() {
            try charge(1)
            do throws(Abrupt) { try run(job) } catch {
                guard case .thrown(let value) = error else { throw error }
                try uncaught(value)
            }
        }
    }
    private func run(_ job: Job) throws(Abrupt) {
        switch job.kind {
        case .callback: _ = try call(job.target, .undefined, [])
        case .coroutine: try resumeAsync(job.target.handle, job.argument, isThrow: job.isRejection)
        case .thenable:
            let (resolve, reject) = resolvingFunctions(job.target.handle)
            do throws(Abrupt) { _ = try call(job.extra, job.argument, [resolve, reject]) } catch {
                guard case .thrown(let value) = error else { throw error }
                _ = try call(reject, .undefined, [value])
            }
        case .reaction:
            do throws(Abrupt) {
                if !isCallable(job.target) {
                    if job.isRejection {
                        try settleDerived(job.extra, job.argument, rejected: true)
                    } else {
                        try settleDerived(job.extra, job.argument, rejected: false)
                    }
                    return
                }
                if job.isRejection, job.target.isObject, let template = functionTemplate(job.target.handle) {
                    delegate?.rejectionGiven(job.argument, to: template)
                }
                let result = try call(job.target, .undefined, [job.argument])
                try settleDerived(job.extra, result, rejected: false)
            } catch {
                guard case .thrown(let value) = error else { throw error }
                try settleDerived(job.extra, value, rejected: true)
            }
        }
    }
    private func settleDerived(_ derived: Value, _ value: Value, rejected: Bool) throws(Abrupt) {
        guard derived.isObject else { return }
        if kind(derived.handle) == .promise {
            if rejected { reject(derived.handle, value) } else { try resolve(derived.handle, value) }
        } else {  // capability: [promise, resolve, reject]
            _ = try call(arrayElement(derived.handle, rejected ? 2 : 1), .undefined, [value])
        }
    }
    /// The pair of functions that an executor gets: the first call wins.
    /// The promise that a resolving function resolves.
    func resolvedBy(_ function: Value) -> Handle? {
        guard function.isObject, kind(function.handle) == .native, resolveNative != 0,
            header(function.handle).pointee.p0 == header(resolveNative).pointee.p0
        else { return nil }
        let promise = internalValue(function.handle, 0)
        return isPromise(promise) ? promise.handle : nil
    }
    public func resolvingFunctions(_ promise: Handle) -> (resolve: Value, reject: Value) {
        if resolveNative == 0 || natives.count <= resolveNativeIndex {
            resolveNative = makeNative("", length: 1) { m, a throws(Abrupt) in
                let state = m.internalValue(a.function, 1)
                guard state.isObject, m.arrayLength(state.handle) == 0 else { return .undefined }
                m.appendElement(state.handle, .true)
                try m.resolve(m.internalValue(a.function, 0).handle, a[0])
                return .undefined
            }
            rejectNative = makeNative("", length: 1) { m, a in
                let state = m.internalValue(a.function, 1)
                guard state.isObject, m.arrayLength(state.handle) == 0 else { return .undefined }
                m.appendElement(state.handle, .true)
                m.reject(m.internalValue(a.function, 0).handle, a[0])
                return .undefined
            }
        }
        let once = Value.object(makeArray())
        return (
            .object(makeNative(like: resolveNative, capturing: [.object(promise), once])),
            .object(makeNative(like: rejectNative, capturing: [.object(promise), once]))
        )
    }
    /// A value goes to something unknown. A promise's resolve function that is given away is taken to be called some day, with what nobody
    /// knows: an event that only its author's surroundings raise.
    public func giveAway(_ value: Value) {
        guard value.isObject, resolveNative != 0, kind(value.handle) == .native, Int(header(value.handle).pointee.p0) == resolveNativeIndex
        else { return }
        let promise = internalValue(value.handle, 0)
        guard promise.isObject, promiseState(promise.handle) == .pending else { return }
        assumptions.insert("a callback given to something unknown is called")
        fulfill(promise.handle, unknown("callback", "what a callback is given"))
    }
    private var resolveNativeIndex: Int { resolveNative == 0 ? 0 : Int(header(resolveNative).pointee.p0) }
}
