import Syntax

/// An example as the body of an async function: its imports of the package are bindings of `__glueModule`, what only its author has is unknown.
struct ExampleBody {
    /// Statements.
    let text: String
    /// Import statements that stay at the top of the consumer: a Worker's WebAssembly files.
    let imports: String
    /// The example does more than import the package.
    let usesPackage: Bool

    /// nil where the example does not parse. `wasm`: files that a `.wasm` import gives as a module; nil where such an import is unknown.
    init?(_ example: ReadmeExample, package: PackageName, wasm: WasmFiles?) {
        guard let file = ExampleRepair.javaScript(example.code) else { return nil }
        var rewriting = ExampleRewriting(file: file, package: package, wasm: wasm)
        rewriting.run()
        text = rewriting.body
        imports = rewriting.imports
        usesPackage = rewriting.usesPackage
    }
}

/// The edits that turn an example into a body.
struct ExampleRewriting {
    let file: SourceFile
    let tree: Tree
    let package: PackageName
    let wasm: WasmFiles?
    /// Index of each node's parent; the root's is itself.
    let parents: [Int]

    private var edits: [(range: Range<Int>, text: String)] = []
    private var head = ""
    private var tail = ""
    private(set) var imports = ""
    /// Local names of the package's exports and of its namespace.
    var bindings: Set<String> = [], namespaces: Set<String> = []
    private var hasCall = false

    init(file: SourceFile, package: PackageName, wasm: WasmFiles?) {
        self.file = file
        self.package = package
        self.wasm = wasm
        tree = file.tree
        var parents = [Int](repeating: 0, count: tree.nodes.count)
        var open: [Int] = []
        for index in tree.nodes.indices {
            while let last = open.last, Int(tree.nodes[last].next) <= index { open.removeLast() }
            parents[index] = open.last ?? index
            open.append(index)
        }
        self.parents = parents
    }

    mutating func run() {
        guard !tree.nodes.isEmpty else { return }
        for statement in tree.namedChildren(0) { topLevel(statement) }
        for index in tree.nodes.indices { rewrite(index) }
        let unknown = ExampleNames(file: file, tree: tree, parents: parents).undeclared.sorted()
        head = unknown.map { "let \($0) = __glueUnknown;" }.joined() + head
    }

    var body: String {
        var result: [UInt8] = Array((head + "\n").utf8), at = 0
        // insertions come first, then outer edits: what they replace holds no other
        let ordered = edits.sorted {
            ($0.range.lowerBound, $0.range.isEmpty ? 0 : 1, -$0.range.upperBound) < ($1.range.lowerBound, $1.range.isEmpty ? 0 : 1, -$1.range.upperBound)
        }
        for edit in ordered where edit.range.lowerBound >= at {
            result += file.slice(at..<edit.range.lowerBound)
            result += edit.text.utf8
            at = edit.range.upperBound
        }
        result += file.slice(at..<file.bytes.count)
        return String(decoding: result, as: UTF8.self) + "\n" + tail
    }
    var usesPackage: Bool { hasCall }

    func text(_ node: Int) -> String { file.text(tree.range(node)) }
    private func stringValue(_ node: Int) -> String? { tree.kind(node) == .string ? String(text(node).dropFirst().dropLast()) : nil }
    private func quoted(_ name: String) -> String { "\"" + name.filter { $0 != "\"" && $0 != "\\" } + "\"" }
    private mutating func replace(_ node: Int, _ text: String) { edits.append((tree.range(node), text)) }

    // MARK: Statements of the top level

    private mutating func topLevel(_ statement: Int) {
        switch tree.kind(statement) {
        case .importStatement: importStatement(statement)
        case .exportStatement: exportStatement(statement)
        case .expressionStatement:
            guard let expression = tree.namedChildren(statement).first, tree.kind(expression) != .string else { return }
            let kept = withoutHandlers(expression)
            edits.append((tree.range(expression).lowerBound..<tree.range(expression).lowerBound, "await ("))
            edits.append((tree.range(kept).upperBound..<tree.range(expression).upperBound, ")"))
        case .functionDeclaration: callUncalled(statement)
        default: break
        }
    }

