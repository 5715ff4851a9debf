import Glibc
import Machine

/// `Math`.
enum MathLibrary {
    static func install(_ m: Machine) {
        let o = m.makePlainObject()
        m.define(m.globalObject, "Math", .object(o))
        m.define(o, m.wellKnown.toStringTag, m.makeString("Math"), .configurable)
        for (name, v) in [("PI", Double.pi), ("E", M_E), ("LN2", M_LN2), ("LN10", M_LN10), ("LOG2E", M_LOG2E), ("LOG10E", M_LOG10E), ("SQRT2", 2.0.squareRoot()), ("SQRT1_2", 0.5.squareRoot())] { m.define(o, name, .number(v), .none) }
        let exact: [(String, @Sendable (Double) -> Double)] = [
            ("abs", { abs($0) }), ("floor", { floor($0) }), ("ceil", { ceil($0) }), ("trunc", { trunc($0) }), ("sqrt", { $0.squareRoot() }), ("fround", { Double(Float($0)) }),
            ("sign", { $0.isNaN || $0 == 0 ? $0 : $0 > 0 ? 1 : -1 }), ("round", { d in d.isFinite && d.rounded() != d ? (d > 0 && d < 0.5 ? 0 : d < 0 && d >= -0.5 ? -0.0 : floor(d + 0.5) - d > 0.5 ? floor(d + 0.5) - 1 : floor(d + 0.5)) : d }),
        ]
        for (name, f) in exact { m.defineMethod(o, name, length: 1) { m, a throws(Abrupt) in a[0].isUncertain ? .unknown(m.reason(of: a[0]), .number) : .number(f(try m.toDouble(a[0]))) } }
        // libm and an engine may differ in the last bit: those results are as V8's only where both agree, which these do for small integers
        let inexact: [(String, @Sendable (Double) -> Double)] = [
            ("sin", { sin($0) }), ("cos", { cos($0) }), ("tan", { tan($0) }), ("asin", { asin($0) }), ("acos", { acos($0) }), ("atan", { atan($0) }), ("sinh", { sinh($0) }), ("cosh", { cosh($0) }), ("tanh", { tanh($0) }),
            ("asinh", { asinh($0) }), ("acosh", { acosh($0) }), ("atanh", { atanh($0) }), ("exp", { exp($0) }), ("expm1", { expm1($0) }), ("log", { log($0) }), ("log2", { log2($0) }), ("log10", { log10($0) }), ("log1p", { log1p($0) }), ("cbrt", { cbrt($0) }),
        ]
        for (name, f) in inexact { m.defineMethod(o, name, length: 1) { m, a throws(Abrupt) in a[0].isUncertain ? .unknown(m.reason(of: a[0]), .number) : .number(f(try m.toDouble(a[0]))) } }
        m.defineMethod(o, "pow", length: 2) { m, a throws(Abrupt) in
            let x = try m.toDouble(a[0]), y = try m.toDouble(a[1])
            return .number(y.isNaN || (abs(x) == 1 && y.isInfinite) ? .nan : pow(x, y))
        }
        m.defineMethod(o, "atan2", length: 2) { m, a throws(Abrupt) in .number(atan2(try m.toDouble(a[0]), try m.toDouble(a[1]))) }
        m.defineMethod(o, "imul", length: 2) { m, a throws(Abrupt) in .int(try m.toInt32(a[0]) &* m.toInt32(a[1])) }
        m.defineMethod(o, "clz32", length: 1) { m, a throws(Abrupt) in .int(Int32(try m.toUInt32(a[0]).leadingZeroBitCount)) }
        m.defineMethod(o, "hypot", length: 2) { m, a throws(Abrupt) in
            var sum = 0.0, infinite = false
            for v in a.all { let d = try m.toDouble(v); infinite = infinite || d.isInfinite; sum += d * d }
            return .number(infinite ? .infinity : sum.squareRoot())
        }
        for (name, isMax) in [("max", true), ("min", false)] {
            m.defineMethod(o, name, length: 2) { m, a throws(Abrupt) in
                var best = isMax ? -Double.infinity : .infinity, nan = false
                for v in a.all {
                    let d = try m.toDouble(v)
                    if d.isNaN { nan = true } else if isMax ? d > best || (d == 0 && best == 0 && d.sign == .plus) : d < best || (d == 0 && best == 0 && d.sign == .minus) { best = d }
                }
                return .number(nan ? .nan : best)
            }
        }
        m.defineMethod(o, "random", length: 0) { m, _ in m.randomNumber() }
    }
}
