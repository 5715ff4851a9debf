/// A pattern over `/`-separated paths: `*` and `?` within a part, `**` over parts, `[a-z]`, `{a,b}`.
public struct Glob: Hashable, Sendable {
    /// Plain bytes, so that matching copies nothing: `byte` is the byte itself, or the number of a set.
    private struct Token: Hashable {
        enum Kind: UInt8 {
            case byte, anyByte, star, set, excludedSet
            /// `**/`: any number of whole parts; at the end, everything.
            case parts, everything
        }
        var kind: Kind
        var byte: UInt8 = 0
    }
    private struct Pattern: Hashable {
        var tokens: [Token] = []
        var sets: [[ClosedRange<UInt8>]] = []
    }
    /// One list for each way through the braces.
    private let alternatives: [Pattern]

    public init(_ pattern: some StringProtocol) { alternatives = Self.expand(Array(pattern.utf8)).map(Self.read) }

    public func matches(_ path: some StringProtocol) -> Bool { matches(bytes: Array(path.utf8)[...]) }
    func matches(bytes text: ArraySlice<UInt8>) -> Bool { alternatives.contains { Self.matches($0, text, isPrefix: false) } }
    /// Whether something below this folder could match.
    public func couldMatch(below folder: some StringProtocol) -> Bool {
        couldMatch(belowFolder: (Array(folder.utf8) + [UInt8(ascii: "/")])[...])
    }
    /// `text` ends in a slash.
    func couldMatch(belowFolder text: ArraySlice<UInt8>) -> Bool { alternatives.contains { Self.matches($0, text, isPrefix: true) } }

    /// Braces, innermost last; at most 256 ways, beyond that they stand for themselves.
    private static func expand(_ pattern: [UInt8]) -> [[UInt8]] {
        var pending = [pattern]
        var result: [[UInt8]] = []
        while let next = pending.popLast() {
            guard pending.count + result.count < 256, let close = next.firstIndex(of: UInt8(ascii: "}")),
                let open = next[..<close].lastIndex(of: UInt8(ascii: "{")), next[open..<close].contains(UInt8(ascii: ","))
            else {
                result.append(next)
                continue
            }
            for choice in next[(open + 1)..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).reversed() {
                pending.append(Array(next[..<open]) + Array(choice) + Array(next[(close + 1)...]))
            }
        }
        return result
    }

    private static func read(_ pattern: [UInt8]) -> Pattern {
        var result = Pattern()
        var at = 0
        while at < pattern.count {
            switch pattern[at] {
            case UInt8(ascii: "*"):
                var end = at
                while end < pattern.count, pattern[end] == UInt8(ascii: "*") { end += 1 }
                let isWholePart = end - at >= 2 && (at == 0 || pattern[at - 1] == UInt8(ascii: "/"))
                if isWholePart, end == pattern.count {
                    result.tokens.append(Token(kind: .everything))
                } else if isWholePart, pattern[end] == UInt8(ascii: "/") {
                    if result.tokens.last?.kind != .parts { result.tokens.append(Token(kind: .parts)) }
                    end += 1
                } else if result.tokens.last?.kind != .star {
                    result.tokens.append(Token(kind: .star))
                }
                at = end
            case UInt8(ascii: "?"):
                result.tokens.append(Token(kind: .anyByte))
                at += 1
            case UInt8(ascii: "["):
                guard result.sets.count < 256, let (set, isNegated, end) = set(pattern, at) else { fallthrough }
                result.tokens.append(Token(kind: isNegated ? .excludedSet : .set, byte: UInt8(result.sets.count)))
                result.sets.append(set)
                at = end
            case UInt8(ascii: "\\") where at + 1 < pattern.count:
                result.tokens.append(Token(kind: .byte, byte: pattern[at + 1]))
                at += 2
            default:
                result.tokens.append(Token(kind: .byte, byte: pattern[at]))
                at += 1
            }
        }
        return result
    }
    private static func set(_ pattern: [UInt8], _ open: Int) -> ([ClosedRange<UInt8>], isNegated: Bool, end: Int)? {
        var at = open + 1
        let negated = at < pattern.count && (pattern[at] == UInt8(ascii: "!") || pattern[at] == UInt8(ascii: "^"))
        if negated { at += 1 }
        var ranges: [ClosedRange<UInt8>] = []
        while at < pattern.count, pattern[at] != UInt8(ascii: "]") || ranges.isEmpty {
            if at + 2 < pattern.count, pattern[at + 1] == UInt8(ascii: "-"), pattern[at + 2] != UInt8(ascii: "]"),
                pattern[at] <= pattern[at + 2]
            {
                ranges.append(pattern[at]...pattern[at + 2])
                at += 3
            } else {
                ranges.append(pattern[at]...pattern[at])
                at += 1
            }
        }
        return at < pattern.count ? (ranges, negated, at + 1) : nil
    }

