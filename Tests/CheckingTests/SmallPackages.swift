import Foundation
import Packaging
import Testing

/// A folder of `corpus/small` and what must come of it.
struct SmallPackage: Sendable, CustomTestStringConvertible {
    /// `expect.json`.
    struct Expectation: Decodable, Sendable {
        struct Verdict: Decodable, Sendable {
            var entry: String
            var runtime: String
            var outcome: String
            var phase: String?
            /// The beginning of the error's text.
            var error: String?
        }
        struct Finding: Decodable, Sendable {
            var rule: String
            /// Where, and what the line holds; a finding without a place names neither.
            var file: String?
            var marker: String?
            /// Exactly these; absent: any.
            var runtimes: [String]?
        }
        /// A file of one long line that is not worth keeping.
        struct Generated: Decodable, Sendable {
            var file: String, filler: String, bytes: Int, middle: String
        }
        var what: String
        /// A folder of the corpus whose files lie under `pkg`.
        var glue: String?
        /// The name of a consumer in `corpus/small/consumers`, without the ending that the runtime decides.
        var consumer: String?
        var generated: Generated?
        var verdicts: [Verdict]
        /// All that there are.
        var findings: [Finding]
        var notAnalysed: [String]?
    }

    var name: String
    var testDescription: String { name }
    static let root = Ledger.root + "/small"

    static let all: [SmallPackage] = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted()
        .filter { FileManager.default.fileExists(atPath: "\(root)/\($0)/expect.json") }.map { SmallPackage(name: $0) }

    func expectation() throws -> Expectation {
        try JSONDecoder().decode(Expectation.self, from: Data(contentsOf: URL(fileURLWithPath: "\(Self.root)/\(name)/expect.json")))
    }

    /// The folder, with what is generated and mounted.
    func tree(_ expectation: Expectation) throws -> FileTree {
        var tree = try FileTree.open("\(Self.root)/\(name)").get()
        if let glue = expectation.glue {
            tree = tree.mounting(try FileTree.open("\(Ledger.root)/\(glue)").get(), at: TreePath.root.appending("pkg"))
        }
        guard let generated = expectation.generated, let path = TreePath(generated.file) else { return tree }
        let half = String(repeating: generated.filler, count: generated.bytes / 2 / generated.filler.utf8.count)
        return tree.overlaid(with: [path: Array((half + generated.middle + half + "\n").utf8)])
    }
}
