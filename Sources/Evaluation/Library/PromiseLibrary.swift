import Machine

/// `Promise`.
enum PromiseLibrary {
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "Promise", length: 1, prototype: .promisePrototype) { m, a throws(Abrupt) in
            if !a.isConstruct { throw m.typeError("Promise constructor cannot be invoked without 'new'") }
            guard m.isCallable(a[0]) else { throw m.typeError("Promise resolver \(m.describe(a[0])) is not a function") }
            let p = m.makePromise(prototype: try m.prototypeFor(a.newTarget, .promisePrototype))
            let (resolve, reject) = m.resolvingFunctions(p)
            do throws(Abrupt) { _ = try m.call(a[0], .undefined, [resolve, reject]) } catch {
                guard case .thrown(let value) = error else { throw error }
                _ = try m.call(reject, .undefined, [value])
            }
            return .object(p)
        }
        m.setIntrinsic(.promiseConstructor, c)
        m.defineAccessor(c, m.wellKnown.species, getter: .object(m.makeNative("get [Symbol.species]", length: 0) { _, a in a.this }), setter: nil)
        let p = m.intrinsic(.promisePrototype)
        m.define(p, m.wellKnown.toStringTag, m.makeString("Promise"), .configurable)
        m.defineMethod(p, "then", length: 2) { m, a throws(Abrupt) in
            let promise = try Library.receiver(m, a, .promise, "Promise.prototype.then")
            let derived = m.makePromise()
            if m.prototype(of: promise) != m.intrinsic(.promisePrototype), let species = try speciesConstructor(m, promise) {
                let capability = try makeCapability(m, species)
                m.then(promise, a[0], a[1], derived: .object(capability))
                return m.arrayElement(capability, 0)
            }
            m.then(promise, a[0], a[1], derived: .object(derived))
            return .object(derived)
        }
        m.defineMethod(p, "catch", length: 1) { m, a throws(Abrupt) in try m.call(m.get(a.this, "then"), a.this, [.undefined, a[0]]) }
        m.defineMethod(p, "finally", length: 1) { m, a throws(Abrupt) in
            guard m.isCallable(a[0]) else { return try m.call(m.get(a.this, "then"), a.this, [a[0], a[0]]) }
            let callback = a[0]
            let pass = m.makeNative("", length: 1) { m, b throws(Abrupt) in
                let r = try m.promiseResolve(m.call(m.internalValue(b.function, 0), .undefined, []))
                let keep = m.makeNative(like: m.makeNative("", length: 0) { m, c in m.internalValue(c.function, 0) }, capturing: [b[0]])
                let out = m.makePromise()
                m.then(r, .object(keep), .undefined, derived: .object(out))
                return .object(out)
            }
            let fail = m.makeNative("", length: 1) { m, b throws(Abrupt) in
                let r = try m.promiseResolve(m.call(m.internalValue(b.function, 0), .undefined, []))
                let rethrow = m.makeNative(like: m.makeNative("", length: 0) { m, c throws(Abrupt) in throw .thrown(m.internalValue(c.function, 0)) }, capturing: [b[0]])
                let out = m.makePromise()
                m.then(r, .object(rethrow), .undefined, derived: .object(out))
                return .object(out)
            }
            return try m.call(m.get(a.this, "then"), a.this, [.object(m.makeNative(like: pass, capturing: [callback])), .object(m.makeNative(like: fail, capturing: [callback]))])
        }
        statics(m, c)
    }
    private static func speciesConstructor(_ m: Machine, _ promise: Handle) throws(Abrupt) -> Value? {
        let c = try m.get(promise, m.key("constructor"))
        guard c.isObject, c.handle != m.intrinsic(.promiseConstructor) else { return nil }
        let s = try m.get(c, m.wellKnown.species)
        return s.isObject && s.handle != m.intrinsic(.promiseConstructor) ? s : nil
    }
    /// [promise, resolve, reject] of any constructor.
    private static func makeCapability(_ m: Machine, _ constructor: Value) throws(Abrupt) -> Handle {
        let box = m.makeArray([.undefined, .undefined, .undefined])
        let executor = m.makeNative(like: m.makeNative("", length: 2) { m, a throws(Abrupt) in
            let box = m.internalValue(a.function, 0).handle
            try m.setIndex(box, 1, a[0]); try m.setIndex(box, 2, a[1])
            return .undefined
        }, capturing: [.object(box)])
        try m.setIndex(box, 0, m.construct(constructor, [.object(executor)]))
        return box
    }
    private static func statics(_ m: Machine, _ c: Handle) {
        m.defineMethod(c, "resolve", length: 1) { m, a throws(Abrupt) in
            if a.this.isObject, a.this.handle != m.intrinsic(.promiseConstructor) {
                let capability = try makeCapability(m, a.this)
                _ = try m.call(m.arrayElement(capability, 1), .undefined, [a[0]])
                return m.arrayElement(capability, 0)
            }
            return .object(try m.promiseResolve(a[0]))
        }
        m.defineMethod(c, "reject", length: 1) { m, a in let p = m.makePromise(); m.reject(p, a[0]); return .object(p) }
        m.defineMethod(c, "withResolvers", length: 0) { m, _ in
            let p = m.makePromise(), (resolve, reject) = m.resolvingFunctions(p), o = m.makePlainObject()
            m.define(o, "promise", .object(p), .all); m.define(o, "resolve", resolve, .all); m.define(o, "reject", reject, .all)
            return .object(o)
        }
        m.defineMethod(c, "try", length: 1) { m, a throws(Abrupt) in
            let p = m.makePromise()
            do throws(Abrupt) { try m.resolve(p, m.call(a[0], .undefined, a.from(1))) } catch {
                guard case .thrown(let v) = error else { throw error }
                m.reject(p, v)
            }
            return .object(p)
        }
        for name in ["all", "allSettled", "any", "race"] {
            m.defineMethod(c, name, length: 1) { m, a throws(Abrupt) in try combine(m, name, a[0]) }
        }
    }
    private static func combine(_ m: Machine, _ name: String, _ iterable: Value) throws(Abrupt) -> Value {
        let result = m.makePromise()
        var items: [Value] = []
        do throws(Abrupt) { items = try m.listFromIterable(iterable) } catch {
            switch error {
            case .thrown(let v): m.reject(result, v); return .object(result)
            case .unknown: return .object(m.makeUnknownPromise())
            case .stopped: throw error
            }
        }
        // counter and values in an array object, so that an arm that is undone takes its changes back
        let values = m.makeArray(Array(repeating: .undefined, count: items.count)), state = m.makeArray([.number(items.count)])
        if items.isEmpty, name != "race" { try finish(m, name, result, values) }
        let settle = m.makeNative("", length: 1) { m, b throws(Abrupt) in
            let f = b.function
            let index = m.internalValue(f, 0).int, form = m.internalValue(f, 1).int
            let values = m.internalValue(f, 2).handle, state = m.internalValue(f, 3).handle, result = m.internalValue(f, 4).handle
            var v = b[0]
            if form != 0 {
                let o = m.makePlainObject()
                m.define(o, "status", m.makeString(form == 1 ? "fulfilled" : "rejected"), .all)
                m.define(o, form == 1 ? "value" : "reason", v, .all)
                v = .object(o)
            }
            try m.setIndex(values, UInt32(index), v)
            let left = m.arrayElement(state, 0).int - 1
            try m.setIndex(state, 0, .int(left))
            if left == 0 { try finish(m, m.text(m.internalValue(f, 5).handle), result, values) }
            return .undefined
        }
        let (resolve, reject) = m.resolvingFunctions(result)
        for (i, item) in items.enumerated() {
            let p = try m.promiseResolve(item)
            func settler(_ form: Int32) -> Value { .object(m.makeNative(like: settle, capturing: [.number(i), .int(form), .object(values), .object(state), .object(result), m.makeString(name)])) }
            switch name {
            case "all": m.then(p, settler(0), reject, derived: .undefined)
            case "allSettled": m.then(p, settler(1), settler(2), derived: .undefined)
            case "any": m.then(p, resolve, settler(0), derived: .undefined)
            default: m.then(p, resolve, reject, derived: .undefined)
            }
        }
        return .object(result)
    }
    private static func finish(_ m: Machine, _ name: String, _ result: Handle, _ values: Handle) throws(Abrupt) {
        if name == "any" {
            let e = m.makeError(.aggregateErrorPrototype, "All promises were rejected")
            m.define(e.handle, "errors", .object(values))
            m.reject(result, e)
        } else { try m.resolve(result, .object(values)) }
    }
}
