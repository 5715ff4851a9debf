import Machine
import Syntax

/// Names that a body declares before it runs.
extension FunctionLowering {
    /// `var` names and top-level functions of a body, then its top-level lexical names.
    func hoistedNames(_ body: Int) -> [(name: String, kind: BindingKind)] {
        varNames(body).map { ($0, .var) } + lexicalNames(tree.namedChildren(body), functionsAs: .function)
    }
    /// Names declared by `var` anywhere in a body (inner functions left out), and, in sloppy code, by functions in blocks.
    func varNames(_ body: Int) -> [String] {
        var out: [String] = [], seen: Set<String> = []
        let end = Int(tree.nodes[body].next)
        var at = body + 1
        func add(_ name: String) { if seen.insert(name).inserted { out.append(name) } }
        while at < end {
            let node = tree.nodes[at]
            switch node.kind {
            case .variableDeclaration:
                for d in tree.namedChildren(at) where tree.kind(d) == .variableDeclarator {
                    if let n = tree.child(d, .name) { Self.names(in: n, file, tree).forEach(add) }
                }
                at += 1
            case .forInStatement:
                if let k = tree.child(at, .kind), text(k) == "var", let l = tree.child(at, .left) {
                    Self.names(in: l, file, tree).forEach(add)
                }
                at += 1
            case .functionDeclaration, .generatorDeclaration:
                if !isStrict, node.kind == .functionDeclaration, let n = tree.child(at, .name) { add(identifier(n)) }
                at = Int(node.next)
            case .enumDeclaration, .internalModule:
                if let name = Self.declaredName(at, file, tree) { add(name); add(Self.partsName(name)) }
                at = Int(node.next)
            case .functionExpression, .generatorFunction, .arrowFunction, .methodDefinition, .classBody: at = Int(node.next)
            default: at += 1
            }
        }
        return out
    }
    /// let, const, class and functions directly in a list of statements.
    func lexicalNames(_ statements: [Int], functionsAs functionKind: BindingKind) -> [(name: String, kind: BindingKind)] {
        var out: [(name: String, kind: BindingKind)] = []
        for outerStatement in statements {
            var s = outerStatement
            if tree.kind(s) == .exportStatement, let d = tree.child(s, .declaration) { s = d }
            switch tree.kind(s) {
            case .lexicalDeclaration:
                let isConst = tree.child(s, .kind).map(text) == "const"
                for d in tree.namedChildren(s) where tree.kind(d) == .variableDeclarator {
                    if let n = tree.child(d, .name) {
                        for name in Self.names(in: n, file, tree) { out.append((name, isConst ? .const : .let)) }
                    }
                }
            case .classDeclaration: if let n = tree.child(s, .name) { out.append((identifier(n), .let)) }
            case .functionDeclaration, .generatorDeclaration: if let n = tree.child(s, .name) { out.append((identifier(n), functionKind)) }
            default: break
            }
        }
        return out
    }
    /// `export default function () {}` is a declaration without a name: it has its value before anything is evaluated.
    func isHoistedDefault(_ n: Int) -> Bool { tree.kind(n).isFunction && tree.kind(n) != .arrowFunction && tree.child(n, .name) == nil }
    /// Function declarations of a list of statements take their values at its start.
    mutating func hoistFunctions(_ statements: [Int]) {
        for outerStatement in statements {
            var s = outerStatement
            if tree.kind(s) == .exportStatement {
                guard let d = tree.child(s, .declaration) ?? tree.child(s, .value) else { continue }
                if isHoistedDefault(d), tree.first(s, .defaultToken) != nil {
                    let mark = code.mark, r = code.temporary()
                    function(d, into: r, name: "default")
                    store("*default*", d, from: r, initialising: true)
                    code.release(to: mark)
                    continue
                }
                s = d
            }
            guard tree.kind(s) == .functionDeclaration || tree.kind(s) == .generatorDeclaration, let n = tree.child(s, .name) else {
                continue
            }
            let mark = code.mark
            let f = template(s, name: identifier(n)), r = code.temporary()
            code.emit(.closure, a: r, b: f, c: currentEnvironment)
            store(identifier(n), n, from: r, initialising: true)
            code.release(to: mark)
        }
    }
}
