import Machine

/// Timers, microtasks, structuredClone.
enum TimerHost {
    static func install(_ p: Program) {
        let m = p.machine
        for (name, repeats) in [("setTimeout", false), ("setInterval", true), ("setImmediate", false)] {
            Host.define(p, name) {
                .object(
                    m.makeNative(name, length: 2) { [unowned p] m, a throws(Abrupt) in
                        if let r = p.refusal(name, "timer") { throw .thrown(r.error) }
                        guard m.isCallable(a[0]) else {
                            if a[0].isUncertain { return m.unknown("timer", "a timer", .any) }
                            throw m.typeError(
                                p.isNode
                                    ? "The \"callback\" argument must be of type function. Received \(m.describe(a[0]))"
                                    : "Failed to execute '\(name)'")
                        }
                        let callback = a[0], extra = name == "setImmediate" ? a.from(1) : a.from(2)
                        let delay = name == "setImmediate" ? 0 : a[1].isNumber ? a[1].number : 1
                        p.timerCount += 1
                        let id = p.timerCount
                        p.liveTimers.insert(id)
                        if repeats {
                            m.spend(words: 32)
                            p.intervals[id] = Interval(callback: callback, arguments: extra)
                        } else {
                            fire(p, id, callback, extra, delay)
                        }
                        return p.isNode || p.profile.runtime == .bun ? Host.open(p, [("timerNumber", .number(id))]) : .number(id)
                    })
            }
        }
        Host.define(p, "importScripts") {
            .object(
                m.makeNative("importScripts", length: 0) { [unowned p] m, _ throws(Abrupt) in
                    if let r = p.refusal("importScripts", "global.call") { throw .thrown(r.error) }
                    return m.unknown("unmodelled", "what importScripts loads")
                })
        }
        for name in ["clearTimeout", "clearInterval", "clearImmediate"] {
            Host.define(p, name) {
                .object(
                    m.makeNative(name, length: 1) { [unowned p] m, a throws(Abrupt) in
                        var number = a[0]
                        if number.isObject { number = try m.get(number, "timerNumber") }
                        if number.isNumber, let id = Int(exactly: number.number) {
                            p.liveTimers.remove(id)
                            p.intervals[id] = nil
                        }
                        return .undefined
                    })
            }
        }
        // a Worker's clock stands at zero until the first request
        if let zero = p.profile.rule("time/startup")?.number, let date = try? m.get(m.globalObject, m.key("Date")), date.isObject {
            m.defineMethod(date.handle, "now", length: 0) { [unowned p] m, _ in
                p.stage == .startup ? .number(zero) : m.unknown("clock", "the time now", .number)
            }
        }
        Host.define(p, "queueMicrotask") {
            .object(
                m.makeNative("queueMicrotask", length: 1) { m, a throws(Abrupt) in
                    m.queueMicrotask(try Library.callable(m, a[0], .shown))
                    return .undefined
                })
        }
        Host.define(p, "structuredClone") {
            .object(m.makeNative("structuredClone", length: 1) { m, a in a[0].isObject ? m.unknown("clone", "a clone", .object) : a[0] })
        }
    }
    private static func fire(_ p: Program, _ id: Int, _ callback: Value, _ extra: [Value], _ delay: Double) {
        p.schedule(delay: delay.isFinite ? delay : 1) { [unowned p] () throws(Abrupt) in
            if p.liveTimers.remove(id) != nil { _ = try p.machine.call(callback, .undefined, extra) }
        }
    }
}
