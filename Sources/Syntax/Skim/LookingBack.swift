/// What stands before a brace, a slash or a word decides what it is.
extension Skimmer {
    /// The last byte before `at` that is neither white space nor part of a comment, or -1.
    @inline(__always) func lastSignificant(before at: Int) -> Int {
        let p = at &- 1
        guard p >= 0 else { return p }
        let byte = source[p]
        // a comment ends in a slash or at the end of its line, and then white space follows it
        return byte > 32 && byte != UInt8(ascii: "/") ? p : lastSignificantSlowly(p)
    }
    @inline(never) private func lastSignificantSlowly(_ from: Int) -> Int {
        var p = from, k = commentsEnding(by: from + 1)
        while p >= 0 {
            if k > 0, p < comments[k - 1].end {
                k -= 1
                p = comments[k].start - 1
            } else if source[p] <= 32 {
                p -= 1
            } else {
                return p
            }
        }
        return -1
    }
    /// How many comments end at or before `offset`.
    private func commentsEnding(by offset: Int) -> Int {
        guard let last = comments.last, last.end > offset else { return comments.count }
        var low = 0, high = comments.count
        while low < high {
            let middle = (low + high) / 2
            if comments[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether the bytes up to and with `end` are `word`, on its own and no property's name.
    @inline(__always) func isWord(_ word: StaticString, endingAt end: Int) -> Bool {
        let length = word.utf8CodeUnitCount, start = end &+ 1 &- length
        guard start >= 0 else { return false }
        var k = 0
        while k < length {
            if source[start &+ k] != word.utf8Start[k] { return false }
            k &+= 1
        }
        guard start > 0 else { return true }
        let before = source[start &- 1]
        if classes[Int(before)] != 0 { return false }
        return before != UInt8(ascii: ".") || (start > 2 && source[start &- 2] == UInt8(ascii: "."))  // `...await` is no property
    }

    /// `=> {`, or `) {` where the parenthesis belongs to no statement.
    @inline(__always) mutating func opensFunctionBody(_ at: Int) -> Bool {
        let p = lastSignificant(before: at)
        if heritageDepth == depth {  // class A extends f(x) {
            heritageDepth = -1
            return false
        }
        guard p > 0 else { return false }
        if source[p] == UInt8(ascii: ">") { return source[p &- 1] == UInt8(ascii: "=") }
        return source[p] == UInt8(ascii: ")") && !isControl(closed)
    }

    /// Whether the parenthesis at `open` is that of `if`, `for`, `for await`, `while`, `catch`, `switch` or `with`.
    func isControl(_ open: Int) -> Bool {
        let p = lastSignificant(before: open)
        guard p >= 1 else { return false }
        switch source[p] {
        case UInt8(ascii: "f"): return isWord("if", endingAt: p)
        case UInt8(ascii: "r"): return isWord("for", endingAt: p)
        case UInt8(ascii: "e"): return isWord("while", endingAt: p)
        case UInt8(ascii: "h"): return isWord("catch", endingAt: p) || isWord("switch", endingAt: p) || isWord("with", endingAt: p)
        case UInt8(ascii: "t"):
            guard isWord("await", endingAt: p) else { return false }
            let q = lastSignificant(before: p - 4)
            return q >= 2 && isWord("for", endingAt: q)
        default: return false
        }
    }

    /// Whether a `/` after the token that ends at `p` begins a regular expression.
    func regexMayFollow(_ p: Int) -> Bool {
        if p < 0 { return true }
        if p &+ 1 == regexEnd { return false }
        let byte = source[p]
        switch byte {
        case UInt8(ascii: ")"): return isControl(closed)
        case UInt8(ascii: "}"): return !isOperand(braceAt: closed)
        case UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): return false
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard p > 0, source[p &- 1] == byte else { return true }
            // after `a++` a slash divides; after `a + ++` nothing but an operand may stand, and no regular expression is one
            let q = lastSignificant(before: p &- 1)
            return q < 0 || (classes[Int(source[q])] == 0 && source[q] != UInt8(ascii: ")") && source[q] != UInt8(ascii: "]"))
        default: return classes[Int(byte)] == 0 || isOperatorWord(endingAt: p)
        }
    }

    /// Whether the brace at `open` begins an object that is an operand, not a block or a body.
    private func isOperand(braceAt open: Int) -> Bool {
        if source[open] == UInt8(ascii: "$") { return true }  // the end of a substitution is inside a template
        let p = lastSignificant(before: open)
        guard p >= 0 else { return false }
        switch source[p] {
        case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"): return false
        case UInt8(ascii: ">"): return p == 0 || source[p - 1] != UInt8(ascii: "=")  // an arrow's body is no operand
        default:
            guard classes[Int(source[p])] != 0 else { return true }
            return isOperatorWord(endingAt: p) && !isWord("else", endingAt: p) && !isWord("do", endingAt: p)
        }
    }

    /// A word after which an operand stands.
    @inline(__always) func isOperatorWord(endingAt p: Int) -> Bool {
        switch source[p] {
        case UInt8(ascii: "n"): isWord("return", endingAt: p) || isWord("in", endingAt: p)
        case UInt8(ascii: "f"): isWord("typeof", endingAt: p) || isWord("instanceof", endingAt: p) || isWord("of", endingAt: p)
        case UInt8(ascii: "e"): isWord("case", endingAt: p) || isWord("delete", endingAt: p) || isWord("else", endingAt: p)
        case UInt8(ascii: "d"): isWord("void", endingAt: p) || isWord("yield", endingAt: p)
        case UInt8(ascii: "o"): isWord("do", endingAt: p)
        case UInt8(ascii: "t"): isWord("await", endingAt: p)
        case UInt8(ascii: "w"): isWord("throw", endingAt: p)
        default: false
        }
    }

    /// `<!--` anywhere, `-->` where nothing but white space and comments stand before it on its line.
    @inline(never) mutating func htmlComment(_ at: Int, _ out: inout Skim) {
        if source[at] == UInt8(ascii: "<") {
            if source[at + 1] == UInt8(ascii: "!"), source[at + 2] == UInt8(ascii: "-"), source[at + 3] == UInt8(ascii: "-") {
                out.odd.insert(.htmlComment)
            }
            return
        }
        guard source[at + 1] == UInt8(ascii: "-"), source[at + 2] == UInt8(ascii: ">") else { return }
        var p = at - 1
        let before = lastSignificant(before: at)
        while p > before, source[p] != 10, source[p] != 13 { p -= 1 }
        if p > before || before < 0 { out.odd.insert(.htmlComment) }
    }

    /// Marks `#name` before a `[` on a later line: a field that has no value, where the grammar would read on. Member access has a dot
    /// before the `#`.
    @inline(never) mutating func fieldBefore(_ bracket: Int, _ out: inout Skim) {
        let last = lastSignificant(before: bracket)
        var hash = last
        while hash >= 0, source[hash] != UInt8(ascii: "#"), Cursor.isWord(source[hash]) { hash &-= 1 }
        guard hash >= 0, hash < last, source[hash] == UInt8(ascii: "#"), source[last &+ 1] <= 32 else { return }
        let before = lastSignificant(before: hash)
        guard before < 0 || source[before] != UInt8(ascii: "."),
            (last &+ 1..<bracket).contains(where: { source[$0] == 10 || source[$0] == 13 })
        else { return }
        mark(.fieldBeforeBracket, last &+ 1, &out)
    }
}
