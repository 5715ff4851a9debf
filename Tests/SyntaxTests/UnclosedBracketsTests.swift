import Syntax
import Testing

/// An error node with more children than 16 bits count: tree-sitter before 0.21 wrote over memory that was not its own.
@Suite struct UnclosedBracketsTests {
    @Test(arguments: ["[", "(", "{", "@", "using x=", "for await("]) func areAnError(_ text: String) {
        let tree = SourceFile(path: "a.js", bytes: Array(String(repeating: text, count: 70_000).utf8)).tree
        #expect(tree.hasError)
    }
}

@Suite struct BrokenTextTests {
    /// What is broken at every token is given up: recovering from errors takes quadratic time.
    @Test(arguments: ["\"'", "'\"", "`'", "({", "a b ", "${`", "=>{(", "<a>'"]) func endsSoon(_ piece: String) {
        let file = SourceFile(path: "a.js", bytes: Array(String(repeating: piece, count: 20_000).utf8))
        #expect(file.tree.hasError)
        #expect(file.tree.firstError != nil)
    }
}
