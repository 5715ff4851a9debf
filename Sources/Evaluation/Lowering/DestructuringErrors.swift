import Machine
import Syntax

/// Where a pattern or an iteration stands decides how V8 words its error. Measured on Node 20, 22 and 24 with some 300 forms; what those
/// did not settle is `unclear`.
extension FunctionLowering {
    /// The node around `n`: found in the flat tree by walking back, a few steps only.
    func parent(_ n: Int) -> Int? {
        var at = n - 1, steps = 0
        while at >= 0, steps < 60 {
            if Int(tree.nodes[at].next) > n { return at }
            at -= 1
            steps += 1
        }
        return nil
    }
    private func unparenthesized(_ n: Int) -> Int {
        var n = n
        while tree.kind(n) == .parenthesized, let e = inner(n) { n = e }
        return n
    }
    private func isOptionalChain(_ n: Int) -> Bool {
        var at = n
        while tree.kind(at) == .memberExpression || tree.kind(at) == .subscriptExpression || tree.kind(at) == .callExpression {
            if tree.first(at, .optionalChain) != nil { return true }
            guard let next = tree.child(at, .object) ?? tree.child(at, .function) else { return false }
            at = next
        }
        return false
    }
    /// Notes an expression that is about to be iterated: where it is a call, V8 words that it cannot be called differently.
    mutating func willIterate(_ n: Int, _ how: IteratedCall = .sync) {
        let e = unparenthesized(n)
        if tree.kind(e) == .callExpression, !isOptionalChain(e) { iteratedCalls[e] = how }
        // a call in what is constructed is printed as its callee, and more
        if tree.kind(e) == .newExpression, let c = tree.child(e, .constructor), mayCall(c) { iteratedCalls[e] = .unclear }
    }
    func iteratedCall(_ n: Int) -> IteratedCall {
        if isInComputedKey { return .unseen }
        let iterated: IteratedCall = [.callExpression, .newExpression].contains(tree.kind(n)) ? iteratedCalls[n] ?? .none : .none
        return !isStaticInitializer ? iterated : iterated == .none ? .unseenBefore12 : .unclear
    }
    func iterationForm(ofLoopOver n: Int) -> IterationForm {
        if isInComputedKey { return .site }
        if isStaticInitializer { return .unclear }
        let e = unparenthesized(n)
        if isOptionalChain(e) { return .site }
        if tree.kind(e) == .object { return .unclear }  // by what it holds
        if tree.kind(e) == .sequenceExpression {
            guard let last = tree.namedChildren(e).last else { return .unclear }
            return mayCall(last) ? .unclear : tree.kind(last) == .sequenceExpression ? .site : .printed
        }
        if isOperatorList(e) { return .site }
        if tree.kind(e) == .unaryExpression, mayCall(e) { return .unclear }
        return branchForm(e) ?? .printed
    }
    /// Where operands may be skipped, the position is that of what was evaluated last, which may be found or not: measured with some
    /// thousand loops. nil for what has no branches.
    private func branchForm(_ e: Int) -> IterationForm? {
        switch tree.kind(e) {
        case .ternaryExpression:
            let parts = tree.namedChildren(e)
            guard parts.count == 3 else { return .unclear }
            if isParsedLiteral(parts[0]) { return parts.dropFirst().allSatisfy(hasNoPosition) ? .printed : .unclear }
            return parts.dropFirst().allSatisfy { isRead($0) } ? .site : .unclear
        case .binaryExpression:
            guard let op = tree.child(e, .operator).map(text), op == "&&" || op == "||" || op == "??", let left = tree.child(e, .left),
                let right = tree.child(e, .right)
            else { return nil }
            if op == "??" || isParsedLiteral(left) { return hasNoPosition(right) ? .printed : .unclear }
            return mayCall(left) || mayCall(right) ? .unclear : .site
        default: return nil
        }
    }
    private func isRead(_ n: Int) -> Bool {
        let e = unparenthesized(n)
        return [.identifier, .memberExpression, .subscriptExpression].contains(tree.kind(e)) && !mayCall(e)
    }
    private func isParsedLiteral(_ n: Int) -> Bool {
        let e = unparenthesized(n)
        return file.foldedConstant(e) != nil || hasNoPosition(e) && tree.kind(e) != .identifier && tree.kind(e) != .this
    }
    private func hasNoPosition(_ n: Int) -> Bool {
        let e = unparenthesized(n)
        switch tree.kind(e) {
        case .identifier, .this, .number, .string, .null, .undefined, .true, .false: return true
        case .templateString: return tree.first(e, .templateSubstitution) == nil
        default: return false
        }
    }
    private func mayCall(_ n: Int) -> Bool {
        (n..<max(n + 1, Int(tree.nodes[n].next))).contains {
            [.callExpression, .newExpression, .awaitExpression, .yieldExpression].contains(tree.kind($0))
        }
    }
    /// Three operands of one operator are one node to V8, whose position is none that it looks for.
    private func isOperatorList(_ n: Int) -> Bool {
        guard tree.kind(n) == .binaryExpression, let op = tree.child(n, .operator).map(text), SourceFile.isListed(op),
            let left = tree.child(n, .left)
        else { return false }
        let inner = op == "??" ? left : unparenthesized(left)
        return tree.kind(inner) == .binaryExpression && tree.child(inner, .operator).map(text) == op && file.foldedConstant(inner) == nil
    }
    func delegateForm(_ n: Int) -> IterationForm {
        guard let operand = tree.namedChildren(n).first else { return .site }
        let e = unparenthesized(operand)
        // inside of a larger expression V8 may take the position for that of another node, and prints what follows
        guard let p = parent(n), tree.kind(p) == .expressionStatement || tree.kind(p) == .variableDeclarator else { return .unclear }
        switch tree.kind(e) {
        case .identifier, .undefined, .null, .true, .false, .number, .string, .object, .array, .this: return .site
        case .memberExpression, .subscriptExpression, .newExpression: return isOptionalChain(e) ? .unclear : .delegate
        case .callExpression: return isOptionalChain(e) ? .unclear : .delegate
        default: return .unclear
        }
    }
    /// Of an array pattern, and the source of what is printed.
    func iterationForm(ofPattern n: Int) -> (IterationForm, Range<Int>?) {
        guard let p = parent(n) else { return (.unclear, nil) }
        switch tree.kind(p) {
        case .variableDeclarator:
            guard let v = tree.child(p, .value) else { return (.unclear, nil) }
            return (initialiserForm(v), tree.range(v))
        case .assignmentExpression: return (.site, nil)
        case .arrayPattern, .array, .catchClause, .restPattern, .spreadElement: return (.site, nil)
        case .forInStatement: return (tree.child(p, .kind) == nil ? .site : .loopVariable, nil)
        case .formalParameters: return (tree.namedChildren(p).first == n ? .site : .unclear, nil)
        case .arrowFunction: return (.site, nil)
        default: return (.unclear, nil)
        }
    }
    func initialiserForm(_ n: Int) -> IterationForm {
        switch tree.kind(n) {
        case .identifier, .undefined, .null, .true, .false, .number, .string, .regex, .this, .array, .object, .class, .functionExpression,
            .arrowFunction, .newExpression:
            return .printed
        case .unaryExpression: return .printed
        case .ternaryExpression: return beginsWithCall(n) ? .unclear : .printed
        case .callExpression: if let f = tree.child(n, .function), tree.kind(f) == .identifier { return .printed }
        case .parenthesized: return .site
        default: break
        }
        return beginsWithCall(n) ? .unclear : .site
    }
    /// A call of a name, or a construction, begins where the whole expression does: the engine takes it for the culprit.
    private func beginsWithCall(_ n: Int) -> Bool {
        var at = n
        let begin = start(n)
        while at < Int(tree.nodes[n].next), start(at) == begin {
            if tree.kind(at) == .newExpression
                || tree.kind(at) == .callExpression && tree.child(at, .function).map({ tree.kind($0) == .identifier }) == true
            {
                return true
            }
            if tree.kind(at) == .templateString || tree.kind(at) == .awaitExpression || tree.kind(at) == .yieldExpression { return true }
            at += 1
        }
        return false
    }
    /// Of an object pattern.
    func destructuringForm(_ n: Int, first: Int?) -> (DestructuringForm, Range<Int>?) {
        if let first, readsWithDefault(first) { return (.read, nil) }
        guard let p = parent(n) else { return (.unclear, nil) }
        switch tree.kind(p) {
        case .variableDeclarator: return (.printed, tree.child(p, .value).map { tree.range($0) })
        case .assignmentExpression: return (.printed, tree.child(p, .right).map { tree.range($0) })
        case .forInStatement: return tree.child(p, .kind) == nil ? (.read, nil) : (.loopVariable, nil)
        case .catchClause: return (.caught, nil)
        case .formalParameters, .arrowFunction: return (.described, nil)
        case .pairPattern, .pair, .arrayPattern, .array:
            return (
                first.map { tree.kind($0) == .restPattern || tree.kind($0) == .spreadElement || hasComputedKey($0) } ?? true
                    ? .unclear : .read, nil
            )
        default: return (.unclear, nil)
        }
    }
    private func hasComputedKey(_ n: Int) -> Bool { tree.child(n, .key).map { tree.kind($0) == .computedPropertyName } ?? false }
    /// The first property has a default, or goes to a member: the engine words this as a plain read.
    private func readsWithDefault(_ n: Int) -> Bool {
        switch tree.kind(n) {
        case .objectAssignmentPattern, .assignmentPattern, .assignmentExpression: return true
        case .pairPattern, .pair:
            guard !hasComputedKey(n), let value = tree.child(n, .value) else { return false }
            return [.assignmentPattern, .assignmentExpression, .memberExpression, .subscriptExpression].contains(tree.kind(value))
        default: return false
        }
    }
}
