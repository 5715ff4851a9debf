import Machine
import Syntax

/// Functions: templates for inner ones, and the body of the one being lowered.
extension FunctionLowering {
    static func kind(of n: Int, _ tree: Tree, _ file: SourceFile, strict: Bool) -> FunctionKind {
        var kind: FunctionKind = strict ? .strict : []
        if tree.first(n, .asyncToken) != nil { kind.insert(.async) }
        switch tree.kind(n) {
        case .arrowFunction: kind.insert(.arrow)
        case .generatorFunction, .generatorDeclaration: kind.insert(.generator)
        case .methodDefinition:
            kind.insert(.method)
            if tree.first(n, .starToken) != nil { kind.insert(.generator) }
        default: break
        }
        if !strict, let body = tree.child(n, .body), tree.kind(body) == .statementBlock, hasUseStrict(body, tree, file) {
            kind.insert(.strict)
        }
        return kind
    }
    /// `length`: parameters before the first default or rest.
    static func length(of n: Int, _ tree: Tree) -> Int {
        if tree.child(n, .parameter) != nil { return 1 }
        guard let list = tree.child(n, .parameters) else { return 0 }
        var count = 0
        for p in tree.namedChildren(list) {
            if tree.kind(p) == .assignmentPattern || tree.kind(p) == .restPattern { break }
            count += 1
        }
        return count
    }
    mutating func template(_ n: Int, name: String, adding extra: FunctionKind = []) -> Int {
        let file = file, tree = tree, index = index, statics = currentStatics
        let kind = Self.kind(of: n, tree, file, strict: isStrict).union(extra)
        let range = tree.range(n)
        return code.function(
            FunctionTemplate(
                name: name, length: Self.length(of: n, tree), kind: kind, file: index,
                range: UInt32(range.lowerBound)..<UInt32(range.upperBound)
            ) { template in
                Self.lower(n, tree, file, index, template.kind, statics)
            })
    }
    /// A function expression.
    mutating func function(_ n: Int, into dst: Int, name: String?) {
        let own = tree.child(n, .name).map(identifier)
        let mark = code.mark
        // a named function expression sees its own name
        if let own, tree.kind(n) != .arrowFunction {
            openScope([(own, .functionName)], forceSlots: true)
            let f = template(n, name: own)
            code.emit(.closure, a: dst, b: f, c: currentEnvironment)
            store(own, n, from: dst, initialising: true)
            closeScope()
        } else {
            let f = template(n, name: name ?? "")
            code.emit(.closure, a: dst, b: f, c: currentEnvironment)
        }
        code.release(to: mark)
    }

