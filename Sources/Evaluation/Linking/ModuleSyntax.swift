import Syntax

/// What a script's text says of the module system that it is written for.
extension SourceFile {
    /// A name of CommonJS is read somewhere.
    var mentionsCommonJS: Bool {
        let t = tree(mentioning: ["exports", "require", "module"])
        for (i, n) in t.nodes.enumerated() where n.kind == .identifier {
            let r = t.range(i)
            if r.count == 7 || r.count == 6, case let s = text(r), s == "exports" || s == "require" || s == "module" { return true }
        }
        return false
    }
    /// `import.meta` or a top-level await: what only a module may hold, imports and exports aside.
    var hasModuleOnlySyntax: Bool {
        let t = treeOfModuleSyntax
        for (i, n) in t.nodes.enumerated() where n.kind == .metaProperty { if text(t.range(i)).hasPrefix("import") { return true } }
        return Lowering.hasTopLevelAwait(outline)
    }
    /// Of what only modules have, only `import.meta` may stand in a function's body.
    fileprivate var treeOfModuleSyntax: Tree { tree(mentioning: ["meta"]) }
}

/// Syntax that a CommonJS file cannot have, as V8 tells it.
struct ModuleSyntaxError {
    var message: String
    var offset: Int

    /// nil where there is none.
    init?(_ file: SourceFile) {
        let t = file.treeOfModuleSyntax
        let statement = t.namedChildren(0).first { t.kind($0) == .importStatement || t.kind($0) == .exportStatement }
        let waiting = Self.topLevelAwait(t)
        for (i, n) in t.nodes.enumerated() where n.kind == .metaProperty && file.text(t.range(i)).hasPrefix("import") {
            if let statement, t.range(statement).lowerBound < t.range(i).lowerBound { break }
            if let waiting, t.range(waiting).lowerBound < t.range(i).lowerBound { break }
            self.init(message: "Cannot use 'import.meta' outside a module", offset: t.range(i).lowerBound)
            return
        }
        if let statement {
            self.init(
                message: t.kind(statement) == .importStatement
                    ? "Cannot use import statement outside a module" : "Unexpected token 'export'", offset: t.range(statement).lowerBound)
            return
        }
        guard let waiting else { return nil }
        self.init(message: Self.awaitError(file, t, waiting), offset: t.range(waiting).lowerBound)
    }
    private init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    private static func topLevelAwait(_ t: Tree) -> Int? {
        var at = 0
        while at < t.nodes.count {
            let node = t.nodes[at]
            if node.kind.isFunction || node.kind == .fieldDefinition || node.kind == .classStaticBlock { at = Int(node.next); continue }
            // `await (x)` and `await [x]` are a call and an element of something called await
            if node.kind == .awaitExpression, let operand = t.namedChildren(at).first, t.kind(operand) != .parenthesized,
                t.kind(operand) != .array
            {
                return at
            }
            at += 1
        }
        return nil
    }
    private static func awaitError(_ file: SourceFile, _ t: Tree, _ n: Int) -> String {
        let start = t.range(n).lowerBound
        let before = file.bytes[..<start].last { $0 > 32 }
        if before == UInt8(ascii: "("), start > 1, let call = file.bytes[..<(start - 1)].last(where: { $0 > 32 }),
            call != UInt8(ascii: "("), call != UInt8(ascii: "=")
        {
            return "missing ) after argument list"
        }
        let after = file.text((start + 5)..<min(file.bytes.count, start + 13))
        if after.hasPrefix(" import"), before == UInt8(ascii: "(") { return "Unexpected token 'import'" }
        return "await is only valid in async functions and the top level bodies of modules"
    }
}
