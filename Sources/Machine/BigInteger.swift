/// Arbitrary-precision integers: sign and magnitude in 32-bit limbs, least significant first.
public struct BigInteger: Sendable, Equatable {
    public private(set) var isNegative: Bool
    public private(set) var limbs: [UInt32]

    public init(negative: Bool, limbs: [UInt32]) {
        var limbs = limbs
        while limbs.last == 0 { limbs.removeLast() }
        self.limbs = limbs
        isNegative = negative && !limbs.isEmpty
    }
    public init(_ value: Int64) {
        self.init(
            negative: value < 0, limbs: [UInt32(truncatingIfNeeded: value.magnitude), UInt32(truncatingIfNeeded: value.magnitude >> 32)])
    }
    public init(_ value: UInt64) {
        self.init(negative: false, limbs: [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)])
    }
    /// nil for a double that is not an integer.
    public init?(exactly d: Double) {
        guard d.isFinite, d.rounded(.towardZero) == d else { return nil }
        guard d != 0 else { self.init(Int64(0)); return }
        let exponent = max(0, Int(d.exponent) - 52)
        let significand = UInt64(abs(d) / Double(sign: .plus, exponent: exponent, significand: 1))
        self = BigInteger(significand).shiftedLeft(exponent)
        isNegative = d < 0
    }
    /// Digits of a radix up to 36; nil where one is not a digit or there is none.
    public init?(_ digits: some StringProtocol, radix: UInt32 = 10) {
        guard !digits.isEmpty else { return nil }
        var limbs: [UInt32] = []
        for c in digits.utf8 {
            let digit: UInt32
            switch c {
            case 48...57: digit = UInt32(c - 48);
            case 97...122: digit = UInt32(c - 87);
            case 65...90: digit = UInt32(c - 55);
            default: return nil
            }
            guard digit < radix else { return nil }
            var carry = UInt64(digit)
            for i in limbs.indices {
                let v = UInt64(limbs[i]) * UInt64(radix) + carry; limbs[i] = UInt32(truncatingIfNeeded: v); carry = v >> 32
            }
            if carry > 0 { limbs.append(UInt32(carry)) }
        }
        self.init(negative: false, limbs: limbs)
    }
    public var isZero: Bool { limbs.isEmpty }
    public var negated: BigInteger { BigInteger(negative: !isNegative, limbs: limbs) }
    /// Two's complement, the low 64 bits.
    public var low64: UInt64 {
        let m = (limbs.count > 0 ? UInt64(limbs[0]) : 0) | (limbs.count > 1 ? UInt64(limbs[1]) << 32 : 0)
        return isNegative ? 0 &- m : m
    }
    public var bitWidth: Int { limbs.isEmpty ? 0 : limbs.count * 32 - limbs[limbs.count - 1].leadingZeroBitCount }
    /// Nearest double, ties to even.
    public var double: Double {
        let bits = bitWidth
        guard bits > 64 else {
            let m = Double((limbs.count > 0 ? UInt64(limbs[0]) : 0) | (limbs.count > 1 ? UInt64(limbs[1]) << 32 : 0))
            return isNegative ? -m : m
        }
        guard bits <= 1024 else { return isNegative ? -.infinity : .infinity }
        let shift = bits - 64
        var top = BigInteger(negative: false, limbs: limbs).shiftedRight(shift).low64
        if !BigInteger(negative: false, limbs: Array(limbs)).lowBitsAreZero(shift) { top |= 1 }  // sticky bit
        let m = Double(top) * Double(sign: .plus, exponent: shift, significand: 1)
        return isNegative ? -m : m
    }
    func lowBitsAreZero(_ n: Int) -> Bool {
        for i in 0..<min(n / 32, limbs.count) where limbs[i] != 0 { return false }
        return n / 32 >= limbs.count || limbs[n / 32] & ((1 << UInt32(n % 32)) &- 1) == 0
    }
    public func text(radix: UInt32 = 10) -> String {
        guard !limbs.isEmpty else { return "0" }
        // nine decimal digits at a time
        var rest = limbs, out: [UInt8] = []
        var chunk = radix, digitsPerChunk = 1
        while UInt64(chunk) * UInt64(radix) <= UInt64(UInt32.max) { chunk *= radix; digitsPerChunk += 1 }
        while !rest.isEmpty {
            var remainder: UInt64 = 0
            for i in rest.indices.reversed() {
                let v = remainder << 32 | UInt64(rest[i]); rest[i] = UInt32(v / UInt64(chunk)); remainder = v % UInt64(chunk)
            }
            while rest.last == 0 { rest.removeLast() }
            for _ in 0..<digitsPerChunk {
                if rest.isEmpty, remainder == 0 { break }
                let digit = UInt8(remainder % UInt64(radix)); remainder /= UInt64(radix)
                out.append(digit < 10 ? digit + 48 : digit + 87)
            }
        }
        if isNegative { out.append(45) }
        return String(decoding: out.reversed(), as: UTF8.self)
    }
    public static func compareMagnitude(_ a: [UInt32], _ b: [UInt32]) -> Int {
        if a.count != b.count { return a.count < b.count ? -1 : 1 }
        for i in a.indices.reversed() where a[i] != b[i] { return a[i] < b[i] ? -1 : 1 }
        return 0
    }
    public static func compare(_ a: BigInteger, _ b: BigInteger) -> Int {
        if a.isNegative != b.isNegative { return a.isNegative ? -1 : 1 }
        let c = compareMagnitude(a.limbs, b.limbs)
        return a.isNegative ? -c : c
    }
    static func addMagnitude(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var out: [UInt32] = [], carry: UInt64 = 0
        for i in 0..<max(a.count, b.count) {
            let v = (i < a.count ? UInt64(a[i]) : 0) + (i < b.count ? UInt64(b[i]) : 0) + carry
            out.append(UInt32(truncatingIfNeeded: v)); carry = v >> 32
        }
        if carry > 0 { out.append(UInt32(carry)) }
        return out
    }
    /// |a| >= |b|.
    static func subtractMagnitude(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
        var out = a, borrow: Int64 = 0
        for i in a.indices {
            var v = Int64(a[i]) - (i < b.count ? Int64(b[i]) : 0) - borrow
            borrow = v < 0 ? 1 : 0
            if v < 0 { v += 1 << 32 }
            out[i] = UInt32(v)
        }
        return out
    }
    public static func + (a: BigInteger, b: BigInteger) -> BigInteger {
        if a.isNegative == b.isNegative { return BigInteger(negative: a.isNegative, limbs: addMagnitude(a.limbs, b.limbs)) }
        return compareMagnitude(a.limbs, b.limbs) >= 0
            ? BigInteger(negative: a.isNegative, limbs: subtractMagnitude(a.limbs, b.limbs))
            : BigInteger(negative: b.isNegative, limbs: subtractMagnitude(b.limbs, a.limbs))
    }
    public static func - (a: BigInteger, b: BigInteger) -> BigInteger { a + b.negated }
    public static func * (a: BigInteger, b: BigInteger) -> BigInteger {
        if a.isZero || b.isZero { return BigInteger(Int64(0)) }
        var out = [UInt32](repeating: 0, count: a.limbs.count + b.limbs.count)
        for i in a.limbs.indices {
            var carry: UInt64 = 0
            for j in b.limbs.indices {
                let v = UInt64(a.limbs[i]) * UInt64(b.limbs[j]) + UInt64(out[i + j]) + carry
                out[i + j] = UInt32(truncatingIfNeeded: v); carry = v >> 32
            }
            out[i + b.limbs.count] = UInt32(carry)
        }
        return BigInteger(negative: a.isNegative != b.isNegative, limbs: out)
    }
    /// Truncating, as JavaScript's; nil for division by zero.
    public func dividing(by b: BigInteger) -> (quotient: BigInteger, remainder: BigInteger)? {
        guard !b.isZero else { return nil }
        if BigInteger.compareMagnitude(limbs, b.limbs) < 0 { return (BigInteger(Int64(0)), self) }
        if b.limbs.count == 1 {
            var out = limbs, remainder: UInt64 = 0
            for i in limbs.indices.reversed() {
                let v = remainder << 32 | UInt64(limbs[i]); out[i] = UInt32(v / UInt64(b.limbs[0])); remainder = v % UInt64(b.limbs[0])
            }
            return (
                BigInteger(negative: isNegative != b.isNegative, limbs: out), BigInteger(negative: isNegative, limbs: [UInt32(remainder)])
            )
        }
        // Knuth's algorithm D
        let shift = b.limbs[b.limbs.count - 1].leadingZeroBitCount
        let v = BigInteger(negative: false, limbs: b.limbs).shiftedLeft(shift).limbs
        var u = BigInteger(negative: false, limbs: limbs).shiftedLeft(shift).limbs
        while u.count <= limbs.count { u.append(0) }
        let n = v.count, m = u.count - n - 1
        var q = [UInt32](repeating: 0, count: m + 1)
        for j in stride(from: m, through: 0, by: -1) {
            let top = UInt64(u[j + n]) << 32 | UInt64(u[j + n - 1])
            var guess = top / UInt64(v[n - 1]), rest = top % UInt64(v[n - 1])
            while guess >> 32 != 0 || guess * UInt64(v[n - 2]) > (rest << 32 | UInt64(u[j + n - 2])) {
                guess -= 1; rest += UInt64(v[n - 1])
                if rest >> 32 != 0 { break }
            }
            var borrow: Int64 = 0, carry: UInt64 = 0
            for i in 0..<n {
                let p = guess * UInt64(v[i]) + carry
                carry = p >> 32
                let t = Int64(u[i + j]) - borrow - Int64(p & 0xFFFF_FFFF)
                u[i + j] = UInt32(truncatingIfNeeded: t); borrow = t < 0 ? 1 : 0
            }
            let t = Int64(u[j + n]) - borrow - Int64(carry)
            u[j + n] = UInt32(truncatingIfNeeded: t)
            if t < 0 {
                guess -= 1
                var c: UInt64 = 0
                for i in 0..<n { let s = UInt64(u[i + j]) + UInt64(v[i]) + c; u[i + j] = UInt32(truncatingIfNeeded: s); c = s >> 32 }
                u[j + n] = u[j + n] &+ UInt32(c)
            }
            q[j] = UInt32(truncatingIfNeeded: guess)
        }
        return (
            BigInteger(negative: isNegative != b.isNegative, limbs: q),
            BigInteger(negative: isNegative, limbs: BigInteger(negative: false, limbs: Array(u[0..<n])).shiftedRight(shift).limbs)
        )
    }
    public func shiftedLeft(_ n: Int) -> BigInteger {
        guard n > 0, !isZero else { return n < 0 ? shiftedRight(-n) : self }
        var out = [UInt32](repeating: 0, count: n / 32)
        let bits = UInt32(n % 32)
        var carry: UInt32 = 0
        for l in limbs { out.append(l << bits | carry); carry = bits == 0 ? 0 : l >> (32 - bits) }
        out.append(carry)
        return BigInteger(negative: isNegative, limbs: out)
    }
    /// Arithmetic: rounds toward negative infinity.
    public func shiftedRight(_ n: Int) -> BigInteger {
        guard n > 0 else { return n < 0 ? shiftedLeft(-n) : self }
        let lost = !lowBitsAreZero(n)
        let drop = n / 32, bits = UInt32(n % 32)
        guard drop < limbs.count else { return BigInteger(isNegative && !isZero ? Int64(-1) : 0) }
        var out = Array(limbs[drop...])
        if bits > 0 { for i in out.indices { out[i] = out[i] >> bits | (i + 1 < out.count ? out[i + 1] << (32 - bits) : 0) } }
        let shifted = BigInteger(negative: isNegative, limbs: out)
        return isNegative && lost ? shifted - BigInteger(Int64(1)) : shifted
    }
    /// Bitwise operation on two's complement.
    public static func bitwise(_ a: BigInteger, _ b: BigInteger, _ op: (UInt32, UInt32) -> UInt32) -> BigInteger {
        let n = max(a.limbs.count, b.limbs.count) + 1
        let x = a.twosComplement(n), y = b.twosComplement(n)
        return BigInteger(twosComplement: (0..<n).map { op(x[$0], y[$0]) })
    }
    func twosComplement(_ n: Int) -> [UInt32] {
        var out = (0..<n).map { $0 < limbs.count ? limbs[$0] : 0 }
        guard isNegative else { return out }
        var carry = true
        for i in out.indices { out[i] = ~out[i]; if carry { out[i] = out[i] &+ 1; carry = out[i] == 0 } }
        return out
    }
    init(twosComplement words: [UInt32]) {
        guard let last = words.last, last >> 31 == 1 else { self.init(negative: false, limbs: words); return }
        var out = words, carry = true
        for i in out.indices { out[i] = ~out[i]; if carry { out[i] = out[i] &+ 1; carry = out[i] == 0 } }
        self.init(negative: true, limbs: out)
    }
    /// `self ** n`; nil where the result would have more than about a million bits.
    public func power(_ n: BigInteger) -> BigInteger? {
        guard !n.isNegative else { return nil }
        if isZero || n.isZero { return n.isZero ? BigInteger(Int64(1)) : self }
        if limbs == [1] { return isNegative && n.limbs[0] & 1 == 0 ? negated : self }
        guard n.limbs.count == 1, Int(n.limbs[0]) * bitWidth < 1 << 20 else { return nil }
        var result = BigInteger(Int64(1)), base = self, e = n.limbs[0]
        while e > 0 { if e & 1 == 1 { result = result * base }; e >>= 1; if e > 0 { base = base * base } }
        return result
    }
}

extension Machine {
    /// A bigint in the arena: a word of sign and limb count, then the limbs.
    public func makeBigInt(_ value: BigInteger) -> Value {
        let h = allocate(1 + (value.limbs.count + 1) / 2)
        words[Int(h)] = UInt64(value.limbs.count) << 1 | (value.isNegative ? 1 : 0)
        let limbs = UnsafeMutableRawPointer(words + Int(h) + 1).assumingMemoryBound(to: UInt32.self)
        for (i, l) in value.limbs.enumerated() { limbs[i] = l }
        return .bigint(h)
    }
    public func bigInt(_ value: Value) -> BigInteger {
        guard value.isBigInt else { return BigInteger(Int64(0)) }
        let head = words[Int(value.handle)]
        let limbs = UnsafeMutableRawPointer(words + Int(value.handle) + 1).assumingMemoryBound(to: UInt32.self)
        return BigInteger(negative: head & 1 == 1, limbs: (0..<Int(head >> 1)).map { limbs[$0] })
    }
}
