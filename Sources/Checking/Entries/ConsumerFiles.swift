import Packaging
import Syntax

/// A consumer's own files: the entry and what it imports by relative specifiers outside of `node_modules`.
public enum ConsumerFiles {
    /// A consumer is a handful of files; more than this is a program, whose own failures count.
    private static let limit = 200

    public static func of(_ entry: TreePath, in tree: FileTree) -> Set<TreePath> {
        var found: Set<TreePath> = [entry]
        var pending = [entry]
        while let path = pending.popLast(), found.count < limit {
            guard case .success(let bytes) = tree.read(path) else { continue }
            for specifier in specifiers(SourceFile(path: path.text, bytes: bytes)) where specifier.isRelative {
                guard let target = TreePath(specifier.withoutQuery.path, from: path.parent ?? .root),
                    let file = ["", ".js", ".mjs", ".cjs", ".ts"].lazy.map({ (target.parent ?? .root).appending(target.name + $0) }).first(
                        where: { tree.isFile($0) }),
                    !file.isInstalled, file.isScript
                else { continue }
                if found.insert(file).inserted { pending.append(file) }
            }
        }
        return found
    }

    /// Of imports, re-exports, `import("…")` and `require("…")` with a literal.
    private static func specifiers(_ file: SourceFile) -> [Specifier] {
        let tree = file.tree
        return tree.nodes.indices.compactMap { index in
            let node: Int?
            switch tree.kind(index) {
            case .importStatement, .exportStatement: node = tree.child(index, .source)
            case .callExpression:
                guard let callee = tree.child(index, .function), ["require", "import"].contains(file.text(tree.range(callee))),
                    let arguments = tree.child(index, .arguments)
                else { return nil }
                node = tree.namedChildren(arguments).first { tree.kind($0) == .string }
            default: return nil
            }
            return node.map { Specifier(String(file.text(tree.range($0)).dropFirst().dropLast())) }
        }
    }
}
