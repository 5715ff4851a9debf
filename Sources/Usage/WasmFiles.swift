import Packaging

/// The WebAssembly files that a package ships.
struct WasmFiles: Sendable {
    let files: [TreePath]
    private let folder: TreePath
    /// A file of the entry that is asked about: its script or its declarations.
    private let entry: TreePath?
    /// What `exports` calls them, by subpath.
    private let exported: [(subpath: String, file: TreePath)]

    init(tree: FileTree, folder: TreePath, entry: TreePath?) {
        self.folder = folder
        self.entry = entry
        files = tree.files(under: folder) { $0.name != "node_modules" }.filter { $0.name.hasSuffix(".wasm") }
        exported = (tree.manifest(in: folder)?.exports?.entries ?? []).flatMap { entry in
            entry.target.paths.compactMap { path in
                guard path.value.hasSuffix(".wasm"), !path.value.contains("*"), let file = TreePath(path.value, from: folder),
                    tree.isFile(file)
                else { return nil }
                return (entry.key.value, file)
            }
        }
    }

    /// The module that a caller passes where one is wanted. nil where the package ships several and does not say which is meant: the wrong
    /// one would fail to link.
    var ownModule: String? { own.map { "./" + $0.text } }

    private var own: TreePath? { files.count == 1 ? files.first : besideEntry ?? exportedOnTop }

    /// Glue and its module lie side by side: `x.js`, `x.d.ts`, `x_bg.wasm`.
    private var besideEntry: TreePath? {
        guard let entry, let stem = entry.name.split(separator: ".").first else { return nil }
        let beside = files.filter { $0.parent == entry.parent }
        return beside.count == 1
            ? beside.first : beside.first { $0.name == stem + "_bg.wasm" } ?? beside.first { $0.name == stem + ".wasm" }
    }
    /// What is exported as "./x.wasm" is the usual one, "./threads/x.wasm" a variant.
    private var exportedOnTop: TreePath? {
        let depths = exported.map { $0.subpath.split(separator: "/").count }
        guard let least = depths.min() else { return nil }
        let top = Set(exported.filter { $0.subpath.split(separator: "/").count == least }.map(\.file))
        return top.count == 1 ? top.first : nil
    }

    /// The file that an example's "./x.wasm" or "pkg/x.wasm" means: a project of the user's would have copied it. nil where it may be any
    /// of several.
    func path(named specifier: String) -> String? {
        let path = specifier.prefix { $0 != "?" }
        guard path.hasSuffix(".wasm"), let name = path.split(separator: "/").last else { return nil }
        let byName = exported.filter { path.hasSuffix($0.subpath.dropFirst()) }.max { $0.subpath.utf8.count < $1.subpath.utf8.count }
        let found = byName?.file ?? unique(String(name), under: path)
        return found.map { "./" + $0.text }
    }
    private func unique(_ name: String, under path: Substring) -> TreePath? {
        let named = files.filter { $0.name == name }
        if named.count < 2 { return named.first }
        let whole = named.filter { $0.relative(to: folder).map { path.hasSuffix("/" + $0.text) } == true }
        return whole.count == 1 ? whole.first : own.flatMap { named.contains($0) ? $0 : nil }
    }
}