    /// Keeps the set of pattern positions that are reached, one bit each: linear in the text times the pattern, whatever the stars.
    private static func matches(_ pattern: Pattern, _ text: ArraySlice<UInt8>, isPrefix: Bool) -> Bool {
        // Most patterns begin with a plain byte, and most texts with another one.
        if let first = pattern.tokens.first, first.kind == .byte, let byte = text.first, byte != first.byte { return false }
        return pattern.tokens.count < 64
            ? run(pattern, text, isPrefix, positions: UInt64(1))
            : pattern.tokens.count < 512 ? run(pattern, text, isPrefix, positions: WidePositions(1)) : false
    }
    @inline(__always)
    private static func run<Positions: PositionSet>(
        _ pattern: Pattern, _ text: ArraySlice<UInt8>, _ isPrefix: Bool, positions start: Positions
    ) -> Bool {
        var reached = start
        let count = pattern.tokens.count
        return pattern.tokens.withUnsafeBufferPointer { tokens in
            skipEmpty(tokens, &reached, atPartStart: true)
            for byte in text {
                let isSlash = byte == UInt8(ascii: "/")
                var next = Positions()
                var rest = reached
                while let index = rest.removeFirst() {
                    guard index < count else { continue }
                    let token = tokens[index]
                    switch token.kind {
                    case .byte: if byte == token.byte { next.insert(index + 1) }
                    case .anyByte: if !isSlash { next.insert(index + 1) }
                    case .star: if !isSlash { next.insert(index) }
                    case .everything: next.insert(index)
                    case .parts: next.insert(index)  // leaves only where a part begins, see skipEmpty
                    case .set, .excludedSet:
                        if !isSlash, pattern.sets[Int(token.byte)].contains(where: { $0.contains(byte) }) == (token.kind == .set) {
                            next.insert(index + 1)
                        }
                    }
                }
                if next.isEmpty { return false }
                reached = next
                skipEmpty(tokens, &reached, atPartStart: isSlash)
            }
            return isPrefix || reached.contains(count)
        }
    }
    @inline(__always)
    private static func skipEmpty<Positions: PositionSet>(
        _ tokens: UnsafeBufferPointer<Token>, _ reached: inout Positions, atPartStart: Bool
    ) {
        var rest = reached
        // What is added lies behind: several empty tokens in a row are skipped in one go.
        while let index = rest.removeFirst() {
            guard index < tokens.count else { return }
            let kind = tokens[index].kind
            guard kind == .star || kind == .everything || (kind == .parts && atPartStart) else { continue }
            reached.insert(index + 1)
            rest.insert(index + 1)
        }
    }
}

private protocol PositionSet {
    init()
    var isEmpty: Bool { get }
    mutating func insert(_ index: Int)
    func contains(_ index: Int) -> Bool
    /// The smallest one.
    mutating func removeFirst() -> Int?
}

extension UInt64: PositionSet {
    fileprivate var isEmpty: Bool { self == 0 }
    fileprivate mutating func insert(_ index: Int) { self |= 1 << UInt64(index) }
    fileprivate func contains(_ index: Int) -> Bool { self & (1 << UInt64(index)) != 0 }
    fileprivate mutating func removeFirst() -> Int? {
        guard self != 0 else { return nil }
        defer { self &= self &- 1 }
        return trailingZeroBitCount
    }
}

/// For patterns of 64 to 511 tokens.
private struct WidePositions: PositionSet {
    private var words = SIMD8<UInt64>(repeating: 0)
    init() {}
    init(_ first: UInt64) { words[0] = first }
    var isEmpty: Bool { words == SIMD8(repeating: 0) }
    mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }
    func contains(_ index: Int) -> Bool { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }
    mutating func removeFirst() -> Int? {
        for word in 0..<8 where words[word] != 0 {
            defer { words[word] &= words[word] &- 1 }
            return word << 6 + words[word].trailingZeroBitCount
        }
        return nil
    }
}
