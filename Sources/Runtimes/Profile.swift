import Synchronization

/// What one runtime does, at one date, set of flags or version: the fold of its dated facts. A value; nothing in it changes.
///
/// Every lookup is the answer to one `FactID`. A run that logs the ids it asked may share its verdict with any profile that
/// `agrees` on them.
public struct Profile: Sendable {
    public let runtime: RuntimeName
    /// What was assumed to answer at all: "2027-01-01 answers as 2026-11-17, the last day measured".
    public let assumed: [String]
    /// Flags in force, the ones that the date brings included; empty outside Workers.
    public let flags: Set<CompatibilityFlag>

    let facts: [FactID: Fact]
    let inventory: Inventory
    /// Objects of which a fact names a member.
    let measuredOwners: Set<String>
    private let memory = ProfileMemory()

    init(runtime: RuntimeName, assumed: [String], flags: Set<CompatibilityFlag>, facts: [FactID: Fact], inventory: Inventory) {
        self.runtime = runtime
        self.assumed = assumed
        self.flags = flags
        self.facts = facts
        self.inventory = inventory
        measuredOwners = Self.measuredOwners(facts)
    }

    /// The fact itself, with its condition and source; nil where nothing was measured.
    public func fact(_ id: FactID) -> Fact? { facts[id] }

    /// The answer alone.
    public func answer(_ id: FactID) -> FactValue? { facts[id]?.value }

    /// Answers whose ids begin with `prefix`, by id.
    public func answers(under prefix: String) -> [FactValue] {
        facts.filter { $0.key.path.hasPrefix(prefix) }.sorted { $0.key < $1.key }.map(\.value.value)
    }
    /// All facts, by id.
    public var allFacts: [Fact] { facts.values.sorted { $0.id < $1.id } }

    /// Whether both answer each of these questions alike, "not known" included.
    public func agrees(with other: Profile, on ids: Set<FactID>) -> Bool { difference(from: other, on: ids) == nil }
    /// A question that the two answer differently.
    public func difference(from other: Profile, on ids: some Sequence<FactID>) -> FactID? {
        ids.first { id in memory.reply(to: id, reply) != other.memory.reply(to: id, other.reply) }
    }
    /// Which of the names that the evaluator gives an object of the language this profile lacks. Each realm of a profile asks the same.
    public func lacks(_ names: [String], of owner: String) -> Set<String> {
        memory.lacking(names, of: owner) { names in Set(names.filter { member($0, of: owner) == .absent }) }
    }

    /// Any lookup below by its id, so that profiles can be compared on it.
    private func reply(to id: FactID) -> Reply {
        if let name = id.path.after("global/") { return .presence(global(name)) }
        if let rest = id.path.after("member/") {
            guard let slash = rest.lastIndex(of: "/") else { return .value(nil) }
            let name = String(rest[rest.index(after: slash)...]), owner = String(rest[..<slash])
            // a text that names the version is noted when it is read, members of an object when they are met
            let isVersion = owner == "process.versions" || name == "version" && owner == "process"
            let constant = isVersion ? nil : constant(owner + "." + name)
            if case .fields? = constant { return .member(member(name, of: owner), nil) }
            return .member(member(name, of: owner), constant)
        }
        if let rest = id.path.after("export/") {
            guard let mark = rest.lastIndex(of: "#") else { return .value(nil) }
            return .presence(export(String(rest[rest.index(after: mark)...]), of: String(rest[..<mark])))
        }
        if let specifier = id.path.after("builtin/") { return .builtin(builtinModule(specifier)) }
        if let owner = id.path.after("members/") { return .names(members(of: owner).map { $0.name + ":" + $0.kind.rawValue }) }
        if let rest = id.path.after("condition/"), let slash = rest.firstIndex(of: "/"),
            let kind = ImportKind(rawValue: String(rest[..<slash]))
        {
            return .value(.flag(holds(String(rest[rest.index(after: slash)...]), for: kind)))
        }
        if let trait = id.path.after("resolver/").flatMap({ ResolverTrait(rawValue: $0) }) { return .value(.flag(has(trait))) }
        if id == .runtimeVersion { return .value(.text(runtime.description)) }
        return .value(facts[id]?.value)
    }

    fileprivate enum Reply: Equatable {
        case value(FactValue?)
        case presence(Presence)
        case member(Presence, FactValue?)
        case names([String])
        case builtin(BuiltinModule?)
    }
}

/// Answers of one profile that are asked for again with each run: putting their ids together takes longer than to remember them.
private final class ProfileMemory: Sendable {
    private let replies = Mutex<[FactID: Profile.Reply]>([:])
    private let lacking = Mutex<[String: (names: [String], lacks: Set<String>)]>([:])

    func reply(to id: FactID, _ make: (FactID) -> Profile.Reply) -> Profile.Reply {
        if let known = replies.withLock({ $0[id] }) { return known }
        let reply = make(id)
        replies.withLock { $0[id] = reply }
        return reply
    }
    func lacking(_ names: [String], of owner: String, _ make: ([String]) -> Set<String>) -> Set<String> {
        if let known = lacking.withLock({ $0[owner] }), known.names == names { return known.lacks }
        let lacks = make(names)
        lacking.withLock { $0[owner] = (names, lacks) }
        return lacks
    }
}
