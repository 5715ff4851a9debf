import Machine
import Syntax

/// Operators, updates and conditions.
extension FunctionLowering {
    mutating func unary(_ n: Int, into dst: Int) {
        guard let argument = tree.child(n, .argument) else { return }
        let op = tree.child(n, .operator).map(text) ?? ""
        switch op {
        case "typeof":
            var target = argument
            while tree.kind(target) == .parenthesized, let e = inner(target) { target = e }
            let v = code.temporary()
            if tree.kind(target) == .identifier {
                load(identifier(target), target, into: v, typeof: true)
            } else {
                expression(argument, into: v)
            }
            code.emit(.typeOf, a: dst, b: v)
        case "void":
            _ = operand(argument)
            code.emit(.loadUndefined, a: dst)
        case "delete": delete(argument, into: dst)
        case "-" where tree.kind(argument) == .number && !text(argument).hasSuffix("n"):
            code.emit(.loadConstant, a: dst, bc: code.constant(-Literal.number(text(argument)).value))
        default:
            let v = stableOperand(argument, before: nil)
            code.position(start(n))
            code.emit(op == "-" ? .negate : op == "+" ? .plus : op == "~" ? .bitNot : .not, a: dst, b: v)
        }
    }
    private mutating func delete(_ argument: Int, into dst: Int) {
        var target = argument
        while tree.kind(target) == .parenthesized, let e = inner(target) { target = e }
        guard tree.kind(target) == .memberExpression || tree.kind(target) == .subscriptExpression, let object = tree.child(target, .object)
        else {
            if tree.kind(target) == .identifier {
                guard case .global = resolve(identifier(target)) else { code.emit(.loadFalse, a: dst); return }
                let global = code.temporary(), key = code.temporary()
                code.emit(.loadGlobalOrUndefined, a: global, bc: code.name("globalThis"))
                code.emit(.loadConstant, a: key, bc: code.constant(identifier(target)))
                code.emit(.deleteElement, a: dst, b: global, c: key)
                return
            }
            _ = operand(target)
            code.emit(.loadTrue, a: dst)
            return
        }
        var exits: [Int] = []
        let outer = chainExits
        chainExits = []
        let o = code.temporary()
        chainPart(object, into: o)
        if tree.first(target, .optionalChain) != nil { chainExits?.append(code.jump(.jumpIfNullish, o)) }
        exits = chainExits ?? []
        chainExits = outer
        let k: Int
        if tree.kind(target) == .memberExpression {
            k = code.temporary()
            code.emit(.loadConstant, a: k, bc: code.constant(tree.child(target, .property).map(identifier) ?? ""))
        } else {
            k = operand(tree.child(target, .index) ?? target)
        }
        code.position(changedOffset(target))
        code.emit(.deleteElement, x: isStrict ? 1 : 0, a: dst, b: o, c: k)
        endChain(exits, .loadTrue, into: dst)
    }
    mutating func update(_ n: Int, into dst: Int) {
        guard let argument = tree.child(n, .argument) else { return }
        let operatorNode = tree.child(n, .operator)
        let op: Operation = operatorNode.map(text) == "--" ? .decrement : .increment
        let isPrefix = operatorNode.map { start($0) < start(argument) } ?? false
        let target = reference(argument)
        keyOnce(target)
        let old = code.temporary(), new = code.temporary()
        loadReference(target, into: old, at: changedOffset(argument))
        code.position(start(n))
        if !isPrefix { code.emit(.toNumeric, a: old, b: old) }
        code.emit(op, a: new, b: old)
        storeReference(target, from: new, at: operatorOffset(n))
        code.emit(.move, a: dst, b: isPrefix ? new : old)
    }
    static let binaryOperations: [String: Operation] = [
        "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "%": .remainder, "**": .exponentiate, "&": .bitAnd, "|": .bitOr,
        "^": .bitXor,
        "<<": .shiftLeft, ">>": .shiftRight, ">>>": .shiftRightUnsigned, "<": .less, "<=": .lessOrEqual, ">": .greater,
        ">=": .greaterOrEqual,
        "==": .equal, "!=": .notEqual, "===": .strictEqual, "!==": .strictNotEqual, "instanceof": .instanceOf, "in": .inObject
    ]
    mutating func binary(_ n: Int, into dst: Int) {
        // left-nested chains of thousands of terms are real: iterate along the spine
        var spine: [Int] = [], at = n
        while tree.kind(at) == .binaryExpression, let left = tree.child(at, .left) { spine.append(at); at = left }
        if let last = spine.last, let op = tree.child(last, .operator), text(op) == "in", tree.kind(at) == .privateName,
            let right = tree.child(last, .right)
        {
            let v = code.temporary(), key = code.temporary()
            expression(right, into: v)
            load(identifier(at), at, into: key)
            code.position(operatorOffset(last))
            code.emit(.hasPrivate, a: dst, b: key, c: v)
            spine.removeLast()
            if spine.isEmpty { return }
        } else if spine.count == 1, let right = tree.child(n, .right), let op = tree.child(n, .operator).map(text),
            let operation = Self.binaryOperations[op]
        {
            let l = stableOperand(at, before: right)
            binaryStep(n, operation, l, right, into: dst)
            return
        } else {
            expression(at, into: dst)
        }
        let result = code.temporary()
        code.emit(.move, a: result, b: dst)
        for node in spine.reversed() {
            guard let right = tree.child(node, .right), let op = tree.child(node, .operator).map(text) else { continue }
            if let operation = Self.binaryOperations[op] { binaryStep(node, operation, result, right, into: result); continue }
            // && || ??
            let jump = code.jump(op == "&&" ? .jumpIfFalse : op == "||" ? .jumpIfTrue : .jumpIfNotNullish, result)
            expression(right, into: result)
            let m = code.marker()
            code.patch(jump, to: m)
            code.join(jump, at: m)
        }
        code.emit(.move, a: dst, b: result)
    }
    mutating func binaryStep(_ n: Int, _ operation: Operation, _ left: Int, _ right: Int, into dst: Int) {
        let mark = code.mark
        defer { code.release(to: mark) }
        if tree.kind(right) == .number, let i = Int16(text(right)) {
            let short: Operation? =
                switch operation {
                case .bitAnd: .bitAndInt;
                case .bitOr: .bitOrInt;
                case .shiftLeft: .shiftLeftInt;
                case .shiftRight: .shiftRightInt;
                case .shiftRightUnsigned: .shiftRightUnsignedInt;
                case .add: .addInt;
                default: nil
                }
            if let short { code.position(operationOffset(n)); code.emit(short, a: dst, b: left, c: Int(UInt16(bitPattern: i))); return }
        }
        let r = stableOperand(right, before: nil)
        code.position(operationOffset(n), operation == .instanceOf ? tree.range(right) : nil)
        code.emit(operation, a: dst, b: left, c: r)
    }
    /// At the operator; of `a += b` at the variable.
    private func operationOffset(_ n: Int) -> Int {
        let changesVariable = tree.kind(n) == .augmentedAssignment && tree.child(n, .left).map { tree.kind($0) == .identifier } == true
        return changesVariable ? start(n) : operatorOffset(n)
    }
    mutating func ternary(_ n: Int, into dst: Int, name: String?) {
        guard let test = tree.child(n, .condition), let yes = tree.child(n, .consequence), let no = tree.child(n, .alternative) else {
            return
        }
        let c = stableOperand(test, before: nil)
        let result = code.temporary()
        let toElse = code.jump(.jumpIfFalse, c)
        expression(yes, into: result, name: name)
        let toEnd = code.jump(.jump)
        code.patch(toElse, to: code.pc)
        expression(no, into: result, name: name)
        let m = code.marker()
        code.patch(toEnd, to: m)
        code.join(toElse, at: m)
        code.emit(.move, a: dst, b: result)
    }
}
