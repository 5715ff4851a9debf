extension Profile {
    /// Whether a global of this name exists, and what it is. Logged as `global/NAME`.
    ///
    /// Measured first (`typeof/NAME`), then the engine's own list of names. A name that no runtime on record has is absent
    /// everywhere: it is the program's own (`define`, `Module`), or nobody's.
    public func global(_ name: String) -> Presence {
        if let typeof = answer(.typeof(name))?.text { return Self.presence(ofTypeof: typeof) }
        switch inventory.member(name, of: "globalThis") {
        case .present(let kind): return .present(kind)
        case .absent, .unknown: break
        }
        if inventory.isComplete("globalThis") { return .absent }
        return inventory.isGlobalSomewhere(name) ? .unknown : .absent
    }

    /// Names that a file's own scope may have: `require`, `module`, `exports`, `__dirname`, `__filename`.
    public func scope(_ name: String, in system: ModuleSystem) -> Presence {
        answer(.scope(name, in: system))?.text.map(Self.presence(ofTypeof:)) ?? .unknown
    }

    /// Whether a builtin object has this own property: `member("at", of: "Array.prototype")`, `member("from", of: "Array")`,
    /// `member("versions", of: "process")`. Absent only where the owner's list is known whole.
    public func member(_ name: String, of owner: String) -> Presence {
        let expression = owner + "." + name
        if let typeof = answer(.typeof(expression))?.text { return Self.presence(ofTypeof: typeof) }
        return inventory.member(name, of: owner)
    }

    /// The value of an expression that was measured, spelled as there: `process.versions.node`, `navigator.userAgent`.
    public func value(_ expression: String) -> FactValue? { answer(.value(expression)) }

    /// Own property names of a builtin object as far as known, with their kinds, in the engine's order.
    public func members(of owner: String) -> [(name: String, kind: Presence.Kind)] { inventory.members(of: owner) }

    /// Whether `members(of:)` is everything that the object has.
    public func isComplete(_ owner: String) -> Bool { inventory.isComplete(owner) }

    static func presence(ofTypeof text: String) -> Presence {
        text == "undefined" ? .absent : Presence.Kind(rawValue: text).map(Presence.present) ?? .unknown
    }
}
