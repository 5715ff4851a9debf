import Machine

/// `Iterator` and its helpers (ECMA-262 section 27.1): `map`, `filter`, `take`, …; lazy ones are objects whose state is in internal values.
enum IteratorHelpers {
    /// Internal values of a helper.
    private enum Slot { static let iterator = 0, next = 1, argument = 2, count = 3, mode = 4, state = 5, inner = 6, innerNext = 7 }
    private enum Mode: Int32 { case map = 0, filter, take, drop, flatMap }
    private enum State: Int32 { case suspended = 0, started, running, done }

    static func install(_ m: Machine) {
        let p = m.intrinsic(.iteratorPrototype)
        let helperPrototype = m.makeObject(prototype: p)
        m.define(helperPrototype, m.wellKnown.toStringTag, m.makeString("Iterator Helper"), .configurable)
        m.defineMethod(helperPrototype, "next", length: 0) { m, a throws(Abrupt) in try next(m, helper(m, a, "next")) }
        m.defineMethod(helperPrototype, "return", length: 0) { m, a throws(Abrupt) in try finish(m, helper(m, a, "return")) }
        for (name, mode) in [("map", Mode.map), ("filter", .filter), ("flatMap", .flatMap), ("take", .take), ("drop", .drop)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let iterator = try receiver(m, a, name)
                let argument = try refusing(m, iterator) { () throws(Abrupt) -> Value in
                    guard mode == .take || mode == .drop else { return try Library.callable(m, a[0], callbackText(m, name)) }
                    let n = try m.toDouble(a[0])
                    if n.isNaN || n.rounded(.towardZero) < 0 { throw m.rangeError("\(m.describe(a[0])) must be positive") }
                    return .number(n.rounded(.towardZero))
                }
                let o = m.makeObject(.iterator, prototype: helperPrototype, internals: 8)
                for (i, v) in [
                    iterator, try m.get(iterator, "next"), argument, .int(0), .int(mode.rawValue), .int(State.suspended.rawValue),
                    .undefined, .undefined
                ].enumerated() { m.setInternalValue(o, i, v) }
                return .object(o)
            }
        }
        eager(m, p)
        constructor(m, p)
    }
    /// An argument is checked; since V8 13 the iterator is closed where that throws.
    private static func refusing(_ m: Machine, _ iterator: Value, _ check: () throws(Abrupt) -> Value) throws(Abrupt) -> Value {
        m.v8Version < 136 ? try check() : try closing(m, iterator, check)
    }
    /// Until V8 13 the method is named in place of the callback; `flatMap` kept that. Measured on 12.4 and 13.6.
    private static func callbackText(_ m: Machine, _ name: String) -> Library.CallbackText {
        if name == "flatMap" { return .words("Iterator.prototype.flatMap is not a function") }
        return m.v8Version < 136 ? .words("string \"Iterator.prototype.\(name)\" is not a function") : .plain
    }
    private static func receiver(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Value {
        if a.this.isObject { return a.this }
        if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
        throw m.typeError("Iterator.prototype.\(name) called on non-object")
    }
    private static func helper(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Handle {
        guard a.this.isObject, m.kind(a.this.handle) == .iterator, m.internalCount(a.this.handle) == 8 else {
            throw m.typeError("Method Iterator Helper.prototype.\(name) called on incompatible receiver \(m.describe(a.this))")
        }
        return a.this.handle
    }

    // Lazy helpers

    private static func next(_ m: Machine, _ o: Handle) throws(Abrupt) -> Value {
        switch State(rawValue: m.internalValue(o, Slot.state).int) {
        case .running: throw m.typeError("Generator is already running")
        case .done: return m.iteratorResult(.undefined, done: true)
        default: break
        }
        m.setInternalValue(o, Slot.state, .int(State.running.rawValue))
        do throws(Abrupt) {
            let value = try produce(m, o)
            m.setInternalValue(o, Slot.state, .int((value == nil ? State.done : .started).rawValue))
            return m.iteratorResult(value ?? .undefined, done: value == nil)
        } catch {
            m.setInternalValue(o, Slot.state, .int(State.done.rawValue))
            throw error
        }
    }
    /// The next value; nil at the end.
    private static func produce(_ m: Machine, _ o: Handle) throws(Abrupt) -> Value? {
        let iterator = m.internalValue(o, Slot.iterator), next = m.internalValue(o, Slot.next), argument = m.internalValue(o, Slot.argument)
        func count() -> Value {
            let n = m.internalValue(o, Slot.count)
            m.setInternalValue(o, Slot.count, .number(n.number + 1))
            return n
        }
        func called(_ v: Value) throws(Abrupt) -> Value {
            try closing(m, iterator) { () throws(Abrupt) in try m.call(argument, .undefined, [v, count()]) }
        }
        switch Mode(rawValue: m.internalValue(o, Slot.mode).int) ?? .map {
        case .map:
            guard let v = try m.step(iterator, next) else { return nil }
            return try called(v)
        case .filter:
            while let v = try m.step(iterator, next) {
                try m.charge(1)
                let r = try called(v)
                guard let t = m.truthiness(r) else { throw .unknown(m.reason(of: r)) }
                if t { return v }
            }
            return nil
        case .take:
            guard m.internalValue(o, Slot.count).number < argument.number else { try m.closeIterator(iterator); return nil }
            _ = count()
            return try m.step(iterator, next)
        case .drop:
            while m.internalValue(o, Slot.count).number < argument.number {
                try m.charge(1)
                _ = count()
                guard try m.step(iterator, next) != nil else { return nil }
            }
            return try m.step(iterator, next)
        case .flatMap:
            while true {
                try m.charge(1)
                let inner = m.internalValue(o, Slot.inner)
                if inner.isObject {
                    if let v = try closing(m, iterator, { () throws(Abrupt) in try m.step(inner, m.internalValue(o, Slot.innerNext)) }) {
                        return v
                    }
                    m.setInternalValue(o, Slot.inner, .undefined)
                }
                guard let v = try m.step(iterator, next) else { return nil }
                let mapped = try called(v)
                let opened = try closing(m, iterator) { () throws(Abrupt) in try flattenable(m, mapped, strings: false) }
                m.setInternalValue(o, Slot.inner, opened.iterator)
                m.setInternalValue(o, Slot.innerNext, opened.next)
            }
        }
    }
    /// Runs something for an iterator that is closed where that throws.
    private static func closing<T>(_ m: Machine, _ iterator: Value, _ body: () throws(Abrupt) -> T) throws(Abrupt) -> T {
        do throws(Abrupt) { return try body() } catch {
            if case .thrown = error {
                do throws(Abrupt) { try m.closeIterator(iterator) } catch { if case .thrown = error {} else { throw error } }
            }
            throw error
        }
    }
    private static func finish(_ m: Machine, _ o: Handle) throws(Abrupt) -> Value {
        switch State(rawValue: m.internalValue(o, Slot.state).int) {
        case .running: throw m.typeError("Generator is already running")
        case .done: break
        default:
            m.setInternalValue(o, Slot.state, .int(State.done.rawValue))
            let inner = m.internalValue(o, Slot.inner)
            if inner.isObject { try closing(m, m.internalValue(o, Slot.iterator)) { () throws(Abrupt) in try m.closeIterator(inner) } }
            try m.closeIterator(m.internalValue(o, Slot.iterator))
        }
        return m.iteratorResult(.undefined, done: true)
    }
    /// GetIteratorFlattenable.
    private static func flattenable(_ m: Machine, _ v: Value, strings: Bool) throws(Abrupt) -> (iterator: Value, next: Value) {
        if v.isUncertain { throw .unknown(m.reason(of: v)) }
        guard v.isObject || strings && v.isString else { throw m.errorOfUnknownText(.typeErrorPrototype) }
        let method = try m.get(v, m.wellKnown.iterator)
        if method.isUncertain { throw .unknown(m.reason(of: method)) }
        if !method.isNullish, !m.isCallable(method) { throw m.errorOfUnknownText(.typeErrorPrototype) }
        let iterator = method.isNullish ? v : try m.call(method, v, [])
        if iterator.isUncertain { throw .unknown(m.reason(of: iterator)) }
        guard iterator.isObject else { throw m.errorOfUnknownText(.typeErrorPrototype) }
        return (iterator, try m.get(iterator, "next"))
    }

    // Eager helpers

    private static func eager(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "toArray", length: 0) { m, a throws(Abrupt) in
            let iterator = try receiver(m, a, "toArray"), next = try m.get(iterator, "next"), out = m.makeArray()
            while let v = try m.step(iterator, next) { try m.charge(1); m.appendElement(out, v) }
            return .object(out)
        }
        for name in ["forEach", "some", "every", "find"] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let iterator = try receiver(m, a, name),
                    f = try refusing(m, iterator) { () throws(Abrupt) in try Library.callable(m, a[0], callbackText(m, name)) },
                    next = try m.get(iterator, "next")
                var i = 0
                while let v = try m.step(iterator, next) {
                    try m.charge(1)
                    let r = try closing(m, iterator) { () throws(Abrupt) in try m.call(f, .undefined, [v, .number(i)]) }
                    i += 1
                    if name == "forEach" { continue }
                    guard let t = m.truthiness(r) else { throw .unknown(m.reason(of: r)) }
                    if t == (name != "every") { try m.closeIterator(iterator); return name == "find" ? v : .boolean(t) }
                }
                return name == "some" ? .false : name == "every" ? .true : .undefined
            }
        }
        m.defineMethod(p, "reduce", length: 1) { m, a throws(Abrupt) in
            let iterator = try receiver(m, a, "reduce"),
                f = try refusing(m, iterator) { () throws(Abrupt) in try Library.callable(m, a[0], callbackText(m, "reduce")) },
                next = try m.get(iterator, "next")
            var value: Value, i = 0
            if a.count > 1 {
                value = a[1]
            } else {
                guard let first = try m.step(iterator, next) else { throw m.typeError("Reduce of a done iterator with no initial value") }
                value = first; i = 1
            }
            while let v = try m.step(iterator, next) {
                try m.charge(1)
                value = try closing(m, iterator) { () throws(Abrupt) in try m.call(f, .undefined, [value, v, .number(i)]) }
                i += 1
            }
            return value
        }
    }
    private static func constructor(_ m: Machine, _ p: Handle) {
        let c = m.makeNative("Iterator", length: 0, constructs: true) { m, a throws(Abrupt) in
            if !a.isConstruct { throw m.typeError("Constructor Iterator requires 'new'") }
            if Value.identical(a.newTarget, .object(a.function)) { throw m.typeError("Abstract class Iterator not directly constructable") }
            return .object(m.makeObject(prototype: try m.prototypeFor(a.newTarget, .iteratorPrototype)))
        }
        m.define(c, "prototype", .object(p), .none)
        m.define(m.globalObject, "Iterator", .object(c))
        let wrapper = m.makeObject(prototype: p)
        m.defineMethod(wrapper, "next", length: 0) { m, a throws(Abrupt) in
            guard a.this.isObject, m.kind(a.this.handle) == .iterator, m.internalCount(a.this.handle) == 2 else {
                throw m.errorOfUnknownText(.typeErrorPrototype)
            }
            return try m.call(m.internalValue(a.this.handle, 1), m.internalValue(a.this.handle, 0), [])
        }
        m.defineMethod(wrapper, "return", length: 0) { m, a throws(Abrupt) in
            guard a.this.isObject, m.kind(a.this.handle) == .iterator, m.internalCount(a.this.handle) == 2 else {
                throw m.errorOfUnknownText(.typeErrorPrototype)
            }
            let iterator = m.internalValue(a.this.handle, 0), method = try m.get(iterator, "return")
            return method.isNullish ? m.iteratorResult(.undefined, done: true) : try m.call(method, iterator, [])
        }
        m.defineMethod(c, "from", length: 1) { m, a throws(Abrupt) in
            let opened = try flattenable(m, a[0], strings: true)
            if try m.ordinaryHasInstance(.object(c), opened.iterator).boolean { return opened.iterator }
            let o = m.makeObject(.iterator, prototype: wrapper, internals: 2)
            m.setInternalValue(o, 0, opened.iterator); m.setInternalValue(o, 1, opened.next)
            return .object(o)
        }
        // both are accessors, so that old code that assigns them to objects that inherit from here goes on working
        let home = Value.object(p)
        func weird(_ key: PropertyKey, _ name: String, _ value: @escaping (Machine) -> Value) {
            m.defineAccessor(
                p, key, getter: .object(m.makeNative("get " + name, length: 0) { m, _ in value(m) }),
                setter: .object(
                    m.makeNative("set " + name, length: 1) { m, a throws(Abrupt) in
                        guard a.this.isObject else { throw m.errorOfUnknownText(.typeErrorPrototype) }
                        if Value.identical(a.this, home) { throw m.errorOfUnknownText(.typeErrorPrototype) }
                        if try m.ownDescriptor(a.this.handle, key) == nil {
                            _ = try m.defineOwn(
                                a.this.handle, key, PropertyDescriptor(value: a[0], writable: true, enumerable: true, configurable: true))
                        } else {
                            try m.set(a.this, key, a[0])
                        }
                        return .undefined
                    }), .configurable)
        }
        weird(m.wellKnown.toStringTag, "[Symbol.toStringTag]") { $0.makeString("Iterator") }
        weird(m.key("constructor"), "constructor") { _ in .object(c) }
    }
}

extension Machine {
    /// IteratorStepValue: nil at the end.
    func step(_ iterator: Value, _ next: Value) throws(Abrupt) -> Value? {
        if !next.isUncertain, !isCallable(next) { throw typeError("\(callSite(next)) is not a function") }
        let result = try call(next, iterator, [])
        if result.isUncertain { throw .unknown(reason(of: result)) }
        guard result.isObject else { throw typeError("Iterator result \(describe(result)) is not an object") }
        let done = try get(result, key("done"))
        guard let t = truthiness(done) else { throw .unknown(reason(of: done)) }
        return t ? nil : try get(result, key("value"))
    }
}
