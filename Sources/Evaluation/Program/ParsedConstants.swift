import Syntax
import Text

/// What V8's parser keeps of a text, where that shows in what it prints: computed constants, statements of a function.
extension SourceFile {
    enum Constant {
        case number(Double), boolean(Bool)

        var text: String {
            switch self {
            case .number(let d): NumberText.text(d == 0 ? 0 : d)
            case .boolean(let b): b ? "true" : "false"
            }
        }
    }
    /// The value that the parser computes for an operation on literals (`ParserBase::BuildUnaryExpression`,
    /// `ShortcutNumericLiteralBinaryExpression`).
    func foldedConstant(_ n: Int, _ depth: Int = 0) -> Constant? {
        guard depth < 20 else { return nil }
        let written = text(tree.range(n))
        switch tree.kind(n) {
        case .number: return Literal.number(written).bigint == nil ? .number(Literal.number(written).value) : nil
        case .true: return .boolean(true)
        case .false: return .boolean(false)
        case .parenthesized: return tree.namedChildren(n).first.flatMap { foldedConstant($0, depth + 1) }
        case .unaryExpression:
            guard let argument = tree.child(n, .argument) else { return nil }
            if written.hasPrefix("!") {
                var literal = argument
                while tree.kind(literal) == .parenthesized, let inner = tree.namedChildren(literal).first { literal = inner }
                let written = text(tree.range(literal))
                switch tree.kind(literal) {
                case .string: return .boolean(tree.range(literal).count == 2)
                case .null: return .boolean(true)
                case .number where written.hasSuffix("n"): return .boolean(!written.contains { ("1"..."9").contains($0) })
                default: break
                }
            }
            guard let value = foldedConstant(argument, depth + 1) else { return nil }
            switch (written.first, value) {
            case ("!", .boolean(let b)): return .boolean(!b)
            case ("!", .number(let d)): return .boolean(d == 0 || d.isNaN)
            case ("-", .number(let d)): return .number(-d)
            case ("+", .number(let d)): return .number(d)
            case ("~", .number(let d)): return .number(Double(~Self.int32(d)))
            default: return nil
            }
        case .binaryExpression:
            guard let left = tree.child(n, .left), let right = tree.child(n, .right), let op = tree.child(n, .operator),
                case .number(let l)? = foldedConstant(left, depth + 1), case .number(let r)? = foldedConstant(right, depth + 1)
            else { return nil }
            return Self.operation(text(tree.range(op)), l, r).map { .number($0) }
        default: return nil
        }
    }
    private static func int32(_ d: Double) -> Int32 {
        d.isFinite ? Int32(truncatingIfNeeded: Int64(d.truncatingRemainder(dividingBy: 4_294_967_296))) : 0
    }
    private static func operation(_ op: String, _ l: Double, _ r: Double) -> Double? {
        let shift = UInt32(bitPattern: int32(r)) & 31
        switch op {
        case "+": return l + r
        case "-": return l - r
        case "*": return l * r
        case "/": return l / r
        case "**":
            return l == l.rounded() && r == r.rounded() && abs(l) < 1_000 && (0...8).contains(r)
                ? (0..<Int(r)).reduce(1) { p, _ in p * l } : nil
        case "%": return l.truncatingRemainder(dividingBy: r)
        case "|": return Double(int32(l) | int32(r))
        case "&": return Double(int32(l) & int32(r))
        case "^": return Double(int32(l) ^ int32(r))
        case "<<": return Double(int32(l) << shift)
        case ">>": return Double(int32(l) >> shift)
        case ">>>": return Double(UInt32(bitPattern: int32(l)) >> shift)
        default: return nil
        }
    }
    /// The operators of which V8 makes one list where they stand in a row.
    static func isListed(_ op: String) -> Bool {
        !["**", "<", ">", "<=", ">=", "==", "===", "!=", "!==", "in", "instanceof"].contains(op)
    }
    func isLiteral(_ n: Int) -> Bool { [.string, .number].contains(tree.kind(n)) }

    /// Statements of a function's body, or members of a class, as the parser counts them; nil where that is not known.
    func printedParts(_ n: Int) -> Int? {
        guard tree.kind(n) != .class else { return classParts(n) }
        guard let body = tree.child(n, .body), !text(tree.range(n)).hasPrefix("async"), hasSimpleParameters(n) else { return nil }
        guard tree.kind(body) == .statementBlock else { return 1 }
        var count = tree.kind(n) == .generatorFunction ? 1 : 0  // a generator begins with a statement of its own
        for s in tree.namedChildren(body) {
            switch tree.kind(s) {
            case .expressionStatement, .returnStatement, .ifStatement, .forStatement, .forInStatement, .whileStatement, .tryStatement,
                .throwStatement, .switchStatement, .statementBlock, .lexicalDeclaration:
                count += 1
            case .comment: break
            default: return nil
            }
        }
        // a function that stands in no parentheses is not read before it is called, so that nothing of it is printed
        if count > 1, tree.kind(n) != .arrowFunction,
            bytes[..<tree.range(n).lowerBound].last(where: { $0 != 32 && $0 != 10 }) != UInt8(ascii: "(")
        {
            return nil
        }
        return count
    }
    private func hasSimpleParameters(_ n: Int) -> Bool {
        guard let parameters = tree.child(n, .parameters) else { return true }
        return tree.namedChildren(parameters).allSatisfy { tree.kind($0) == .identifier }
    }
    private func classParts(_ n: Int) -> Int? {
        guard let body = tree.child(n, .body) else { return nil }
        var count = tree.namedChildren(n).contains { tree.kind($0) == .classHeritage } ? 1 : 0
        for member in tree.namedChildren(body) {
            switch tree.kind(member) {
            case .methodDefinition: count += tree.child(member, .name).map { text(tree.range($0)) } == "constructor" ? 0 : 1
            case .fieldDefinition:
                guard let name = tree.child(member, .property), tree.kind(name) != .computedPropertyName else { return nil }
            case .classStaticBlock: break
            case .comment: break
            default: return nil
            }
        }
        return count
    }
}
