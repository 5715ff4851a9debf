import Syntax

/// A value of a manifest and its bytes in the file.
public struct Located<Value: Sendable>: Sendable {
    public var value: Value
    public var range: Range<Int>
    public init(_ value: Value, _ range: Range<Int>) {
        self.value = value
        self.range = range
    }
}

/// What `type` says of `.js` files.
public enum PackageType: Hashable, Sendable { case module, commonJS }

/// A `package.json`: what runtimes and bundlers read of it, each value with its place.
public struct Manifest: Sendable {
    /// Of the file itself.
    public let path: TreePath
    public let document: Document
    /// A strict reader takes it: otherwise Node refuses every import that needs this file.
    public let isReadable: Bool
    /// In the order of the file.
    public private(set) var problems: [ManifestProblem] = []

    public private(set) var name: Located<String>?
    public private(set) var version: Located<String>?
    /// nil: absent, or a value that Node ignores.
    public private(set) var type: Located<PackageType>?
    public private(set) var main: Located<String>?
    public private(set) var module: Located<String>?
    public private(set) var types: Located<String>?
    public private(set) var browser: BrowserField?
    public private(set) var exports: ExportsMap?
    public private(set) var imports: ExportsMap?
    public private(set) var files: Located<[Located<String>]>?
    /// Command name to file; a single string goes by the package's name.
    public private(set) var bin: [Located<String>: Located<String>] = [:]
    public private(set) var sideEffects: SideEffects?
    public private(set) var engines: [(name: String, range: Located<String>)] = []
    public private(set) var dependencies: [Dependency] = []
    public private(set) var bundledDependencies: [String] = []
    public private(set) var workspaces: [Located<String>] = []
    public private(set) var isPrivate = false

    public var folder: TreePath { path.parent ?? .root }

    /// Whether an installer of the package installs this one with it: dependencies, and peers that are not optional.
    public func needs(_ package: String) -> Bool {
        dependencies.contains { dependency in
            guard dependency.name == package else { return false }
            switch dependency.kind {
            case .runtime: return true
            case .peer: return document["peerDependenciesMeta"]?[package]?["optional"]?.bool != true
            case .optional, .development: return false
            }
        }
    }
    /// Any other string field ("jsnext:main"), by name.
    public func string(_ field: String) -> Located<String>? {
        document[field].flatMap { node in node.string.map { Located($0, node.range) } }
    }

    public init(path: TreePath, bytes: [UInt8]) {
        self.path = path
        document = JSONDocument.read(bytes)
        var problems = document.problems.map { ManifestProblem(.document($0.kind, $0.message), $0.range) }
        // npm strips a byte order mark; JSON.parse, and Node's own reader, do not.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { problems.insert(ManifestProblem(.byteOrderMark, 0..<3), at: 0) }
        let isObject = document.root?.entries != nil
        if !isObject, !document.hasSyntaxError { problems.append(ManifestProblem(.notAnObject, document.root?.range ?? 0..<0)) }
        isReadable = isObject && !document.hasSyntaxError
        self.problems = problems
        readFields()
    }
    /// The file is there and cannot be read.
    public init(path: TreePath, unreadable problem: FileProblem) {
        self.path = path
        document = Document(root: nil)
        isReadable = false
        problems = [ManifestProblem(.unreadable(problem), 0..<0)]
    }

