/// A syntax tree as one array in preorder: a plain value that knows nothing of tree-sitter.
public struct Tree: Sendable {
    public struct Node: Sendable {
        /// Bytes of the file.
        public var start: UInt32, end: UInt32
        /// Index of the first node that is not inside this one.
        public var next: UInt32
        public var kind: Kind
        public var field: Field
        public var isMissing: Bool
        /// A function's block that holds its braces only: `SourceFile.whole` gives a tree with what stands between them.
        public var isElided = false
    }
    public internal(set) var nodes: [Node] = []
    /// Some node is an error or missing.
    public internal(set) var hasError = false

    init() {}
    /// A tree of given nodes in preorder.
    public init(nodes: [Node]) { self.nodes = nodes }

    /// The tree of a TypeScript source or a declaration file, whole.
    public static func ofTypeScript(_ bytes: [UInt8]) -> Tree { bytes.withUnsafeBufferPointer { Grammar.typeScript.parse($0) } }

    /// Byte offset of the first error, where there is one.
    public var firstError: Int? { nodes.first { $0.kind == .error || $0.isMissing }.map { Int($0.start) } }

    @inline(__always) public func kind(_ n: Int) -> Kind { nodes[n].kind }
    @inline(__always) public func range(_ n: Int) -> Range<Int> { Int(nodes[n].start)..<Int(nodes[n].end) }
    /// The child held as `field`.
    public func child(_ n: Int, _ field: Field) -> Int? {
        var at = n + 1
        let end = Int(nodes[n].next)
        while at < end { if nodes[at].field == field { return at }; at = Int(nodes[at].next) }
        return nil
    }
    public func first(_ n: Int, _ kind: Kind) -> Int? {
        var at = n + 1
        let end = Int(nodes[n].next)
        while at < end { if nodes[at].kind == kind { return at }; at = Int(nodes[at].next) }
        return nil
    }
    /// Children but tokens and comments.
    public func namedChildren(_ n: Int) -> [Int] {
        var out: [Int] = [], at = n + 1
        let end = Int(nodes[n].next)
        while at < end {
            let k = nodes[at].kind
            if !k.isToken, k != .comment, k != .htmlComment { out.append(at) }
            at = Int(nodes[at].next)
        }
        return out
    }
    public func children(_ n: Int) -> [Int] {
        var out: [Int] = [], at = n + 1
        let end = Int(nodes[n].next)
        while at < end { out.append(at); at = Int(nodes[at].next) }
        return out
    }
}

extension Kind {
    /// A token that the grammar does not name. A list, because a name is asked for each child of each node.
    public var isToken: Bool {
        switch self {
        case .token, .asyncToken, .awaitToken, .starToken, .getToken, .setToken, .staticToken, .staticGetToken, .constToken, .letToken,
            .varToken,
            .ofToken, .inToken, .defaultToken, .commaToken, .newToken, .importToken, .questionDot, .targetToken, .metaToken, .typeToken,
            .questionMark, .equalsToken,
            .abstractToken, .declareToken, .readonlyToken, .namespaceToken, .requireToken, .parameterProperty:
            true
        default: false
        }
    }

    /// A node whose children have no field names. Its children may be hundreds of thousands, and tree-sitter may leave the hidden list of
    /// them unbalanced where it parsed them twice (the arguments of a call may be the parameters of an arrow function): asking for a field
    /// walks all of it.
    var isList: Bool {
        switch self {
        case .program, .statementBlock, .arguments, .array, .object, .string, .templateString, .arrayPattern, .objectPattern, .switchBody,
            .formalParameters:
            true
        default: false
        }
    }

    /// A node with parameters and a `body`.
    var isFunction: Bool {
        switch self {
        case .functionDeclaration, .functionExpression, .generatorFunction, .generatorDeclaration, .arrowFunction, .methodDefinition: true
        default: false
        }
    }
}
