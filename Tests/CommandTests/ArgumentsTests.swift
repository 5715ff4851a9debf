import Testing

@testable import glue_lint

@Suite struct ArgumentsTests {
    static let options: [Option] = [.runtimes, .asIs, .color]

    @Test func valuesAndSwitchesAndTheRest() throws {
        let arguments = try Arguments.parse(["--runtime", "bun", "dist", "--runtime=deno", "--as-is", "--", "--odd"], options: Self.options)
            .get()
        #expect(arguments.all(.runtimes) == ["bun", "deno"])
        #expect(arguments.has(.asIs))
        #expect(arguments.positional == ["dist", "--odd"])
    }

    @Test(arguments: [
        (["--runtim", "x"], "unknown option --runtim; did you mean --runtime?"),
        (["--runtime"], "--runtime needs a value: --runtime NAME"),
        (["--as-is=1"], "--as-is takes no value"),
        (["--color", "pink"], "--color pink: not one of auto, always, never")
    ])
    func problems(_ words: [String], _ text: String) {
        #expect(throws: Arguments.Problem(text: text)) { try Arguments.parse(words, options: Self.options).get() }
    }

    @Test func codesOutrankEachOther() {
        #expect(ExitCode.worst([.findings, .notAnalysed]) == .notAnalysed)
        #expect(ExitCode.worst([.usage, .notAnalysed]) == .usage)
        #expect(ExitCode.worst([.nothingToRead, .clean]) == .nothingToRead)
        #expect(ExitCode.worst([]) == .clean)
    }
}
