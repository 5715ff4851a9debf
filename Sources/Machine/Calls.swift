/// What a native function is given.
public struct Arguments {
    /// this, then the arguments.
    let base: UnsafeMutablePointer<Value>
    public let count: Int
    /// The native function object itself.
    public let function: Handle
    /// undefined where it was called, not constructed.
    public let newTarget: Value
    public var this: Value { base[0] }
    /// The argument, undefined where it was not given.
    public subscript(_ index: Int) -> Value { index < count ? base[1 + index] : .undefined }
    public var all: [Value] { (0..<count).map { base[1 + $0] } }
    public func from(_ index: Int) -> [Value] { index < count ? (index..<count).map { base[1 + $0] } : [] }
    public var isConstruct: Bool { !newTarget.isUndefined }
}

public typealias NativeBody = (_ machine: Machine, _ arguments: Arguments) throws(Abrupt) -> Value

public struct NativeFunction {
    public var name: String
    public var length: Int
    public var body: NativeBody
    /// May be called with `new`.
    public var constructs: Bool
}

extension Machine {
    // Functions

    public func makeNative(_ name: String, length: Int, constructs: Bool = false, _ body: @escaping NativeBody) -> Handle {
        meter.pay(words: 24)
        natives.append(NativeFunction(name: name, length: length, body: body, constructs: constructs))
        let h = makeObject(.native, prototype: intrinsic(.functionPrototype))
        header(h).pointee.p0 = UInt32(natives.count - 1)
        header(h).pointee.flags |= ObjectFlags.lazyProperties.rawValue
        return h
    }
    /// A native that shares another's body, with values of its own (`capture(arguments.function, i)`).
    public func makeNative(like native: Handle, capturing values: [Value]) -> Handle {
        let h = makeObject(.native, prototype: intrinsic(.functionPrototype), internals: values.count)
        header(h).pointee.p0 = header(native).pointee.p0
        header(h).pointee.flags |= ObjectFlags.lazyProperties.rawValue
        for (i, v) in values.enumerated() { setInternalValue(h, i, v) }
        return h
    }
    func number(of template: FunctionTemplate) -> UInt32 {
        if let known = templateNumbers[ObjectIdentifier(template)] { return known }
        meter.pay(words: 24)
        templates.append(template)
        entries.append(Entry())
        templateNumbers[ObjectIdentifier(template)] = UInt32(templates.count - 1)
        return UInt32(templates.count - 1)
    }
    public func makeClosure(_ template: FunctionTemplate, environment: Handle) -> Handle {
        makeClosure(template: number(of: template), environment: environment)
    }
    func makeClosure(template: UInt32, environment: Handle) -> Handle {
        let kind = templates[Int(template)].kind
        let parent: Intrinsic =
            kind.contains(.generator)
            ? (kind.contains(.async) ? .asyncGeneratorFunctionPrototype : .generatorFunctionPrototype)
            : kind.contains(.async) ? .asyncFunctionPrototype : .functionPrototype
        let h = allocateObject(.function, shape: shapes.root(prototype: intrinsic(parent)), capacity: 2)
        let p = header(h)
        p.pointee.p0 = template; p.pointee.p1 = environment
        p.pointee.flags = ObjectFlags.lazyProperties.rawValue
        return h
    }
    public func functionTemplate(_ function: Handle) -> FunctionTemplate? {
        kind(function) == .function ? templates[Int(header(function).pointee.p0)] : nil
    }
    public func isNative(_ function: Handle) -> Bool { kind(function) == .native }

    public func isCallable(_ value: Value) -> Bool {
        guard value.isObject else { return value.isUnknown && value.hint == .function }
        switch kind(value.handle) {
        case .function, .native, .bound: return true
        case .proxy: return internalValue(value.handle, 2).boolean
        default: return value.handle == intrinsic(.functionPrototype)
        }
    }
    public func isConstructor(_ value: Value) -> Bool {
        guard value.isObject else { return false }
        switch kind(value.handle) {
        case .function:
            let k = templates[Int(header(value.handle).pointee.p0)].kind
            return k.contains(.classConstructor) || k.isDisjoint(with: [.arrow, .method, .getter, .setter, .async, .generator])
        case .native: return natives[Int(header(value.handle).pointee.p0)].constructs
        case .bound: return isConstructor(internalValue(value.handle, 0))
        case .proxy: return internalValue(value.handle, 2).boolean && isConstructor(internalValue(value.handle, 0))
        default: return false
        }
    }

    // Environments

