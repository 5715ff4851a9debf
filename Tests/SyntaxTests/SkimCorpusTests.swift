import Syntax
import Testing

@Suite struct SkimCorpusTests {
    /// Bodies of functions as the full parse has them: the bytes between their braces.
    ///
    /// Methods named like a statement (`catch(…) {`) are left out: to the skim they look like one, and stay in the text around them.
    static func bodies(_ file: SourceFile) -> [Range<Int>] {
        let tree = file.tree, statements: Set = ["if", "for", "while", "switch", "with", "catch"]
        return tree.nodes.indices.compactMap { node in
            switch tree.kind(node) {
            case .methodDefinition:
                if let name = tree.child(node, .name), statements.contains(file.text(tree.range(name))) { return nil }
            case .functionDeclaration, .functionExpression, .generatorFunction, .generatorDeclaration, .arrowFunction: break
            default: return nil
            }
            // a block may reach further than its brace: a semicolon that the grammar inserts can stand behind a comment
            guard let body = tree.child(node, .body), tree.kind(body) == .statementBlock else { return nil }
            guard let brace = tree.children(body).last(where: { file.text(tree.range($0)) == "}" }) else { return nil }
            return (tree.range(body).lowerBound + 1)..<tree.range(brace).lowerBound
        }
        .sorted { $0.lowerBound < $1.lowerBound }
    }

    /// On every script that the grammar accepts and the skim finds nothing odd in, both name the same bodies.
    @Test func findsTheBodiesThatTheParserFinds() {
        var skimmer = Skimmer(needles: Needles(["fetch"])), skim = Skim(), compared = 0, odd = 0, refused = 0
        Corpus.scripts { path, bytes in
            let file = SourceFile(path: path, bytes: bytes)
            file.bytes.withUnsafeBufferPointer { skimmer.skim($0, into: &skim) }
            if skim.odd != [] { return odd += 1 }
            if file.tree.hasError { return refused += 1 }
            compared += 1
            let parsed = Self.bodies(file), skimmed = skim.bodies.map(\.range)
            if parsed != skimmed {
                let wrong = zip(parsed, skimmed).first { $0 != $1 }.map { min($0.lowerBound, $1.lowerBound) } ?? 0
                Issue.record(
                    "\(path): \(parsed.count) bodies parsed, \(skimmed.count) skimmed; first at \(wrong): \(file.text(max(0, wrong - 80)..<(wrong + 40)))"
                )
            }
        }
        print("skim against parser: \(compared) scripts compared, \(odd) odd, \(refused) refused by the grammar")
    }
}
