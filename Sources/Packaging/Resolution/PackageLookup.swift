/// Finding packages: what all tools that know `node_modules` have in common.
extension FileTree {
    /// The manifest whose package a file belongs to, with its own `exports` or `imports`.
    func scope(of path: TreePath) -> Manifest? { manifest(governing: path) }

    /// The folders that hold installed packages, nearest first.
    func installFolders(above importer: TreePath) -> [TreePath] {
        (importer.parent ?? .root).selfAndAncestors.compactMap { $0.name == "node_modules" ? nil : $0.appending("node_modules") }
    }
    /// The folder of an installed package.
    func packageFolder(_ name: String, from importer: TreePath) -> TreePath? {
        installFolders(above: importer).lazy.map { $0.appending(name) }.first { self.isFolder($0) }
    }
    func firstFile(_ paths: some Sequence<TreePath>) -> TreePath? { paths.first { isFile($0) } }
}

extension TreePath {
    /// The path with something added to its name: an extension.
    func adding(_ suffix: String) -> TreePath { (parent ?? .root).appending(name + suffix) }
    /// A name that some runtime runs; declarations of types are none.
    public var isScript: Bool {
        switch fileExtension {
        case ".js", ".mjs", ".cjs": true
        case ".ts", ".mts", ".cts", ".tsx": !name.dropLast(fileExtension.count).hasSuffix(".d")
        default: false
        }
    }
    public var isInstalled: Bool { parts.contains("node_modules") }
}
