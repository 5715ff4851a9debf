import Machine
import Runtimes

/// Calls of members that are surely not there.
///
/// After a call into WebAssembly an error of the language is taken to hang on what WebAssembly gave back (`RunVerdict`). These do not: the
/// exports of a module and of a namespace are fixed, and where none of the functions that were handed to WebAssembly changes anything, so
/// are the members of an object whose members are all known.
extension Program {
    /// The running call's callee is undefined: notes whose member it is, as an event that its error is found by.
    func noteAbsentMember(_ error: LanguageError) {
        guard wasmInstances > 0, case .notAFunction = error, let callee = machine.runningCallee(), callee.isUndefined,
            let receiver = machine.runningReceiver(), receiver.isObject, let text = operandText(),
            let name = text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }).last.map({ String($0) }),
            machine.dataProperty(receiver.handle, name) == nil
        else { return }
        if let instance = instances.first(where: { $0.exports == receiver.handle }) {
            event("wasm.export-absent", ["name": name, "module": instance.path ?? ""])
        } else if wasmCalls > 0, machine.kind(receiver.handle) == .namespace || isUnchangeable(receiver.handle) {
            event("member.absent", ["name": name])
        }
    }
    /// Nothing but code that was followed can have changed the object.
    private func isUnchangeable(_ object: Handle) -> Bool {
        guard machine.kind(object) == .object, !machine.isOpen(object), unknownInstances.isEmpty, !callbacksGivenAway, unknownCalls == 0,
            [0, machine.intrinsic(.objectPrototype)].contains(machine.prototype(of: object))
        else { return false }
        return instances.allSatisfy { $0.effects.changeNothing }
    }

    /// What explains "x is not a function" after a call into WebAssembly.
    func absentMember(behind error: ErrorText, thrownAt place: Place?) -> Event? {
        guard error.name == "TypeError", let place else { return nil }
        return events.last { ["wasm.export-absent", "member.absent"].contains($0.kind) && $0.at == place && !$0.isConditional }
    }
}
