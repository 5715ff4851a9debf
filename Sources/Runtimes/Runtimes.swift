/// All runtimes on record: turns a name into a profile.
public struct Runtimes: Sendable {
    let files: RuleFiles
    let workersFlags: CompatibilityFlags
    private let inventory: InventoryTable

    /// Reads nothing of a runtime before it is asked for.
    public init(_ files: RuleFiles = .embedded) {
        self.files = files
        workersFlags = CompatibilityFlags(files.bytes("runtimes/workers-flags.tsv") ?? [])
        inventory = InventoryTable(files.bytes("runtimes/inventory.txt") ?? [])
    }

    /// The profile of a runtime. Fails where the data do not have it: an unmeasured major version, a flag that does not exist.
    public func profile(_ runtime: RuntimeName) -> Result<Profile, RuntimeNameError> {
        var circumstances = FactCondition.Circumstances()
        var assumed: [String] = []
        let family: String
        switch runtime {
        case .workers(let name):
            family = "workers"
            if let unknown = name.flags.first(where: { !workersFlags.isKnown($0) }) {
                let known = workersFlags.fields.flatMap { [$0.enable, $0.disable].compactMap { $0?.name } }
                return .failure(
                    RuntimeNameError(
                        text: runtime.description, problem: "no such compatibility flag: \(unknown)",
                        suggestion: nearest(to: unknown.name, in: known)))
            }
            let date = measuredDate(for: name.date, assumed: &assumed)
            circumstances.date = date
            circumstances.flags = workersFlags.inForce(at: date, asked: name.flags)
            circumstances.upload = name.upload
        case .node(let version, let system):
            family = "node"
            guard let measured = measuredVersion(version, assumed: &assumed) else {
                return .failure(
                    RuntimeNameError(
                        text: runtime.description, problem: "Node \(version.major) was not measured",
                        suggestion: "node@22/\(system.rawValue)"))
            }
            circumstances.version = measured
            circumstances.system = system
        case .deno: family = "deno"
        case .bun: family = "bun"
        case .browser: family = "browser"
        case .bundler(let name): family = "bundlers/" + name
        }
        return .success(fold(runtime, family: family, circumstances: circumstances, assumed: assumed))
    }

    /// Problems of the data files, for `--rules DIR`.
    public func errors() -> [RuntimeDataError] {
        files.paths.filter { $0.hasPrefix("runtimes/") && $0.hasSuffix(".yaml") && $0 != "runtimes/capabilities.yaml" }.flatMap {
            path -> [RuntimeDataError] in
            guard let document = files.document(path) else { return [] }
            return document.problems.map { RuntimeDataError(path: path, place: "byte \($0.range.lowerBound)", problem: $0.message) }
                + FactDocument(document, path: path).errors
        }
    }

    private func fold(
        _ runtime: RuntimeName, family: String, circumstances: FactCondition.Circumstances, assumed: [String]
    ) -> Profile {
        var facts: [FactID: Fact] = [:]
        take(family, into: &facts, Conditions(circumstances))
        if case .node(let version, _) = runtime, let exact = circumstances.version, version.minor != nil { speak(as: exact, in: &facts) }
        Self.resolveTexts(in: &facts)
        return Profile(runtime: runtime, assumed: assumed, flags: circumstances.flags, facts: facts, inventory: names(facts))
    }

    /// Deeper than any chain of files that are based on another; a circle ends here.
    private static let baseDepth = 4

    /// Facts of a runtime in force, over those of the files that it says it is based on.
    private func take(_ family: String, into facts: inout [FactID: Fact], _ conditions: Conditions, depth: Int = 0) {
        let own = files.document("runtimes/\(family).yaml")
        let bases = own?["base"].map { $0.string.map { [$0] } ?? $0.array?.compactMap(\.string) ?? [] } ?? []
        for base in bases where depth < Self.baseDepth { take(base, into: &facts, conditions, depth: depth + 1) }
        // What a person wrote comes last: it may correct a measured table, never the other way round.
        let tables = ["runtimes/measured/\(family).yaml", "runtimes/builtins/\(family).yaml"].map { ($0, files.document($0)) }
        for (path, document) in tables + [("runtimes/\(family).yaml", own)] {
            guard let document else { continue }
            FactDocument(document, path: path).forEach({ conditions.hold($0) }) { facts[$0.id] = $0 }
        }
    }

