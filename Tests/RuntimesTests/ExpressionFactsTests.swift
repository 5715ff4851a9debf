import Testing

@testable import Runtimes

/// Every expression of corpus/facts/expressions.json has in its runtime's profile the answer that was measured.
@Suite struct ExpressionFactsTests {
    @Test func everyExpressionIsAnsweredAsMeasured() throws {
        let vectors = try Measured.load("expressions.json", as: [String: [String: [String: JSON]]].self)
        let runtimes = Runtimes()
        var compared = 0
        var without: [String] = []
        for (id, groups) in vectors.sorted(by: { $0.key < $1.key }) {
            guard let name = Measured.runtime(id) else {
                without.append(id)
                continue
            }
            let profile = try runtimes.profile(name).get()
            let system: ModuleSystem = id.hasSuffix("cjs") ? .cjs : .esm
            for (group, expressions) in groups {
                for (expression, measured) in expressions {
                    let fact = Self.id(group: group, expression: expression, system: system)
                    // Bun's text quotes the source of its caller, which the two measurements wrote differently.
                    if id == "bun-cjs", expression.hasPrefix("await instantiate(") { continue }
                    let answer = profile.answer(fact).map(JSON.init)
                    #expect(answer == Self.comparable(measured), "\(id): \(expression)")
                    compared += 1
                }
            }
        }
        print("expressions.json: \(compared) facts compared; no profile of: \(without.joined(separator: ", "))")
        #expect(compared > 11_000)
    }

    static func id(group: String, expression: String, system: ModuleSystem) -> FactID {
        if group == "typeof" {
            return expression.hasSuffix(" (scoped)") ? .scope(String(expression.dropLast(9)), in: system) : .typeof(expression)
        }
        return expression.after("typeof ").map(FactID.typeof) ?? .value(expression)
    }

    /// What a profile keeps of an error.
    static func comparable(_ measured: JSON) -> JSON {
        guard case .object(let fields) = measured, fields.count == 1, let thrown = fields["throws"] else { return measured }
        var kept: [String: JSON] = [:]
        for key in ["name", "message", "code", "json"] { kept[key] = thrown[key] }
        // A DOMException's code is a number; a profile keeps codes as text.
        if case .number(let code) = thrown["code"] { kept["code"] = .string(String(Int(code))) }
        return .object(["throws": .object(kept)])
    }
}
