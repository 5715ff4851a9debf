import Checking
import Testing

@Suite struct OrderedWorkTests {
    @Test(arguments: [1, 2, 8]) func resultsLeaveInOrder(_ threads: Int) {
        var results: [Int] = []
        let isDone = OrderedWork(threads: threads, window: 3).run(Array(0..<200)) {
            { $0 * 2 }
        } emit: {
            results.append($0); return true
        }
        #expect(isDone)
        #expect(results == (0..<200).map { $0 * 2 })
    }

    @Test func itEndsWhenNobodyListens() {
        var results: [Int] = []
        _ = OrderedWork(threads: 2).run(Array(0..<1000)) {
            { $0 }
        } emit: {
            results.append($0); return results.count < 5
        }
        #expect(results == [0, 1, 2, 3, 4])
    }

    @Test func planLines() {
        let text = #"{"project":"a","entry":"b.mjs","runtime":"bun","ok":false}"# + "\n\n" + #"{"project":"a"}"# + "\n" + "x\n"
        let (lines, problems) = PlanLine.read(Array(text.utf8))
        #expect(lines == [PlanLine(project: "a", entry: "b.mjs", runtime: "bun")])
        #expect(problems.map(\.line) == [3, 4])
        #expect(problems.first?.message == "no \"entry\", \"runtime\"")
    }
}
