import Foundation
import Testing

@testable import glue_lint

/// Input that is broken or hostile: a message that names the file, the right exit code, and the rest analysed.
@Suite struct BadInputCommandTests {
    private static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glue-lint-bad-\(getpid())")
        func write(_ path: String, _ bytes: some Sequence<UInt8>) {
            let url = folder.appendingPathComponent(path)
            try? FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try? Data(bytes).write(to: url)
        }
        let manifest = #"{"name":"x","type":"module","exports":"./index.js"}"#, asksDocument = "export const title = document.title;\n"
        let files = [
            "sparse/package.json": manifest, "sparse/index.js": "import * as core from \"./core.wasm\";\nexport default core;\n",
            "sparse/core.wasm": "",
            "pipe/package.json": manifest, "pipe/index.js": "import \"./part.js\";\n",
            "page/package.json": manifest, "page/index.js": "import * as core from \"./core.wasm\";\nexport default core;\n",
            "page/core.wasm": "<!doctype html>",
            "keys/package.json": #"{"name":"x","name":"x","type":5,"exports":"./index.js"}"#, "keys/index.js": asksDocument,
            "locked/package.json": manifest, "locked/index.js": "import \"./part.js\";\n" + asksDocument, "locked/part.js": "export {};\n",
            "caught/package.json": #"{"name":"x","main":"index.js"}"#,
            "caught/index.js": "try { require(\"./part.js\") } catch {}\ndocument.title;\n", "caught/part.js": "",
            "binary/package.json": manifest, "binary/index.js": "\u{7}\u{1}(((\u{0}",
            "rules/load/mine.yaml": "id: load/mine\ntitle: x\nsince: 0.1.0\nseverity: error\nreact-to: []\nmessage: m\nwhy: w\n"
        ]
        for (path, text) in files { write(path, text.utf8) }
        truncate(folder.appendingPathComponent("sparse/core.wasm").path, 1 << 30)
        mkfifo(folder.appendingPathComponent("pipe/part.js").path, 0o644)
        truncate(folder.appendingPathComponent("caught/part.js").path, 1 << 30)
        chmod(folder.appendingPathComponent("locked/part.js").path, 0)
        let package = entry("package/package.json", manifest) + entry("package/index.js", asksDocument)
        let end = [UInt8](repeating: 0, count: 1024)
        write(
            "escapes.tar",
            package + entry("package/../../evil.js", "1") + entry("/etc/evil.js", "2") + entry("package/link.js", link: "/etc/passwd") + end
        )
        write("cut.tar", package.prefix(1500))
        return folder
    }()
    /// An entry of a tar archive: a file, or a symbolic link.
    private static func entry(_ name: String, _ text: String = "", link: String? = nil) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) { for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte } }
        func octal(_ value: Int, _ width: Int) -> String {
            String(repeating: "0", count: width - String(value, radix: 8).count) + String(value, radix: 8)
        }
        put(name, at: 0)
        for (value, offset, width) in [(0o644, 100, 7), (0, 108, 7), (0, 116, 7), (text.utf8.count, 124, 11), (0, 136, 11)] {
            put(octal(value, width), at: offset)
        }
        put("        ", at: 148)
        put(link == nil ? "0" : "2", at: 156)
        put(link ?? "", at: 157)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
        return header + Array(text.utf8) + [UInt8](repeating: 0, count: (512 - text.utf8.count % 512) % 512)
    }

    @Test(
        arguments: [
            ("sparse", 4, ["core.wasm: 1073741824 bytes, more than the limit of"]),
            ("pipe", 4, ["not analysed part.js: is not a regular file"]),
            ("pipe/part.js", 4, []),
            ("caught", 4, ["not analysed part.js: 1073741824 bytes", "document is not defined"]),
            ("page", 1, ["expected magic word 00 61 73 6d, found 3c 21 64 6f"]),
            (
                "keys", 4,
                [
                    "package.json:1:13: duplicate key \"name\"", "package.json:1:31: \"type\" must be", "document is not defined",
                    "index.js:1:22"
                ]
            ),
            ("binary", 4, ["index.js:1:"]),
            (
                "escapes.tar", 4,
                ["evil.js: entry refused", "/etc/evil.js: entry refused", "link.js: entry refused", "document is not defined"]
            ),
            ("cut.tar", 4, ["cut.tar: broken archive", "the rest of a broken archive"]),
            ("none", 2, [])
        ] as [(String, Int32, [String])])
    func isToldByItsName(_ path: String, _ code: Int32, _ texts: [String]) throws {
        let out = Self.folder.appendingPathComponent("out-\(UUID().uuidString)").path
        let found = CommandLineTool.run(["check", "--runtime", "node@24/esm", "--output-file", out, Self.folder.path + "/" + path])
        #expect(found.rawValue == code)
        let text = ((try? String(contentsOfFile: out, encoding: .utf8)) ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for expected in texts { #expect(text.contains(expected), "\(text)") }
    }
    /// Permissions bind nobody who runs as root, as in many containers.
    @Test(.enabled(if: geteuid() != 0)) func whatPermissionsForbidIsTold() throws {
        try isToldByItsName("locked", 4, ["not analysed part.js: Permission denied"])
    }
    @Test func aRuleThatIsMisspeltIsAMistakeOfTheCaller() {
        #expect(
            CommandLineTool.run([
                "check", "--rules", Self.folder.path + "/rules", "--runtime", "node@24/esm", "--output-file", "/dev/null",
                Self.folder.path + "/keys"
            ]) == .usage)
    }
}
