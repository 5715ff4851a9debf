import Machine
import Packaging
import Runtimes

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
                if let v = try settled(done, root) { return v }
                return try request(root)
            }
            // an entry that fails ends the process before timers and answers from outside are served
            try program.runEventLoop { machine.promiseState(done) == .rejected }
            if let v = try settled(done, root) { return v }
            return try finish(root)
        }
    }
    /// nil where the graph has been evaluated; else what came of it.
    private func settled(_ done: Handle, _ root: ModuleInstance) throws(Abrupt) -> Verdict? {
        switch machine.promiseState(done) {
        case .fulfilled: return nil
        case .rejected: throw .thrown(machine.promiseResult(done))
        case .unknown: return unknown("unknown-await", "a top-level await of something unknown")
        case .pending:
            _ = try program.settleUnhandled()
            if !program.intervals.isEmpty {
                try program.runIntervals { machine.promiseState(done) != .pending }
                if machine.promiseState(done) != .pending { return try settled(done, root) }
                if !program.intervals.isEmpty { return unknown("await-pending", "a top-level await that an interval may settle") }
            }
            if program.addonMayCallBack { return worksAfterAddon() }
            if program.callbacksGivenAway { return unknown("await-pending", "a top-level await of something that is not modelled") }
            if let error = profile.rule("await/unsettled")?.error {
                let url = Host.moduleURL(program, entry.path.text) ?? ""
                let filled = error.filled([
                    "url": url, "specifier": url, "entry": program.isBundled ? "worker.js" : entry.path.text,
                    "name": program.isBundled ? "worker.js" : entry.path.text
                ])
                let event = program.event(
                    "await.pending", program.startupPending.isEmpty ? [:] : ["pending": "wasm.compile"],
                    refusal: ErrorText(name: filled.name, message: filled.message),
                    phase: program.stage == .use && !program.isEvaluatingModule ? .call : .load)
                if event < program.events.count {
                    let begun = program.startupPending.first.flatMap { program.events[$0.event].at }
                    if let place = program.topLevelAwait(below: root) ?? begun { program.events[event].at = place }
                }
                return fails(
                    phase: program.events[event].phase, error: ErrorText(name: filled.name, message: filled.message, code: filled.code),
                    at: program.events[event].at, cause: program.events[event], because: "a top-level await never settles")
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
                let event = program.event(
                    "handler.export", ["name": name], refusal: ErrorText(name: error.name, message: error.message), phase: .load)
                return fails(
                    phase: .load, error: ErrorText(name: error.name, message: error.message), at: nil, cause: program.events[event],
                    because: "the Worker exports \(name), which is no handler")
            }
        }
        if handler.isNullish, program.exportNames(root).contains("default"), let error = profile.rule("handler/export-nullish")?.error {
            let event = program.event(
                "handler.export", ["name": "default"], refusal: ErrorText(name: error.name, message: error.message), phase: .load)
            return fails(
                phase: .load, error: ErrorText(name: error.name, message: error.message), at: nil, cause: program.events[event],
                because: "the Worker's default export is no handler")
        }
        guard handler.isObject else { return handler.isUncertain ? unknown("handler", "the Worker's handler") : works() }
        let fetch = try machine.get(handler, "fetch")
        guard machine.isCallable(fetch) else { return works() }
        let request = try machine.construct(
            machine.get(machine.globalObject, machine.key("Request")), [machine.makeString("https://example.com/")])
        let context = Host.open(program)
        for name in ["waitUntil", "passThroughOnException"] { machine.defineMethod(context.handle, name, length: 1) { _, _ in .undefined } }
        let answer = try machine.call(fetch, handler, [request, Host.open(program), context])
        let promise = try machine.promiseResolve(answer)
        machine.markHandled(promise)
        try program.runEventLoop { machine.promiseState(promise) != .pending }
        if machine.promiseState(promise) == .pending { try program.runIntervals { machine.promiseState(promise) != .pending } }
        switch machine.promiseState(promise) {
        case .fulfilled: return works()
        case .rejected: throw .thrown(machine.promiseResult(promise))
        case .unknown: return unknown("unknown-await", "an answer that is not known")
        case .pending where !program.intervals.isEmpty: return unknown("await-pending", "a request that an interval may answer")
        case .pending:
            if let source = program.startupPending.first, let text = profile.rule("text/hang")?.text {
                var cause = program.events[source.event]
                cause.kind = "wasm.compile-pending"
                return fails(
                    phase: .`init`, error: ErrorText(name: "Error", message: text), at: nil, cause: cause,
                    because: "the request waits for a compilation that was begun at startup")
            }
            if program.addonMayCallBack { return worksAfterAddon() }
            if machine.forkCount == 0, program.wasmCalls == 0, !program.callbacksGivenAway, machine.assumptions.isEmpty,
                let text = profile.rule("text/hang")?.text
            {
                let event = program.event("await.pending", [:], refusal: ErrorText(name: "Error", message: text), phase: .`init`)
                return fails(
                    phase: .`init`, error: ErrorText(name: "Error", message: text), at: nil, cause: program.events[event],
                    because: "the request waits for something that never comes")
            }
            return unknown("await-pending", "a request that waits for something that does not come")
        }
    }
    /// After a script has run: unhandled rejections end the process.
    private func finish(_ root: ModuleInstance?) throws(Abrupt) -> Verdict {
        _ = try program.settleUnhandled()
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
        if case .exit = stop {
        } else if program.wasmCalls > 0 {
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
        case .steps:
            return unknown(
                "step-budget",
                "it computes longer than is followed here"
                    + (program.places(machine.stopSite).first.map { ", at \($0.path):\($0.line):\($0.column)" } ?? ""))
        case .memory: return unknown("memory-budget", "it needs more memory than is given here")
        case .nesting: return unknown("fork-budget", "too many conditions are unknown")
        case .recursion: return unknown("fork-budget", "a recursion over something unknown")
        case .logSize: return unknown("fork-budget", "too much depends on an unknown condition")
        case .unmodelled(let what): return unknown("unmodelled", what)
        }
    }
}
