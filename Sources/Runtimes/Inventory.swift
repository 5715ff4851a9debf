/// The names that real engines have: own properties of the globals, of builtin objects and of builtin modules.
///
/// It guards the evaluator's completeness: what the engine has and the evaluator lacks is unknown, never undefined.
struct Inventory: Sendable {
    /// Owner to its members, in the engine's order.
    let owners: [String: Owner]
    /// Every name that is a global in any runtime on record.
    let globalsAnywhere: Set<String>

    struct Owner: Sendable {
        let kinds: [String: Presence.Kind]
        let order: [String]
        /// The list was taken from this very version, or from one that cannot differ.
        let isComplete: Bool
    }

    static let empty = Inventory(owners: [:], globalsAnywhere: [])

    func member(_ name: String, of owner: String) -> Presence {
        guard let known = owners[owner] else { return .unknown }
        if let kind = known.kinds[name] { return .present(kind) }
        return known.isComplete ? .absent : .unknown
    }

    func members(of owner: String) -> [(name: String, kind: Presence.Kind)] {
        guard let known = owners[owner] else { return [] }
        return known.order.compactMap { name in known.kinds[name].map { (name, $0) } }
    }

    func isComplete(_ owner: String) -> Bool { owners[owner]?.isComplete ?? false }

    func isGlobalSomewhere(_ name: String) -> Bool { globalsAnywhere.contains(name) }
}
