import Checking
import Evaluation
import Reporting
import Testing

/// What people read of verdicts, fitted to the width.
@Suite struct VerdictTextTests {
    private static let fails = Verdict(
        .fails, phase: .`init`, error: ErrorText(name: "TypeError", message: "Invalid URL string."),
        at: Place(path: "x.js", line: 3, column: 7, offset: 40))
    private static func unknown(_ code: String, _ text: String) -> Verdict {
        Verdict(.unknown, reason: Verdict.Unknown(code: code, text: text))
    }
    private static let records = [
        VerdictRecord(project: "x", entry: ".", runtime: "workers@2024-03-01", verdict: fails, rule: "init/default-url-init"),
        VerdictRecord(project: "x", entry: ".", runtime: "deno", verdict: Verdict(.works)),
        VerdictRecord(
            project: "x", entry: "./web", runtime: "bun",
            verdict: unknown("no-usage-reached-wasm", "no assumed usage called the WebAssembly"))
    ]

    @Test func aLineForEachEntryAndRuntime() {
        let text = VerdictTable(Self.records, title: "x 1.0.0", palette: Palette(isOn: false), width: 120).text
        #expect(
            text == """
                x 1.0.0
                  .      workers@2024-03-01  fails in init: TypeError: Invalid URL string., at x.js:3:7 (init/default-url-init)
                  .      deno                works
                  ./web  bun                 unknown: no assumed usage called the WebAssembly
                1 unknown: 1 needs a consumer; try --consumer

                """)
    }
    @Test(arguments: [40, 60, 100]) func nothingIsWiderThanTheTerminal(_ width: Int) {
        let text = VerdictTable(Self.records, title: "x 1.0.0", palette: Palette(isOn: false), width: width).text
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
        #expect(text.contains("fails in init"))
    }
    @Test func coloursHaveNoWidth() {
        func lines(_ isOn: Bool) -> Int {
            VerdictTable(Self.records, title: "x", palette: Palette(isOn: isOn), width: 60).text.split(separator: "\n").count
        }
        #expect(lines(true) == lines(false))
    }
    @Test func unknownsAreGrouped() {
        let many =
            Array(repeating: Self.records[2], count: 9)
            + (0..<3).map { _ in VerdictRecord(project: "x", entry: ".", runtime: "bun", verdict: Self.unknown("clock", "the time")) }
        #expect(UnknownReasons(many).text == "12 unknown: 9 need a consumer; try --consumer, 3 the time")
        #expect(UnknownReasons([Self.records[1]]).text == nil)
    }
}