    /// `f().catch(print)` hides what happens to `f()`.
    private func withoutHandlers(_ expression: Int) -> Int {
        var at = expression
        while tree.kind(at) == .callExpression, let callee = tree.child(at, .function), tree.kind(callee) == .memberExpression,
            let name = tree.child(callee, .property), ["catch", "finally"].contains(text(name)), let object = tree.child(callee, .object)
        {
            at = object
        }
        return at
    }

    /// A function that an example only declares is what the reader calls.
    private mutating func callUncalled(_ function: Int) {
        guard let name = tree.child(function, .name).map(text), let parameters = tree.child(function, .parameters) else { return }
        let uses = tree.nodes.indices.count { tree.kind($0) == .identifier && text($0) == name }
        if uses == 1 { tail += "await \(name)(\(tree.namedChildren(parameters).map { _ in "__glueUnknown" }.joined(separator: ", ")));\n" }
    }

    private mutating func exportStatement(_ statement: Int) {
        let start = tree.range(statement).lowerBound
        if let declaration = tree.child(statement, .declaration) {
            let isNamed = tree.child(declaration, .name) != nil
            edits.append((start..<tree.range(declaration).lowerBound, isNamed || !hasDefault(statement) ? "" : "const __glueExport = "))
            if tree.kind(declaration) == .functionDeclaration { callUncalled(declaration) }
        } else if let value = tree.child(statement, .value) {
            edits.append((start..<tree.range(value).lowerBound, "const __glueExport = "))
            switch tree.kind(value) {
            case .object:
                for member in tree.namedChildren(value) where tree.kind(member) == .methodDefinition {
                    if let name = tree.child(member, .name).map(text) { tail += "await __glueExport.\(name)(__glueUnknown, __glueUnknown, __glueUnknown);\n" }
                }
            case .arrowFunction, .functionExpression: tail += "await __glueExport(__glueUnknown, __glueUnknown);\n"
            default: break
            }
        } else {
            replace(statement, "")
        }
    }
    private func hasDefault(_ statement: Int) -> Bool { tree.children(statement).contains { tree.kind($0) == .defaultToken } }

    // MARK: Imports

    private mutating func importStatement(_ statement: Int) {
        guard let source = tree.child(statement, .source), let specifier = stringValue(source) else { return }
        let isPackage = package.nearness(of: specifier) > .none
        var text = ""
        for (local, imported) in imported(statement) {
            if isPackage {
                if imported == "*" { namespaces.insert(local) } else { bindings.insert(local) }
                text += "let \(local) = \(access(imported));"
            } else if let path = wasm?.path(named: specifier) {
                imports += "import \(local) from \(quoted(path));\n"
            } else {
                text += "let \(local) = __glueUnknown;"
            }
        }
        replace(statement, text)
    }
    private func access(_ imported: String) -> String {
        switch imported {
        case "*": "__glueWhole()"
        case "default": "__glueDefault()"
        default: "__glueNamed(\(quoted(imported)))"
        }
    }
    /// Local and imported names; "*" is the namespace.
    private func imported(_ statement: Int) -> [(local: String, imported: String)] {
        guard let clause = tree.first(statement, .importClause) else { return [] }
        return tree.namedChildren(clause).flatMap { part -> [(local: String, imported: String)] in
            switch tree.kind(part) {
            case .identifier: return [(text(part), "default")]
            case .namespaceImport: return tree.namedChildren(part).last.map { [(text($0), "*")] } ?? []
            case .namedImports:
                return tree.namedChildren(part).compactMap { item in
                    guard let name = tree.child(item, .name).map(text) else { return nil }
                    return (tree.child(item, .alias).map(text) ?? name, name)
                }
            default: return []
            }
        }
    }

    // MARK: Expressions

