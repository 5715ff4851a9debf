/// How an engine words that something cannot be iterated: by where that stands in the source.
public enum IterationForm: UInt8, Sendable {
    /// The expression is printed: `for … of`, a spread in an array, the initialiser of a declaration.
    case printed = 0
    /// The value is described: iteration by the library, assignments, parameters, patterns inside patterns.
    case site
    /// The last spread argument of a call.
    case callSpread
    /// The operand of `yield*`.
    case delegate
    /// The operand of `yield*` in an async generator: worded as a read of the method and a call of it.
    case asyncDelegate, asyncUnclear
    /// A pattern in the head of a loop.
    case loopVariable
    /// The engine finds some other expression: the text is not known.
    case unclear
}

/// Iteration: iterators, for-in enumerators, and iterating from natives.
extension Machine {
    func iterationOperation(_ i: Instruction, _ r: UnsafeMutablePointer<Value>) throws(Abrupt) {
        switch i.op {
        case .getIterator: try getIterator(r[i.b], async: i.x & 1 == 1, form: IterationForm(rawValue: i.x >> 1) ?? .unclear, into: r + i.a)
        case .iteratorNext: try iteratorNext(r + i.b, value: &r[i.a], done: &r[i.c])
        case .iteratorCall: r[i.a] = try call(r[i.b + 1], r[i.b], [])
        case .iteratorResult:
            let result = r[i.b]
            if result.isUncertain { r[i.a] = .unknown(reason(of: result)); r[i.c] = .unknown(reason(of: result), .boolean); return }
            guard result.isObject else { throw typeError("Iterator result \(describe(result)) is not an object") }
            if i.x == 1 { return }
            let done = try get(result, names.done)
            r[i.c] = truthiness(done).map { .boolean($0) } ?? .unknown(reason(of: done), .boolean)
            r[i.a] = truthiness(done) == true && i.x != 2 ? .undefined : try get(result, names.value)
        case .iteratorClose:
            do throws(Abrupt) {
                let isDone = !fastArray(r + i.a) && Value.identical(r[i.a + 2], .true)  // exhausted, threw, or closed before
                if !fastArray(r + i.a) { r[i.a + 2] = .true }
                if r[i.a].isObject, !fastArray(r + i.a), !isDone {
                    let method = try get(r[i.a], names.return)
                    if !method.isNullish {
                        let result = try call(method, r[i.a], [])
                        if i.x & 2 == 2 {
                            r[i.b] = result
                        } else if i.x == 0, !result.isObject, !result.isUncertain {
                            throw typeError("\(describe(result)) is not an object")
                        }
                    } else if i.x & 2 == 2 {
                        r[i.b] = .hole
                    }
                } else if i.x & 2 == 2 {
                    r[i.b] = .hole
                }
            } catch {
                if i.x & 2 == 2 { r[i.b] = .hole }
                if i.x & 1 == 1, case .thrown = error { return }
                if case .unknown = error { return }
                throw error
            }
        case .forInStart: r[i.a] = try forInKeys(r[i.b])
        default:
            let keys = r[i.b]
            if keys.isUncertain { r[i.a] = .unknown(reason(of: keys), .string); r[i.c] = .unknown(reason(of: keys), .boolean); return }
            try forInNext(keys.handle, value: &r[i.a], done: &r[i.c])
        }
    }

    /// An array or a string with the built-in iterator needs no iterator object: r[0] the array, r[1] hole, r[2] the next index.
    private func fastArray(_ it: UnsafeMutablePointer<Value>) -> Bool { it[1].isHole }

