import Machine
import Packaging
import Runtimes
import Syntax

/// Runs entries on a machine of its own; not Sendable: one thread, one evaluator. Files are parsed once for all of them.
public final class Evaluator {
    let machine: Machine

    /// nil where the system does not lend the address space that a run needs.
    public init?() {
        guard let machine = Machine() else { return nil }
        self.machine = machine
    }

    /// What is evaluated.
    public struct Entry: Sendable {
        /// A file of the tree: a consumer, an entry of a package or a Worker.
        public var path: TreePath
        /// Files that belong to the consumer: failures in their own bodies are phase init or call.
        public var consumers: Set<TreePath>
        public init(path: TreePath, consumers: Set<TreePath>) { self.path = path; self.consumers = consumers }
    }

    /// Runs it, unless a run of the same entry asked only questions that this profile answers alike: then that one's outcome is given.
    /// `isTraced`: the evaluation tells each step, too; its verdict is the same.
    public func evaluate(_ entry: Entry, tree: FileTree, profile: Profile, sources: SourceCache, isTraced: Bool = false) -> Evaluation {
        if outcomes.tree !== tree { outcomes = Outcomes(tree: tree) }
        if let known = outcomes.of(entry, profile), (known.trace != nil) == isTraced { return known }
        let program = Program(machine: machine, profile: profile, tree: tree, sources: sources)
        program.consumers = Set(entry.consumers.map(\.text))
        // a page that uses packages by their names has a map for them
        program.rules.hasImportMap = !entry.consumers.isEmpty
        program.entry = entry.path
        if isTraced { program.startRecording() }
        let verdict = Run(program: program, entry: entry).verdict()
        program.noteSkippedStarts()
        program.noteLostFailures(verdict)
        var evaluation = Evaluation(
            verdict: program.shown(verdict), events: program.events.map { program.shown($0) },
            files: program.files.map(\.path).filter { !$0.isEmpty }, reachedWasm: program.reachedWasm, usageApplies: program.usageApplies,
            trace: program.recorder?.trace())
        evaluation.sources = sources
        runCount += 1
        outcomes.add(Outcome(profile: profile, consulted: program.consulted(), evaluation: evaluation), of: entry)
        return evaluation
    }
    private var outcomes = Outcomes(tree: nil)
    /// How many runs there were; other outcomes were shared.
    private(set) var runCount = 0
}

/// One run's outcome, and the questions it hangs on.
private struct Outcome {
    var profile: Profile
    var consulted: Set<FactID>
    var evaluation: Evaluation
}

/// The outcomes of the entries of one tree, the one in work.
private struct Outcomes {
    let tree: FileTree?
    private var byEntry: [TreePath: [(entry: Evaluator.Entry, outcome: Outcome)]] = [:]

    init(tree: FileTree?) { self.tree = tree }

    /// Questions that told profiles apart before: most of them differ in the same few.
    private var telling: [FactID] = []

    mutating func of(_ entry: Evaluator.Entry, _ profile: Profile) -> Evaluation? {
        for (known, outcome) in byEntry[entry.path] ?? []
        where known.consumers == entry.consumers && outcome.profile.runtime.isAkin(to: profile.runtime) {
            if outcome.profile.difference(from: profile, on: telling.lazy.filter(outcome.consulted.contains)) != nil { continue }
            guard let difference = outcome.profile.difference(from: profile, on: outcome.consulted) else { return outcome.evaluation }
            telling.insert(difference, at: 0)
        }
        return nil
    }
    mutating func add(_ outcome: Outcome, of entry: Evaluator.Entry) { byEntry[entry.path, default: []].append((entry, outcome)) }
}
