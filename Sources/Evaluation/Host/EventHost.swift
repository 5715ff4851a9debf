import Machine

/// Event targets, abort controllers, message channels, node:events: constructed and listened to, events never come by themselves.
enum EventHost {
    /// What answers from outside of this thread, at any time and with anything.
    private static let answering: Set<String> = ["MessageChannel", "BroadcastChannel", "WebSocket", "EventSource", "Worker", "SharedWorker"]

    static func install(_ p: Program) {
        let m = p.machine
        for name in [
            "Event", "CustomEvent", "MessageEvent", "ErrorEvent", "EventTarget", "AbortController", "AbortSignal", "MessageChannel",
            "MessagePort", "BroadcastChannel", "WebSocket", "WebSocketPair", "EventSource", "Worker", "SharedWorker"
        ] {
            guard
                let (_, prototype) = Host.constructor(
                    p, name, length: 0,
                    { [unowned p] m, a throws(Abrupt) in
                        if let r = p.refusal(name, "host.construct", ["callee": "new \(name)"]) { throw .thrown(r.error) }
                        p.event("host.construct", ["callee": "new \(name)"])
                        if answering.contains(name) { p.callbacksGivenAway = true }
                        let o = m.makeHostObject(10, prototype: try TextHost.prototypeOf(p, name, a))
                        m.setOpen(o)
                        return .object(o)
                    })
            else { continue }
            for method in [
                "addEventListener", "removeEventListener", "dispatchEvent", "postMessage", "close", "start", "abort", "terminate"
            ] { m.defineMethod(prototype, method, length: 1) { _, _ in .undefined } }
            m.setOpen(prototype)
        }
        for name in ["addEventListener", "removeEventListener", "dispatchEvent", "postMessage", "reportError"] {
            Host.define(p, name) { .object(m.makeNative(name, length: 1) { _, _ in .undefined }) }
        }
        if let (_, prototype) = Host.constructor(
            p, "DOMException", length: 0,
            { [unowned p] m, a throws(Abrupt) in
                let e = m.makeError(
                    prototype: try TextHost.prototypeOf(p, "DOMException", a),
                    message: a[0].isUndefined ? m.emptyString : .string(try m.toString(a[0])))
                m.define(e.handle, "name", a[1].isUndefined ? m.makeString("Error") : .string(try m.toString(a[1])))
                return e
            })
        {
            _ = try? m.setPrototype(prototype, m.intrinsic(.errorPrototype))
        }
    }
}
