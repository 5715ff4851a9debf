import Machine
import Syntax

/// Where V8 says that an operation is: the columns that its stacks tell (measured in Node 18 to 24, which agree).
extension FunctionLowering {
    /// A call at the name before the parenthesis, else at the parenthesis; a construction at `new`.
    func callOffset(_ n: Int, _ callee: Int, _ arguments: Int?) -> Int {
        if tree.kind(n) == .newExpression { return start(n) }
        switch tree.kind(callee) {
        case .identifier, .undefined: return start(callee)
        case .memberExpression: return memberOffset(callee)
        default: return arguments.map(start) ?? start(callee)
        }
    }
    /// At the operator of a binary expression, at the name of a member; else where it begins.
    func engineOffset(_ n: Int) -> Int {
        var n = n
        while tree.kind(n) == .parenthesized, let e = inner(n) { n = e }
        switch tree.kind(n) {
        case .binaryExpression, .augmentedAssignment: return operatorOffset(n)
        case .memberExpression: return memberOffset(n)
        case .callExpression: return tree.child(n, .function).map { callOffset(n, $0, tree.child(n, .arguments)) } ?? start(n)
        default: return start(n)
        }
    }
    /// A member at its name; after a call, or in an optional chain, at its dot.
    func memberOffset(_ n: Int) -> Int {
        guard let property = tree.child(n, .property) else { return start(n) }
        let name = start(property)
        guard followsCall(n) else { return name }
        var dot = name - 1
        while dot > start(n), file.bytes[dot] <= 32 { dot -= 1 }
        return dot > start(n) && file.bytes[dot] == UInt8(ascii: ".") ? dot : name
    }
    private func followsCall(_ n: Int) -> Bool {
        var at = n
        // longer rows of members without a call are nobody's
        for _ in 0..<64 {
            guard tree.kind(at) == .memberExpression || tree.kind(at) == .subscriptExpression, let object = tree.child(at, .object) else {
                return tree.kind(at) == .callExpression && tree.child(at, .arguments).map { tree.kind($0) != .templateString } == true
            }
            if at != n, tree.first(at, .optionalChain) != nil { return true }
            at = object
        }
        return false
    }
    /// A keyed access at the bracket.
    func elementOffset(_ n: Int) -> Int { tree.child(n, .index).map { max(start(n), start($0) - 1) } ?? start(n) }
    /// An assignment at `=`, a binary expression at its operator.
    func operatorOffset(_ n: Int) -> Int {
        if let named = tree.child(n, .operator) { return start(named) }
        return tree.first(n, .equalsToken).map(start) ?? start(n)
    }
    /// A member that is read to be changed, deleted or taken apart has no place of its own: that of what was evaluated last, its object.
    func changedOffset(_ target: Int) -> Int {
        guard let object = tree.child(target, .object) else { return start(target) }
        let offset = engineOffset(object)
        guard tree.kind(object) == .identifier || tree.kind(object) == .this else { return offset }
        return code.statementOffset ?? offset
    }
}