    func getIterator(_ iterable: Value, async: Bool, form: IterationForm = .site, into it: UnsafeMutablePointer<Value>) throws(Abrupt) {
        if iterable.isUncertain {
            it[0] = .unknown(reason(of: iterable)); it[1] = it[0]; it[2] = .false
            return
        }
        if !async, iterable.isObject, kind(iterable.handle) == .array, isContentUnknown(iterable.handle) {
            it[0] = unknown("elements", "an array whose elements are not known"); it[1] = it[0]; it[2] = .false
            return
        }
        if !async, iterable.isObject, kind(iterable.handle) == .array, usesBuiltInArrayIterator(iterable.handle) {
            it[0] = iterable; it[1] = .hole; it[2] = .int(0)
            return
        }
        if !async, iterable.isString, usesBuiltInStringIterator {
            try charge(stringLength(iterable.handle) / 8)  // as the library's iterator, which lists the characters
            lookups.note(intrinsic(.stringPrototype), symbols.iterator)
            it[0] = iterable; it[1] = .hole; it[2] = .int(0)
            return
        }
        var method: Value = .undefined, isSync = true
        if async { method = try iterable.isNullish ? .undefined : get(iterable, symbols.asyncIterator); isSync = method.isNullish }
        if method.isNullish {
            if iterable.isNullish, form == .asyncDelegate || form == .asyncUnclear {
                throw languageError(.readOfNullish(key: "Symbol(Symbol.asyncIterator)", printed: "", isNull: iterable.isNull))
            }
            if iterable.isNullish { throw notIterable(iterable, form) }
            method = try get(iterable, symbols.iterator)
        }
        if method.isUncertain { it[0] = .unknown(reason(of: method)); it[1] = it[0]; it[2] = .false; return }
        guard isCallable(method) else {
            if form == .asyncDelegate { throw languageError(.notAFunction(printed: callSite(method), isConstructor: false)) }
            throw notIterable(iterable, form)
        }
        let iterator = try call(method, iterable, [])
        if iterator.isUncertain { it[0] = .unknown(reason(of: iterator)); it[1] = it[0]; it[2] = .false; return }
        guard iterator.isObject else { throw typeError("Result of the Symbol.iterator method is not an object") }
        // an iterator that the program holds must be advanced itself
        if !async, isNative(method.handle), !Value.identical(iterator, iterable), let list = freshListIterator(iterator) {
            it[0] = list; it[1] = .hole; it[2] = .int(0)
            return
        }
        it[0] = iterator
        it[1] = try get(iterator, names.next)
        it[2] = .false
        if async, isSync {
            it[0] = .object(asyncFromSyncIterator(iterator, next: it[1]))
            it[1] = try get(it[0], names.next)
        }
    }
    private func usesBuiltInArrayIterator(_ array: Handle) -> Bool {
        guard prototype(of: array) == intrinsic(.arrayPrototype), shapes.find(header(array).pointee.shape, symbols.iterator) == nil,
            arrayIteratorNext != 0
        else { return false }
        guard let found = shapes.find(header(intrinsic(.arrayPrototype)).pointee.shape, symbols.iterator),
            slot(header(intrinsic(.arrayPrototype)).pointee.slots + UInt32(found.slot)).handle == arrayIteratorFunction,
            let next = shapes.find(header(intrinsic(.arrayIteratorPrototype)).pointee.shape, names.next)
        else { return false }
        return slot(header(intrinsic(.arrayIteratorPrototype)).pointee.slots + UInt32(next.slot)).handle == arrayIteratorNext
    }
    private var usesBuiltInStringIterator: Bool {
        let prototype = header(intrinsic(.stringPrototype)), next = header(intrinsic(.stringIteratorPrototype))
        guard stringIteratorFunction != 0, let method = shapes.find(prototype.pointee.shape, symbols.iterator),
            let step = shapes.find(next.pointee.shape, names.next)
        else { return false }
        return slot(prototype.pointee.slots + UInt32(method.slot)).handle == stringIteratorFunction
            && slot(next.pointee.slots + UInt32(step.slot)).handle == stringIteratorNext
    }
    /// The prototype of iterators over lists, with the `next` that the library gave it.
    private func isListPrototype(_ prototype: Handle) -> Bool {
        if prototype == intrinsic(.arrayIteratorPrototype) { return true }
        guard prototype == intrinsic(.stringIteratorPrototype) || prototype == intrinsic(.regExpStringIteratorPrototype),
            let next = shapes.find(header(prototype).pointee.shape, names.next)
        else { return false }
        return slot(header(prototype).pointee.slots + UInt32(next.slot)).handle
            == (prototype == intrinsic(.stringIteratorPrototype) ? stringIteratorNext : regExpStringIteratorNext)
    }
    /// The array behind a values iterator of the library that nobody has advanced or can see: strings and collections are iterated
    /// this way, too, and need no result objects.
    private func freshListIterator(_ iterator: Value) -> Value? {
        let h = iterator.handle
        guard kind(h) == .iterator, internalCount(h) == 3, isListPrototype(prototype(of: h)),
            internalValue(h, 2).isInt, internalValue(h, 2).int == 1, internalValue(h, 1).isInt, internalValue(h, 1).int == 0,
            shapes.find(header(h).pointee.shape, names.next) == nil
        else { return nil }
        let list = internalValue(h, 0)
        guard list.isObject, kind(list.handle) == .array, usesBuiltInArrayIterator(list.handle) else { return nil }
        return list
    }
    func iteratorNext(_ it: UnsafeMutablePointer<Value>, value: inout Value, done: inout Value) throws(Abrupt) {
        if fastArray(it) {
            let index = it[2].int
            if it[0].isString {
                done = .boolean(Int(index) >= stringLength(it[0].handle))
                let character = done.boolean ? 0 : characterLength(it[0].handle, Int(index))
                value = done.boolean ? .undefined : substring(it[0].handle, from: Int(index), to: Int(index) + character)
                it[2] = .int(index + Int32(character))
                return
            }
            if isContentUnknown(it[0].handle) {
                value = unknown("elements", "an array whose elements are not known");
                done = unknown("elements", "an array whose elements are not known", .boolean); return
            }
            if Int(index) >= arrayLength(it[0].handle) { value = .undefined; done = .true; return }
            it[2] = .int(index + 1)
            value = try getIndex(it[0].handle, UInt32(index))
            done = .false
            return
        }
        if it[0].isUncertain {
            value = .unknown(it[0].isUnknown ? it[0].reason : reason(of: it[0])); done = .unknown(reason(of: it[0]), .boolean); return
        }
        do throws(Abrupt) {
            if !it[1].isUncertain, !isCallable(it[1]) { throw typeError("\(callSite(it[1])) is not a function") }
            let result = try call(it[1], it[0], [])
            if result.isUncertain { value = .unknown(reason(of: result)); done = .unknown(reason(of: result), .boolean); return }
            guard result.isObject else { throw typeError("Iterator result \(describe(result)) is not an object") }
            let end = try get(result, names.done)
            done = truthiness(end).map { .boolean($0) } ?? .unknown(reason(of: end), .boolean)
            if truthiness(end) == true { it[2] = .true; value = .undefined } else { value = try get(result, names.value) }
        } catch {
            it[2] = .true
            throw error
        }
    }
    /// Iterates from a native; the body's throw closes the iterator.
    public func iterate(_ iterable: Value, form: IterationForm = .site, _ body: (Value) throws(Abrupt) -> Void) throws(Abrupt) {
        if iterable.isUncertain { throw .unknown(reason(of: iterable)) }
        let base = state.pointee.stackTop
        guard base + 16 < Machine.registerCapacity else { throw rangeError("Maximum call stack size exceeded") }
        state.pointee.stackTop = base + 3
        defer { state.pointee.stackTop = base }
        let it = registers + base
        try getIterator(iterable, async: false, form: form, into: it)
        if it[0].isUncertain { throw .unknown(reason(of: it[0])) }
        if form != .site, !fastArray(it), !it[1].isUncertain, !isCallable(it[1]) {
            throw form == .printed ? notIterable(iterable, form) : errorOfUnknownText(.typeErrorPrototype)
        }
        while true {
            var value = Value.undefined, done = Value.false
            try charge(1)
            try iteratorNext(it, value: &value, done: &done)
            if done.isUncertain { throw .unknown(reason(of: done)) }
            if done.boolean { return }
            do throws(Abrupt) { try body(value) } catch {
                if !fastArray(it), case .thrown = error { try? closeIterator(it[0]) }
                throw error
            }
        }
    }
    public func listFromIterable(_ iterable: Value) throws(Abrupt) -> [Value] {
        var out: [Value] = []
        try iterate(iterable) { v throws(Abrupt) in out.append(v) }
        return out
    }

