/// A pattern over `/`-separated paths: `*` and `?` within a part, `**` over parts, `[a-z]`, `{a,b}`.
public struct Glob: Hashable, Sendable {
    private enum Token: Hashable {
        case byte(UInt8), anyByte, star
        /// `**/`: any number of whole parts; at the end, everything.
        case parts, everything
        case set([ClosedRange<UInt8>], negated: Bool)
    }
    /// One list for each way through the braces.
    private let alternatives: [[Token]]

    public init(_ pattern: some StringProtocol) { alternatives = Self.expand(Array(pattern.utf8)).map(Self.tokens) }

    public func matches(_ path: some StringProtocol) -> Bool {
        let text = Array(path.utf8)
        return alternatives.contains { Self.matches($0, text, isPrefix: false) }
    }
    /// Whether something below this folder could match.
    public func couldMatch(below folder: some StringProtocol) -> Bool {
        let text = Array(folder.utf8) + [UInt8(ascii: "/")]
        return alternatives.contains { Self.matches($0, text, isPrefix: true) }
    }

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

    private static func tokens(_ pattern: [UInt8]) -> [Token] {
        var result: [Token] = []
        var at = 0
        while at < pattern.count {
            switch pattern[at] {
            case UInt8(ascii: "*"):
                var end = at
                while end < pattern.count, pattern[end] == UInt8(ascii: "*") { end += 1 }
                let isWholePart = end - at >= 2 && (at == 0 || pattern[at - 1] == UInt8(ascii: "/"))
                if isWholePart, end == pattern.count {
                    result.append(.everything)
                } else if isWholePart, pattern[end] == UInt8(ascii: "/") {
                    if result.last != .parts { result.append(.parts) }
                    end += 1
                } else if result.last != .star {
                    result.append(.star)
                }
                at = end
            case UInt8(ascii: "?"):
                result.append(.anyByte)
                at += 1
            case UInt8(ascii: "["):
                guard let (token, end) = set(pattern, at) else { fallthrough }
                result.append(token)
                at = end
            case UInt8(ascii: "\\") where at + 1 < pattern.count:
                result.append(.byte(pattern[at + 1]))
                at += 2
            default:
                result.append(.byte(pattern[at]))
                at += 1
            }
        }
        return result
    }
    private static func set(_ pattern: [UInt8], _ open: Int) -> (Token, end: Int)? {
        var at = open + 1
        let negated = at < pattern.count && (pattern[at] == UInt8(ascii: "!") || pattern[at] == UInt8(ascii: "^"))
        if negated { at += 1 }
        var ranges: [ClosedRange<UInt8>] = []
        while at < pattern.count, pattern[at] != UInt8(ascii: "]") || ranges.isEmpty {
            if at + 2 < pattern.count, pattern[at + 1] == UInt8(ascii: "-"), pattern[at + 2] != UInt8(ascii: "]"), pattern[at] <= pattern[at + 2] {
                ranges.append(pattern[at]...pattern[at + 2])
                at += 3
            } else {
                ranges.append(pattern[at]...pattern[at])
                at += 1
            }
        }
        return at < pattern.count ? (.set(ranges, negated: negated), at + 1) : nil
    }

    /// Keeps the set of pattern positions that are reached, one bit each: linear in the text times the pattern, whatever the stars.
    private static func matches(_ tokens: [Token], _ text: [UInt8], isPrefix: Bool) -> Bool {
        guard tokens.count < Positions.capacity else { return false }
        var reached = Positions()
        reached.insert(0)
        skipEmpty(tokens, &reached, atPartStart: true)
        for byte in text {
            let isSlash = byte == UInt8(ascii: "/")
            var next = Positions()
            reached.forEach { index in
                guard index < tokens.count else { return }
                switch tokens[index] {
                case .byte(let wanted): if byte == wanted { next.insert(index + 1) }
                case .anyByte: if !isSlash { next.insert(index + 1) }
                case .star: if !isSlash { next.insert(index) }
                case .everything: next.insert(index)
                case .parts: next.insert(index)  // leaves only where a part begins, see skipEmpty
                case .set(let ranges, let negated): if !isSlash, ranges.contains(where: { $0.contains(byte) }) != negated { next.insert(index + 1) }
                }
            }
            if next.isEmpty { return false }
            reached = next
            skipEmpty(tokens, &reached, atPartStart: isSlash)
        }
        return isPrefix || reached.contains(tokens.count)
    }
    private static func skipEmpty(_ tokens: [Token], _ reached: inout Positions, atPartStart: Bool) {
        // Ascending, so that several empty tokens in a row are skipped in one go.
        for index in tokens.indices where reached.contains(index) {
            switch tokens[index] {
            case .star, .everything: reached.insert(index + 1)
            case .parts: if atPartStart { reached.insert(index + 1) }
            default: break
            }
        }
    }

    /// Up to 511 positions in eight words; a longer pattern matches nothing.
    private struct Positions {
        static let capacity = 511
        private var words = SIMD8<UInt64>(repeating: 0)
        var isEmpty: Bool { words == SIMD8(repeating: 0) }
        mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }
        func contains(_ index: Int) -> Bool { words[index >> 6] & (1 << UInt64(index & 63)) != 0 }
        func forEach(_ body: (Int) -> Void) {
            for word in 0..<8 {
                var bits = words[word]
                while bits != 0 {
                    body(word << 6 + bits.trailingZeroBitCount)
                    bits &= bits - 1
                }
            }
        }
    }
}
