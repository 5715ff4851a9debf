import Syntax
import Text

/// An expression as Bun's transpiler prints it: JavaScriptCore quotes the source of what fails, and what it has is the transpiled one.
/// Spaces around operators, double quotes, `void 0`, no parentheses that say nothing (measured with Bun 1.4.4).
struct TranspiledText {
    private let file: SourceFile
    private let tree: Tree

    /// nil where the printed form is not known: functions, classes, JSX, what does not parse as one expression.
    static func print(_ text: String) -> String? {
        guard text.utf8.count < 2_000, let (file, expression) = parsed(text) else { return nil }
        return TranspiledText(file: file, tree: file.tree).print(expression, 0)
    }
    /// The longest expression of `bytes` that begins with the one at `range`: a member (`a.b`, `a[b]`), a call, an assignment to it.
    /// `steps`: which of them follow, in order.
    static func print(_ bytes: [UInt8], _ range: Range<Int>, followedBy steps: [Step]) -> String? {
        var end = range.upperBound
        for step in steps {
            guard let next = ExpressionEnd(bytes).after(step, at: end) else { return nil }
            end = next
        }
        return print(String(decoding: bytes[range.lowerBound..<end], as: UTF8.self))
    }
    /// The call of the callee at `range`, with the callee as it stands in it.
    static func printCall(_ bytes: [UInt8], _ range: Range<Int>) -> (callee: String, call: String)? {
        guard let end = ExpressionEnd(bytes).after(.call, at: range.upperBound),
            case let text = String(decoding: bytes[range.lowerBound..<end], as: UTF8.self), text.utf8.count < 2_000,
            let (file, call) = parsed(text), let function = file.tree.child(call, .function)
        else { return nil }
        let printer = TranspiledText(file: file, tree: file.tree)
        guard let callee = printer.callee(function, 0), let printed = printer.print(call, 0) else { return nil }
        return (callee, printed)
    }
    enum Step { case member, call, assignment }

    private static func parsed(_ text: String) -> (SourceFile, Int)? {
        // in parentheses, so that no expression is taken for a statement; `await` is one only in an async function
        let head = text.contains("await") ? "async () => (" : "("
        let file = SourceFile(path: "", bytes: Array((head + text + "\n)").utf8))
        let tree = file.tree
        guard let statement = tree.namedChildren(0).first, var outer = tree.namedChildren(statement).first,
            tree.namedChildren(0).count == 1
        else { return nil }
        if tree.kind(outer) == .arrowFunction, let body = tree.child(outer, .body) { outer = body }
        guard tree.kind(outer) == .parenthesized, let e = tree.namedChildren(outer).first, tree.namedChildren(outer).count == 1 else {
            return nil
        }
        return (file, e)
    }

