import Testing

@testable import glue_lint

@Suite struct ProgressTests {
    @Test(arguments: [
        (Progress.State(inputs: 1, predictions: 12, predictionsDone: 3), "3 of 12 predictions"),
        (Progress.State(inputs: 40, inputsDone: 12, name: "a.tgz", predictions: 8, predictionsDone: 3), "12 of 40 packages, a.tgz 3 of 8"),
        (Progress.State(inputs: 1), "reading")
    ])
    func lineFitsTheTerminal(_ state: Progress.State, _ text: String) {
        #expect(Progress.line(state, width: 79).hasSuffix("] " + text))
        for width in [0, 5, 20, 40, 79] { #expect(Progress.line(state, width: width).count <= width) }
    }
    @Test func theBarGrows() {
        func full(_ done: Int) -> Int { Progress.line(Progress.State(inputs: 10, inputsDone: done), width: 79).count { $0 == "#" } }
        #expect((full(0), full(5), full(10)) == (0, 15, 30))
    }
}
