/// Writes one program from a seed: always valid syntax, always an end (loops and functions call `tick`), every value logged.
public struct ProgramGenerator {
    private var random: SeededRandom
    private let grammar = Grammar.shared
    private var scopes: [[(name: String, kind: Kind)]] = [[]]
    private var nameCount = 0
    /// Placeholders that may still be filled with something that has placeholders itself.
    private var budget = 0
    /// Expressions around the one that is being written.
    private var nesting = 0
    private var context = Context()

    /// What the text around the next statement or expression allows.
    private struct Context {
        var isFunction = false, isLoop = false, isGenerator = false, isAsync = false
        var depth = 0
    }

    private init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// What every program begins with.
    public static let prelude = Prelude.text
    /// The program of a seed: the body of a function with the parameter `print`.
    public static func program(seed: UInt64) -> String {
        var g = ProgramGenerator(seed: seed)
        return g.program()
    }

    private mutating func program() -> String {
        var text = (random.chance(50) ? "\"use strict\";\n" : "") + Prelude.text
        for _ in 0..<4 { text += declaration() }
        let sections = 3 + random.below(4)
        for i in 0..<sections {
            budget = 14 + random.below(30)
            let isLast = i == sections - 1
            let sort = isLast ? 0 : 1 + random.below(8)
            let outer = context
            context.isFunction = sort != 0
            context.isAsync = sort >= 7
            scopes.append([])
            let body = statements(2 + random.below(5))
            scopes.removeLast()
            context = outer
            switch sort {
            case 0: text += "{\n\(body)}\n"
            case 7, 8: text += "(async () => {\n\(body)})().then(v => log('done', v), e => log('rejected', e));\n"
            default: text += "section(() => {\n\(body)});\n"
            }
        }
        return text
    }
    private mutating func declaration() -> String {
        budget = 3
        let kind = random.pick([.number, .string, .array, .object, .object, .function, .map, .any, .bigint, .typedArray] as [Kind])
        let name = fresh()
        let text = "let \(name) = attempt(() => \(expression(kind)));\n"
        scopes[scopes.count - 1].append((name, kind))
        return text
    }

    // Statements

    private mutating func statements(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count { text += statement() + "\n" }
        return text
    }
    private mutating func statement() -> String {
        budget -= 1
        var choices = grammar.statements
        if context.depth > 4 || budget <= 0 { choices = grammar.statements.filter { $0.holes <= 2 && !$0.hasBody } }
        if random.chance(25) {
            if context.isLoop, random.chance(40) {
                choices = grammar.inLoop
            } else if context.isGenerator, random.chance(70) {
                choices = grammar.inGenerator
            } else if context.isAsync, random.chance(70) {
                choices = grammar.inAsync
            } else if context.isFunction, random.chance(30) {
                choices = grammar.inFunction
            }
        }
        let production = random.pick(choices)
        scopes.append([])
        let (text, names) = expand(production)
        scopes.removeLast()
        if let kind = production.declares, let name = names[1] { scopes[scopes.count - 1].append((name, kind)) }
        return text
    }
    private mutating func body(_ sort: Production.Body) -> String {
        let outer = context, around = nesting
        defer { context = outer; nesting = around }
        context.depth += 1
        nesting = 0
        switch sort {
        case .body: break
        case .loop: context.isLoop = true
        case .fbody: context = Context(isFunction: true, depth: context.depth)
        case .gbody: context = Context(isFunction: true, isGenerator: true, depth: context.depth)
        case .abody: context = Context(isFunction: true, isAsync: true, depth: context.depth)
        case .agbody: context = Context(isFunction: true, isGenerator: true, isAsync: true, depth: context.depth)
        }
        scopes.append([])
        defer { scopes.removeLast() }
        return (sort == .body ? "" : "tick(); ") + statements(1 + random.below(budget > 8 ? 3 : 2))
    }

    // Expressions

    private mutating func expression(_ kind: Kind) -> String {
        budget -= 1
        // now and then what nobody asked for: coercions and their errors
        var kind = kind
        if kind != .key, kind != .callback, kind != .pattern, kind != .integer, random.chance(4) { kind = .any }
        if kind == .any { kind = random.pick(Self.anyKinds) }
        if kind != .key, kind != .callback, kind != .pattern, random.chance(budget > 0 ? 30 : 55), let name = variable(kind) { return name }
        if context.isAsync, kind != .callback, kind != .key, kind != .pattern, random.chance(6) {
            return expand(random.pick(grammar.awaits)).text
        }
        if context.isGenerator, kind != .callback, kind != .key, kind != .pattern, random.chance(6) {
            return expand(random.pick(grammar.yields)).text
        }
        guard let productions = grammar.expressions[kind] else { return "undefined" }
        nesting += 1
        defer { nesting -= 1 }
        let isLeaf = budget <= 0 || nesting > 4 || productions.branches.isEmpty || random.chance(25) && !productions.leaves.isEmpty
        let text = expand(random.pick(isLeaf && !productions.leaves.isEmpty ? productions.leaves : productions.branches)).text
        return kind == .pattern ? text : enclosed(text)
    }
    /// In parentheses where a member access, an assignment or a statement around it would be read differently.
    private func enclosed(_ text: String) -> String {
        let isOpen =
            ["{", "-", "+", "new ", "typeof ", "async ", "function"].contains { text.hasPrefix($0) } || text.first?.isNumber == true
            || text.contains("?.") || text.contains("=>") || text.contains(" in ") || text.contains(" instanceof ")
        return isOpen ? "(" + text + ")" : text
    }
    private static let anyKinds: [Kind] = [
        .number, .number, .string, .string, .boolean, .bigint, .symbol, .array, .array, .object, .object, .function, .regexp, .map, .set,
        .typedArray, .promise, .primitive, .primitive, .iterator
    ]
    private mutating func variable(_ kind: Kind) -> String? {
        var found: [String] = []
        for scope in scopes {
            for v in scope
            where v.kind == kind || v.kind == .any || (kind == .iterable && [.array, .map, .set, .typedArray, .string].contains(v.kind))
                || (kind == .primitive && v.kind == .number)
            { found.append(v.name) }
        }
        return found.isEmpty ? nil : random.pick(found)
    }
    private mutating func fresh() -> String {
        nameCount += 1
        return "v\(nameCount)"
    }

    // Productions

    private mutating func expand(_ production: Production) -> (text: String, names: [Int: String]) {
        var text = "", names: [Int: String] = [:]
        scopes.append([])
        defer { scopes.removeLast() }
        for part in production.parts {
            switch part {
            case .text(let t): text += t
            case .name(let number):
                if let known = names[number] { text += known; continue }
                let name = fresh()
                names[number] = name
                text += name
                scopes[scopes.count - 1].append((name, .any))
            case .hole(let kind, let inFunction):
                let outer = context
                if inFunction { context = Context(isFunction: false, depth: context.depth) }
                text += expression(kind)
                context = outer
            case .body(let sort): text += body(sort)
            }
        }
        return (text, names)
    }
}

extension Production {
    var hasBody: Bool { parts.contains { if case .body = $0 { true } else { false } } }
}