    private func print(_ n: Int, _ depth: Int) -> String? {
        if depth > 40 { return nil }
        func sub(_ n: Int?) -> String? { n.flatMap { print($0, depth + 1) } }
        let text = file.text(tree.range(n))
        switch tree.kind(n) {
        case .identifier, .this, .null, .true, .false, .super, .import, .privateName, .propertyIdentifier, .regex: return text
        case .undefined: return "void 0"
        case .number: return Literal.number(text).bigint == nil ? NumberText.text(Literal.number(text).value) : text
        case .string: return quoted(n)
        case .memberExpression:
            guard let o = tree.child(n, .object), let p = tree.child(n, .property), let object = target(o, depth) else { return nil }
            return object + (tree.first(n, .optionalChain) != nil ? "?." : ".") + file.text(tree.range(p))
        case .subscriptExpression:
            guard let o = tree.child(n, .object), let k = tree.child(n, .index), let object = target(o, depth) else { return nil }
            let isOptional = tree.first(n, .optionalChain) != nil
            if tree.kind(k) == .string, let name = name(k) { return object + (isOptional ? "?." : ".") + name }
            return sub(k).map { object + (isOptional ? "?.[" : "[") + $0 + "]" }
        case .callExpression:
            guard let f = tree.child(n, .function), let callee = callee(f, depth), let list = arguments(n, depth) else { return nil }
            return callee + (tree.first(n, .optionalChain) != nil ? "?." : "") + list
        case .newExpression:
            guard let c = tree.child(n, .constructor), var callee = target(c, depth) else { return nil }
            // the parentheses around a call are needed here
            if tree.kind(c) == .parenthesized, callee.contains("("), !callee.hasPrefix("(") { callee = "(" + callee + ")" }
            guard tree.child(n, .arguments) != nil else { return "new " + callee }
            return arguments(n, depth).map { "new " + callee + ($0 == "()" ? "" : $0) }
        case .parenthesized:
            guard let inner = tree.namedChildren(n).first, let printed = print(inner, depth + 1) else { return nil }
            return isSimple(inner) ? printed : "(" + printed + ")"
        case .array: return list(tree.namedChildren(n), depth).map { $0.isEmpty ? "[]" : "[" + $0 + "]" }
        case .object: return list(tree.namedChildren(n), depth).map { $0.isEmpty ? "{}" : "{ " + $0 + " }" }
        case .pair:
            guard let key = tree.child(n, .key), let value = sub(tree.child(n, .value)) else { return nil }
            if tree.kind(key) == .string { return (name(key) ?? quoted(key)) + ": " + value }
            return (tree.kind(key) == .propertyIdentifier ? file.text(tree.range(key)) : sub(key) ?? "") + ": " + value
        case .shorthandProperty: return text
        case .spreadElement: return sub(tree.namedChildren(n).first).map { "..." + $0 }
        case .assignmentExpression: return infix(n, "=", depth)
        case .augmentedAssignment, .binaryExpression:
            return infix(n, tree.child(n, .operator).map { file.text(tree.range($0)) } ?? "", depth)
        case .sequenceExpression: return list(tree.namedChildren(n), depth)
        case .unaryExpression:
            guard let op = tree.child(n, .operator).map({ file.text(tree.range($0)) }), let e = sub(tree.child(n, .argument)) else {
                return nil
            }
            return op + (op.first?.isLetter == true ? " " : "") + e
        case .awaitExpression: return sub(tree.namedChildren(n).first).map { "await " + $0 }
        case .ternaryExpression:
            guard let c = sub(tree.child(n, .condition)), let a = sub(tree.child(n, .consequence)), let b = sub(tree.child(n, .alternative))
            else { return nil }
            return c + " ? " + a + " : " + b
        default: return nil
        }
    }
    private func infix(_ n: Int, _ op: String, _ depth: Int) -> String? {
        guard let left = tree.child(n, .left), let right = tree.child(n, .right), let l = print(left, depth + 1),
            let r = print(right, depth + 1)
        else { return nil }
        return l + " " + op + " " + r
    }
    private func list(_ nodes: [Int], _ depth: Int) -> String? {
        var parts: [String] = []
        for node in nodes {
            guard let printed = print(node, depth + 1) else { return nil }
            parts.append(printed)
        }
        return parts.joined(separator: ", ")
    }
    private func arguments(_ n: Int, _ depth: Int) -> String? {
        guard let arguments = tree.child(n, .arguments), tree.kind(arguments) != .templateString else { return nil }
        return list(tree.namedChildren(arguments), depth).map { "(" + $0 + ")" }
    }
    /// What stands before a dot.
    private func target(_ n: Int, _ depth: Int) -> String? {
        guard let printed = print(n, depth + 1) else { return nil }
        return tree.kind(n) == .undefined ? "(void 0)" : tree.kind(n) == .number ? printed + " " : printed
    }
    /// `(0, f)()` keeps nothing of its parentheses where `f` is a name.
    private func callee(_ n: Int, _ depth: Int) -> String? {
        if tree.kind(n) == .parenthesized, let inner = tree.namedChildren(n).first, tree.kind(inner) == .sequenceExpression,
            tree.namedChildren(inner).count == 2, let last = tree.namedChildren(inner).last, tree.kind(last) == .identifier,
            let first = tree.namedChildren(inner).first, tree.kind(first) == .number
        {
            return file.text(tree.range(last))
        }
        return target(n, depth)
    }
    private func isSimple(_ n: Int) -> Bool {
        switch tree.kind(n) {
        case .identifier, .this, .memberExpression, .subscriptExpression, .callExpression, .parenthesized, .string, .array: true
        default: false
        }
    }
    private func contents(_ n: Int) -> String? {
        let range = tree.range(n)
        guard range.count >= 2 else { return nil }
        return Literal.decode(file.slice((range.lowerBound + 1)..<(range.upperBound - 1))).map { String(decoding: $0, as: UTF16.self) }
    }
    private func name(_ n: Int) -> String? {
        guard let text = contents(n), let first = text.unicodeScalars.first, !("0"..."9").contains(first),
            text.unicodeScalars.allSatisfy({
                $0 == "_" || $0 == "$" || $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0)
            })
        else { return nil }
        return text
    }
    private func quoted(_ n: Int) -> String {
        guard let text = contents(n) else { return file.text(tree.range(n)) }
        let quote = text.contains("\"") && !text.contains("'") ? "'" : "\""
        var out = quote
        for c in text.unicodeScalars {
            switch c {
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\\": out += "\\\\"
            default: out += String(c) == quote ? "\\" + quote : String(c)
            }
        }
        return out + quote
    }
}

