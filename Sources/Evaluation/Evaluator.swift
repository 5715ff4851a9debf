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
        program.entry = entry.path
        if isTraced { program.startRecording() }
        let verdict = Run(program: program, entry: entry).verdict()
        program.noteLostFailures(verdict)
        let evaluation = Evaluation(verdict: program.shown(verdict), events: program.events.map { program.shown($0) }, files: program.files.map(\.path).filter { !$0.isEmpty }, reachedWasm: program.reachedWasm, trace: program.recorder?.trace())
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

    func of(_ entry: Evaluator.Entry, _ profile: Profile) -> Evaluation? {
        byEntry[entry.path]?.first { known, outcome in
            known.consumers == entry.consumers && outcome.profile.runtime.isAkin(to: profile.runtime) && outcome.profile.agrees(with: profile, on: outcome.consulted)
        }?.outcome.evaluation
    }
    mutating func add(_ outcome: Outcome, of entry: Evaluator.Entry) { byEntry[entry.path, default: []].append((entry, outcome)) }
}

/// One evaluation, from linking to the last answer.
struct Run {
    let program: Program
    let entry: Evaluator.Entry
    var machine: Machine { program.machine }
    var profile: Consultation { program.profile }

    func verdict() -> Verdict {
        do throws(LinkFailure) {
            if program.isBundled, let failure = BuildScan(program, entry.path).firstFailure() { throw failure }
            let root = try program.instance(entry.path)
            if root.format == .commonJS, !program.isWorkers { return try runScript(root) }
            try program.link(root)
            return run(root)
        } catch { return verdict(of: error) }
    }
    private func runScript(_ root: ModuleInstance) throws(LinkFailure) -> Verdict {
        try program.link(root)
        return guarded { () throws(Abrupt) in
            _ = try program.commonJSExports(root)
            try program.runEventLoop { false }
            return try finish(nil)
        }
    }
    private func run(_ root: ModuleInstance) -> Verdict {
        guarded { () throws(Abrupt) in
            let done = try program.evaluate(root)
            if let stop = program.pendingStop { throw stop }
            machine.markHandled(done)
            program.unhandled.removeAll { $0 == done }
            if program.isWorkers {
                try program.runStartup()
                if let v = try settled(done) { return v }
                return try request(root)
            }
            try program.runEventLoop { false }
            if let v = try settled(done) { return v }
            return try finish(root)
        }
    }
    /// nil where the graph has been evaluated; else what came of it.
    private func settled(_ done: Handle) throws(Abrupt) -> Verdict? {
        switch machine.promiseState(done) {
        case .fulfilled: return nil
        case .rejected: throw .thrown(machine.promiseResult(done))
        case .unknown: return unknown("unknown-await", "a top-level await of something unknown")
        case .pending:
            if program.isUnhandledFatal, let p = program.unhandled.first(where: { !machine.isHandled($0) }) { throw .thrown(machine.promiseResult(p)) }
            if program.addonMayCallBack { return worksAfterAddon() }
            if program.callbacksGivenAway { return unknown("await-pending", "a top-level await of something that is not modelled") }
            if let error = profile.rule("await/unsettled")?.error {
                let url = Host.moduleURL(program, entry.path.text) ?? ""
                let filled = error.filled(["url": url, "specifier": url, "entry": program.isBundled ? "worker.js" : entry.path.text, "name": program.isBundled ? "worker.js" : entry.path.text])
                let event = program.event("await.pending", program.startupPending.isEmpty ? [:] : ["pending": "wasm.compile"], refusal: ErrorText(name: filled.name, message: filled.message), phase: program.stage == .use && !program.isEvaluatingModule ? .call : .load)
                if event < program.events.count, let source = program.startupPending.first { program.events[event].at = program.events[source.event].at }
                return fails(phase: program.events[event].phase, error: ErrorText(name: filled.name, message: filled.message, code: filled.code), at: program.events[event].at, cause: program.events[event], because: "a top-level await never settles")
            }
            return unknown("await-pending", "a top-level await that does not settle")
        }
    }

    // Workers: the handler

