import Testing
import Text

@Suite struct RegularExpressionTests {
    private func compile(_ pattern: String, _ letters: String) throws -> RegularExpression {
        let flags = try #require(RegularExpression.Flags(letters: letters.utf16))
        return try RegularExpression(pattern: Array(pattern.utf16), flags: flags)
    }
    /// Groups as text joined by `|`, "-" where a group took no part; over UTF-16 and, where it fits, Latin-1.
    private func match(_ expression: RegularExpression, _ text: String, from start: Int = 0) -> String {
        let units = Array(text.utf16)
        var budget = 10_000_000
        let wide = units.withUnsafeBufferPointer { expression.firstMatch(utf16: $0, from: start, budget: &budget) }
        if units.allSatisfy({ $0 < 256 }) {
            let narrow = units.map { UInt8($0) }.withUnsafeBufferPointer { expression.firstMatch(latin1: $0, from: start, budget: &budget) }
            #expect(narrow == wide)
        }
        guard case .match(let groups) = wide else { return wide == .noMatch ? "none" : "spent" }
        return groups.map { $0.map { String(decoding: units[$0], as: UTF16.self) } ?? "-" }.joined(separator: "|")
    }

    @Test(arguments: [
        ("a(b)?c", "", "xac", "ac|-"), ("^b", "m", "a\nb", "b"), (".", "s", "\n", "\n"), ("É", "i", "é", "é"),
        ("(?<y>\\d+)-\\k<y>", "", "1-2 12-12", "12-12|12"),
        (".", "u", "😀", "😀"), ("^.$", "", "😀", "none"), ("(?<=\\$)\\d+", "", "a$42", "42"), ("\\p{Lu}", "u", "aÄ", "Ä"),
        ("[\\w--[a-m]]", "v", "an", "n"), ("\\d+-(?<=1-)/[\\-a]&&(?::)@@", "v", "21-/-&&:@@", "21-/-&&:@@"),
        ("(?i-m:A)-b", "v", "a-b", "a-b"), ("", "", "", ""),
        ("(?:a|ab)(?:c|bcd)(d*)", "", "abcd", "abcd|"), ("(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", "zaacbbbcac|z|ac|a|-|c")
    ])
    func finds(_ pattern: String, _ flags: String, _ text: String, _ result: String) throws {
        #expect(match(try compile(pattern, flags), text) == result)
    }

    @Test func startsWhereItIsTold() throws {
        #expect(match(try compile("a", ""), "aba", from: 1) == "a")
        #expect(match(try compile("a", "y"), "aba", from: 1) == "none")
        #expect(match(try compile("", ""), "ab", from: 3) == "none")
        #expect(match(try compile("$", ""), "ab", from: 2) == "")
    }

    @Test func namesItsGroups() throws {
        let expression = try compile("(?<year>.)(.)(?<é>.)", "")
        #expect(expression.groupNames == [nil, "year", nil, "é"])
        #expect(expression.groupCount == 4)
    }

    /// The texts are those of Node 20.20.2.
    @Test(arguments: [
        ("(", "", "Unterminated group"), (")", "", "Unmatched ')'"), ("a**", "", "Nothing to repeat"),
        ("[b-a]", "", "Range out of order in character class"),
        ("[a", "", "Unterminated character class"), ("\\", "", "\\ at end of pattern"),
        ("a{2,1}", "", "numbers out of order in {} quantifier"), ("{", "u", "Lone quantifier brackets"),
        ("]", "u", "Lone quantifier brackets"), ("\\1", "u", "Invalid escape"), ("\\p{x}", "u", "Invalid property name"),
        ("(?<a>x)(?<a>y)", "", "Duplicate capture group name"),
        ("(?<1>x)", "", "Invalid capture group name"), ("\\k<b>(?<a>x)", "", "Invalid named capture referenced"),
        ("\\k(?<a>x)", "", "Invalid named reference"), ("(?x)", "", "Invalid group"),
        ("\\u{110000}", "u", "Invalid Unicode escape"), ("\\q", "u", "Invalid escape"), ("\\00", "u", "Invalid decimal escape"),
        ("[(]", "v", "Invalid character in character class")
    ])
    func saysWhatV8Says(_ pattern: String, _ flags: String, _ message: String) throws {
        #expect(throws: RegularExpression.Failure.syntax(message)) { try compile(pattern, flags) }
    }

    @Test func flagsAreOnesThatTheLanguageKnows() {
        #expect(RegularExpression.Flags(letters: "gimsuyd".utf16)?.letters == "dgimsuy")
        for wrong in ["gg", "x", "uv"] { #expect(RegularExpression.Flags(letters: wrong.utf16) == nil) }
    }

    @Test func hostilePatternsAndTextsEnd() throws {
        let catastrophe = try compile("(a+)+$", "")
        #expect(match(catastrophe, String(repeating: "a", count: 40) + "b") == "spent")
        for hostile in [
            String(repeating: "(", count: 500_000), String(repeating: "(?:", count: 30_000), String(repeating: "[", count: 30_000),
            String(repeating: "\\k<a>", count: 100_000)
        ] {
            #expect(throws: RegularExpression.Failure.self) { try compile(hostile, hostile.hasPrefix("[") ? "v" : "") }
        }
        #expect(match(try compile("(?:a|b)*", ""), String(repeating: "ab", count: 100_000)).count > 1000)
    }
}
