import Machine
import Syntax

/// `yield` and `yield*`.
extension FunctionLowering {
    mutating func yield(_ n: Int, into dst: Int) {
        guard kind.contains(.generator) else {  // sloppy code may call a variable so
            if tree.namedChildren(n).isEmpty, tree.first(n, .starToken) == nil {
                load("yield", n, into: dst)
            } else {
                code.emit(.stop, bc: code.constant("yield as a name"))
            }
            return
        }
        let isDelegate = tree.first(n, .starToken) != nil
        let value = code.temporary(), asked = code.temporary()
        if isDelegate, let e = tree.namedChildren(n).first { willIterate(e, .unclear) }
        if let e = tree.namedChildren(n).first { expression(e, into: value) } else { code.emit(.loadUndefined, a: value) }
        if isDelegate {
            let it = code.block(3)
            code.position(start(n), tree.namedChildren(n).first.map { tree.range($0) })
            let isAsync = kind.contains(.async),
                form: IterationForm = isAsync ? delegateForm(n) == .site ? .asyncDelegate : .asyncUnclear : delegateForm(n)
            code.emit(.getIterator, x: (isAsync ? 1 : 0) | Int(form.rawValue) << 1, a: it, b: value)
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
        code.emit(.throwError, x: 1, bc: code.constant("The iterator does not provide a 'throw' method."))
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
