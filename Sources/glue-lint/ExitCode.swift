/// Docs/architecture.md, "Contracts".
enum ExitCode: Int32 {
    case clean = 0
    case findings = 1
    case usage = 2
    case nothingToRead = 3
    case notAnalysed = 4

    /// 2 wins over 4, 4 over 1.
    static func worst(_ codes: [ExitCode]) -> ExitCode {
        [.usage, .notAnalysed, .findings, .nothingToRead].first { codes.contains($0) } ?? .clean
    }
}
