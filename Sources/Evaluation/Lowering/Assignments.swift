import Machine
import Syntax

/// Assignments, and where they go: references, their object and key evaluated once.
extension FunctionLowering {
    mutating func assignment(_ n: Int, into dst: Int) {
        guard var left = tree.child(n, .left), let right = tree.child(n, .right) else { return }
        let isCovered = tree.kind(left) == .parenthesized
        while tree.kind(left) == .parenthesized, let e = inner(left) { left = e }
        switch tree.kind(left) {
        case .identifier, .undefined:
            let v = code.temporary()
            expression(right, into: v, name: isAnonymousFunction(right) && !isCovered ? identifier(left) : nil)
            store(identifier(left), left, from: v, at: operatorOffset(n))
            code.emit(.move, a: dst, b: v)
        case .memberExpression, .subscriptExpression:
            let target = reference(left)
            let v = code.temporary()
            expression(right, into: v)
            storeReference(target, from: v, at: operatorOffset(n))
            code.emit(.move, a: dst, b: v)
        default:
            if tree.kind(left) == .arrayPattern || tree.kind(left) == .array { willIterate(right) }
            let v = operand(right)
            assignPattern(left, from: v, declaring: nil)
            code.emit(.move, a: dst, b: v)
        }
    }
    mutating func augmented(_ n: Int, into dst: Int) {
        guard var left = tree.child(n, .left), let right = tree.child(n, .right), let op = tree.child(n, .operator).map(text) else {
            return
        }
        while tree.kind(left) == .parenthesized, let e = inner(left) { left = e }
        let target = reference(left)
        keyOnce(target)
        let value = code.temporary()
        loadReference(target, into: value, at: changedOffset(left))
        if let operation = Self.binaryOperations[String(op.dropLast())] {
            binaryStep(n, operation, value, right, into: value)
            storeReference(target, from: value, at: operatorOffset(n))
            code.emit(.move, a: dst, b: value)
            return
        }
        let jump = code.jump(op == "&&=" ? .jumpIfFalse : op == "||=" ? .jumpIfTrue : .jumpIfNotNullish, value)
        expression(right, into: value, name: tree.kind(left) == .identifier && isAnonymousFunction(right) ? identifier(left) : nil)
        storeReference(target, from: value, at: operatorOffset(n))
        let m = code.marker()
        code.patch(jump, to: m)
        code.join(jump, at: m)
        code.emit(.move, a: dst, b: value)
    }

    enum Reference {
        case variable(String, Int)
        case property(Int, String, Int)
        case element(Int, Int, Int)
        case privateName(Int, Int, Int)
        case superProperty(Int, Int, Int)
        case invalid(Int)
    }
    mutating func reference(_ n: Int) -> Reference {
        switch tree.kind(n) {
        case .identifier, .undefined: return .variable(identifier(n), n)
        case .parenthesized: return inner(n).map { reference($0) } ?? .invalid(n)
        case .memberExpression:
            guard let object = tree.child(n, .object), let property = tree.child(n, .property) else { return .invalid(n) }
            if tree.kind(object) == .super { return .superProperty(superHome(n), propertyKey(property), n) }
            let o = operand(object)
            if tree.kind(property) == .privateName {
                let k = code.temporary()
                load(identifier(property), property, into: k)
                return .privateName(o, k, n)
            }
            return .property(o, identifier(property), n)
        case .subscriptExpression:
            guard let object = tree.child(n, .object), let key = tree.child(n, .index) else { return .invalid(n) }
            if tree.kind(object) == .super { return .superProperty(superHome(n), operand(key), n) }
            let o = operand(object), k = operand(key)
            return .element(o, k, n)
        default: return .invalid(n)
        }
    }
    /// A key that is read and written through becomes a property key once.
    mutating func keyOnce(_ target: Reference) {
        switch target {
        case .element(let o, let k, let n):
            code.position(elementOffset(n), tree.child(n, .object).map { tree.range($0) })
            code.emit(.toPropertyKey, x: 1, a: k, b: k, c: o)
        case .superProperty(_, let k, _): code.emit(.toPropertyKey, a: k, b: k)
        default: break
        }
    }
    /// `place`: where the engine says that the read is; else at the name or the bracket.
    mutating func loadReference(_ target: Reference, into dst: Int, at place: Int? = nil) {
        switch target {
        case .variable(let name, let n): load(name, n, into: dst)
        case .property(let o, let name, let n): getProperty(o, name, n, into: dst, at: place)
        case .element(let o, let k, let n):
            code.position(place ?? elementOffset(n), tree.child(n, .object).map { tree.range($0) })
            code.emit(.getElement, a: dst, b: o, c: k)
        case .privateName(let o, let k, let n): code.position(start(n)); code.emit(.getPrivate, a: dst, b: o, c: k)
        case .superProperty(let h, let k, let n): code.position(start(n)); code.emit(.getSuper, a: dst, b: h, c: k)
        case .invalid(let n): unmodelled("an assignment target that is not understood: \(text(n).prefix(40))", into: dst)
        }
    }
    /// `place`: where the engine says that the assignment is.
    mutating func storeReference(_ target: Reference, from src: Int, at place: Int? = nil) {
        switch target {
        case .variable(let name, let n): store(name, n, from: src, at: place)
        case .property(let o, let name, let n):
            code.position(place ?? changedOffset(n), tree.child(n, .object).map { tree.range($0) })
            let number = Int(code.name(name))
            if number < 0xFFFF {
                code.emit(.setProperty, x: isStrict ? 1 : 0, a: o, b: src, c: number)
            } else {
                let k = code.temporary()
                code.emit(.loadConstant, a: k, bc: code.constant(name))
                code.emit(.setElement, x: isStrict ? 1 : 0, a: o, b: k, c: src)
            }
        case .element(let o, let k, let n):
            code.position(place ?? changedOffset(n), tree.child(n, .object).map { tree.range($0) })
            code.emit(.setElement, x: isStrict ? 1 : 0, a: o, b: k, c: src)
            if mappedArguments != nil, let object = tree.child(n, .object) { mapFromArguments(object) }
        case .privateName(let o, let k, let n): code.position(start(n)); code.emit(.setPrivate, a: o, b: k, c: src)
        case .superProperty(let h, let k, let n): code.position(start(n)); code.emit(.setSuper, x: isStrict ? 1 : 0, a: h, b: k, c: src)
        case .invalid(let n):
            code.position(start(n))
            code.emit(.throwError, x: 2, bc: code.constant("Invalid left-hand side in assignment"))
        }
    }
    mutating func getProperty(_ object: Int, _ name: String, _ n: Int, into dst: Int, at place: Int? = nil) {
        code.position(place ?? memberOffset(n), tree.child(n, .object).map { tree.range($0) })
        let number = Int(code.name(name))
        if number < 0xFFFF {
            code.emit(.getProperty, a: dst, b: object, c: number)
        } else {
            let k = code.temporary()
            code.emit(.loadConstant, a: k, bc: code.constant(name))
            code.emit(.getElement, a: dst, b: object, c: k)
        }
    }
    mutating func superHome(_ n: Int) -> Int {
        let h = code.temporary()
        code.position(start(n))
        if kind.contains(.arrow) {
            code.slotName("this")
            loadSpecial("%this", into: 0)
            loadSpecial("%home", into: h)
        } else {
            if kind.contains(.derived) { fetchThis(); code.emit(.loadThis, a: h) }  // not before super()
            code.emit(.loadCallee, a: h)
        }
        return h
    }
}