    private mutating func readFields() {
        name = text("name")
        version = text("version")
        main = text("main")
        module = text("module")
        types = text("types") ?? text("typings")
        if let node = document["type"] {
            switch node.string {
            case "module": type = Located(.module, node.range)
            case "commonjs": type = Located(.commonJS, node.range)
            default: problems.append(ManifestProblem(.wrongType(field: "type", expected: "\"module\" or \"commonjs\""), node.range))
            }
        }
        browser = document["browser"].flatMap { BrowserField($0, &problems) }
        exports = document["exports"].flatMap { ExportsMap($0, field: "exports", &problems) }
        imports = document["imports"].flatMap { ExportsMap($0, field: "imports", &problems) }
        if let node = document["files"], let list = strings("files") { files = Located(list, node.range) }
        readBin()
        sideEffects = document["sideEffects"].flatMap { SideEffects($0, &problems) }
        engines = pairs("engines").map { (name: $0.key, range: $0.value) }
        for kind in Dependency.Kind.allCases {
            dependencies += pairs(kind.rawValue).map { Dependency(name: $0.key, range: $0.value, kind: kind) }
        }
        for field in ["bundledDependencies", "bundleDependencies"] {
            if document[field]?.bool == true {
                bundledDependencies = dependencies.filter { $0.kind == .runtime }.map(\.name)
            } else if document[field]?.bool == nil, let list = strings(field) {
                bundledDependencies = list.map(\.value)
            }
        }
        workspaces = document["workspaces"]?.array != nil ? strings("workspaces") ?? [] : strings("workspaces", "packages") ?? []
        isPrivate = document["private"]?.bool ?? false
    }
    private mutating func readBin() {
        guard let node = document["bin"] else { return }
        if let file = node.string {
            let command = name.map { $0.value.split(separator: "/").last.map(String.init) ?? $0.value } ?? ""
            bin = [Located(command, node.range): Located(file, node.range)]
        } else {
            for (entry, value) in zip(node.entries ?? [], pairs("bin").map(\.value)) { bin[Located(entry.key, entry.keyRange)] = value }
        }
    }

    // MARK: Reading by type, listing what has another one

    private mutating func text(_ field: String) -> Located<String>? {
        guard let node = document[field] else { return nil }
        if let text = node.string { return Located(text, node.range) }
        problems.append(ManifestProblem(.wrongType(field: field, expected: "a string"), node.range))
        return nil
    }
    private mutating func strings(_ path: String...) -> [Located<String>]? {
        var node = document.root
        for key in path { node = node?[key] }
        guard let node else { return nil }
        let field = path.joined(separator: ".")
        guard let elements = node.array else {
            problems.append(ManifestProblem(.wrongType(field: field, expected: "an array of strings"), node.range))
            return nil
        }
        return elements.compactMap { element in
            if let text = element.string { return Located(text, element.range) }
            problems.append(ManifestProblem(.wrongType(field: field, expected: "an array of strings"), element.range))
            return nil
        }
    }
    private mutating func pairs(_ field: String) -> [(key: String, value: Located<String>)] {
        guard let node = document[field] else { return [] }
        guard let entries = node.entries else {
            problems.append(ManifestProblem(.wrongType(field: field, expected: "an object"), node.range))
            return []
        }
        return entries.compactMap { entry in
            if let text = entry.value.string { return (entry.key, Located(text, entry.value.range)) }
            problems.append(ManifestProblem(.wrongType(field: "\(field).\(entry.key)", expected: "a string"), entry.value.range))
            return nil
        }
    }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

public struct Dependency: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case runtime = "dependencies", peer = "peerDependencies", optional = "optionalDependencies", development = "devDependencies"
    }
    public var name: String
    public var range: Located<String>
    public var kind: Kind
}

/// Something in a manifest that a reader of it refuses, ignores or reads otherwise than it looks.
public struct ManifestProblem: Sendable, Equatable {
    public enum Reason: Sendable, Equatable {
        case unreadable(FileProblem)
        case document(DocumentProblem.Kind, String)
        case byteOrderMark, notAnObject
        case wrongType(field: String, expected: String)
        /// `exports` with both `./paths` and conditions for keys: Node refuses the package.
        case mixedExportsKeys
        /// A condition or path that is a number: Node refuses the package.
        case numericKey(String)
    }
    public var reason: Reason
    public var range: Range<Int>
    public init(_ reason: Reason, _ range: Range<Int>) {
        self.reason = reason
        self.range = range
    }
    public var message: String {
        switch reason {
        case .unreadable(let problem): problem.description
        case .document(_, let message): message
        case .byteOrderMark: "begins with a byte order mark, which JSON does not allow"
        case .notAnObject: "is not a JSON object"
        case .wrongType(let field, let expected): "\"\(field)\" must be \(expected)"
        case .mixedExportsKeys: "\"exports\" cannot contain some keys starting with '.' and some not"
        case .numericKey(let key): "\"exports\" cannot contain numeric property keys (\"\(key)\")"
        }
    }
}
