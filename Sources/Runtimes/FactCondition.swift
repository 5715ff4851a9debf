/// When a fact holds, as the data write it: terms joined by commas, all of which must hold.
///
/// `flag NAME` / `no NAME` (in force or not, by date or by hand), `from DATE` / `before DATE`, `since VERSION` / `until VERSION`
/// (the second excluded), `bundled` / `raw`, `esm` / `cjs`.
struct FactCondition: Hashable, Sendable {
    enum Term: Hashable, Sendable {
        case flag(CompatibilityFlag, inForce: Bool)
        case from(CompatibilityDate)
        case before(CompatibilityDate)
        case since(RuntimeVersion)
        case until(RuntimeVersion)
        case upload(WorkersName.Upload)
        case system(ModuleSystem)
    }

    let terms: [Term]

    /// What a condition is judged against.
    struct Circumstances {
        var date: CompatibilityDate?
        var flags: Set<CompatibilityFlag> = []
        var version: RuntimeVersion?
        var upload: WorkersName.Upload?
        var system: ModuleSystem?
    }

    /// Nil where a term means nothing.
    init?(_ text: some StringProtocol) {
        var terms: [Term] = []
        for part in text.split(separator: ",") {
            guard let term = Self.term(part.split(separator: " ")) else { return nil }
            terms.append(term)
        }
        self.terms = terms
    }

    private static func term(_ words: [some StringProtocol]) -> Term? {
        guard let head = words.first, words.count <= 2 else { return nil }
        guard words.count == 2 else {
            switch head {
            case "bundled": return .upload(.bundled)
            case "raw": return .upload(.raw)
            default: return ModuleSystem(rawValue: String(head)).map(Term.system)
            }
        }
        switch head {
        case "flag": return CompatibilityFlag(words[1]).map { .flag($0, inForce: true) }
        case "no": return CompatibilityFlag(words[1]).map { .flag($0, inForce: false) }
        case "from": return CompatibilityDate(words[1]).map(Term.from)
        case "before": return CompatibilityDate(words[1]).map(Term.before)
        case "since": return RuntimeVersion(words[1]).map(Term.since)
        case "until": return RuntimeVersion(words[1]).map(Term.until)
        default: return nil
        }
    }

    func holds(in circumstances: Circumstances) -> Bool {
        terms.allSatisfy { term in
            switch term {
            case .flag(let flag, let inForce): circumstances.flags.contains(flag) == inForce
            case .from(let date): circumstances.date.map { $0 >= date } ?? false
            case .before(let date): circumstances.date.map { $0 < date } ?? false
            case .since(let version): circumstances.version.map { $0 >= version } ?? false
            case .until(let version): circumstances.version.map { $0 < version } ?? false
            case .upload(let upload): circumstances.upload == upload
            case .system(let system): circumstances.system == system
            }
        }
    }
}

/// Conditions judged once each: a few dozen texts stand in front of a thousand facts.
final class Conditions {
    private let circumstances: FactCondition.Circumstances
    private var judged: [String: Bool] = ["": true]

    init(_ circumstances: FactCondition.Circumstances) { self.circumstances = circumstances }

    /// A condition that means nothing does not hold.
    func hold(_ text: String) -> Bool {
        if let known = judged[text] { return known }
        let holds = FactCondition(text)?.holds(in: circumstances) ?? false
        judged[text] = holds
        return holds
    }
}
