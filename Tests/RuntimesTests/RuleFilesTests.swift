import Foundation
import Packaging
import Syntax
import Testing
@testable import Runtimes

@Suite struct RuleFilesTests {
    static let folder = Measured.folder.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("rules")

    static func onDisk() throws -> RuleFiles {
        var files: [String: [UInt8]] = [:]
        for case let path as String in try #require(FileManager.default.enumerator(atPath: folder.path)) {
            let url = folder.appendingPathComponent(path)
            if (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true {
                files[path] = Array(try Data(contentsOf: url))
            }
        }
        return RuleFiles(files: files)
    }

    @Test func theEmbeddedCopyIsWhatLiesUnderRules() throws {
        let disk = try Self.onDisk()
        let embedded = RuleFiles.embedded
        #expect(embedded.paths == disk.paths, "Sources/EmbedRules did not run")
        for path in disk.paths {
            #expect(embedded.bytes(path).map(Array.init) == disk.bytes(path).map(Array.init), "\(path): Sources/EmbedRules did not run")
            guard path.hasSuffix(".yaml") else { continue }
            // libyaml in the script and libyaml here must read the same; positions aside.
            #expect(embedded.document(path)?.root.map(FactValue.init) == disk.document(path)?.root.map(FactValue.init), "\(path)")
        }
    }

    @Test func theRuntimesDataAreWhole() throws {
        #expect(Runtimes(try Self.onDisk()).errors() == [])
    }

    @Test func aFolderTakesThePlaceOfWhatItHas() throws {
        let text = "facts:\n  engine: { is: other, observed: here }\n"
        let files = RuleFiles.embedded.overlaid(with: ["runtimes/deno.yaml": Array(text.utf8)])
        #expect(try Runtimes(files).profile(.deno).get().rule("engine") == .text("other"))
        #expect(try Runtimes(files).profile(.bun).get().engine == .javaScriptCore)
        #expect(files.paths == RuleFiles.embedded.paths)
    }

    @Test func aBrokenFactIsNamed() {
        let text =
            "facts:\n  a: { is: 1 }\n  b: { when: sometimes, is: 1, observed: x }\n  c: { observed: x }\n  d: { is: 1, observed: x }\n"
        let errors = Runtimes(RuleFiles(files: ["runtimes/deno.yaml": Array(text.utf8)])).errors()
        #expect(errors.map(\.place) == ["a", "b", "c"])
    }

    @Test(arguments: ["", "x", "1\n", "1\na\t5\nabc", "-1\n", "99999999999\n", "2\na\t1\nb\t1\nx"])
    func aCutPackIsReadAsFarAsItGoes(_ text: String) {
        #expect(RuleFiles.unpacked(Array(text.utf8)).count <= 1)
    }

    @Test(arguments: [
        "", "m", "m1:", "p5:abc", "p9999999999999999999:a", "s2:p1:a", "m1:s0:p1:a", "x1:a", String(repeating: "s1:", count: 100)
    ])
    func aBrokenTreeIsNone(_ text: String) {
        #expect(PackedTree.read(Array(text.utf8)[...]) == nil)
    }
}