    public func makeEnvironment(slots: Int, parent: Handle = 0) -> Handle {
        let h = allocate(1 + slots)
        words[Int(h)] = UInt64(parent) | UInt64(slots) << 32
        for i in 0..<slots { words[Int(h) + 1 + i] = Value.hole.bits }
        return h
    }
    public func environmentSlot(_ environment: Handle, _ slot: Int) -> Value { self.slot(environment + 1 + UInt32(slot)) }
    public func setEnvironmentSlot(_ environment: Handle, _ slot: Int, _ value: Value) {
        store(environment + 1 + UInt32(slot), value, owner: 0)
    }
    /// A live binding: reads of it by `loadImport` go to a slot of another environment.
    public func makeReference(environment: Handle, slot: Int) -> Value {
        let h = allocate(2)
        words[Int(h)] = UInt64(environment) | UInt64(slot) << 32
        words[Int(h) + 1] = 0
        return .reference(h)
    }
    /// A live binding that reads a property of an object (imports from CommonJS).
    public func makeReference(object: Value, property: PropertyKey) -> Value {
        let h = allocate(2)
        words[Int(h)] = object.bits
        words[Int(h) + 1] = UInt64(property.raw) | 1 << 63
        return .reference(h)
    }
    /// What a slot holds, through a reference; a hole where it is not initialised.
    public func dereference(_ value: Value) throws(Abrupt) -> Value {
        var value = value, hops = 0
        while value.has(.reference), hops < 1000 {
            let at = Int(value.handle)
            if words[at + 1] >> 63 == 1 {
                return try get(Value(bits: words[at]), PropertyKey(raw: UInt32(truncatingIfNeeded: words[at + 1])))
            }
            value = slot(Handle(truncatingIfNeeded: words[at]) + 1 + UInt32(words[at] >> 32))
            hops += 1
        }
        return value
    }

    // Calls from natives

    public func call(_ callee: Value, _ this: Value, _ arguments: [Value]) throws(Abrupt) -> Value {
        if !callee.isUncertain, !isCallable(callee) { throw notCallable(callee) }
        return try invoke(callee, this, arguments, newTarget: .undefined)
    }
    /// A call that the program's own call stands for: where the callee is no function, its expression is printed.
    public func callThrough(_ callee: Value, _ this: Value, _ arguments: [Value]) throws(Abrupt) -> Value {
        if !callee.isUncertain, !isCallable(callee) { throw languageError(.notAFunction(printed: "", isConstructor: false)) }
        return try invoke(callee, this, arguments, newTarget: .undefined)
    }
    /// With few arguments, which need no array: callbacks of natives are called as often as there are elements.
    public func call(_ callee: Value, _ this: Value, _ first: Value, _ second: Value) throws(Abrupt) -> Value {
        try invoke(callee, count: 2, newTarget: .undefined) {
            $0[0] = this; $0[1] = first; $0[2] = second
        }
    }
    public func call(_ callee: Value, _ this: Value, _ first: Value, _ second: Value, _ third: Value) throws(Abrupt) -> Value {
        try invoke(callee, count: 3, newTarget: .undefined) {
            $0[0] = this; $0[1] = first; $0[2] = second; $0[3] = third
        }
    }
    public func construct(_ callee: Value, _ arguments: [Value], newTarget: Value? = nil) throws(Abrupt) -> Value {
        guard isConstructor(callee) else {
            if callee.isUncertain { throw .unknown(reason(of: callee)) }
            throw languageError(.notAFunction(printed: describe(callee), isConstructor: true))
        }
        return try invoke(callee, .undefined, arguments, newTarget: newTarget ?? callee)
    }
    private func invoke(_ callee: Value, _ this: Value, _ arguments: [Value], newTarget: Value) throws(Abrupt) -> Value {
        try invoke(callee, count: arguments.count, newTarget: newTarget) { window in
            window[0] = this
            for (i, v) in arguments.enumerated() { window[1 + i] = v }
        }
    }
    @inline(__always)
    private func invoke(
        _ callee: Value, count: Int, newTarget: Value, _ fill: (UnsafeMutablePointer<Value>) -> Void
    ) throws(Abrupt) -> Value {
        let base = state.pointee.stackTop
        guard base + count + 8 < Machine.registerCapacity else { throw rangeError("Maximum call stack size exceeded") }
        fill(registers + base)
        state.pointee.stackTop = base + 1 + count
        defer { state.pointee.stackTop = base }
        return try enter(callee, registers + base, count, newTarget: newTarget)
    }
    /// Calls a value from outside the loop; the window holds this and the arguments, and the stack top is behind them.
    func enter(_ callee: Value, _ window: UnsafeMutablePointer<Value>, _ count: Int, newTarget: Value) throws(Abrupt) -> Value {
        guard callee.isObject else { return try callUncertain(callee, window, count, newTarget: newTarget) }
        switch kind(callee.handle) {
        case .function:
            guard state.pointee.nativeDepth < Machine.maximumNativeDepth else { throw rangeError("Maximum call stack size exceeded") }
            try pushFrame(callee.handle, window, count, destination: 0, newTarget: newTarget, flags: .boundary)
            state.pointee.nativeDepth += 1
            defer { state.pointee.nativeDepth -= 1 }
            let depth = state.pointee.depth
            switch try run(until: depth) {
            case .returned(let value): return value
            case .left: throw .stopped(.unmodelled("an arm left its function"))
            }
        case .native: return try callNative(callee.handle, window, count, newTarget: newTarget)
        case .bound:
            let target = internalValue(callee.handle, 0)
            var all: [Value] = []
            for i in 2..<max(2, internalCount(callee.handle)) { all.append(internalValue(callee.handle, i)) }
            for i in 0..<count { all.append(window[1 + i]) }
            if newTarget.isUndefined { return try call(target, internalValue(callee.handle, 1), all) }
            return try construct(target, all, newTarget: Value.identical(newTarget, callee) ? target : newTarget)
        case .proxy:
            guard isCallable(callee) else { throw languageError(.notAFunction(printed: "", isConstructor: !newTarget.isUndefined)) }
            let all = (0..<count).map { window[1 + $0] }
            return newTarget.isUndefined ? try proxyCall(callee.handle, window[0], all) : try proxyConstruct(callee.handle, all, newTarget)
        default:
            if callee.handle == intrinsic(.functionPrototype) { return .undefined }
            throw languageError(.notAFunction(printed: "", isConstructor: !newTarget.isUndefined))
        }
    }
    /// Runs a native; what it finds unknown is the result.
    func callNative(_ function: Handle, _ window: UnsafeMutablePointer<Value>, _ count: Int, newTarget: Value) throws(Abrupt) -> Value {
        let native = Int(header(function).pointee.p0)
        if !newTarget.isUndefined, !natives[native].constructs { throw languageError(.notAFunction(printed: "", isConstructor: true)) }
        let top = state.pointee.stackTop
        state.pointee.stackTop = max(top, window - registers + 1 + count)
        defer { state.pointee.stackTop = top }
        guard state.pointee.nativeDepth < Machine.maximumNativeDepth else { throw rangeError("Maximum call stack size exceeded") }
        state.pointee.nativeDepth += 1
        defer { state.pointee.nativeDepth -= 1 }
        do throws(Abrupt) {
            return try natives[native].body(self, Arguments(base: window, count: count, function: function, newTarget: newTarget))
        } catch {
            if case .unknown(let why) = error { return .unknown(why) }
            throw error
        }
    }
    /// Calls of what is no object: unions call their first callable; unknown gives unknown; the rest is a TypeError.
    func callUncertain(_ callee: Value, _ window: UnsafeMutablePointer<Value>, _ count: Int, newTarget: Value) throws(Abrupt) -> Value {
        if callee.isUnion, let first = alternatives(callee).first(where: { isCallable($0) }) {
            // what is made has the prototype of the class that is called
            return try enter(first, window, count, newTarget: Value.identical(newTarget, callee) ? first : newTarget)
        }
        if callee.isUnknown, callee.hint == .any || callee.hint == .function || callee.hint == .object {
            return delegate?.unknownCalled(callee, Arguments(base: window, count: count, function: 0, newTarget: newTarget))
                ?? .unknown(callee.reason)
        }
        if callee.isUncertain { throw .unknown(reason(of: callee)) }
        throw languageError(.notAFunction(printed: "", isConstructor: !newTarget.isUndefined))
    }
    /// Prototype for an object that a native constructor makes: `newTarget.prototype`, else the intrinsic.
    public func prototypeFor(_ newTarget: Value, _ standard: Intrinsic) throws(Abrupt) -> Handle {
        guard newTarget.isObject else { return intrinsic(standard) }
        let p = try get(newTarget, names.prototype)
        return p.isObject ? p.handle : intrinsic(standard)
    }
}

