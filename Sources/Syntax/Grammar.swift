import CGrammarJavaScript
import CGrammarTOML
import CGrammarTypeScript
import CTreeSitter
import Glibc

/// A grammar's symbols in our terms, made once.
struct Grammar: @unchecked Sendable {
    static let javaScript = Grammar(tree_sitter_javascript())
    static let typeScript = Grammar(tree_sitter_typescript())
    static let toml = Grammar(tree_sitter_toml())
    private let language: OpaquePointer
    private let kinds: [Kind]
    private let fields: [Field]
    /// What the walk in C has to know of each symbol.
    private let traits: [UInt8]

    init(_ language: OpaquePointer) {
        self.language = language
        kinds = (0..<Int(ts_language_symbol_count(language))).map { id in
            let name = String(cString: ts_language_symbol_name(language, TSSymbol(id)))
            let named = ts_language_symbol_type(language, TSSymbol(id)) == TSSymbolTypeRegular
            return named ? Kind(rawValue: name) ?? .other : Kind(rawValue: "'" + name) ?? .token
        }
        traits = kinds.map { ($0.isList ? UInt8(FLAT_LIST) : 0) | ($0.isFunction ? UInt8(FLAT_FUNCTION) : 0) }
        fields =
            [.none]
            + (1...max(1, Int(ts_language_field_count(language)))).map { id in
                ts_language_field_name_for_id(language, TSFieldId(id)).map { Field(rawValue: String(cString: $0)) ?? .other } ?? .other
            }
    }

    /// Parses a text into a flat tree.
    func parse(_ text: UnsafeBufferPointer<UInt8>) -> Tree { parse(text, nil) }

    /// Parses a splice: offsets are the file's. Nil where not each cut was the body of a function.
    func parse(_ splice: Splice) -> Tree? {
        let tree = splice.text.withUnsafeBufferPointer { parse($0, splice) }
        return tree.nodes.count { $0.isElided } == splice.cuts.count ? tree : nil
    }

    private func parse(_ text: UnsafeBufferPointer<UInt8>, _ splice: Splice?) -> Tree {
        // The grammars' "anything but" leaves out the character 0, which strings and comments may hold.
        guard text.contains(0) else { return parseWithoutZeros(text, splice) }
        return text.map { $0 == 0 ? 1 : $0 }.withUnsafeBufferPointer { parseWithoutZeros($0, splice) }
    }
    private func parseWithoutZeros(_ text: UnsafeBufferPointer<UInt8>, _ splice: Splice?) -> Tree {
        guard text.count < Int(UInt32.max) / 2, let base = text.baseAddress ?? UnsafePointer(bitPattern: 1) else {
            return Self.unclear(text.count)
        }
        let flat = base.withMemoryRebound(to: CChar.self, capacity: text.count) {
            flat_parse(language, $0, UInt32(text.count), traits, Self.steps(of: text.count))
        }
        defer { free(flat.nodes) }
        guard let nodes = flat.nodes else { return Self.unclear(text.count) }
        var tree = Tree()
        tree.hasError = flat.has_error
        tree.nodes = Array(unsafeUninitializedCapacity: flat.count) { buffer, count in
            var places = splice.map(SplicePlaces.init)
            for index in 0..<flat.count { buffer.initializeElement(at: index, to: node(nodes[index], &places)) }
            count = flat.count
        }
        return tree
    }

    @inline(__always) private func node(_ flat: flat_node, _ places: inout SplicePlaces?) -> Tree.Node {
        let symbol = Int(flat.symbol), field = Int(flat.field)
        var node = Tree.Node(
            start: flat.start, end: flat.end, next: flat.next,
            kind: flat.symbol == .max ? .error : symbol < kinds.count ? kinds[symbol] : .other,
            field: field < fields.count ? fields[field] : .other, isMissing: flat.flags & UInt8(FLAT_MISSING) != 0)
        guard places != nil else { return node }
        node.isElided =
            node.kind == .statementBlock && node.field == .body && flat.flags & UInt8(FLAT_IN_FUNCTION) != 0
            && places?.isCut(Int(flat.start) + 1) ?? false
        if let range = places?.range(Int(flat.start), Int(flat.end)) { (node.start, node.end) = range }
        return node
    }

    /// Hundreds of tokens that a parse may take: ten times what a text without errors does. What is broken everywhere is not worth more.
    private static func steps(of bytes: Int) -> Int { 2_000 + bytes / 10 }
    /// What stands for a text that was not parsed.
    private static func unclear(_ bytes: Int) -> Tree {
        let end = UInt32(clamping: bytes)
        var tree = Tree(nodes: [
            Tree.Node(start: 0, end: end, next: 2, kind: .program, field: .none, isMissing: false),
            Tree.Node(start: 0, end: end, next: 2, kind: .error, field: .none, isMissing: false)
        ])
        tree.hasError = true
        return tree
    }
}
