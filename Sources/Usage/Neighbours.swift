import Packaging

/// What stands beside a package in its user's project, as far as the package's own examples may name it.
struct Neighbours: Sendable {
    var form: ConsumerForm
    /// Files that a `.wasm` import gives as a module; nil where such an import means something else in each runtime.
    var wasm: WasmFiles?
    /// Installed packages that the package says it needs.
    private var packages: Set<String> = []

    init(form: ConsumerForm, wasm: WasmFiles? = nil) {
        self.form = form
        self.wasm = wasm
    }

    init(_ name: PackageName, tree: FileTree, form: ConsumerForm) {
        self.form = form
        guard let folder = name.folder else { return }
        if form == .worker { wasm = WasmFiles(tree: tree, folder: folder, entry: TypesFile.path(of: name, in: tree)) }
        let needed = tree.manifest(in: folder)?.dependencies.filter { [.runtime, .peer].contains($0.kind) }.map(\.name) ?? []
        packages = Set(needed.filter { TreePath("node_modules/" + $0).map(tree.isFolder) == true })
    }

    /// The specifier can be imported as it stands.
    func has(_ specifier: String) -> Bool {
        !specifier.hasSuffix(".wasm") && packages.contains(PackageName.package(of: specifier))
    }
}
