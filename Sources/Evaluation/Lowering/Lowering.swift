import Machine
import Syntax

/// From a file to code. Lowering never fails: syntax that is not modelled becomes an instruction that yields unknown.
public enum Lowering {
    /// A module: two functions over one environment that its linker makes.
    public struct Module: Sendable {
        /// Gives hoisted functions and `var`s their first values; run before anything evaluates.
        public var instantiate: FunctionTemplate
        public var evaluate: FunctionTemplate
        /// Slots of every top-level binding: imports, declarations, "*default*".
        public var slots: [String: Int]
        public var hasTopLevelAwait: Bool
    }

    public static func module(_ file: SourceFile, index: Int) -> Module {
        let tree = file.outline
        var names: [(name: String, kind: BindingKind)] = []
        let probe = FunctionLowering(file, tree, index, root: 0, kind: [.module, .strict], outer: nil, parameterCount: 0)
        let statements = tree.namedChildren(0)
        for s in statements where tree.kind(s) == .importStatement { names += importedNames(file, tree, s).map { ($0, .import) } }
        names += probe.varNames(0).map { ($0, .var) }
        names += probe.lexicalNames(statements, functionsAs: .function)
        names.append(("*default*", .let))
        var slots: [String: StaticScope.Slot] = [:]
        for (name, kind) in names where slots[name] == nil || kind == .function {
            slots[name] = StaticScope.Slot(index: slots[name]?.index ?? slots.count, kind: kind, isLoose: kind == .var || kind == .function)
        }
        let scope = StaticScope(slots: slots, parent: nil)
        let isAsync = hasTopLevelAwait(tree)
        let range = 0..<UInt32(file.bytes.count)
        let instantiate = FunctionTemplate(name: "", length: 0, kind: [.module, .strict], file: index, range: range) { template in
            var f = FunctionLowering(file, tree, index, root: 0, kind: template.kind, outer: nil, parameterCount: 0)
            f.enterModule(scope)
            let undefined = f.code.temporary()
            f.code.emit(.loadUndefined, a: undefined)
            for (_, slot) in scope.slots.sorted(by: { $0.value.index < $1.value.index }) where slot.kind == .var {
                f.code.emit(.storeSlot, a: undefined, b: f.environmentRegister, c: slot.index)
            }
            f.hoistFunctions(statements)
            f.finish()
            return f.build(parameterCount: 0)
        }
        let evaluate = FunctionTemplate(
            name: "", length: 0, kind: isAsync ? [.module, .strict, .async] : [.module, .strict], file: index, range: range
        ) { template in
            var f = FunctionLowering(file, tree, index, root: 0, kind: template.kind, outer: nil, parameterCount: 0)
            if template.kind.contains(.async) { f.code.emit(.asyncStart) }
            f.enterModule(scope)
            f.statements(statements)
            f.finish()
            return f.build(parameterCount: 0)
        }
        return Module(instantiate: instantiate, evaluate: evaluate, slots: slots.mapValues(\.index), hasTopLevelAwait: isAsync)
    }

