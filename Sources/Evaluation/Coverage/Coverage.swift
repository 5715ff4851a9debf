import Machine
import Packaging
import Runtimes

/// Which names of a runtime mean something here: what the library and the host define, beside the inventory of the real engine. What the
/// engine has and nothing here defines is an unknown value in a run.
public struct Coverage: Sendable {
    /// An object with the members that a program finds on it and on its prototype.
    public struct Owner: Sendable {
        public var name: String
        public var modelled: [String]
        public var unknown: [String]
        /// Nothing here defines the object itself.
        public var isUnknown: Bool
    }
    public var runtime: RuntimeName
    public var language: [Owner] = []
    public var host: [Owner] = []
    /// Modules of the runtime, with their exports.
    public var modules: [Owner] = []

    /// Every global that one of these runtimes has besides the language's own. Engines that were not asked for their names (Workers) are
    /// asked about these.
    public static func hostNames(_ profiles: [Profile]) -> Set<String> {
        profiles.reduce(into: []) { names, profile in
            names.formUnion(profile.members(of: "globalThis").map(\.name))
            names.formUnion(profile.answer("globals")?.texts ?? [])
            names.subtract(profile.members(of: "%global%").map(\.name))
        }
    }

    /// `hostNames`: the globals that are told. nil where the system does not lend the memory for a realm.
    public init?(_ profile: Profile, hostNames: Set<String>) {
        guard let machine = Machine() else { return nil }
        let tree = FileTree.inMemory([:])
        let realm = CoveredRealm(Program(machine: machine, profile: profile, tree: tree, sources: SourceCache(tree)), profile)
        runtime = profile.runtime
        language = Self.globals(Set(profile.members(of: "%global%").map(\.name)), profile).map { realm.global($0) } + [realm.typedArrays]
        host = Self.globals(hostNames, profile).map { realm.global($0) }
        let names = profile.allFacts.compactMap { fact in
            fact.id.path.hasPrefix("builtin/") && !fact.id.path.hasPrefix("builtin/node:") && fact.value.text == "native"
                ? String(fact.id.path.dropFirst(8)) : nil
        }
        modules = Set(names).sorted().map { realm.module($0) }
    }

    private static func globals(_ names: Set<String>, _ profile: Profile) -> [String] {
        names.filter { name in
            guard name.utf8.allSatisfy({ $0 != 0x40 && $0 != 0x20 }), !["globalThis", "global", "self", "window"].contains(name),
                case .present = profile.global(name)
            else { return false }
            return true
        }.sorted()
    }
}

/// A realm that nothing was run in, asked for its names.
private struct CoveredRealm {
    let program: Program, profile: Profile
    var machine: Machine { program.machine }

    init(_ program: Program, _ profile: Profile) {
        self.program = program
        self.profile = profile
    }

    /// What functions and classes have in any case.
    private static let common: Set<String> = ["length", "name", "prototype", "constructor"]

    func global(_ name: String) -> Coverage.Owner {
        guard let value = machine.dataProperty(machine.globalObject, name), !value.isUncertain else {
            return Coverage.Owner(name: name, modelled: [], unknown: members(of: name) + members(of: name + ".prototype"), isUnknown: true)
        }
        var owner = Coverage.Owner(name: name, modelled: [], unknown: [], isUnknown: false)
        guard value.isObject else { return owner }
        split(members(of: name), value.handle, &owner)
        if let prototype = machine.dataProperty(value.handle, "prototype"), prototype.isObject {
            split(members(of: name + ".prototype"), prototype.handle, &owner)
        }
        return owner
    }
    var typedArrays: Coverage.Owner {
        var owner = Coverage.Owner(name: "%TypedArray%", modelled: [], unknown: [], isUnknown: false)
        guard let bytes = machine.dataProperty(machine.globalObject, "Uint8Array"), bytes.isObject,
            let own = machine.dataProperty(bytes.handle, "prototype"), own.isObject
        else { return owner }
        split(members(of: "%TypedArray%.prototype"), machine.prototype(of: own.handle), &owner)
        return owner
    }
    func module(_ name: String) -> Coverage.Owner {
        var owner = Coverage.Owner(name: name, modelled: [], unknown: [], isUnknown: false)
        let all = members(of: "node:" + name).filter { $0 != "default" }
        if let made = try? Host.builtin(program, name), made.isObject { split(all, made.handle, &owner) } else { owner.unknown = all }
        owner.isUnknown = owner.modelled.isEmpty
        return owner
    }

    private func members(of owner: String) -> [String] {
        Set(profile.members(of: owner).map(\.name)).filter {
            !$0.hasPrefix("@@") && !$0.hasPrefix("_") && !$0.hasPrefix("$") && !$0.contains(".") && !Self.common.contains($0)
        }.sorted()
    }
    private func split(_ names: [String], _ object: Handle, _ owner: inout Coverage.Owner) {
        let keys = Set(((try? machine.ownKeys(object)) ?? []).filter { !$0.isSymbol }.map { machine.keyText($0) })
        for name in names where !owner.modelled.contains(name) && !owner.unknown.contains(name) {
            // An accessor has no value before it is asked; it is defined all the same.
            let isKnown = keys.contains(name) && !(machine.dataProperty(object, name)?.isUncertain ?? false)
            if isKnown { owner.modelled.append(name) } else { owner.unknown.append(name) }
        }
    }
}
