import Syntax
import Testing

/// More children than libtree-sitter 0.20 can count must not reach it.
@Suite struct UnclosedBracketsTests {
    @Test(arguments: ["[", "(", "{"]) func areAnError(_ bracket: String) {
        let tree = SourceFile(path: "a.js", bytes: Array(String(repeating: bracket, count: 100_000).utf8)).tree
        #expect(tree.hasError)
        #expect(tree.firstError == 0)
    }
}
