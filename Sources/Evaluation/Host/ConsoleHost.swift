import Machine

/// `console`: prints nothing; what is logged is an event, since a failure that is only logged is a finding.
enum ConsoleHost {
    static func install(_ p: Program) {
        Host.define(p, "console") {
            let m = p.machine, o = m.makePlainObject()
            for name in [
                "log", "info", "warn", "error", "debug", "trace", "dir", "group", "groupEnd", "groupCollapsed", "table", "time", "timeEnd",
                "timeLog", "assert", "count"
            ] {
                m.defineMethod(o, name, length: 0) { [unowned p] m, a in
                    if name == "error" || name == "warn", a.all.contains(where: { $0.isObject && m.kind($0.handle) == .error }) {
                        p.event("error.logged", ["callee": "console.\(name)"])
                    }
                    return .undefined
                }
            }
            m.setOpen(o)
            return .object(o)
        }
    }
}
