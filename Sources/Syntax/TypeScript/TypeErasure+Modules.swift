/// Imports, exports and namespaces.
extension TypeErasure {
    mutating func importStatement(_ node: Int) -> Outcome {
        if source.first(node, .typeToken) != nil { return .gone }
        return source.first(node, .importRequireClause) == nil ? .kept(.importStatement) : .parts { $0.importRequire($1, $2) }
    }

    mutating func exportStatement(_ node: Int) -> Outcome {
        // `export type {…}`, `export as namespace N`
        if source.first(node, .typeToken) != nil || source.first(node, .namespaceToken) != nil { return .gone }
        if let declared = source.child(node, .declaration) ?? source.child(node, .value) {
            switch source.kind(declared) {
            case .interfaceDeclaration, .typeAlias, .ambientDeclaration, .functionSignature: return .gone
            case .internalModule, .module: return isOnlyTypes(declared) ? .gone : .kept(.exportStatement)
            default: return .kept(.exportStatement)
            }
        }
        guard source.first(node, .equalsToken) != nil else { return .kept(.exportStatement) }
        note(.exportAssignment, source.range(node))
        return .kept(.exportAssignment)
    }

    /// A namespace that declares nothing but types is one itself (TypeScript calls it not instantiated).
    func isOnlyTypes(_ namespace: Int) -> Bool {
        guard let body = source.child(namespace, .body) else { return true }
        var statements = source.namedChildren(body)
        while var statement = statements.popLast() {
            if source.kind(statement) == .exportStatement {
                guard let declared = source.child(statement, .declaration) else { return false }
                statement = declared
            }
            if source.kind(statement) == .expressionStatement, let inner = source.namedChildren(statement).first,
                source.kind(inner) == .internalModule
            {
                statement = inner
            }
            switch source.kind(statement) {
            case .interfaceDeclaration, .typeAlias, .ambientDeclaration, .functionSignature, .emptyStatement: continue
            case .internalModule, .module: if let body = source.child(statement, .body) { statements += source.namedChildren(body) }
            default: return false
            }
        }
        return true
    }

    /// `import x = require("y")` as `const x = require("y")`.
    mutating func importRequire(_ node: Int, _ field: Field) {
        note(.importEquals, source.range(node))
        guard let clause = source.first(node, .importRequireClause), let name = source.first(clause, .identifier),
            let require = source.first(clause, .requireToken),
            let string = source.child(clause, .source), let keyword = source.first(node, .importToken)
        else { return make(.error, span(node), field) }
        let inside = subtree(string), end = span(clause).upperBound
        make(.lexicalDeclaration, span(node), field, containing: inside.count + 6)
        make(.constToken, span(keyword), .kind)
        make(.variableDeclarator, span(clause), .none, containing: inside.count + 4)
        make(.identifier, span(name), .name)
        make(.callExpression, span(require).lowerBound..<end, .value, containing: inside.count + 2)
        make(.identifier, span(require), .function)
        make(.arguments, span(require).upperBound..<end, .arguments, containing: inside.count)
        append(inside)
    }

    /// `import x = a.b` as `const x = a.b`.
    mutating func importAlias(_ node: Int, _ field: Field) {
        note(.importEquals, source.range(node))
        let parts = source.namedChildren(node)
        guard parts.count >= 2, let keyword = source.first(node, .importToken) else { return make(.error, span(node), field) }
        let value = subtree(parts[1])
        make(.lexicalDeclaration, span(node), field, containing: value.count + 3)
        make(.constToken, span(keyword), .kind)
        make(.variableDeclarator, span(parts[0]).lowerBound..<span(parts[1]).upperBound, .none, containing: value.count + 1)
        make(.identifier, span(parts[0]), .name)
        append(
            value.enumerated().map { index, node in
                var node = node
                if index == 0 { node.field = .value }
                if node.kind == .nestedIdentifier { node.kind = .memberExpression }
                return node
            })
    }

    private func span(_ node: Int) -> Range<UInt32> { source.nodes[node].start..<source.nodes[node].end }
    private func subtree(_ node: Int) -> ArraySlice<Tree.Node> { source.nodes[node..<Int(source.nodes[node].next)] }
}
