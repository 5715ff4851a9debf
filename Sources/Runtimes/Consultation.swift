/// A profile as one run consults it: each question is noted by its `FactID`, so that the run's verdict holds for every profile that
/// answers all of them alike (`Profile.agrees`).
///
/// What a realm holds is no question yet: while it is built, names are looked up without a note, and the run notes what it meets there
/// (`met`). One run's, one thread's.
public final class Consultation {
    public let profile: Profile
    /// What was asked so far.
    public private(set) var asked: Set<FactID> = []
    /// While it is set, the presence of names and the values of constants are not noted: they become properties of a realm's objects.
    public var isBuildingRealm = false

    public init(_ profile: Profile) { self.profile = profile }

    /// The runtime; who asks for more than its kind notes it by `version`.
    public var runtime: RuntimeName { profile.runtime }

    /// The program read a text that names the version.
    public func metVersion() { asked.insert(.runtimeVersion) }

    /// The program looked up a global.
    public func met(global name: String) { asked.insert(.global(name)) }

    /// The program looked up a member of an object of the realm.
    public func met(_ name: String, of owner: String) { asked.insert(.member(name, of: owner)) }

    /// The program listed the members of an object of the realm.
    public func met(membersOf owner: String) { asked.insert(.members(of: owner)) }

    /// A package's map was read for a condition.
    public func met(_ condition: String, for kind: Profile.ImportKind) { asked.insert(.condition(condition, for: kind)) }

    /// Resolution did something that depends on its version.
    public func met(_ trait: ResolverTrait) { asked.insert(.resolver(trait)) }

    /// The program looked up a member of `import.meta`.
    public func met(importMeta name: String) { asked.insert(FactID("import-meta/" + name)) }

    private func note(_ id: @autoclosure () -> FactID) { asked.insert(id()) }
    private func noteName(_ id: @autoclosure () -> FactID) { if !isBuildingRealm { asked.insert(id()) } }
}

/// The lookups of `Profile`, noted.
extension Consultation {
    public func global(_ name: String) -> Presence {
        noteName(.global(name))
        return profile.global(name)
    }
    public func isHostName(_ name: String) -> Bool { profile.isHostName(name) }
    public func scope(_ name: String, in system: ModuleSystem) -> Presence {
        note(.scope(name, in: system))
        return profile.scope(name, in: system)
    }
    public func member(_ name: String, of owner: String) -> Presence {
        noteName(.member(name, of: owner))
        return profile.member(name, of: owner)
    }
    /// Names of a realm's object, be it made when the program asks for it; noted one by one when the program meets them.
    public func members(of owner: String) -> [(name: String, kind: Presence.Kind)] { profile.members(of: owner) }
    public func measured(_ expression: String) -> FactValue? {
        note(.value(expression))
        return profile.measured(expression)
    }
    public func constant(_ expression: String) -> FactValue? {
        noteName(.constant(expression))
        return profile.constant(expression)
    }
    public func builtinModule(_ specifier: String) -> BuiltinModule? {
        note(.builtin(specifier))
        return profile.builtinModule(specifier)
    }
    public func export(_ name: String, of module: String) -> Presence {
        note(.export(name, of: module))
        return profile.export(name, of: module)
    }
    public func conditions(for kind: Profile.ImportKind) -> [String] {
        note(FactID("conditions/" + kind.rawValue))
        return profile.conditions(for: kind)
    }
    public func operation(_ callee: String, at moment: Moment) -> FactValue? {
        note(.operation(callee, at: moment))
        return profile.operation(callee, at: moment)
    }
    public func rule(_ name: String) -> FactValue? {
        note(FactID(name))
        return profile.rule(name)
    }
    public func syntax(_ feature: SyntaxFeature) -> SyntaxSupport {
        note(.syntax(feature))
        return profile.syntax(feature)
    }
    public var engine: Profile.Engine {
        note("engine")
        return profile.engine
    }
}
