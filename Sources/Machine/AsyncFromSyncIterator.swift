/// What `for await` and `yield*` of async code make of an iterable that is only synchronous (ECMA-262, 27.1.6).
extension Machine {
    /// Internal values of the wrapper: the iterator, its next method.
    func asyncFromSyncIterator(_ iterator: Value, next: Value) -> Handle {
        if asyncFromSyncPrototype == 0 { makeAsyncFromSyncPrototype() }
        let h = makeObject(.iterator, prototype: asyncFromSyncPrototype, internals: 2)
        setInternalValue(h, 0, iterator); setInternalValue(h, 1, next)
        return h
    }
    private func makeAsyncFromSyncPrototype() {
        asyncFromSyncPrototype = makeObject(prototype: intrinsic(.asyncIteratorPrototype))
        unwrapNatives = (
            makeNative("", length: 1) { m, a in m.iteratorResult(a[0], done: Value.identical(m.internalValue(a.function, 0), .true)) },
            makeNative("", length: 1) { m, a throws(Abrupt) in
                do throws(Abrupt) { try m.closeIterator(m.internalValue(a.function, 0)) } catch { if case .stopped = error { throw error } }
                throw .thrown(a[0])
            }
        )
        for (name, length) in [("next", 1), ("return", 1), ("throw", 1)] {
            defineMethod(asyncFromSyncPrototype, name, length: length) { m, a throws(Abrupt) in
                guard a.this.isObject, m.internalCount(a.this.handle) == 2 else { throw m.typeError("not an iterator") }
                let promise = m.makePromise(), iterator = m.internalValue(a.this.handle, 0)
                do throws(Abrupt) {
                    try m.stepAsyncFromSync(name, iterator, m.internalValue(a.this.handle, 1), a.count > 0 ? [a[0]] : [], promise)
                } catch {
                    switch error {
                    case .thrown(let e): m.reject(promise, e)
                    case .unknown: m.setPayload(promise, 0, PromiseState.unknown.rawValue)
                    case .stopped: throw error
                    }
                }
                return .object(promise)
            }
        }
    }
    private func stepAsyncFromSync(_ name: String, _ iterator: Value, _ next: Value, _ arguments: [Value], _ promise: Handle) throws(Abrupt)
    {
        let result: Value
        if name == "next" {
            result = try call(next, iterator, arguments)
        } else {
            let method = try get(iterator, name)
            if method.isNullish {
                if name == "return" { try resolve(promise, iteratorResult(arguments.first ?? .undefined, done: true)); return }
                try closeIterator(iterator)
                throw typeError("The iterator does not provide a 'throw' method.")
            }
            result = try call(method, iterator, arguments)
        }
        if result.isUncertain { throw .unknown(reason(of: result)) }
        guard result.isObject else { throw typeError("Iterator result \(describe(result)) is not an object") }
        let end = try get(result, names.done)
        guard let done = truthiness(end) else { throw .unknown(reason(of: end)) }
        let value = try get(result, names.value), closes = !done && name != "return"
        let wrapped: Handle
        do throws(Abrupt) { wrapped = try promiseResolve(value) } catch {
            if case .thrown = error, closes {
                do throws(Abrupt) { try closeIterator(iterator) } catch { if case .stopped = error { throw error } }
            }
            throw error
        }
        let unwrap = makeNative(like: unwrapNatives.value, capturing: [.boolean(done)])
        let close: Value = closes ? .object(makeNative(like: unwrapNatives.close, capturing: [iterator])) : .undefined
        then(wrapped, .object(unwrap), close, derived: .object(promise))
    }
}