    private func request(_ root: ModuleInstance) throws(Abrupt) -> Verdict {
        program.stage = .use
        program.recorder?.requests()
        let namespace = program.namespaceObject(root)
        let handler: Value
        do throws(Abrupt) { handler = try machine.get(namespace, machine.key("default")) } catch { throw error }
        for name in program.exportNames(root) where name != "default" {
            let v = try machine.get(namespace, machine.key(name))
            if v.isUncertain || v.isObject { continue }
            let rule = v.isNullish ? "handler/export-nullish" : "handler/export-shape"
            if let error = profile.rule(rule)?.error?.filled(["name": name]) {
                let event = program.event("handler.export", ["name": name], refusal: ErrorText(name: error.name, message: error.message), phase: .load)
                return fails(phase: .load, error: ErrorText(name: error.name, message: error.message), at: nil, cause: program.events[event], because: "the Worker exports \(name), which is no handler")
            }
        }
        if handler.isNullish, program.exportNames(root).contains("default"), let error = profile.rule("handler/export-nullish")?.error {
            let event = program.event("handler.export", ["name": "default"], refusal: ErrorText(name: error.name, message: error.message), phase: .load)
            return fails(phase: .load, error: ErrorText(name: error.name, message: error.message), at: nil, cause: program.events[event], because: "the Worker's default export is no handler")
        }
        guard handler.isObject else { return handler.isUncertain ? unknown("handler", "the Worker's handler") : works() }
        let fetch = try machine.get(handler, "fetch")
        guard machine.isCallable(fetch) else { return works() }
        let request = try machine.construct(machine.get(machine.globalObject, machine.key("Request")), [machine.makeString("https://example.com/")])
        let context = Host.open(program)
        for name in ["waitUntil", "passThroughOnException"] { machine.defineMethod(context.handle, name, length: 1) { _, _ in .undefined } }
        let answer = try machine.call(fetch, handler, [request, Host.open(program), context])
        let promise = try machine.promiseResolve(answer)
        machine.markHandled(promise)
        try program.runEventLoop { machine.promiseState(promise) != .pending }
        switch machine.promiseState(promise) {
        case .fulfilled: return works()
        case .rejected: throw .thrown(machine.promiseResult(promise))
        case .unknown: return unknown("unknown-await", "an answer that is not known")
        case .pending:
            if let source = program.startupPending.first, let text = profile.rule("text/hang")?.text {
                var cause = program.events[source.event]
                cause.kind = "wasm.compile-pending"
                return fails(phase: .`init`, error: ErrorText(name: "Error", message: text), at: nil, cause: cause, because: "the request waits for a compilation that was begun at startup")
            }
            if program.addonMayCallBack { return worksAfterAddon() }
            if machine.forkCount == 0, program.wasmCalls == 0, !program.callbacksGivenAway, machine.assumptions.isEmpty, let text = profile.rule("text/hang")?.text {
                let event = program.event("await.pending", [:], refusal: ErrorText(name: "Error", message: text), phase: .`init`)
                return fails(phase: .`init`, error: ErrorText(name: "Error", message: text), at: nil, cause: program.events[event], because: "the request waits for something that never comes")
            }
            return unknown("await-pending", "a request that waits for something that does not come")
        }
    }
    /// After a script has run: unhandled rejections end the process.
    private func finish(_ root: ModuleInstance?) throws(Abrupt) -> Verdict {
        if program.isUnhandledFatal, let p = program.unhandled.first(where: { !machine.isHandled($0) }) { throw .thrown(machine.promiseResult(p)) }
        return works()
    }
    private func guarded(_ body: () throws(Abrupt) -> Verdict) -> Verdict {
        do throws(Abrupt) { return try body() } catch {
            switch error {
            case .thrown(let value): return verdict(ofThrown: value)
            case .unknown(let why):
                if program.wasmCalls > 0 {
                    machine.assumptions.insert("what WebAssembly gives back is of use")
                    return works()
                }
                let r = machine.text(of: why)
                return unknown(r.code, r.text)
            case .stopped(let stop): return stopped(stop)
            }
        }
    }
    private func stopped(_ stop: Stop) -> Verdict {
        if case .exit = stop {} else if program.wasmCalls > 0 {
            machine.assumptions.insert("what follows the first calls into WebAssembly was not followed to its end")
            return works()
        }
        if [.nesting, .logSize, .recursion].contains(stop), program.wasmInstances > 0 {
            machine.assumptions.insert("what follows the first instance of WebAssembly was not followed to its end")
            return works()
        }
        switch stop {
        case .exit(let code):
            if code == 0 { return works() }
            return unknown("process-exit", "the process ends with code \(code)")
        case .steps: return unknown("step-budget", "it computes longer than is followed here" + (program.places(machine.stopSite).first.map { ", at \($0.path):\($0.line):\($0.column)" } ?? ""))
        case .memory: return unknown("memory-budget", "it needs more memory than is given here")
        case .nesting: return unknown("fork-budget", "too many conditions are unknown")
        case .recursion: return unknown("fork-budget", "a recursion over something unknown")
        case .logSize: return unknown("fork-budget", "too much depends on an unknown condition")
        case .unmodelled(let what): return unknown("unmodelled", what)
        }
    }

