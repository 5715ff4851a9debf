import Packaging
import Testing

@testable import Usage

/// Of several examples the one comes first that the consumer's author would follow.
@Suite struct SuitabilityTests {
    /// The line of the first example for each form; `examples` are pairs of a heading and code.
    private func first(_ examples: [(heading: String, code: String)], _ form: ConsumerForm) -> String? {
        let text = examples.map { "## \($0.heading)\n```js\n\($0.code)\n```\n" }.joined()
        return ReadmeExamples(text, file: "R", name: PackageName("pkg")).nearest(for: form).first?.code
    }

    @Test func aConsumerLoadsAsItsFormDoes() {
        let both = [("CommonJS", "const { a } = require('pkg')\na()"), ("Modules", "import { a } from 'pkg'\na()")]
        #expect(first(both, .script) == both[0].1)
        for form in [ConsumerForm.module, .worker, .page] { #expect(first(both, form) == both[1].1) }
    }

    @Test func otherSurroundingsComeLater() {
        let places = [("With a bundler", "import a from 'pkg'\na('/x')"), ("Node.js", "import a from 'pkg'\na()")]
        #expect(first(places, .module) == places[1].1)
        #expect(first(places, .page) == places[0].1)
    }

    @Test func whatAnybodyCanTryComesBeforeWhatNeedsAFile() {
        let codec = [
            ("Decoding", "import { decode } from 'pkg'\nawait decode(file)"),
            ("Encoding", "import { encode } from 'pkg'\nawait encode({ data, width })")
        ]
        #expect(first(codec, .module) == codec[1].1)
        // one that does both is no worse than one that only makes something
        let whole = [
            ("Round trip", "import * as c from 'pkg'\nc.decode(c.encode(x))"), ("Encoding", "import { encode } from 'pkg'\nencode(x)")
        ]
        #expect(first(whole, .module) == whole[0].1)
    }

    @Test func specialNeedsComeLast() {
        let special = [("Advanced", "import a from 'pkg'\na(1)"), ("Use", "const a = require('pkg')\na(2)")]
        #expect(first(special, .module) == special[1].1)
    }
}
