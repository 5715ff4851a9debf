/// A question that two profiles answer differently. Nil stands for no answer: nothing was measured.
public struct FactDifference: Hashable, Sendable {
    public var id: FactID
    public var before: FactValue?
    public var after: FactValue?
    /// The condition of the answer that came, as the data spell it; of the one that went where nothing came.
    public var when: String
}

extension Profile {
    /// What this profile answers differently than `earlier`, by id. The conditions under which answers hold do not count.
    public func differences(from earlier: Profile) -> [FactDifference] {
        Set(facts.keys).union(earlier.facts.keys).sorted().compactMap { id in
            let old = earlier.facts[id], new = facts[id]
            guard old?.value != new?.value else { return nil }
            let when = new.map(\.when).flatMap { $0.isEmpty ? nil : $0 } ?? old?.when ?? ""
            return FactDifference(id: id, before: old?.value, after: new?.value, when: when)
        }
    }

    /// This profile with another one's answers to some questions: what would happen if only they were as there?
    public func answering(_ ids: some Sequence<FactID>, as other: Profile) -> Profile {
        var facts = facts
        for id in ids { facts[id] = other.facts[id] }
        return Profile(runtime: runtime, assumed: assumed, flags: flags, facts: facts, inventory: inventory)
    }
}

/// A flag that is in force by itself from some day on, and the one that switches it off.
public struct DatedFlag: Hashable, Sendable {
    public var enable: CompatibilityFlag
    public var disable: CompatibilityFlag?
}

extension Runtimes {
    /// Flags that the later of two profiles has in force and the earlier has not.
    public func flags(inForceOf later: Profile, notOf earlier: Profile) -> [DatedFlag] {
        workersFlags.fields.filter { later.flags.contains($0.enable) && !earlier.flags.contains($0.enable) }.map {
            DatedFlag(enable: $0.enable, disable: $0.disable)
        }
    }
}
