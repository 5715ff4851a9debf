/// A node and all that it stands in: what a byte of a file belongs to, without a parse of the whole file.
public struct Ancestry: Sendable {
    public struct Link: Sendable {
        public let tree: Tree
        public let node: Int
        public var kind: Kind { tree.kind(node) }
        public var range: Range<Int> { tree.range(node) }
        public var field: Field { tree.nodes[node].field }
        /// Children but tokens and comments.
        public var named: [Link] { tree.namedChildren(node).map { Link(tree: tree, node: $0) } }
        public func child(_ field: Field) -> Link? { tree.child(node, field).map { Link(tree: tree, node: $0) } }
    }
    /// Outermost first; the last is a leaf where the offset is in one.
    public let links: [Link]
}

extension SourceFile {
    /// The nodes around a byte offset. Functions are parsed only on the way to it; takes O(children) for each link.
    public func ancestry(of offset: Int) -> Ancestry {
        var links: [Ancestry.Link] = []
        var tree = outline, node = 0
        guard !tree.nodes.isEmpty else { return Ancestry(links: []) }
        while true {
            if tree.kind(node).isFunction, let inner = whole(node, in: tree) { (tree, node) = inner }
            links.append(Ancestry.Link(tree: tree, node: node))
            var at = node + 1
            let end = Int(tree.nodes[node].next)
            while at < end, !tree.range(at).contains(offset) { at = Int(tree.nodes[at].next) }
            guard at < end else { return Ancestry(links: links) }
            node = at
        }
    }
}

extension Kind {
    /// A statement or declaration, blocks not among them.
    public var isStatement: Bool {
        switch self {
        case .expressionStatement, .lexicalDeclaration, .variableDeclaration, .returnStatement, .throwStatement, .ifStatement,
            .forStatement, .forInStatement,
            .whileStatement, .doStatement, .switchStatement, .tryStatement, .labeledStatement, .breakStatement, .continueStatement,
            .importStatement,
            .exportStatement, .functionDeclaration, .generatorDeclaration, .classDeclaration:
            true
        default: false
        }
    }
}
