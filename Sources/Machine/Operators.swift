import Glibc
import Text

/// Operators on any values: the slow paths behind the loop's integer and double fast paths.
extension Machine {
    enum Binary {
        case add, subtract, multiply, divide, remainder, exponentiate, bitAnd, bitOr, bitXor, shiftLeft, shiftRight, shiftRightUnsigned
    }
    enum Relation { case less, lessOrEqual, greater, greaterOrEqual }

    @inline(never) func binary(_ op: Binary, _ a: Value, _ b: Value) throws(Abrupt) -> Value {
        if a.isNumber, b.isNumber, op == .exponentiate { return power(a.number, b.number) }
        if a.isNumber, b.isNumber { return Machine.arithmetic(op, a.number, b.number) }
        if op == .add, a.isString, b.isString { return .string(try concatenate(a.handle, b.handle)) }
        if a.isUncertain || b.isUncertain { return try uncertainBinary(op, a, b) }
        do throws(Abrupt) {
            if op == .add {
                let x = try toPrimitive(a), y = try toPrimitive(b)
                if x.isString || y.isString { return .string(try concatenate(toString(x), toString(y))) }
                return try numeric(op, toNumeric(x), toNumeric(y))
            }
            let x = try toNumeric(a)
            return try numeric(op, x, toNumeric(b))
        } catch {
            if case .unknown(let why) = error { return .unknown(why) }
            throw error
        }
    }
    private func numeric(_ op: Binary, _ x: Value, _ y: Value) throws(Abrupt) -> Value {
        if x.isNumber, y.isNumber { return op == .exponentiate ? power(x.number, y.number) : Machine.arithmetic(op, x.number, y.number) }
        guard x.isBigInt, y.isBigInt else { throw typeError("Cannot mix BigInt and other types, use explicit conversions") }
        return try bigArithmetic(op, bigInt(x), bigInt(y))
    }
    /// Number::exponentiate. Until V8 12 large powers are some digits off (`base::ieee754::pow`; measured on 11.3, 12.4 and 13.6).
    public func power(_ x: Double, _ y: Double) -> Value {
        if y == 2 { return .number(x * x) }
        let result = Machine.arithmetic(.exponentiate, x, y)
        return v8Version < 136 && Self.isRounded(x, y, result.number)
            ? unknown("power", "the last digits of a large power", .number) : result
    }
    /// The power is no number of the format, as far as that is easily told.
    private static func isRounded(_ x: Double, _ y: Double, _ result: Double) -> Bool {
        guard result.isFinite, result != 0, x != 1, abs(y) != 1, y != 0, y != 0.5 else { return false }
        if abs(x).significand == 1, y == y.rounded() { return false }
        return y < 0 || y != y.rounded() || log2(scalbn(abs(x).significand, Int32(x.significandWidth))) * y > 53
    }
    static func arithmetic(_ op: Binary, _ x: Double, _ y: Double) -> Value {
        switch op {
        case .add: .number(x + y)
        case .subtract: .number(x - y)
        case .multiply: .number(x * y)
        case .divide: .number(x / y)
        case .remainder: .number(fmod(x, y))
        case .exponentiate: .number(y.isNaN || (abs(x) == 1 && y.isInfinite) ? .nan : pow(x, y))
        case .bitAnd: .int(toInt32(x) & toInt32(y))
        case .bitOr: .int(toInt32(x) | toInt32(y))
        case .bitXor: .int(toInt32(x) ^ toInt32(y))
        case .shiftLeft: .int(toInt32(x) &<< (toInt32(y) & 31))
        case .shiftRight: .int(toInt32(x) &>> (toInt32(y) & 31))
        case .shiftRightUnsigned: .number(Double(UInt32(bitPattern: toInt32(x)) &>> UInt32(bitPattern: toInt32(y) & 31)))
        }
    }
    /// V8 has no more than 2^30 bits; from a million on they are not followed here.
    private func tooLarge(bits: Double) -> Abrupt {
        bits > Double(1 << 30)
            ? rangeError("Maximum BigInt size exceeded") : .unknown(reason("bigint", "a BigInt of more than a million bits"))
    }
    private func bigArithmetic(_ op: Binary, _ x: BigInteger, _ y: BigInteger) throws(Abrupt) -> Value {
        spend((x.limbs.count + y.limbs.count) / 16 + x.limbs.count * y.limbs.count / 32)
        switch op {
        case .add: return makeBigInt(x + y)
        case .subtract: return makeBigInt(x - y)
        case .multiply:
            if x.limbs.count + y.limbs.count > 1 << 15 { throw tooLarge(bits: Double(x.bitWidth + y.bitWidth - 1)) }
            return makeBigInt(x * y)
        case .divide, .remainder:
            guard let r = x.dividing(by: y) else { throw rangeError("Division by zero") }
            return makeBigInt(op == .divide ? r.quotient : r.remainder)
        case .exponentiate:
            if y.isNegative { throw rangeError("undefined must be positive") }
            guard let p = x.power(y) else { throw tooLarge(bits: Double(x.bitWidth - 1) * y.double) }
            spend(p.limbs.count * p.limbs.count / 32)
            return makeBigInt(p)
        case .bitAnd: return makeBigInt(.bitwise(x, y, &))
        case .bitOr: return makeBigInt(.bitwise(x, y, |))
        case .bitXor: return makeBigInt(.bitwise(x, y, ^))
        case .shiftLeft, .shiftRight:
            if x.limbs.isEmpty { return makeBigInt(x) }
            guard y.limbs.count <= 1 else {
                guard y.isNegative == (op == .shiftLeft) else { throw tooLarge(bits: .infinity) }
                return makeBigInt(BigInteger(Int64(x.isNegative ? -1 : 0)))
            }
            let n = Int(y.limbs.first ?? 0) * (y.isNegative ? -1 : 1) * (op == .shiftLeft ? 1 : -1)
            if n + x.bitWidth > 1 << 20 { throw tooLarge(bits: Double(n + x.bitWidth)) }
            return makeBigInt(x.shiftedLeft(n))
        case .shiftRightUnsigned: throw typeError("BigInts have no unsigned right shift, use >> instead")
        }
    }
    private func uncertainBinary(_ op: Binary, _ a: Value, _ b: Value) throws(Abrupt) -> Value {
        let xs = alternatives(a), ys = alternatives(b)
        if !xs.isEmpty, !ys.isEmpty, xs.count * ys.count <= 12 {
            var result: Value?
            for x in xs {
                for y in ys {
                    let one = try binary(op, x, y)
                    result = result.map { join($0, one) } ?? one
                }
            }
            if let result { return result }
        }
        let why = reason(of: a.isUncertain ? a : b)
        if op == .add {
            if a.isString, let random = randomText(b) { return .string(try concatenate(a.handle, random.handle)) }
            if b.isString, let random = randomText(a) { return .string(try concatenate(random.handle, b.handle)) }
            let x = hint(of: a), y = hint(of: b)
            return .unknown(why, x == .string || y == .string ? .string : x == .number && y == .number ? .number : .any)
        }
        let h = [hint(of: a), hint(of: b)]
        return .unknown(why, h.contains(.bigint) ? .bigint : h.contains(.any) || h.contains(.object) ? .any : .number)
    }

