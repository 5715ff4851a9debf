import Machine
import Syntax

/// What esbuild calls the names of a file in its bundle.
///
/// Names of one scope and of the scopes around it must differ: from outside to inside, and in a scope in the order of their declarations, a
/// name that is taken gets the first free number from 2 on (esbuild, internal/renamer, NumberRenamer). Names of all files' top levels share
/// a scope. A minified file declares `t` at its top and again in its functions, so its errors speak of `t2`.
struct BundledNames {
    /// Names of the bundle's own scope, as they are there.
    let taken: Set<String>

    /// The name in the bundle of the nested binding that `name` at `offset` means; nil where no scope below the top level declares it.
    /// `outer`: names of a scope around the whole file, as a CommonJS module has one.
    func nested(_ name: String, at offset: Int, in file: SourceFile, outer: [String]) -> String? {
        var used = taken, answer: String?
        for scope in [outer] + BundledNames.scopes(around: offset, in: file) {
            var here: Set<String> = [], counts: [String: Int] = [:], seen: Set<String> = []
            for declared in scope where seen.insert(declared).inserted {
                var given = declared
                if used.contains(declared) || here.contains(declared) {
                    var tries = counts[declared] ?? 1
                    repeat { tries += 1; given = declared + String(tries) } while used.contains(given) || here.contains(given)
                    if here.contains(declared) { counts[declared] = tries }
                }
                here.insert(given)
                if declared == name { answer = given }
            }
            used.formUnion(here)
        }
        return answer
    }

    /// The names that each scope around an offset declares, from outside to inside, in the order of their declarations.
    static func scopes(around offset: Int, in file: SourceFile) -> [[String]] {
        var tree = file.outline, out: [[String]] = [], at = 0
        while var next = tree.namedChildren(at).first(where: { tree.range($0).contains(offset) }) {
            if tree.kind(next).isFunction, let inner = file.whole(next, in: tree) { (tree, next) = inner }
            let kind = tree.kind(next), isBody = kind == .statementBlock && tree.kind(at).isFunction
            if kind.isFunction {
                if kind == .functionExpression || kind == .generatorFunction, let name = tree.child(next, .name) {
                    out.append([file.text(tree.range(name))])
                }
                var parameters: [Int] = []
                for field in [Field.parameters, .parameter] {
                    if let p = tree.child(next, field) { collectPattern(tree, p, into: &parameters) }
                }
                out.append(parameters.map { file.text(tree.range($0)) })
            } else {
                var names: [Int] = []
                switch kind {
                case .class: if let name = tree.child(next, .name) { names = [name] }
                case .catchClause: if let p = tree.child(next, .parameter) { collectPattern(tree, p, into: &names) }
                case .forStatement, .forInStatement: collectHead(tree, next, into: &names)
                case .statementBlock, .switchBody, .classStaticBlock:
                    if isBody { collectVariables(tree, next, into: &names) }
                    collectBlock(tree, tree.namedChildren(next), into: &names)
                default: break
                }
                // a variable of the body that has a parameter's name is that parameter
                let parameters = isBody ? Set(out.last ?? []) : []
                let declared = names.sorted().map { file.text(tree.range($0)) }.filter { !parameters.contains($0) }
                if !declared.isEmpty { out.append(declared) }
            }
            at = next
        }
        return out
    }

