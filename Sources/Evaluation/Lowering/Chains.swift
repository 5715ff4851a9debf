import Machine
import Syntax
import Text

/// Member accesses and calls, with optional chaining.
extension FunctionLowering {
    func numberText(_ d: Double) -> String { NumberText.text(d) }

    /// A chain from its outermost link: what `?.` skips ends here.
    mutating func chain(_ n: Int, into dst: Int) {
        let outer = chainExits
        defer { chainExits = outer }
        chainExits = []
        let result = code.temporary()
        chainPart(n, into: result)
        endChain(chainExits ?? [], .loadUndefined, into: result)
        code.emit(.move, a: dst, b: result)
    }
    /// What `?.` skipped arrives here: the chain then comes to what `skipped` loads.
    mutating func endChain(_ exits: [Int], _ skipped: Operation, into register: Int) {
        if exits.isEmpty { return }
        let end = code.jump(.jump)
        let skip = code.pc
        code.emit(skipped, a: register)
        let m = code.marker()
        code.patch(end, to: m)
        for e in exits { code.patch(e, to: skip); code.join(e, at: m) }
    }
    private func isOptional(_ n: Int) -> Bool { tree.first(n, .optionalChain) != nil }

    /// One link of a chain; anything else is an ordinary expression.
    mutating func chainPart(_ n: Int, into dst: Int) {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { code.emit(.stop, bc: code.constant("an expression nested too deeply")); return }
        switch tree.kind(n) {
        case .memberExpression, .subscriptExpression: member(n, into: dst, thisInto: nil)
        case .callExpression: call(n, into: dst)
        default:
            let saved = chainExits
            expression(n, into: dst)
            chainExits = saved
        }
    }
    /// A member access; its object stays in `thisInto`, where a call needs it.
    mutating func member(_ n: Int, into dst: Int, thisInto: Int?) {
        guard let object = tree.child(n, .object) else { unmodelled("a member of nothing", into: dst); return }
        let mark = code.mark
        defer { code.release(to: mark) }
        if tree.kind(object) == .super {
            let h = superHome(n)
            let k: Int
            if let property = tree.child(n, .property) { k = propertyKey(property) } else { k = operand(tree.child(n, .index) ?? n) }
            code.position(start(n))
            code.emit(.getSuper, a: dst, b: h, c: k)
            if let thisInto { loadThis(n, into: thisInto) }
            return
        }
        let o = thisInto ?? code.temporary()
        if thisInto == nil, tree.kind(object) == .identifier, case .register(let r, let binding, _) = resolve(identifier(object)),
            binding.isInitialised, !binding.alwaysCheck
        {
            code.endStatement()
            finishMember(n, r, into: dst)
            return
        }
        chainPart(object, into: o)
        finishMember(n, o, into: dst)
    }
    private mutating func finishMember(_ n: Int, _ o: Int, into dst: Int) {
        if isOptional(n) { chainExits?.append(code.jump(.jumpIfNullish, o)) }
        if let property = tree.child(n, .property) {
            if tree.kind(property) == .privateName {
                let k = code.temporary()
                load(identifier(property), property, into: k)
                code.position(start(property))
                code.emit(.getPrivate, a: dst, b: o, c: k)
            } else {
                getProperty(o, identifier(property), n, into: dst)
            }
        } else if let key = tree.child(n, .index) {
            let saved = chainExits
            let k = stableOperand(key, before: nil)
            chainExits = saved
            code.position(elementOffset(n), tree.child(n, .object).map { tree.range($0) })
            code.emit(.getElement, a: dst, b: o, c: k)
        }
    }

