import Syntax

extension Runtimes {
    /// Days on which the answers of a Worker change, oldest first: between two of them every profile with the same flags by name
    /// is the same. The first measured day stands in front.
    public var workersDates: [CompatibilityDate] {
        var dates: Set<CompatibilityDate> = []
        var flags: Set<CompatibilityFlag> = []
        for term in workersConditions.flatMap(\.terms) {
            switch term {
            case .from(let date), .before(let date): dates.insert(date)
            case .flag(let flag, _): flags.insert(flag)
            case .since, .until, .upload, .system: break
            }
        }
        // A flag may come with another one, which has a day of its own; no chain is longer than the list of flags.
        for _ in workersFlags.fields {
            let causes = workersFlags.fields.filter { flags.contains($0.enable) }.flatMap(\.impliedBy)
            if flags.isSuperset(of: causes) { break }
            flags.formUnion(causes)
        }
        for field in workersFlags.fields where flags.contains(field.enable) {
            if let date = field.date { dates.insert(date) }
            if let date = field.impliedFrom { dates.insert(date) }
        }
        let first = CompatibilityDate(Self.firstMeasuredDate)
        let last = CompatibilityDate(Self.lastMeasuredDate)
        let measured = dates.filter { date in (first.map { date > $0 } ?? true) && (last.map { date <= $0 } ?? true) }
        return ([first].compactMap { $0 } + measured).sorted()
    }

    /// Every condition in the files of Workers.
    private var workersConditions: [FactCondition] {
        let paths = ["measured/workers", "builtins/workers", "workers"].map { "runtimes/\($0).yaml" }
        let texts = paths.compactMap { files.document($0)?["facts"]?.entries }.joined().flatMap { entry in
            (entry.value.array ?? [entry.value]).compactMap { $0["when"]?.string }
        }
        return Set(texts).compactMap { FactCondition($0) }
    }

    /// Runtimes that were measured, in the order of a list for people. A Worker stands at each of its `workersDates` without flags.
    public var measured: [RuntimeName] {
        let nodes = Self.measuredNodes.flatMap { version in
            ModuleSystem.allCases.map { RuntimeName.node(WrittenVersion(major: version.major), $0) }
        }
        return workersDates.map { .workers(WorkersName(date: $0)) } + nodes + [.deno, .bun, .browser]
            + RuntimeName.bundlers.map { .bundler($0) }
    }
}