    // Comparison

    /// The relation; unknown (a boolean hint) where it is not known.
    @inline(never) func compare(_ relation: Relation, _ a: Value, _ b: Value) throws(Abrupt) -> Value {
        if a.isNumber, b.isNumber { return .boolean(Machine.relate(relation, a.number, b.number)) }
        if a.isUncertain || b.isUncertain {
            return try decide(a, b) { x, y throws(Abrupt) in try self.compare(relation, x, y) }
        }
        do throws(Abrupt) {
            let x = try toPrimitive(a, .number), y = try toPrimitive(b, .number)
            if x.isString, y.isString {
                let c = compareStrings(x.handle, y.handle)
                return .boolean(Machine.relate(relation, Double(c), 0))
            }
            if x.isBigInt || y.isBigInt { return .boolean(try compareBig(relation, x, y)) }
            return .boolean(Machine.relate(relation, try toDouble(x), try toDouble(y)))
        } catch {
            if case .unknown(let why) = error { return .unknown(why, .boolean) }
            throw error
        }
    }
    @inline(__always) static func relate(_ r: Relation, _ x: Double, _ y: Double) -> Bool {
        switch r {
        case .less: x < y;
        case .lessOrEqual: x <= y;
        case .greater: x > y;
        case .greaterOrEqual: x >= y
        }
    }
    private func compareBig(_ r: Relation, _ x: Value, _ y: Value) throws(Abrupt) -> Bool {
        func parts(_ v: Value) throws(Abrupt) -> (big: BigInteger?, double: Double) {
            if v.isBigInt { return (bigInt(v), 0) }
            if v.isString { return (parsedBigInt(v.handle), .nan) }
            let d = try toDouble(v)
            return (BigInteger(exactly: d), d)
        }
        let p = try parts(x), q = try parts(y)
        if let i = p.big, let j = q.big { return Machine.relate(r, Double(BigInteger.compare(i, j)), 0) }
        return Machine.relate(r, p.big?.double ?? p.double, q.big?.double ?? q.double)
    }
    /// A boolean over uncertain operands: decided where all alternatives agree.
    private func decide(_ a: Value, _ b: Value, _ test: (Value, Value) throws(Abrupt) -> Value) throws(Abrupt) -> Value {
        let xs = alternatives(a), ys = alternatives(b)
        var answer: Value?
        if !xs.isEmpty, !ys.isEmpty {
            for x in xs {
                for y in ys {
                    let one = try test(x, y)
                    if let known = answer, !Value.identical(known, one) {
                        answer = nil; return .unknown(reason(of: a.isUncertain ? a : b), .boolean)
                    }
                    answer = one
                }
            }
            if let answer { return answer }
        }
        return .unknown(reason(of: a.isUncertain ? a : b), .boolean)
    }
    func strictEquals(_ a: Value, _ b: Value) -> Value {
        if a.isUncertain || b.isUncertain {
            let x = hint(of: a), y = hint(of: b)
            if a.isUnknown || b.isUnknown, x != .any, y != .any, x != y, !(x == .object && y == .function),
                !(x == .function && y == .object)
            {
                return .false
            }
            return (try? decide(a, b) { p, q in self.strictEquals(p, q) }) ?? .unknown(reason(of: a), .boolean)
        }
        return .boolean(isStrictlyEqual(a, b))
    }
    public func isStrictlyEqual(_ a: Value, _ b: Value) -> Bool {
        if a.isNumber, b.isNumber { return a.number == b.number }
        if a.isString, b.isString { return stringsEqual(a.handle, b.handle) }
        if a.isBigInt, b.isBigInt { return bigInt(a) == bigInt(b) }
        return Value.identical(a, b)
    }
    /// SameValue: NaN equals itself, 0 is not -0. Uncertain values are the same only as themselves.
    public func sameValue(_ a: Value, _ b: Value) -> Bool {
        if a.isNumber, b.isNumber { return a.number.bitPattern == b.number.bitPattern || (a.number.isNaN && b.number.isNaN) }
        return isStrictlyEqual(a, b)
    }
    func looselyEquals(_ a: Value, _ b: Value) throws(Abrupt) -> Value {
        if a.isUncertain || b.isUncertain {
            if b.isNullish, let n = nullishness(a) { return .boolean(n) }
            if a.isNullish, let n = nullishness(b) { return .boolean(n) }
            return try decide(a, b) { x, y throws(Abrupt) in try self.looselyEquals(x, y) }
        }
        if a.isNullish || b.isNullish { return .boolean(a.isNullish && b.isNullish) }
        if a.isObject == b.isObject, a.isString == b.isString, a.isNumber == b.isNumber, a.isBigInt == b.isBigInt,
            a.isBoolean == b.isBoolean
        {
            return .boolean(isStrictlyEqual(a, b))
        }
        if a.isObject || b.isObject {
            if a.isObject && b.isObject { return .boolean(Value.identical(a, b)) }
            let p = try a.isObject ? toPrimitive(a) : toPrimitive(b)
            return try a.isObject ? looselyEquals(p, b) : looselyEquals(a, p)
        }
        if a.isSymbol || b.isSymbol { return .boolean(Value.identical(a, b)) }
        if a.isBigInt || b.isBigInt {
            let big = a.isBigInt ? a : b, other = a.isBigInt ? b : a
            if other.isString { return .boolean(parsedBigInt(other.handle).map { $0 == bigInt(big) } ?? false) }
            return .boolean(BigInteger(exactly: try toDouble(other)).map { $0 == bigInt(big) } ?? false)
        }
        return .boolean(try toDouble(a) == toDouble(b))
    }