    // Verdicts

    private func works() -> Verdict {
        Verdict(.works, assumed: assumed(), possible: possible(), because: program.reachedWasm ? "it loads, initialises and answers" : "it loads")
    }
    private func worksAfterAddon() -> Verdict {
        machine.assumptions.insert("a native addon calls back")
        return works()
    }
    private func unknown(_ code: String, _ text: String) -> Verdict {
        Verdict(.unknown, assumed: assumed(), possible: possible(), reason: Verdict.Unknown(code: code, text: text), because: text)
    }
    private func fails(phase: Phase, error: ErrorText, at: Place?, chain: [Step] = [], cause: Event?, because: String) -> Verdict {
        Verdict(.fails, phase: phase, error: error, at: at, chain: chain, cause: cause, assumed: assumed(), possible: possible(), because: because)
    }
    private func assumed() -> [String] { machine.assumptions.sorted() }
    private func possible() -> [(error: ErrorText, at: Place?)] {
        machine.possibleThrows.prefix(8).map { (errorText($0.value), program.places($0.site).first) }
    }
    private func errorText(_ v: Value) -> ErrorText {
        guard v.isObject else { return ErrorText(name: "", message: v.isString ? machine.text(v.handle) : machine.describe(v)) }
        func part(_ name: String) -> String? {
            guard let x = try? machine.get(v, name), x.isString else { return nil }
            return machine.text(x.handle)
        }
        return ErrorText(name: part("name") ?? "Error", message: part("message") ?? "", code: part("code"))
    }
    private func verdict(of f: LinkFailure) -> Verdict {
        if f.kind == "module.undecided" || f.kind == "syntax.unclear" {
            var verdict = unknown(f.kind, f.message.isEmpty ? "what a specifier leads to" : f.message)
            verdict.at = f.at
            return verdict
        }
        let event = Event(kind: f.kind, attributes: f.attributes, at: f.at, phase: f.phase, refusal: ErrorText(name: f.name, message: f.message, code: f.code))
        let importer = f.at?.path ?? f.attributes["importer"]
        return fails(
            phase: f.phase, error: ErrorText(name: f.name, message: f.message, code: f.code), at: f.at, chain: importer.map { program.imports(leadingTo: $0) } ?? [],
            cause: event, because: f.message)
    }
    /// The event behind an error: its own, or that of an error it carries as cause.
    private func cause(_ v: Value) -> Event? {
        var at = v, hops = 0
        while at.isObject, hops < 5 {
            if let e = program.causes[at.handle] { return program.events[e] }
            guard let next = try? machine.get(at, "cause") else { return nil }
            at = next
            hops += 1
        }
        return nil
    }
    /// The question for a global that the profile knows to be absent, where the engine's own ReferenceError answers it.
    private func absentName(_ v: Value, _ text: ErrorText, _ stack: [Place]) -> Event? {
        guard text.name == "ReferenceError", !machine.isProgramError(v), let at = stack.first else { return nil }
        return program.events.last { $0.kind == "global.absent" && $0.at == at }
    }
    private func verdict(ofThrown v: Value) -> Verdict {
        if v.isUncertain, program.wasmCalls > 0 {
            machine.assumptions.insert("what WebAssembly gives back does not lead to an error")
            return works()
        }
        if v.isUncertain { return unknown("unknown-throw", "it throws something that is not known") }
        let text = errorText(v)
        let stack = program.places(machine.site(ofError: v))
        let event = cause(v) ?? absentName(v, text, stack)
        let at = stack.first { !program.consumers.contains($0.path) } ?? nil
        let phase = self.phase(v, event, stack)
        // a cause that the profile vouches for
        if let event, !event.isConditional || event.phase == .resolve {
            return fails(phase: phase, error: text, at: at ?? event.at, chain: program.chain(stack, phase: phase), cause: event, because: "\(event.kind): \(text.message)")
        }
        let isOwn = machine.isProgramError(v)
        if program.wasmCalls > 0, !isOwn || program.doubts != program.doubtsAtFirstWasmCall {
            machine.assumptions.insert("what WebAssembly gives back does not lead to \(text.name): \(text.message.prefix(120))")
            return works()
        }
        if machine.forkCount > 0, program.wasmInstances > 0, let first = stack.first, program.consumers.contains(first.path) { return unknown("uncertain-throw", "an error in the consumer that depends on something unknown: \(text.name): \(text.message)") }
        // widened loops left what they changed unknown; where no condition met it since, they decided nothing
        if program.doubts > program.unknownCalls, machine.widenings > 0 || program.machine.possibleThrows.count > 0 && isOwn { return unknown("uncertain-throw", "an error that depends on something unknown: \(text.name): \(text.message)") }
        // Every arm came to this error: what refused in one of them explains it.
        if let event, event.refusal?.message == text.message {
            return fails(phase: phase, error: text, at: at ?? event.at, chain: program.chain(stack, phase: phase), cause: event, because: "\(event.kind): \(text.message)")
        }
        if !isOwn, let absent = program.absentExports(behind: text, thrownAt: stack.first) {
            return fails(phase: phase, error: text, at: at ?? absent.at, chain: program.chain(stack, phase: phase), cause: absent, because: "\(absent.kind): \(text.message)")
        }
        let language = Event(kind: isOwn ? "error.thrown" : "language.error", attributes: ["name": text.name, "message": text.message], at: at, stack: Array(stack.dropFirst()), phase: phase, refusal: text)
        return fails(phase: phase, error: text, at: at, chain: program.chain(stack, phase: phase), cause: language, because: "\(text.name): \(text.message)")
    }
    private func phase(_ v: Value, _ event: Event?, _ stack: [Place]) -> Phase {
        if event?.phase == .resolve { return .resolve }
        guard program.stage == .use else { return .load }
        // A module that has evaluated only began what failed, and kept the promise: it fails for who awaits it.
        var isKept = false
        if let site = machine.site(ofError: v) {
            for p in site.positions {
                guard let t = machine.template(p.template), t.file < program.files.count, !program.consumers.contains(program.files[t.file].path) else { continue }
                if program.isCommonJSBody(t) { return .load }
                guard t.kind.contains(.module) else { continue }
                let module = program.modules[program.files[t.file].path]
                if module?.state != .evaluated || module?.lowered?.hasTopLevelAwait == true { return .load }
                isKept = true
            }
        }
        if let event, event.phase == .load, !isKept { return .load }
        if program.modules.values.contains(where: { $0.state == .failed && !program.consumers.contains($0.id) && Value.identical($0.failure, v) }) { return .load }
        return program.reachedWasm && program.wasmCalls > 0 ? .call : .`init`
    }
}

extension Program {
    /// The function is a CommonJS file's own body.
    func isCommonJSBody(_ t: FunctionTemplate) -> Bool {
        t.range.lowerBound == 0 && t.file < files.count && Int(t.range.upperBound) == files[t.file].bytes.count && (t.length == 5 || t.length == 3)
    }
}