    /// A body with these parameters: CommonJS wrappers.
    public static func function(
        _ file: SourceFile, index: Int, parameters: [String], name: String = "", isStrict: Bool = false
    ) -> FunctionTemplate {
        FunctionTemplate(
            name: name, length: parameters.count, kind: isStrict ? .strict : [], file: index, range: 0..<UInt32(file.bytes.count)
        ) { template in
            var f = FunctionLowering(file, file.outline, index, root: 0, kind: template.kind, outer: nil, parameterCount: parameters.count)
            f.enterBody(parameters: parameters)
            return f.build(parameterCount: parameters.count)
        }
    }
    /// A classic script: `var` and functions become properties of the global object.
    public static func script(_ file: SourceFile, index: Int) -> FunctionTemplate {
        FunctionTemplate(name: "", length: 0, kind: [.script], file: index, range: 0..<UInt32(file.bytes.count)) { template in
            var f = FunctionLowering(file, file.outline, index, root: 0, kind: template.kind, outer: nil, parameterCount: 0)
            f.enterScript()
            return f.build(parameterCount: 0)
        }
    }
    /// The function that a text consists of (in parentheses); nil where that is not what it is.
    static func soleFunction(_ file: SourceFile, index: Int) -> FunctionTemplate? {
        let tree = file.tree
        guard !tree.hasError, case let statements = tree.namedChildren(0), statements.count == 1,
            tree.kind(statements[0]) == .expressionStatement,
            let outer = tree.namedChildren(statements[0]).first, tree.kind(outer) == .parenthesized,
            let n = tree.namedChildren(outer).first, tree.kind(n).isFunction
        else { return nil }
        let range = tree.range(n)
        return FunctionTemplate(
            name: "anonymous", length: FunctionLowering.length(of: n, tree), kind: FunctionLowering.kind(of: n, tree, file, strict: false),
            file: index,
            range: UInt32(range.lowerBound)..<UInt32(range.upperBound)
        ) { FunctionLowering.lower(n, tree, file, index, $0.kind, nil) }
    }
    /// Local names that an import statement binds.
    static func importedNames(_ file: SourceFile, _ tree: Tree, _ statement: Int) -> [String] {
        guard let clause = tree.first(statement, .importClause) else { return [] }
        var out: [String] = []
        func name(_ n: Int) -> String { Literal.identifier(file.slice(tree.range(n))) }
        for c in tree.namedChildren(clause) {
            switch tree.kind(c) {
            case .identifier: out.append(name(c))
            case .namespaceImport: if let i = tree.namedChildren(c).first { out.append(name(i)) }
            case .namedImports:
                for s in tree.namedChildren(c) { if let i = tree.child(s, .alias) ?? tree.child(s, .name) { out.append(name(i)) } }
            default: break
            }
        }
        return out
    }
    /// `await` or `for await` outside of functions.
    public static func hasTopLevelAwait(_ tree: Tree) -> Bool { topLevelAwait(tree) != nil }
    /// The node of the first one.
    static func topLevelAwait(_ tree: Tree) -> Int? {
        var at = 0
        while at < tree.nodes.count {
            let node = tree.nodes[at]
            if node.kind.isFunction { at = Int(node.next); continue }
            if node.kind == .fieldDefinition || node.kind == .classStaticBlock { at = Int(node.next); continue }
            if node.kind == .awaitExpression || node.kind == .awaitToken { return at }
            at += 1
        }
        return nil
    }
}

extension FunctionLowering {
    mutating func enterModule(_ statics: StaticScope) {
        var scope = Scope()
        scope.environment = environmentRegister
        scope.statics = statics
        for (name, slot) in statics.slots {
            scope.bindings[name] = Scope.Binding(
                storage: .slot(slot.index), kind: slot.kind, isInitialised: slot.kind == .var || slot.kind == .function)
        }
        scopes.append(scope)
    }
    mutating func enterBody(parameters: [String]) {
        if Self.hasUseStrict(0, tree, file) { isStrict = true }
        let hoisted = hoistedNames(0).filter { !parameters.contains($0.name) || $0.kind != .var }
        var special: [(name: String, kind: BindingKind)] = []
        if captured.usesThis { special.append(("%this", .special)) }
        openScope(special + parameters.map { ($0, .parameter) } + hoisted)
        if captured.usesThis { store("%this", 0, from: 0, initialising: true) }
        for (i, p) in parameters.enumerated() { store(p, 0, from: 1 + i, initialising: true) }
        let statements = tree.namedChildren(0)
        hoistFunctions(statements)
        self.statements(statements)
        finish()
    }
    mutating func enterScript() {
        if Self.hasUseStrict(0, tree, file) { isStrict = true }
        let statements = tree.namedChildren(0)
        let lexical = lexicalNames(statements, functionsAs: .var).filter { $0.kind != .var }
        var special: [(name: String, kind: BindingKind)] = []
        if captured.usesThis { special.append(("%this", .special)) }
        openScope(special + lexical, forceSlots: true)
        if captured.usesThis { store("%this", 0, from: 0, initialising: true) }
        for name in varNames(0) + lexicalNames(statements, functionsAs: .function).filter({ $0.kind == .function }).map(\.name) {
            code.emit(.declareGlobalVar, bc: code.name(name))
        }
        hoistFunctions(statements)
        self.statements(statements)
        finish()
    }
}
