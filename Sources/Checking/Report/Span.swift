import Syntax

/// The expression that a place means. Engines point at one byte of it: V8 at the member's name, at `new` or at the statement's start,
/// JavaScriptCore at the last name of the callee.
struct Span {
    /// The narrowest first.
    private let links: [Ancestry.Link]
    private let file: SourceFile
    private let offset: Int

    init(_ file: SourceFile, offset: Int) {
        self.file = file
        self.offset = offset
        links = file.ancestry(of: offset).links.reversed()
    }

    /// Bytes of the file; nil where the place is in no expression. `name` is a variable that could not be read.
    func range(reading name: String? = nil) -> Range<Int>? {
        if let name, let found = self.name(name) { return found }
        return links.first { isMeant($0) }?.range ?? links.first { isAnchored($0) }?.range
    }

    /// The narrowest statement around the place.
    var statement: Range<Int>? { links.first { $0.kind.isStatement }?.range }

    /// The first time that a name stands at the place or after it, in its statement.
    private func name(_ name: String) -> Range<Int>? {
        guard let statement = links.first(where: { $0.kind.isStatement }) ?? links.last else { return nil }
        let tree = statement.tree
        for node in tree.nodes[statement.node..<Int(tree.nodes[statement.node].next)] where node.kind == .identifier && Int(node.start) >= offset {
            let range = Int(node.start)..<Int(node.end)
            if range.count == name.utf8.count, file.slice(range).elementsEqual(name.utf8) { return range }
        }
        return nil
    }

    /// What an engine refuses as a whole: a call, an import, a throw.
    private func isMeant(_ link: Ancestry.Link) -> Bool {
        switch link.kind {
        case .callExpression: link.child(.function).map { lastName($0) == offset || $0.range.lowerBound == offset && $0.kind == .identifier } ?? false || argumentsAreCalled(link)
        case .newExpression: link.range.lowerBound == offset || link.child(.constructor).map { lastName($0) == offset } ?? false
        case .importStatement, .exportStatement, .throwStatement, .awaitExpression: link.range.lowerBound == offset
        case .string: true
        default: false
        }
    }
    /// `(0, f)()`: V8 points at the parenthesis.
    private func argumentsAreCalled(_ link: Ancestry.Link) -> Bool { link.child(.arguments)?.range.lowerBound == offset }

    /// An expression that begins at the place, or whose name stands there.
    private func isAnchored(_ link: Ancestry.Link) -> Bool {
        guard !link.kind.isToken else { return false }
        return link.range.lowerBound == offset && link.kind != .program
    }
    private func lastName(_ link: Ancestry.Link) -> Int { link.child(.property)?.range.lowerBound ?? link.range.lowerBound }
}
