/// The expression that a place means. Engines point at one byte of it: V8 at the member's name, at `new` or at the statement's start,
/// JavaScriptCore at the last name of the callee.
public struct Span: Sendable {
    /// The narrowest first.
    public let links: [Ancestry.Link]
    private let file: SourceFile
    private let offset: Int

    public init(_ file: SourceFile, offset: Int) {
        self.file = file
        self.offset = offset
        links = file.ancestry(of: offset).links.reversed()
    }

    /// Bytes of the file; nil where the place is in no expression. `name` is a variable that could not be read.
    public func range(reading name: String? = nil) -> Range<Int>? {
        if let name, let found = self.name(name) { return found }
        return (links.first { isMeant($0) } ?? links.first { isAnchored($0) })?.range
    }

    /// The narrowest statement around the place.
    public var statement: Ancestry.Link? { links.first { $0.kind.isStatement } }

    /// What happens at the place, for a path of execution: "imports ./x.js", "calls init", "makes Worker"; empty where that is not known.
    public var action: String {
        guard let link = links.first(where: { isMeant($0) }) else { return "" }
        switch link.kind {
        case .callExpression:
            guard let callee = link.child(.function) else { return "" }
            let name = words(callee.range)
            if name.contains("{") { return "calls a function" }
            guard name == "require" || name == "import" else { return "calls \(name)" }
            return "\(name == "require" ? "requires" : "imports") \(link.child(.arguments).map { specifier($0) } ?? "")"
        case .newExpression: return link.child(.constructor).map { "makes \(words($0.range))" } ?? ""
        case .importStatement, .exportStatement: return link.child(.source).map { "imports \(unquoted($0.range))" } ?? ""
        case .string: return "imports \(unquoted(link.range))"
        case .awaitExpression: return "awaits"
        case .throwStatement: return "throws"
        default: return ""
        }
    }

    /// The first time that a name stands at the place or after it, in its statement.
    private func name(_ name: String) -> Range<Int>? {
        guard let statement = statement ?? links.last else { return nil }
        let tree = statement.tree
        for node in tree.nodes[statement.node..<Int(tree.nodes[statement.node].next)]
        where node.kind == .identifier && Int(node.start) >= offset {
            let range = Int(node.start)..<Int(node.end)
            if range.count == name.utf8.count, file.slice(range).elementsEqual(name.utf8) { return range }
        }
        return nil
    }

    /// What an engine refuses as a whole: a call, an import, a throw.
    private func isMeant(_ link: Ancestry.Link) -> Bool {
        switch link.kind {
        // the last: `(0, f)()`, where V8 points at the parenthesis
        case .callExpression:
            link.child(.function).map { anchors($0).contains(offset) } ?? false || link.child(.arguments)?.range.lowerBound == offset
        case .newExpression: link.range.lowerBound == offset || link.child(.constructor).map { anchors($0).contains(offset) } ?? false
        case .importStatement, .exportStatement, .throwStatement, .awaitExpression: link.range.lowerBound == offset
        case .string: link.range.lowerBound == offset && link.field == .source
        default: false
        }
    }
    /// Where engines say that a callee is.
    private func anchors(_ callee: Ancestry.Link) -> [Int] {
        callee.child(.property).map { [$0.range.lowerBound] } ?? [callee.range.lowerBound]
    }
    /// An expression that begins at the place.
    private func isAnchored(_ link: Ancestry.Link) -> Bool {
        !link.kind.isToken && link.range.lowerBound == offset && link.kind != .program
    }

    private func specifier(_ arguments: Ancestry.Link) -> String {
        guard let first = arguments.tree.namedChildren(arguments.node).first else { return "" }
        return arguments.tree.kind(first) == .string ? unquoted(arguments.tree.range(first)) : words(arguments.tree.range(first))
    }
    private func unquoted(_ range: Range<Int>) -> String { String(words(range).dropFirst().dropLast()) }
    /// A short text on one line.
    private func words(_ range: Range<Int>) -> String {
        let text = file.text(range.lowerBound..<min(range.upperBound, range.lowerBound + 160)).split(whereSeparator: \.isWhitespace).joined(
            separator: " ")
        return text.count > 60 ? text.prefix(40) + "…" + text.suffix(1) : text
    }
}
