import Evaluation
import Linting
import Packaging
import Runtimes

/// Predicts every entry of an input in every runtime, and says what to change.
public struct Check: Sendable {
    public var runtimes: Runtimes
    public var catalogue: Catalogue
    public var evaluator: EvaluatorSource
    public var work: OrderedWork
    /// Nothing but these, where given.
    public var asked: [RuntimeName] = []
    /// What may be wrong is told, too: what only one arm of an unknown condition meets, and runtimes that the package does not claim. As
    /// notes.
    public var isPedantic = false
    /// An entry that is named after a runtime is checked in that one only ("./workerd"), unless all is asked for.
    public var holdsEntriesToTheirNames = false
    /// Files that would not be published exist too.
    public var asIs = false
    /// Only these entries: names as reports give them, or files of the input. Empty: all.
    public var entries: [String] = []
    /// A script that uses the package, in place of what its exports suggest.
    public var consumer: (name: String, bytes: [UInt8])?
    /// Rules to report; empty: all.
    public var selected: [TextPattern] = []
    public var ignored: [TextPattern] = []

    public init(runtimes: Runtimes, catalogue: Catalogue, work: OrderedWork, evaluator: @escaping EvaluatorSource) {
        self.runtimes = runtimes
        self.catalogue = catalogue
        self.work = work
        self.evaluator = evaluator
    }

    /// One cell of the matrix: an entry under a profile.
    struct Cell: Sendable {
        var name: String
        var question: Subjects.Question
        var profile: Profile
        var isClaimed: Bool
        /// Where the package offers the entry.
        var declaration: Place?
    }
    /// A cell's answer, with the entry that gave it: of several assumed usages the one that decided.
    struct Answer: Sendable {
        var cell: Cell
        var entry: EntryPoint
        var evaluation: Evaluation
    }
    /// An input once it is open: what is entered, in which runtimes.
    struct Opened: Sendable {
        var input: Input
        var subjects: Subjects
        var report: Report
        /// As verdicts name the input.
        var project: String { input.focus.isRoot ? report.root : input.focus.text }
    }

    /// What leaves a run over several inputs, in their order.
    public enum Step {
        /// An input is open; so many predictions follow.
        case opened(root: String, predictions: Int)
        case verdict(VerdictRecord)
        case report(Report)
        case failed(root: String, FileProblem)
    }

    /// Nil where no thread could be started.
    public func run(_ input: Input, root: String) -> Report? {
        var report: Report?
        let isDone = run([root], open: { _ in .success(input) }) { step in
            if case .report(let finished) = step { report = finished }
            return true
        }
        return isDone ? report : nil
    }

    /// Inputs are opened and predicted on all threads, a few at a time; `emit` says whether to go on. False where no thread could be
    /// started.
    public func run(_ roots: [String], open: @escaping @Sendable (String) -> Result<Input, FileProblem>, emit: (Step) -> Bool) -> Bool {
        let check = self, evaluator = evaluator
        // Several inputs keep the threads busy as they are.
        let scanning = OrderedWork(threads: roots.count > 1 ? 1 : work.threads)
        var current: Current?
        return work.run(roots) { root -> (Result<Opened, Failed>, [Cell]) in
            switch open(root) {
            case .failure(let problem): (.failure(Failed(root: root, problem: problem)), [])
            case .success(let input): check.prepare(input, root: root, scanning)
            }
        } worker: {
            let evaluate = evaluator()
            return { cell in Self.answer(cell, evaluate) }
        } emit: { step in
            switch step {
            case .opened(.failure(let failed), _): return emit(.failed(root: failed.root, failed.problem))
            case .opened(.success(let opened), let predictions):
                current = Current(opened, left: predictions)
                guard emit(.opened(root: opened.report.root, predictions: predictions)) else { return false }
            case .output(let answer):
                current?.left -= 1
                if let answer, let now = current {
                    take(answer, now)
                    guard now.opened.report.verdicts.last.map({ emit(.verdict($0)) }) ?? true else { return false }
                }
            }
            guard let now = current, now.left == 0 else { return true }
            current = nil
            now.opened.report.findings = finish(now)
            return emit(.report(now.opened.report))
        }
    }
    private struct Failed: Error { var root: String, problem: FileProblem }
    /// The input whose answers are leaving.
    private final class Current {
        var opened: Opened
        var left: Int
        var findings: [Finding] = []
        var entered: Set<TreePath> = []
        var sources: [SourceCache] = []
        var originals = OriginalPlaces()
        init(_ opened: Opened, left: Int) {
            self.opened = opened
            self.left = left
        }
    }

