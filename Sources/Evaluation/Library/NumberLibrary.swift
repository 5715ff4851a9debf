import Glibc
import Machine
import Text

/// Number, Boolean, BigInt.
enum NumberLibrary {
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "Number", length: 1, prototype: .numberPrototype) { m, a throws(Abrupt) in
            var v: Value = .int(0)
            if a.count > 0 {
                if a[0].isUncertain { return .unknown(m.reason(of: a[0]), .number) }
                let n = try m.toNumeric(a[0])
                v = n.isBigInt ? .number(m.bigInt(n).double) : n
            }
            guard a.isConstruct else { return v }
            let o = m.makeObject(.number, prototype: try m.prototypeFor(a.newTarget, .numberPrototype), internals: 1)
            m.setInternalValue(o, 0, v)
            return .object(o)
        }
        for (name, v) in [
            ("MAX_SAFE_INTEGER", 9_007_199_254_740_991), ("MIN_SAFE_INTEGER", -9_007_199_254_740_991),
            ("MAX_VALUE", Double.greatestFiniteMagnitude), ("MIN_VALUE", Double.leastNonzeroMagnitude), ("EPSILON", 0x1p-52),
            ("POSITIVE_INFINITY", .infinity), ("NEGATIVE_INFINITY", -.infinity), ("NaN", .nan)
        ] { m.define(c, name, .number(v), .none) }
        func test(_ name: String, _ body: @escaping (Double) -> Bool) {
            m.defineMethod(c, name, length: 1) { m, a in
                a[0].isUncertain && m.hint(of: a[0]) != .string
                    ? .unknown(m.reason(of: a[0]), .boolean) : .boolean(a[0].isNumber && body(a[0].number))
            }
        }
        test("isInteger") { $0.isFinite && $0.rounded() == $0 }
        test("isSafeInteger") { $0.isFinite && $0.rounded() == $0 && abs($0) <= 9_007_199_254_740_991 }
        test("isFinite") { $0.isFinite }
        test("isNaN") { $0.isNaN }
        let p = m.intrinsic(.numberPrototype)
        m.setInternalValue(p, 0, .int(0))
        func this(_ m: Machine, _ a: Arguments, _ name: String) throws(Abrupt) -> Double {
            if a.this.isNumber { return a.this.number }
            if a.this.isObject, m.kind(a.this.handle) == .number { return m.internalValue(a.this.handle, 0).number }
            if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
            throw m.typeError("Number.prototype.\(name) requires that 'this' be a Number")
        }
        m.defineMethod(p, "valueOf", length: 0) { m, a throws(Abrupt) in .number(try this(m, a, "valueOf")) }
        m.defineMethod(p, "toString", length: 1) { m, a throws(Abrupt) in
            m.spend(40)
            let d = try this(m, a, "toString"), radix = a[0].isUndefined ? 10 : try m.toInteger(a[0])
            guard radix >= 2, radix <= 36 else { throw m.rangeError("toString() radix argument must be between 2 and 36") }
            return m.makeString(NumberText.text(d, radix: Int(radix)))
        }
        m.defineMethod(p, "toLocaleString", length: 0) { m, a throws(Abrupt) in
            // no locale groups so few digits; other digits than these are taken to be nobody's default
            let d = try this(m, a, "toLocaleString")
            if a.count == 0, d >= 0, d < 1000, d == d.rounded() { return m.makeString(NumberText.text(d)) }
            return m.unknown("locale", "a number in a locale", .string)
        }
        m.defineMethod(p, "toFixed", length: 1) { m, a throws(Abrupt) in
            m.spend(40)
            let d = try this(m, a, "toFixed"), digits = try m.toInteger(a[0])
            guard digits >= 0, digits <= 100 else { throw m.rangeError("toFixed() digits argument must be between 0 and 100") }
            return m.makeString(!d.isFinite || abs(d) >= 1e21 ? NumberText.text(d) : NumberFormats.fixed(d, Int(digits)))
        }
        m.defineMethod(p, "toPrecision", length: 1) { m, a throws(Abrupt) in
            m.spend(40)
            let d = try this(m, a, "toPrecision")
            if a[0].isUndefined { return m.makeString(NumberText.text(d)) }
            let digits = try m.toInteger(a[0])
            guard d.isFinite else { return m.makeString(NumberText.text(d)) }
            guard digits >= 1, digits <= 100 else { throw m.rangeError("toPrecision() argument must be between 1 and 100") }
            return m.makeString(NumberFormats.precision(d, Int(digits)))
        }
        m.defineMethod(p, "toExponential", length: 1) { m, a throws(Abrupt) in
            m.spend(40)
            let d = try this(m, a, "toExponential")
            let digits = try m.toInteger(a[0])
            guard d.isFinite else { return m.makeString(NumberText.text(d)) }
            guard digits >= 0, digits <= 100 else { throw m.rangeError("toExponential() argument must be between 0 and 100") }
            return m.makeString(NumberFormats.exponential(d, a[0].isUndefined ? nil : Int(digits)))
        }
        boolean(m)
        bigint(m)
    }
    private static func boolean(_ m: Machine) {
        Library.constructor(m, "Boolean", length: 1, prototype: .booleanPrototype) { m, a throws(Abrupt) in
            let v: Value = m.truthiness(a[0]).map { .boolean($0) } ?? .unknown(m.reason(of: a[0]), .boolean)
            guard a.isConstruct else { return v }
            let o = m.makeObject(.boolean, prototype: try m.prototypeFor(a.newTarget, .booleanPrototype), internals: 1)
            m.setInternalValue(o, 0, v)
            return .object(o)
        }
        let p = m.intrinsic(.booleanPrototype)
        m.setInternalValue(p, 0, .false)
        func this(_ m: Machine, _ a: Arguments, _ method: String) throws(Abrupt) -> Value {
            if a.this.isBoolean { return a.this }
            if a.this.isObject, m.kind(a.this.handle) == .boolean { return m.internalValue(a.this.handle, 0) }
            if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
            throw m.typeError("Boolean.prototype.\(method) requires that 'this' be a Boolean")
        }
        m.defineMethod(p, "valueOf", length: 0) { m, a throws(Abrupt) in try this(m, a, "valueOf") }
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in .string(try m.toString(this(m, a, "toString"))) }
    }
    private static func bigint(_ m: Machine) {
        let c = Library.constructor(m, "BigInt", length: 1, prototype: .bigintPrototype) { m, a throws(Abrupt) in
            if a.isConstruct { throw m.typeError("BigInt is not a constructor") }
            if a[0].isUncertain { return .unknown(m.reason(of: a[0]), .bigint) }
            let v = try m.toPrimitive(a[0], .number)
            if v.isNumber {
                guard let b = BigInteger(exactly: v.number) else {
                    throw m.rangeError(
                        "The number \(NumberText.text(v.number)) cannot be converted to a BigInt because it is not an integer")
                }
                return m.makeBigInt(b)
            }
            return try m.toBigInt(v)
        }
        for (name, signed) in [("asIntN", true), ("asUintN", false)] {
            m.defineMethod(c, name, length: 2) { m, a throws(Abrupt) in
                let bits = try m.toIndex(a[0], "Invalid value: not (convertible to) a safe integer"), v = m.bigInt(try m.toBigInt(a[1]))
                guard bits <= 1 << 20 else { throw m.rangeError("Maximum BigInt size exceeded") }
                let modulus = BigInteger(Int64(1)).shiftedLeft(bits)
                guard let r = v.dividing(by: modulus)?.remainder else { return m.makeBigInt(BigInteger(Int64(0))) }
                var low = r.isNegative ? r + modulus : r
                if signed, bits > 0, BigInteger.compare(low, BigInteger(Int64(1)).shiftedLeft(bits - 1)) >= 0 { low = low - modulus }
                return m.makeBigInt(low)
            }
        }
        let p = m.intrinsic(.bigintPrototype)
        func this(_ m: Machine, _ a: Arguments, _ method: String) throws(Abrupt) -> Value {
            if a.this.isBigInt { return a.this }
            if a.this.isObject, m.kind(a.this.handle) == .bigint { return m.internalValue(a.this.handle, 0) }
            if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
            throw m.typeError("BigInt.prototype.\(method) requires that 'this' be a BigInt")
        }
        m.defineMethod(p, "valueOf", length: 0) { m, a throws(Abrupt) in try this(m, a, "valueOf") }
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in
            let number = try this(m, a, "toString")
            let radix = a[0].isUndefined ? 10 : try m.toInteger(a[0])
            guard radix >= 2, radix <= 36 else { throw m.rangeError("toString() radix argument must be between 2 and 36") }
            let big = m.bigInt(number)
            m.spend(big.limbs.count * big.limbs.count / 8)
            return m.makeString(big.text(radix: UInt32(radix)))
        }
        m.define(p, m.wellKnown.toStringTag, m.makeString("BigInt"), .configurable)
    }
}
