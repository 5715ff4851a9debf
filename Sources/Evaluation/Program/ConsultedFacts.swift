import Machine
import Runtimes

/// What a run's outcome hangs on.
extension Program {
    /// The questions to the profile, those that the realm's objects answered included.
    func consulted() -> Set<FactID> {
        machine.lookups.forEach { object, key in
            if object == machine.globalObject {
                profile.met(global: machine.keyText(key))
            } else if let owner = ownerNames[object] {
                note(key, of: owner)
            }
        }
        for object in machine.lookups.listed { noteMembers(of: object) }
        if !machine.lookups.textsRead.isEmpty { profile.metVersion() }
        return profile.asked
    }

    private func note(_ key: PropertyKey, of owner: String) {
        let name = machine.keyText(key)
        switch owner {
        case Host.importMetaOwner: profile.met(importMeta: name)
        // how `process` calls itself was measured by an expression
        case "process" where key.isSymbol: _ = profile.measured(ProcessHost.tagExpression)
        default: profile.met(name, of: owner)
        }
    }

    /// All members: those that are there, those that the profile took away, and those that another profile would have added.
    private func noteMembers(of object: Handle) {
        // the package's own names are the same in every version
        guard copiedExports[object] == nil else { return }
        // of the global object there is no whole list
        guard object != machine.globalObject, let owner = ownerNames[object] else { return profile.metVersion() }
        if owner == Host.importMetaOwner { return Host.importMetaKeys.forEach { profile.met(importMeta: $0) } }
        profile.met(membersOf: owner)
        for property in machine.ownDataProperties(.object(object)) { note(property.key, of: owner) }
        for name in trimmed[object] ?? [] { profile.met(name, of: owner) }
    }
}
