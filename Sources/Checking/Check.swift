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
    /// Files that would not be published exist too.
    public var asIs = false
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
    private struct Cell: Sendable {
        var name: String
        var question: Subjects.Question
        var profile: Profile
    }
    /// A cell's answer, with the entry that gave it: of several assumed usages the one that decided.
    private struct Answer: Sendable {
        var entry: EntryPoint
        var evaluation: Evaluation
    }

    /// `progress` is told how many cells of how many are done. Nil where no thread could be started.
    public func run(_ input: Input, root: String, progress: (Int, Int) -> Void = { _, _ in }) -> Report? {
        var subjects = Subjects(input, asIs: asIs)
        if let consumer { subjects.use(consumer.name, consumer.bytes) }
        var report = Report(root: root)
        // How runtimes were chosen is no news to whoever chose them.
        report.notes = subjects.notes + (asked.isEmpty ? subjects.runtimeNotes : [])
        report.entries = subjects.subjects.map(\.name)
        report.notAnalysed = input.tree.problems.map { Report.NotAnalysed(path: $0.path, reason: "\($0)") }
        var profiles: [Profile] = []
        for name in asked.isEmpty ? subjects.runtimes : asked {
            switch runtimes.profile(name) {
            case .success(let profile): profiles.append(profile)
            case .failure(let error): report.notes.append(error.description)
            }
        }
        report.runtimes = profiles.map(\.runtime.description)
        let cells = subjects.subjects.flatMap { subject in profiles.map { Cell(name: subject.name, question: subjects.question(subject, $0.runtime), profile: $0) } }
        let evaluator = evaluator, carriesWasm = subjects.carriesWasm
        var findings: [Finding] = []
        var entered: Set<TreePath> = []
        var done = 0
        let isDone = work.run(cells) {
            let evaluate = evaluator()
            return { cell in Self.answer(cell, carriesWasm: carriesWasm, evaluate) }
        } emit: { answer in
            let cell = cells[done]
            done += 1
            progress(done, cells.count)
            if let answer { take(answer, cell, input, &report, &findings, &entered) }
            return true
        }
        guard isDone else { return nil }
        report.findings = finish(findings, subjects, input, entered, &report)
        return report
    }

    private static func answer(_ cell: Cell, carriesWasm: Bool, _ evaluate: (EntryPoint, Profile) -> Evaluation) -> Answer? {
        switch cell.question {
        case .entry(let entry): return Answer(entry: entry, evaluation: evaluate(entry, cell.profile).judged(entry, cell.profile, carriesWasm: carriesWasm))
        case .usages(let usages):
            guard let (usage, evaluation) = usages.evaluate(cell.profile, evaluate), var entry = usages.entries.first(where: { $0.usage == usage }) else { return nil }
            entry.name = cell.name
            return Answer(entry: entry, evaluation: evaluation.judged(entry, cell.profile, carriesWasm: carriesWasm))
        }
    }

    private func take(
        _ answer: Answer, _ cell: Cell, _ input: Input, _ report: inout Report, _ findings: inout [Finding], _ entered: inout Set<TreePath>
    ) {
        let runtime = cell.profile.runtime.description
        var evaluation = answer.evaluation
        let entry = answer.entry, tree = entry.tree
        unreadable(&evaluation.verdict, entry, &report)
        let verdict = evaluation.verdict
        let evidence = Evidence(entry: entry.name, runtime: runtime, isClaimed: true, evaluation: unpublished(evaluation, entry, input)) { place in
            SourceWindow(tree, place).statement
        }
        findings += catalogue.findings(in: evidence)
        report.verdicts.append(
            VerdictRecord(
                project: input.focus.isRoot ? report.root : input.focus.text, package: entry.package, entry: entry.name, usage: entry.usage, runtime: runtime,
                verdict: verdict, rule: catalogue.explanation(of: evidence.evaluation.verdict, runtime: runtime)?.id))
        for file in evaluation.files { if let path = TreePath(file) { entered.insert(path) } }
    }

    /// What could not be read or parsed is no verdict about the program: it is listed, and the rest is analysed.
    private func unreadable(_ verdict: inout Verdict, _ entry: EntryPoint, _ report: inout Report) {
        if verdict.outcome == .fails, verdict.cause?.kind == "module.unreadable" {
            let text = verdict.error?.message ?? "a file cannot be read"
            verdict = Verdict(.unknown, at: verdict.at, reason: Verdict.Unknown(code: "module.unreadable", text: text), because: text)
        }
        guard let reason = verdict.reason, reason.code == "syntax.unclear" || reason.code == "module.unreadable" else { return }
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
            guard let path = TreePath(inner), !path.isRoot, input.tree.isFile(source.appending(path.text)), !entry.tree.isFile(package.folder.appending(path.text)) else { return nil }
            return path.text
        }.first
        guard let missing else { return evaluation }
        cause.attributes["unpublished"] = missing
        var evaluation = evaluation
        evaluation.verdict.cause = cause
        return evaluation
    }

    private func finish(_ found: [Finding], _ subjects: Subjects, _ input: Input, _ entered: Set<TreePath>, _ report: inout Report) -> [Finding] {
        var comments: [InlineIgnore] = []
        for path in entered.sorted() {
            if case .success(let bytes) = subjects.tree.read(path) { comments += InlineIgnore.all(in: bytes, path: path.text) }
        }
        let file = [input.focus, input.packageFolder ?? input.focus].lazy.map { $0.appending(IgnoreFile.name) }.first { input.tree.isFile($0) }
        var ignores: IgnoreFile?
        if let file, case .success(let bytes) = input.tree.read(file) { ignores = IgnoreFile(path: file.text, bytes: bytes) }
        for problem in ignores?.problems ?? [] { report.notAnalysed.append(Report.NotAnalysed(path: problem.path, reason: problem.description)) }
        let kept = Suppression(comments: comments, file: ignores).apply(to: found.grouped(), catalogue).filter { finding in
            (selected.isEmpty || selected.contains { $0.matches(finding.rule) }) && !ignored.contains { $0.matches(finding.rule) }
        }
        let paths = ReportPaths(package: subjects.package?.folder, focus: input.focus, isMounted: subjects.package.map { $0.folder != input.packageFolder } ?? false)
        var located = Located(subjects.tree)
        return located.locate(kept).map { finding in
            var finding = finding
            if let at = finding.at {
                let shown = paths.shown(at.path)
                if let path = TreePath(at.path), report.sources[shown] == nil, case .success(let bytes) = subjects.tree.read(path) { report.sources[shown] = bytes }
                finding.at?.path = shown
            }
            finding.chain = finding.chain.filter { !$0.path.hasPrefix("glue-lint-usage-") }.map { place in
                var place = place
                place.path = paths.shown(place.path)
                return place
            }
            return finding
        }
    }
}

/// Paths as the user sees them: relative to what was named on the command line.
struct ReportPaths {
    var package: TreePath?
    var focus: TreePath
    var isMounted: Bool

    func shown(_ text: String) -> String {
        guard let path = TreePath(text) else { return text }
        if isMounted, let package, let inner = path.relative(to: package), !inner.isRoot { return inner.text }
        if !focus.isRoot, let inner = path.relative(to: focus), !inner.isRoot { return inner.text }
        return text
    }
}
