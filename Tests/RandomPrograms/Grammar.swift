/// What a placeholder of a production stands for. In the text of a production:
///
/// - `$n` is an expression of a kind (the raw values below); `$fn` is one inside a plain function that the production writes itself, so
///   without `await` and `yield`
/// - `$body`, `$loop`, `$fbody`, `$gbody`, `$abody`, `$agbody` are statements: of the same function, of a loop, of a function of each sort
/// - `@1`, `@2`, … are fresh names, one for each number; what comes after them in the production may use them
/// - `%kind` at the start declares `@1` as a variable of that kind for the rest of the block
public enum Kind: String, CaseIterable, Sendable {
    case number = "n", integer = "i", string = "s", boolean = "b", bigint = "z", symbol = "y"
    case array = "a", object = "o", function = "f", regexp = "x", map = "m", set = "w", typedArray = "t", view = "d", promise = "p",
        iterable = "g", date = "e"
    case key = "k", callback = "c", any = "v", primitive = "l", pattern = "u", iterator = "j"
}

/// One way to write a kind of expression or a statement.
struct Production {
    var parts: [Part]
    var declares: Kind?
    /// How many expressions and bodies it asks for: 0 ends the recursion.
    var holes: Int

    enum Part {
        case text(String)
        case hole(Kind, inFunction: Bool)
        case body(Body)
        case name(Int)
    }
    enum Body: String { case body, loop, fbody, gbody, abody, agbody }

    init(_ source: String) {
        parts = []; holes = 0
        var text = "", rest = Substring(source)
        if rest.first == "%" {
            declares = Kind(rawValue: String(rest.dropFirst().prefix { $0 != " " }))
            rest = rest.drop { $0 != " " }.dropFirst()
        }
        func word(_ s: Substring) -> Substring { s.dropFirst().prefix { $0.isASCII && $0.isLetter && $0.isLowercase } }
        while let c = rest.first {
            if c == "@", let digit = rest.dropFirst().first?.wholeNumberValue {
                parts += [.text(text), .name(digit)]
                text = ""
                rest = rest.dropFirst(2)
            } else if c == "$", !word(rest).isEmpty {
                let name = word(rest)
                rest = rest.dropFirst(1 + name.count)
                parts.append(.text(text))
                text = ""
                holes += 1
                if let body = Body(rawValue: String(name)) {
                    parts.append(.body(body))
                } else if let kind = Kind(rawValue: String(name)) {
                    parts.append(.hole(kind, inFunction: false))
                } else if name.first == "f", let kind = Kind(rawValue: String(name.dropFirst())) {
                    parts.append(.hole(kind, inFunction: true))
                } else {
                    preconditionFailure("no such placeholder: $\(name)")
                }
            } else {
                text.append(c)
                rest = rest.dropFirst()
            }
        }
        parts.append(.text(text))
    }
}

/// The productions of every kind of expression and of statements by the context they need.
struct Grammar: Sendable {
    static let shared = Grammar()
    let expressions: [Kind: (leaves: [Production], branches: [Production])]
    let statements: [Production]
    /// Statements for functions (`return`), loops (`break`), generators (`yield`), async functions (`await`).
    let inFunction, inLoop, inGenerator, inAsync: [Production]
    /// `yield` and `await` as expressions.
    let yields, awaits: [Production]

    init() {
        var made: [Kind: (leaves: [Production], branches: [Production])] = [:]
        for (kind, texts) in Productions.expressions {
            let all = texts.map(Production.init)
            made[kind] = (all.filter { $0.holes == 0 }, all.filter { $0.holes > 0 })
        }
        expressions = made
        statements = Productions.statements.map(Production.init)
        inFunction = Productions.inFunction.map(Production.init)
        inLoop = Productions.inLoop.map(Production.init)
        inGenerator = Productions.inGenerator.map(Production.init)
        inAsync = Productions.inAsync.map(Production.init)
        yields = Productions.yields.map(Production.init)
        awaits = Productions.awaits.map(Production.init)
    }
}