    private func names(_ facts: [FactID: Fact]) -> Inventory {
        func engines(_ id: FactID) -> InventoryTable.Engines? { (facts[id]?.value.texts).map(inventory.mask) }
        let own = engines("inventory/engines") ?? 0
        return Inventory(
            table: inventory, engines: own, language: engines("inventory/language") ?? own, doubtful: engines("inventory/doubtful") ?? 0,
            languageDoubtful: engines("inventory/language-doubtful") ?? 0)
    }

    /// A message `{text/NAME}` is the text of that fact: one sentence for many operations stands in the data once.
    private static func resolveTexts(in facts: inout [FactID: Fact]) {
        for (id, fact) in facts {
            guard let error = fact.value.error, let name = error.message.after("{"), name.utf8.last == UInt8(ascii: "}"),
                let text = facts[FactID(String(name.dropLast()))]?.value.text
            else { continue }
            let filled = RuntimeError(name: error.name, message: text, code: error.code, json: error.json)
            let value: FactValue = if case .rejecting = fact.value { .rejecting(filled) } else { .throwing(filled) }
            facts[id] = Fact(id: id, value: value, when: fact.when, observed: fact.observed)
        }
    }

    /// A patch that was not measured has its own name, and what else the measured one says of itself is not known of it.
    private func speak(as version: RuntimeVersion, in facts: inout [FactID: Fact]) {
        guard !Self.measuredNodes.contains(version) else { return }
        for (expression, text) in [("process.version", "v\(version)"), ("process.versions.node", version.description)] {
            for id in [FactID.value(expression), .constant(expression)] {
                facts[id] = Fact(id: id, value: .text(text), observed: "the version asked for")
            }
        }
        for expression in ["process.versions", "process.release"] {
            facts[.value(expression)] = nil
            facts[.constant(expression)] = nil
        }
    }
}

extension Runtimes {
    /// The last day that could be run; a later one answers as this.
    static let lastMeasuredDate = "2026-11-23"
    /// Before this day nothing was measured; an earlier one answers as this.
    static let firstMeasuredDate = "2023-03-01"
    /// The patches measured, oldest first.
    static let measuredNodes = ["18.20.8", "20.20.2", "22.23.3", "24.21.0", "26.10.0"].compactMap { RuntimeVersion($0) }

    private func measuredDate(for date: CompatibilityDate, assumed: inout [String]) -> CompatibilityDate {
        if let last = CompatibilityDate(Self.lastMeasuredDate), date > last {
            assumed.append("\(date) answers as \(last), the last day measured")
            return last
        }
        if let first = CompatibilityDate(Self.firstMeasuredDate), date < first {
            assumed.append("\(date) answers as \(first), the first day measured")
            return first
        }
        return date
    }

    private func measuredVersion(_ version: WrittenVersion, assumed: inout [String]) -> RuntimeVersion? {
        guard let measured = Self.measuredNodes.first(where: { $0.major == version.major }) else {
            // Odd majors and new ones answer as the nearest older one; older than all is not known at all.
            guard let nearest = Self.measuredNodes.last(where: { $0.major < version.major }) else { return nil }
            assumed.append("Node \(version) answers as \(nearest)")
            return nearest
        }
        guard let minor = version.minor else { return measured }
        let exact = RuntimeVersion(version.major, minor, version.patch ?? 0)
        if exact != measured { assumed.append("Node \(exact) answers as \(measured) where no fact names a version") }
        return exact
    }
}