extension Machine {
    /// The environment that a closure was made in, 0 for none.
    public func closureEnvironment(_ function: Handle) -> Handle { kind(function) == .function ? header(function).pointee.p1 : 0 }
    /// An environment a number of scopes further out; nil where there are not that many.
    public func environment(_ environment: Handle, up hops: Int) -> Handle? {
        var e = environment
        for _ in 0..<hops { guard e != 0 else { return nil }; e = Handle(truncatingIfNeeded: words[Int(e)]) }
        return e == 0 ? nil : e
    }

    @inline(never) func constructWindow(_ f: Value, _ window: UnsafeMutablePointer<Value>, _ count: Int) throws(Abrupt) -> Value {
        guard f.isObject else {
            if !f.isUncertain { throw languageError(.notAFunction(printed: "", isConstructor: true)) }
            return try callUncertain(f, window, count, newTarget: f)
        }
        if kind(f.handle) == .function || kind(f.handle) == .proxy || kind(f.handle) == .bound, !isConstructor(f) {
            throw languageError(.notAFunction(printed: "", isConstructor: true))
        }
        if kind(f.handle) == .native, !natives[Int(header(f.handle).pointee.p0)].constructs {
            throw languageError(.notAFunction(printed: "", isConstructor: true))
        }
        let top = state.pointee.stackTop
        state.pointee.stackTop = max(top, window - registers + 1 + count)
        defer { state.pointee.stackTop = top }
        return try enter(f, window, count, newTarget: f)
    }
}
