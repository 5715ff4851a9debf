import Machine

/// The class of node:events: listeners are kept in their order and called.
struct EventEmitters {
    private let machine: Machine
    /// Its natives hold this: nothing here may hold a native.
    private init(_ machine: Machine) { self.machine = machine }

    static func constructor(_ p: Program) -> Handle {
        let m = p.machine, prototype = m.makePlainObject(), emitters = EventEmitters(m)
        let c = m.makeNative("EventEmitter", length: 0, constructs: true) { m, a throws(Abrupt) in
            if !a.isConstruct { return .undefined }  // EventEmitter.call(this)
            let q = try m.get(a.newTarget, "prototype")
            return .object(m.makeObject(prototype: q.isObject ? q.handle : prototype))
        }
        m.define(c, "prototype", .object(prototype), .none)
        m.define(prototype, "constructor", .object(c))
        emitters.install(prototype)
        return c
    }

    private func install(_ prototype: Handle) {
        for name in ["on", "addListener", "once", "prependListener", "prependOnceListener"] {
            machine.defineMethod(prototype, name, length: 2) { m, a throws(Abrupt) in
                let entry = Value.object(m.makeArray([a[1], .boolean(["once", "prependOnceListener"].contains(name))]))
                let known = try list(a.this, a[0])
                try set(a.this, a[0], name.hasPrefix("prepend") ? [entry] + known : known + [entry])
                return a.this
            }
        }
        for name in ["off", "removeListener"] {
            machine.defineMethod(prototype, name, length: 2) { m, a throws(Abrupt) in
                var known = try list(a.this, a[0])
                if let last = known.lastIndex(where: { m.isStrictlyEqual(listener($0), a[1]) }) { known.remove(at: last) }
                try set(a.this, a[0], known)
                return a.this
            }
        }
        machine.defineMethod(prototype, "removeAllListeners", length: 1) { _, a throws(Abrupt) in
            for name in a[0].isUndefined ? try names(a.this) : [a[0]] { try set(a.this, name, []) }
            return a.this
        }
        machine.defineMethod(prototype, "emit", length: 1) { m, a throws(Abrupt) in
            let name = a[0], given = a.from(1), this = a.this, called = try list(this, name)
            if called.isEmpty, name.isString, m.text(name.handle) == "error" {
                if m.isError(given.first ?? .undefined) { throw .thrown(given[0]) }
                throw .thrown(m.makeError(.errorPrototype, "Unhandled error. (\(m.describe(given.first ?? .undefined)))"))
            }
            for entry in called {
                if isOnce(entry) { try set(this, name, try list(this, name).filter { !Value.identical($0, entry) }) }
                _ = try m.call(listener(entry), this, given)
            }
            return .boolean(!called.isEmpty)
        }
        for name in ["listeners", "rawListeners"] {
            machine.defineMethod(prototype, name, length: 1) { m, a throws(Abrupt) in
                .object(m.makeArray(try list(a.this, a[0]).map { listener($0) }))
            }
        }
        machine.defineMethod(prototype, "listenerCount", length: 1) { _, a throws(Abrupt) in
            .int(Int32(clamping: try list(a.this, a[0]).count))
        }
        machine.defineMethod(prototype, "eventNames", length: 0) { m, a throws(Abrupt) in .object(m.makeArray(try names(a.this))) }
        machine.defineMethod(prototype, "setMaxListeners", length: 1) { _, a in a.this }
        machine.defineMethod(prototype, "getMaxListeners", length: 0) { _, _ in .int(10) }
    }

    // Lists: an emitter's own hidden object by event; entries are pairs of listener and whether it is called once

    private func lists(_ emitter: Value, making: Bool = false) throws(Abrupt) -> Value {
        let key = machine.key("listeners of events")
        let known = try machine.get(emitter, key)
        if !known.isUndefined || !making || !emitter.isObject { return known }
        let made = Value.object(machine.makeObject(prototype: 0))
        machine.define(emitter.handle, key, made, .none)
        return made
    }
    private func key(_ name: Value) throws(Abrupt) -> PropertyKey { try machine.toPropertyKey(name) }
    private func list(_ emitter: Value, _ name: Value) throws(Abrupt) -> [Value] {
        let lists = try lists(emitter)
        if lists.isUncertain { throw .unknown(machine.reason(of: lists)) }
        guard lists.isObject else { return [] }
        let list = try machine.get(lists, key(name))
        if list.isUncertain { throw .unknown(machine.reason(of: list)) }
        return list.isObject ? machine.arrayValues(list.handle) : []
    }
    private func set(_ emitter: Value, _ name: Value, _ entries: [Value]) throws(Abrupt) {
        let lists = try lists(emitter, making: true)
        guard lists.isObject else { return }
        machine.define(lists.handle, try key(name), .object(machine.makeArray(entries)), .all)
    }
    private func names(_ emitter: Value) throws(Abrupt) -> [Value] {
        let lists = try lists(emitter)
        guard lists.isObject else { return [] }
        var names: [Value] = []
        for key in try machine.ownKeys(lists.handle) where !key.isSymbol {
            let name = machine.makeString(machine.keyText(key))
            if try !list(emitter, name).isEmpty { names.append(name) }
        }
        return names
    }
    private func listener(_ entry: Value) -> Value { entry.isObject ? machine.arrayElement(entry.handle, 0) : entry }
    private func isOnce(_ entry: Value) -> Bool { entry.isObject && machine.arrayElement(entry.handle, 1).boolean }
}
