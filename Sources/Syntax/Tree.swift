import CGrammarJavaScript
import CGrammarTOML
import CGrammarTypeScript
import CTreeSitter

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

/// A grammar's symbols in our terms, made once.
struct Grammar: @unchecked Sendable {
    static let javaScript = Grammar(tree_sitter_javascript())
    static let typeScript = Grammar(tree_sitter_typescript())
    static let toml = Grammar(tree_sitter_toml())
    let language: OpaquePointer
    private let kinds: [Kind]
    private let fields: [Field]
    private let tokens: [Bool]

    init(_ language: OpaquePointer) {
        self.language = language
        kinds = (0..<Int(ts_language_symbol_count(language))).map { id in
            let name = String(cString: ts_language_symbol_name(language, TSSymbol(id)))
            let named = ts_language_symbol_type(language, TSSymbol(id)) == TSSymbolTypeRegular
            return named ? Kind(rawValue: name) ?? .other : Kind(rawValue: "'" + name) ?? .token
        }
        tokens = kinds.map(\.isToken)
        fields =
            [.none]
            + (1...max(1, Int(ts_language_field_count(language)))).map { id in
                ts_language_field_name_for_id(language, TSFieldId(id)).map { Field(rawValue: String(cString: $0)) ?? .other } ?? .other
            }
    }

    /// Parses a text into a flat tree.
    func parse(_ text: UnsafeBufferPointer<UInt8>) -> Tree { parse(text) { _ = flatten($0, nil, into: &$1) } }

    /// Parses a splice: offsets are the file's. Nil where not each cut was the body of a function.
    func parse(_ splice: Splice) -> Tree? {
        var elided = 0
        let tree = splice.text.withUnsafeBufferPointer { text in parse(text) { elided = flatten($0, splice, into: &$1) } }
        return elided == splice.cuts.count ? tree : nil
    }

    private func parse(_ text: UnsafeBufferPointer<UInt8>, _ flatten: (OpaquePointer, inout Tree) -> Void) -> Tree {
        // The grammars' "anything but" leaves out the character 0, which strings and comments may hold.
        guard text.contains(0) else { return parseWithoutZeros(text, flatten) }
        return text.map { $0 == 0 ? 1 : $0 }.withUnsafeBufferPointer { parseWithoutZeros($0, flatten) }
    }
    private func parseWithoutZeros(_ text: UnsafeBufferPointer<UInt8>, _ flatten: (OpaquePointer, inout Tree) -> Void) -> Tree {
        var tree = Tree()
        guard let parser = ts_parser_new() else { return tree }
        defer { ts_parser_delete(parser) }
        guard ts_parser_set_language(parser, language), text.count < Int(UInt32.max) / 2 else { return tree }
        let empty: [CChar] = [0]
        let parsed =
            text.baseAddress.map { base in
                UnsafeRawPointer(base).withMemoryRebound(to: CChar.self, capacity: text.count) {
                    ts_parser_parse_string(parser, nil, $0, UInt32(text.count))
                }
            } ?? ts_parser_parse_string(parser, nil, empty, 0)
        guard let parsed else { return tree }
        defer { ts_tree_delete(parsed) }
        flatten(parsed, &tree)
        return tree
    }

    /// One cursor walk with an explicit stack. Returns how many bodies of functions were left out.
    private func flatten(_ parsed: OpaquePointer, _ splice: Splice?, into tree: inout Tree) -> Int {
        let root = ts_tree_root_node(parsed)
        tree.hasError = ts_node_has_error(root)
        var open: [Int] = [], elided = 0
        var cursor = ts_tree_cursor_new(root)
        defer { ts_tree_cursor_delete(&cursor) }
        while true {
            var node = flatNode(&cursor, in: open.last.map { tree.nodes[$0].kind })
            if let splice {
                if node.kind == .statementBlock, node.field == .body, let parent = open.last, tree.nodes[parent].kind.isFunction,
                    splice.isCut(Int(node.start) + 1)
                {
                    node.isElided = true
                    elided += 1
                }
                (node.start, node.end) = (UInt32(splice.start(Int(node.start))), UInt32(splice.end(Int(node.end))))
                if node.end < node.start { node.end = node.start }  // without width, right at a cut
            }
            tree.nodes.append(node)
            if ts_tree_cursor_goto_first_child(&cursor) {
                open.append(tree.nodes.count - 1)
                continue
            }
            tree.nodes[tree.nodes.count - 1].next = UInt32(tree.nodes.count)
            while !ts_tree_cursor_goto_next_sibling(&cursor) {
                guard let parent = open.popLast() else { return elided }
                tree.nodes[parent].next = UInt32(tree.nodes.count)
                _ = ts_tree_cursor_goto_parent(&cursor)
            }
        }
    }

    private func flatNode(_ cursor: inout TSTreeCursor, in parent: Kind?) -> Tree.Node {
        let node = ts_tree_cursor_current_node(&cursor)
        let symbol = ts_node_symbol(node)
        let start = ts_node_start_byte(node), end = ts_node_end_byte(node)
        let field = parent?.isList == true ? 0 : Int(ts_tree_cursor_current_field_id(&cursor))
        return Tree.Node(
            start: start, end: end, next: 0,
            kind: symbol == .max ? .error : Int(symbol) < kinds.count ? kinds[Int(symbol)] : .other,
            field: field < fields.count ? fields[field] : .other,
            isMissing: start == end && ts_node_is_missing(node))
    }
}
