import Syntax
import Testing

/// Writes a node back as compact JSON, so that tables of tests compare text.
func shown(_ node: Document.Node?) -> String {
    guard let node else { return "nothing" }
    switch node.value {
    case .null: return "null"
    case .bool(let bool): return "\(bool)"
    case .number(let number): return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    case .string(let text): return "\"\(text)\""
    case .array(let elements): return "[" + elements.map { shown($0) }.joined(separator: ",") + "]"
    case .object(let entries): return "{" + entries.map { "\($0.key):" + shown($0.value) }.joined(separator: ",") + "}"
    }
}

/// Removes the markers `«` and `»` and gives the bytes between them.
func marked(_ text: String) -> (text: String, ranges: [Range<Int>]) {
    var bytes: [UInt8] = [], ranges: [Range<Int>] = [], open: [Int] = []
    for character in text {
        switch character {
        case "«": open.append(bytes.count)
        case "»": if let start = open.popLast() { ranges.append(start..<bytes.count) }
        default: bytes.append(contentsOf: character.utf8)
        }
    }
    return (String(decoding: bytes, as: UTF8.self), ranges)
}

@Suite struct DocumentTests {
    @Test(arguments: [
        (
            #"{"a": 1, "b": [true, false, null, -2.5e3], "c": {"d": "é\n\u00e9\ud83d\ude00"}}"#,
            "{a:1,b:[true,false,null,-2500],c:{d:\"é\né😀\"}}"
        ),
        ("[]", "[]"), ("{}", "{}"), (" \"x\" ", "\"x\""), ("12", "12"), ("\u{FEFF}{\"a\":1}", "{a:1}"),
        (#"{"a":"\ud83d"}"#, "{a:\"\u{FFFD}\"}")
    ])
    func readsJSON(_ text: String, _ value: String) {
        let document = JSONDocument.read(text)
        #expect(shown(document.root) == value)
        #expect(document.problems.isEmpty)
    }

    @Test(arguments: [
        ("{ // c\n \"a\": 1, /* x */ \"b\": [1, 2,], }", "{a:1,b:[1,2]}"), ("// only\n", "nothing")
    ])
    func readsJSONWithComments(_ text: String, _ value: String) {
        let document = JSONDocument.read(text, as: .jsonc)
        #expect(shown(document.root) == value)
        #expect(document.hasSyntaxError == (value == "nothing"))
        #expect(JSONDocument.read(text, as: .json).hasSyntaxError)
    }

    /// The marked range is the problem's, or where it ends.
    @Test(arguments: [
        ("{\"a\":1,«\"a\"»:2}", "duplicate key", "{a:1,a:2}"), ("{«a»: 1}", "a key must be", "{a:1}"),
        ("{\"a\" «1»}", "':' is missing", "{a:1}"),
        ("[1 «2»]", "',' is missing", "[1,2]"), ("[1«»", "unexpected end", "[1]"), ("[1«}»", "opened as [", "[1]"),
        ("[«x»]", "unexpected 'x'", "[null]"),
        ("[«01»]", "unexpected '01'", "[null]"), ("[«+1»]", "unexpected '+1'", "[null]"), ("{\"a\":«}»", "a value is missing", "{a:null}"),
        ("1 «2»", "after the value", "1"),
        ("[\"a«\\x»b\"]", "bad escape", "[\"axb\"]"), ("[1«,»]", "trailing comma", "[1]"), ("«'»a'", "double quotes", "\"a\""),
        ("[1]«]»", "unexpected ']'", "[1]")
    ])
    func namesWhatIsWrong(_ source: String, _ message: String, _ value: String) throws {
        let (text, ranges) = marked(source)
        let document = JSONDocument.read(text)
        let problem = try #require(document.problems.first)
        #expect(problem.message.contains(message))
        #expect(problem.range == ranges.first)
        #expect(shown(document.root) == value)
    }

    @Test func knowsWhereEverythingStands() throws {
        let (text, ranges) = marked("{«\"é\"»: «{«\"k\"»: «[1, 2]»}»}")
        let document = JSONDocument.read(text)
        let outer = try #require(document.root?.entry("é")), inner = try #require(document["é"]?.entry("k"))
        #expect([outer.keyRange, inner.keyRange, inner.value.range, outer.value.range] == ranges)
    }

    @Test func deepNestingIsAProblemAndNothingElse() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = String(repeating: open, count: 100_000)
            let closed = JSONDocument.read("[" + deep + "1" + String(repeating: close, count: 100_000) + ",7]")
            #expect(closed.problems.map(\.kind) == [.tooDeep])
            #expect(shown(closed.root?[1]) == "7")
            #expect(JSONDocument.read(deep).hasSyntaxError)
        }
        #expect(JSONDocument.read(String(repeating: "]", count: 100_000)).problems.count <= 50)
        #expect(JSONDocument.read(String(repeating: "[{\"a\"", count: 1000)).hasSyntaxError)
    }

    @Test(arguments: [
        ("a: 1\nb:\n  - x\n  - 'true'\n  - ~\nc: {d: no, e: 1.5, f: 0x10}\n", "{a:1,b:[\"x\",\"true\",null],c:{d:\"no\",e:1.5,f:16}}"),
        ("x: &n {a: 1}\ny: *n\n", "{x:{a:1},y:{a:1}}"), ("", "nothing"),
        ("- |\n  text\n  more\n- >-\n  a\n  b\n", "[\"text\nmore\n\",\"a b\"]"),
        ("date: 2024-01-01\nversion: 1.2.3\n", "{date:\"2024-01-01\",version:\"1.2.3\"}")
    ])
    func readsYAML(_ text: String, _ value: String) {
        let document = YAMLDocument.read(text)
        #expect(shown(document.root) == value)
        #expect(document.problems.isEmpty)
    }

    @Test func knowsWhereYAMLStands() throws {
        for mark in ["", "\u{FEFF}"] {
            let (text, ranges) = marked("\(mark)ü: 'ö'\n«key»:\n  «- «wérk»\n  - «'x'»»\nlast: 1\n")
            let document = YAMLDocument.read(text)
            let entry = try #require(document.root?.entry("key"))
            #expect([entry.value[0]?.range, entry.value[1]?.range, entry.value.range].compactMap { $0 } == Array(ranges.dropFirst()))
            #expect(entry.keyRange == ranges.first)
        }
    }

    @Test func hostileYAMLEnds() {
        #expect(YAMLDocument.read("a: [1, 2").hasSyntaxError)
        #expect(YAMLDocument.read([97, 58, 32, 0xFF]).hasSyntaxError)
        #expect(YAMLDocument.read("a: *nobody").hasSyntaxError)
        #expect(YAMLDocument.read("a: 1\n---\nb: 2\n").hasSyntaxError)
        #expect(YAMLDocument.read("a: 1\na: 2\n").problems.map(\.kind) == [.duplicateKey])
        #expect(YAMLDocument.read(String(repeating: "[", count: 100_000)).problems.map(\.kind) == [.tooDeep])
        var laughs = "a0: &a0 [x, x]\n"
        for i in 1..<60 { laughs += "a\(i): &a\(i) [*a\(i - 1), *a\(i - 1)]\n" }
        #expect(YAMLDocument.read(laughs).problems.contains { $0.kind == .tooDeep })
    }

    @Test(arguments: [
        ("name = \"x\"\na.b.\"c d\" = 1\n", "{name:\"x\",a:{b:{c d:1}}}"),
        ("d = 2024-01-01\nn = [1, 2.5, { a = 1, b.c = true }]\n", "{d:\"2024-01-01\",n:[1,2.5,{a:1,b:{c:true}}]}"),
        (
            "[t.s]\nk = 0x1F\n[t]\nz = 1_000\n[[r]]\nglobs = ['**/*.wasm']\n[[r]]\nx = 1\n[r.in]\ny = 2\n",
            "{t:{s:{k:31},z:1000},r:[{globs:[\"**/*.wasm\"]},{x:1,in:{y:2}}]}"
        ),
        ("s = \"a\\n\\u00e9\\\"\"\nl = '''\nx\\y'''\nm = \"\"\"\na\\\n   b\"\"\"\n", "{s:\"a\né\"\",l:\"x\\y\",m:\"ab\"}"), ("", "{}")
    ])
    func readsTOML(_ text: String, _ value: String) {
        let document = TOMLDocument.read(text)
        #expect(shown(document.root) == value)
        #expect(document.problems.isEmpty)
    }

    @Test func knowsWhereTOMLStands() throws {
        for mark in ["", "\u{FEFF}"] {
            let (text, ranges) = marked("\(mark)# ü\n[a]\n«main» = «\"x.js\"»\n")
            let entry = try #require(TOMLDocument.read(text)["a"]?.entry("main"))
            #expect([entry.keyRange, entry.value.range] == ranges)
        }
    }

    @Test func hostileTOMLEnds() {
        #expect(TOMLDocument.read("a = 1\nb = = 2\nc = 3\n").hasSyntaxError)
        #expect(TOMLDocument.read("a = 1\na = 2\n").problems.map(\.kind) == [.duplicateKey])
        #expect(TOMLDocument.read("a = 1\n[a.b]\n").hasSyntaxError)
        #expect(!TOMLDocument.read("a = " + String(repeating: "[", count: 20_000)).problems.isEmpty)
        #expect(!TOMLDocument.read(String(repeating: "a.", count: 2_000) + "b = 1\n").problems.isEmpty)
    }
}
