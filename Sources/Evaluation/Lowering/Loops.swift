import Machine
import Syntax

/// Loops and switch.
extension FunctionLowering {
    mutating func whileStatement(_ n: Int, _ labels: [String]) {
        guard let test = tree.child(n, .condition), let body = tree.child(n, .body) else { return }
        let jumps = Control.Jumps()
        let head = code.pc
        code.emit(.loopHead)
        let out = loopTest(inner(test) ?? test)
        control.append(.loop(labels: labels, jumps))
        nested(body)
        control.removeLast()
        finishLoop(jumps, head: head, out: out)
    }
    /// The jump out of a loop, nil for a condition that is written as true.
    private mutating func loopTest(_ test: Int) -> Int? {
        if tree.kind(test) == .true || (tree.kind(test) == .number && text(test) == "1") { return nil }
        let mark = code.mark
        code.beginStatement(engineOffset(test))
        let c = stableOperand(test, before: nil)
        code.release(to: mark)
        return code.jump(.jumpIfFalse, c)
    }
    private mutating func finishLoop(_ jumps: Control.Jumps, head: Int, out: Int?, update: Int? = nil) {
        if !jumps.continues.isEmpty {
            let m = code.marker()
            for j in jumps.continues { code.patch(j, to: m) }
        }
        if let update { let mark = code.mark; _ = operand(update); code.release(to: mark) }
        code.emit(.jump, bc: UInt32(head))
        let exit = code.marker()
        if let out { code.patch(out, to: exit); code.join(out, at: exit) }
        for j in jumps.breaks { code.patch(j, to: exit) }
    }
    mutating func doStatement(_ n: Int, _ labels: [String]) {
        guard let test = tree.child(n, .condition), let body = tree.child(n, .body) else { return }
        let jumps = Control.Jumps()
        let head = code.pc
        code.emit(.loopHead)
        control.append(.loop(labels: labels, jumps))
        nested(body)
        control.removeLast()
        if !jumps.continues.isEmpty {
            let m = code.marker()
            for j in jumps.continues { code.patch(j, to: m) }
            jumps.continues = []
        }
        let out = loopTest(inner(test) ?? test)
        finishLoop(jumps, head: head, out: out)
    }
    mutating func forStatement(_ n: Int, _ labels: [String]) {
        let initializer = tree.child(n, .initializer), test = tree.child(n, .condition), update = tree.child(n, .increment)
        var names: [(name: String, kind: BindingKind)] = []
        if let i = initializer, tree.kind(i) == .lexicalDeclaration { names = lexicalNames([i], functionsAs: .let) }
        let mark = code.mark
        if !names.isEmpty { openScope(names) }
        if let i = initializer {
            switch tree.kind(i) {
            case .lexicalDeclaration, .variableDeclaration: declaration(i)
            case .emptyStatement: break
            case .expressionStatement: if let e = inner(i) { let m = code.mark; _ = operand(e); code.release(to: m) }
            default: let m = code.mark; _ = operand(i); code.release(to: m)
            }
        }
        let environment = names.isEmpty ? nil : scopes.last?.environment
        let jumps = Control.Jumps()
        if let environment { code.emit(.copyEnvironment, a: environment, b: environment) }
        let head = code.pc
        code.emit(.loopHead)
        var out: Int?
        if let test, tree.kind(test) != .emptyStatement {
            out = loopTest(tree.kind(test) == .expressionStatement ? inner(test) ?? test : test)
        }
        control.append(.loop(labels: labels, jumps))
        if let body = tree.child(n, .body) { nested(body) }
        control.removeLast()
        if !jumps.continues.isEmpty {
            let m = code.marker()
            for j in jumps.continues { code.patch(j, to: m) }
            jumps.continues = []
        }
        if let environment { code.emit(.copyEnvironment, a: environment, b: environment) }  // each iteration has its own variables
        finishLoop(jumps, head: head, out: out, update: update)
        if !names.isEmpty { closeScope() }
        code.release(to: mark)
    }
    mutating func forInStatement(_ n: Int, _ labels: [String]) {
        guard let left = tree.child(n, .left), let right = tree.child(n, .right), let body = tree.child(n, .body) else { return }
        let isOf = tree.child(n, .operator).map(text) == "of"
        let isAwait = tree.first(n, .awaitToken) != nil
        let kindText = tree.child(n, .kind).map(text)
        if let patch = tree.child(n, .kind).flatMap({ file.patch(at: start($0)) }), patch.kind == .using || patch.kind == .awaitUsing {
            code.emit(.stop, bc: code.constant("a using declaration"))
            return
        }
        if kindText == nil, tree.kind(left) == .subscriptExpression, text(left).hasPrefix("let") {  // the grammar takes `let [x]` for an element here
            code.emit(.stop, bc: code.constant("a loop head that the grammar misreads: \(text(left).prefix(40))"))
            return
        }
        let mark = code.mark
        let it = code.block(3), value = code.temporary(), done = code.temporary()
        let source = code.temporary()
        // names of the head are in scope, without a value, where its right side is evaluated
        let headNames = kindText == "let" || kindText == "const" ? Self.names(in: left, file, tree) : []
        let looksAhead = !headNames.isEmpty && mentions(Set(headNames), in: right)
        if looksAhead { openScope(headNames.map { ($0, .let) }) }
        code.beginStatement(engineOffset(right))
        if isOf, iterationForm(ofLoopOver: right) == .printed { willIterate(right, isAwait ? .async : .sync) }
        expression(right, into: source)
        if looksAhead { closeScope() }
        code.position(engineOffset(right), tree.range(right))
        code.emit(
            isOf ? .getIterator : .forInStart,
            x: isOf ? (isAwait ? 1 : 0) | Int((isAwait ? .unclear : iterationForm(ofLoopOver: right)).rawValue) << 1 : 0, a: it, b: source)
        let jumps = Control.Jumps()
        let head = code.pc
        code.emit(.loopHead)
        code.position(start(right), tree.range(right))
        if isAwait {
            code.emit(.iteratorCall, a: value, b: it)
            code.emit(.await, a: value, b: value)
            code.emit(.iteratorResult, a: value, b: value, c: done)
        } else {
            code.emit(isOf ? .iteratorNext : .forInNext, a: value, b: it, c: done)
        }
        let out = code.jump(.jumpIfTrue, done)
        control.append(.loop(labels: labels, jumps))
        let from = code.pc
        if isOf { control.append(.iterator(it, isAsync: isAwait)) }
        let isLexical = kindText == "let" || kindText == "const"
        if isLexical { openScope(Self.names(in: left, file, tree).map { ($0, kindText == "const" ? .const : .let) }) }
        assignPattern(left, from: value, declaring: kindText == nil ? nil : isLexical ? .let : .var)
        nested(body)
        if isLexical { closeScope() }
        if isOf { control.removeLast() }
        let to = code.pc
        control.removeLast()
        finishLoopOverIterator(jumps, head: head, out: out, it: it, range: from..<to, closes: isOf, isAsync: isAwait)
        code.release(to: mark)
    }
    private mutating func finishLoopOverIterator(
        _ jumps: Control.Jumps, head: Int, out: Int, it: Int, range: Range<Int>, closes: Bool, isAsync: Bool
    ) {
        // `continue` to this loop must not close the iterator: its jumps were emitted past the close, see `exit`
        if !jumps.continues.isEmpty {
            let m = code.marker()
            for j in jumps.continues { code.patch(j, to: m) }
        }
        code.emit(.jump, bc: UInt32(head))
        if closes {
            let error = code.temporary(), handler = code.pc
            if isAsync { closeAsyncIterator(it, swallowing: true) } else { code.emit(.iteratorClose, x: 1, a: it) }
            code.emit(.throwValue, a: error)
            code.handler(range, target: handler, register: error)
        }
        let exit = code.marker()
        code.patch(out, to: exit)
        code.join(out, at: exit)
        for j in jumps.breaks { code.patch(j, to: exit) }
    }
    mutating func switchStatement(_ n: Int, _ labels: [String]) {
        guard let subject = tree.child(n, .value), let body = tree.child(n, .body) else { return }
        let v = code.temporary()
        code.beginStatement(start(n))
        expression(inner(subject) ?? subject, into: v)
        let cases = tree.namedChildren(body)
        func list(_ c: Int) -> [Int] { tree.namedChildren(c).filter { tree.nodes[$0].field != .value } }
        let names = cases.flatMap { lexicalNames(list($0), functionsAs: .let) }
        openScope(names)
        if let at = scopes.indices.last { for name in names { scopes[at].bindings[name.name]?.alwaysCheck = true } }
        for c in cases { hoistFunctions(list(c)) }
        let jumps = Control.Jumps()
        var tests: [Int] = [], targets: [Int: Int] = [:]
        let test = code.temporary()
        for c in cases where tree.kind(c) == .switchCase {
            guard let value = tree.child(c, .value) else { continue }
            let mark = code.mark
            let w = stableOperand(value, before: nil)
            code.position(start(value))
            code.emit(.strictEqual, a: test, b: v, c: w)
            code.release(to: mark)
            let j = code.jump(.jumpIfTrue, test)
            tests.append(j)
            targets[c] = j
        }
        let toDefault = code.jump(.jump)
        control.append(.breakable(labels: labels + ["%switch"], jumps))
        var defaultAt: Int?
        for c in cases {
            let m = code.marker()
            if let j = targets[c] { code.patch(j, to: m) } else { defaultAt = m }
            statements(list(c))
        }
        control.removeLast()
        let end = code.marker()
        code.patch(toDefault, to: defaultAt ?? end)
        for j in jumps.breaks { code.patch(j, to: end) }
        for j in tests { code.join(j, at: end) }
        closeScope()
    }
}
