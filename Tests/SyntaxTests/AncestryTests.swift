import Testing

@testable import Syntax

@Suite struct AncestryTests {
    static let text = "const a = 1;\nfunction f(x) { return () => { if (x) { g(x + 2); } }; }\nh();\n"

    @Test(arguments: [SourceFile.Reading.lazy, .exhaustive]) func linksLeadInward(_ reading: SourceFile.Reading) throws {
        let file = SourceFile(path: "a.js", bytes: Array(Self.text.utf8), reading: reading)
        let offset = try #require(Self.text.range(of: "x + 2")).lowerBound.utf16Offset(in: Self.text)
        let links = file.ancestry(of: offset).links
        #expect(
            links.map(\.kind) == [
                .program, .functionDeclaration, .statementBlock, .returnStatement, .arrowFunction, .statementBlock, .ifStatement,
                .statementBlock, .expressionStatement,
                .callExpression, .arguments, .binaryExpression, .identifier
            ])
        #expect(
            zip(links, links.dropFirst()).allSatisfy {
                $0.range.lowerBound <= $1.range.lowerBound && $1.range.upperBound <= $0.range.upperBound
            })
    }

    @Test(arguments: [-1, 0, 12, 70, 1000]) func anyOffsetIsAnswered(_ offset: Int) {
        let file = SourceFile(path: "a.js", bytes: Array(Self.text.utf8))
        #expect(file.ancestry(of: offset).links.first?.kind == .program)
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).first }
}