    private func prepare(_ input: Input, root: String, _ scanning: OrderedWork) -> (Result<Opened, Failed>, [Cell]) {
        var opened = opened(input, root: root, scanning)
        let subjects = opened.subjects
        let claimed = asked.isEmpty ? subjects.runtimes : asked
        let others = isPedantic && asked.isEmpty ? Claims.usualRuntimes.filter { !claimed.contains($0) } : []
        var profiles: [Profile] = []
        for name in claimed + others {
            switch runtimes.profile(name) {
            case .success(let profile): profiles.append(profile)
            case .failure(let error): opened.report.notes.append(error.description)
            }
        }
        opened.report.runtimes = profiles.map(\.runtime.description)
        let declarations = Declarations(of: subjects.package, in: subjects.tree)
        var isNarrowed = false
        let cells = subjects.subjects.flatMap { subject -> [Cell] in
            var questions = Subjects.Questions(subjects, subject)
            let declaration = declarations?.place(of: subject)
            return profiles.compactMap { profile in
                let isMeant = !holdsEntriesToTheirNames || !entries.isEmpty || subject.isMeant(for: profile.runtime)
                if !isMeant, !isPedantic {
                    isNarrowed = true
                    return nil
                }
                let isClaimed = isMeant && !others.contains(profile.runtime)
                return Cell(
                    name: subject.name, question: questions.question(profile.runtime), profile: profile, isClaimed: isClaimed,
                    declaration: declaration)
            }
        }
        if isNarrowed { opened.report.notes.append("an entry named after a runtime is checked in that one; --pedantic checks it in all") }
        return (.success(opened), cells)
    }
    /// What of an input is entered, and the head of its report.
    func opened(_ input: Input, root: String, _ scanning: OrderedWork) -> Opened {
        var subjects = Subjects(input, asIs: asIs, scanning)
        if let consumer { subjects.use(consumer.name, consumer.bytes) }
        var report = Report(root: root)
        report.unknownEntries = subjects.keep(entries, of: input)
        // How runtimes were chosen is no news to whoever chose them.
        report.notes = subjects.notes + (asked.isEmpty ? subjects.runtimeNotes : [])
        report.entries = subjects.subjects.map(\.name)
        report.scripts = subjects.scripts
        let configuration = ConfigurationProblems.of(input)
        report.notes += configuration.notes
        report.notAnalysed = input.tree.problems.map { Report.NotAnalysed(path: $0.path, reason: $0.text) } + configuration.notAnalysed
        return Opened(input: input, subjects: subjects, report: report)
    }

    static func answer(_ cell: Cell, _ evaluate: (EntryPoint, Profile) -> Evaluation) -> Answer? {
        switch cell.question {
        case .entry(let entry): return Answer(cell: cell, entry: entry, evaluation: evaluate(entry, cell.profile).under(cell.profile))
        case .usages(let usages):
            guard case (var entry, let evaluation)? = usages.evaluate(cell.profile, evaluate) else { return nil }
            entry.name = cell.name
            return Answer(cell: cell, entry: entry, evaluation: evaluation.under(cell.profile))
        }
    }

    private func take(_ answer: Answer, _ now: Current) {
        let runtime = answer.cell.profile.runtime.description, input = now.opened.input
        let evaluation = answer.evaluation
        let entry = answer.entry, tree = entry.tree
        noteUnreadable(evaluation.verdict, entry, &now.opened.report)
        let evidence = Evidence(
            entry: entry.name, runtime: runtime, isClaimed: answer.cell.isClaimed, isExplored: entry.usage.isExplored,
            evaluation: unpublished(evaluation, entry, input)
        ) { place in
            SourceWindow(tree, place).statement
        }
        now.findings += catalogue.findings(in: evidence).map { $0.told(at: answer.cell.declaration) }
        var judged = answer
        judged.evaluation.verdict = evidence.evaluation.verdict
        var record = record(judged, project: now.opened.project)
        record.original = now.originals.original(of: record.verdict, in: tree)
        now.opened.report.verdicts.append(record)
        if let sources = evaluation.sources, !now.sources.contains(where: { $0 === sources }) { now.sources.append(sources) }
        for file in evaluation.files { if let path = TreePath(file) { now.entered.insert(path) } }
    }

    func record(_ answer: Answer, project: String) -> VerdictRecord {
        let runtime = answer.cell.profile.runtime.description, verdict = answer.evaluation.verdict
        var record = VerdictRecord(
            project: project, package: answer.entry.package, entry: answer.entry.name, usage: answer.entry.usage, runtime: runtime,
            verdict: verdict,
            rule: catalogue.explanation(of: verdict, runtime: runtime)?.id)
        record.take(answer.evaluation.trace, of: answer.entry)
        return record
    }

