import Glibc

/// Strings, templates, comments, regular expressions and words.
extension Skimmer {
    /// From the opening quote at `at` to the closing one. A backslash hides the byte after it, a line break included.
    mutating func string(_ at: Int, _ quote: UInt8, _ out: inout Skim) {
        let behind = ~((2 as UInt64) << UInt64(truncatingIfNeeded: at & 63) &- 1)
        var live = text & behind, inside = found & behind
        while true {
            while live == 0 {
                report(inside, &out)
                guard block &+ 1 < blockCount else { return unfinished(&out) }
                load(block &+ 1)
                (live, inside) = (text, found)
            }
            let bit = live & (0 &- live), p = block << 6 | live.trailingZeroBitCount
            live &= live &- 1
            switch source[p] {
            case quote:
                report(inside & (bit &- 1), &out)
                bits &= ~(bit &- 1) & ~bit
                return
            case 10, 13:
                out.odd.insert(.unfinishedText)
                bits &= ~(bit &- 1) & ~bit
                return
            case UInt8(ascii: "\\"):
                let next = p &+ (source[p &+ 1] == 13 && source[p &+ 2] == 10 ? 3 : 2)  // a continued line may end in CR LF
                if next >> 6 == block {
                    live &= ~0 << UInt64(truncatingIfNeeded: next & 63)
                } else {
                    report(inside, &out)
                    guard block &+ 1 < blockCount else { return unfinished(&out) }
                    load(block &+ 1)
                    live = text & (~0 << UInt64(truncatingIfNeeded: next & 63))
                    inside = found
                }
            default: break  // the other quotes
            }
        }
    }

    private mutating func unfinished(_ out: inout Skim) {
        bits = 0
        out.odd.insert(.unfinishedText)
    }

    /// From the byte after a backtick, or after the `}` of a substitution, to the next `${` or the end.
    mutating func template(_ from: Int, _ out: inout Skim) {
        guard from < count else { return unfinished(&out) }
        jump(from)
        var escaped = -1  // a byte that a backslash hides
        var live = bits | (text & (~0 << UInt64(truncatingIfNeeded: from & 63)))
        while true {
            while live == 0 {
                guard block &+ 1 < blockCount else { return unfinished(&out) }
                load(block &+ 1)
                live = bits | text
            }
            let bit = live & (0 &- live), p = block << 6 | live.trailingZeroBitCount
            live &= live &- 1
            if p <= escaped { continue }
            switch source[p] {
            case UInt8(ascii: "`"):
                bits &= ~(bit &- 1) & ~bit
                return
            case UInt8(ascii: "\\"):
                escaped = p &+ 1
                if !isValidEscape(p &+ 1) { mark(.invalidTemplateEscape, p, &out) }
            case UInt8(ascii: "{") where p > from && source[p &- 1] == UInt8(ascii: "$") && p &- 1 > escaped:
                bits &= ~(bit &- 1) & ~bit
                return push(p &- 1)
            default:
                if found & bit != 0 { word(p, isInString: true, &out) }
            }
        }
    }

    /// Whether what follows a backslash is an escape that an untagged template may hold.
    private func isValidEscape(_ at: Int) -> Bool {
        func isHex(_ p: Int) -> Bool { JSONString.hexDigit(source[p]) != nil }
        switch source[at] {
        case UInt8(ascii: "0"): return !(48...57).contains(source[at + 1])
        case UInt8(ascii: "1")...UInt8(ascii: "9"): return false
        case UInt8(ascii: "x"): return isHex(at + 1) && isHex(at + 2)
        case UInt8(ascii: "u"):
            guard source[at + 1] == UInt8(ascii: "{") else { return (1...4).allSatisfy { isHex(at + $0) } }
            var p = at + 2, value: UInt32 = 0
            while let digit = JSONString.hexDigit(source[p]), value <= 0x10FFFF {
                value = value << 4 | UInt32(digit)
                p += 1
            }
            return p > at + 2 && value <= 0x10FFFF && source[p] == UInt8(ascii: "}")
        default: return true
        }
    }

    /// A comment, a regular expression, or a division.
    @inline(never) mutating func slash(_ at: Int, _ out: inout Skim) {
        switch source[at &+ 1] {
        case UInt8(ascii: "/"): comment(at, lineEnd(at))
        case UInt8(ascii: "*"): blockComment(at, &out)
        default: if regexMayFollow(lastSignificant(before: at)) { regularExpression(at) }
        }
    }