    /// The code of a function node of `tree`, which may hold the function without its inside.
    static func lower(_ n: Int, _ tree: Tree, _ file: SourceFile, _ index: Int, _ kind: FunctionKind, _ outer: StaticScope?) -> Code {
        guard let (tree, n) = file.whole(n, in: tree) else {
            var unread = CodeBuilder(firstFree: 2)
            unread.emit(.stop, bc: unread.constant("syntax that is not understood"))
            return unread.code(parameterCount: 0, environmentRegister: 1, usesArguments: false)
        }
        var parameters: [Int] = []
        if let one = tree.child(n, .parameter) {
            parameters = [one]
        } else if let list = tree.child(n, .parameters) {
            parameters = tree.namedChildren(list)
        }
        let restAt = parameters.firstIndex { tree.kind($0) == .restPattern }
        var f = FunctionLowering(file, tree, index, root: n, kind: kind, outer: outer, parameterCount: restAt ?? parameters.count)
        let body = tree.child(n, .body)
        f.prologue(parameters, restAt: restAt, body: body)
        if let body {
            if tree.kind(body) == .statementBlock {
                let properties = f.parameterProperties(n)
                if properties.isEmpty {
                    f.statements(tree.namedChildren(body))
                } else {
                    f.constructorBody(tree.namedChildren(body), properties)
                }
                f.finish()
            } else {
                let v = f.code.temporary()
                f.code.beginStatement(f.engineOffset(body))
                f.expression(body, into: v)
                f.code.emit(.returnValue, a: v)
            }
        } else {
            f.finish()
        }
        return f.build(parameterCount: restAt ?? parameters.count)
    }
    mutating func finish() {
        let v = code.temporary()
        fetchThis()
        code.emit(.loadUndefined, a: v)
        code.emit(.returnValue, a: v)
    }
    func build(parameterCount: Int) -> Code {
        if code.overflows { return stopping("a function too large for this machine", parameterCount) }
        let made = code.code(parameterCount: parameterCount, environmentRegister: environmentRegister, usesArguments: usesArguments)
        if let problem = made.verify() { return stopping("lowering went wrong: \(problem)", parameterCount) }
        return made
    }
    private func stopping(_ why: String, _ parameterCount: Int) -> Code {
        var small = CodeBuilder(firstFree: 2 + parameterCount)
        small.emit(.stop, bc: small.constant(why))
        return small.code(parameterCount: parameterCount, environmentRegister: environmentRegister, usesArguments: false)
    }
    /// Whether the directives at the head of a block or program make it strict.
    static func hasUseStrict(_ block: Int, _ tree: Tree, _ file: SourceFile) -> Bool {
        if tree.nodes[block].isElided { return file.beginsStrict(tree.elidedBodies(block).first ?? 0..<0) }
        var s = block + 1
        let end = Int(tree.nodes[block].next)
        while s < end {
            defer { s = Int(tree.nodes[s].next) }
            let kind = tree.kind(s)
            if kind.isToken || kind == .comment || kind == .htmlComment || kind == .hashBang { continue }
            guard kind == .expressionStatement, s + 1 < end, tree.kind(s + 1) == .string, case let range = tree.range(s + 1),
                range.count == 12
            else {
                if kind == .expressionStatement, s + 1 < end, tree.kind(s + 1) == .string { continue }
                return false
            }
            if file.slice((range.lowerBound + 1)..<(range.upperBound - 1)).elementsEqual("use strict".utf8) { return true }
        }
        return false
    }