    // for-in: internal values: object, array of keys, position

    private func forInKeys(_ value: Value) throws(Abrupt) -> Value {
        if value.isUncertain { return .unknown(reason(of: value)) }
        let h = makeObject(.forIn, prototype: 0, internals: 3)
        let list = makeArray()
        setInternalValue(h, 1, .object(list)); setInternalValue(h, 2, .int(0))
        if value.isNullish { return .object(h) }
        var at = try toObject(value)
        setInternalValue(h, 0, .object(at))
        var seen: Set<PropertyKey> = []
        do throws(Abrupt) {
            while at != 0 {
                let isProxy = kind(at) == .proxy
                for key in try ownKeys(at) where !key.isSymbol && seen.insert(key).inserted {
                    if isProxy { appendElement(list, self.value(of: key)); continue }
                    if let d = try ownDescriptor(at, key), d.enumerable == true { appendElement(list, self.value(of: key)) }
                }
                let parent = try prototypeValue(at)
                at = parent.isObject ? parent.handle : 0
            }
        } catch {
            if case .unknown(let why) = error { return .unknown(why) }
            throw error
        }
        return .object(h)
    }
    private func isEnumerableNow(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Bool {
        var at = object, hops = 0
        while at != 0, kind(at) != .proxy, hops < 1_000 {
            if try ownProperty(at, key) != nil { return true }
            at = prototype(of: at)
            hops += 1
        }
        guard at != 0, kind(at) == .proxy else { return true }
        while true {
            try charge(1)
            if let d = try ownDescriptor(at, key) { return d.enumerable == true }
            let parent = try prototypeValue(at)
            guard parent.isObject else { return false }
            at = parent.handle
        }
    }
    private func forInNext(_ enumerator: Handle, value: inout Value, done: inout Value) throws(Abrupt) {
        let list = internalValue(enumerator, 1).handle
        var at = Int(internalValue(enumerator, 2).int)
        defer { setInternalValue(enumerator, 2, .int(Int32(at))) }
        while at < arrayLength(list) {
            let key = arrayElement(list, at)
            at += 1
            // deleted meanwhile: skipped; of a proxy, and what inherits from one, only now it is asked whether this is enumerable
            if try !isEnumerableNow(internalValue(enumerator, 0).handle, toPropertyKey(key)) { continue }
            if kind(internalValue(enumerator, 0).handle) == .proxy { value = key; done = .false; return }
            if truthiness(try hasProperty(internalValue(enumerator, 0).handle, toPropertyKey(key))) != false {
                value = key; done = .false; return
            }
        }
        value = .undefined; done = .true
    }
    public func iteratorResult(_ value: Value, done: Bool) -> Value {
        let h = makePlainObject()
        addProperty(h, names.value, value, .all)
        addProperty(h, names.done, .boolean(done), .all)
        return .object(h)
    }
    /// IteratorClose for a normal completion.
    public func closeIterator(_ iterator: Value) throws(Abrupt) {
        let method = try get(iterator, names.return)
        if method.isNullish { return }
        let result = try call(method, iterator, [])
        if !result.isObject, !result.isUncertain { throw typeError("\(describe(result)) is not an object") }
    }
}
