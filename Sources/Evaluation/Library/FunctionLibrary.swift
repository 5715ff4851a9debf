import Machine

/// `Function.prototype`, and `Function` itself: making code from text is the host's to allow.
enum FunctionLibrary {
    static func install(_ m: Machine) {
        let p = m.intrinsic(.functionPrototype)
        restricted(m, p)
        m.define(p, "name", m.emptyString, .configurable)
        m.define(p, "length", .int(0), .configurable)
        m.defineMethod(p, "call", length: 1) { m, a throws(Abrupt) in try m.callThrough(a.this, a[0], a.from(1)) }
        m.defineMethod(p, "apply", length: 2) { m, a throws(Abrupt) in
            if a[1].isNullish { return try m.callThrough(a.this, a[0], []) }
            if a[1].isUncertain { return try m.call(a.this, a[0], [.unknown(m.reason(of: a[1])), .unknown(m.reason(of: a[1]))]) }
            guard a[1].isObject else { throw m.typeError("CreateListFromArrayLike called on non-object") }
            return try m.callThrough(a.this, a[0], listFromArrayLike(m, a[1].handle))
        }
        m.defineMethod(p, "bind", length: 1) { m, a throws(Abrupt) in
            if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
            guard m.isCallable(a.this), a.this.isObject else { throw m.typeError("Bind must be called on a function") }
            let parent = try m.prototypeValue(a.this.handle)
            let b = m.makeObject(.bound, prototype: parent.isObject ? parent.handle : 0, internals: 2 + max(0, a.count - 1))
            m.setInternalValue(b, 0, a.this)
            for i in 0..<max(1, a.count) { m.setInternalValue(b, 1 + i, a[i]) }
            let length: Value = try m.ownDescriptor(a.this.handle, m.key("length")) == nil ? .int(0) : m.get(a.this, "length")
            m.define(
                b, "length",
                .number(
                    length.isNumber
                        ? max(0, (length.number.isNaN ? 0 : length.number.rounded(.towardZero)) - Double(max(0, a.count - 1))) + 0 : 0),
                .configurable)
            let name = try m.get(a.this, "name")
            m.define(b, "name", m.makeString("bound " + (name.isString ? m.text(name.handle) : "")), .configurable)
            return .object(b)
        }
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in
            if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
            guard a.this.isObject, m.isCallable(a.this) else {
                throw m.typeError("Function.prototype.toString requires that 'this' be a Function")
            }
            guard let text = text(m, a.this.handle) else { return m.unknown("function-source", "the source of a function", .string) }
            return m.makeString(text)
        }
        m.functionText = { m, f in text(m, f) }
        m.defineMethod(p, m.wellKnown.hasInstance, name: "[Symbol.hasInstance]", length: 1) { m, a throws(Abrupt) in
            try m.ordinaryHasInstance(a.this, a[0])
        }
    }
    /// V8's words where something else than a function is applied to a list.
    static func appliedToNoFunction(_ m: Machine, _ v: Value) -> Abrupt {
        let type = m.text(m.typeOf(v).handle)
        return m.typeError(
            "Function.prototype.apply was called on \(m.describe(v)), which is \(type == "object" ? "an" : "a") \(type) and not a function")
    }
    /// `caller` and `arguments`: an error for all but the functions of sloppy code, which have null there.
    private static func restricted(_ m: Machine, _ p: Handle) {
        let text =
            "'caller', 'callee', and 'arguments' properties may not be accessed on strict mode functions or the arguments objects for calls to them"
        let thrower = m.makeNative("", length: 0) { m, a throws(Abrupt) in
            if a.this.isObject, let t = m.functionTemplate(a.this.handle),
                t.kind.isDisjoint(with: [.strict, .arrow, .method, .generator, .async])
            {
                return m.unknown("caller", "who calls a function, and with what")  // null, but while it runs
            }
            throw m.typeError(text)
        }
        m.define(thrower, "length", .int(0), .none)
        m.define(thrower, "name", m.emptyString, .none)
        _ = try? m.preventExtensions(thrower)
        m.setIntrinsic(.throwTypeError, thrower)
        for name in ["caller", "arguments"] {
            m.defineAccessor(p, m.key(name), getter: .object(thrower), setter: .object(thrower), .configurable)
        }
    }
    /// The function's source text, where the evaluator provides it; natives have V8's stand-in.
    private static func text(_ m: Machine, _ f: Handle) -> String? {
        if let t = m.functionTemplate(f) { return (m.delegate as? any SourceTextProvider)?.sourceText(t) }
        return m.kind(f) == .native
            ? "function \(m.natives[Int(m.payload(f, 0))].name)() { [native code] }" : "function () { [native code] }"
    }
    static func listFromArrayLike(_ m: Machine, _ o: Handle) throws(Abrupt) -> [Value] {
        let n = try m.lengthOf(o)
        if n > 120_000 { throw m.rangeError("Maximum call stack size exceeded") }
        var out: [Value] = []
        for i in 0..<n { out.append(try m.getIndex(o, UInt32(i))) }
        return out
    }
}

/// Who has the sources.
protocol SourceTextProvider { func sourceText(_ template: FunctionTemplate) -> String? }
