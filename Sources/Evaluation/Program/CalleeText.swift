import Machine
import Syntax
import Text

/// What V8 prints for an expression in "… is not a function" and "… is not iterable" (its CallPrinter): names, members, operators and
/// literals as the parser kept them, everything else as "(intermediate value)".
struct CalleeText {
    private let file: SourceFile
    private let tree: Tree
    private let form: PrintedForm
    private let unclear = Unclear()
    private let rename: ((String, Int) -> String)?
    private static let intermediate = "(intermediate value)"

    /// Of a callee, the links of an optional chain are printed; of what was iterated, calls are printed as their callees.
    ///
    /// `rename`: how a bundler called the name that stands at an offset of the file; nil where the file runs as it was written.
    static func print(_ file: SourceFile, _ range: Range<Int>, form: PrintedForm, rename: ((String, Int) -> String)? = nil) -> String? {
        guard range.count < 2_000 else { return intermediate }
        // in parentheses, so that no expression is taken for a statement
        let text = file.text(range)
        let small = SourceFile(path: "", bytes: Array(("(" + text + ")").utf8))
        let tree = small.tree
        guard let statement = tree.namedChildren(0).first, let outer = tree.namedChildren(statement).first,
            var e = tree.namedChildren(outer).first
        else { return text }
        let printer = CalleeText(
            file: small, tree: tree, form: form, rename: rename.map { rename in { rename($0, range.lowerBound + $1 - 1) } })
        guard form == .iterated else {
            let printed = printer.print(e, 0, isLink: form != .value)
            return printer.unclear.isMet ? nil : form == .asyncIteratedCallee ? printed + "(...)" : printed
        }
        while tree.kind(e) == .parenthesized, let inner = tree.namedChildren(e).first { e = inner }
        let printed = printer.print(e, 0, isLink: false)
        if printer.unclear.isMet { return nil }
        return tree.kind(e) == .callExpression || tree.kind(e) == .newExpression
            ? printed + " is not a function or its return value" : printed
    }

