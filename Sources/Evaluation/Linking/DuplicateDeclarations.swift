import Syntax

/// A name that is declared twice where the language allows one declaration (ECMA-262's early errors of blocks, functions and modules):
/// engines and bundlers refuse such a file before any of it runs.
struct DuplicateDeclaration: Sendable {
    var name: String
    var offset: Int

    /// The first of a file; nil where there is none. Bodies that are read only when they run are not looked into.
    init?(_ file: SourceFile, isModule: Bool) {
        var walk = DeclarationWalk(file, isModule: isModule)
        guard let found = walk.firstDuplicate() else { return nil }
        self = found
    }
    fileprivate init(name: String, offset: Int) {
        self.name = name
        self.offset = offset
    }
}

/// Goes over a tree once, with the scopes that are open.
private struct DeclarationWalk {
    /// What a name stands for in a scope. A `var` is noted in every scope that it passes on its way out.
    private enum Declared { case lexical, variable, parameter, function, simpleCatch }
    private struct Scope {
        var end: Int
        /// `var` goes no further.
        var isFunction: Bool
        /// The block of a function shares the scope of its parameters as far as conflicts go.
        var body: Int?
        var names: [String: Declared] = [:]
    }
    private let file: SourceFile
    private let tree: Tree
    private let isModule: Bool
    private var scopes: [Scope] = []
    private var duplicate: DuplicateDeclaration?

    init(_ file: SourceFile, isModule: Bool) {
        self.file = file; self.isModule = isModule
        tree = file.outline
    }

    mutating func firstDuplicate() -> DuplicateDeclaration? {
        guard !tree.nodes.isEmpty else { return nil }
        scopes = [Scope(end: tree.nodes.count, isFunction: true)]
        var at = 1
        while at < tree.nodes.count, duplicate == nil {
            while scopes.count > 1, let last = scopes.last, at >= last.end { scopes.removeLast() }
            visit(at)
            at += 1
        }
        return duplicate
    }
    private mutating func visit(_ n: Int) {
        let kind = tree.kind(n)
        switch kind {
        case .functionDeclaration, .generatorDeclaration:
            if let name = tree.child(n, .name) { declareFunction(name) }
            open(n, isFunction: true)
            parameters(of: n)
        case .functionExpression, .generatorFunction, .arrowFunction, .methodDefinition:
            open(n, isFunction: true)
            parameters(of: n)
        case .classStaticBlock: open(n, isFunction: true)
        case .statementBlock: if scopes.last?.body != n { open(n, isFunction: false) }
        case .forStatement, .switchBody: open(n, isFunction: false)
        case .forInStatement:
            open(n, isFunction: false)
            if let word = tree.child(n, .kind), let left = tree.child(n, .left) {
                declare(left, tree.kind(word) == .varToken ? .variable : .lexical)
            }
        case .catchClause:
            open(n, isFunction: false)
            if let parameter = tree.child(n, .parameter) {
                declare(parameter, tree.kind(parameter) == .identifier ? .simpleCatch : .lexical)
            }
        case .classDeclaration: if let name = tree.child(n, .name) { declare(name, .lexical) }
        case .lexicalDeclaration, .variableDeclaration:
            for d in tree.namedChildren(n) where tree.kind(d) == .variableDeclarator {
                if let name = tree.child(d, .name) { declare(name, kind == .lexicalDeclaration ? .lexical : .variable) }
            }
        case .importClause:
            for child in tree.namedChildren(n) {
                switch tree.kind(child) {
                case .identifier: declare(child, .lexical)
                case .namespaceImport: if let name = tree.namedChildren(child).first { declare(name, .lexical) }
                default: break
                }
            }
        case .importSpecifier:
            if let name = tree.child(n, .alias) ?? tree.child(n, .name), tree.kind(name) == .identifier { declare(name, .lexical) }
        default: break
        }
    }
    private mutating func open(_ n: Int, isFunction: Bool) {
        scopes.append(Scope(end: Int(tree.nodes[n].next), isFunction: isFunction, body: isFunction ? tree.child(n, .body) : nil))
    }
    private mutating func parameters(of n: Int) {
        for list in [tree.child(n, .parameters), tree.child(n, .parameter)] {
            guard let list else { continue }
            for p in tree.kind(list) == .formalParameters ? tree.namedChildren(list) : [list] {
                for name in FunctionLowering.names(in: p, file, tree) { scopes[scopes.count - 1].names[name] = .parameter }
            }
        }
    }
    private mutating func declareFunction(_ n: Int) {
        // at the top of a function, and of a script, a function is a variable
        let scope = scopes[scopes.count - 1], isTop = scope.isFunction && !(isModule && scopes.count == 1)
        declare(n, isTop ? .variable : .function)
    }
    private mutating func declare(_ pattern: Int, _ declared: Declared) {
        for name in FunctionLowering.names(in: pattern, file, tree) {
            if declared == .variable { variable(name, pattern) } else { lexical(name, declared, pattern) }
        }
    }
    private mutating func variable(_ name: String, _ n: Int) {
        var i = scopes.count - 1
        while i >= 0 {
            switch scopes[i].names[name] {
            case .lexical?, .function?: return found(name, n)
            case nil: scopes[i].names[name] = .variable
            default: break
            }
            if scopes[i].isFunction { return }
            i -= 1
        }
    }
    private mutating func lexical(_ name: String, _ declared: Declared, _ n: Int) {
        switch scopes[scopes.count - 1].names[name] {
        case nil: scopes[scopes.count - 1].names[name] = declared
        // sloppy code may declare a function twice in a block
        case .function? where declared == .function && !isModule: break
        default:
            // a parameter of `catch` meets declarations of its block, which has a scope of its own here
            found(name, n)
        }
    }
    private mutating func found(_ name: String, _ n: Int) {
        guard duplicate == nil else { return }
        duplicate = DuplicateDeclaration(name: name, offset: place(of: name, in: n))
    }
    /// Where a name stands in a pattern.
    private func place(of name: String, in pattern: Int) -> Int {
        var at = pattern
        while at < Int(tree.nodes[pattern].next) {
            if tree.kind(at) == .identifier || tree.kind(at) == .shorthandPattern, file.text(tree.range(at)) == name {
                return tree.range(at).lowerBound
            }
            at += 1
        }
        return tree.range(pattern).lowerBound
    }
}
