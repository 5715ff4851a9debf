import Checking
import Linting

/// Workflow commands, which GitHub shows beside the line in a pull request.
public enum GitHubReport {
    /// `folder`: what paths are relative to, seen from the root of the repository: GitHub looks there.
    public static func text(_ report: Report, in folder: String = "") -> String {
        report.findings.map { finding in
            let word =
                switch finding.severity {
                case .error: "error"
                case .warning: "warning"
                case .note: "notice"
                }
            let place =
                finding.at.map {
                    "file=\(escaped(folder.isEmpty ? $0.path : folder + "/" + $0.path, inProperty: true)),line=\($0.line),col=\($0.column),"
                } ?? ""
            let runtimes = finding.runtimes.isEmpty ? "" : " (\(finding.runtimes.joined(separator: ", ")))"
            return
                "::\(word) \(place)title=\(escaped(finding.rule, inProperty: true))::\(escaped("\(finding.message)\(runtimes)\n\(finding.help)", inProperty: false))\n"
        }.joined()
    }

    private static func escaped(_ text: String, inProperty: Bool) -> String {
        var text = text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        if inProperty { text = text.replacing(":", with: "%3A").replacing(",", with: "%2C") }
        return text
    }
}