/// Where the next part of an expression ends, found by its brackets: good enough for the few bytes after a place that is known.
struct ExpressionEnd {
    private let bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    private static let reach = 1_000

    /// nil where something else follows, or what cannot be told apart without a parser (regular expressions, templates).
    func after(_ step: TranspiledText.Step, at start: Int) -> Int? {
        var at = skippingSpace(start)
        guard at < bytes.count else { return nil }
        switch step {
        case .member:
            if bytes[at] == UInt8(ascii: "?"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: ".") { at += 1 }
            if bytes[at] == UInt8(ascii: "["), let end = closing(at) { return end }
            guard bytes[at] == UInt8(ascii: ".") else { return nil }
            at = skippingSpace(at + 1)
            if at < bytes.count, bytes[at] == UInt8(ascii: "[") { return closing(at) }
            let name = at
            while at < bytes.count, Self.isName(bytes[at]) { at += 1 }
            return at > name ? at : nil
        case .call: return bytes[at] == UInt8(ascii: "(") ? closing(at) : nil
        case .assignment:
            guard bytes[at] == UInt8(ascii: "="), at + 1 < bytes.count, bytes[at + 1] != UInt8(ascii: "=") else { return nil }
            return end(from: at + 1)
        }
    }
    private static func isName(_ b: UInt8) -> Bool {
        b == 36 || b == 95 || (48...57).contains(b) || (65...90).contains(b) || (97...122).contains(b) || b >= 128
    }
    private func skippingSpace(_ at: Int) -> Int {
        var at = at
        while at < bytes.count, bytes[at] <= 32 { at += 1 }
        return at
    }
    private func closing(_ open: Int) -> Int? {
        var depth = 0, at = open
        let limit = min(bytes.count, open + Self.reach)
        while at < limit {
            switch bytes[at] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = closingQuote(at) else { return nil }
                at = end
            case UInt8(ascii: "`"), UInt8(ascii: "/"): return nil
            default: break
            }
            at += 1
        }
        return nil
    }
    private func closingQuote(_ open: Int) -> Int? {
        var at = open + 1
        while at < min(bytes.count, open + Self.reach), bytes[at] != bytes[open] { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return at < bytes.count && bytes[at] == bytes[open] ? at : nil
    }
    /// To the first comma, semicolon, closing bracket or end of line outside of brackets.
    private func end(from start: Int) -> Int? {
        var at = start
        let limit = min(bytes.count, start + Self.reach)
        while at < limit {
            switch bytes[at] {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"), 10, 13: return at
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                guard let end = closing(at) else { return nil }
                at = end
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = closingQuote(at) else { return nil }
                at = end
            case UInt8(ascii: "`"), UInt8(ascii: "/"): return nil
            default: break
            }
            at += 1
        }
        return at == bytes.count ? at : nil
    }
}
