import Foundation
import Testing

@testable import Syntax

/// Erasing types gives the tree that JavaScript's grammar gives to what Node strips them to.
@Suite struct TypeErasureTests {
    struct Stripped: Codable, CustomTestStringConvertible {
        var source: String, stripped: String
        var testDescription: String { source }
    }
    /// Recorded by Recorded/strip.mjs from a real Node, which blanks types at equal length.
    static let recorded: [Stripped] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Recorded/stripped.json")
        return (try? JSONDecoder().decode([Stripped].self, from: Data(contentsOf: file))) ?? []
    }()

    @Test func recordingIsThere() { #expect(Self.recorded.count > 50) }

    @Test(arguments: recorded) func equalsWhatNodeStrips(_ pair: Stripped) {
        #expect(pair.source.utf8.count == pair.stripped.utf8.count)
        let erased = SourceFile(path: "a.ts", bytes: Array(pair.source.utf8)),
            plain = SourceFile(path: "a.js", bytes: Array(pair.stripped.utf8))
        #expect(!plain.tree.hasError && !erased.tree.hasError)
        #expect(Self.outline(erased) == Self.outline(plain))
    }

    /// JavaScript is TypeScript without types: on every script of the corpus both grammars give one tree.
    @Test func scriptsWithoutTypesAreLeftAlone() {
        var compared = 0
        Corpus.scripts { path, bytes in
            let plain = SourceFile(path: path, bytes: bytes, reading: .exhaustive), erased = SourceFile(path: "a.ts", bytes: bytes)
            // its grammar takes some texts for types that JavaScript's does not, and knows less of what is new
            guard bytes.count < 200_000, !plain.tree.hasError, !erased.tree.hasError else { return }
            compared += 1
            if Self.outline(erased) != Self.outline(plain) { Issue.record("\(path): \(Self.difference(erased, plain))") }
        }
        #expect(compared > 200 || Corpus.root == nil)
    }

    /// What engines and lowering see: kinds, fields and places, comments and plain tokens left out.
    private static func outline(_ file: SourceFile) -> [String] {
        file.tree.nodes.compactMap { node in
            switch node.kind {
            case .program, .comment, .token, .commaToken, .equalsToken, .emptyStatement: nil
            default: "\(node.kind.rawValue) \(node.field == .other ? "" : node.field.rawValue) \(node.start)-\(node.end)"
            }
        }
    }
    private static func difference(_ a: SourceFile, _ b: SourceFile) -> String {
        let a = outline(a), b = outline(b)
        return zip(a, b).first { $0 != $1 }.map { "\($0) instead of \($1)" } ?? "\(a.count) nodes instead of \(b.count)"
    }
}

/// What is more than types stays in the tree, and is told with its place.
@Suite struct TypeScriptSyntaxTests {
    @Test(arguments: [
        ("enum A { B, C = 1 }", "enum"), ("export const enum A {}", "enum"), ("declare enum A {}", ""),
        ("namespace N { export const x = 1 }", "namespace"), ("export namespace N.M { f() }", "namespace"),
        ("namespace N { namespace M { export type T = 1 } }", ""),
        ("module N { f() }", "module-keyword"), ("declare module 'x' {}", ""),
        ("class A { constructor(private x: number, readonly y = 1, z?: any) {} }", "parameter-property parameter-property"),
        ("import x = require('y')", "import-equals"), ("import type x = require('y')", ""), ("import A = B.C.D", "import-equals"),
        ("export import A = B.C", "import-equals"),
        ("export = x", "export-assignment"), ("let a = <any>b", "type-assertion"), ("let a = <T,>(b: T) => b", "")
    ]) func isTold(_ source: String, _ kinds: String) {
        let file = SourceFile(path: "a.ts", bytes: Array(source.utf8))
        #expect(!file.tree.hasError)
        #expect(file.typeScript.map(\.kind.rawValue).joined(separator: " ") == kinds)
    }

    /// Offsets never decrease and every node ends inside of the one around it: what searches in trees rely on.
    @Test(arguments: [
        "import x = require('y')", "import A = B.C.D", "export import A = B.C", "export = x", "namespace N { enum A { B = f<T>(x!) } }",
        "class A { constructor(@I() private readonly x: number = y as Z) {} }"
    ]) func treeIsInOrder(_ source: String) {
        let nodes = SourceFile(path: "a.ts", bytes: Array(source.utf8)).tree.nodes
        for (index, node) in nodes.enumerated() {
            #expect(index == 0 || nodes[index - 1].start <= node.start)
            #expect(node.start <= node.end && Int(node.next) > index && Int(node.next) <= nodes.count)
            for inner in nodes[index..<Int(node.next)] { #expect(inner.next <= node.next && inner.end <= node.end) }
        }
    }

    @Test func taggedTemplatesWithTypesAreNotUnderstood() {
        #expect(SourceFile(path: "a.ts", bytes: Array("tag<T>`x`".utf8)).tree.hasError)
    }
}
