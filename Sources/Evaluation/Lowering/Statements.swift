import Machine
import Syntax

/// Statements.
extension FunctionLowering {
    mutating func statements(_ list: [Int]) { for s in list { statement(s, labels: []) } }

    mutating func statement(_ n: Int, labels: [String]) {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { code.emit(.stop, bc: code.constant("statements nested too deeply")); return }
        let mark = code.mark
        defer { code.release(to: mark) }
        if tree.hasError, hasOwnError(n) {
            code.emit(.stop, bc: code.constant("syntax that is not understood: \(text(n).prefix(40))")); return
        }
        switch tree.kind(n) {
        case .expressionStatement:
            code.beginStatement(start(n))
            if let e = inner(n) { _ = operand(e) }
        case .lexicalDeclaration, .variableDeclaration: declaration(n)
        case .functionDeclaration, .generatorDeclaration, .emptyStatement, .debuggerStatement, .comment, .hashBang, .htmlComment,
            .importStatement:
            break
        case .classDeclaration:
            let r = code.temporary()
            classDefinition(n, into: r, name: nil)
            if let name = tree.child(n, .name) { store(identifier(name), name, from: r, initialising: true) }
        case .statementBlock: block(tree.namedChildren(n))
        case .ifStatement: ifStatement(n)
        case .forStatement: forStatement(n, labels)
        case .forInStatement: forInStatement(n, labels)
        case .whileStatement: whileStatement(n, labels)
        case .doStatement: doStatement(n, labels)
        case .switchStatement: switchStatement(n, labels)
        case .labeledStatement: labeled(n, labels)
        case .breakStatement, .continueStatement: jumpStatement(n)
        case .returnStatement:
            let r = code.temporary()
            code.beginStatement(start(n))
            if endsLineAfterWord(n) { code.emit(.stop, bc: code.constant("a statement whose line ends after its first word")) }
            if let e = inner(n) { expression(e, into: r) } else { code.emit(.loadUndefined, a: r) }
            if kind.isSuperset(of: [.async, .generator]), inner(n) != nil { awaitValue(r, n, into: r) }
            code.position(start(n))
            exit(.returning(r))
        case .throwStatement:
            let r = code.temporary()
            code.beginStatement(start(n))
            if let e = inner(n) { expression(e, into: r) }
            code.position(start(n))
            code.emit(.throwValue, a: r)
        case .tryStatement: tryStatement(n)
        case .withStatement: code.emit(.stop, bc: code.constant("a with statement"))
        case .exportStatement: export(n)
        case .enumDeclaration: enumeration(n)
        case .internalModule: namespace(n)
        case .exportAssignment: exportAssignment(n)
        case .error: code.emit(.stop, bc: code.constant("syntax that is not understood: \(text(n).prefix(40))"))
        default: code.emit(.stop, bc: code.constant("a statement of kind \(tree.kind(n).rawValue)"))
        }
    }
    /// An error in a statement's own expressions: blocks and functions inside look after theirs.
    private func hasOwnError(_ n: Int) -> Bool {
        if tree.kind(n) == .statementBlock { return false }
        var at = n
        let end = Int(tree.nodes[n].next)
        while at < end {
            let node = tree.nodes[at]
            if node.kind == .error || node.isMissing { return true }
            at = node.kind == .statementBlock || node.kind == .switchBody ? Int(node.next) : at + 1
        }
        return false
    }
    mutating func block(_ list: [Int]) {
        let names = lexicalNames(list, functionsAs: .let)
        if names.isEmpty { statements(list); return }
        openScope(names)
        hoistFunctions(list)
        // sloppy functions in blocks are visible in the function, too
        if !isStrict { for s in list where tree.kind(s) == .functionDeclaration { blockFunctionToVariable(s) } }
        statements(list)
        closeScope()
    }
    private mutating func blockFunctionToVariable(_ s: Int) {
        guard let n = tree.child(s, .name), scopes.count > 1 else { return }
        let name = identifier(n), r = code.temporary()
        load(name, n, into: r)
        let inner = scopes.removeLast()
        if case .register(_, let b, _) = resolve(name), b.kind == .var {
            store(name, n, from: r)
        } else if case .slot(_, _, _, .var, _) = resolve(name) {
            store(name, n, from: r)
        } else if case .global = resolve(name) {
            store(name, n, from: r)
        }
        scopes.append(inner)
    }
    mutating func declaration(_ n: Int) {
        if let kind = tree.child(n, .kind), let patch = file.patch(at: start(kind)), patch.kind == .using || patch.kind == .awaitUsing {
            code.emit(.stop, bc: code.constant("a using declaration"))
            return
        }
        let isVar = tree.kind(n) == .variableDeclaration
        for d in tree.namedChildren(n) where tree.kind(d) == .variableDeclarator {
            guard let target = tree.child(d, .name) else { continue }
            let mark = code.mark
            let value = tree.child(d, .value)
            if isVar, value == nil { continue }
            let r = code.temporary()
            if let value { code.beginStatement(start(value)) }
            if let value, tree.kind(target) == .arrayPattern { willIterate(value) }
            if let value {
                expression(value, into: r, name: tree.kind(target) == .identifier && isAnonymousFunction(value) ? identifier(target) : nil)
            } else {
                code.emit(.loadUndefined, a: r)
            }
            assignPattern(target, from: r, declaring: isVar ? .var : .let)
            code.release(to: mark)
        }
    }
    private mutating func export(_ n: Int) {
        if tree.first(n, .decorator) != nil { return code.emit(.stop, bc: code.constant("a class with decorators or accessor fields")) }
        if let d = tree.child(n, .declaration) {
            if tree.first(n, .defaultToken) != nil,
                tree.child(d, .name) == nil || tree.kind(d) == .classDeclaration || tree.kind(d).isFunction
            {
                exportDefault(d, isDeclaration: true)
            } else {
                statement(d, labels: [])
            }
        } else if let v = tree.child(n, .value) {
            exportDefault(v, isDeclaration: false)
        }
    }
    private mutating func exportDefault(_ n: Int, isDeclaration: Bool) {
        if tree.kind(n).isFunction, tree.child(n, .name) != nil, isDeclaration { return }  // hoisted; the binding is the function's
        if isHoistedDefault(n) { return }
        let r = code.temporary()
        if tree.kind(n) == .classDeclaration, let name = tree.child(n, .name) {
            statement(n, labels: [])
            load(identifier(name), name, into: r)
        } else if tree.kind(n) == .classDeclaration {
            classDefinition(n, into: r, name: "default")
        } else if tree.kind(n) == .functionDeclaration || tree.kind(n) == .generatorDeclaration {
            function(n, into: r, name: "default")
        } else {
            expression(n, into: r, name: isAnonymousFunction(n) ? "default" : nil)
        }
        store("*default*", n, from: r, initialising: true)
    }
    private mutating func ifStatement(_ n: Int) {
        // else-if chains of thousands of links are real: iterate
        var at: Int? = n
        var ends: [Int] = [], tests: [Int] = []
        while let s = at {
            at = nil
            guard let test = tree.child(s, .condition), let then = tree.child(s, .consequence) else { break }
            let mark = code.mark
            code.beginStatement(start(s))
            let c = stableOperand(inner(test) ?? test, before: nil)
            code.release(to: mark)
            let toElse = code.jump(.jumpIfFalse, c)
            tests.append(toElse)
            nested(then)
            if let other = tree.child(s, .alternative) {
                ends.append(code.jump(.jump))
                code.patch(toElse, to: code.pc)
                guard let body = inner(other) else { break }
                if tree.kind(body) == .ifStatement { at = body } else { nested(body) }
            } else {
                code.patch(toElse, to: code.pc)
            }
        }
        let m = code.marker()
        for e in ends { code.patch(e, to: m) }
        for t in tests { code.join(t, at: m) }
    }
    mutating func nested(_ n: Int) {
        if tree.kind(n) == .functionDeclaration { block([n]) } else { statement(n, labels: []) }
    }
    private mutating func labeled(_ n: Int, _ labels: [String]) {
        guard let label = tree.child(n, .label), let body = tree.child(n, .body) else { return }
        let all = labels + [text(label)]
        switch tree.kind(body) {
        case .forStatement, .forInStatement, .whileStatement, .doStatement, .labeledStatement, .switchStatement:
            statement(body, labels: all)
        default:
            let jumps = Control.Jumps()
            control.append(.breakable(labels: all, jumps))
            nested(body)
            control.removeLast()
            let m = code.marker()
            for j in jumps.breaks { code.patch(j, to: m) }
        }
    }

