import Syntax

/// What no engine reads though it has the shape of a program (ECMA-262's early errors), in V8's words: measured on Node 20, 22 and 24.
/// Only what a scan of the tree tells for certain is here.
struct EarlyError: Sendable {
    var message: String
    var offset: Int

    /// The first of a file; nil where there is none. Bodies that are read only when they run are not looked into.
    init?(_ file: SourceFile, isModule: Bool) {
        var scan = EarlyErrorScan(file, isModule: isModule)
        guard let found = scan.first() else { return nil }
        self = found
    }
    fileprivate init(_ message: String, _ offset: Int) {
        self.message = message
        self.offset = offset
    }
}

/// Goes over the flat tree once, with what is open around a node.
private struct EarlyErrorScan {
    private enum Around { case function(isAsync: Bool), initializer, key, loop, choice }
    private let file: SourceFile, tree: Tree, isModule: Bool
    private var open: [(end: Int, around: Around)] = []

    init(_ file: SourceFile, isModule: Bool) {
        self.file = file; self.isModule = isModule
        tree = file.outline
    }
    mutating func first() -> EarlyError? {
        for n in tree.nodes.indices {
            while let last = open.last, n >= last.end { open.removeLast() }
            if let message = message(n) { return EarlyError(message, tree.range(n).lowerBound) }
        }
        return nil
    }
    private mutating func message(_ n: Int) -> String? {
        let node = tree.nodes[n]
        func enter(_ around: Around) { open.append((Int(node.next), around)) }
        switch node.kind {
        case .arrowFunction, .functionDeclaration, .generatorDeclaration, .functionExpression, .generatorFunction, .methodDefinition:
            enter(.function(isAsync: tree.first(n, .asyncToken) != nil))
        case .fieldDefinition, .classStaticBlock: enter(.initializer)
        case .computedPropertyName: enter(.key)
        case .forStatement, .forInStatement, .whileStatement, .doStatement: enter(.loop)
        case .switchBody: enter(.choice)
        case .breakStatement where isUnlabelled(n): if !isInside(loopsOnly: false) { return "Illegal break statement" }
        case .continueStatement where isUnlabelled(n):
            if !isInside(loopsOnly: true) { return "Illegal continue statement: no surrounding iteration statement" }
        case .returnStatement where isModule && open.allSatisfy({ !isFunction($0.around) }): return "Illegal return statement"
        case .withStatement where isModule: return "Strict mode code may not include a with statement"
        case .awaitExpression where isModule && !mayAwait: return "Unexpected reserved word"
        case .number where isModule: return number(file.text(tree.range(n)))
        case .unaryExpression: return unary(n)
        case .binaryExpression where isPower(n) && tree.child(n, .left).map { tree.kind($0) == .unaryExpression } == true:
            return Self.unaryPower
        case .assignmentExpression, .augmentedAssignment:
            if let left = tree.child(n, .left), isNoTarget(left) { return "Invalid left-hand side in assignment" }
        case .updateExpression:
            guard let argument = tree.child(n, .argument), isNoTarget(argument) else { return nil }
            let isPrefix = tree.range(argument).lowerBound > tree.range(n).lowerBound
            return "Invalid left-hand side expression in \(isPrefix ? "prefix" : "postfix") operation"
        default: break
        }
        return nil
    }
    private func isFunction(_ around: Around) -> Bool {
        switch around {
        case .function, .initializer: true
        case .key, .loop, .choice: false
        }
    }
    private func isUnlabelled(_ n: Int) -> Bool { tree.namedChildren(n).allSatisfy { tree.kind($0) == .comment } }
    private func isInside(loopsOnly: Bool) -> Bool {
        for (_, around) in open.reversed() {
            switch around {
            case .loop: return true
            case .choice: if !loopsOnly { return true }
            case .function, .initializer: return false
            case .key: continue
            }
        }
        return false
    }
    private var mayAwait: Bool {
        for (_, around) in open.reversed() {
            switch around {
            case .function(let isAsync): return isAsync
            case .initializer: return false
            case .key: return true  // evaluated outside of the method or field that it names
            case .loop, .choice: continue
            }
        }
        return true
    }
    /// Numbers of old, which strict code may not have.
    private func number(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count > 1, bytes[0] == 48, (48...57).contains(bytes[1]) else { return nil }
        return bytes.allSatisfy { (48...55).contains($0) }
            ? "Octal literals are not allowed in strict mode." : "Decimals with leading zeros are not allowed in strict mode."
    }
    private func unary(_ n: Int) -> String? {
        guard let argument = tree.child(n, .argument) else { return nil }
        if tree.kind(argument) == .binaryExpression, isPower(argument) { return Self.unaryPower }
        guard isModule, let op = tree.child(n, .operator), file.text(tree.range(op)) == "delete" else { return nil }
        return tree.kind(unparenthesized(argument)) == .identifier ? "Delete of an unqualified identifier in strict mode." : nil
    }
    private static let unaryPower =
        "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence"
    private func isPower(_ n: Int) -> Bool { tree.child(n, .operator).map { file.text(tree.range($0)) } == "**" }
    private func unparenthesized(_ n: Int) -> Int {
        var n = n
        while tree.kind(n) == .parenthesized, let e = tree.namedChildren(n).first { n = e }
        return n
    }
    /// Neither a name, a member nor a pattern; a call is an error only when it runs.
    private func isNoTarget(_ n: Int) -> Bool {
        switch tree.kind(unparenthesized(n)) {
        case .number, .string, .true, .false, .null, .this, .templateString, .binaryExpression, .ternaryExpression, .arrowFunction: true
        default: false
        }
    }
}
