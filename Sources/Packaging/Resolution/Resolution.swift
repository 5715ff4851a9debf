/// One question: what does this specifier mean in that file?
public struct ResolutionRequest: Sendable {
    public enum Kind: Hashable, Sendable {
        case importStatement, dynamicImport, require
        public var isRequire: Bool { self == .require }
    }
    public var specifier: Specifier
    public var importer: TreePath
    public var kind: Kind
    /// CommonJS: the importer's importers, nearest first; Node prints them.
    public var importersAbove: [TreePath]

    public init(_ specifier: Specifier, from importer: TreePath, kind: Kind = .importStatement, importersAbove: [TreePath] = []) {
        self.specifier = specifier
        self.importer = importer
        self.kind = kind
        self.importersAbove = importersAbove
    }
}

/// The answer, and what led to it.
public struct Resolution: Sendable {
    public enum Outcome: Sendable, Equatable {
        /// A file of the tree, symbolic links followed.
        case file(TreePath)
        /// A module of the runtime, without `node:`.
        case builtin(String)
        /// Left in the bundle as it is written: the runtime is asked at load.
        case external(String)
        /// A `data:` URL.
        case data(String)
        /// `http:` and the like, where the runtime takes them.
        case remote(String)
        /// `false` in a `browser` map: an empty module.
        case disabled
        case failure(ResolutionFailure)
        /// A package that the importer's manifest asks for and nobody has installed here: it will be where the importer is installed.
        case notInstalled(String)
        /// Depends on what is outside of the tree.
        case undecided(String)
    }
    public var outcome: Outcome
    /// Manifests and keys that decided, in order.
    public var steps: [ResolutionStep] = []
    /// esbuild: the `main` that takes this file's place where `require` asks for the package, too.
    public var requiredInstead: TreePath?
    /// "?init", "#x": kept in the module's identity.
    public var suffix = ""
    /// Wrangler: taken by this rule.
    public var rule: ModuleRule.Kind?
    /// What the tool prints and goes on.
    public var warning: String?

    public init(_ outcome: Outcome, steps: [ResolutionStep] = []) {
        self.outcome = outcome
        self.steps = steps
    }
    public var file: TreePath? { if case .file(let path) = outcome { path } else { nil } }
    public var failure: ResolutionFailure? { if case .failure(let failure) = outcome { failure } else { nil } }
}

/// A manifest's key that took part in a decision.
public struct ResolutionStep: Hashable, Sendable {
    /// The `package.json`.
    public var file: TreePath
    public var range: Range<Int>
    /// "exports", "condition import", "main", "browser", "type".
    public var what: String
    public init(_ file: TreePath, _ range: Range<Int>, _ what: String) {
        self.file = file
        self.range = range
        self.what = what
    }
}

/// An error as the runtime or bundler prints it. Paths in `message` are relative to the tree, with `./` before them.
public struct ResolutionFailure: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case packageMissing, fileMissing, mainMissing, folder, notExported, noCondition, invalidTarget, importNotDefined
        case invalidSpecifier, invalidManifest, unknownScheme, unknownBuiltin, builtinRefused, noLoader
    }
    public var reason: Reason
    /// "Error", "TypeError", "ResolveMessage", "BuildError".
    public var name: String
    public var code: String?
    public var message: String
    /// Bundlers: lines under the error.
    public var notes: [String]
    /// What it is about, bare: the package's name, the path tried, the subpath, the scheme.
    public var subject: String
    public init(_ reason: Reason, name: String = "Error", code: String? = nil, _ message: String, notes: [String] = [], subject: String) {
        self.reason = reason
        self.name = name
        self.code = code
        self.message = message
        self.notes = notes
        self.subject = subject
    }
}

extension FileTree {
    /// What `specifier` means under these rules. Reads manifests and asks what exists; nothing else has an influence.
    public func resolve(
        _ specifier: Specifier, from importer: TreePath, kind: ResolutionRequest.Kind = .importStatement, rules: ResolutionRules
    ) -> Resolution {
        resolve(ResolutionRequest(specifier, from: importer, kind: kind), rules: rules)
    }
    public func resolve(_ request: ResolutionRequest, rules: ResolutionRules) -> Resolution {
        var resolution = answer(request, rules)
        if rules.algorithm != .browser, rules.algorithm != .workerd, resolution.failure?.reason == .packageMissing,
            let name = request.specifier.package?.name,
            let manifest = manifest(governing: request.importer), manifest.needs(name), !isInstalled(manifest.folder)
        {
            // A tarball, a fresh clone: whoever installs the package gets its dependencies, too.
            resolution.outcome = .notInstalled(name)
        }
        return resolution
    }
    private func answer(_ request: ResolutionRequest, _ rules: ResolutionRules) -> Resolution {
        switch rules.algorithm {
        case .node:
            request.kind.isRequire
                ? CommonJSResolver(tree: self, rules: rules, request: request).resolve()
                : ModuleResolver(tree: self, rules: rules, request: request).resolve()
        case .deno: DenoResolver(tree: self, rules: rules, request: request).resolve()
        case .bun: BunResolver(tree: self, rules: rules, request: request).resolve()
        case .esbuild: BundlerResolver(tree: self, rules: rules, request: request).resolve()
        case .wrangler: WranglerResolver(tree: self, rules: rules, request: request).resolve()
        case .workerd: WorkerdResolver(tree: self, rules: rules, request: request).resolve()
        case .browser: BrowserResolver(tree: self, rules: rules, request: request).resolve()
        }
    }
}

/// A path as messages show it.
func shown(_ path: TreePath) -> String { "./" + path.text }
