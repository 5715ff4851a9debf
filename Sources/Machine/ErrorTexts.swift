/// How V8 shows values in error texts.
extension Machine {
    /// A value in an error text, as V8's `NoSideEffectsToString`: nothing of the program runs.
    public func describe(_ value: Value) -> String {
        switch value.tag {
        case .string: return text(value.handle)
        case .object: return describe(object: value.handle)
        case .symbol: return describedSymbol(value.symbol)
        case .unknown, .union: return "unknown"
        default: return (try? toText(value)) ?? "unknown"
        }
    }
    /// A value as it stands for a key, as V8's `NoSideEffectsToMaybeString`: nil where the engine has no short text.
    func shortlyDescribed(_ value: Value) -> String? { value.isObject ? shortlyDescribed(object: value.handle).text : describe(value) }
    /// A key in an error text.
    public func shownKey(_ key: PropertyKey) -> String { key.isSymbol && !key.isPrivate ? describedSymbol(key) : readableText(key) }
    /// The middle of a long description is left out since V8 12; measured on 11.3 and 12.4.
    private func describedSymbol(_ key: PropertyKey) -> String {
        let description = readableText(key)
        guard description.utf8.count > 128, v8Version >= 124, case let units = Array(description.utf16), units.count > 128 else {
            return "Symbol(\(description))"
        }
        return
            "Symbol(\(String(decoding: units.prefix(56), as: UTF16.self))...<omitted>...\(String(decoding: units.suffix(56), as: UTF16.self)))"
    }
    private func shortlyDescribed(object: Handle) -> (text: String?, object: Handle) {
        var at = object, hops = 0
        while kind(at) == .proxy, hops < 20 {
            let target = internalValue(at, 0)
            guard target.isObject else { return ("[object Object]", at) }
            at = target.handle
            hops += 1
        }
        if isCallable(.object(at)) { return (shortened(functionText?(self, at) ?? "function"), at) }
        let toString = plainMember(at, names.toString)
        if kind(at) == .error || toString.isObject && same(toString, plainMember(intrinsic(.errorPrototype), names.toString)) {
            let name = plainMember(at, keys.key("name")), message = plainMember(at, names.message)
            let n = name.isString ? text(name.handle) : name.isUndefined ? "" : describe(name),
                m = message.isString ? text(message.handle) : message.isUndefined ? "" : describe(message)
            return (n.isEmpty ? m : m.isEmpty ? n : n + ": " + m, at)
        }
        if toString.isObject, same(toString, plainMember(intrinsic(.objectPrototype), names.toString)) {
            let constructor = plainMember(at, names.constructor)
            if constructor.isObject,
                kind(constructor.handle) == .function || kind(constructor.handle) == .native || kind(constructor.handle) == .bound
            {
                let name = plainMember(constructor.handle, names.name)
                if name.isString, stringLength(name.handle) > 0 { return ("#<\(text(name.handle))>", at) }
            }
        }
        return (nil, at)
    }
    private func describe(object: Handle) -> String {
        let (short, at) = shortlyDescribed(object: object)
        if let short { return short }
        let tag = plainMember(at, symbols.toStringTag)
        if tag.isString { return "[object \(text(tag.handle))]" }
        switch kind(at) {
        case .array: return "[object Array]"
        case .regExp: return "[object RegExp]"
        case .date: return "[object Date]"
        case .arguments: return "[object Arguments]"
        case .boolean: return "[object Boolean]"
        case .number: return "[object Number]"
        case .string: return "[object String]"
        case .typedArray: return "[object \(elementType(at).name)]"
        case .map: return "[object Map]"
        case .set: return "[object Set]"
        case .weakMap: return "[object WeakMap]"
        case .weakSet: return "[object WeakSet]"
        case .weakRef: return "[object WeakRef]"
        case .promise: return "[object Promise]"
        case .arrayBuffer: return "[object ArrayBuffer]"
        case .dataView: return "[object DataView]"
        default: return "[object Object]"
        }
    }
    /// V8 cuts the source of a function in a text.
    private func shortened(_ source: String) -> String {
        let units = Array(source.utf16)
        return units.count <= 128
            ? source
            : String(decoding: units.prefix(111), as: UTF16.self) + "...<omitted>..." + String(decoding: units.suffix(2), as: UTF16.self)
    }
    private func same(_ a: Value, _ b: Value) -> Bool { Value.identical(a, b) }
    /// A data property, own or inherited, without running anything; undefined where there is none.
    private func plainMember(_ object: Handle, _ key: PropertyKey) -> Value {
        var at = object, hops = 0
        while at != 0, kind(at) != .proxy, hops < 200 {
            if let own = try? ownProperty(at, key) { return own.isAccessor ? .undefined : own.value }
            at = prototype(of: at)
            hops += 1
        }
        return .undefined
    }
    /// A value where V8 finds no expression to print: its type, and what is short.
    public func callSite(_ value: Value) -> String {
        switch value.tag {
        case .string:
            return stringLength(value.handle) > 100
                ? "string \"\(String(decoding: codeUnits(value.handle).prefix(100), as: UTF16.self))<...>\""
                : "string \"\(text(value.handle))\""
        case .null: return "object null"
        case .boolean, .int, .double: return (value.isBoolean ? "boolean " : "number ") + describe(value)
        case .object: return isCallable(value) ? "function" : "object"
        case .symbol: return "symbol"
        case .bigint: return "bigint"
        case .undefined: return "undefined"
        default: return "unknown"
        }
    }
    /// What is no function is called by the engine itself or by one of its natives: no expression stands for it.
    public func notCallable(_ value: Value) -> Abrupt { languageError(.argumentNotAFunction(shown: callSite(value))) }
    /// V8's GetMethod in C++: the member is there, and no function.
    public func notAMethod(_ method: Value, _ name: String, of object: Value) -> Abrupt {
        typeError("'\(describe(method))' returned for property '\(name)' of object '\(describe(object))' is not a function")
    }
    /// An error whose text differs between versions or is not understood.
    public func errorOfUnknownText(_ prototype: Intrinsic) -> Abrupt {
        .thrown(makeError(prototype: intrinsic(prototype), message: unknown("error-text", "how the engine words an error", .string)))
    }