    /// What could not be parsed is no verdict about the program: it is listed, and the rest is analysed.
    private func noteUnreadable(_ verdict: Verdict, _ entry: EntryPoint, _ report: inout Report) {
        guard let reason = verdict.reason, reason.code == "syntax.unclear" else { return }
        let place = verdict.at.map { at in
            let paths = ReportPaths(package: entry.package?.folder, focus: .root, isMounted: true)
            return "\(paths.shown(at.path)):\(at.line):\(at.column)"
        }
        let problem = Report.NotAnalysed(path: place ?? entry.name, reason: reason.text)
        if !report.notAnalysed.contains(problem) { report.notAnalysed.append(problem) }
    }

    /// Says of a file that is missing whether it is here and only not published.
    private func unpublished(_ evaluation: Evaluation, _ entry: EntryPoint, _ input: Input) -> Evaluation {
        guard evaluation.verdict.outcome == .fails, var cause = evaluation.verdict.cause, let package = entry.package, !asIs,
            let source = input.packageFolder, let error = evaluation.verdict.error
        else { return evaluation }
        // The texts name the file that is missing, by a path that ends as it does in the package.
        let words = error.message.split { " '\"\n".contains($0) }
        let prefix = package.folder.text + "/"
        let missing = words.lazy.compactMap { word -> String? in
            guard let found = word.ranges(of: prefix).last else { return nil }
            let inner = String(word[found.upperBound...].prefix { !",;:)?#".contains($0) })
            guard let path = TreePath(inner), !path.isRoot, input.tree.isFile(source.appending(path.text)),
                !entry.tree.isFile(package.folder.appending(path.text))
            else { return nil }
            return path.text
        }.first
        guard let missing else { return evaluation }
        cause.attributes["unpublished"] = missing
        var evaluation = evaluation
        evaluation.verdict.cause = cause
        return evaluation
    }

    private func finish(_ now: Current) -> [Finding] {
        let subjects = now.opened.subjects, input = now.opened.input
        var comments: [InlineIgnore] = []
        for path in now.entered.sorted() {
            if case .success(let bytes) = subjects.tree.read(path) { comments += InlineIgnore.all(in: bytes, path: path.text) }
        }
        let file = [input.focus, input.packageFolder ?? input.focus].lazy.map { $0.appending(IgnoreFile.name) }.first {
            input.tree.isFile($0)
        }
        var ignores: IgnoreFile?
        if let file, case .success(let bytes) = input.tree.read(file) { ignores = IgnoreFile(path: file.text, bytes: bytes) }
        for problem in ignores?.problems ?? [] {
            now.opened.report.notAnalysed.append(Report.NotAnalysed(path: problem.path, reason: problem.description))
        }
        // What is read only now and then (a consumer's detour, a README) counts, too: nothing that was asked for is passed over in silence.
        for problem in input.tree.unreadable {
            let lost = Report.NotAnalysed(path: problem.path, reason: problem.text)
            if !now.opened.report.notAnalysed.contains(where: { $0.path == lost.path }) { now.opened.report.notAnalysed.append(lost) }
        }
        let kept = Suppression(comments: comments, file: ignores).apply(to: now.findings.grouped(), catalogue).filter { finding in
            (selected.isEmpty || selected.contains { $0.matches(finding.rule) }) && !ignored.contains { $0.matches(finding.rule) }
        }
        let paths = ReportPaths(
            package: subjects.package?.folder, focus: input.focus,
            isMounted: subjects.package.map { $0.folder != input.packageFolder } ?? false)
        now.opened.report.hidden = isPedantic ? 0 : kept.count { $0.isConditional }
        var located = Located(subjects.tree, catalogue.generators, now.sources)
        return located.locate(kept.filter { isPedantic || !$0.isConditional }).map { finding in
            var finding = finding
            if let at = finding.at {
                let shown = paths.shown(at.path)
                if let path = TreePath(at.path), now.opened.report.sources[shown] == nil,
                    case .success(let bytes) = subjects.tree.read(path)
                {
                    now.opened.report.sources[shown] = bytes
                }
                finding.at?.path = shown
                if let original = finding.context.original { finding.context.original?.path = paths.shown(original.path) }
            }
            finding.chain = finding.chain.map { step in
                var step = step
                step.place.path = paths.shown(step.place.path)
                return step
            }
            return finding
        }
    }
}
