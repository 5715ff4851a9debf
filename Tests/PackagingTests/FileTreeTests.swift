import Glibc
import Packaging
import Testing

/// A folder on disk that is gone after the test.
private final class Scratch {
    let path: String
    init() {
        var template = Array("/tmp/glue-lint-tests-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }
    func write(_ name: String, _ text: String) {
        makeFolders(above: name)
        guard let file = fopen("\(path)/\(name)", "w") else { return }
        fwrite(text, 1, text.utf8.count, file)
        fclose(file)
    }
    func link(_ name: String, to target: String) { symlink(target, "\(path)/\(name)") }
    func sparse(_ name: String, size: Int) {
        write(name, "")
        truncate("\(path)/\(name)", size)
    }
    private func makeFolders(above name: String) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/\(part)"
            mkdir(folder, 0o755)
        }
    }
    /// Files before the folders that hold them.
    deinit {
        var folders = [path], index = 0
        while index < folders.count {
            let folder = folders[index]
            index += 1
            guard let listing = opendir(folder) else { continue }
            defer { closedir(listing) }
            while let entry = readdir(listing) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name == "." || name == ".." { continue }
                if Int(entry.pointee.d_type) == DT_DIR { folders.append("\(folder)/\(name)") } else { unlink("\(folder)/\(name)") }
            }
        }
        for folder in folders.reversed() { rmdir(folder) }
    }
}

/// One entry of a tar archive: type "0" a file, "1" a hard link, "2" a symbolic link.
private func entry(_ name: String, _ text: String = "", type: Character = "0", target: String = "") -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) { for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte } }
    func octal(_ value: Int, _ width: Int) -> String {
        let digits = String(value, radix: 8); return String(repeating: "0", count: width - digits.count) + digits
    }
    put(name, at: 0)
    put(octal(0o644, 7), at: 100)
    put(octal(0, 7), at: 108)
    put(octal(0, 7), at: 116)
    put(octal(text.utf8.count, 11), at: 124)
    put(octal(0, 11), at: 136)
    put("        ", at: 148)
    put(String(type), at: 156)
    put(target, at: 157)
    put("ustar\u{0}00", at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    return header + Array(text.utf8) + [UInt8](repeating: 0, count: (512 - text.utf8.count % 512) % 512)
}
private let end = [UInt8](repeating: 0, count: 1024)

private func path(_ text: String) -> TreePath { TreePath(text) ?? .root }
private func text(_ tree: FileTree, _ name: String) -> String? { try? String(decoding: tree.read(path(name)).get(), as: UTF8.self) }
private func opened(_ bytes: [UInt8]) -> FileTree? { try? FileTree.open(bytes: bytes, filename: nil).get() }

@Test(
    arguments: [
        ("a/b", "a/b"), ("./a//b/.", "a/b"), ("a/../b", "b"), ("", ""), ("..", nil), ("a/../../b", nil), ("/a", nil), ("a\u{0}b", nil)
    ] as [(String, String?)])
func paths(written: String, expected: String?) { #expect(TreePath(written)?.text == expected) }

@Test func aFolderIsReadLazilyAndItsLinksStayInside() throws {
    let scratch = Scratch()
    scratch.write("a.js", "one")
    scratch.write("d/b.js", "two")
    scratch.link("in.js", to: "d/b.js")
    scratch.link("out.js", to: "/etc/passwd")
    scratch.link("circle", to: "circle")
    scratch.link("d/up", to: "..")
    let tree = try FileTree.open(scratch.path).get()
    #expect(tree.children(of: .root).map(\.name) == ["a.js", "d", "in.js"])
    #expect(text(tree, "in.js") == "two" && tree.realPath(of: path("in.js")) == path("d/b.js"))
    #expect(tree.files().map(\.text) == ["a.js", "in.js", "d/b.js"])
    #expect(throws: FileProblem("out.js", .outside)) { try tree.read(path("out.js")).get() }
    #expect(throws: FileProblem("none.js", .missing)) { try tree.read(path("none.js")).get() }
    #expect(throws: FileProblem("d", .folder)) { try tree.read(path("d")).get() }
}

@Test func filesThatCannotBeReadAreErrorValues() throws {
    let scratch = Scratch()
    scratch.sparse("big.wasm", size: 1 << 30)
    mkfifo(scratch.path + "/pipe.js", 0o644)
    let tree = try FileTree.open(scratch.path).get()
    #expect { try tree.read(path("big.wasm")).get() } throws: { ($0 as? FileProblem)?.reason == .tooLarge(1 << 30, limit: 256 << 20) }
    #expect(throws: FileProblem("pipe.js", .notRegular)) { try tree.read(path("pipe.js")).get() }
    #expect { try FileTree.open(scratch.path + "/nothing").get() } throws: { ($0 as? FileProblem)?.reason == .missing }
}

@Test func aPackedPackageLosesItsOuterFolder() throws {
    let tree = try #require(
        opened(
            entry("package/package.json", "{}") + entry("package/dist/x.js", "1")
                + entry("package/y.js", type: "1", target: "package/dist/x.js") + end))
    #expect(tree.files().map(\.text) == ["package.json", "y.js", "dist/x.js"])
    #expect(text(tree, "y.js") == "1")
}

@Test func entriesThatLeaveTheArchiveAreRefusedAndListed() throws {
    let tree = try #require(
        opened(
            entry("good.js", "1") + entry("../evil.js", "2") + entry("/etc/evil", "3") + entry("link", type: "2", target: "/etc/passwd")
                + entry("up", type: "2", target: "../../x") + entry("ok.js", type: "2", target: "good.js") + end))
    #expect(tree.files().map(\.text) == ["good.js", "ok.js"])
    #expect(tree.problems.map(\.path) == ["<stdin>/../evil.js", "<stdin>//etc/evil", "<stdin>/link", "<stdin>/up"])
}