    // Unary and type tests

    public func typeOf(_ value: Value) -> Value {
        let text: String
        switch value.tag {
        case .undefined, .hole, .reference: text = "undefined"
        case .null: text = "object"
        case .boolean: text = "boolean"
        case .int, .double: text = "number"
        case .string: text = "string"
        case .symbol: text = "symbol"
        case .bigint: text = "bigint"
        case .object: text = isCallable(value) ? "function" : "object"
        case .unknown:
            switch value.hint {
            case .number: text = "number";
            case .string: text = "string";
            case .boolean: text = "boolean"
            case .object: text = "object";
            case .function: text = "function";
            case .bigint: text = "bigint"
            default: return .unknown(value.reason, .string)
            }
        case .union:
            var result: Value?
            for one in alternatives(value) { result = result.map { join($0, typeOf(one)) } ?? typeOf(one) }
            return result ?? .unknown(reason(of: value), .string)
        }
        return self.value(of: keys.key(text))
    }
    func instanceOf(_ value: Value, _ constructor: Value) throws(Abrupt) -> Value {
        if constructor.isUncertain {
            // what modelled constructors made is no instance of a class that is not modelled
            if constructor.isUnknown, text(of: constructor.reason).code.hasPrefix("unmodelled"), value.isObject, !isOpen(value.handle) {
                return .false
            }
            return .unknown(reason(of: constructor), .boolean)
        }
        guard constructor.isObject else { throw languageError(.instanceOf(printed: "Right-hand side of 'instanceof' is not an object")) }
        let method = try get(constructor, symbols.hasInstance)
        if !method.isNullish {
            let result = try call(method, constructor, [value])
            return truthiness(result).map { .boolean($0) } ?? .unknown(reason(of: result), .boolean)
        }
        guard isCallable(constructor) else { throw languageError(.instanceOf(printed: "Right-hand side of 'instanceof' is not callable")) }
        return try ordinaryHasInstance(constructor, value)
    }
    public func ordinaryHasInstance(_ constructor: Value, _ value: Value) throws(Abrupt) -> Value {
        guard isCallable(constructor) else { return .false }
        if constructor.isObject, kind(constructor.handle) == .bound { return try instanceOf(value, internalValue(constructor.handle, 0)) }
        if value.isUncertain {
            if value.isUnknown {
                return value.hint == .any || value.hint == .object || value.hint == .function ? .unknown(value.reason, .boolean) : .false
            }
            return try decide(value, .undefined) { v, _ throws(Abrupt) in try self.ordinaryHasInstance(constructor, v) }
        }
        guard value.isObject else { return .false }
        let p = try get(constructor, names.prototype)
        if p.isUncertain { return .unknown(reason(of: p), .boolean) }
        guard p.isObject else { throw typeError("Function has non-object prototype '\(describe(p))' in instanceof check") }
        var at = value.handle, steps = 0
        while true {
            let parent = try prototypeValue(at)
            guard parent.isObject else { return .false }
            if parent.handle == p.handle { return .true }
            at = parent.handle
            steps += 1
            if steps > 10_000 { throw .stopped(.steps) }
        }
    }
    func inOperator(_ key: Value, _ object: Value) throws(Abrupt) -> Value {
        if object.isUncertain { return .unknown(reason(of: object), .boolean) }
        guard object.isObject else { throw languageError(.inOperator(key: describe(key), printed: describe(object))) }
        if key.isUncertain { return .unknown(reason(of: key), .boolean) }
        return try hasProperty(object.handle, toPropertyKey(key))
    }
    func unaryMinus(_ value: Value) throws(Abrupt) -> Value {
        if value.isUncertain { return .unknown(reason(of: value), hint(of: value) == .bigint ? .bigint : .number) }
        let n = try toNumeric(value)
        return n.isBigInt ? makeBigInt(bigInt(n).negated) : .number(-n.number)
    }
    func step(_ value: Value, by delta: Double) throws(Abrupt) -> Value {
        if value.isUncertain { return .unknown(reason(of: value), .number) }
        let n = try toNumeric(value)
        return n.isBigInt ? makeBigInt(bigInt(n) + BigInteger(Int64(delta))) : .number(n.number + delta)
    }
}
