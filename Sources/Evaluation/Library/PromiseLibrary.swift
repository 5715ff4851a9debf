import Machine

/// `Promise`: constructor and prototype; what combines promises is in `PromiseCombinators`.
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
        m.defineAccessor(
            c, m.wellKnown.species, getter: .object(m.makeNative("get [Symbol.species]", length: 0) { _, a in a.this }), setter: nil)
        let p = m.intrinsic(.promisePrototype)
        m.define(p, m.wellKnown.toStringTag, m.makeString("Promise"), .configurable)
        m.defineMethod(p, "then", length: 2) { m, a throws(Abrupt) in
            let promise = try Library.receiver(m, a, .promise, "Promise.prototype.then")
            let constructor = try speciesConstructor(m, promise)
            if constructor.isObject, constructor.handle == m.intrinsic(.promiseConstructor) {
                let derived = m.makePromise()
                m.then(promise, a[0], a[1], derived: .object(derived))
                return .object(derived)
            }
            let capability = try Capability(m, constructor)
            m.then(promise, a[0], a[1], derived: .object(m.makeArray([capability.promise, capability.resolve, capability.reject])))
            return capability.promise
        }
        m.defineMethod(p, "catch", length: 1) { m, a throws(Abrupt) in try m.call(m.get(a.this, "then"), a.this, [.undefined, a[0]]) }
        finally(m, p)
        PromiseCombinators.install(m, c)
    }
    private static func finally(_ m: Machine, _ p: Handle) {
        // internal values of the callbacks: the function to call, the constructor of the promise
        let value = m.makeNative("", length: 0) { m, a in m.internalValue(a.function, 0) }
        let thrower = m.makeNative("", length: 0) { m, a throws(Abrupt) in throw .thrown(m.internalValue(a.function, 0)) }
        func passing(_ after: Handle) -> Handle {
            m.makeNative("", length: 1) { m, a throws(Abrupt) in
                let result = try m.call(m.internalValue(a.function, 0), .undefined, [])
                let promise = try resolved(m, m.internalValue(a.function, 1), result)
                return try m.call(m.get(promise, "then"), promise, [.object(m.makeNative(like: after, capturing: [a[0]]))])
            }
        }
        let pass = passing(value), fail = passing(thrower)
        m.defineMethod(p, "finally", length: 1) { m, a throws(Abrupt) in
            guard a.this.isObject else {
                if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
                throw m.typeError("Promise.prototype.finally called on a non-object")
            }
            let constructor = try speciesConstructor(m, a.this.handle), then = try m.get(a.this, "then")
            guard m.isCallable(a[0]) else { return try m.call(then, a.this, [a[0], a[0]]) }
            return try m.call(
                then, a.this,
                [
                    .object(m.makeNative(like: pass, capturing: [a[0], constructor])),
                    .object(m.makeNative(like: fail, capturing: [a[0], constructor]))
                ])
        }
    }
    /// SpeciesConstructor with `Promise` as what it falls back to.
    static func speciesConstructor(_ m: Machine, _ promise: Handle) throws(Abrupt) -> Value {
        let standard = Value.object(m.intrinsic(.promiseConstructor))
        let c = try m.get(promise, m.key("constructor"))
        if c.isUndefined || Value.identical(c, standard) { return standard }
        if c.isUncertain { throw .unknown(m.reason(of: c)) }
        guard c.isObject else { throw m.typeError("The .constructor property is not an object") }
        let s = try m.get(c, m.wellKnown.species)
        if s.isNullish { return standard }
        guard m.isConstructor(s) else { throw m.typeError("object.constructor[Symbol.species] is not a constructor") }
        return s
    }
    /// `C.resolve(value)` as the language does it inside.
    static func resolved(_ m: Machine, _ constructor: Value, _ value: Value) throws(Abrupt) -> Value {
        if m.isPromise(value), Value.identical(try m.get(value, "constructor"), constructor) { return value }
        if constructor.isObject, constructor.handle == m.intrinsic(.promiseConstructor) {
            let p = m.makePromise()
            try m.resolve(p, value)
            return .object(p)
        }
        let capability = try Capability(m, constructor)
        _ = try m.call(capability.resolve, .undefined, [value])
        return capability.promise
    }

    /// A promise of any constructor with the functions that settle it.
    struct Capability {
        let promise: Value, resolve: Value, reject: Value

        init(_ m: Machine, _ constructor: Value) throws(Abrupt) {
            if constructor.isObject, constructor.handle == m.intrinsic(.promiseConstructor) {
                let p = m.makePromise()
                (resolve, reject) = m.resolvingFunctions(p)
                promise = .object(p)
                return
            }
            guard m.isConstructor(constructor) else {
                if constructor.isUncertain { throw .unknown(m.reason(of: constructor)) }
                throw m.typeError("\(m.describe(constructor)) is not a constructor")
            }
            let box = m.makeArray([.undefined, .undefined])
            let executor = m.makeNative(
                like: m.makeNative("", length: 2) { m, a throws(Abrupt) in
                    let box = m.internalValue(a.function, 0).handle
                    if !m.arrayElement(box, 0).isUndefined || !m.arrayElement(box, 1).isUndefined {
                        throw m.typeError("Promise executor has already been invoked with non-undefined arguments")
                    }
                    try m.setIndex(box, 0, a[0]); try m.setIndex(box, 1, a[1])
                    return .undefined
                }, capturing: [.object(box)])
            promise = try m.construct(constructor, [.object(executor)])
            resolve = m.arrayElement(box, 0); reject = m.arrayElement(box, 1)
            guard m.isCallable(resolve), m.isCallable(reject) else {
                throw m.typeError("Promise resolve or reject function is not callable")
            }
        }
        /// Rejects with what an operation threw.
        func rejecting(_ m: Machine, _ operation: () throws(Abrupt) -> Void) throws(Abrupt) -> Value {
            do throws(Abrupt) { try operation() } catch {
                guard case .thrown(let v) = error else { throw error }
                _ = try m.call(reject, .undefined, [v])
            }
            return promise
        }
    }
}
