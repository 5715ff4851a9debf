import Syntax

/// `wrangler.toml`, `wrangler.json` or `wrangler.jsonc`: what it says about how a Worker is built.
public struct WranglerConfiguration: Sendable {
    /// Names in the order in which wrangler looks for them.
    public static let fileNames = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"]

    public let path: TreePath
    public let document: Document
    public private(set) var problems: [Problem] = []

    public private(set) var name: Located<String>?
    /// Relative to the folder of the configuration.
    public private(set) var main: Located<String>?
    /// As written: "2026-08-04". Whether it is a date is the reader's question.
    public private(set) var compatibilityDate: Located<String>?
    public private(set) var compatibilityFlags: [Located<String>] = []
    /// The configured rules first, then the default ones that they leave in force.
    public private(set) var rules = ModuleRule.defaults
    public private(set) var aliases: [String: String] = [:]
    /// Names replaced in the source, each by a JavaScript expression.
    public private(set) var define: [String: String] = [:]
    /// The file is uploaded as it is: no bundler.
    public private(set) var skipsBundling = false
    /// `node_compat`, which today's wrangler refuses.
    public private(set) var nodeCompat: Located<Bool>?
    public private(set) var findsAdditionalModules = false
    /// Where rules search files, relative to the folder of the configuration.
    public private(set) var baseFolder: Located<String>?
    /// Named environments; the settings above are those of the top level.
    public private(set) var environments: [String] = []

    public struct Problem: Sendable, Equatable {
        public var message: String
        public var range: Range<Int>
    }

    public init(path: TreePath, bytes: [UInt8]) {
        self.path = path
        document = path.fileExtension == ".toml" ? TOMLDocument.read(bytes) : JSONDocument.read(bytes, as: .jsonc)
        problems = document.problems.map { Problem(message: $0.message, range: $0.range) }
        name = string("name")
        main = string("main")
        compatibilityDate = string("compatibility_date")
        compatibilityFlags = strings(document["compatibility_flags"], "compatibility_flags")
        aliases = pairs("alias")
        define = pairs("define")
        skipsBundling = bool("no_bundle")?.value ?? false
        nodeCompat = bool("node_compat")
        findsAdditionalModules = bool("find_additional_modules")?.value ?? false
        baseFolder = string("base_dir")
        environments = document["env"]?.entries?.map(\.key) ?? []
        readRules()
    }

    /// The file that is the Worker.
    public var entry: TreePath? { main.flatMap { TreePath($0.value, from: path.parent ?? .root) } }

    private mutating func readRules() {
        guard let node = document["rules"] else { return }
        guard let elements = node.array else { return report("\"rules\" must be an array of tables", node.range) }
        var configured: [ModuleRule] = []
        for element in elements {
            guard let type = element["type"]?.string, let kind = ModuleRule.Kind(rawValue: type) else {
                let kinds = ModuleRule.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                report("a rule's \"type\" must be one of \(kinds)", element["type"]?.range ?? element.range)
                continue
            }
            let globs = strings(element["globs"], "globs").map(\.value)
            if element["globs"] == nil { report("a rule needs \"globs\"", element.range) }
            configured.append(ModuleRule(kind: kind, globs: globs, fallsThrough: element["fallthrough"]?.bool ?? false))
        }
        // The first rule of a kind that does not fall through ends that kind.
        var ended: Set<ModuleRule.Kind> = []
        rules = []
        for rule in configured + ModuleRule.defaults where !ended.contains(rule.kind) {
            rules.append(rule)
            if !rule.fallsThrough { ended.insert(rule.kind) }
        }
    }

    // MARK: Reading by type

    private mutating func report(_ message: String, _ range: Range<Int>) { problems.append(Problem(message: message, range: range)) }
    private mutating func string(_ field: String) -> Located<String>? {
        guard let node = document[field] else { return nil }
        if let text = node.string { return Located(text, node.range) }
        report("\"\(field)\" must be a string", node.range)
        return nil
    }
    private mutating func bool(_ field: String) -> Located<Bool>? {
        guard let node = document[field] else { return nil }
        if let bool = node.bool { return Located(bool, node.range) }
        report("\"\(field)\" must be true or false", node.range)
        return nil
    }
    private mutating func strings(_ node: Document.Node?, _ field: String) -> [Located<String>] {
        guard let node else { return [] }
        guard let elements = node.array else {
            report("\"\(field)\" must be an array of strings", node.range)
            return []
        }
        return elements.compactMap { element in
            if let text = element.string { return Located(text, element.range) }
            report("\"\(field)\" must be an array of strings", element.range)
            return nil
        }
    }
    private mutating func pairs(_ field: String) -> [String: String] {
        guard let node = document[field] else { return [:] }
        guard let entries = node.entries else {
            report("\"\(field)\" must be a table", node.range)
            return [:]
        }
        var result: [String: String] = [:]
        for entry in entries {
            if let text = entry.value.string {
                result[entry.key] = text
            } else {
                report("\"\(field).\(entry.key)\" must be a string", entry.value.range)
            }
        }
        return result
    }
}

extension FileTree {
    /// The wrangler configuration in `folder`.
    public func wranglerConfiguration(in folder: TreePath) -> WranglerConfiguration? {
        for name in WranglerConfiguration.fileNames {
            let path = folder.appending(name)
            if isFile(path), case .success(let bytes) = read(path) { return WranglerConfiguration(path: path, bytes: bytes) }
        }
        return nil
    }
}
