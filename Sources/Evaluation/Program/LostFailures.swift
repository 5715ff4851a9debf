import Machine
import Runtimes
import Syntax

/// Failures of a start that nobody hears of: events about errors that were dropped, and about failed promises that are kept.
///
/// Told when the run has ended, since a start that succeeds another way has lost nothing.
extension Program {
    /// An error that went to a `catch` or to a promise's handler.
    struct CaughtError {
        /// Index of the event that refused.
        var event: Int
        var file: Int
        /// Where the error was thrown in the frame that caught it; nil: `handler` is a function that was given it.
        var offset: Int?
        var handler: Range<UInt32>?
    }

    /// Kinds of events that belong to a start.
    private static let starting: Set<String> = ["wasm.compile", "wasm.instantiate", "wasm.invalid", "fetch", "fs.read", "url.construct"]

    func errorCaught(_ value: Value, in template: FunctionTemplate, at pc: Int) {
        guard value.isObject, let event = causes[value.handle], Self.starting.contains(events[event].kind),
            let offset = template.code.position(at: pc)?.offset
        else { return }
        caughtErrors.append(CaughtError(event: event, file: template.file, offset: Int(offset)))
    }
    func rejectionGiven(_ value: Value, to handler: FunctionTemplate) {
        guard value.isObject, let event = causes[value.handle], Self.starting.contains(events[event].kind) else { return }
        caughtErrors.append(CaughtError(event: event, file: handler.file, handler: handler.range))
    }

    /// Instances that were used, and whose start was never called.
    func noteSkippedStarts() {
        for instance in instances {
            guard case .skipped(let made) = instance.start, made < events.count else { continue }
            let source = events[made]
            events.append(
                Event(
                    kind: "wasm.start-skipped", attributes: ["name": InstanceState.startName], at: source.at, stack: source.stack,
                    phase: source.phase, isConditional: source.isConditional))
        }
    }

    func noteLostFailures(_ verdict: Verdict) {
        if verdict.outcome == .works, reachedWasm {
            events.removeAll { $0.kind == "error.logged" }
            return
        }
        var told: Set<Int> = []
        for caught in caughtErrors
        where caught.file < files.count && isDropped(caught, files[caught.file]) && told.insert(caught.event).inserted {
            let source = events[caught.event]
            events.append(
                Event(
                    kind: "error.dropped", attributes: ["what": source.kind], at: source.at, stack: source.stack, phase: source.phase,
                    refusal: source.refusal, isConditional: source.isConditional))
        }
        // A module that failed to load keeps nothing.
        guard verdict.phase != .load, verdict.phase != .resolve else { return }
        var kept = KeptRejections(self)
        kept.note()
    }

    // Dropped

    /// The handler does not look at the error.
    private func isDropped(_ caught: CaughtError, _ file: SourceFile) -> Bool {
        guard let offset = caught.offset else { return caught.handler.map { ignoresItsParameter($0, file) } ?? false }
        let clause = Span(file, offset: offset).links.lazy.compactMap { link -> Ancestry.Link? in
            guard link.kind == .tryStatement, let handler = link.child(.handler), link.child(.body)?.range.contains(offset) == true else {
                return nil
            }
            return handler
        }.first
        guard let clause else { return false }
        guard let parameter = clause.child(.parameter) else { return true }
        guard parameter.kind == .identifier, let body = clause.child(.body) else { return false }
        return !file.mayMention(file.text(parameter.range), inAny: [body.range])
    }
    private func ignoresItsParameter(_ range: Range<UInt32>, _ file: SourceFile) -> Bool {
        let start = Int(range.lowerBound)
        guard
            let function = file.ancestry(of: start).links.last(where: {
                $0.range.lowerBound == start && ($0.kind == .arrowFunction || $0.kind == .functionExpression)
            })
        else { return false }
        guard let parameter = function.child(.parameter) ?? function.child(.parameters)?.named.first else {
            return function.kind == .arrowFunction
        }
        guard parameter.kind == .identifier, let body = function.child(.body) else { return false }
        return !file.mayMention(file.text(parameter.range), inAny: [body.range])
    }
}

extension Program {
    /// What a module that exports nothing, or whose top-level await a bundler did not wait for, does to whoever uses it: the event behind
    /// "x is not a function", thrown in a file that imports it.
    func absentExports(behind text: ErrorText, thrownAt place: Place?) -> Event? {
        guard text.name == "TypeError", let place, text.message.contains("is not a function") || text.message.contains("undefined") else {
            return nil
        }
        if let event = events.first(where: { $0.kind == "module.require-async" && $0.attributes["result"] == "empty" && !$0.isConditional })
        {
            return event
        }
        // A consumer's files are one program: one of them may hand to another what it imported.
        let isImporter = { (path: String) in path == place.path || self.consumers.contains(path) && self.consumers.contains(place.path) }
        for (path, site) in importSites.sorted(by: { $0.key < $1.key }) where isImporter(site.path) && !consumers.contains(path) {
            guard let module = modules[path], exportsNothing(module) else { continue }
            return Event(kind: "module.exports-nothing", attributes: ["path": path], at: site, phase: .`init`, refusal: text)
        }
        return nil
    }
    private func exportsNothing(_ module: ModuleInstance) -> Bool {
        switch module.format {
        case .module: return exportNames(module).isEmpty
        case .commonJS:
            guard module.moduleObject != 0, let exports = try? machine.get(module.moduleObject, machine.key("exports")), exports.isObject,
                machine.kind(exports.handle) == .object,
                !machine.isOpen(exports.handle), let keys = try? machine.ownKeys(exports.handle)
            else { return false }
            return keys.isEmpty
        default: return false
        }
    }
}
