import Machine
import Runtimes
import Syntax

/// Events, and the errors of the host that answer them.
extension Program {
    func startRecording() {
        let recorder = TraceRecorder(self)
        self.recorder = recorder
        machine.observer = recorder
    }
    /// Notes what the program asked for; the place is the running instruction.
    @discardableResult
    func event(_ kind: String, _ attributes: [String: String] = [:], refusal: ErrorText? = nil, phase: Phase? = nil) -> Int {
        // An event with its stack takes some microseconds and a kilobyte: a loop of refused operations would take minutes and half a
        // gigabyte.
        machine.spend(300)
        machine.spend(words: 128)
        let stack = places(machine.currentSite())
        events.append(
            Event(
                kind: kind, attributes: attributes, at: stack.first, stack: Array(stack.dropFirst()), phase: phase ?? currentPhase(stack),
                refusal: refusal, isConditional: machine.isInArm))
        recorder?.event(events.count - 1)
        return events.count - 1
    }
    func currentPhase(_ stack: [Place]) -> Phase {
        guard stage == .use, !isEvaluatingModule else { return .load }
        return reachedWasm ? .call : .`init`
    }
    var isEvaluatingModule: Bool { moduleDepth > 0 }

    /// An error of the host, with the event it answers.
    func hostError(_ error: RuntimeError, event: Int?) -> Value {
        let value = makeError(error.name, error.message)
        defineFields(of: error, on: value.handle)
        if let code = error.code {
            machine.define(value.handle, "code", Int(code).map(Value.number) ?? machine.makeString(code), .all)
            // a code that is no property of the error's own is part of what the error is as a text
            if error.json == nil, profile.rule("error/text-with-code")?.flag == true {
                machine.defineMethod(value.handle, "toString", length: 0) { m, _ in
                    m.makeString("\(error.name) [\(code)]: \(error.message)")
                }
            }
        }
        if let event {
            events[event].refusal = ErrorText(name: error.name, message: error.message, code: error.code); causes[value.handle] = event
        }
        return value
    }
    /// What the error has besides its message, in the order in which `JSON.stringify` shows it. A placeholder that nobody filled is not shown.
    private func defineFields(of error: RuntimeError, on object: Handle) {
        guard let json = error.json, case .object(let fields)? = JSONDocument.read(json).root?.value else { return }
        for field in fields {
            switch field.value.value {
            case .string(let text) where text != "{\(field.key)}": machine.define(object, field.key, machine.makeString(text), .all)
            case .number(let number): machine.define(object, field.key, .number(number), .all)
            default: break
            }
        }
    }
    func makeError(_ name: String, _ message: String) -> Value {
        switch name {
        case "TypeError": machine.makeError(.typeErrorPrototype, message)
        case "RangeError": machine.makeError(.rangeErrorPrototype, message)
        case "ReferenceError": machine.makeError(.referenceErrorPrototype, message)
        case "SyntaxError": machine.makeError(.syntaxErrorPrototype, message)
        case "EvalError": machine.makeError(.evalErrorPrototype, message)
        case "Error": machine.makeError(.errorPrototype, message)
        default: machine.makeError(prototype: errorPrototype(name), message: machine.makeString(message))
        }
    }
    /// Error classes of the host: CompileError, LinkError, RuntimeError, DOMException, ….
    func errorPrototype(_ name: String) -> Handle {
        if let known = hostPrototypes["error:" + name] { return known }
        let p = machine.makeObject(prototype: machine.intrinsic(.errorPrototype))
        machine.define(p, "name", machine.makeString(name))
        machine.define(p, "message", machine.emptyString)
        hostPrototypes["error:" + name] = p
        return p
    }
    /// Throws or rejects as the profile says for an operation at this moment; nil where it is allowed.
    func refusal(
        _ callee: String, _ kind: String, _ attributes: [String: String] = [:], filling values: [String: String] = [:]
    ) -> (error: Value, rejects: Bool)? {
        guard let answer = profile.operation(callee, at: moment), let error = answer.error else { return nil }
        let at = event(kind, attributes.merging(["callee": callee]) { a, _ in a })
        if case .rejecting = answer { return (hostError(error.filled(values), event: at), true) }
        return (hostError(error.filled(values), event: at), false)
    }
    func rejected(_ error: Value) -> Value {
        let p = machine.makePromise()
        machine.reject(p, error)
        return .object(p)
    }
    func resolved(_ value: Value) -> Value {
        let p = machine.makePromise()
        machine.fulfill(p, value)
        return .object(p)
    }
    /// The error value of an abrupt completion that is a throw.
    func caught(_ abrupt: Abrupt) throws(Abrupt) -> Value {
        if case .thrown(let v) = abrupt { return v }
        throw abrupt
    }
}

extension Host {
    static func plain(_ p: Program, _ members: [(String, Value)]) -> Value {
        let o = p.machine.makePlainObject()
        for (n, v) in members { p.machine.define(o, n, v, .all) }
        return .object(o)
    }
}
