import Testing
import Text

@Suite struct EncodingTests {
    /// What `new TextDecoder().decode` gives, as the Encoding standard's tests have it.
    @Test(arguments: [
        ([0x61, 0xC3, 0xA9], [0x61, 0xE9]), ([0xF0, 0x9F, 0x98, 0x80], [0xD83D, 0xDE00]), ([0xC0, 0x80], [0xFFFD, 0xFFFD]),
        ([0xE0, 0x80, 0x80], [0xFFFD, 0xFFFD, 0xFFFD]),
        ([0xED, 0xA0, 0x80], [0xFFFD, 0xFFFD, 0xFFFD]), ([0xF0, 0x9F, 0x98], [0xFFFD]), ([0xF0, 0x9F, 0x41], [0xFFFD, 0x41]),
        ([0xF5, 0x80], [0xFFFD, 0xFFFD]), ([0xE2, 0x82], [0xFFFD]),
        ([0xEF, 0xBB, 0xBF, 0x61], [0xFEFF, 0x61])
    ])
    func decodesAsTextDecoderDoes(_ bytes: [Int], _ units: [Int]) {
        let bytes = bytes.map { UInt8($0) }, units = units.map { UInt16($0) }
        #expect(UTF8Text.decode(bytes) == units)
        #expect(UTF8Text.isValid(bytes) == !units.contains(0xFFFD))
    }

    @Test func encodes() {
        #expect(UTF8Text.encode(Array("aé€😀".utf16)) == Array("aé€😀".utf8))
        #expect(UTF8Text.encode([0xD83D, 0x61, 0xDE00]) == Array("\u{FFFD}a\u{FFFD}".utf8))
        #expect(UTF8Text.encode([0xD83D], loneSurrogates: .asTheyAre) == [0xED, 0xA0, 0xBD])
    }

    @Test(arguments: [
        ("straße", "STRASSE", "straße"), ("ΌΔΟΣ", "ΌΔΟΣ", "όδος"), ("ΑΣ Σ ΑΣΑ", "ΑΣ Σ ΑΣΑ", "ας σ ασα"), ("İ", "İ", "i̇"), ("ﬁ", "FI", "ﬁ"),
        ("𐐨", "𐐀", "𐐨")
    ])
    func convertsCase(_ text: String, _ upper: String, _ lower: String) {
        #expect(UnicodeText.uppercased(Array(text.utf16)) == Array(upper.utf16))
        #expect(UnicodeText.lowercased(Array(text.utf16)) == Array(lower.utf16))
    }

    @Test func normalises() {
        let composed: [UInt16] = [0xE9], decomposed: [UInt16] = [0x65, 0x301]
        #expect(UnicodeText.normalized(decomposed, .nfc) == composed)
        #expect(UnicodeText.normalized(composed, .nfd) == decomposed)
        #expect(UnicodeText.normalized(Array("ﬁ①".utf16), .nfkc) == Array("fi1".utf16))
        #expect(UnicodeText.normalized([0x61, 0xD83D], .nfc) == [0x61, 0xD83D])
        #expect(UnicodeText.normalized(Array(repeating: 0x301, count: 1_000_000), .nfd) == nil)
    }
}

@Suite struct SourceMapTests {
    @Test func findsWhereTextCameFrom() throws {
        // generated line 1: columns 0 and 9 of a.ts; line 2: nothing; line 3: column 4 of b.ts, its text from column 8 on from nowhere
        let map = try #require(SourceMap(mappings: "AAAA,SACI;;ICEF,I".utf8, sources: ["a.ts", "b.ts"], sourceRoot: "src"))
        #expect(map.original(line: 1, utf16Column: 1) == .init(source: "src/a.ts", line: 1, utf16Column: 1))
        #expect(map.original(line: 1, utf16Column: 500) == .init(source: "src/a.ts", line: 2, utf16Column: 5))
        #expect(map.original(line: 2, utf16Column: 1) == nil)
        #expect(map.original(line: 3, utf16Column: 4) == nil)
        #expect(map.original(line: 3, utf16Column: 5) == .init(source: "src/b.ts", line: 4, utf16Column: 3))
        #expect(map.original(line: 3, utf16Column: 9) == nil)
        #expect(map.original(line: 4, utf16Column: 1) == nil)
    }
    @Test(arguments: ["AAAA!", "AA", "AAgggggggggggggggggA", "ACAA", "AAAAAA", "AADA", "g", "D"])
    func refusesWhatIsNoMap(_ mappings: String) {
        #expect(SourceMap(mappings: mappings.utf8, sources: ["a"]) == nil)
    }
}

@Suite struct Base64Tests {
    @Test(arguments: [("", ""), ("YQ==", "a"), ("YWI", "ab"), ("YW Jj\n", "abc"), ("YWJjZA", "abcd")])
    func decodes(_ text: String, _ result: String) { #expect(Base64Text.decode(text.utf8) == Array(result.utf8)) }
    @Test(arguments: ["Y", "YQ=", "YQ===", "Y!", "=", "YQ==YQ"])
    func refuses(_ text: String) { #expect(Base64Text.decode(text.utf8) == nil) }
}

@Suite struct LineIndexTests {
    @Test func countsLinesAndColumns() {
        let bytes = Array("a\r\né😀b\rc\u{2028}d\n".utf8), index = LineIndex(bytes)
        let at = { (byte: UInt8) in bytes.firstIndex(of: byte) ?? -1 }
        #expect(index.position(at(98)) == (2, 7))
        #expect(index.utf16Column(at(98), in: bytes) == 4)
        #expect(index.position(at(100)) == (3, 5))
        #expect(index.utf16Column(at(100), in: bytes) == 3)
        #expect(index.lineCount == 4)
        #expect(LineIndex([UInt8]()).position(0) == (1, 1))
    }
}
