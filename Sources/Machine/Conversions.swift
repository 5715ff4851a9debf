import Text

/// ToPrimitive, ToNumber, ToString and the like. An uncertain value throws `.unknown`, which ends at the enclosing native call.
extension Machine {
    public enum PrimitiveHint: String { case `default`, string, number }

    @inline(__always) static func toInt32(_ d: Double) -> Int32 {
        if abs(d) < 9.0e18 { return Int32(truncatingIfNeeded: Int64(d)) }  // NaN fails the test
        guard d.isFinite else { return 0 }
        return Int32(truncatingIfNeeded: Int64(d.rounded(.towardZero).truncatingRemainder(dividingBy: 4_294_967_296)))
    }

    public func toPrimitive(_ value: Value, _ hint: PrimitiveHint = .default) throws(Abrupt) -> Value {
        guard value.isObject else {
            if value.isUncertain { throw .unknown(reason(of: value)) }
            return value
        }
        let exotic = try get(value, symbols.toPrimitive)
        if !exotic.isNullish {
            if exotic.isUncertain { throw .unknown(reason(of: exotic)) }
            if !isCallable(exotic) {
                if isKeyOfRuntime { throw notAMethod(exotic, "Symbol(Symbol.toPrimitive)", of: value) }
                throw errorOfUnknownText(.typeErrorPrototype)  // its type, or some expression that V8 finds
            }
            let result = try call(exotic, value, [makeString(hint.rawValue)])
            if result.isUncertain { throw .unknown(reason(of: result)) }
            if !result.isObject { return result }
            throw typeError("Cannot convert object to primitive value")
        }
        for key in hint == .string ? [names.toString, names.valueOf] : [names.valueOf, names.toString] {
            let method = try get(value, key)
            if method.isUncertain { throw .unknown(reason(of: method)) }
            guard isCallable(method) else { continue }
            let result = try call(method, value, [])
            if result.isUncertain { throw .unknown(reason(of: result)) }
            if !result.isObject { return result }
        }
        throw typeError("Cannot convert object to primitive value")
    }
    /// A number value (int or double); TypeError for symbols and bigints.
    public func toNumber(_ value: Value) throws(Abrupt) -> Value {
        switch value.tag {
        case .int, .double: return value
        case .undefined, .hole: return .number(.nan)
        case .null: return .int(0)
        case .boolean: return .int(value.boolean ? 1 : 0)
        case .string:
            spend(stringLength(value.handle) / 4)
            return .number(NumberText.number(ofUnits: codeUnits(value.handle)))
        case .symbol: throw typeError("Cannot convert a Symbol value to a number")
        case .bigint: throw typeError("Cannot convert a BigInt value to a number")
        case .unknown, .union, .reference: throw .unknown(reason(of: value))
        case .object: return try toNumber(toPrimitive(value, .number))
        }
    }
    /// ToNumeric: a number or a bigint.
    public func toNumeric(_ value: Value) throws(Abrupt) -> Value {
        let primitive = try toPrimitive(value, .number)
        return primitive.isBigInt ? primitive : try toNumber(primitive)
    }
    public func toDouble(_ value: Value) throws(Abrupt) -> Double { try toNumber(value).number }
    /// ToIntegerOrInfinity.
    public func toInteger(_ value: Value) throws(Abrupt) -> Double {
        if value.isInt { return Double(value.int) }
        let d = try toDouble(value)
        return d.isNaN ? 0 : d.rounded(.towardZero) + 0
    }
    /// An index relative to a length, as `slice` takes it; clamped to 0…length.
    public func relativeIndex(_ value: Value, length: Int, default standard: Int) throws(Abrupt) -> Int {
        if value.isUndefined { return standard }
        let d = try toInteger(value)
        return d < 0 ? Int(max(0, Double(length) + d)) : Int(min(Double(length), d))
    }
    public func toInt32(_ value: Value) throws(Abrupt) -> Int32 { value.isInt ? value.int : Machine.toInt32(try toDouble(value)) }
    public func toUInt32(_ value: Value) throws(Abrupt) -> UInt32 { UInt32(bitPattern: try toInt32(value)) }
    /// ToLength, at most 2^53 - 1.
    public func toLength(_ value: Value) throws(Abrupt) -> Int { Int(min(max(0, try toInteger(value)), 9_007_199_254_740_991)) }
    /// ToIndex: RangeError outside 0…2^53 - 1.
    public func toIndex(_ value: Value, _ message: @autoclosure () -> String = "Invalid index") throws(Abrupt) -> Int {
        if value.isUndefined { return 0 }
        let d = try toInteger(value)
        guard d >= 0, d <= 9_007_199_254_740_991 else { throw rangeError(message()) }
        return Int(d)
    }
    /// `length` of an array-like.
    public func lengthOf(_ object: Handle) throws(Abrupt) -> Int {
        if kind(object) == .array {
            if isContentUnknown(object) { throw .unknown(reason("elements", "an array whose elements are not known")) };
            return arrayLength(object)
        }
        if kind(object) == .typedArray, shapes.find(header(object).pointee.shape, names.length) == nil { return viewLength(object) }
        return try toLength(get(object, names.length))
    }