    /// Something that has no iterator.
    func notIterable(_ value: Value, _ form: IterationForm) -> Abrupt {
        let note = " (cannot read property Symbol(Symbol.iterator))"
        switch form {
        case .printed:
            guard let printed = printedOperand(.iterated) else { return errorOfUnknownText(.typeErrorPrototype) }
            return languageError(
                printed.isEmpty ? .notIterable(printed: callSite(value), note: note) : .notIterable(printed: printed, note: ""))
        case .site: return languageError(.notIterable(printed: callSite(value), note: note))
        case .callSpread:
            guard value.isNullish else { return typeError("Spread syntax requires ...iterable[Symbol.iterator] to be a function") }
            // of a call V8 prints the callee, or not
            guard let printed = printedOperand(.value), !printed.contains("(...)") else { return errorOfUnknownText(.typeErrorPrototype) }
            return languageError(.notIterable(printed: printed, note: " (cannot read property \(value.isNull ? "null" : "undefined"))"))
        case .delegate: return errorOfUnknownText(.typeErrorPrototype)  // V8 goes on printing what follows
        case .loopVariable: return languageError(.notIterable(printed: ".for", note: ""))
        case .asyncDelegate, .asyncUnclear, .unclear: return errorOfUnknownText(.typeErrorPrototype)
        }
    }
    /// `undefined` or `null` meets an object pattern.
    func cannotDestructure(_ value: Value, _ key: String, _ form: DestructuringForm, printed: String?) -> Abrupt {
        if case .text(let text)? = delegate?.words(for: .cannotDestructure(key: key, printed: "", isNull: value.isNull)) {
            return .thrown(makeError(.typeErrorPrototype, text))
        }
        switch form {
        case .read: return languageError(.readOfNullish(key: key, printed: "", isNull: value.isNull))
        case .unclear: return errorOfUnknownText(.typeErrorPrototype)
        case .printed where printed == nil: return errorOfUnknownText(.typeErrorPrototype)
        case .printed, .described, .loopVariable, .caught:
            let source =
                form == .loopVariable
                ? ".for" : form == .caught ? ".catch" : form == .printed ? printed ?? callSite(value) : callSite(value)
            return languageError(.cannotDestructure(key: key, printed: source, isNull: value.isNull))
        }
    }
}

/// How an engine words that nothing can be taken out of `undefined` or `null`, by where the pattern stands.
public enum DestructuringForm: UInt8, Sendable {
    /// The initialiser is printed.
    case printed = 0
    /// The value is described: a parameter.
    case described
    /// As a plain read of the first property.
    case read
    case loopVariable
    case caught
    /// The engine finds some other expression: the text is not known.
    case unclear
}