    // Leaving

    /// A line may end between the first word of a statement and the rest where the grammar sees none: at other line terminators than
    /// U+000A.
    private func endsLineAfterWord(_ n: Int) -> Bool {
        guard let rest = tree.namedChildren(n).first else { return false }
        let between = file.bytes[tree.range(n).lowerBound..<tree.range(rest).lowerBound]
        return between.contains(13) && !between.contains(10) || between.contains(0xE2)  // of what may stand there, only U+2028 and U+2029 begin so
    }
    private mutating func jumpStatement(_ n: Int) {
        if endsLineAfterWord(n) { code.emit(.stop, bc: code.constant("a statement whose line ends after its first word")); return }
        let label = tree.child(n, .label).map(text)
        let isBreak = tree.kind(n) == .breakStatement
        for entry in control.reversed() {
            switch entry {
            case .loop(let labels, let jumps):
                if let label, !labels.contains(label) { continue }
                exit(isBreak ? .break(jumps) : .continue(jumps))
                return
            case .breakable(let labels, let jumps):
                guard isBreak, label.map({ labels.contains($0) }) ?? labels.contains("%switch") else { continue }
                exit(.break(jumps))
                return
            default: continue
            }
        }
        code.emit(.stop, bc: code.constant("a jump without a target"))
    }
    /// Leaves to a target: closes iterators and runs finally blocks on the way.
    mutating func exit(_ exit: Exit, from level: Int? = nil) {
        var at = (level ?? control.count) - 1
        while at >= 0 {
            switch (control[at], exit) {
            case (.loop(_, let jumps), .break(let target)) where jumps === target,
                (.breakable(_, let jumps), .break(let target)) where jumps === target:
                target.breaks.append(code.jump(.jump))
                return
            case (.loop(_, let jumps), .continue(let target)) where jumps === target:
                target.continues.append(code.jump(.jump))
                return
            case (.iterator(let it, let isAsync), _):
                if case .continue(let target) = exit, at > 0, case .loop(_, let jumps) = control[at - 1], jumps === target { break }  // the loop goes on
                closeIterator(it, isAsync)
            case (.finally(let exits, let kind, let value), _):
                let id = exits.exits.count + 2
                exits.exits.append((id, exit))
                if case .returning(let r) = exit { code.emit(.move, a: value, b: r) }
                code.emit(.loadInt, a: kind, bc: UInt32(id))
                exits.jumps.append(code.jump(.jump))
                return
            default: break
            }
            at -= 1
        }
        if case .returning(let r) = exit { fetchThis(); code.emit(.returnValue, a: r) }
    }
    private mutating func closeIterator(_ it: Int, _ isAsync: Bool) {
        if isAsync { closeAsyncIterator(it, swallowing: false) } else { code.emit(.iteratorClose, a: it) }
    }
    mutating func closeAsyncIterator(_ it: Int, swallowing: Bool) {
        let r = code.temporary(), hole = code.temporary(), ignored = code.temporary()
        code.emit(.iteratorClose, x: swallowing ? 3 : 2, a: it, b: r)
        code.emit(.loadHole, a: hole)
        code.emit(.strictEqual, a: hole, b: r, c: hole)
        let skip = code.jump(.jumpIfTrue, hole)
        let from = code.pc
        code.emit(.await, a: r, b: r)
        if !swallowing { code.emit(.iteratorResult, x: 1, a: r, b: r, c: ignored) }
        let to = code.pc
        let m = code.marker()
        code.patch(skip, to: m)
        code.join(skip, at: m)
        if swallowing { code.handler(from..<to, target: m, register: ignored) }
    }
}