    /// The handle of a string value; TypeError for symbols.
    public func toString(_ value: Value) throws(Abrupt) -> Handle {
        switch value.tag {
        case .string: return value.handle
        case .int: return smallString(value.int)
        case .double: return makeString(NumberText.text(value.double)).handle
        case .boolean: return value.boolean ? keyHandle("true") : keyHandle("false")
        case .undefined, .hole: return keyHandle("undefined")
        case .null: return keyHandle("null")
        case .bigint:
            let big = bigInt(value)
            spend(big.limbs.count * big.limbs.count / 16)  // one division of all limbs for each nine digits
            return makeString(big.text()).handle
        case .symbol: throw typeError("Cannot convert a Symbol value to a string")
        case .unknown, .union, .reference:
            if let text = randomText(value) { return text.handle }
            throw .unknown(reason(of: value))
        case .object: return try toString(toPrimitive(value, .string))
        }
    }
    /// A number that is random. Each has a reason of its own, so that what is made of it keeps its name; thousands share one.
    public func randomNumber() -> Value {
        randomNumbers = min(randomNumbers + 1, 1000)
        return unknown("random", "a random number, the \(randomNumbers). of them", .number)
    }
    /// The text of a number that is random, or of what was made of it: programs make names of it that are to be unlike all others. nil
    /// for all else.
    public func randomText(_ value: Value) -> Value? {
        guard value.isUnknown, [.number, .string, .any].contains(value.hint), text(of: value.reason).code == "random" else { return nil }
        assumptions.insert("a random name is like no other")
        let digits = String(0x5DEE_CE66D &* (Int(value.reason.raw) &+ 7919), radix: 36)
        return makeString(Self.randomPrefix + String(repeating: "j", count: max(0, 10 - digits.count)) + digits)
    }
    /// How every text begins that stands for a random one.
    static let randomPrefix = "0.k"
    public func toText(_ value: Value) throws(Abrupt) -> String { text(try toString(value)) }
    private func keyHandle(_ text: String) -> Handle { value(of: keys.key(text)).handle }
    private func smallString(_ i: Int32) -> Handle {
        if i >= 0, i < 10 { return singleUnitStrings + 3 * UInt32(48 + i) }
        return makeString(String(i)).handle
    }
    public func toPropertyKey(_ value: Value) throws(Abrupt) -> PropertyKey {
        if value.isString { return key(ofString: value.handle) }
        if value.isSymbol { return value.symbol }
        if value.isInt { return keys.key(String(value.int)) }
        if value.isUnknown, let text = randomText(value) { return key(ofString: text.handle) }
        let primitive = try toPrimitive(value, .string)
        return primitive.isSymbol ? primitive.symbol : key(ofString: try toString(primitive))
    }
    /// ToObject: TypeError for undefined and null.
    public func toObject(_ value: Value) throws(Abrupt) -> Handle {
        switch value.tag {
        case .object: return value.handle
        case .undefined, .null, .hole: throw typeError("Cannot convert undefined or null to object")
        case .unknown, .union, .reference: throw .unknown(reason(of: value))
        case .boolean: return wrapper(.boolean, .booleanPrototype, value)
        case .int, .double: return wrapper(.number, .numberPrototype, value)
        case .string: return wrapper(.string, .stringPrototype, value)
        case .symbol: return wrapper(.symbol, .symbolPrototype, value)
        case .bigint: return wrapper(.bigint, .bigintPrototype, value)
        }
    }
    private func wrapper(_ kind: ObjectKind, _ prototype: Intrinsic, _ value: Value) -> Handle {
        let h = makeObject(kind, prototype: intrinsic(prototype), internals: 1)
        setInternalValue(h, 0, value)
        return h
    }
    public func toBigInt(_ value: Value) throws(Abrupt) -> Value {
        let p = try toPrimitive(value, .number)
        switch p.tag {
        case .bigint: return p
        case .boolean: return makeBigInt(BigInteger(Int64(p.boolean ? 1 : 0)))
        case .string:
            guard let parsed = parsedBigInt(p.handle) else {
                let units = codeUnits(p.handle)  // V8 cuts it
                let shown = units.count > 1_000 ? String(decoding: units.prefix(1_000), as: UTF16.self) + "…" : text(p.handle)
                throw syntaxError("Cannot convert \(shown) to a BigInt")
            }
            return makeBigInt(parsed)
        case .int, .double: throw typeError("Cannot convert \(NumberText.text(p.number)) to a BigInt")
        default: throw typeError("Cannot convert \(describe(p)) to a BigInt")
        }
    }
    func parsedBigInt(_ string: Handle) -> BigInteger? {
        let length = stringLength(string)
        spend(length * length / 300)  // each digit multiplies all that came before
        return Machine.parseBigInt(text(string))
    }
    /// StringToBigInt: white space around, a radix prefix, or a sign and decimal digits.
    public static func parseBigInt(_ text: String) -> BigInteger? {
        var scalars = Substring(text)
        while let c = scalars.unicodeScalars.first, c.properties.isWhitespace || c == "\u{FEFF}" { scalars.unicodeScalars.removeFirst() }
        while let c = scalars.unicodeScalars.last, c.properties.isWhitespace || c == "\u{FEFF}" { scalars.unicodeScalars.removeLast() }
        if scalars.isEmpty { return BigInteger(Int64(0)) }
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)] where scalars.hasPrefix(prefix) {
            return BigInteger(scalars.dropFirst(2), radix: UInt32(radix))
        }
        if scalars.first == "-" { return BigInteger(scalars.dropFirst())?.negated }
        return BigInteger(scalars.first == "+" ? scalars.dropFirst() : scalars)
    }
}
