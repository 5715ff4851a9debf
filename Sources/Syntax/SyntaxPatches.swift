/// Rewrites, at equal length, what tree-sitter-javascript 0.23 cannot parse.
enum SyntaxPatches {
    static func apply(_ text: inout [UInt8]) {
        blankAfterImport(&text, Array("source".utf8))
        blankAfterImport(&text, Array("defer".utf8))
        attributesOfExports(&text)
    }
    private static func isWord(_ c: UInt8) -> Bool { (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c == 95 || c == 36 || c >= 128 }
    private static func find(_ needle: [UInt8], in text: [UInt8], from: Int) -> Int? {
        guard let first = needle.first, text.count >= needle.count else { return nil }
        var at = from
        let last = text.count - needle.count
        while at <= last {
            if text[at] == first, text[at..<(at + needle.count)].elementsEqual(needle) { return at }
            at += 1
        }
        return nil
    }
    /// `import source x from` becomes `import        x from`; `import source from "x"` stays.
    private static func blankAfterImport(_ text: inout [UInt8], _ phase: [UInt8]) {
        let needle = Array("import ".utf8) + phase
        var at = 0
        while let found = find(needle, in: text, from: at) {
            at = found + needle.count
            if found > 0, isWord(text[found - 1]) || text[found - 1] == 46 { continue }
            var next = at
            while next < text.count, text[next] == 32 { next += 1 }
            guard next > at, next < text.count, isWord(text[next]) || text[next] == 42 else { continue }
            let word = text[next...].prefix { isWord($0) }
            if word.elementsEqual("from".utf8) {
                // `import source from from "x"` names it `from`; `import source from "x"` is a plain default import
                var after = next + 4
                while after < text.count, text[after] == 32 { after += 1 }
                if !(text[after...].starts(with: Array("from".utf8))) { continue }
            }
            for k in (at - phase.count)..<at { text[k] = 32 }
        }
    }
    /// `export … from "x" with {…}`: the attributes are blanked (the grammar has them on imports only).
    private static func attributesOfExports(_ text: inout [UInt8]) {
        let needle = Array("export".utf8)
        var at = 0
        while let found = find(needle, in: text, from: at) {
            at = found + needle.count
            if found > 0, isWord(text[found - 1]) || text[found - 1] == 46 { continue }
            guard let from = find(Array("from".utf8), in: text, from: at), !text[at..<from].contains(59), !text[at..<from].contains(40) else { continue }
            var k = from + 4
            while k < text.count, text[k] == 32 || text[k] == 10 { k += 1 }
            guard k < text.count, text[k] == 34 || text[k] == 39 else { continue }
            let quote = text[k]
            k += 1
            while k < text.count, text[k] != quote { k += 1 }
            k += 1
            while k < text.count, text[k] == 32 { k += 1 }
            guard k + 5 < text.count, text[k..<(k + 4)].elementsEqual("with".utf8), let end = text[k...].firstIndex(of: 125) else { continue }
            for j in k...end where text[j] != 10 { text[j] = 32 }
        }
    }
}
