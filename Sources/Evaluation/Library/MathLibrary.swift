import Glibc
import Machine

/// `Math`.
enum MathLibrary {
    static func install(_ m: Machine) {
        let o = m.makePlainObject()
        m.define(m.globalObject, "Math", .object(o))
        m.define(o, m.wellKnown.toStringTag, m.makeString("Math"), .configurable)
        for (name, v) in [
            ("PI", Double.pi), ("E", M_E), ("LN2", M_LN2), ("LN10", M_LN10), ("LOG2E", M_LOG2E), ("LOG10E", M_LOG10E),
            ("SQRT2", 2.0.squareRoot()), ("SQRT1_2", 0.5.squareRoot())
        ] { m.define(o, name, .number(v), .none) }
        let exact: [(String, @Sendable (Double) -> Double)] = [
            ("abs", { abs($0) }), ("floor", { floor($0) }), ("ceil", { ceil($0) }), ("trunc", { trunc($0) }), ("sqrt", { $0.squareRoot() }),
            ("fround", { Double(Float($0)) }),
            ("sign", { $0.isNaN || $0 == 0 ? $0 : $0 > 0 ? 1 : -1 }),
            (
                "round",
                { d in
                    d.isFinite && d.rounded() != d
                        ? (d > 0 && d < 0.5
                            ? 0 : d < 0 && d >= -0.5 ? -0.0 : floor(d + 0.5) - d > 0.5 ? floor(d + 0.5) - 1 : floor(d + 0.5)) : d
                }
            )
        ]
        for (name, f) in exact {
            m.defineMethod(o, name, length: 1) { m, a throws(Abrupt) in
                a[0].isUncertain ? .unknown(m.reason(of: a[0]), .number) : .number(f(try m.toDouble(a[0])))
            }
        }
        // libm and an engine may differ in the last bit: those results are as V8's only where both agree, which these do for small integers
        let inexact: [(String, @Sendable (Double) -> Double)] = [
            ("sin", { sin($0) }), ("cos", { cos($0) }), ("tan", { tan($0) }), ("asin", { asin($0) }), ("acos", { acos($0) }),
            ("atan", { atan($0) }), ("sinh", { sinh($0) }), ("cosh", { cosh($0) }), ("tanh", { tanh($0) }),
            ("asinh", { asinh($0) }), ("acosh", { acosh($0) }), ("atanh", { atanh($0) }), ("exp", { exp($0) }), ("expm1", { expm1($0) }),
            ("log", { log($0) }), ("log2", { log2($0) }), ("log10", { log10($0) }), ("log1p", { log1p($0) }), ("cbrt", { cubeRoot($0) })
        ]
        for (name, f) in inexact {
            m.defineMethod(o, name, length: 1) { m, a throws(Abrupt) in
                a[0].isUncertain ? .unknown(m.reason(of: a[0]), .number) : .number(f(try m.toDouble(a[0])))
            }
        }
        m.defineMethod(o, "pow", length: 2) { m, a throws(Abrupt) in
            let x = try m.toDouble(a[0])
            return m.power(x, try m.toDouble(a[1]))
        }
        m.defineMethod(o, "atan2", length: 2) { m, a throws(Abrupt) in .number(atan2(try m.toDouble(a[0]), try m.toDouble(a[1]))) }
        m.defineMethod(o, "imul", length: 2) { m, a throws(Abrupt) in .int(try m.toInt32(a[0]) &* m.toInt32(a[1])) }
        m.defineMethod(o, "clz32", length: 1) { m, a throws(Abrupt) in .int(Int32(try m.toUInt32(a[0]).leadingZeroBitCount)) }
        m.defineMethod(o, "hypot", length: 2) { m, a throws(Abrupt) in
            let all = try a.all.map { v throws(Abrupt) in abs(try m.toDouble(v)) }
            if all.contains(.infinity) { return .number(.infinity) }
            if all.contains(where: \.isNaN) { return .number(.nan) }
            // scaled by the largest, summed with Kahan's compensation, as V8 does
            guard let largest = all.max(), largest > 0 else { return .int(0) }
            var sum = 0.0, compensation = 0.0
            for d in all {
                let summand = d / largest * (d / largest) - compensation, preliminary = sum + summand
                compensation = (preliminary - sum) - summand
                sum = preliminary
            }
            return .number(sum.squareRoot() * largest)
        }
        for (name, isMax) in [("max", true), ("min", false)] {
            m.defineMethod(o, name, length: 2) { m, a throws(Abrupt) in
                var best = isMax ? -Double.infinity : .infinity, nan = false
                for v in a.all {
                    let d = try m.toDouble(v)
                    if d.isNaN {
                        nan = true
                    } else if isMax
                        ? d > best || (d == 0 && best == 0 && d.sign == .plus) : d < best || (d == 0 && best == 0 && d.sign == .minus)
                    {
                        best = d
                    }
                }
                return .number(nan ? .nan : best)
            }
        }
        m.defineMethod(o, "random", length: 0) { m, _ in m.randomNumber() }
    }
    /// As FreeBSD's `s_cbrt.c`, which V8 has: a rough root by its exponent, a polynomial to 23 bits, one step of Newton's to 53.
    private static func cubeRoot(_ x: Double) -> Double {
        guard x.isFinite, x != 0 else { return x }
        let sign = x.bitPattern & 0x8000_0000_0000_0000, high = UInt32(truncatingIfNeeded: x.magnitude.bitPattern >> 32)
        var t: Double
        if high < 0x0010_0000 {  // subnormal
            let scaled = x.magnitude * 0x1p54
            t = Double(bitPattern: sign | UInt64(UInt32(truncatingIfNeeded: scaled.bitPattern >> 32) / 3 + 696_219_795) << 32)
        } else {
            t = Double(bitPattern: sign | UInt64(high / 3 + 715_094_163) << 32)
        }
        var r = (t * t) * (t / x)
        t =
            t
            * ((1.87595182427177009643 + r * (-1.88497979543377169875 + r * 1.621429720105354466140)) + ((r * r) * r)
                * (-0.758397934778766047437 + r * 0.145996192886612446982))
        t = Double(bitPattern: (t.bitPattern &+ 0x8000_0000) & 0xFFFF_FFFF_C000_0000)
        let s = t * t
        r = x / s
        let w = t + t
        r = (r - t) / (w + r)
        return t + t * r
    }
}
