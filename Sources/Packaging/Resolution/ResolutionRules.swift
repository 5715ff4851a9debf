/// How one runtime or bundler turns specifiers into files. A value: the facts in it come from the runtime's profile.
public struct ResolutionRules: Sendable {
    public enum Algorithm: Hashable, Sendable { case node, deno, bun, esbuild, wrangler, workerd, browser }

    /// What an import of a module that belongs to the runtime leads to.
    public enum BuiltinAnswer: Hashable, Sendable {
        case available
        /// The bundler puts a replacement of its own in its place.
        case polyfilled
        /// The bundler leaves the import alone; whether the runtime has it is seen at load.
        case leftToRuntime(warning: String)
        /// The bundler refuses, with these notes under its error.
        case refused(notes: [String])
    }

    public var algorithm: Algorithm
    public var importConditions: Set<Condition>
    public var requireConditions: Set<Condition>
    /// Told each condition that a map of a package is read for, and whether the one for `require` is meant.
    public var conditionAsked: @Sendable (Condition, _ isRequire: Bool) -> Void = { _, _ in }
    /// Fields of a manifest without `exports`, the first one that leads to a file counts.
    public var mainFields: [String] = ["main"]
    /// Tried, in this order, after a path that is no file. With their dot.
    public var extensions: [String] = []
    /// Bundlers for the browser follow the map in `browser`.
    public var readsBrowserMap = false
    /// Of a specifier as it is written ("fs", "node:fs"); nil: the runtime has no such module, it may be a package.
    public var builtin: @Sendable (String) -> BuiltinAnswer? = { _ in nil }
    /// Node's texts differ by major version.
    public var nodeMajor = 22
    /// `.wasm` may be imported as a module.
    public var importsWasm = true
    /// A `.js` file without a `type` is a module if it only parses as one.
    public var detectsModuleSyntax = true
    /// Wrangler: files taken by the text of the specifier.
    public var moduleRules: [ModuleRule] = []
    /// Wrangler and bundlers: a specifier, or everything below it, that stands for another one.
    public var aliases: [String: String] = [:]
    /// Bundlers: extensions that they can read. A file with another one fails the build; one without any is JavaScript.
    public var loaders: Set<String> = [".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".css", ".json", ".txt"]
    /// Left in the bundle as they are: exact names, or ending in `*`.
    public var externals: [String] = []
    /// workerd: modules are looked up as URLs (its new registry), not as paths.
    public var namesAreURLs = false
    /// Browsers: the page has an import map that leads every package to the file that a bundler would take.
    public var hasImportMap = false

    public init(_ algorithm: Algorithm, import importConditions: Set<Condition>, require requireConditions: Set<Condition>) {
        self.algorithm = algorithm
        self.importConditions = importConditions
        self.requireConditions = requireConditions
    }

    public func conditions(_ kind: ResolutionRequest.Kind) -> Set<Condition> { kind.isRequire ? requireConditions : importConditions }
}

/// The defaults of each tool, before a profile replaces what differs by version or date.
extension ResolutionRules {
    public static func node(major: Int = 22) -> ResolutionRules {
        let shared: Set<Condition> = major >= 20 ? ["node", "node-addons", "module-sync", "default"] : ["node", "node-addons", "default"]
        var rules = ResolutionRules(.node, import: shared.union(["import"]), require: shared.union(["require"]))
        rules.nodeMajor = major
        rules.extensions = [".js", ".json", ".node"]
        rules.importsWasm = major >= 22
        rules.detectsModuleSyntax = major >= 20
        return rules
    }
    public static var deno: ResolutionRules {
        var rules = ResolutionRules(
            .deno, import: ["node", "deno", "module-sync", "import", "default"], require: ["node", "module-sync", "require", "default"])
        rules.extensions = [".js", ".json", ".node", ".mjs"]
        return rules
    }
    public static var bun: ResolutionRules {
        let shared: Set<Condition> = ["node", "node-addons", "bun", "default"]
        var rules = ResolutionRules(.bun, import: shared.union(["import"]), require: shared.union(["require"]))
        rules.mainFields = ["main", "module"]
        rules.extensions = [".tsx", ".ts", ".jsx", ".cts", ".cjs", ".js", ".mjs", ".mts", ".json"]
        return rules
    }
    /// esbuild for the browser, its default.
    public static var esbuild: ResolutionRules {
        let shared: Set<Condition> = ["browser", "module", "default"]
        var rules = ResolutionRules(.esbuild, import: shared.union(["import"]), require: shared.union(["require"]))
        rules.mainFields = ["browser", "module", "main"]
        rules.extensions = [".tsx", ".ts", ".jsx", ".js", ".css", ".json"]
        rules.readsBrowserMap = true
        return rules
    }
    public static var wrangler: ResolutionRules {
        let shared: Set<Condition> = ["workerd", "worker", "browser", "default"]
        var rules = esbuild
        rules.algorithm = .wrangler
        rules.importConditions = shared.union(["import"])
        rules.requireConditions = shared.union(["require"])
        rules.moduleRules = ModuleRule.defaults
        rules.externals = ["cloudflare:*", "workerd:*", "__STATIC_CONTENT_MANIFEST"]
        return rules
    }
    /// Workers uploaded as they are.
    public static func workerd(namesAreURLs: Bool) -> ResolutionRules {
        var rules = ResolutionRules(.workerd, import: [], require: [])
        rules.namesAreURLs = namesAreURLs
        return rules
    }
    public static var browser: ResolutionRules { ResolutionRules(.browser, import: [], require: []) }
}

/// A rule of a wrangler configuration: files whose specifier matches are uploaded as modules of this kind, not bundled.
public struct ModuleRule: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case esModule = "ESModule", commonJS = "CommonJS", compiledWasm = "CompiledWasm", text = "Text", data = "Data"
        case pythonModule = "PythonModule", pythonRequirement = "PythonRequirement"
    }
    public var kind: Kind
    public let globs: [String]
    private let patterns: [Glob]
    /// Later rules of this kind, the default ones among them, still hold.
    public var fallsThrough: Bool
    public init(kind: Kind, globs: [String], fallsThrough: Bool = true) {
        self.kind = kind
        self.globs = globs
        // the question mark of `?module` is a literal one: wrangler's globs have no single-character wildcard
        patterns = globs.map { Glob($0.replacing("?", with: "\\?")) }
        self.fallsThrough = fallsThrough
    }

    public static let defaults = [
        ModuleRule(kind: .text, globs: ["**/*.txt", "**/*.html", "**/*.sql"]),
        ModuleRule(kind: .data, globs: ["**/*.bin"]),
        ModuleRule(kind: .compiledWasm, globs: ["**/*.wasm", "**/*.wasm?module"])
    ]
    public func matches(_ specifier: String) -> Bool {
        let text = specifier.hasPrefix("./") ? String(specifier.dropFirst(2)) : specifier
        return patterns.contains { $0.matches(text) }
    }
}
