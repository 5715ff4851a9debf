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
        if tree.kind(n) == .identifier, case .register(let r, let binding, _) = resolve(identifier(n)), binding.isInitialised, !binding.alwaysCheck, other.map(isHarmless) ?? true { return r }
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
            } else { code.position(start(n)); code.emit(.loadImportMeta, a: dst) }
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
        if let i = Int32(exactly: value), i != 0 || value.sign == .plus { code.emit(.loadInt, a: dst, bc: UInt32(bitPattern: i)) } else { code.emit(.loadConstant, a: dst, bc: code.constant(value)) }
    }

    // Templates

    private func templateChunks(_ n: Int) -> (chunks: [ArraySlice<UInt8>], substitutions: [Int]) {
        let substitutions = tree.children(n).filter { tree.kind($0) == .templateSubstitution }
        var chunks: [ArraySlice<UInt8>] = [], at = tree.range(n).lowerBound + 1
        for s in substitutions { chunks.append(file.slice(at..<tree.range(s).lowerBound)); at = tree.range(s).upperBound }
        chunks.append(file.slice(at..<max(at, tree.range(n).upperBound - 1)))
        return (chunks, substitutions.map { inner($0) ?? $0 })
    }
    private static func raw(_ chunk: ArraySlice<UInt8>) -> [UInt16] { Array(String(decoding: withPlainLineEnds(chunk), as: UTF8.self).utf16) }
    /// nil where an escape is invalid in a template: \1, \01, and what is invalid in strings, too.
    private static func cooked(_ chunk: ArraySlice<UInt8>) -> [UInt16]? {
        guard chunk.contains(92) || chunk.contains(13) else { return Literal.decode(chunk) }
        var at = chunk.startIndex
        while at + 1 < chunk.endIndex {
            guard chunk[at] == 92 else { at += 1; continue }
            let c = chunk[at + 1]
            if (49...57).contains(c) || (c == 48 && at + 2 < chunk.endIndex && (48...57).contains(chunk[at + 2])) { return nil }
            at += 2
        }
        return Literal.decode(withPlainLineEnds(chunk))
    }
    private static func withPlainLineEnds(_ chunk: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard chunk.contains(13) else { return chunk }
        var out: [UInt8] = [], before: UInt8 = 0
        for c in chunk {
            if c == 13 { out.append(10) } else if !(c == 10 && before == 13) { out.append(c) }
            before = c
        }
        return out[...]
    }
    private mutating func template(_ n: Int, into dst: Int) {
        let (chunks, substitutions) = templateChunks(n)
        let result = code.temporary(), piece = code.temporary()
        code.emit(.loadConstant, a: result, bc: code.constant(Self.cooked(chunks[0]) ?? []))
        for (i, s) in substitutions.enumerated() {
            expression(s, into: piece)
            code.position(start(s))
            code.emit(.toStringForTemplate, a: piece, b: piece)
            code.emit(.add, a: result, b: result, c: piece)
            let next = Self.cooked(chunks[i + 1]) ?? []
            if !next.isEmpty {
                code.emit(.loadConstant, a: piece, bc: code.constant(next))
                code.emit(.add, a: result, b: result, c: piece)
            }
        }
        code.emit(.move, a: dst, b: result)
    }
    mutating func taggedArguments(_ n: Int, from first: Int) -> Int {
        let (chunks, substitutions) = templateChunks(n)
        code.emit(.templateObject, a: first, bc: code.constant(other: .template(cooked: chunks.map(Self.cooked), raw: chunks.map(Self.raw))))
        _ = code.block(substitutions.count)
        for (i, s) in substitutions.enumerated() { expression(s, into: first + 1 + i) }
        return 1 + substitutions.count
    }

    // Literals with parts

    private mutating func array(_ n: Int, into dst: Int) {
        let result = code.temporary(), piece = code.temporary()
        code.emit(.newArray, a: result, b: 0, c: 0)
        var sawElement = false
        for child in tree.children(n) {
            switch tree.kind(child) {
            case .comment, .htmlComment: continue
            case .commaToken:
                if !sawElement { code.emit(.loadHole, a: piece); code.emit(.appendElement, a: result, b: piece) }
                sawElement = false
            case .spreadElement:
                if let e = inner(child) { expression(e, into: piece); code.position(start(e), tree.range(e)); code.emit(.appendIterable, a: result, b: piece) }
                sawElement = true
            case let k where k.isToken: continue
            default:
                expression(child, into: piece)
                code.emit(.appendElement, a: result, b: piece)
                sawElement = true
            }
        }
        code.emit(.move, a: dst, b: result)
    }
    private mutating func object(_ n: Int, into dst: Int) {
        let result = code.temporary()
        code.emit(.newObject, a: result)
        for child in tree.namedChildren(n) {
            let mark = code.mark
            defer { code.release(to: mark) }
            switch tree.kind(child) {
            case .pair:
                guard let key = tree.child(child, .key), let value = tree.child(child, .value) else { continue }
                let v = code.temporary()
                if tree.kind(key) == .computedPropertyName {
                    let k = propertyKey(key)
                    code.emit(.toPropertyKey, a: k, b: k)
                    expression(value, into: v)
                    code.emit(.defineElement, x: isAnonymousFunction(value) ? 1 : 0, a: result, b: k, c: v)
                } else {
                    let name = staticKey(key)
                    expression(value, into: v, name: isAnonymousFunction(value) && name != "__proto__" ? name : nil)
                    if name == "__proto__" { code.emit(.setPrototypeOfLiteral, a: result, b: v) } else { defineStatic(name, object: result, value: v) }
                }
            case .shorthandProperty:
                let v = operand(child)
                defineStatic(identifier(child), object: result, value: v)
            case .spreadElement:
                if let e = inner(child) { let v = operand(e); code.position(start(e)); code.emit(.copyDataProperties, a: result, b: v, c: Self.noRegister) }
            case .methodDefinition: method(child, on: result, enumerable: true)
            default: break
            }
        }
        code.emit(.move, a: dst, b: result)
    }
    private mutating func defineStatic(_ name: String, object: Int, value: Int) {
        let n = Int(code.name(name))
        if n < 0xFFFF { code.emit(.defineField, a: object, b: value, c: n) } else {
            let k = code.temporary()
            code.emit(.loadConstant, a: k, bc: code.constant(name))
            code.emit(.defineElement, a: object, b: k, c: value)
        }
    }
    func isAnonymousFunction(_ n: Int) -> Bool {
        switch tree.kind(n) {
        case .arrowFunction: return true
        case .functionExpression, .generatorFunction, .class: return tree.child(n, .name) == nil
        case .parenthesized: return inner(n).map(isAnonymousFunction) ?? false
        default: return false
        }
    }
    /// A key that is written out: its text.
    func staticKey(_ n: Int) -> String {
        switch tree.kind(n) {
        case .string: return String(decoding: Literal.decode(stringInside(n)) ?? [], as: UTF16.self)
        case .number:
            let (value, bigint) = Literal.number(text(n))
            return bigint ?? numberText(value)
        default: return identifier(n)
        }
    }
    /// A key as a value in a register.
    mutating func propertyKey(_ n: Int) -> Int {
        let k = code.temporary()
        if tree.kind(n) == .computedPropertyName, let e = inner(n) { expression(e, into: k) } else { code.emit(.loadConstant, a: k, bc: code.constant(staticKey(n))) }
        return k
    }

    // Operators

    private mutating func unary(_ n: Int, into dst: Int) {
        guard let argument = tree.child(n, .argument) else { return }
        let op = tree.child(n, .operator).map(text) ?? ""
        switch op {
        case "typeof":
            var target = argument
            while tree.kind(target) == .parenthesized, let e = inner(target) { target = e }
            let v = code.temporary()
            if tree.kind(target) == .identifier { load(identifier(target), target, into: v, typeof: true) } else { expression(argument, into: v) }
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
        guard tree.kind(target) == .memberExpression || tree.kind(target) == .subscriptExpression, let object = tree.child(target, .object) else {
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
        } else { k = operand(tree.child(target, .index) ?? target) }
        code.position(start(target))
        code.emit(.deleteElement, x: isStrict ? 1 : 0, a: dst, b: o, c: k)
        if !exits.isEmpty {
            let end = code.jump(.jump)
            let skip = code.pc
            code.emit(.loadTrue, a: dst)
            let m = code.marker()
            code.patch(end, to: m)
            for e in exits { code.patch(e, to: skip); code.join(e, at: m) }
        }
    }
    private mutating func update(_ n: Int, into dst: Int) {
        guard let argument = tree.child(n, .argument) else { return }
        let operatorNode = tree.child(n, .operator)
        let op: Operation = operatorNode.map(text) == "--" ? .decrement : .increment
        let isPrefix = operatorNode.map { start($0) < start(argument) } ?? false
        let target = reference(argument)
        keyOnce(target)
        let old = code.temporary(), new = code.temporary()
        loadReference(target, into: old)
        code.position(start(n))
        if !isPrefix { code.emit(.toNumeric, a: old, b: old) }
        code.emit(op, a: new, b: old)
        storeReference(target, from: new)
        code.emit(.move, a: dst, b: isPrefix ? new : old)
    }
    private static let binaryOperations: [String: Operation] = [
        "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "%": .remainder, "**": .exponentiate, "&": .bitAnd, "|": .bitOr, "^": .bitXor,
        "<<": .shiftLeft, ">>": .shiftRight, ">>>": .shiftRightUnsigned, "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
        "==": .equal, "!=": .notEqual, "===": .strictEqual, "!==": .strictNotEqual, "instanceof": .instanceOf, "in": .inObject,
    ]
    private mutating func binary(_ n: Int, into dst: Int) {
        // left-nested chains of thousands of terms are real: iterate along the spine
        var spine: [Int] = [], at = n
        while tree.kind(at) == .binaryExpression, let left = tree.child(at, .left) { spine.append(at); at = left }
        if let last = spine.last, let op = tree.child(last, .operator), text(op) == "in", tree.kind(at) == .privateName, let right = tree.child(last, .right) {
            let v = code.temporary(), key = code.temporary()
            expression(right, into: v)
            load(identifier(at), at, into: key)
            code.position(start(last))
            code.emit(.hasPrivate, a: dst, b: key, c: v)
            spine.removeLast()
            if spine.isEmpty { return }
        } else if spine.count == 1, let right = tree.child(n, .right), let op = tree.child(n, .operator).map(text), let operation = Self.binaryOperations[op] {
            let l = stableOperand(at, before: right)
            binaryStep(n, operation, l, right, into: dst)
            return
        } else { expression(at, into: dst) }
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
    private mutating func binaryStep(_ n: Int, _ operation: Operation, _ left: Int, _ right: Int, into dst: Int) {
        let mark = code.mark
        defer { code.release(to: mark) }
        if tree.kind(right) == .number, let i = Int16(text(right)) {
            let short: Operation? = switch operation { case .bitAnd: .bitAndInt; case .bitOr: .bitOrInt; case .shiftLeft: .shiftLeftInt; case .shiftRight: .shiftRightInt; case .shiftRightUnsigned: .shiftRightUnsignedInt; case .add: .addInt; default: nil }
            if let short { code.position(start(n)); code.emit(short, a: dst, b: left, c: Int(UInt16(bitPattern: i))); return }
        }
        let r = stableOperand(right, before: nil)
        code.position(start(n), operation == .instanceOf ? tree.range(right) : nil)
        code.emit(operation, a: dst, b: left, c: r)
    }
    private mutating func ternary(_ n: Int, into dst: Int, name: String?) {
        guard let test = tree.child(n, .condition), let yes = tree.child(n, .consequence), let no = tree.child(n, .alternative) else { return }
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

    // Assignment

    private mutating func assignment(_ n: Int, into dst: Int) {
        guard var left = tree.child(n, .left), let right = tree.child(n, .right) else { return }
        let isCovered = tree.kind(left) == .parenthesized
        while tree.kind(left) == .parenthesized, let e = inner(left) { left = e }
        switch tree.kind(left) {
        case .identifier, .undefined:
            let v = code.temporary()
            expression(right, into: v, name: isAnonymousFunction(right) && !isCovered ? identifier(left) : nil)
            store(identifier(left), left, from: v)
            code.emit(.move, a: dst, b: v)
        case .memberExpression, .subscriptExpression:
            let target = reference(left)
            let v = code.temporary()
            expression(right, into: v)
            storeReference(target, from: v)
            code.emit(.move, a: dst, b: v)
        default:
            let v = operand(right)
            assignPattern(left, from: v, declaring: nil)
            code.emit(.move, a: dst, b: v)
        }
    }
    private mutating func augmented(_ n: Int, into dst: Int) {
        guard var left = tree.child(n, .left), let right = tree.child(n, .right), let op = tree.child(n, .operator).map(text) else { return }
        while tree.kind(left) == .parenthesized, let e = inner(left) { left = e }
        let target = reference(left)
        keyOnce(target)
        let value = code.temporary()
        loadReference(target, into: value)
        if let operation = Self.binaryOperations[String(op.dropLast())] {
            binaryStep(n, operation, value, right, into: value)
            storeReference(target, from: value)
            code.emit(.move, a: dst, b: value)
            return
        }
        let jump = code.jump(op == "&&=" ? .jumpIfFalse : op == "||=" ? .jumpIfTrue : .jumpIfNotNullish, value)
        expression(right, into: value, name: tree.kind(left) == .identifier && isAnonymousFunction(right) ? identifier(left) : nil)
        storeReference(target, from: value)
        let m = code.marker()
        code.patch(jump, to: m)
        code.join(jump, at: m)
        code.emit(.move, a: dst, b: value)
    }

    // References: where an assignment goes, its object and key evaluated once

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
    private mutating func keyOnce(_ target: Reference) {
        switch target {
        case .element(let o, let k, let n):
            code.position(elementOffset(n), tree.child(n, .object).map { tree.range($0) })
            code.emit(.toPropertyKey, x: 1, a: k, b: k, c: o)
        case .superProperty(_, let k, _): code.emit(.toPropertyKey, a: k, b: k)
        default: break
        }
    }
    mutating func loadReference(_ target: Reference, into dst: Int) {
        switch target {
        case .variable(let name, let n): load(name, n, into: dst)
        case .property(let o, let name, let n): getProperty(o, name, n, into: dst)
        case .element(let o, let k, let n):
            code.position(elementOffset(n), tree.child(n, .object).map { tree.range($0) })
            code.emit(.getElement, a: dst, b: o, c: k)
        case .privateName(let o, let k, let n): code.position(start(n)); code.emit(.getPrivate, a: dst, b: o, c: k)
        case .superProperty(let h, let k, let n): code.position(start(n)); code.emit(.getSuper, a: dst, b: h, c: k)
        case .invalid(let n): unmodelled("an assignment target that is not understood: \(text(n).prefix(40))", into: dst)
        }
    }
    mutating func storeReference(_ target: Reference, from src: Int) {
        switch target {
        case .variable(let name, let n): store(name, n, from: src)
        case .property(let o, let name, let n):
            code.position(tree.child(n, .property).map(start) ?? start(n), tree.child(n, .object).map { tree.range($0) })
            let number = Int(code.name(name))
            if number < 0xFFFF { code.emit(.setProperty, x: isStrict ? 1 : 0, a: o, b: src, c: number) } else {
                let k = code.temporary()
                code.emit(.loadConstant, a: k, bc: code.constant(name))
                code.emit(.setElement, x: isStrict ? 1 : 0, a: o, b: k, c: src)
            }
        case .element(let o, let k, let n):
            code.position(elementOffset(n), tree.child(n, .object).map { tree.range($0) })
            code.emit(.setElement, x: isStrict ? 1 : 0, a: o, b: k, c: src)
            if mappedArguments != nil, let object = tree.child(n, .object) { mapFromArguments(object) }
        case .privateName(let o, let k, let n): code.position(start(n)); code.emit(.setPrivate, a: o, b: k, c: src)
        case .superProperty(let h, let k, let n): code.position(start(n)); code.emit(.setSuper, x: isStrict ? 1 : 0, a: h, b: k, c: src)
        case .invalid(let n):
            code.position(start(n))
            code.emit(.throwError, x: 2, bc: code.constant("Invalid left-hand side in assignment"))
        }
    }
    mutating func getProperty(_ object: Int, _ name: String, _ n: Int, into dst: Int) {
        code.position(tree.child(n, .property).map(start) ?? start(n), tree.child(n, .object).map { tree.range($0) })
        let number = Int(code.name(name))
        if number < 0xFFFF { code.emit(.getProperty, a: dst, b: object, c: number) } else {
            let k = code.temporary()
            code.emit(.loadConstant, a: k, bc: code.constant(name))
            code.emit(.getElement, a: dst, b: object, c: k)
        }
    }
    /// V8 places keyed accesses at the bracket.
    func elementOffset(_ n: Int) -> Int { tree.child(n, .index).map { max(start(n), start($0) - 1) } ?? start(n) }
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

    // Yield

    private mutating func yield(_ n: Int, into dst: Int) {
        guard kind.contains(.generator) else {  // sloppy code may call a variable so
            if tree.namedChildren(n).isEmpty, tree.first(n, .starToken) == nil { load("yield", n, into: dst) } else { code.emit(.stop, bc: code.constant("yield as a name")) }
            return
        }
        let isDelegate = tree.first(n, .starToken) != nil
        let value = code.temporary(), asked = code.temporary()
        if let e = tree.namedChildren(n).first { expression(e, into: value) } else { code.emit(.loadUndefined, a: value) }
        if isDelegate {
            let it = code.block(3)
            code.position(start(n), tree.namedChildren(n).first.map { tree.range($0) })
            code.emit(.getIterator, x: kind.contains(.async) ? 1 : 0, a: it, b: value)
            if kind.contains(.async) { delegate(n, it, into: dst); return }
            code.emit(.yieldDelegate, a: dst, b: it, c: asked)
        } else {
            if kind.contains(.async) { awaitValue(value, n, into: value) }
            code.position(start(n))
            code.emit(.yield, a: dst, b: value, c: asked)
        }
        let go = code.jump(.jumpIfFalse, asked)
        if kind.contains(.async) { awaitValue(dst, n, into: dst) }
        exit(.returning(dst))
        let m = code.marker()
        code.patch(go, to: m)
        code.join(go, at: m)
    }
    /// `yield*` of an async generator, written out: every result is awaited, and what the consumer asks is passed on (ECMA-262, 15.5.5).
    private mutating func delegate(_ n: Int, _ it: Int, into dst: Int) {
        let mode = code.temporary(), received = code.temporary(), asked = code.temporary(), done = code.temporary(), test = code.temporary()
        let window = code.block(3)
        code.emit(.loadInt, a: mode, bc: 0)
        code.emit(.loadUndefined, a: received)
        let head = code.pc
        code.emit(.loopHead)
        func unless(_ number: Int, _ f: inout FunctionLowering) -> Int {
            f.code.emit(.loadInt, a: test, bc: UInt32(number))
            f.code.emit(.strictEqual, a: test, b: mode, c: test)
            return f.code.jump(.jumpIfFalse, test)
        }
        code.position(start(n))
        code.emit(.move, a: window + 1, b: it)
        code.emit(.move, a: window + 2, b: received)
        code.emit(.move, a: window, b: it + 1)
        let notThrow = unless(1, &self)
        code.emit(.getProperty, a: window, b: it, c: Int(code.name("throw")))
        let canThrow = code.jump(.jumpIfNotNullish, window)
        closeAsyncIterator(it, swallowing: false)
        code.emit(.throwError, x: 1, bc: code.constant("The iterator does not provide a 'throw' method"))
        let throwReady = code.marker()
        code.patch(canThrow, to: throwReady); code.join(canThrow, at: throwReady)
        code.patch(notThrow, to: code.pc)
        let notReturn = unless(2, &self)
        code.emit(.getProperty, a: window, b: it, c: Int(code.name("return")))
        let canReturn = code.jump(.jumpIfNotNullish, window)
        code.emit(.await, a: dst, b: received)
        exit(.returning(dst))
        let ready = code.marker()
        code.patch(canReturn, to: ready); code.join(canReturn, at: ready)
        code.patch(notReturn, to: ready); code.join(notReturn, at: ready); code.join(notThrow, at: ready)
        code.position(start(n))
        code.emit(.call, a: window, b: window, c: 1)
        code.emit(.await, a: window, b: window)
        code.emit(.iteratorResult, x: 2, a: dst, b: window, c: done)
        let over = code.jump(.jumpIfTrue, done)
        let from = code.pc
        code.emit(.yield, a: received, b: dst, c: asked)
        code.emit(.loadInt, a: mode, bc: 0)
        let again = code.jump(.jumpIfFalse, asked)
        code.emit(.await, a: received, b: received)
        code.emit(.loadInt, a: mode, bc: 2)
        let to = code.pc
        code.emit(.jump, bc: UInt32(head))
        code.handler(from..<to, target: code.pc, register: received)
        code.emit(.loadInt, a: mode, bc: 1)
        let next = code.marker()
        code.patch(again, to: next); code.join(again, at: next)
        code.emit(.jump, bc: UInt32(head))
        let end = code.marker()
        code.patch(over, to: end); code.join(over, at: end)
        let go = unless(2, &self)
        exit(.returning(dst))
        let m = code.marker()
        code.patch(go, to: m); code.join(go, at: m)
    }
}
