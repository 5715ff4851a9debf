import Machine
import Syntax

/// Expressions: each is lowered into a given register.
extension FunctionLowering {
    static let noRegister = 0xFFFF

    /// Lowers an expression into a fresh temporary.
    mutating func operand(_ n: Int) -> Int {
        let r = code.temporary()
        expression(n, into: r)
        return r
    }
    /// A register that holds the expression's value while `other` is evaluated: a variable's own where `other` cannot change it.
    mutating func stableOperand(_ n: Int, before other: Int?) -> Int {
        if tree.kind(n) == .identifier, case .register(let r, let binding, _) = resolve(identifier(n)), binding.isInitialised,
            !binding.alwaysCheck, other.map(isHarmless) ?? true
        {
            code.endStatement()
            return r
        }
        return operand(n)
    }
    private func isHarmless(_ n: Int) -> Bool {
        var at = n, steps = 0
        let end = Int(tree.nodes[n].next)
        while at < end {
            switch tree.kind(at) {
            case .assignmentExpression, .augmentedAssignment, .updateExpression, .yieldExpression, .awaitExpression: return false
            default: break
            }
            at += 1
            steps += 1
            if steps > 200 { return false }
        }
        return true
    }

    mutating func expression(_ n: Int, into dst: Int, name: String? = nil) {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { code.emit(.stop, bc: code.constant("an expression nested too deeply")); return }
        let mark = code.mark
        defer { code.release(to: mark) }
        let outerChain = chainExits
        switch tree.kind(n) {
        case .memberExpression, .subscriptExpression, .callExpression: break
        default: chainExits = nil
        }
        defer { chainExits = outerChain }
        switch tree.kind(n) {
        case .identifier, .shorthandProperty, .undefined: load(identifier(n), n, into: dst)
        case .this: loadThis(n, into: dst)
        case .null: code.emit(.loadNull, a: dst)
        case .true: code.emit(.loadTrue, a: dst)
        case .false: code.emit(.loadFalse, a: dst)
        case .number: number(text(n), into: dst)
        case .string: code.emit(.loadConstant, a: dst, bc: code.constant(Literal.decode(stringInside(n)) ?? []))
        case .templateString: template(n, into: dst)
        case .regex:
            let pattern = tree.child(n, .pattern).map(text) ?? "", flags = tree.child(n, .flags).map(text) ?? ""
            code.position(start(n))
            code.emit(.newRegExp, a: dst, b: Int(code.constant(pattern)), c: Int(code.constant(flags)))
        case .parenthesized: expression(inner(n) ?? n + 1, into: dst, name: name)
        case .array: array(n, into: dst)
        case .object: object(n, into: dst)
        case .functionExpression, .generatorFunction, .arrowFunction: function(n, into: dst, name: name)
        case .class: classDefinition(n, into: dst, name: name)
        case .unaryExpression: unary(n, into: dst)
        case .updateExpression: update(n, into: dst)
        case .binaryExpression: binary(n, into: dst)
        case .ternaryExpression: ternary(n, into: dst, name: name)
        case .assignmentExpression: assignment(n, into: dst)
        case .augmentedAssignment: augmented(n, into: dst)
        case .sequenceExpression:
            var at = n
            var parts: [Int] = []
            while tree.kind(at) == .sequenceExpression {  // right-nested: a list
                let children = tree.namedChildren(at)
                parts += children.dropLast()
                guard let last = children.last else { break }
                at = last
            }
            parts.append(at)
            for p in parts { expression(p, into: dst) }
        case .memberExpression, .subscriptExpression, .callExpression: chain(n, into: dst)
        case .newExpression: construct(n, into: dst)
        case .metaProperty:
            if text(n).hasPrefix("new") {
                if kind.contains(.arrow) { loadSpecial("%newtarget", into: dst) } else { code.emit(.loadNewTarget, a: dst) }
            } else {
                code.position(start(n)); code.emit(.loadImportMeta, a: dst)
            }
        case .awaitExpression:
            let v = operand(tree.namedChildren(n).first ?? n + 1)
            awaitValue(v, n, into: dst)
        case .yieldExpression: yield(n, into: dst)
        case .spreadElement, .error, .other, .token: unmodelled("syntax that is not understood: \(text(n).prefix(40))", into: dst)
        case .import: unmodelled("import as a value", into: dst)
        default: unmodelled("syntax of kind \(tree.kind(n).rawValue)", into: dst)
        }
    }
    /// The expression inside parentheses.
    func inner(_ n: Int) -> Int? { tree.namedChildren(n).first }
    func stringInside(_ n: Int) -> ArraySlice<UInt8> {
        let range = tree.range(n)
        return range.count >= 2 ? file.slice((range.lowerBound + 1)..<(range.upperBound - 1)) : []
    }
    mutating func awaitValue(_ value: Int, _ n: Int, into dst: Int) {
        code.position(start(n))
        code.emit(.await, a: dst, b: value)
    }
    private mutating func number(_ text: String, into dst: Int) {
        let (value, bigint) = Literal.number(text)
        if let bigint { code.emit(.loadConstant, a: dst, bc: code.constant(other: .bigint(bigint))); return }
        if let i = Int32(exactly: value), i != 0 || value.sign == .plus {
            code.emit(.loadInt, a: dst, bc: UInt32(bitPattern: i))
        } else {
            code.emit(.loadConstant, a: dst, bc: code.constant(value))
        }
    }
}