    private mutating func prologue(_ parameters: [Int], restAt: Int?, body: Int?) {
        if kind.contains(.async), !kind.contains(.generator) { code.emit(.asyncStart) }
        let isArrow = kind.contains(.arrow), superInArrows = captured.usesSuper && kind.contains(.derived)
        var special: [(name: String, kind: BindingKind)] = []
        if !isArrow {
            if captured.usesThis { special.append(("%this", .special)) }
            if captured.usesSuper { special.append(("%home", .special)) }
            if captured.usesNewTarget || superInArrows { special.append(("%newtarget", .special)) }
        }
        var names: [(name: String, kind: BindingKind)] = []
        for p in parameters { for name in Self.names(in: p, file, tree) { names.append((name, .parameter)) } }
        let isSimple = parameters.allSatisfy { tree.kind($0) == .identifier }
        if !isSimple, defaultsLookAhead(parameters) { names = names.map { ($0.name, .let) } }
        let needsArguments =
            !isArrow && (captured.mentionsArguments || captured.usesArguments) && !names.contains { $0.name == "arguments" }
        if needsArguments { special.append(("arguments", .var)) }
        if needsArguments || restAt != nil { usesArguments = true }
        var hoisted: [(name: String, kind: BindingKind)] = []
        if let body, tree.kind(body) == .statementBlock { hoisted = hoistedNames(body) }
        // one scope where the parameters are plain names; a parameter's default must not see the body's variables
        let parameterNames = Set(names.map(\.name))
        let bodyNames = hoisted.filter { h in
            !parameterNames.contains(h.name) && !(h.kind == .var && special.contains { $0.name == h.name })
        }
        openParameterScope(special + names + (isSimple ? bodyNames : []), parameters: parameters, simple: isSimple)
        if case .slot(let e, _, let s, _, _) = resolve("%this"), !isArrow, captured.usesThis {
            if !kind.contains(.derived) { code.emit(.storeSlot, a: 0, b: e, c: s) }
        }
        if !isArrow, captured.usesSuper {
            let t = code.temporary(); code.emit(.loadCallee, a: t); store("%home", 0, from: t, initialising: true)
        }
        if !isArrow, captured.usesNewTarget || superInArrows {
            let t = code.temporary(); code.emit(.loadNewTarget, a: t); store("%newtarget", 0, from: t, initialising: true)
        }
        if needsArguments {
            let t = code.temporary(); code.emit(.newArguments, a: t); store("arguments", 0, from: t, initialising: true)
            if isSimple, !isStrict, !parameters.isEmpty, parameters.count < 16 {
                let count = code.temporary()
                code.emit(.getProperty, a: count, b: t, c: Int(code.name("length")))
                mappedArguments = (t, count, names.map(\.name))
            }
        }
        for (i, p) in parameters.enumerated() {
            if i == restAt {
                guard let target = tree.namedChildren(p).first else { continue }
                let t = code.temporary()
                code.emit(.restParameter, a: t, b: i)
                assignPattern(target, from: t, declaring: .parameter)
            } else if tree.kind(p) == .identifier {
                if names.count > 1,
                    parameters[(i + 1)...].contains(where: { tree.kind($0) == .identifier && identifier($0) == identifier(p) })
                {
                    continue
                }  // the last one counts
                if case .register(let r, _, _) = resolve(identifier(p)), r == 1 + i { continue }
                store(identifier(p), p, from: 1 + i, initialising: true)
            } else {
                assignPattern(p, from: 1 + i, declaring: .parameter)
            }
        }
        if !isSimple { openScope(bodyNames) }
        if kind.contains(.generator) { code.emit(.generatorStart) }
        if kind.contains(.classConstructor), !kind.contains(.derived) {
            let t = code.temporary()
            code.emit(.loadCallee, a: t)
            code.emit(.runFieldInitializers, a: 0, b: t)
        }
        if let body, tree.kind(body) == .statementBlock { hoistFunctions(tree.namedChildren(body)) }
    }
    /// Whether some default value mentions a parameter that has no value yet.
    private func defaultsLookAhead(_ parameters: [Int]) -> Bool {
        var later: Set<String> = []
        for p in parameters.reversed() {
            if tree.kind(p) == .identifier { later.insert(identifier(p)); continue }
            later.formUnion(Self.names(in: p, file, tree))
            if mentions(later, in: p, below: true) { return true }
        }
        return false
    }
    /// Whether a subtree mentions one of these names; `below`: only in expressions inside a pattern.
    func mentions(_ names: Set<String>, in n: Int, below: Bool = false) -> Bool {
        var at = n
        let end = Int(tree.nodes[n].next)
        while at < end {
            if below {
                let isValue = tree.nodes[at].field == .right || tree.kind(at) == .computedPropertyName
                if isValue, mentions(names, in: at) { return true }
            } else if tree.kind(at) == .identifier || tree.kind(at) == .shorthandProperty, names.contains(identifier(at)) {
                return true
            }
            at += 1
        }
        guard !below else { return false }
        let elided = tree.elidedBodies(n)
        return names.contains { file.mayMention($0, inAny: elided) }
    }
    /// As `openScope`, but plain parameters that nobody captures stay in the registers they come in.
    private mutating func openParameterScope(_ names: [(name: String, kind: BindingKind)], parameters: [Int], simple: Bool) {
        openScope(names)
        guard let at = scopes.indices.last else { return }
        for (i, p) in parameters.enumerated() where tree.kind(p) == .identifier {
            let name = identifier(p)
            if case .register? = scopes[at].bindings[name]?.storage, scopes[at].bindings[name]?.kind == .parameter {
                scopes[at].bindings[name]?.storage = .register(1 + i)
            }
        }
    }

    // Hoisting

}
