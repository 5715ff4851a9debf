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
