import Packaging
import Synchronization
import Text

/// Whether a package, or what it depends on, ships WebAssembly or text that makes some. Looked up when it is first asked: it reads every
/// script.
final class CarriedWasm: Sendable {
    private let package: TreePath?
    private let tree: FileTree
    private let known = Mutex<Bool?>(nil)

    init(package: TreePath?, in tree: FileTree) {
        self.package = package
        self.tree = tree
    }

    var isThere: Bool {
        known.withLock { known in
            if let known { return known }
            let found =
                package.map { package in
                    let needed = (tree.manifest(in: package)?.dependencies ?? []).filter { $0.kind == .runtime }.compactMap {
                        TreePath("node_modules/" + $0.name)
                    }
                    return ([package] + tree.directDependencies(of: package) + needed).contains { Self.isIn($0, of: tree) }
                } ?? false
            known = found
            return found
        }
    }

    /// The package has no file of that name, but a script that the usage did not load and that carries data: who knows the package
    /// passes that.
    static func isInAnotherScript(than name: Substring, _ folder: TreePath, of tree: FileTree, loaded: [String]) -> Bool {
        let files = tree.files(under: folder) { $0.name != "node_modules" }
        if files.contains(where: { $0.name == name }) { return false }
        let loaded = Set(loaded)
        return files.contains { path in
            guard path.isScript, !loaded.contains(path.text), case .success(let bytes) = tree.read(path) else { return false }
            return holdsData(bytes)
        }
    }
    /// A run of what Base64 is written in, longer than any name or path.
    private static let dataLength = 8192
    private static func holdsData(_ bytes: [UInt8]) -> Bool {
        var run = 0
        for byte in bytes {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "+"), UInt8(ascii: "/"): run += 1
            default: run = 0
            }
            if run == dataLength { return true }
        }
        return false
    }

    /// In a folder, what is installed below it left out.
    static func isIn(_ folder: TreePath, of tree: FileTree) -> Bool {
        tree.files(under: folder) { $0.name != "node_modules" }.contains { path in
            path.fileExtension == ".wasm"
                || path.isScript
                    && {
                        guard case .success(let bytes) = tree.read(path) else { return false }
                        return Bytes.contain(bytes, "WebAssembly")
                    }()
        }
    }
}
