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
        if form == .worker { wasm = WasmFiles(tree: tree, folder: folder) }
        let needed = tree.manifest(in: folder)?.dependencies.filter { [.runtime, .peer].contains($0.kind) }.map(\.name) ?? []
        packages = Set(needed.filter { TreePath("node_modules/" + $0).map(tree.isFolder) == true })
    }

    /// The specifier can be imported as it stands.
    func has(_ specifier: String) -> Bool {
        !specifier.hasSuffix(".wasm") && packages.contains(PackageName.package(of: specifier))
    }
}

/// The WebAssembly files that a package ships.
struct WasmFiles: Sendable {
    let files: [TreePath]

    init(tree: FileTree, folder: TreePath) {
        files = tree.files(under: folder) { $0.name != "node_modules" }.filter { $0.fileExtension == "wasm" || $0.name.hasSuffix(".wasm") }
    }

    /// The module that a caller passes where one is wanted: wasm-bindgen's name first, else the first that is no variant of another.
    var ownModule: String? {
        let best = files.min { ($0.name.hasSuffix("_bg.wasm") ? 0 : 1, $0.text.utf8.count, $0.text) < ($1.name.hasSuffix("_bg.wasm") ? 0 : 1, $1.text.utf8.count, $1.text) }
        return best.map { "./" + $0.text }
    }

    /// The file that an example's "./x.wasm" or "pkg/x.wasm" means: a project of the user's would have copied it.
    func path(named specifier: String) -> String? {
        let path = specifier.prefix { $0 != "?" }
        guard path.hasSuffix(".wasm"), let name = path.split(separator: "/").last else { return nil }
        return files.first { $0.name == name }.map { "./" + $0.text }
    }
}