    /// What a file declares at its top level, in the order of the declarations.
    static func declared(in file: SourceFile) -> [String] {
        let tree = file.outline
        var names: [Int] = []
        collectVariables(tree, 0, into: &names)
        var work = tree.namedChildren(0)
        for s in work where tree.kind(s) == .exportStatement { if let d = tree.child(s, .declaration) { work.append(d) } }
        collectBlock(tree, work, into: &names)
        for s in work where tree.kind(s) == .importStatement { collectImports(tree, s, into: &names) }
        return names.sorted().map { file.text(tree.range($0)) }
    }
    private static func collectImports(_ tree: Tree, _ statement: Int, into out: inout [Int]) {
        var at = statement + 1
        let end = Int(tree.nodes[statement].next)
        while at < end {
            switch tree.kind(at) {
            case .importSpecifier:
                if let name = tree.child(at, .alias) ?? tree.child(at, .name), tree.kind(name) == .identifier { out.append(name) }
                at = Int(tree.nodes[at].next)
                continue
            case .identifier: out.append(at)
            default: break
            }
            at += 1
        }
    }
    /// The word that esbuild makes of a file's name.
    static func stem(_ path: String) -> String {
        var parts = path.split(separator: "/").map(String.init)
        var base = parts.popLast() ?? ""
        if let dot = base.lastIndex(of: "."), dot != base.startIndex { base = String(base[..<dot]) }
        if base == "index", let folder = parts.last { base = folder }
        return String(
            base.unicodeScalars.map {
                $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "$" ? Character($0) : "_"
            })
    }
    /// The identifier at an offset is called, not constructed or read from.
    static func isCallee(_ offset: Int, _ file: SourceFile) -> Bool {
        let end =
            file.bytes[offset...].firstIndex {
                !($0 == 36 || $0 == 95 || $0 > 127 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0))
            } ?? file.bytes.count
        return end < file.bytes.count && file.bytes[end] == 40 && !file.text(max(0, offset - 4)..<offset).hasSuffix("new ")
    }

    /// The identifiers that a pattern or a list of parameters binds.
    private static func collectPattern(_ tree: Tree, _ root: Int, into out: inout [Int]) {
        var work = [root]
        while let n = work.popLast() {
            switch tree.kind(n) {
            case .identifier, .shorthandPattern: out.append(n)
            case .assignmentPattern, .objectAssignmentPattern: if let l = tree.child(n, .left) { work.append(l) }
            case .pairPattern: if let v = tree.child(n, .value) { work.append(v) }
            case .arrayPattern, .objectPattern, .restPattern, .formalParameters: work += tree.namedChildren(n).reversed()
            default: break
            }
        }
    }
    private static func collectDeclarators(_ tree: Tree, _ declaration: Int, into out: inout [Int]) {
        for d in tree.namedChildren(declaration) where tree.kind(d) == .variableDeclarator {
            if let name = tree.child(d, .name) { collectPattern(tree, name, into: &out) }
        }
    }
    /// `let` and `const` of a loop's head.
    private static func collectHead(_ tree: Tree, _ loop: Int, into out: inout [Int]) {
        if tree.kind(loop) == .forStatement {
            if let i = tree.child(loop, .initializer), tree.kind(i) == .lexicalDeclaration { collectDeclarators(tree, i, into: &out) }
        } else if tree.first(loop, .letToken) != nil || tree.first(loop, .constToken) != nil, let l = tree.child(loop, .left) {
            collectPattern(tree, l, into: &out)
        }
    }
    /// What a block itself declares: `let`, `const`, classes and functions.
    private static func collectBlock(_ tree: Tree, _ statements: [Int], into out: inout [Int]) {
        var work = statements
        while let s = work.popLast() {
            switch tree.kind(s) {
            case .lexicalDeclaration: collectDeclarators(tree, s, into: &out)
            case .functionDeclaration, .generatorDeclaration, .classDeclaration: if let name = tree.child(s, .name) { out.append(name) }
            case .switchCase, .switchDefault: work += tree.namedChildren(s)
            default: break
            }
        }
    }
    /// `var` anywhere in a function's body.
    private static func collectVariables(_ tree: Tree, _ body: Int, into out: inout [Int]) {
        var at = body + 1
        let end = Int(tree.nodes[body].next)
        while at < end {
            if tree.kind(at).isFunction { at = Int(tree.nodes[at].next); continue }
            if tree.kind(at) == .variableDeclaration { collectDeclarators(tree, at, into: &out) }
            if tree.kind(at) == .forInStatement, tree.first(at, .varToken) != nil, let l = tree.child(at, .left) {
                collectPattern(tree, l, into: &out)
            }
            at += 1
        }
    }
}

extension Program {
    /// The bundle's name for an identifier of a file, for error texts; a callee that is a member there is `(0 , import_x.f)`.
    func bundledName(_ name: String, at offset: Int, in file: SourceFile) -> String {
        if name == "undefined" { return "(void 0)" }
        guard let m = modules[file.path] else { return name }
        let top = bundledTop()
        if m.format == .commonJS {
            let outer = ["exports", "module"] + BundledNames.declared(in: file)
            return BundledNames(taken: top.taken).nested(name, at: offset, in: file, outer: outer) ?? name
        }
        if let nested = BundledNames(taken: top.taken).nested(name, at: offset, in: file, outer: []) { return nested }
        if let i = m.record?.imports.first(where: { $0.local == name }), i.specifier < m.targets.count, let t = m.targets[i.specifier] {
            switch i.name == "*" ? Binding.namespace(t) : resolveExport(t, i.name, importer: m) {
            case .slot(let environment, let slot):
                guard let owner = modules.values.first(where: { $0.environment == environment }),
                    let own = owner.lowered?.slots.first(where: { $0.value == slot })?.key
                else { return name }
                return top.names[owner.id]?[own] ?? (own.hasPrefix("*") ? BundledNames.stem(owner.id) + "_default" : own)
            case .property(let t, let exported) where t.format == .commonJS:
                return BundledNames.isCallee(offset, file)
                    ? "(0 , import_\(BundledNames.stem(t.id)).\(exported))" : "import_\(BundledNames.stem(t.id)).\(exported)"
            case .namespace(let t) where t.format == .commonJS: return "import_" + BundledNames.stem(t.id)
            default: break
            }
        }
        return top.names[m.id]?[name] ?? name
    }
    /// What the top-level names of each module are called, and all of them.
    private func bundledTop() -> BundledTop {
        if let known = bundledTopNames, known.count == evaluationOrder.count { return known }
        var made = BundledTop(count: evaluationOrder.count)
        for id in evaluationOrder {
            guard let m = modules[id], let file = m.file, m.format == .module else { continue }
            var names: [String: String] = [:]
            let aliases = Set(
                (m.record?.imports ?? []).filter {
                    $0.specifier < m.targets.count && [.module, .commonJS].contains(m.targets[$0.specifier]?.format)
                }.map(\.local))
            for name in BundledNames.declared(in: file) where !aliases.contains(name) && names[name] == nil {
                var given = name, tries = made.counts[name] ?? 1
                if made.taken.contains(name) {
                    repeat { tries += 1; given = name + String(tries) } while made.taken.contains(given)
                    made.counts[name] = tries
                }
                made.taken.insert(given)
                names[name] = given
            }
            made.names[id] = names
        }
        bundledTopNames = made
        return made
    }
}

/// The names of a bundle's own scope, as far as its modules were evaluated.
struct BundledTop {
    /// How many modules there were when they were asked for.
    var count: Int
    /// Module to name in the file to name in the bundle.
    var names: [String: [String: String]] = [:]
    /// `require` is a global that the bundle's own helper asks for.
    var taken: Set<String> = ["require"]
    var counts: [String: Int] = [:]
}
