import Syntax
import Testing

@Suite struct SliceTests {
    /// The tree that lazy reading gives when every function is asked for: all slices put together.
    static func assembled(_ file: SourceFile, from start: Tree? = nil) -> Tree? {
        let start = start ?? file.outline
        // fills the elided blocks of a tree from the first on, each with a filled tree: an explicit stack of what is under way
        var nodes: [Tree.Node] = [], work: [(tree: Tree, at: Int, end: Int)] = [(start, 0, start.nodes.count)]
        while let (tree, at, end) = work.popLast() {
            guard at < end else { continue }
            let node = tree.nodes[at]
            if let block = tree.child(at, .body), tree.nodes[block].isElided {
                guard let (whole, function) = file.whole(at, in: tree) else { return nil }
                work.append((tree, Int(node.next), end))
                work.append((whole, function, Int(whole.nodes[function].next)))
                if whole.nodes[function].kind != node.kind { return nil }
                continue
            }
            nodes.append(node)
            work.append((tree, at + 1, end))
        }
        return Tree(nodes: nodes)
    }

    /// Where two trees differ first: kind, field, start and end of each node in preorder.
    ///
    /// A statement without a semicolon may end before or after a comment that follows it: the grammar decides by what comes next.
    static func difference(_ a: Tree, _ b: Tree, _ file: SourceFile) -> String? {
        func isComment(_ from: UInt32, _ to: UInt32) -> Bool {
            let between = file.slice(Int(min(from, to))..<Int(max(from, to))).drop { $0 <= 32 }
            return between.isEmpty || between.starts(with: [47, 47]) || between.starts(with: [47, 42])
        }
        for (x, y) in zip(a.nodes, b.nodes)
        where x.kind != y.kind || x.field != y.field || x.start != y.start || x.end != y.end && !isComment(x.end, y.end) {
            let from = Int(min(x.start, y.start))
            return
                "\(x.kind) \(x.field) \(x.start)..<\(x.end) against \(y.kind) \(y.field) \(y.start)..<\(y.end) at: \(file.text(max(0, from - 60)..<(from + 60)))"
        }
        return a.nodes.count == b.nodes.count ? nil : "\(a.nodes.count) nodes against \(b.nodes.count)"
    }

    private static let long = String(repeating: "a(b, c); ", count: 10)

    @Test(arguments: [
        "function f(a, b = 1) { LONG }\nf()", "(() => { LONG; function g() { LONG } LONG })()",
        "class A extends B(c) { constructor() { super(); LONG } static async *m() { yield 1; LONG } get x() { LONG } }",
        "async function f() { await g(); LONG; for await (const x of y) { LONG } }",
        "x = { async m() { LONG }, get a() { LONG }, b: function () { LONG }, c: () => { LONG } }",
        "function f() { 'use strict'; LONG; return\n}",
        "function f() { LONG; return x }", "function f() { LONG // end\n}", "function f() { /* start */ LONG /* end */ } // after\nx",
        "export default function () { LONG }", "function f() { LONG; { LONG } return new.target }",
        "if (x) { LONG; function g() { LONG } }", "f(x)\n{ LONG }", "try { LONG } catch (e) { f(() => { LONG }) } finally { LONG }",
        "function f() { LONG; await(x); yield(y); }", "import source x from 'x'; function f() { LONG; using y = z; LONG }",
        "function f() { x = `${() => { LONG }}`; LONG }", "a = function* () { LONG }, b = async () => { LONG; await c }",
        "function f(a = () => { LONG }) { LONG }", "label: function f() { LONG }"
    ])
    func slicesTogetherAreTheWhole(_ pattern: String) throws {
        let text = Array(pattern.replacing("LONG", with: Self.long).utf8)
        let lazy = SourceFile(path: "a.js", bytes: text, reading: .lazy),
            exhaustive = SourceFile(path: "a.js", bytes: text, reading: .exhaustive)
        let assembled = try #require(Self.assembled(lazy))
        #expect(Self.difference(assembled, exhaustive.tree, lazy) == nil)
        #expect(exhaustive.outline.elidedBodies(0).isEmpty)
    }

    /// A word that only the innermost function holds: what is around it is there, its neighbours are not.
    @Test func treeForASearchHoldsWhatIsAroundEachPlace() throws {
        let text =
            "function a() { LONG } function b() { LONG; function c() { LONG; needle(); function d() { LONG } } function e() { LONG } }"
        let file = SourceFile(path: "a.js", bytes: Array(text.replacing("LONG", with: Self.long).utf8), reading: .lazy)
        let tree = file.tree(mentioning: ["needle"])
        #expect(tree.elidedBodies(0).count == 3)  // of a, d and e
        #expect(tree.nodes.contains { $0.kind == .identifier && file.text(Int($0.start)..<Int($0.end)) == "needle" })
        let whole = SourceFile(path: "a.js", bytes: file.bytes, reading: .exhaustive).tree
        #expect(Self.difference(try #require(Self.assembled(file, from: tree)), whole, file) == nil)
        #expect(file.tree(mentioning: ["nowhere"]).nodes.count == file.outline.nodes.count)
    }

