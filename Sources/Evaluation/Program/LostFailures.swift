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
        guard value.isObject, let event = causes[value.handle], Self.starting.contains(events[event].kind), let offset = template.code.position(at: pc)?.offset else { return }
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
            events.append(Event(kind: "wasm.start-skipped", attributes: ["name": InstanceState.startName], at: source.at, stack: source.stack, phase: source.phase, isConditional: source.isConditional))
        }
    }

    func noteLostFailures(_ verdict: Verdict) {
        if verdict.outcome == .works, reachedWasm {
            events.removeAll { $0.kind == "error.logged" }
            return
        }
        var told: Set<Int> = []
        for caught in caughtErrors where caught.file < files.count && isDropped(caught, files[caught.file]) && told.insert(caught.event).inserted {
            let source = events[caught.event]
            events.append(Event(kind: "error.dropped", attributes: ["what": source.kind], at: source.at, stack: source.stack, phase: source.phase, refusal: source.refusal, isConditional: source.isConditional))
        }
        // A module that failed to load keeps nothing.
        guard verdict.phase != .load, verdict.phase != .resolve else { return }
        for module in modules.values.sorted(by: { $0.id < $1.id }) where !consumers.contains(module.id) { noteKeptRejections(module) }
    }

    // Dropped

    /// The handler does not look at the error.
    private func isDropped(_ caught: CaughtError, _ file: SourceFile) -> Bool {
        guard let offset = caught.offset else { return caught.handler.map { ignoresItsParameter($0, file) } ?? false }
        let clause = Span(file, offset: offset).links.lazy.compactMap { link -> Ancestry.Link? in
            guard link.kind == .tryStatement, let handler = link.child(.handler), link.child(.body)?.range.contains(offset) == true else { return nil }
            return handler
        }.first
        guard let clause else { return false }
        guard let parameter = clause.child(.parameter) else { return true }
        guard parameter.kind == .identifier, let body = clause.child(.body) else { return false }
        return !file.mayMention(file.text(parameter.range), inAny: [body.range])
    }
    private func ignoresItsParameter(_ range: Range<UInt32>, _ file: SourceFile) -> Bool {
        let start = Int(range.lowerBound)
        guard let function = file.ancestry(of: start).links.last(where: { $0.range.lowerBound == start && ($0.kind == .arrowFunction || $0.kind == .functionExpression) }) else { return false }
        guard let parameter = function.child(.parameter) ?? function.child(.parameters)?.named.first else { return function.kind == .arrowFunction }
        guard parameter.kind == .identifier, let body = function.child(.body) else { return false }
        return !file.mayMention(file.text(parameter.range), inAny: [body.range])
    }

    // Kept

    /// Variables of a module that hold a promise whose start failed.
    private func noteKeptRejections(_ module: ModuleInstance) {
        guard module.format == .module, let lowered = module.lowered, module.environment != 0, let file = module.file else { return }
        // what awaits it at its top level has failed to load, and keeps nothing
        if module.state == .failed || module.promise != 0 && machine.promiseState(module.promise) == .rejected { return }
        for (name, slot) in lowered.slots.sorted(by: { $0.value < $1.value }) {
            let value = machine.environmentSlot(module.environment, slot)
            guard value.isObject, machine.isPromise(value), machine.promiseState(value.handle) == .rejected else { continue }
            let error = machine.promiseResult(value.handle)
            guard error.isObject, let event = causes[error.handle], let offset = assignment(of: name, in: file) else { continue }
            let source = events[event]
            func note(_ kind: String, _ at: Place) {
                events.append(Event(kind: kind, attributes: ["name": name], at: at, phase: source.phase, refusal: source.refusal, isConditional: source.isConditional))
            }
            note("promise.memoised-rejection", place(file, offset))
            // It failed while modules were evaluated, and nobody waited: the outermost call is what began it.
            if source.phase == .load, isWorkers { note("promise.eager-rejection", source.stack.last ?? place(file, offset)) }
        }
    }
    /// Where a variable is first given something else than a literal.
    private func assignment(of name: String, in file: SourceFile) -> Int? {
        let tree = file.tree
        for (index, node) in tree.nodes.enumerated() {
            let left: Int?, right: Int?
            switch node.kind {
            case .assignmentExpression, .augmentedAssignment: (left, right) = (tree.child(index, .left), tree.child(index, .right))
            case .variableDeclarator: (left, right) = (tree.child(index, .name), tree.child(index, .value))
            default: continue
            }
            guard let left, let right, tree.kind(left) == .identifier, file.text(tree.range(left)) == name else { continue }
            switch tree.kind(right) {
            case .null, .undefined, .false, .true, .number, .string: continue
            default: return tree.range(left).lowerBound
            }
        }
        return nil
    }
}

extension Program {
    /// What a module that exports nothing, or whose top-level await a bundler did not wait for, does to whoever uses it: the event behind
    /// "x is not a function", thrown in a file that imports it.
    func absentExports(behind text: ErrorText, thrownAt place: Place?) -> Event? {
        guard text.name == "TypeError", let place, text.message.contains("is not a function") || text.message.contains("undefined") else { return nil }
        if let event = events.first(where: { $0.kind == "module.require-async" && $0.attributes["result"] == "empty" && !$0.isConditional }) { return event }
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
            guard module.moduleObject != 0, let exports = try? machine.get(module.moduleObject, machine.key("exports")), exports.isObject, machine.kind(exports.handle) == .object,
                !machine.isOpen(exports.handle), let keys = try? machine.ownKeys(exports.handle)
            else { return false }
            return keys.isEmpty
        default: return false
        }
    }
}
