import Machine
import Syntax

/// What a module's text says of its imports and exports (ECMA-262 Source Text Module Records), read from the tree's top level.
struct ModuleRecord {
    struct Import {
        var specifier: Int; var name: String; var local: String; var offset: Int
        /// In TypeScript: nothing takes its value, so that it may name a type.
        var isUnused = false
    }
    struct IndirectExport { var specifier: Int; var name: String; var exported: String; var offset: Int }
    /// Requested modules in order of appearance; repeated ones once.
    struct Request {
        var specifier: String; var offset: Int; var phase: Phase; var attributes: String?
        /// In TypeScript: every name that is imported by it is unused, and there are such names.
        var isUnused = false
    }
    enum Phase { case evaluation, source, `defer` }
    var requests: [Request] = []
    /// Imported name ("*": the namespace), local name.
    var imports: [Import] = []
    /// Exported name to local name.
    var localExports: [(exported: String, local: String)] = []
    var indirectExports: [IndirectExport] = []
    /// `export * from`: index of the request.
    var starExports: [Int] = []
    /// The file has syntax of modules.
    var hasModuleSyntax = false

    private init() {}
    init(_ file: SourceFile) {
        let tree = file.outline
        for s in tree.namedChildren(0) {
            switch tree.kind(s) {
            case .importStatement: readImport(file, tree, s); hasModuleSyntax = true
            case .exportStatement: readExport(file, tree, s); hasModuleSyntax = true
            default: break
            }
        }
        if file.language == .typeScript { markUnused(file, tree) }
    }
    private mutating func markUnused(_ file: SourceFile, _ tree: Tree) {
        var used: Set<String> = [], needed = Set(starExports + indirectExports.map(\.specifier)), at = 0
        while at < tree.nodes.count {
            let node = tree.nodes[at]
            switch node.kind {
            case .importStatement:
                let clause = tree.first(at, .importClause)
                // `import "x"`, `import {} from "x"`; but `import { type T } from "x"` names types
                if clause.map({ tree.namedChildren($0).isEmpty == false && !isEmptyClause(file, tree, $0) }) != true,
                    let source = tree.child(at, .source),
                    let index = requests.firstIndex(where: { $0.specifier == Self.string(file, tree, source) })
                {
                    needed.insert(index)
                }
                at = Int(node.next)
                continue
            case .identifier, .shorthandProperty: used.insert(Literal.identifier(file.slice(tree.range(at))))
            default: break
            }
            at += 1
        }
        for index in imports.indices { imports[index].isUnused = !used.contains(imports[index].local) }
        needed.formUnion(imports.filter { !$0.isUnused }.map(\.specifier))
        for index in requests.indices { requests[index].isUnused = !needed.contains(index) }
    }
    private func isEmptyClause(_ file: SourceFile, _ tree: Tree, _ clause: Int) -> Bool {
        let children = tree.namedChildren(clause)
        guard children.count == 1, tree.kind(children[0]) == .namedImports, tree.namedChildren(children[0]).isEmpty else { return false }
        return file.slice(tree.range(children[0])).dropFirst().dropLast().allSatisfy { $0 <= 32 }
    }
    /// Without the requests that nothing needs.
    var withoutUnusedImports: ModuleRecord {
        var kept = ModuleRecord(), numbers: [Int: Int] = [:]
        for (index, request) in requests.enumerated() where !request.isUnused {
            numbers[index] = kept.requests.count
            kept.requests.append(request)
        }
        func renumbered<Entry>(_ entries: [Entry], _ specifier: WritableKeyPath<Entry, Int>) -> [Entry] {
            entries.compactMap { entry in
                var entry = entry
                guard let number = numbers[entry[keyPath: specifier]] else { return nil }
                entry[keyPath: specifier] = number
                return entry
            }
        }
        kept.imports = renumbered(imports.filter { !$0.isUnused }, \.specifier)
        kept.indirectExports = renumbered(indirectExports, \.specifier)
        kept.starExports = starExports.compactMap { numbers[$0] }
        kept.localExports = localExports
        kept.hasModuleSyntax = hasModuleSyntax
        return kept
    }
    private mutating func request(_ file: SourceFile, _ tree: Tree, _ s: Int, _ source: Int) -> Int {
        let specifier = ModuleRecord.string(file, tree, source)
        // the phase is blanked in the tree: read it from the bytes
        let head = file.text(tree.range(s).lowerBound..<tree.range(source).lowerBound)
        let words = head.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" })
        var phase = Phase.evaluation
        if words.count > 2, words[0] == "import", words[1] == "source", words[2] != "from" || words.dropFirst(3).first == "from" {
            phase = .source
        }
        if words.count > 2, words[0] == "import", words[1] == "defer", words[2].hasPrefix("*") { phase = .defer }
        let attributes = tree.first(s, .importAttribute).flatMap {
            file.text(tree.range($0)).split(separator: "\"").dropFirst().first
                ?? file.text(tree.range($0)).split(separator: "'").dropFirst().first
        }.map(String.init)
        if let known = requests.firstIndex(where: { $0.specifier == specifier && $0.phase == phase }) { return known }
        requests.append(Request(specifier: specifier, offset: tree.range(source).lowerBound, phase: phase, attributes: attributes))
        return requests.count - 1
    }
    private mutating func readImport(_ file: SourceFile, _ tree: Tree, _ s: Int) {
        guard let source = tree.child(s, .source) ?? tree.first(s, .string) else { return }
        let r = request(file, tree, s, source)
        guard let clause = tree.first(s, .importClause) else { return }
        func name(_ n: Int) -> String {
            tree.kind(n) == .string ? ModuleRecord.string(file, tree, n) : Literal.identifier(file.slice(tree.range(n)))
        }
        for c in tree.namedChildren(clause) {
            let offset = tree.range(c).lowerBound
            switch tree.kind(c) {
            case .identifier: imports.append(Import(specifier: r, name: "default", local: name(c), offset: offset))
            case .namespaceImport:
                if let i = tree.namedChildren(c).first { imports.append(Import(specifier: r, name: "*", local: name(i), offset: offset)) }
            case .namedImports:
                for i in tree.namedChildren(c) {
                    guard let n = tree.child(i, .name) else { continue }
                    imports.append(
                        Import(specifier: r, name: name(n), local: name(tree.child(i, .alias) ?? n), offset: tree.range(i).lowerBound))
                }
            default: break
            }
        }
    }
    private mutating func readExport(_ file: SourceFile, _ tree: Tree, _ s: Int) {
        func name(_ n: Int) -> String {
            tree.kind(n) == .string ? ModuleRecord.string(file, tree, n) : Literal.identifier(file.slice(tree.range(n)))
        }
        let source = tree.child(s, .source)
        let r = source.map { request(file, tree, s, $0) }
        let isDefault = tree.first(s, .defaultToken) != nil
        if let clause = tree.first(s, .exportClause) {
            for e in tree.namedChildren(clause) {
                guard let n = tree.child(e, .name) else { continue }
                let exported = name(tree.child(e, .alias) ?? n)
                if let r {
                    indirectExports.append(
                        IndirectExport(specifier: r, name: name(n), exported: exported, offset: tree.range(e).lowerBound))
                } else {
                    localExports.append((exported, name(n)))
                }
            }
        } else if let ns = tree.first(s, .namespaceExport), let r {
            let n = tree.namedChildren(ns).first.map(name) ?? "default"
            indirectExports.append(IndirectExport(specifier: r, name: "*", exported: n, offset: tree.range(s).lowerBound))
        } else if let r {
            starExports.append(r)
        } else if let d = tree.child(s, .declaration) {
            if isDefault {
                let named = tree.child(d, .name).map(name)
                localExports.append(("default", tree.kind(d) == .classDeclaration ? named ?? "*default*" : named ?? "*default*"))
                return
            }
            switch tree.kind(d) {
            case .lexicalDeclaration, .variableDeclaration:
                for v in tree.namedChildren(d) {
                    if let n = tree.child(v, .name) {
                        for local in FunctionLowering.names(in: n, file, tree) { localExports.append((local, local)) }
                    }
                }
            default: if let name = FunctionLowering.declaredName(d, file, tree) { localExports.append((name, name)) }
            }
        } else if isDefault {
            localExports.append(("default", "*default*"))
        }
    }
    static func string(_ file: SourceFile, _ tree: Tree, _ n: Int) -> String {
        let range = tree.range(n)
        guard range.count >= 2 else { return "" }
        return String(decoding: Literal.decode(file.slice((range.lowerBound + 1)..<(range.upperBound - 1))) ?? [], as: UTF16.self)
    }
}
