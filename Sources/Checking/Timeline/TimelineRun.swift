import Evaluation
import Packaging
import Runtimes

/// Walks an entry through the compatibility dates.
struct TimelineRun {
    let runtimes: Runtimes
    /// The verdict of the entry under a profile.
    let judge: (Profile) -> VerdictRecord?

    /// One stretch for each change of outcome. An answer is computed for a date only where something in the profile differs from the date
    /// before.
    func timeline(entry: String, flags: [CompatibilityFlag], upload: WorkersName.Upload) -> CompatibilityTimeline {
        var timeline = CompatibilityTimeline(entry: entry, flags: flags, upload: upload)
        var last: (profile: Profile, record: VerdictRecord)?
        for date in runtimes.workersDates {
            guard case .success(let profile) = runtimes.profile(.workers(WorkersName(date: date, flags: flags, upload: upload))) else {
                continue
            }
            if let last, profile.differences(from: last.profile).isEmpty { continue }
            guard let record = judge(profile) else { continue }
            if !(last?.record.hasOutcome(of: record) ?? false) {
                let reason = last.map {
                    self.change(from: $0, to: (profile, record), WorkersName(date: date, flags: flags, upload: upload))
                }
                timeline.stretches.append(CompatibilityTimeline.Stretch(from: date, record: record, change: reason))
            }
            last = (profile, record)
        }
        return timeline
    }

    private func change(
        from old: (profile: Profile, record: VerdictRecord), to new: (profile: Profile, record: VerdictRecord), _ name: WorkersName
    ) -> CompatibilityTimeline.Change {
        let differences = new.profile.differences(from: old.profile)
        func isTakenBack(_ facts: [FactDifference]) -> Bool {
            judge(new.profile.answering(facts.map(\.id), as: old.profile))?.hasOutcome(of: old.record) ?? false
        }
        let isProven = isTakenBack(differences)
        let facts = isProven ? Culprits.find(differences, hasEffect: isTakenBack) : differences
        return CompatibilityTimeline.Change(facts: facts, isProven: isProven, switches: switches(old, new, name))
    }

    /// Tries the flags that came into force: off at the new date, on at the old one.
    private func switches(
        _ old: (profile: Profile, record: VerdictRecord), _ new: (profile: Profile, record: VerdictRecord), _ name: WorkersName
    ) -> [CompatibilityTimeline.Switch] {
        func outcome(_ date: CompatibilityDate, _ flag: CompatibilityFlag, is wanted: VerdictRecord) -> Bool {
            guard
                case .success(let profile) = runtimes.profile(
                    .workers(WorkersName(date: date, flags: name.flags + [flag], upload: name.upload)))
            else { return false }
            return judge(profile)?.hasOutcome(of: wanted) ?? false
        }
        guard case .workers(let before) = old.profile.runtime else { return [] }
        return runtimes.flags(inForceOf: new.profile, notOf: old.profile).flatMap { flag -> [CompatibilityTimeline.Switch] in
            var found: [CompatibilityTimeline.Switch] = []
            if let disable = flag.disable, outcome(name.date, disable, is: old.record) {
                found.append(.init(flag: disable, date: name.date, keeps: true))
            }
            if outcome(before.date, flag.enable, is: new.record) { found.append(.init(flag: flag.enable, date: before.date, keeps: false)) }
            return found
        }
    }
}

extension VerdictRecord {
    /// Whether a user would see the same happen.
    func hasOutcome(of other: VerdictRecord) -> Bool {
        guard verdict.outcome == other.verdict.outcome else { return false }
        switch verdict.outcome {
        case .works: return true
        case .fails: return verdict.phase == other.verdict.phase && verdict.error == other.verdict.error && verdict.at == other.verdict.at
        case .unknown: return verdict.reason == other.verdict.reason
        }
    }
}

extension Check {
    /// What leaves a run over timelines.
    public enum TimelineStep: Sendable {
        case opened(Report, timelines: Int)
        case timeline(CompatibilityTimeline)
        case failed(root: String, FileProblem)
    }

    /// The timelines of every entry of every input, one for each of `bases` (their dates do not count). False where no thread could be
    /// started.
    public func timelines(
        _ roots: [String], bases: [WorkersName], open: @escaping @Sendable (String) -> Result<Input, FileProblem>,
        emit: (TimelineStep) -> Bool
    ) -> Bool {
        let check = self, evaluator = evaluator, scanning = OrderedWork(threads: roots.count > 1 ? 1 : work.threads)
        return work.run(roots) { root -> (TimelineStep, [TimelineCell]) in
            switch open(root) {
            case .failure(let problem): return (.failed(root: root, problem), [])
            case .success(let input):
                let opened = check.opened(input, root: root, scanning)
                let cells = opened.subjects.subjects.flatMap { subject in
                    var questions = Subjects.Questions(opened.subjects, subject)
                    return bases.map { base in
                        TimelineCell(
                            project: opened.project, name: subject.name, question: questions.question(.workers(base)), base: base)
                    }
                }
                return (.opened(opened.report, timelines: cells.count), cells)
            }
        } worker: {
            let evaluate = evaluator()
            return { cell in
                let run = TimelineRun(runtimes: check.runtimes) { profile in
                    let question = Cell(name: cell.name, question: cell.question, profile: profile, isClaimed: true)
                    return Self.answer(question, evaluate).map { check.record($0, project: cell.project) }
                }
                return run.timeline(entry: cell.name, flags: cell.base.flags, upload: cell.base.upload)
            }
        } emit: { step in
            switch step {
            case .opened(let first, _): emit(first)
            case .output(let timeline): emit(.timeline(timeline))
            }
        }
    }
    private struct TimelineCell: Sendable {
        var project: String
        var name: String
        var question: Subjects.Question
        var base: WorkersName
    }
}
