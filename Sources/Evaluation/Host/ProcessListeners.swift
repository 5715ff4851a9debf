import Machine

/// What a program listens for on `process`. The lists lie in the heap, so that an arm of a condition that registers one takes it back.
struct ProcessListeners {
    /// Its natives hold this, so that a strong reference would keep it for ever.
    private unowned let machine: Machine
    private let process: Handle
    /// A list for each event.
    private let lists: Handle

    init(_ machine: Machine, _ process: Handle) {
        self.machine = machine
        self.process = process
        lists = machine.makePlainObject()
    }

    /// Listeners of an event in their order; unknown where an unknown condition decided whether there are any.
    func of(_ event: String) throws(Abrupt) -> [Value] {
        let list = try machine.get(.object(lists), key(event))
        if list.isUncertain { throw .unknown(machine.reason(of: list)) }
        return list.isObject ? machine.arrayValues(list.handle) : []
    }
    private func key(_ event: String) -> PropertyKey { machine.key("on " + event) }
    private func set(_ event: String, _ listeners: [Value]) { machine.define(lists, key(event), .object(machine.makeArray(listeners))) }

    /// `process.on` and its kin, those that the runtime has.
    func install(has: (String) -> Bool) {
        for name in ["on", "once", "addListener", "prependListener", "prependOnceListener"] where has(name) {
            method(name) { listeners, event, a throws(Abrupt) in
                guard machine.isCallable(a[1]) else { return }
                set(event, name.hasPrefix("prepend") ? [a[1]] + listeners : listeners + [a[1]])
            }
        }
        for name in ["off", "removeListener"] where has(name) {
            method(name) { listeners, event, a throws(Abrupt) in
                guard let last = listeners.lastIndex(where: { machine.isStrictlyEqual($0, a[1]) }) else { return }
                set(event, Array(listeners[..<last] + listeners[(last + 1)...]))
            }
        }
        if has("removeAllListeners") { method("removeAllListeners") { _, event, _ throws(Abrupt) in set(event, []) } }
        machine.defineMethod(process, "listenerCount", length: 1) { _, a throws(Abrupt) in
            .int(Int32(clamping: try of(machine.toText(a[0])).count))
        }
        machine.defineMethod(process, "listeners", length: 1) { _, a throws(Abrupt) in
            .object(machine.makeArray(try of(machine.toText(a[0]))))
        }
        for name in ["emit", "emitWarning"] where has(name) { machine.defineMethod(process, name, length: 1) { _, a in a.this } }
    }
    private func method(_ name: String, _ change: @escaping ([Value], String, Arguments) throws(Abrupt) -> Void) {
        machine.defineMethod(process, name, length: 2) { _, a throws(Abrupt) in
            if a[0].isString { try change(of(machine.text(a[0].handle)), machine.text(a[0].handle), a) }
            return a.this
        }
    }
}

extension Program {
    /// Ends the run with the first rejection that nobody handled. Where the program listens for such, its listeners decide: what they throw
    /// ends it, else it goes on. Returns whether a listener was called.
    func settleUnhandled() throws(Abrupt) -> Bool {
        guard isUnhandledFatal else { return false }
        var called = false
        while let promise = unhandled.first(where: { !machine.isHandled($0) }) {
            let reason = machine.promiseResult(promise), listeners = try processListeners?.of("unhandledRejection") ?? []
            guard !listeners.isEmpty || profile.rule("rejection/listeners")?.text?.contains("uncaughtException") == true else {
                throw .thrown(reason)
            }
            unhandled.removeAll { $0 == promise }
            called = true
            if listeners.isEmpty { try uncaught(reason, wasRejection: true) }
            for listener in listeners {
                do throws(Abrupt) { try callListener(listener, [reason, .object(promise)]) } catch {
                    switch error {
                    case .thrown(let error): try uncaught(error)
                    // the listener tells of the error and ends the process with it
                    case .stopped(.exit(let code)) where code != 0: throw .thrown(reason)
                    default: throw error
                    }
                }
            }
        }
        return called
    }
    /// An error that no code caught, outside of the evaluation of modules.
    private func uncaught(_ error: Value, wasRejection: Bool = false) throws(Abrupt) {
        let listeners = try processListeners?.of("uncaughtException") ?? []
        if listeners.isEmpty { throw .thrown(error) }
        for listener in listeners { try callListener(listener, [error], tellsThrow: !wasRejection) }
    }
    /// JavaScriptCore tells of an error that such a function throws where it was thrown, not where it was made (measured with Bun 1.4.4).
    /// A rejection that it throws on is told where it was made.
    private func callListener(_ listener: Value, _ arguments: [Value], tellsThrow: Bool = true) throws(Abrupt) {
        machine.throwSite = nil
        machine.keepsThrowSites = tellsThrow && profile.engine == .javaScriptCore
        defer { machine.keepsThrowSites = false }
        do throws(Abrupt) { _ = try machine.call(listener, .undefined, arguments) } catch {
            if case .thrown(let value) = error, let site = machine.throwSite { machine.setSite(ofError: value, site) }
            throw error
        }
    }
}