@Test func aTruncatedArchiveGivesWhatWasRead() throws {
    let whole = entry("a.js", "1") + entry("b.js", String(repeating: "x", count: 2000)) + end
    let tree = try #require(opened(Array(whole.prefix(1800))))
    #expect(tree.files().map(\.text) == ["a.js"])
    #expect(tree.problems.count == 1)
}

@Test func standardInputIsAnArchiveOrANamedFile() throws {
    #expect(text(try FileTree.open(bytes: Array("x".utf8), filename: "src/in.js").get(), "src/in.js") == "x")
    #expect(opened(Array("x".utf8)) == nil)
}

@Test func viewsOverATree() {
    let base = FileTree.inMemory(["package.json": "{}", "a.js": "a", "b.js": "b", "node_modules/x/index.js": "x"])
    let edited = base.overlaid(with: [path("a.js"): Array("new".utf8), path("b.js"): nil, path("c/d.js"): Array("d".utf8)])
    #expect(text(edited, "a.js") == "new" && edited.kind(of: path("b.js")) == nil && edited.isFolder(path("c")))
    #expect(edited.files().map(\.text) == ["a.js", "package.json", "c/d.js", "node_modules/x/index.js"])
    let published = base.restricted(to: [path("package.json"), path("a.js")])
    #expect(published.files().map(\.text) == ["a.js", "package.json", "node_modules/x/index.js"])
    #expect(published.kind(of: path("b.js")) == nil && text(published, "b.js") == nil)
    let workspace = FileTree.inMemory([
        "packages/p/package.json": #"{"files":["a.js"]}"#, "packages/p/a.js": "", "packages/p/b.js": "", "node_modules/x/index.js": ""
    ])
    #expect(
        workspace.publishing(path("packages/p")).files().map(\.text) == [
            "node_modules/x/index.js", "packages/p/a.js", "packages/p/package.json"
        ])
    let user = FileTree.inMemory(["consumers/use.mjs": "import 'pkg'"]).mounting(published, at: path("node_modules/@s/pkg"))
    #expect(
        user.files().map(\.text) == [
            "consumers/use.mjs", "node_modules/@s/pkg/a.js", "node_modules/@s/pkg/package.json",
            "node_modules/@s/pkg/node_modules/x/index.js"
        ])
    #expect(text(user, "node_modules/@s/pkg/a.js") == "a")
    #expect(user.subtree(path("node_modules/@s")).isFile(path("pkg/a.js")))
}

@Test func aPathIsOpenedWithWhatGovernsIt() throws {
    let scratch = Scratch()
    scratch.write(".git/HEAD", "")
    scratch.write("package.json", "{}")
    scratch.write("node_modules/x/package.json", "{}")
    scratch.write("packages/p/package.json", "{}")
    scratch.write("packages/p/dist/a.js", "")
    for (asked, focus, package) in [
        ("packages/p/dist", "packages/p/dist", "packages/p"), ("packages/p/dist/a.js", "packages/p/dist/a.js", "packages/p"),
        ("node_modules/x", "node_modules/x", "node_modules/x"), ("", "", "")
    ] {
        let input = try Input.open("\(scratch.path)/\(asked)").get()
        #expect(input.focus.text == focus && input.packageFolder?.text == package && input.tree.isFile(path("node_modules/x/package.json")))
    }
    #expect { try Input.open(scratch.path + "/none").get() } throws: { ($0 as? FileProblem)?.reason == .missing }
}

/// package/package.json ("{}") and package/a.js ("1"), as ustar in gzip.
private let packed = """
    1f8b08002767056b02ffedd34d0a83301040e1394a4f509d12739f508aa0a0e2cfaaf4ee1dd48564d34d0d48de97c50cd9ccea0de1d986fa550cdbbc3753dfc99f95c63bb74e
    134ff338ecf6afead5cbad940496690ea39d973cbd3f828ceddd17c1ca3febc6effe35eadf5e45ff2928090000000000000000000000005cda17bd58a92200280000
    """
/// x/package.json, x/a.js and x/../e.js.
private let zipped = """
    504b03041400000000000000210043bfa6a302000000020000000e000000782f7061636b6167652e6a736f6e7b7d504b030414000000000000002100b7efdc83010000000100
    000006000000782f612e6a7331504b0304140000000000000021000dbed51a010000000100000009000000782f2e2e2f652e6a7332504b010214031400000000000000210043
    bfa6a302000000020000000e0000000000000000000000800100000000782f7061636b6167652e6a736f6e504b0102140314000000000000002100b7efdc8301000000010000
    0006000000000000000000000080012e000000782f612e6a73504b01021403140000000000000021000dbed51a01000000010000000900000000000000000000008001530000
    00782f2e2e2f652e6a73504b05060000000003000300a70000007b0000000000
    """
private func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

@Test(arguments: [packed, zipped])
func compressedArchives(hexadecimal: String) throws {
    let whole = bytes(hexadecimal)
    let tree = try #require(opened(whole))
    #expect(tree.isFile(path("a.js")) || tree.isFile(path("x/a.js")))
    #expect(tree.problems.count == (hexadecimal == zipped ? 1 : 0))
    // Cut off anywhere, or with any byte changed: an error value or fewer files, never more.
    for length in 0..<whole.count {
        #expect((opened(Array(whole.prefix(length)))?.files().count ?? 0) <= 2)
        var changed = whole
        changed[length] ^= 0x55
        _ = opened(changed)
    }
}