    @Test func leavesOutWhatIsNotAskedFor() throws {
        let file = SourceFile(
            path: "a.js", bytes: Array("function f() { \(Self.long) function g() { \(Self.long) } }".utf8), reading: .lazy)
        #expect(file.outline.elidedBodies(0).count == 1)
        let (whole, node) = try #require(file.whole(1, in: file.outline))
        #expect(whole.elidedBodies(node).count == 1)
    }

    @Test(arguments: [
        "function f() { LONG <!-- x\n }", "function f() { LONG ) }", "\\u0061 = function () { LONG }", "function f() { LONG; x = ; }"
    ])
    func whatIsOddIsReadWhole(_ pattern: String) {
        let file = SourceFile(path: "a.js", bytes: Array(pattern.replacing("LONG", with: Self.long).utf8), reading: .lazy)
        if let (whole, node) = file.whole(1, in: file.outline) { #expect(whole.elidedBodies(node).isEmpty) }
    }

    @Test func knowsWhichNamesMayOccur() {
        let text = "alpha; { beta é x\u{A0}y #z 'gamma' } delta", bytes = Array(text.utf8), file = SourceFile(path: "a.js", bytes: bytes)
        let inside = [(bytes.firstIndex(of: 123) ?? 0)..<(bytes.lastIndex(of: 125) ?? 0)]
        for name in ["beta", "é", "x", "y", "#z", "gamma"] { #expect(file.mayMention(name, inAny: inside), "\(name)") }
        for name in ["alpha", "delta", "bet", "eta", "z", ""] { #expect(!file.mayMention(name, inAny: inside), "\(name)") }
        #expect(!file.mayMention("beta", inAny: []))
    }

    @Test(arguments: [
        ("'use strict'; LONG", true), ("\n/* c */ // d\n\"use strict\"\nLONG", true), ("'other'; 'use strict'", true),
        ("'use strict'", true), ("'use strict'\n}", true), ("'use strict' + x", false),
        ("'use strict'\n.length", false), ("'use strict'\nin x", false), ("x; 'use strict'", false), ("'use\\x20strict'", false),
        ("", false), ("'use strict'.x", false), ("('use strict')", false), ("'a'\n'use strict'\n'b'", true)
    ])
    func seesUseStrictWithoutAParse(_ body: String, _ isStrict: Bool) {
        let bytes = Array(("{" + body + "}").utf8)
        #expect(SourceFile(path: "a.js", bytes: bytes).beginsStrict(1..<(bytes.count - 1)) == isStrict)
    }

    @Test func deepNestingIsReadWithoutRecursion() throws {
        let text = String(repeating: "function f() { \(Self.long) ", count: 2_000) + String(repeating: "}", count: 2_000)
        let file = SourceFile(path: "a.js", bytes: Array(text.utf8), reading: .lazy)
        var (tree, node) = (file.outline, 1), depth = 0
        while let (inner, function) = file.whole(node, in: tree),
            let next = inner.nodes.indices.dropFirst(function + 1).first(where: { inner.kind($0) == .functionDeclaration })
        {
            (tree, node) = (inner, next)
            depth += 1
        }
        #expect(depth >= 1_990)
    }
}

@Suite struct SliceCorpusTests {
    /// Lazy equals exhaustive, as far as trees go: on every script that the grammar accepts.
    @Test func slicesTogetherAreTheWhole() {
        var compared = 0
        Corpus.scripts { path, bytes in
            let lazy = SourceFile(path: path, bytes: bytes, reading: .lazy),
                exhaustive = SourceFile(path: path, bytes: bytes, reading: .exhaustive)
            if exhaustive.tree.hasError { return }
            compared += 1
            guard let assembled = SliceTests.assembled(lazy) else {
                Issue.record("\(path): a function that the whole tree does not know")
                return
            }
            if let difference = SliceTests.difference(assembled, exhaustive.tree, lazy) { Issue.record("\(path): \(difference)") }
            let searched = lazy.tree(mentioning: ["require", "import"])
            if let filled = SliceTests.assembled(lazy, from: searched),
                let difference = SliceTests.difference(filled, exhaustive.tree, lazy)
            {
                Issue.record("\(path), searched: \(difference)")
            }
            for body in searched.elidedBodies(0) where lazy.text(body).contains("require") {
                Issue.record("\(path): a body that holds the word is left out, at \(body)")
            }
        }
        print("lazy against exhaustive: \(compared) scripts compared")
    }
}