    /// `isLink`: the expression is part of a longer optional chain.
    private func print(_ n: Int, _ depth: Int, isLink: Bool) -> String {
        if depth > 40 { return Self.intermediate }
        func sub(_ n: Int) -> String { print(n, depth + 1, isLink: false) }
        func link(_ n: Int) -> String { print(n, depth + 1, isLink: true) }
        let text = file.text(tree.range(n))
        if !isLink, isOptionalChain(n) { return Self.intermediate }
        switch tree.kind(n) {
        case .identifier where rename != nil: return rename?(text, tree.range(n).lowerBound) ?? text
        case .undefined where rename != nil: return "(void 0)"
        case .identifier, .this, .undefined, .null, .true, .false: return text
        case .number: return Literal.number(text).bigint == nil ? NumberText.text(Literal.number(text).value) : Self.intermediate
        case .string: return "\"" + string(n) + "\""
        case .regex: return text
        case .templateString:
            let parts = tree.namedChildren(n).filter { tree.kind($0) == .templateSubstitution }
            return parts.isEmpty ? "\"" + string(n) + "\"" : parts.map { tree.namedChildren($0).first.map(sub) ?? "" }.joined()
        case .metaProperty: return text.hasPrefix("new") ? ".new.target" : text
        case .memberExpression:
            guard let o = tree.child(n, .object), let p = tree.child(n, .property) else { return text }
            if tree.kind(p) == .privateName { return link(o) + "[" + file.text(tree.range(p)) + "]" }
            return link(o) + (tree.first(n, .optionalChain) != nil ? "?." : ".") + file.text(tree.range(p))
        case .subscriptExpression:
            guard let o = tree.child(n, .object), let k = tree.child(n, .index) else { return text }
            let isOptional = tree.first(n, .optionalChain) != nil
            let isName =
                tree.kind(k) == .string
                || tree.kind(k) == .templateString && !tree.namedChildren(k).contains { tree.kind($0) == .templateSubstitution }
            return link(o) + (isName ? (isOptional ? "?." : ".") + string(k) : (isOptional ? "?.[" : "[") + sub(k) + "]")
        case .callExpression:
            guard let f = tree.child(n, .function), tree.kind(f) != .import else { return Self.intermediate }
            return link(f) + (form == .iterated || form == .iteratedCallee ? "" : "(...)")
        case .newExpression:
            return form == .iterated || form == .iteratedCallee
                ? tree.child(n, .constructor).map(sub) ?? Self.intermediate : Self.intermediate
        case .parenthesized: return tree.namedChildren(n).first.map(sub) ?? text
        case .array: return "[" + elements(n).map { $0.map(sub) ?? Self.intermediate }.joined(separator: ",") + "]"
        case .spreadElement: return "(..." + (tree.namedChildren(n).first.map(sub) ?? "") + ")"
        case .object: return "{" + tree.namedChildren(n).map { _ in Self.intermediate }.joined() + "}"
        case .assignmentExpression, .augmentedAssignment: return tree.child(n, .left).map(sub) ?? text
        case .ternaryExpression: return Self.intermediate + Self.intermediate + Self.intermediate
        case .updateExpression:
            let op = tree.child(n, .operator).map { file.text(tree.range($0)) } ?? "", isPrefix = text.hasPrefix("+") || text.hasPrefix("-")
            return "(" + (isPrefix ? op : "") + (tree.child(n, .argument).map(sub) ?? "") + (isPrefix ? "" : op) + ")"
        case .unaryExpression:
            let op = tree.child(n, .operator).map { file.text(tree.range($0)) } ?? ""
            if let folded = file.foldedConstant(n) { return folded.text }
            return "(" + op + (op.first?.isLetter == true ? " " : "") + (tree.child(n, .argument).map(sub) ?? "") + ")"
        case .binaryExpression, .sequenceExpression: return binary(n, depth)
        case .arrowFunction, .functionExpression, .generatorFunction, .class: return parts(n)
        case .yieldExpression, .awaitExpression: return Self.intermediate
        default:
            unclear.isMet = true
            return Self.intermediate
        }
    }
    /// V8 prints "(intermediate value)" for each statement of a function and for each member of a class.
    private func parts(_ n: Int) -> String {
        guard let count = file.printedParts(n) else { unclear.isMet = true; return Self.intermediate }
        return String(repeating: Self.intermediate, count: max(1, count))
    }
    /// Set where the text cannot be told.
    private final class Unclear { var isMet = false }
    /// nil for a hole.
    private func elements(_ n: Int) -> [Int?] {
        var out: [Int?] = [], isFilled = false
        for c in tree.children(n).dropFirst().dropLast() {
            if tree.kind(c) == .commaToken { if !isFilled { out.append(nil) }; isFilled = false } else { out.append(c); isFilled = true }
        }
        return out
    }
    /// Operators of one kind that stand in a row are one list to V8; numbers are computed when they are read.
    private func binary(_ n: Int, _ depth: Int) -> String {
        if let folded = file.foldedConstant(n) { return folded.text }
        if tree.kind(n) == .sequenceExpression {
            return "(" + sequence(n).map { print($0, depth + 1, isLink: false) }.joined(separator: " , ") + ")"
        }
        func op(_ n: Int) -> String { tree.child(n, .operator).map { file.text(tree.range($0)) } ?? "" }
        // a power that the parser computes to digits that are not certain here
        if op(n) == "**", let l = tree.child(n, .left), let r = tree.child(n, .right), file.foldedConstant(l) != nil,
            file.foldedConstant(r) != nil
        {
            unclear.isMet = true
        }
        if op(n) == "+", hasLiteralText(n) { unclear.isMet = true }  // newer versions join literal texts when they parse
        let own = op(n), collapses = SourceFile.isListed(own)
        var operands: [Int] = [], at = n
        while true {
            guard let right = tree.child(at, .right), let left = tree.child(at, .left) else { break }
            operands.append(right)
            var inner = left
            while own != "??", tree.kind(inner) == .parenthesized, let e = tree.namedChildren(inner).first { inner = e }
            guard collapses, tree.kind(inner) == .binaryExpression, op(inner) == own, file.foldedConstant(inner) == nil else {
                operands.append(left); break
            }
            at = inner
        }
        let shown = own == "!==" ? "===" : own == "!=" ? "==" : own
        let printed = "(" + operands.reversed().map { print($0, depth + 1, isLink: false) }.joined(separator: " \(shown) ") + ")"
        return shown == own ? printed : "(!" + printed + ")"
    }
    private func hasLiteralText(_ n: Int) -> Bool {
        var at = n, literals = 0
        while true {
            while tree.kind(at) == .parenthesized, let e = tree.namedChildren(at).first { at = e }
            guard tree.kind(at) == .binaryExpression, let right = tree.child(at, .right), let left = tree.child(at, .left) else { break }
            literals += file.isLiteral(right) ? 1 : 0
            at = left
        }
        return literals + (file.isLiteral(at) ? 1 : 0) > 1
    }
    private func sequence(_ n: Int) -> [Int] {
        var parts: [Int] = [], at = n
        while tree.kind(at) == .sequenceExpression, let last = tree.namedChildren(at).last {
            parts += tree.namedChildren(at).dropLast()
            at = last
        }
        return parts + [at]
    }
    private func isOptionalChain(_ n: Int) -> Bool {
        var at = n
        while true {
            switch tree.kind(at) {
            case .memberExpression, .subscriptExpression, .callExpression:
                if tree.first(at, .optionalChain) != nil { return true }
                guard let next = tree.child(at, .object) ?? tree.child(at, .function) else { return false }
                at = next
            default: return false
            }
        }
    }
    private func string(_ n: Int) -> String {
        let range = tree.range(n)
        return String(decoding: Literal.decode(file.slice((range.lowerBound + 1)..<(range.upperBound - 1))) ?? [], as: UTF16.self)
    }
}
