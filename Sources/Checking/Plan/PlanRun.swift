import Evaluation
import Linting
import Packaging
import Runtimes

/// Answers a plan, one verdict a line, in the order of the lines.
public struct PlanRun: Sendable {
    public var root: String
    public var runtimes: Runtimes
    public var catalogue: Catalogue
    public var evaluator: EvaluatorSource
    public var work: OrderedWork

    public init(root: String, runtimes: Runtimes, catalogue: Catalogue, work: OrderedWork, evaluator: @escaping EvaluatorSource) {
        self.root = root
        self.runtimes = runtimes
        self.catalogue = catalogue
        self.work = work
        self.evaluator = evaluator
    }

    /// Longer runs of one project are cut, so that a single large one does not keep the other threads waiting.
    private static let groupLimit = 32

    /// `emit` gets each record in order and says whether to go on. False where no thread could be started.
    public func answer(_ lines: [PlanLine], emit: (VerdictRecord) -> Bool) -> Bool {
        let projects = PlanProjects(root: root, threads: work.threads), runtimes = runtimes, catalogue = catalogue, evaluator = evaluator
        return work.run(groups(lines)) {
            var profiles: [String: Result<Profile, RuntimeNameError>] = [:]
            let entries = PlanEntries(projects), evaluate = evaluator()
            return { group -> [VerdictRecord] in
                var originals = OriginalPlaces()
                return group.map { line in
                    let profile = profiles[line.runtime] ?? RuntimeName.parse(line.runtime).flatMap { runtimes.profile($0) }
                    profiles[line.runtime] = profile
                    if case .success(let profile) = profile, let usages = entries.assumedUsages(of: line, in: profile.runtime) {
                        return Self.record(line, usages, profile, catalogue, &originals, evaluate)
                    }
                    return Self.record(line, entries.entry(of: line), profile, catalogue, &originals, evaluate)
                }
            }
        } emit: { records in
            records.allSatisfy(emit)
        }
    }

    private static func record(
        _ line: PlanLine, _ entry: Result<EntryPoint, PlanEntries.NoEntry>, _ profile: Result<Profile, RuntimeNameError>,
        _ catalogue: Catalogue, _ originals: inout OriginalPlaces, _ evaluate: (EntryPoint, Profile) -> Evaluation
    ) -> VerdictRecord {
        var record = VerdictRecord(project: line.project, entry: line.entry, runtime: line.runtime, verdict: Verdict(.unknown))
        switch (entry, profile) {
        case (.failure(let problem), _): record.verdict = problem.verdict
        case (.success, .failure(let error)):
            record.verdict = Verdict(
                .unknown, reason: Verdict.Unknown(code: "unknown-runtime", text: error.description), because: error.description)
        case (.success(let entry), .success(let profile)):
            record.package = entry.package
            record.usage = entry.usage
            let evaluation = evaluate(entry, profile).under(profile)
            record.verdict = evaluation.verdict
            record.take(evaluation.trace, of: entry)
            record.original = originals.original(of: record.verdict, in: entry.tree)
            record.rule = catalogue.explanation(of: record.verdict, runtime: line.runtime)?.id
        }
        return record
    }

    private static func record(
        _ line: PlanLine, _ usages: Result<AssumedUsages, PlanEntries.NoEntry>, _ profile: Profile, _ catalogue: Catalogue,
        _ originals: inout OriginalPlaces, _ evaluate: (EntryPoint, Profile) -> Evaluation
    ) -> VerdictRecord {
        var record = VerdictRecord(project: line.project, entry: line.entry, runtime: line.runtime, verdict: Verdict(.unknown))
        switch usages {
        case .failure(let problem): record.verdict = problem.verdict
        case .success(let usages):
            guard let (entry, evaluation) = usages.evaluate(profile, evaluate) else { return record }
            record.package = entry.package
            record.usage = entry.usage
            record.verdict = evaluation.verdict
            record.original = originals.original(of: record.verdict, in: entry.tree)
            record.take(evaluation.trace, of: entry)
            record.rule = catalogue.explanation(of: record.verdict, runtime: line.runtime)?.id
            record.verdict.assumed = profile.assumed + record.verdict.assumed
        }
        return record
    }

    /// Neighbouring lines about one project.
    private func groups(_ lines: [PlanLine]) -> [[PlanLine]] {
        var groups: [[PlanLine]] = []
        for line in lines {
            if let last = groups.last, last.count < Self.groupLimit, last[0].project == line.project {
                groups[groups.count - 1].append(line)
            } else {
                groups.append([line])
            }
        }
        return groups
    }
}
