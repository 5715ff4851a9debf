import Syntax

/// What an engine prints for an expression in "… is not a function", as V8's CallPrinter: names and members as written, the rest
/// as "(intermediate value)".
enum CalleeText {
    static func print(_ file: SourceFile, _ range: Range<Int>, rename: ((String) -> String)? = nil) -> String {
        guard range.count < 400 else { return "(intermediate value)" }
        let text = file.text(range)
        let small = SourceFile(path: "", bytes: Array(text.utf8))
        let tree = small.tree
        guard let statement = tree.namedChildren(0).first, let e = tree.namedChildren(statement).first else { return text }
        return print(small, tree, e, 0, rename)
    }
    private static func print(_ file: SourceFile, _ tree: Tree, _ n: Int, _ depth: Int, _ rename: ((String) -> String)?) -> String {
        if depth > 40 { return "(intermediate value)" }
        func sub(_ n: Int) -> String { print(file, tree, n, depth + 1, rename) }
        let text = file.text(tree.range(n))
        switch tree.kind(n) {
        case .identifier where rename != nil: return rename?(text) ?? text
        case .undefined where rename != nil: return "(void 0)"
        case .identifier, .this, .super, .undefined, .number, .string, .null, .true, .false: return tree.kind(n) == .string ? "\"" + text.dropFirst().dropLast() + "\"" : text
        case .memberExpression:
            guard let o = tree.child(n, .object), let p = tree.child(n, .property) else { return text }
            return sub(o) + (tree.first(n, .optionalChain) != nil ? "?." : ".") + file.text(tree.range(p))
        case .subscriptExpression:
            guard let o = tree.child(n, .object), let k = tree.child(n, .index) else { return text }
            if tree.kind(k) == .string { return sub(o) + "." + file.text(tree.range(k)).dropFirst().dropLast() }
            return sub(o) + "[" + sub(k) + "]"
        case .callExpression:
            guard let f = tree.child(n, .function) else { return text }
            return sub(f) + "(...)"
        case .parenthesized: return tree.namedChildren(n).first.map(sub) ?? text
        case .unaryExpression: return "(" + (tree.child(n, .operator).map { file.text(tree.range($0)) } ?? "") + " " + (tree.child(n, .argument).map(sub) ?? "") + ")"
        case .awaitExpression: return "(intermediate value)"
        default: return "(intermediate value)"
        }
    }
}
