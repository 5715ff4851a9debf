import Syntax

/// An example as the body of an async function: its imports of the package are bindings of `__glueModule`, what only its author has is
/// unknown.
struct ExampleBody {
    /// Statements.
    let text: String
    /// The same with `await __glueIdle()` before each step.
    let textWithPauses: String
    /// Statements that stay at the top of the consumer: imports of what is installed beside the package, and of a Worker's WebAssembly
    /// files.
    let imports: String
    /// The example does more than import the package.
    let usesPackage: Bool
    /// Exports of the package that it names.
    let names: [String]

    /// `file` is an example that parses (`ExampleRepair`).
    init(_ file: SourceFile, package: PackageName, neighbours: Neighbours) {
        var rewriting = ExampleRewriting(file: file, package: package, neighbours: neighbours)
        rewriting.run()
        text = rewriting.body
        rewriting.pause()
        textWithPauses = rewriting.body
        imports = rewriting.imports
        usesPackage = rewriting.usesPackage
        names = rewriting.names
    }
}

/// The edits that turn an example into a body.
struct ExampleRewriting {
    let file: SourceFile
    let tree: Tree
    let package: PackageName
    let neighbours: Neighbours
    /// Index of each node's parent; the root's is itself.
    let parents: [Int]

    var edits: [(range: Range<Int>, text: String)] = []
    private var head = ""
    private var tail = ""
    var imports = ""
    /// What is imported beside the package: its names in the consumer.
    var others: [String: String] = [:]
    /// Names that the top level declares more than once, as examples that go on in several blocks do.
    private(set) var repeated: Set<String> = []
    /// The example imports the very entry that is asked about.
    private(set) var importsEntry = false
    /// Exports of the package that the example names.
    var names: [String] = []
    /// Local names of the package's exports and of its namespace.
    var bindings: Set<String> = [], namespaces: Set<String> = []
    var hasCall = false
    /// `import "package"`: a plugin of another package.
    var importsForEffect = false

    init(file: SourceFile, package: PackageName, neighbours: Neighbours) {
        self.file = file
        self.package = package
        self.neighbours = neighbours
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
        importsEntry = tree.nodes.indices.contains { tree.kind($0) == .string && package.nearness(of: stringValue($0) ?? "") == .same }
        repeated = ExampleNames.repeated(file: file, tree: tree, parents: parents)
        for statement in tree.namedChildren(0) { topLevel(statement) }
        for index in tree.nodes.indices { rewrite(index) }
        let unknown = ExampleNames(file: file, tree: tree, parents: parents).undeclared.sorted()
        head = unknown.map { "let \($0) = __glueUnknown;" }.joined() + head
    }

    var body: String {
        var result: [UInt8] = Array((head + "\n").utf8), at = 0
        // insertions come first, then outer edits: what they replace holds no other
        let ordered = edits.sorted {
            ($0.range.lowerBound, $0.range.isEmpty ? 0 : 1, -$0.range.upperBound) < (
                $1.range.lowerBound, $1.range.isEmpty ? 0 : 1, -$1.range.upperBound
            )
        }
        for edit in ordered where edit.range.lowerBound >= at {
            result += file.slice(at..<edit.range.lowerBound)
            result += edit.text.utf8
            at = edit.range.upperBound
        }
        result += file.slice(at..<file.bytes.count)
        return String(decoding: result, as: UTF8.self) + "\n" + tail
    }
    var usesPackage: Bool { hasCall || importsForEffect && !others.isEmpty }

    func text(_ node: Int) -> String { file.text(tree.range(node)) }
    func stringValue(_ node: Int) -> String? { tree.kind(node) == .string ? String(text(node).dropFirst().dropLast()) : nil }
    func quoted(_ name: String) -> String { "\"" + name.filter { $0 != "\"" && $0 != "\\" } + "\"" }
    mutating func replace(_ node: Int, _ text: String) { edits.append((tree.range(node), text)) }

    // MARK: Pauses

    /// Before each statement of the top level and of asynchronous functions.
    mutating func pause() {
        var blocks = [0]
        for node in tree.nodes.indices where tree.kind(node) == .statementBlock {
            if tree.children(parents[node]).contains(where: { tree.kind($0) == .asyncToken }) { blocks.append(node) }
        }
        let starts = blocks.flatMap { tree.namedChildren($0) }.filter {
            ![.importStatement, .functionDeclaration, .classDeclaration, .exportStatement, .comment].contains(tree.kind($0))
        }.map { tree.range($0).lowerBound }
        edits = starts.map { ($0..<$0, "await __glueIdle(); ") } + edits
    }

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
        case .lexicalDeclaration:
            guard let keyword = tree.children(statement).first,
                ExampleNames.declared(in: statement, file: file, tree: tree, parents: parents).contains(where: { repeated.contains($0) })
            else { return }
            replace(keyword, "var")
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
                    if let name = tree.child(member, .name).map(text) {
                        tail += "await __glueExport.\(name)(__glueUnknown, __glueUnknown, __glueUnknown);\n"
                    }
                }
            case .arrowFunction, .functionExpression: tail += "await __glueExport(__glueUnknown, __glueUnknown);\n"
            default: break
            }
        } else {
            replace(statement, "")
        }
    }
    private func hasDefault(_ statement: Int) -> Bool { tree.children(statement).contains { tree.kind($0) == .defaultToken } }

    // MARK: Expressions

    private mutating func rewrite(_ node: Int) {
        switch tree.kind(node) {
        case .callExpression: call(node)
        case .newExpression: hasCall = hasCall || tree.child(node, .constructor).map(leadsToPackage) == true
        case .awaitExpression: hasCall = hasCall || tree.namedChildren(node).first.map(leadsToPackage) == true
        case .variableDeclarator: declarator(node)
        case .memberExpression: member(node)
        case .catchClause: handler(node)
        case .arguments: leftOut(node)
        case .string, .templateString: outsideName(node)
        case .metaProperty: if text(node).hasPrefix("import") { replace(node, "__glueUnknown") }
        case .other: if text(node).hasPrefix("<") { replace(node, "__glueUnknown") }  // JSX
        default: break
        }
    }
    /// A name of the package, a member of one, a call of one.
    func leadsToPackage(_ node: Int) -> Bool {
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
    /// What is passed in `f(/* ... */)` is left out.
    private mutating func leftOut(_ arguments: Int) {
        let inside = text(arguments).dropFirst().dropLast().filter { !$0.isWhitespace }
        if ["/*...*/", "/*…*/"].contains(inside) { replace(arguments, "(__glueUnknown, __glueUnknown, __glueUnknown)") }
    }
    private mutating func outsideName(_ node: Int) {
        let parent = tree.kind(parents[node])
        guard ![.importStatement, .exportStatement, .pair, .callExpression].contains(parent) || tree.nodes[node].field == .value else {
            return
        }
        let text = text(node).dropFirst().dropLast()
        if OutsideName.isOne(text) { replace(node, "__glueUnknownText") }
    }
}
