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
        documents = PackageDocuments(PackageName(specifier), tree: tree)
    }

    /// What its user may do, the best witness first; the last only imports.
    public func usages(_ form: ConsumerForm) -> [AssumedUsage] { examples(form) + [plan(form)].compactMap { $0 } + explorations(form) }

    /// As the package's README shows.
    public func examples(_ form: ConsumerForm) -> [AssumedUsage] {
        let name = PackageName(specifier), consumers = ConsumerWriter(specifier: specifier, form: form)
        let neighbours = Neighbours(name, tree: tree, form: form)
        return bodies(name, neighbours).map { AssumedUsage(kind: .readme, source: $0.source, text: consumers.text($0.body.text, imports: $0.body.imports)) }
    }
    private func bodies(_ name: PackageName, _ neighbours: Neighbours) -> [(source: String, body: ExampleBody)] {
        documents.examples.compactMap { source, code in
            let body = ExampleBody(code, package: name, neighbours: neighbours)
            return body.usesPackage ? (source, body) : nil
        }
    }

    /// As the package's type declarations say. Reads them: large ones take a tenth of a second.
    public func plan(_ form: ConsumerForm) -> AssumedUsage? {
        let name = PackageName(specifier), neighbours = Neighbours(name, tree: tree, form: form)
        let wasm = neighbours.wasm?.ownModule
        let preferred = bodies(name, neighbours).flatMap { $0.body.names }
        guard let plan = documents.plan(preferred: preferred, wasm: wasm == nil ? nil : "__glueWasm") else { return nil }
        let imports = plan.passesModule ? wasm.map { "import __glueWasm from \"\($0)\";\n" } ?? "" : ""
        return AssumedUsage(kind: .types, source: plan.source, text: ConsumerWriter(specifier: specifier, form: form).text(ConsumerWriter.attempt + plan.text, imports: imports))
    }

    /// Exports by their shape and their names: what is left where the package says nothing about itself.
    public func explorations(_ form: ConsumerForm) -> [AssumedUsage] {
        let consumers = ConsumerWriter(specifier: specifier, form: form)
        return [
            AssumedUsage(kind: .generator, source: "default export", text: consumers.text(ConsumerWriter.defaultInit)),
            AssumedUsage(kind: .generator, source: "starting exports", text: consumers.text(ConsumerWriter.startingExports)),
            AssumedUsage(kind: .exports, source: "members", text: consumers.text(ConsumerWriter.attempt + ConsumerWriter.startingMembers)),
            AssumedUsage(kind: .exports, source: "import", text: consumers.text("")),
        ]
    }
}