    private mutating func rewrite(_ node: Int) {
        switch tree.kind(node) {
        case .callExpression: call(node)
        case .newExpression: hasCall = hasCall || tree.child(node, .constructor).map(leadsToPackage) == true
        case .awaitExpression: hasCall = hasCall || tree.namedChildren(node).first.map(leadsToPackage) == true
        case .variableDeclarator: declarator(node)
        case .memberExpression: member(node)
        case .catchClause: handler(node)
        case .string, .templateString: outsideName(node)
        case .metaProperty: if text(node).hasPrefix("import") { replace(node, "__glueUnknown") }
        case .other: if text(node).hasPrefix("<") { replace(node, "__glueUnknown") }  // JSX
        default: break
        }
    }
    /// A name of the package, a member of one, a call of one.
    private func leadsToPackage(_ node: Int) -> Bool {
        var at = node
        while true {
            switch tree.kind(at) {
            case .identifier: return bindings.contains(text(at)) || namespaces.contains(text(at))
            case .memberExpression:
                guard let object = tree.child(at, .object) else { return false }
                at = object
            case .callExpression:
                if let specifier = loaded(at) { return package.nearness(of: specifier) > .none }
                guard let callee = tree.child(at, .function) else { return false }
                at = callee
            case .parenthesized, .awaitExpression:
                guard let inner = tree.namedChildren(at).first else { return false }
                at = inner
            default: return false
            }
        }
    }
    /// The specifier of `require("x")` or `import("x")`.
    private func loaded(_ call: Int) -> String? {
        guard tree.kind(call) == .callExpression, let callee = tree.child(call, .function), ["require", "import"].contains(text(callee)),
            let arguments = tree.child(call, .arguments), let first = tree.namedChildren(arguments).first
        else { return nil }
        return stringValue(first)
    }
    private mutating func call(_ node: Int) {
        guard let specifier = loaded(node), let callee = tree.child(node, .function) else {
            hasCall = hasCall || tree.child(node, .function).map(leadsToPackage) == true
            return
        }
        let value = package.nearness(of: specifier) > .none ? "__glueWhole()" : "__glueUnknown"
        replace(node, text(callee) == "import" ? "Promise.resolve(\(value == "__glueUnknown" ? value : "__glueModule"))" : value)
    }
    /// `const { a } = require("pkg")`, `const pkg = await import("pkg")`.
    private mutating func declarator(_ node: Int) {
        guard let pattern = tree.child(node, .name), var value = tree.child(node, .value) else { return }
        if tree.kind(value) == .awaitExpression, let inner = tree.namedChildren(value).first { value = inner }
        if tree.kind(pattern) == .identifier, leadsToPackage(value), loaded(value) == nil { bindings.insert(text(pattern)) }
        guard let specifier = loaded(value), package.nearness(of: specifier) > .none else { return }
        if tree.kind(pattern) == .identifier {
            namespaces.insert(text(pattern))
            return
        }
        guard tree.kind(pattern) == .objectPattern else { return }
        var parts: [String] = []
        for item in tree.namedChildren(pattern) {
            let key: Int?, local: Int?
            switch tree.kind(item) {
            case .shorthandPattern: (key, local) = (item, item)
            case .pairPattern: (key, local) = (tree.child(item, .key), tree.child(item, .value))
            default: return
            }
            guard let key, let local else { return }
            bindings.insert(text(local))
            parts.append("\(text(local)) = \(access(text(key)))")
        }
        if !parts.isEmpty { replace(node, parts.joined(separator: ", ")) }
    }
    /// A member of the namespace may be one of the default export.
    private mutating func member(_ node: Int) {
        guard let object = tree.child(node, .object), tree.kind(object) == .identifier, namespaces.contains(text(object)),
            let property = tree.child(node, .property), tree.kind(property) == .propertyIdentifier, text(property) != "default"
        else { return }
        let parent = parents[node]
        if [.assignmentExpression, .augmentedAssignment, .updateExpression].contains(tree.kind(parent)), tree.nodes[node].field == .left { return }
        replace(node, "(\(access(text(property))))")
    }
    /// What an example catches it would have told its reader.
    private mutating func handler(_ node: Int) {
        guard let body = tree.child(node, .body) else { return }
        let at = tree.range(body).lowerBound
        if let parameter = tree.child(node, .parameter) {
            if tree.kind(parameter) == .identifier { edits.append((at + 1..<at + 1, " throw \(text(parameter));")) }
        } else {
            edits.append((at..<at + 1, "(__glueError) { throw __glueError;"))
        }
    }
    private mutating func outsideName(_ node: Int) {
        let parent = tree.kind(parents[node])
        guard ![.importStatement, .exportStatement, .pair, .callExpression].contains(parent) || tree.nodes[node].field == .value else { return }
        let text = text(node).dropFirst().dropLast()
        if OutsideName.isOne(text) { replace(node, "__glueUnknownText") }
    }
}
