import Syntax
import Testing

@Suite struct KindTests {
    /// Tokens are spelled with a quote in front, and `isToken` lists them all.
    @Test(arguments: Kind.allCases) func tokensAreKnown(_ kind: Kind) {
        #expect(kind.isToken == (kind == .token || kind.rawValue.hasPrefix("'")))
    }
}
