import Machine
import Syntax

/// Writes down what a program's run does. Holds no values of the machine beyond a call.
final class TraceRecorder: MachineObserver {
    private unowned let program: Program
    private var machine: Machine { program.machine }
    private var first: [Recorded] = [], last: [Recorded] = []
    private var skipped = 0
    /// How often a step came at a place, and the one that was written down last.
    private var seen: [Spot: (count: Int, serial: Int)] = [:]
    private var serial = 0
    private var repeats: [Int: Int] = [:]
    private var thrown: (value: Value, serial: Int)?

    private struct Recorded {
        var step: Trace.Step
        var serial: Int
        /// The host operation whose outcome is known later.
        var event: Int?
    }
    private struct Spot: Hashable {
        var kind: Trace.Step.Kind
        var template: UInt32, pc: UInt32
        var text: String
    }
    private static let firstSteps = 1_500, lastSteps = 500
    /// The same step at the same place is written down so often.
    private static let sameSteps = 3

    init(_ program: Program) { self.program = program }

    // What the program tells

    func linked(_ m: ModuleInstance) {
        guard m.path != nil else { return }
        let imports = m.targets.compactMap { $0.map { $0.path?.text ?? $0.id } }
        add(.link, Self.words(m) + (imports.isEmpty ? "" : ", imports " + Self.list(imports)))
    }
    func evaluates(_ m: ModuleInstance) { if m.path != nil { add(.evaluate, Self.words(m)) } }
    func requests() { add(.request, "the handler is called with a GET request") }
    func task(at time: Double) {
        add(.task, time > 0 ? "a timer or an answer from outside, after \(Int(min(time, 1e9))) ms" : "an answer from outside")
    }
    func event(_ number: Int) {
        let event = program.events[number]
        add(.host, Self.words(event), at: event.at, event: number)
    }

    // What the machine tells

    func entered(_ function: FunctionTemplate, _ arguments: Arguments) {
        if function.kind.contains(.module) || program.isCommonJSBody(function) { return }
        let site = machine.currentSite()
        guard admits(.call, site, "") else { return }
        let values = (0..<min(arguments.count, 4)).map { brief(arguments[$0]) } + (arguments.count > 4 ? ["…"] : [])
        let places = program.places(site, first: 2)
        let name = name(of: function, arguments.function)
        let isNew = site.positions.first?.isConstruct ?? false
        write(
            .call, "\(isNew ? "new " : "")\(name)(\(values.joined(separator: ", ")))", places.first,
            from: places.count > 1 ? places[1] : nil, depth: site.positions.count)
    }
    func threw(_ value: Value) {
        if let thrown, thrown.value.bits == value.bits, thrown.serial == serial { return }
        add(.throw, "throws " + error(value))
        thrown = (value, serial)
    }
    func caught(_ value: Value) {
        add(.catch, "is caught here")
        thrown = nil
    }
    func forked(on condition: Value) {
        add(.fork, "the condition is not known (\(machine.text(of: machine.reason(of: condition)).text)): both ways are tried")
    }
    func arm(_ number: Int) { add(.arm, number == 1 ? "one way" : "the other way") }
    func armsEnded(_ how: ForkOutcome) {
        switch how {
        case .joined: add(.join, "both ways go on together")
        case .oneThrows(let value): add(.join, "one way throws, which is possible only (\(error(value))); the other goes on")
        case .oneEnds: add(.join, "one way does not come back; the other goes on")
        case .widened: add(.join, "a loop of unknown length: what a round changes is unknown from here on")
        }
    }
    func awaits(_ value: Value) { add(.await, "waits for \(promise(value))") }
    func resumed(_ value: Value, isThrow: Bool) {
        add(.resume, isThrow ? "goes on with an exception: \(error(value))" : "goes on with \(brief(value))")
    }

    // Writing

