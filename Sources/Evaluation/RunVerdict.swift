import Machine
import Runtimes

/// What a run's end says: works, fails with the phase, error and place that the runtime will tell, or unknown.
extension Run {
    func works() -> Verdict {
        Verdict(
            .works, assumed: assumed(), possible: possible(),
            because: program.reachedWasm ? "it loads, initialises and answers" : "it loads")
    }
    func worksAfterAddon() -> Verdict {
        machine.assumptions.insert("a native addon calls back")
        return works()
    }
    func unknown(_ code: String, _ text: String) -> Verdict {
        Verdict(.unknown, assumed: assumed(), possible: possible(), reason: Verdict.Unknown(code: code, text: text), because: text)
    }
    func fails(phase: Phase, error: ErrorText, at: Place?, chain: [Step] = [], cause: Event?, because: String) -> Verdict {
        Verdict(
            .fails, phase: phase, error: error, at: at, chain: chain, cause: cause, assumed: assumed(), possible: possible(),
            because: because)
    }
    func assumed() -> [String] { machine.assumptions.sorted() }
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
    func verdict(of f: LinkFailure) -> Verdict {
        if f.isUndecided {
            var verdict = unknown(f.kind, f.message.isEmpty ? "what a specifier leads to" : f.message)
            verdict.at = f.at
            return verdict
        }
        let event = Event(
            kind: f.kind, attributes: f.attributes, at: f.at, phase: f.phase,
            refusal: ErrorText(name: f.name, message: f.message, code: f.code))
        let importer = f.at?.path ?? f.attributes["importer"]
        return fails(
            phase: f.phase, error: ErrorText(name: f.name, message: f.message, code: f.code), at: f.at,
            chain: importer.map { program.imports(leadingTo: $0) } ?? [],
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
    /// The question for an export that was added too late for importers, where the engine's own TypeError answers it.
    private func lateExport(_ v: Value, _ text: ErrorText, _ stack: [Place]) -> Event? {
        guard text.name == "TypeError", !machine.isProgramError(v), let at = stack.first else { return nil }
        return program.events.last {
            $0.kind == "module.late-export" && $0.at?.path == at.path && $0.at?.line == at.line
                && text.message.contains($0.attributes["name"] ?? "")
        }
    }
    func verdict(ofThrown v: Value) -> Verdict {
        if v.isUncertain, program.wasmCalls > 0 {
            machine.assumptions.insert("what WebAssembly gives back does not lead to an error")
            return works()
        }
        if v.isUncertain { return unknown("unknown-throw", "it throws something that is not known") }
        let text = errorText(v)
        let stack = program.places(machine.site(ofError: v))
        let event =
            cause(v) ?? absentName(v, text, stack) ?? lateExport(v, text, stack)
            ?? (machine.isProgramError(v) ? nil : program.absentMember(behind: text, thrownAt: stack.first))
        let at = stack.first { !program.consumers.contains($0.path) } ?? nil
        let phase = self.phase(v, event, stack)
        // a cause that the profile vouches for
        if let event, !event.isConditional || event.phase == .resolve {
            // what does not parse is told where it is wrong, not where it was asked for
            let place =
                event.phase == .resolve && text.name == "SyntaxError" && event.at?.path != at?.path ? event.at ?? at : at ?? event.at
            return fails(
                phase: phase, error: text, at: place, chain: program.chain(stack, phase: phase), cause: event,
                because: "\(event.kind): \(text.message)")
        }
        // what is no error is nothing that an engine throws
        let isOwn = machine.isProgramError(v) || !machine.isError(v)
        if program.wasmCalls > 0, !isOwn || program.doubts != program.doubtsAtFirstWasmCall {
            machine.assumptions.insert("what WebAssembly gives back does not lead to \(text.name): \(text.message.prefix(120))")
            return works()
        }
        if machine.forkCount > 0, program.wasmInstances > 0, let first = stack.first, program.consumers.contains(first.path) {
            return unknown("uncertain-throw", "an error in the consumer that depends on something unknown: \(text.name): \(text.message)")
        }
        // widened loops left what they changed unknown; where no condition met it since, they decided nothing
        if program.doubts > program.unknownCalls, machine.widenings > 0 || program.machine.possibleThrows.count > 0 && isOwn {
            return unknown("uncertain-throw", "an error that depends on something unknown: \(text.name): \(text.message)")
        }
        // Every arm came to this error: what refused in one of them explains it.
        if let event, event.refusal?.message == text.message {
            return fails(
                phase: phase, error: text, at: at ?? event.at, chain: program.chain(stack, phase: phase), cause: event,
                because: "\(event.kind): \(text.message)")
        }
        if !isOwn, let absent = program.absentExports(behind: text, thrownAt: stack.first) {
            return fails(
                phase: phase, error: text, at: at ?? absent.at, chain: program.chain(stack, phase: phase), cause: absent,
                because: "\(absent.kind): \(text.message)")
        }
        let language = Event(
            kind: isOwn ? "error.thrown" : "language.error",
            attributes: [
                "name": text.name, "message": text.message,
                "raised": stack.first.map { program.consumers.contains($0.path) } == true ? "consumer" : "package"
            ], at: at,
            stack: Array(stack.dropFirst()), phase: phase, refusal: text)
        return fails(
            phase: phase, error: text, at: at, chain: program.chain(stack, phase: phase), cause: language,
            because: "\(text.name): \(text.message)")
    }
    private func phase(_ v: Value, _ event: Event?, _ stack: [Place]) -> Phase {
        if event?.phase == .resolve { return .resolve }
        guard program.stage == .use else { return .load }
        // A module that has evaluated only began what failed, and kept the promise: it fails for who awaits it.
        var isKept = false, isLate = false
        if let site = machine.site(ofError: v) {
            isLate = isCalledByConsumer(site)
            for p in site.positions where !isLate {
                guard let t = machine.template(p.template), t.file < program.files.count,
                    !program.consumers.contains(program.files[t.file].path)
                else { continue }
                if program.isCommonJSBody(t) { return .load }
                guard t.kind.contains(.module) else { continue }
                let module = program.modules[program.files[t.file].path]
                if module?.isEnteredLate == true {
                    isLate = true
                    break
                }
                if module?.state != .evaluated || module?.lowered?.hasTopLevelAwait == true { return .load }
                isKept = true
            }
        }
        if let event, event.phase == .load, !isKept, !isLate { return .load }
        if !isLate,
            program.modules.values.contains(where: {
                $0.state == .failed && !program.consumers.contains($0.id) && Value.identical($0.failure, v)
            })
        {
            return .load
        }
        return program.reachedWasm && program.wasmCalls > 0 ? .call : .`init`
    }
    /// A function of the package that the consumer called, not a file that it required.
    private func isCalledByConsumer(_ site: Site) -> Bool {
        let templates = site.positions.map { machine.template($0.template) }
        let isConsumer = templates.map { template in
            template.map { $0.file < program.files.count && program.consumers.contains(program.files[$0.file].path) } ?? false
        }
        guard let last = isConsumer.lastIndex(of: false), last + 1 < templates.count, let outermost = templates[last] else { return false }
        return outermost.kind.isDisjoint(with: [.module, .script]) && !program.isCommonJSBody(outermost)
    }
}

extension Program {
    /// The function is a CommonJS file's own body.
    func isCommonJSBody(_ t: FunctionTemplate) -> Bool {
        t.range.lowerBound == 0 && t.file < files.count && Int(t.range.upperBound) == files[t.file].bytes.count
            && (t.length == 5 || t.length == 3)
    }
}