    /// A call: callee, this and arguments in consecutive registers.
    mutating func call(_ n: Int, into dst: Int) {
        guard let callee = tree.child(n, .function) else { unmodelled("a call of nothing", into: dst); return }
        let mark = code.mark
        defer { code.release(to: mark) }
        let arguments = tree.child(n, .arguments)
        if tree.kind(callee) == .import {
            var phase = 0, at = tree.range(callee).upperBound
            while at < file.bytes.count, file.bytes[at] == 32 || file.bytes[at] == 10 { at += 1 }  // `import.source(…)`: the words are blank in the tree
            if let patch = file.patch(at: at) { phase = patch.kind == .importSourceCall ? 1 : patch.kind == .importDeferCall ? 2 : 0 }
            dynamicImport(n, arguments, phase: phase, into: dst)
            return
        }
        if tree.kind(callee) == .super { superCall(n, arguments, into: dst); return }
        let base = code.block(2)
        switch tree.kind(callee) {
        case .memberExpression, .subscriptExpression: member(callee, into: base, thisInto: base + 1)
        case .parenthesized:
            var target = callee
            while tree.kind(target) == .parenthesized, let e = inner(target) { target = e }
            if tree.kind(target) == .memberExpression || tree.kind(target) == .subscriptExpression {  // (a.b)() keeps this; (a?.b)() ends the chain first
                let saved = chainExits
                chainExits = []
                member(target, into: base, thisInto: base + 1)
                endChain(chainExits ?? [], .loadUndefined, into: base)
                chainExits = saved
            } else {
                let saved = chainExits
                expression(callee, into: base)
                chainExits = saved
                code.emit(.loadUndefined, a: base + 1)
            }
        default:
            chainPart(callee, into: base)
            code.emit(.loadUndefined, a: base + 1)
        }
        if isOptional(n) { chainExits?.append(code.jump(.jumpIfNullish, base)) }
        let saved = chainExits
        chainExits = nil
        finishCall(n, callee, arguments, base, .call, .callArray, into: dst)
        chainExits = saved
    }
    private mutating func finishCall(
        _ n: Int, _ callee: Int, _ arguments: Int?, _ base: Int, _ plain: Operation, _ spread: Operation, x: Int = 0, into dst: Int
    ) {
        let list = arguments.map { tree.kind($0) == .templateString ? [] : tree.namedChildren($0) } ?? []
        if let t = arguments, tree.kind(t) == .templateString {
            let first = code.block(1)
            let count = taggedArguments(t, from: first)
            code.position(start(t), tree.range(callee))
            code.emit(plain, x: Int(iteratedCall(n).rawValue), a: dst, b: base, c: count)
            return
        }
        if list.contains(where: { tree.kind($0) == .spreadElement }) {
            let array = code.block(1), piece = code.temporary()
            code.emit(.newArray, a: array)
            for e in list {
                if tree.kind(e) == .spreadElement, let s = inner(e) {
                    let isOnlyLast = e == list.last && list.dropLast().allSatisfy { tree.kind($0) != .spreadElement }
                    expression(s, into: piece)
                    code.position(isOnlyLast ? callOffset(n, callee, arguments) : start(s), tree.range(s))
                    code.emit(.appendIterable, x: Int((isOnlyLast ? IterationForm.callSpread : .site).rawValue), a: array, b: piece)
                } else {
                    expression(e, into: piece)
                    code.emit(.appendElement, a: array, b: piece)
                }
            }
            code.position(callOffset(n, callee, arguments), tree.range(callee))
            code.emit(spread, x: iteratedCall(n) == .none ? x : Int(iteratedCall(n).rawValue), a: dst, b: base)
            return
        }
        let first = code.block(list.count)
        for (i, e) in list.enumerated() { expression(e, into: first + i) }
        code.position(callOffset(n, callee, arguments), tree.range(callee))
        code.emit(plain, x: iteratedCall(n) == .none ? x : Int(iteratedCall(n).rawValue), a: dst, b: base, c: list.count)
    }
    mutating func construct(_ n: Int, into dst: Int) {
        guard let callee = tree.child(n, .constructor) else { unmodelled("new of nothing", into: dst); return }
        let base = code.block(2)
        expression(callee, into: base)
        finishCall(n, callee, tree.child(n, .arguments), base, .construct, .constructArray, into: dst)
    }
    private mutating func superCall(_ n: Int, _ arguments: Int?, into dst: Int) {
        let base = code.block(2)
        let isArrow = kind.contains(.arrow)
        if isArrow {  // the constructor around it, and what it was called with
            loadSpecial("%home", into: base)
            loadSpecial("%newtarget", into: base + 1)
        }
        finishCall(n, tree.child(n, .function) ?? n, arguments, base, .superCall, .superCallArray, x: isArrow ? 1 : 0, into: dst)
        guard case .slot(let environment, let hops, let slot, _, _) = resolve("%this") else { return }
        if isArrow {
            let bound = code.temporary(), hole = code.temporary()
            code.emit(.loadSlot, x: hops, a: bound, b: environment, c: slot)
            code.emit(.loadHole, a: hole)
            code.emit(.strictEqual, a: hole, b: bound, c: hole)
            let isFree = code.jump(.jumpIfTrue, hole)
            code.position(start(n))
            code.emit(.throwError, x: 2, bc: code.constant("Super constructor may only be called once"))
            let m = code.marker()
            code.patch(isFree, to: m); code.join(isFree, at: m)
            code.emit(.storeSlot, x: hops, a: dst, b: environment, c: slot)
            code.emit(.runFieldInitializers, a: dst, b: base)
        } else {
            code.emit(.storeSlot, x: hops, a: 0, b: environment, c: slot)
        }
    }
    /// In a constructor whose arrows may call super(), `this` is found where they leave it.
    mutating func fetchThis() {
        guard kind.isSuperset(of: [.classConstructor, .derived]), captured.usesSuper,
            case .slot(let environment, let hops, let slot, _, _) = resolve("%this")
        else { return }
        code.emit(.loadSlot, x: hops, a: 0, b: environment, c: slot)
    }
    private mutating func dynamicImport(_ n: Int, _ arguments: Int?, phase: Int, into dst: Int) {
        let list = arguments.map { tree.namedChildren($0) } ?? []
        let specifier = code.temporary(), options = code.temporary()
        if let s = list.first { expression(s, into: specifier) } else { code.emit(.loadUndefined, a: specifier) }
        if list.count > 1 { expression(list[1], into: options) }
        code.position(start(n))
        code.emit(.dynamicImport, x: phase, a: dst, b: specifier, c: list.count > 1 ? options : Self.noRegister)
    }
}
