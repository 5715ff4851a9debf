import Checking
import Linting
import Packaging
import Reporting
import Runtimes
import Synchronization
import Testing

/// Several inputs in one run: each is opened and predicted on the threads, and leaves in its turn.
@Suite struct ManyInputsTests {
    private static func package(_ number: Int) -> Result<Input, FileProblem> {
        if number % 7 == 3 { return .failure(FileProblem("p\(number)", .missing)) }
        let exports = (0...number % 4).map { "\".\($0 == 0 ? "" : "/e\($0)")\": \"./index.js\"" }.joined(separator: ",")
        return .success(
            Input(
                tree: .inMemory([
                    "package.json": #"{"name":"p\#(number)","type":"module","exports":{\#(exports)}}"#,
                    "index.js": "export const a = \(number);"
                ]), focus: .root))
    }
    private static func lines(threads: Int, entries: [String] = []) throws -> [String] {
        var check = Check(
            runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: threads, window: 3), evaluator: CheckTests.evaluator)
        check.asked = try ["node@22/esm", "deno"].map { try RuntimeName.parse($0).get() }
        check.entries = entries
        var lines: [String] = []
        let isDone = check.run((0..<12).map { "p\($0)" }, open: { package(Int($0.dropFirst()) ?? 0) }) { step in
            switch step {
            case .opened(let root, let predictions): lines.append("\(root): \(predictions)")
            case .verdict(let record): lines.append(record.json.text)
            case .report(let report): lines.append("\(report.root) done, \(report.verdicts.count), unknown \(report.unknownEntries)")
            case .failed(let root, let problem): lines.append("\(root) failed: \(problem)")
            }
            return true
        }
        #expect(isDone)
        return lines
    }

    @Test func theyLeaveInTheirOrderAtAnyNumberOfThreads() throws {
        let one = try Self.lines(threads: 1)
        #expect(one.filter { $0.contains("done") || $0.contains("failed") }.count == 12)
        #expect(one.first == "p0: 2")
        #expect(one.contains("p3 failed: p3: no such file"))
        #expect(one.contains("p6 done, 6, unknown []"))
        #expect(try Self.lines(threads: 2) == one)
        #expect(try Self.lines(threads: 8) == one)
    }

    @Test func anEntryIsChosenByItsNameOrItsFile() throws {
        #expect(
            try Self.lines(threads: 2, entries: ["./e1"]).filter { $0.hasPrefix("p1 ") || $0.hasPrefix("p4 ") } == [
                #"p1 done, 2, unknown []"#, #"p4 done, 0, unknown ["./e1"]"#
            ])
        #expect(try Self.lines(threads: 2, entries: ["index.js"]).contains(#"p4 done, 2, unknown []"#))
    }

    @Test func sourcesOpenOnlyAFewAhead() {
        let opened = Counter()
        var most = 0, left = 0
        _ = OrderedWork(threads: 2, window: 4).run(
            Array(0..<50), open: { source in (opened.increment(), [source, source]) }, worker: { { $0 } }
        ) { step in
            if case .opened = step {
                most = max(most, opened.value - left)
                left += 1
            }
            return true
        }
        #expect(left == 50)
        #expect(most <= 3 + 1)
    }
    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func increment() -> Int {
            count.withLock {
                $0 += 1; return $0
            }
        }
    }
}