    private mutating func blockComment(_ at: Int, _ out: inout Skim) {
        var p = at + 3
        while p < count, let found = memchr(source + p, 0x2F, count - p) {
            p = UnsafeRawPointer(found) - UnsafeRawPointer(source) + 1
            if source[p - 2] == UInt8(ascii: "*") { return comment(at, p) }
        }
        comment(at, count)
        out.odd.insert(.unfinishedText)
    }

    private mutating func comment(_ start: Int, _ end: Int) {
        comments.append(Comment(start: start, end: end))
        jump(end)
    }

    /// Where the line ends that holds `at`: at LF, CR, U+2028, U+2029 or the end of the file.
    func lineEnd(_ at: Int) -> Int {
        func first(_ byte: Int32, before end: Int, from: Int) -> Int? {
            guard from < end, let found = memchr(source + from, byte, end - from) else { return nil }
            return UnsafeRawPointer(found) - UnsafeRawPointer(source)
        }
        var end = first(10, before: count, from: at) ?? count
        end = first(13, before: end, from: at) ?? end
        var from = at
        while let p = first(0xE2, before: end, from: from) {
            if source[p + 1] == 0x80, source[p + 2] == 0xA8 || source[p + 2] == 0xA9 { return p }
            from = p + 1
        }
        return end
    }

    /// To the end of its flags; where it does not end on its line, it was a division.
    private mutating func regularExpression(_ at: Int) {
        var p = at &+ 1, isInClass = false
        while p < count {
            switch source[p] {
            case 10, 13: return
            case UInt8(ascii: "\\"): p &+= 1
            case UInt8(ascii: "["): isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case UInt8(ascii: "/") where !isInClass:
                p &+= 1
                while p < count, classes[Int(source[p])] != 0 { p &+= 1 }
                regexEnd = p
                return jump(p)
            default: break
            }
            p &+= 1
        }
    }

    // MARK: words

    private mutating func report(_ words: UInt64, _ out: inout Skim) {
        var rest = words
        while rest != 0 {
            word(block << 6 | rest.trailingZeroBitCount, isInString: true, &out)
            rest &= rest &- 1
        }
    }

    /// A word that passed the filter.
    @inline(never) mutating func word(_ at: Int, isInString: Bool, _ out: inout Skim) {
        var end = at + 3
        while end < count, classes[Int(source[end])] != 0, source[end] != UInt8(ascii: "\\") { end &+= 1 }
        guard end <= count, let needle = needles.match(source + at, end - at) else { return }
        if !isInString, let own = Needles.Own(rawValue: needle), !isProperty(at) { ownWord(own, at, end, &out) }
        out.hits.append(Skim.Hit(offset: UInt32(truncatingIfNeeded: at), body: body, needle: needle, isInString: isInString))
    }

    private func isProperty(_ at: Int) -> Bool {
        let p = lastSignificant(before: at)
        return p >= 0 && source[p] == UInt8(ascii: ".") && !(p > 1 && source[p - 1] == UInt8(ascii: "."))
    }

    private mutating func ownWord(_ own: Needles.Own, _ at: Int, _ end: Int, _ out: inout Skim) {
        var next = end
        while next < count, source[next] <= 32 { next &+= 1 }
        let after = next < count ? source[next] : 0
        switch own {
        case .extends:
            let p = lastSignificant(before: at)
            if p >= 0, classes[Int(source[p])] != 0 { heritageDepth = depth }
        case .import:
            if after == UInt8(ascii: "(") || after == UInt8(ascii: ".") {
                mark(.importExpression, at, &out)
            } else if depth == 0, after != UInt8(ascii: ":") {
                mark(.importStatement, at, &out)
            }
        case .export: if depth == 0, after != UInt8(ascii: ":") { mark(.exportStatement, at, &out) }
        case .using: if classes[Int(after)] != 0 || after == UInt8(ascii: "/") { mark(.using, at, &out) }
        case .accessor: if classes[Int(after)] != 0 || [34, 39, 47, 91].contains(after) { mark(.accessor, at, &out) }
        }
    }
}
