import Syntax
import Testing

@Suite struct SkimCorpusTests {
    /// Bodies of functions as the full parse has them: the bytes between their braces.
    static func bodies(_ tree: Tree) -> [Range<Int>] {
        tree.nodes.indices.compactMap { node in
            switch tree.kind(node) {
            case .functionDeclaration, .functionExpression, .generatorFunction, .generatorDeclaration, .arrowFunction, .methodDefinition:
                guard let body = tree.child(node, .body), tree.kind(body) == .statementBlock else { return nil }
                return (tree.range(body).lowerBound + 1)..<(tree.range(body).upperBound - 1)
            default: return nil
            }
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
            let parsed = Self.bodies(file.tree), skimmed = skim.bodies.map(\.range)
            if parsed != skimmed {
                let wrong = zip(parsed, skimmed).first { $0 != $1 }.map { min($0.lowerBound, $1.lowerBound) } ?? 0
                Issue.record("\(path): \(parsed.count) bodies parsed, \(skimmed.count) skimmed; first at \(wrong): \(file.text(max(0, wrong - 80)..<(wrong + 40)))")
            }
        }
        print("skim against parser: \(compared) scripts compared, \(odd) odd, \(refused) refused by the grammar")
    }
}
