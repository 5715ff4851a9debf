import Packaging

/// A program that somebody who installs the package could have written: the package's own documents or shape say how.
public struct AssumedUsage: Hashable, Sendable {
    public enum Kind: String, Sendable { case readme, types, generator, exports }
    public var kind: Kind
    /// "README.md:12" (1-based line); for other kinds what it was read from.
    public var source: String
    /// The consumer as JavaScript; names that begin with `__glueUnknown` stand for values that nobody knows.
    public var text: String

    public init(kind: Kind, source: String, text: String) {
        self.kind = kind
        self.source = source
        self.text = text
    }

    /// The consumer as a program that a runtime takes: what is left open is defined first, for its reader to fill in.
    public var runnableText: String {
        let open = [
            ("__glueUnknown", "undefined"), ("__glueUnknownText", "\"\""), ("__glueUnknownNumber", "0"), ("__glueUnknownBoolean", "false"), ("__glueUnknownBytes", "new Uint8Array(0)"),
        ].filter { text.mentions($0.0) }
        let asked = [("__glueReached", "() => false"), ("__glueStarted", "() => false"), ("__glueCounts", "() => true")].filter { text.mentions($0.0) }
        return open.map { "const \($0.0) = \($0.1); // yours to fill in\n" }.joined() + asked.map { "const \($0.0) = \($0.1);\n" }.joined() + text
    }
}

extension String {
    /// Holds the name as a whole word.
    fileprivate func mentions(_ name: String) -> Bool {
        ranges(of: name).contains { range in
            range.upperBound == endIndex || !(self[range.upperBound].isLetter || self[range.upperBound].isNumber || self[range.upperBound] == "_")
        }
    }
}

/// Where a consumer's calls stand.
public enum ConsumerForm: String, Hashable, Sendable, CaseIterable {
    /// An ES module: at its top level.
    case module
    /// A CommonJS file: in an async function that is called.
    case script
    /// A Worker: in its `fetch` handler; the import stays at the top.
    case worker

    public var fileExtension: String { self == .script ? "cjs" : "mjs" }
}

/// One entry of an installed package.
public struct InstalledEntry: Sendable {
    public var specifier: Specifier
    /// The consumer's project, with its `node_modules`.
    public var tree: FileTree

    public init(specifier: Specifier, tree: FileTree) {
        self.specifier = specifier
        self.tree = tree
    }

    /// More examples than these say nothing that the first do not say (measured: one is enough in 224 of 243).
    private static let exampleLimit = 4

    /// What its user may do, the best witness first; the last only imports.
    public func usages(_ form: ConsumerForm) -> [AssumedUsage] { examples(form) + [plan(form)].compactMap { $0 } + explorations(form) }

    /// As the package's README shows.
    public func examples(_ form: ConsumerForm) -> [AssumedUsage] {
        let name = PackageName(specifier), consumers = ConsumerWriter(specifier: specifier, form: form)
        let neighbours = Neighbours(name, tree: tree, form: form)
        return bodies(name, neighbours).map { AssumedUsage(kind: .readme, source: $0.source, text: consumers.text($0.body.text, imports: $0.body.imports)) }
    }
    private func bodies(_ name: PackageName, _ neighbours: Neighbours) -> [(source: String, body: ExampleBody)] {
        guard let folder = name.folder else { return [] }
        return ReadmeExamples(tree: tree, folder: folder, name: name).nearest.prefix(Self.exampleLimit).compactMap { example in
            guard let body = ExampleBody(example, package: name, neighbours: neighbours), body.usesPackage else { return nil }
            return (example.source, body)
        }
    }

    /// As the package's type declarations say. Reads them: large ones take a tenth of a second.
    public func plan(_ form: ConsumerForm) -> AssumedUsage? {
        let name = PackageName(specifier), neighbours = Neighbours(name, tree: tree, form: form)
        guard let module = DeclaredModule(entry: name, tree: tree) else { return nil }
        let wasm = neighbours.wasm?.ownModule
        let preferred = bodies(name, neighbours).flatMap { $0.body.names }
        guard let plan = TypePlan(module, preferred: preferred, wasm: wasm == nil ? nil : "__glueWasm") else { return nil }
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
