import Machine
import Syntax

/// Destructuring, in declarations, parameters and assignments.
extension FunctionLowering {
    /// Assigns a value to a target: a name, a member, or a pattern. `declaring`: the kind of declaration, nil for an assignment.
    mutating func assignPattern(_ n: Int, from src: Int, declaring: BindingKind?) {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { code.emit(.stop, bc: code.constant("a pattern nested too deeply")); return }
        let mark = code.mark
        defer { code.release(to: mark) }
        switch tree.kind(n) {
        case .identifier, .shorthandPattern, .shorthandProperty, .undefined:
            store(identifier(n), n, from: src, initialising: declaring != nil)
        case .parenthesized: if let e = inner(n) { assignPattern(e, from: src, declaring: declaring) }
        case .memberExpression, .subscriptExpression:
            let target = reference(n)
            storeReference(target, from: src)
        case .assignmentPattern, .objectAssignmentPattern, .assignmentExpression:
            guard let left = tree.child(n, .left), let right = tree.child(n, .right) else { return }
            let v = code.temporary()
            code.emit(.move, a: v, b: src)
            applyDefault(
                right, to: v,
                name: isAnonymousFunction(right) && (tree.kind(left) == .identifier || tree.kind(left) == .shorthandPattern)
                    ? identifier(left) : nil)
            assignPattern(left, from: v, declaring: declaring)
        case .objectPattern, .object: objectPattern(n, from: src, declaring: declaring)
        case .arrayPattern, .array: arrayPattern(n, from: src, declaring: declaring)
        default:
            code.position(start(n))
            code.emit(.throwError, x: 3, bc: code.constant("Invalid destructuring assignment target"))
        }
    }
    mutating func applyDefault(_ value: Int, to register: Int, name: String?) {
        let jump = code.jump(.jumpIfNotUndefined, register)
        expression(value, into: register, name: name)
        let m = code.marker()
        code.patch(jump, to: m)
        code.join(jump, at: m)
    }
    private mutating func objectPattern(_ n: Int, from src: Int, declaring: BindingKind?) {
        let children = tree.namedChildren(n)
        let source = code.temporary()
        code.emit(.move, a: source, b: src)
        let (form, printed) = destructuringForm(n, first: children.first)
        code.position(children.first.map(start) ?? start(n), printed)
        code.emit(.toObjectForDestructuring, x: Int(form.rawValue), a: source, bc: code.constant(children.first.map(patternKeyText) ?? ""))
        var excluded: [Int] = []
        let hasRest = children.contains { tree.kind($0) == .restPattern || tree.kind($0) == .spreadElement }
        for child in children {
            let mark = code.mark
            switch tree.kind(child) {
            case .shorthandPattern, .shorthandProperty, .objectAssignmentPattern, .assignmentPattern, .assignmentExpression:
                let nameNode =
                    tree.kind(child) == .shorthandPattern || tree.kind(child) == .shorthandProperty
                    ? child : tree.child(child, .left) ?? child
                let name = identifier(nameNode)
                if hasRest { let k = code.temporary(); code.emit(.loadConstant, a: k, bc: code.constant(name)); excluded.append(k) }
                let v = code.temporary()
                getNamed(source, name, child, into: v)
                if tree.kind(child) == .shorthandProperty {
                    store(name, child, from: v, initialising: declaring != nil)
                } else {
                    assignPattern(child, from: v, declaring: declaring)
                }
                if !hasRest { code.release(to: mark) }
            case .pairPattern, .pair:
                guard let key = tree.child(child, .key), let value = tree.child(child, .value) else { continue }
                let v: Int
                if tree.kind(key) == .computedPropertyName {
                    let k = propertyKey(key)
                    code.emit(.toPropertyKey, a: k, b: k)
                    if hasRest { excluded.append(k) }
                    v = code.temporary()
                    code.position(start(key))
                    code.emit(.getElement, a: v, b: source, c: k)
                } else {
                    if hasRest { let k = propertyKey(key); excluded.append(k) }
                    v = code.temporary()
                    getNamed(source, staticKey(key), key, into: v)
                }
                assignPattern(value, from: v, declaring: declaring)
                if !hasRest { code.release(to: mark) }
            case .restPattern, .spreadElement:
                guard let target = inner(child) else { continue }
                let rest = code.temporary(), list = code.temporary()
                code.emit(.newObject, a: rest)
                code.emit(.newArray, a: list)
                for k in excluded { code.emit(.appendElement, a: list, b: k) }
                code.emit(.copyDataProperties, a: rest, b: source, c: list)
                assignPattern(target, from: rest, declaring: declaring)
            default: break
            }
        }
    }
    private mutating func getNamed(_ object: Int, _ name: String, _ n: Int, into dst: Int) {
        code.position(start(n))
        let number = Int(code.name(name))
        if number < 0xFFFF {
            code.emit(.getProperty, a: dst, b: object, c: number)
        } else {
            let k = code.temporary()
            code.emit(.loadConstant, a: k, bc: code.constant(name))
            code.emit(.getElement, a: dst, b: object, c: k)
        }
    }
    private func patternKeyText(_ n: Int) -> String {
        switch tree.kind(n) {
        case .shorthandPattern, .shorthandProperty: identifier(n)
        case .objectAssignmentPattern, .assignmentPattern: tree.child(n, .left).map(identifier) ?? ""
        case .pairPattern, .pair: tree.child(n, .key).map { tree.kind($0) == .computedPropertyName ? "" : staticKey($0) } ?? ""
        default: ""
        }
    }
    /// Where the assignment is that takes something apart.
    private func assignmentOffset(_ pattern: Int) -> Int? {
        parent(pattern).flatMap { tree.kind($0) == .assignmentExpression ? operatorOffset($0) : nil }
    }
    private mutating func arrayPattern(_ n: Int, from src: Int, declaring: BindingKind?) {
        let it = code.block(3), value = code.temporary(), done = code.temporary()
        let (form, source) = iterationForm(ofPattern: n)
        code.position(source?.lowerBound ?? assignmentOffset(n) ?? start(n), source)
        code.emit(.getIterator, x: Int(form.rawValue) << 1, a: it, b: src)
        let from = code.pc
        code.emit(.loadFalse, a: done)
        control.append(.iterator(it, isAsync: false))  // a return inside (of a generator that is told to) closes it
        var expectsElement = true
        for child in tree.children(n) {
            switch tree.kind(child) {
            case .comment, .htmlComment: continue
            case .commaToken:
                if expectsElement { step(it, value, done) }
                expectsElement = true
            case .restPattern, .spreadElement:
                guard let target = inner(child) else { continue }
                let mark = code.mark
                let place = assignedPlace(target, declaring)
                let rest = code.temporary()
                code.emit(.newArray, a: rest)
                collectRest(it, value, done, into: rest)
                if let place { storeReference(place, from: rest) } else { assignPattern(target, from: rest, declaring: declaring) }
                code.release(to: mark)
                expectsElement = false
            case let k where k.isToken: continue
            default:
                let mark = code.mark
                element(child, it, value, done, declaring)
                code.release(to: mark)
                expectsElement = false
            }
        }
        control.removeLast()
        // an iterator that is not exhausted is closed; a throw in between closes it, too, without being replaced
        code.emit(.iteratorClose, a: it)
        let to = code.pc
        let end = code.jump(.jump)
        let error = code.temporary()
        let handler = code.pc
        code.emit(.iteratorClose, x: 1, a: it)
        code.emit(.throwValue, a: error)
        code.handler(from..<to, target: handler, register: error)
        code.patch(end, to: code.marker())
    }
    /// Where an element of an assignment goes when that is a member: it is evaluated before the iterator is asked.
    private mutating func assignedPlace(_ target: Int, _ declaring: BindingKind?) -> Reference? {
        var target = target
        while tree.kind(target) == .parenthesized, let e = inner(target) { target = e }
        guard declaring == nil, tree.kind(target) == .memberExpression || tree.kind(target) == .subscriptExpression else { return nil }
        return reference(target)
    }
    private mutating func element(_ child: Int, _ it: Int, _ value: Int, _ done: Int, _ declaring: BindingKind?) {
        var target = child, initial: Int?
        if tree.kind(child) == .assignmentPattern || tree.kind(child) == .assignmentExpression, let left = tree.child(child, .left),
            let right = tree.child(child, .right)
        {
            target = left; initial = right
        }
        let place = assignedPlace(target, declaring)
        step(it, value, done)
        let v = code.temporary()
        code.emit(.move, a: v, b: value)
        guard let place else { assignPattern(child, from: v, declaring: declaring); return }
        if let initial { applyDefault(initial, to: v, name: nil) }
        storeReference(place, from: v)
    }
    private mutating func step(_ it: Int, _ value: Int, _ done: Int) {
        let skip = code.jump(.jumpIfTrue, done)
        code.emit(.iteratorNext, a: value, b: it, c: done)
        let isFresh = code.jump(.jump)
        let ended = code.pc
        code.emit(.loadUndefined, a: value)
        let m = code.marker()
        code.patch(skip, to: ended)
        code.join(skip, at: m)
        code.patch(isFresh, to: m)
    }
    private mutating func collectRest(_ it: Int, _ value: Int, _ done: Int, into rest: Int) {
        let head = code.pc
        code.emit(.loopHead)
        let out = code.jump(.jumpIfTrue, done)
        code.emit(.iteratorNext, a: value, b: it, c: done)
        let last = code.jump(.jumpIfTrue, done)
        code.emit(.appendElement, a: rest, b: value)
        code.emit(.jump, bc: UInt32(head))
        let exit = code.marker()
        for j in [out, last] { code.patch(j, to: exit); code.join(j, at: exit) }
    }
    /// Names that a pattern binds.
    static func names(in pattern: Int, _ file: SourceFile, _ tree: Tree) -> [String] {
        var out: [String] = [], work = [pattern]
        while let n = work.popLast() {
            switch tree.kind(n) {
            case .identifier, .shorthandPattern, .undefined: out.append(Literal.identifier(file.slice(tree.range(n))))
            case .assignmentPattern, .objectAssignmentPattern: if let l = tree.child(n, .left) { work.append(l) }
            case .pairPattern: if let v = tree.child(n, .value) { work.append(v) }
            case .objectPattern, .arrayPattern, .restPattern: work += tree.namedChildren(n)
            default: break
            }
        }
        return out
    }
}
