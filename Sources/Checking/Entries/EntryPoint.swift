import Evaluation
import Packaging
import Runtimes

/// What is evaluated: a file of a tree, and how its user came to it.
public struct EntryPoint: Sendable {
    public var tree: FileTree
    public var path: TreePath
    /// Files of the consumer: a failure in their own bodies is one of using the package, not of loading it.
    public var consumers: Set<TreePath>
    /// As reports name it: ".", "./web", "consumers/x.mjs".
    public var name: String
    public var usage: UsageOrigin
    /// The folder of the package under test; reports give paths relative to the project, not to the mount.
    public var package: PackageIdentity?

    public init(
        tree: FileTree, path: TreePath, consumers: Set<TreePath> = [], name: String, usage: UsageOrigin, package: PackageIdentity? = nil
    ) {
        self.tree = tree
        self.path = path
        self.consumers = consumers
        self.name = name
        self.usage = usage
        self.package = package
    }
}

/// Who says how the package is used.
public struct UsageOrigin: Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// Only imported: nobody says what is called.
        case imported = "import"
        case consumer, readme, types, generator, exports
    }
    public var kind: Kind
    /// "README.md:12", "index.d.ts:3", "the shape of wasm-bindgen's web glue"; nil where there is no such place.
    public var from: String?
    /// What the package says of its use in a second place.
    public struct Comparison: Hashable, Sendable {
        public var kind: Kind
        public var from: String?
        /// It leads to the same outcome.
        public var agrees: Bool
    }
    public var compared: Comparison?

    public init(_ kind: Kind, from: String? = nil) {
        self.kind = kind
        self.from = from
    }
    mutating func compare(with other: UsageOrigin, agrees: Bool) {
        compared = Comparison(kind: other.kind, from: other.from, agrees: agrees)
    }

    /// Nobody says how the package is used: it was tried by its exports.
    public var isExplored: Bool { kind == .exports }

    /// "as README.md:12 shows (index.d.ts:3 leads to the same)"; nil where nothing was assumed.
    public var manner: String? {
        let first: String
        switch (kind, from) {
        case (.readme, let from?): first = "as \(from) shows"
        case (.types, let from?): first = "as \(from) declares"
        case (.generator, let from?), (.exports, let from?): first = "by \(from)"
        case (.readme, nil), (.types, nil), (.generator, nil), (.exports, nil): first = "as its own documents say"
        case (.imported, _), (.consumer, _): return nil
        }
        return first + (compared.map { " (\($0.from ?? $0.kind.rawValue) leads \($0.agrees ? "to the same" : "elsewhere"))" } ?? "")
    }
}

/// Name and version as the manifest says them.
public struct PackageIdentity: Hashable, Sendable {
    public var name: String
    public var version: String?
    public var folder: TreePath
    public init(name: String, version: String?, folder: TreePath) {
        self.name = name
        self.version = version
        self.folder = folder
    }
    public init?(_ manifest: Manifest?) {
        guard let manifest, let name = manifest.name?.value else { return nil }
        self.init(name: name, version: manifest.version?.value, folder: manifest.folder)
    }
}

/// Makes what evaluates an entry under a profile: once on each thread and for each tree, so that files are parsed once.
public typealias EvaluatorSource = @Sendable () -> (EntryPoint, Profile) -> Evaluation
