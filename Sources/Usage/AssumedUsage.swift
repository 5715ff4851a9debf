import Packaging

/// A program that somebody who installs the package could have written: the package's own documents or shape say how.
public struct AssumedUsage: Hashable, Sendable {
    public enum Kind: String, Sendable { case readme, types, generator, exports }
    public var kind: Kind
    /// "README.md:12" (1-based line); for other kinds what it was read from.
    public var source: String
    /// The consumer as JavaScript; names that begin with `__glueUnknown` stand for values that nobody knows.
    public var text: String
    /// The document shows the very specifier that is asked about.
    public var isExact: Bool

    public init(kind: Kind, source: String, text: String, isExact: Bool) {
        self.kind = kind
        self.source = source
        self.text = text
        self.isExact = isExact
    }

    /// The consumer as a program that a runtime takes: what is left open is defined first, for its reader to fill in.
    public var runnableText: String {
        let open = [("__glueUnknown", "undefined"), ("__glueUnknownText", "\"\"")].filter { text.mentions($0.0) }
        return open.map { "const \($0.0) = \($0.1); // yours to fill in\n" }.joined() + text
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
    public func usages(_ form: ConsumerForm) -> [AssumedUsage] {
        let name = PackageName(specifier)
        let consumers = ConsumerWriter(specifier: specifier, form: form)
        var usages: [AssumedUsage] = []
        if let folder = name.folder {
            let neighbours = Neighbours(name, tree: tree, form: form)
            for example in ReadmeExamples(tree: tree, folder: folder, name: name).nearest.prefix(Self.exampleLimit) {
                guard let body = ExampleBody(example, package: name, neighbours: neighbours), body.usesPackage else { continue }
                usages.append(AssumedUsage(kind: .readme, source: example.source, text: consumers.text(body.text, imports: body.imports), isExact: example.nearness == .same))
            }
        }
        usages.append(AssumedUsage(kind: .generator, source: "default export", text: consumers.text(ConsumerWriter.defaultInit), isExact: false))
        usages.append(AssumedUsage(kind: .generator, source: "starting exports", text: consumers.text(ConsumerWriter.startingExports), isExact: false))
        usages.append(AssumedUsage(kind: .exports, source: "import", text: consumers.text(""), isExact: false))
        return usages
    }
}
