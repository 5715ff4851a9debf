import Machine
import Syntax

/// `try`, `catch` and `finally`.
extension FunctionLowering {
    mutating func tryStatement(_ n: Int) {
        guard let body = tree.child(n, .body) else { return }
        if let finalizer = tree.child(n, .finalizer), let cleanup = tree.child(finalizer, .body) {
            let kindRegister = code.temporary(), value = code.temporary()
            let exits = Control.FinallyExits()
            control.append(.finally(exits, kind: kindRegister, value: value))
            let from = code.pc
            tryCatch(n, body)
            let to = code.pc
            control.removeLast()
            code.emit(.loadInt, a: kindRegister, bc: 0)
            let normal = code.jump(.jump)
            let thrown = code.pc
            code.emit(.loadInt, a: kindRegister, bc: 1)
            code.handler(from..<to, target: thrown, register: value)
            let m = code.marker()
            code.patch(normal, to: m)
            for j in exits.jumps { code.patch(j, to: m) }
            statement(cleanup, labels: [])
            finallyDispatch(exits, kindRegister, value)
        } else {
            tryCatch(n, body)
        }
    }
    private mutating func finallyDispatch(_ exits: Control.FinallyExits, _ kindRegister: Int, _ value: Int) {
        let id = code.temporary(), test = code.temporary()
        func skipUnless(_ number: Int) -> Int {
            code.emit(.loadInt, a: id, bc: UInt32(number))
            code.emit(.strictEqual, a: test, b: kindRegister, c: id)
            return code.jump(.jumpIfFalse, test)
        }
        var skip = skipUnless(1)
        code.emit(.throwValue, a: value)
        var m = code.marker()
        code.patch(skip, to: m); code.join(skip, at: m)
        for entry in exits.exits {
            skip = skipUnless(entry.id)
            if case .returning = entry.exit { exit(.returning(value)) } else { exit(entry.exit) }
            m = code.marker()
            code.patch(skip, to: m); code.join(skip, at: m)
        }
    }
    private mutating func tryCatch(_ n: Int, _ body: Int) {
        guard let handler = tree.child(n, .handler) else { statement(body, labels: []); return }
        let from = code.pc
        statement(body, labels: [])
        let to = code.pc
        let over = code.jump(.jump)
        let target = code.pc
        let error = code.temporary()
        code.handler(from..<to, target: target, register: error)
        if let parameter = tree.child(handler, .parameter) {
            openScope(Self.names(in: parameter, file, tree).map { ($0, .catch) })
            assignPattern(parameter, from: error, declaring: .catch)
            if let b = tree.child(handler, .body) { statement(b, labels: []) }
            closeScope()
        } else if let b = tree.child(handler, .body) {
            statement(b, labels: [])
        }
        code.patch(over, to: code.marker())
    }
}
