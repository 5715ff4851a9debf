import Machine
import Packaging
import Runtimes

/// What the text of an assumed usage asks of the evaluation itself.
extension Host {
    /// nil for a name that is none of these.
    static func assumedValue(_ p: Program, _ name: String) throws(Abrupt) -> Value? {
        let m = p.machine
        func unknown(_ hint: Value.Hint) -> Value { m.unknown("assumed-usage", "a value that its author leaves open", hint) }
        switch name {
        case "__glueUnknown": return unknown(.any)
        case "__glueUnknownText": return unknown(.string)
        case "__glueUnknownNumber": return unknown(.number)
        case "__glueUnknownBoolean": return unknown(.boolean)
        case "__glueUnknownBytes":
            let buffer = try m.makeArrayBuffer(byteLength: 1024)
            m.setContentUnknown(buffer)
            return .object(m.makeTypedArray(.uint8, buffer: buffer, byteOffset: 0, length: 1024))
        // WebAssembly has been called: what comes after it is no longer about loading and starting
        case "__glueReached": return .object(m.makeNative("__glueReached", length: 0) { [unowned p] _, _ in .boolean(p.wasmCalls > 0) })
        // the import itself has compiled or instantiated something
        case "__glueStarted": return .object(m.makeNative("__glueStarted", length: 0) { [unowned p] _, _ in .boolean(p.reachedWasm) })
        // the package has something of what the usage is for
        case "__glueApplies":
            return .object(
                m.makeNative("__glueApplies", length: 0) { [unowned p] _, _ in
                    p.usageApplies = true; return .undefined
                })
        // a Proxy that answers to every name is no promise: nobody would wait for it
        case "__glueWaited":
            return .object(
                m.makeNative("__glueWaited", length: 1) { m, a in
                    a[0].isObject && m.kind(a[0].handle) == .proxy ? .undefined : a[0]
                })
        case "__glueCounts":
            return .object(m.makeNative("__glueCounts", length: 1) { [unowned p] m, a in .boolean(isOfSurroundings(p, a[0])) })
        default: return nil
        }
    }

    /// The error of a call with made-up arguments is the surroundings' own: something refused, a name that is not there, WebAssembly that
    /// did not start.
    private static func isOfSurroundings(_ p: Program, _ error: Value) -> Bool {
        guard error.isObject else { return false }
        if let event = p.causes[error.handle], p.events[event].refusal != nil { return true }
        func text(_ name: String) -> String {
            guard let value = try? p.machine.get(error, name), value.isString else { return "" }
            return p.machine.text(value.handle)
        }
        if ["ReferenceError", "CompileError", "LinkError"].contains(text("name")) { return true }
        let message = text("message")
        return message.hasPrefix("Aborted(") || message.contains("WebAssembly")
    }
}