    private func add(_ kind: Trace.Step.Kind, _ text: String, at place: Place? = nil, event: Int? = nil) {
        let site = machine.currentSite()
        guard admits(kind, site, text) else { return }
        let hasPlace = kind != .link && kind != .evaluate && kind != .request && kind != .task
        write(kind, text, place ?? (hasPlace ? program.places(site, first: 1).first : nil), depth: site.positions.count, event: event)
    }
    /// False where the step has come too often: it is only counted.
    private func admits(_ kind: Trace.Step.Kind, _ site: Site, _ text: String) -> Bool {
        let top = site.positions.first
        let spot = Spot(kind: kind, template: top?.template ?? 0, pc: top?.pc ?? 0, text: kind == .call ? "" : text)
        let known = seen[spot]
        if let known, known.count >= Self.sameSteps {
            repeats[known.serial, default: 0] += 1
            return false
        }
        seen[spot] = ((known?.count ?? 0) + 1, serial + 1)
        return true
    }
    private func write(_ kind: Trace.Step.Kind, _ text: String, _ at: Place?, from: Place? = nil, depth: Int, event: Int? = nil) {
        serial += 1
        let step = Recorded(
            step: Trace.Step(kind: kind, text: text, at: at, from: from, depth: depth + machine.forkDepth), serial: serial, event: event)
        if first.count < Self.firstSteps { first.append(step); return }
        last.append(step)
        if last.count >= 2 * Self.lastSteps {
            last.removeFirst(Self.lastSteps)
            skipped += Self.lastSteps
        }
    }

    /// What was written down, with the outcomes of the host's operations.
    func trace() -> Trace {
        let kept = last.suffix(Self.lastSteps)
        return Trace(steps: (first + kept).map(finished), skipped: skipped + last.count - kept.count, skippedAt: first.count)
    }
    private func finished(_ recorded: Recorded) -> Trace.Step {
        var step = recorded.step
        step.repeats = repeats[recorded.serial] ?? 0
        if let number = recorded.event, number < program.events.count, let refusal = program.events[number].refusal {
            step.text += ": refused, \(refusal.name): \(refusal.message)"
        }
        step.text = program.shown(step.text)
        return step
    }

    // Words

    private static func words(_ m: ModuleInstance) -> String {
        let kind =
            switch m.format {
            case .module: "ES module"
            case .commonJS: "CommonJS"
            case .wasm: "WebAssembly"
            case .json: "JSON"
            case .text: "text"
            case .bytes: "bytes"
            case .builtin: "built in"
            case .empty: "left out"
            case .notInstalled: "not installed here"
            }
        return "\(m.path?.text ?? m.id) (\(kind))"
    }
    private static func list(_ items: [String]) -> String {
        items.prefix(4).joined(separator: ", ") + (items.count > 4 ? " and \(items.count - 4) more" : "")
    }
    private static func words(_ event: Event) -> String {
        let callee = event.attributes["callee"]
        let rest = event.attributes.filter { $0.key != "callee" }.sorted { $0.key < $1.key }.map { "\($0.key) \(cut($0.value))" }
        return (callee ?? event.kind) + (rest.isEmpty ? "" : " (\(rest.joined(separator: ", ")))")
    }
    private static func cut(_ text: String) -> String {
        let line = text.replacing("\n", with: " ")
        return line.count > 80 ? line.prefix(79) + "…" : line
    }
    /// Methods and what is assigned have their names on the function object.
    private func name(of function: FunctionTemplate, _ object: Handle) -> String {
        if !function.name.isEmpty { return function.name }
        guard object != 0, let own = machine.dataProperty(object, "name"), own.isString, machine.text(own.handle) != "" else {
            return "(anonymous)"
        }
        return machine.text(own.handle)
    }
    private func error(_ value: Value) -> String {
        guard value.isObject, machine.isError(value) else { return brief(value) }
        func part(_ name: String) -> String? {
            guard let found = machine.dataProperty(value.handle, name), found.isString else { return nil }
            return machine.text(found.handle)
        }
        return Self.cut("\(part("name") ?? "Error"): \(part("message") ?? "")")
    }
    private func promise(_ value: Value) -> String {
        guard value.isObject, machine.isPromise(value) else { return brief(value) }
        switch machine.promiseState(value.handle) {
        case .pending: return "a promise that is pending"
        case .fulfilled: return "a promise that is fulfilled"
        case .rejected: return "a promise that is rejected with \(error(machine.promiseResult(value.handle)))"
        case .unknown: return "a promise of which nothing is known"
        }
    }
    /// A value in a few letters.
    private func brief(_ value: Value) -> String {
        if value.isUnknown { return "something unknown (\(machine.text(of: value.reason).text))" }
        if value.isUncertain { return "one of several values" }
        if value.isString { return "\"\(Self.cut(String(machine.text(value.handle).prefix(60))))\"" }
        if value.isObject { return machine.isPromise(value) ? "a promise" : machine.describe(value) }
        return Self.cut(machine.describe(value))
    }
}
