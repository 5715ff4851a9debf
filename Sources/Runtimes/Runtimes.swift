import Text

/// All runtimes on record: turns a name into a profile.
public struct Runtimes: Sendable {
    private let files: RuleFiles
    private let workersFlags: CompatibilityFlags

    /// Reads nothing of a runtime before it is asked for.
    public init(_ files: RuleFiles = .embedded) {
        self.files = files
        workersFlags = CompatibilityFlags(files.bytes("runtimes/workers-flags.tsv") ?? [])
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
        files.paths.filter { $0.hasPrefix("runtimes/") && $0.hasSuffix(".yaml") }.flatMap { path in
            files.document(path).map { FactDocument($0, path: path).errors }
                ?? [RuntimeDataError(path: path, place: "1", problem: "not a YAML document")]
        }
    }

    private func fold(
        _ runtime: RuntimeName, family: String, circumstances: FactCondition.Circumstances, assumed: [String]
    ) -> Profile {
        var facts: [FactID: Fact] = [:]
        func take(_ dated: [DatedFact]) {
            for fact in dated where fact.condition.holds(in: circumstances) {
                facts[fact.id] = Fact(id: fact.id, value: fact.value, when: fact.when, observed: fact.observed)
            }
        }
        // What a person wrote comes last: it may correct a measured table, never the other way round.
        for path in ["runtimes/measured/\(family).yaml", "runtimes/\(family).yaml"] {
            if let document = files.document(path) { take(FactDocument(document, path: path).facts) }
        }
        return Profile(runtime: runtime, assumed: assumed, flags: circumstances.flags, facts: facts, inventory: .empty)
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
