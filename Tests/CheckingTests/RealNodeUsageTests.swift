import Checking
import Evaluation
import Foundation
import Linting
import Packaging
import RandomPrograms
import Runtimes
import Testing

/// The programs that stand for a package's user, in the machine's own Node: what the verdict says is what happens.
@Suite struct RealNodeUsageTests {
    private static let node = RealEngine.ofThisMachine()

    /// Every second package of the kinds that Node can be asked about: starting a process takes its time.
    private static let packages: [String] = {
        let all = ["handmade", "assemblyscript", "emscripten", "wasm-bindgen"].flatMap { kind in
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(Ledger.root)/\(kind)")) ?? []).sorted()
                .filter { kind != "wasm-bindgen" || $0.hasPrefix("0.2.127-") && $0.count { $0 == "-" } == 1 }
                .map { "\(kind)/\($0)" }.filter { FileManager.default.fileExists(atPath: "\(Ledger.root)/\($0)/package.json") }
        }
        return stride(from: 0, to: all.count, by: 2).map { all[$0] }
    }()

    @Test(.enabled("no node answers: set GLUE_LINT_NODE or PATH") { node != nil })
    func verdictsAreWhatHappens() throws {
        let node = try #require(Self.node)
        let major = node.version.prefix { $0 != "." }
        var check = Check(runtimes: Runtimes(), catalogue: Catalogue(), work: OrderedWork(threads: 2), evaluator: CheckTests.evaluator)
        let runtime = try RuntimeName.parse("node@\(major)/esm").get()
        check.asked = [runtime]
        var compared = 0
        for package in Self.packages {
            let input = Input(tree: try FileTree.open("\(Ledger.root)/\(package)").get(), focus: .root)
            let report = try #require(check.run(input, root: package))
            guard let record = report.verdicts.first(where: { $0.entry == "." }), record.verdict.outcome != .unknown,
                let name = record.package?.name, let usage = record.usage, usage.from != nil
            else { continue }
            let listed = UsageListing(input, runtime: runtime).items.first {
                $0.entry == "." && $0.origin == "\(usage.kind.rawValue) \(usage.from ?? "")"
            }
            let program = try #require(listed, "\(package): no program is listed for \(usage)").text
            // what its author would fill in decides what happens
            if program.contains("__glueUnknown") { continue }
            let real = try run(program, with: name, at: "\(Ledger.root)/\(package)", node)
            compared += 1
            switch record.verdict.outcome {
            case .works: #expect(real.code == 0, "\(package) \(usage): said to work, and \(real.text.suffix(400))")
            case .fails:
                #expect(real.code != 0, "\(package) \(usage): said to fail with \(record.verdict.error?.message ?? record.verdict.because)")
            case .unknown: break
            }
        }
        #expect(compared >= 20)
    }

    /// In a project of its own that has the package, as published, in `node_modules`.
    private func run(_ program: String, with name: String, at package: String, _ node: RealEngine) throws -> (code: Int32, text: String) {
        let project = FileManager.default.temporaryDirectory.appendingPathComponent("glue-lint-usage-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: project) }
        let place = project.appendingPathComponent("node_modules/\(name)")
        let tree = try FileTree.open(package).get().asPublished()
        for path in tree.files() {
            let url = place.appendingPathComponent(path.text)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(try tree.read(path).get()).write(to: url)
        }
        try Data(#"{"type":"module"}"#.utf8).write(to: project.appendingPathComponent("package.json"))
        let file = project.appendingPathComponent("use.mjs")
        try Data(program.utf8).write(to: file)
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [node.path, file.path]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
