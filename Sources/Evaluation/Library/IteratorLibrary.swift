import Machine

/// Iterator prototypes: arrays, generators, async generators; and iterators over lists made by natives.
enum IteratorLibrary {
    static func install(_ m: Machine) {
        let w = m.wellKnown
        let p = m.intrinsic(.iteratorPrototype)
        m.defineMethod(p, w.iterator, name: "[Symbol.iterator]", length: 0) { _, a in a.this }
        m.defineMethod(m.intrinsic(.asyncIteratorPrototype), w.asyncIterator, name: "[Symbol.asyncIterator]", length: 0) { _, a in a.this }

        // array iterators: internal values: object, index, kind (0 keys, 1 values, 2 entries)
        let ap = m.intrinsic(.arrayIteratorPrototype)
        func next(_ name: String, _ prototype: Intrinsic, _ m: Machine, _ a: Arguments) throws(Abrupt) -> Value {
            let it = try Library.receiver(m, a, .iterator, name)
            guard m.internalCount(it) == 3, m.payload(it, 0) == UInt32(prototype.rawValue) + 1 else {
                throw m.typeError("Method \(name) called on incompatible receiver \(m.describe(a.this))")
            }
            let object = m.internalValue(it, 0)
            guard object.isObject else { return m.iteratorResult(.undefined, done: true) }
            let index = Int(m.internalValue(it, 1).number), length = try m.lengthOf(object.handle)
            if index >= length { m.setInternalValue(it, 0, .undefined); return m.iteratorResult(.undefined, done: true) }
            m.setInternalValue(it, 1, .number(index + 1))
            let kind = m.internalValue(it, 2).int
            if kind == 0 { return m.iteratorResult(.number(index), done: false) }
            let value = try m.getIndex(object.handle, UInt32(index))
            return m.iteratorResult(kind == 1 ? value : .object(m.makeArray([.number(index), value])), done: false)
        }
        m.arrayIteratorNext = m.defineMethod(ap, "next", length: 0) { m, a throws(Abrupt) in
            try next("Array Iterator.prototype.next", .arrayIteratorPrototype, m, a)
        }
        m.define(ap, w.toStringTag, m.makeString("Array Iterator"), .configurable)
        for (prototype, name) in [
            (Intrinsic.stringIteratorPrototype, "String Iterator"), (.regExpStringIteratorPrototype, "RegExp String Iterator")
        ] {
            let method = prototype == .stringIteratorPrototype ? "String Iterator.prototype.next" : "%RegExpStringIterator%.prototype.next"
            let f = m.defineMethod(m.intrinsic(prototype), "next", length: 0) { m, a throws(Abrupt) in try next(method, prototype, m, a) }
            if prototype == .stringIteratorPrototype { m.stringIteratorNext = f } else { m.regExpStringIteratorNext = f }
            m.define(m.intrinsic(prototype), w.toStringTag, m.makeString(name), .configurable)
        }

        let gp = m.intrinsic(.generatorPrototype)
        for (name, mode) in [("next", Machine.ResumeMode.next), ("throw", .throw), ("return", .return)] {
            m.defineMethod(gp, name, length: 1) { m, a throws(Abrupt) in
                let g = try Library.receiver(m, a, .generator, "[Generator].prototype.\(name)")
                let (value, done, isResult) = try m.resume(g, mode, a[0])
                if isResult { return value }
                return m.iteratorResult(value, done: done)
            }
            m.defineMethod(m.intrinsic(.asyncGeneratorPrototype), name, length: 1) { m, a throws(Abrupt) in
                do throws(Abrupt) {
                    let g = try Library.receiver(m, a, .asyncGenerator, "[AsyncGenerator].prototype.\(name)")
                    return try m.asyncGeneratorRequest(g, mode, a[0])
                } catch {
                    guard case .thrown(let e) = error, !(a.this.isObject && m.kind(a.this.handle) == .asyncGenerator) else { throw error }
                    let refused = m.makePromise()
                    m.reject(refused, e)
                    return .object(refused)
                }
            }
        }
        m.define(gp, w.toStringTag, m.makeString("Generator"), .configurable)
        m.define(m.intrinsic(.asyncGeneratorPrototype), w.toStringTag, m.makeString("AsyncGenerator"), .configurable)
        m.define(m.intrinsic(.generatorFunctionPrototype), w.toStringTag, m.makeString("GeneratorFunction"), .configurable)
        m.define(m.intrinsic(.asyncFunctionPrototype), w.toStringTag, m.makeString("AsyncFunction"), .configurable)
        m.define(m.intrinsic(.asyncGeneratorFunctionPrototype), w.toStringTag, m.makeString("AsyncGeneratorFunction"), .configurable)
        m.define(m.intrinsic(.generatorFunctionPrototype), "prototype", .object(gp), .configurable)
    }
    static func arrayIterator(_ m: Machine, _ object: Value, kind: Int32, _ prototype: Intrinsic = .arrayIteratorPrototype) -> Value {
        let it = m.makeObject(.iterator, prototype: m.intrinsic(prototype), internals: 3)
        m.setInternalValue(it, 0, object); m.setInternalValue(it, 1, .int(0)); m.setInternalValue(it, 2, .int(kind))
        m.setPayload(it, 0, UInt32(prototype.rawValue) + 1)  // whose `next` takes it
        return .object(it)
    }
    /// An iterator over values that are known now.
    static func listIterator(_ m: Machine, _ values: [Value], _ prototype: Intrinsic) -> Value {
        arrayIterator(m, .object(m.makeArray(values)), kind: 1, prototype)
    }
}
