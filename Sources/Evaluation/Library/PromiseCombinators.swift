import Machine

/// `Promise.resolve`, `all` and the like.
enum PromiseCombinators {
    private typealias Capability = PromiseLibrary.Capability

    static func install(_ m: Machine, _ c: Handle) {
        func constructor(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Value {
            if a.this.isObject { return a.this }
            if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
            throw m.typeError("Promise.\(name) called on non-object")
        }
        m.defineMethod(c, "resolve", length: 1) { m, a throws(Abrupt) in
            guard a.this.isObject else { throw m.typeError("PromiseResolve called on non-object") }
            return try PromiseLibrary.resolved(m, a.this, a[0])
        }
        m.defineMethod(c, "reject", length: 1) { m, a throws(Abrupt) in
            let capability = try Capability(m, constructor(m, a, "reject"))
            _ = try m.call(capability.reject, .undefined, [a[0]])
            return capability.promise
        }
        m.defineMethod(c, "withResolvers", length: 0) { m, a throws(Abrupt) in
            let capability = try Capability(m, constructor(m, a, "withResolvers")), o = m.makePlainObject()
            m.define(o, "promise", capability.promise, .all); m.define(o, "resolve", capability.resolve, .all);
            m.define(o, "reject", capability.reject, .all)
            return .object(o)
        }
        m.defineMethod(c, "try", length: 1) { m, a throws(Abrupt) in
            let capability = try Capability(m, constructor(m, a, "try"))
            return try capability.rejecting(m) { () throws(Abrupt) in
                if !a[0].isUncertain, !m.isCallable(a[0]), a.count > 1 { throw FunctionLibrary.appliedToNoFunction(m, a[0]) }
                let v = try m.call(a[0], .undefined, a.from(1))
                _ = try m.call(capability.resolve, .undefined, [v])
            }
        }
        let natives = Natives(m)
        for form in Form.allCases {
            m.defineMethod(c, form.rawValue, length: 1) { m, a throws(Abrupt) in
                try combine(m, form, constructor(m, a, form.rawValue), a[0], natives)
            }
        }
    }
    private enum Form: String, CaseIterable { case all, allSettled, any, race }

    /// Functions that all calls share. Internal values of a settler: index, values, [left], function to call at the end, [already called].
    private struct Natives {
        let keep: Handle, fulfilled: Handle, rejected: Handle, failed: Handle

        init(_ m: Machine) {
            func settler(_ wrap: @escaping (Machine, Value) -> Value, _ finish: @escaping (Machine, Handle) -> Value) -> Handle {
                m.makeNative("", length: 1) { m, a throws(Abrupt) in
                    let f = a.function, called = m.internalValue(f, 4).handle
                    if m.arrayLength(called) > 0 { return .undefined }
                    m.appendElement(called, .true)
                    let values = m.internalValue(f, 1).handle, left = m.internalValue(f, 2).handle
                    try m.setIndex(values, UInt32(m.internalValue(f, 0).int), wrap(m, a[0]))
                    let count = m.arrayElement(left, 0).int - 1
                    try m.setIndex(left, 0, .int(count))
                    return count == 0 ? try m.call(m.internalValue(f, 3), .undefined, [finish(m, values)]) : .undefined
                }
            }
            func outcome(_ m: Machine, _ status: String, _ name: String, _ v: Value) -> Value {
                let o = m.makePlainObject()
                m.define(o, "status", m.makeString(status), .all); m.define(o, name, v, .all)
                return .object(o)
            }
            keep = settler({ _, v in v }, { _, values in .object(values) })
            fulfilled = settler({ outcome($0, "fulfilled", "value", $1) }, { _, values in .object(values) })
            rejected = settler({ outcome($0, "rejected", "reason", $1) }, { _, values in .object(values) })
            failed = settler({ _, v in v }, aggregate)
        }
    }
    private static func aggregate(_ m: Machine, _ values: Handle) -> Value {
        let e = m.makeError(.aggregateErrorPrototype, "All promises were rejected")
        m.define(e.handle, "errors", .object(values))
        return e
    }
    private static func combine(
        _ m: Machine, _ form: Form, _ constructor: Value, _ iterable: Value, _ natives: Natives
    ) throws(Abrupt) -> Value {
        let capability = try Capability(m, constructor)
        if iterable.isUncertain { return .object(m.makeUnknownPromise()) }
        do throws(Abrupt) {
            return try capability.rejecting(m) { () throws(Abrupt) in try run(m, form, constructor, iterable, natives, capability) }
        } catch {
            guard case .unknown = error else { throw error }
            return .object(m.makeUnknownPromise())
        }
    }
    private static func run(
        _ m: Machine, _ form: Form, _ constructor: Value, _ iterable: Value, _ natives: Natives, _ capability: Capability
    ) throws(Abrupt) {
        let resolve = try m.get(constructor, "resolve")
        guard m.isCallable(resolve) else {
            if resolve.isUncertain { throw .unknown(m.reason(of: resolve)) }
            throw m.typeError("Promise resolve or reject function is not callable")
        }
        // values and counter in objects, so that an arm that is undone takes its changes back
        let values = m.makeArray(), left = m.makeArray([.int(1)])
        var index: Int32 = 0
        try m.iterate(iterable) { item throws(Abrupt) in
            m.appendElement(values, .undefined)
            let promise = try m.call(resolve, constructor, [item])
            let called = Value.object(m.makeArray())
            func settler(_ native: Handle, _ end: Value) -> Value {
                .object(m.makeNative(like: native, capturing: [.int(index), .object(values), .object(left), end, called]))
            }
            let handlers: [Value] =
                switch form {
                case .all: [settler(natives.keep, capability.resolve), capability.reject]
                case .allSettled: [settler(natives.fulfilled, capability.resolve), settler(natives.rejected, capability.resolve)]
                case .any: [capability.resolve, settler(natives.failed, capability.reject)]
                case .race: [capability.resolve, capability.reject]
                }
            index += 1
            try m.setIndex(left, 0, .int(m.arrayElement(left, 0).int + 1))
            _ = try m.call(m.get(promise, "then"), promise, handlers)
        }
        let count = m.arrayElement(left, 0).int - 1
        try m.setIndex(left, 0, .int(count))
        guard count == 0 else { return }
        switch form {
        case .all, .allSettled: _ = try m.call(capability.resolve, .undefined, [.object(values)])
        case .any: _ = try m.call(capability.reject, .undefined, [aggregate(m, values)])
        case .race: break
        }
    }
}
