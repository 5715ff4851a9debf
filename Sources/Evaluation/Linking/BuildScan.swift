import Machine
import Packaging
import Syntax

/// What a bundler refuses before anything runs: over the whole reachable graph, static imports and literal `require` and `import()`
/// that no `try` guards. esbuild prints its errors sorted by file; the first one is the verdict's.
struct BuildScan {
    private let program: Program
    private let entry: TreePath
    init(_ program: Program, _ entry: TreePath) { self.program = program; self.entry = entry }

    func firstFailure() -> LinkFailure? {
        var failures: [LinkFailure] = [], seen: Set<String> = [entry.text], work: [TreePath] = [entry]
        var count = 0
        while let path = work.popLast() {
            count += 1
            if count > 3000 { break }
            let m: ModuleInstance
            do throws(LinkFailure) { m = try program.instance(path) } catch { failures.append(error); continue }
            guard m.format == .module || m.format == .commonJS, let file = m.file else { continue }
            for edge in program.sources.edges(file, { program.record(file) }) {
                do throws(LinkFailure) {
                    let t = try program.resolve(edge.specifier, from: m, kind: edge.kind, at: edge.offset)
                    if t.format == .wasm { try program.prepareWasm(t) }
                    if let p = t.path, seen.insert(t.id).inserted { work.append(p) }
                } catch {
                    if edge.isGuarded || error.phase != .resolve || error.isUndecided { continue }
                    failures.append(error)
                }
            }
        }
        let errors = failures.filter {
            $0.name == "BuildError" || $0.name.isEmpty == false && $0.phase == .resolve && $0.kind != "wasm.invalid"
        }
        guard let first = errors.sorted(by: { ($0.at?.path ?? "", $0.at?.offset ?? 0) < ($1.at?.path ?? "", $1.at?.offset ?? 0) }).first
        else { return nil }
        var all = first
        // a bundler's errors are told together, one a line
        all.message = errors.map(\.message).joined(separator: "\n")
        all.name = "BuildError"
        return all
    }
    struct Edge { var specifier: String; var kind: ResolutionRequest.Kind; var offset: Int; var isGuarded: Bool }

    /// What `edges` gives, where the skim tells it.
    static func skimmedEdges(_ file: SourceFile) -> [Edge]? {
        guard let imports = file.skimmedImports else { return nil }
        var requested: Set<String> = []
        let requests = imports.statements.filter { requested.insert($0.specifier).inserted }
        return requests.map { Edge(specifier: $0.specifier, kind: .importStatement, offset: $0.offset, isGuarded: false) }
            + imports.calls.map { Edge(specifier: $0.specifier, kind: .dynamicImport, offset: $0.offset, isGuarded: $0.isCaught) }
    }
    static func edges(_ file: SourceFile, _ record: ModuleRecord) -> [Edge] {
        let tree = file.tree(mentioning: ["require", "import"])
        var out: [Edge] = []
        for r in record.requests { out.append(Edge(specifier: r.specifier, kind: .importStatement, offset: r.offset, isGuarded: false)) }
        // ranges of try blocks that have a handler
        var guards: [Range<Int>] = []
        for (i, n) in tree.nodes.enumerated() where n.kind == .tryStatement {
            if let b = tree.child(i, .body), tree.child(i, .handler) != nil { guards.append(tree.range(b)) }
        }
        let shadows = shadows(file, tree)
        for (i, n) in tree.nodes.enumerated() where n.kind == .callExpression {
            guard let f = tree.child(i, .function), let a = tree.child(i, .arguments), tree.kind(a) == .arguments,
                let s = tree.namedChildren(a).first
            else { continue }
            let callee = file.text(tree.range(f))
            guard callee == "require" || callee == "import", let specifier = file.constantText(s, in: tree) else { continue }
            let offset = tree.range(s).lowerBound
            let guarded = guards.contains { $0.contains(offset) } || (callee == "import" && isCaught(file, tree, i))
            if callee == "require", shadows.contains(where: { $0.contains(offset) }) { continue }
            out.append(
                Edge(specifier: specifier, kind: callee == "require" ? .require : .dynamicImport, offset: offset, isGuarded: guarded))
        }
        return out
    }
    /// `import(…).catch(…)`.
    private static func isCaught(_ file: SourceFile, _ tree: Tree, _ call: Int) -> Bool {
        let end = tree.range(call).upperBound
        return file.text(end..<(end + 8)).hasPrefix(".catch(")
    }
    /// Where `require` is a parameter or variable: the functions, or the whole file. One pass, for the calls may be thousands.
    static func shadows(_ file: SourceFile, _ tree: Tree) -> [Range<Int>] {
        if declaresRequire(file, tree, 0) { return [0..<file.bytes.count] }
        var found: [Range<Int>] = []
        for (i, n) in tree.nodes.enumerated() where n.kind.isFunction {
            let parameters = tree.child(i, .parameters).map { tree.namedChildren($0) } ?? tree.child(i, .parameter).map { [$0] } ?? []
            if parameters.contains(where: { tree.range($0).count == 7 && file.text(tree.range($0)) == "require" })
                || declaresRequire(file, tree, i)
            {
                found.append(tree.range(i))
            }
        }
        return found
    }
    /// A variable `require` in a function's (or the file's) own statements.
    private static func declaresRequire(_ file: SourceFile, _ tree: Tree, _ root: Int) -> Bool {
        var at = root + 1
        let end = Int(tree.nodes[root].next)
        while at < end {
            let n = tree.nodes[at]
            if n.kind.isFunction { at = Int(n.next); continue }
            if n.kind == .variableDeclarator, let name = tree.child(at, .name), tree.range(name).count == 7,
                file.text(tree.range(name)) == "require"
            {
                return true
            }
            at += 1
        }
        return false
    }
}
