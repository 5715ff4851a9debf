import Packaging

/// One entry of an installed package. What the package says of itself is read once, for consumers of every form.
public struct InstalledEntry: Sendable {
    public var specifier: Specifier
    /// The consumer's project, with its `node_modules`.
    public var tree: FileTree
    private let documents: PackageDocuments

    public init(specifier: Specifier, tree: FileTree) {
        self.specifier = specifier
        self.tree = tree
        documents = PackageDocuments(PackageName(specifier, in: tree), tree: tree)
    }

    /// What its user may do, the best witness first; the last only imports.
    public func usages(_ form: ConsumerForm) -> [AssumedUsage] {
        examples(form) + [plan(form)].compactMap { $0 } + GlueShape.all.compactMap { usage(of: $0, form) } + explorations(form)
    }

    /// As the package's README shows.
    public func examples(_ form: ConsumerForm) -> [AssumedUsage] {
        let name = PackageName(specifier, in: tree), consumers = ConsumerWriter(specifier: specifier, form: form)
        let neighbours = Neighbours(name, tree: tree, form: form)
        return bodies(name, neighbours).flatMap { source, body in
            let asShown = AssumedUsage(kind: .readme, source: source, text: consumers.text(body.text, imports: body.imports))
            let text = consumers.text(ConsumerWriter.idle + body.textWithPauses, imports: body.imports)
            return [asShown, AssumedUsage(kind: .readme, source: source, text: text, waits: true)]
        }
    }
    private func bodies(_ name: PackageName, _ neighbours: Neighbours) -> [(source: String, body: ExampleBody)] {
        documents.examples(for: neighbours.form).compactMap { source, code in
            let body = ExampleBody(code, package: name, neighbours: neighbours)
            return body.usesPackage ? (source, body) : nil
        }
    }

    /// As the package's type declarations say. Reads them: large ones take a tenth of a second.
    public func plan(_ form: ConsumerForm) -> AssumedUsage? {
        let name = PackageName(specifier, in: tree), neighbours = Neighbours(name, tree: tree, form: form)
        let wasm = neighbours.wasm?.ownModule
        let preferred = bodies(name, neighbours).flatMap { $0.body.names }
        guard let plan = documents.plan(preferred: preferred, wasm: wasm == nil ? nil : "__glueWasm") else { return nil }
        let imports = plan.passesModule ? wasm.map { "import __glueWasm from \"\($0)\";\n" } ?? "" : ""
        return AssumedUsage(
            kind: .types, source: plan.source,
            text: ConsumerWriter(specifier: specifier, form: form).text(ConsumerWriter.attempt + plan.text, imports: imports))
    }

    /// As glue of a shape is used; nil where the package shows no sign of it.
    public func usage(of shape: GlueShape, _ form: ConsumerForm) -> AssumedUsage? {
        let name = PackageName(specifier)
        guard let folder = name.folder,
            shape.signs.isEmpty
                || tree.files(under: folder, enter: { $0.name != "node_modules" }).contains(where: { shape.isShown(by: $0, in: tree) })
        else { return nil }
        var imports = ""
        if shape.passesModule {
            let wasm = WasmFiles(tree: tree, folder: folder, entry: TypesFile.path(of: name, in: tree))
            guard let path = wasm.ownModule, let statements = form.moduleStatements(path, named: GlueShape.moduleName) else { return nil }
            imports = statements
        }
        return AssumedUsage(
            kind: .generator, source: shape.name, text: ConsumerWriter(specifier: specifier, form: form).text(shape.body, imports: imports))
    }

    /// By the names of exports: what is left where the package says nothing about itself. The last only imports.
    public func explorations(_ form: ConsumerForm) -> [AssumedUsage] {
        let consumers = ConsumerWriter(specifier: specifier, form: form)
        return [
            AssumedUsage(kind: .exports, source: "the names of its exports", text: consumers.text(ConsumerWriter.startingExports)),
            AssumedUsage(
                kind: .exports, source: "the names of its exports' members",
                text: consumers.text(ConsumerWriter.attempt + ConsumerWriter.startingMembers)),
            AssumedUsage(
                kind: .exports, source: AssumedUsage.everyExport, text: consumers.text(ConsumerWriter.attempt + ConsumerWriter.allExports)),
            AssumedUsage(kind: .exports, source: AssumedUsage.importAlone, text: consumers.text(""))
        ]
    }
}
