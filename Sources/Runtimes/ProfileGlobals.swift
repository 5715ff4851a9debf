extension Profile {
    /// Whether a global of this name exists, and what it is. Logged as `global/NAME`.
    ///
    /// Measured first (`typeof/NAME`), then the names of the engines that stand for this runtime. A name that none of them has
    /// nor makes doubtful is absent: it is the program's own (`define`, `Module`), or another host's.
    public func global(_ name: String) -> Presence {
        if let typeof = answer(.typeof(name))?.text { return Self.presence(ofTypeof: typeof) }
        if case .present(let kind) = inventory.member(name, of: "%global%") { return .present(kind) }
        if case .list(let names) = answer("globals"), names.contains(.text(name)) { return .present(.function) }
        return inventory.member(name, of: "globalThis")
    }

    /// Whether any runtime that was measured has a global of this name; others are programs' own.
    public func isHostName(_ name: String) -> Bool {
        var isFound = answer(.typeof(name)) != nil
        for owner in ["globalThis", "%global%"] { inventory.table.find(name, of: owner) { _, _ in isFound = true } }
        return isFound
    }

    /// Names that a file's own scope may have: `require`, `module`, `exports`, `__dirname`, `__filename`.
    public func scope(_ name: String, in system: ModuleSystem) -> Presence {
        answer(.scope(name, in: system))?.text.map(Self.presence(ofTypeof:)) ?? .unknown
    }

    /// Whether a builtin object has this own property: `member("at", of: "Array.prototype")`, `member("from", of: "Array")`,
    /// `member("@@iterator", of: "Map.prototype")`; of a global that is an instance (`process`, `navigator`) inherited ones as well.
    /// Logged as `member/OWNER/NAME`.
    public func member(_ name: String, of owner: String) -> Presence {
        if measuredOwners.contains(owner) {
            if let typeof = answer(.typeof(owner + "." + name))?.text { return Self.presence(ofTypeof: typeof) }
            if let constant = constant(owner + "." + name) { return Self.presence(of: constant) }
        }
        return inventory.member(name, of: owner)
    }

    /// The value of an expression that was measured, spelled and printed as there; most are the outcome of a test.
    public func measured(_ expression: String) -> FactValue? { answer(.value(expression)) }

    /// The value of a property that never changes in this runtime: `process.versions.node`, `navigator.userAgent`; `absent`
    /// where it is undefined. Logged as `constant/EXPRESSION`.
    public func constant(_ expression: String) -> FactValue? { answer(.constant(expression)) }

    /// Own property names of a builtin object as far as known, with their kinds.
    public func members(of owner: String) -> [(name: String, kind: Presence.Kind)] { inventory.members(of: owner) }

    /// What stands before a dot in the facts of names: of few objects a member was measured.
    static func measuredOwners(_ facts: [FactID: Fact]) -> Set<String> {
        var owners: Set<String> = []
        for id in facts.keys {
            guard let expression = id.path.after("typeof/") ?? id.path.after("constant/") else { continue }
            var rest = Substring(expression)
            // a name may hold dots itself
            while let dot = rest.lastIndex(of: ".") {
                rest = rest[..<dot]
                owners.insert(String(rest))
            }
        }
        return owners
    }

    static func presence(of constant: FactValue) -> Presence {
        switch constant {
        case .absent: .absent
        case .text: .present(.string)
        case .number: .present(.number)
        case .flag: .present(.boolean)
        case .null: .present(.null)
        case .list, .fields: .present(.object)
        case .allowed, .throwing, .rejecting, .pending: .unknown
        }
    }

    static func presence(ofTypeof text: String) -> Presence {
        text == "undefined" ? .absent : Presence.Kind(rawValue: text).map(Presence.present) ?? .unknown
    }
}
