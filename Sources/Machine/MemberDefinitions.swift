/// What class bodies and literals define.
extension Machine {
    func defineMethod(_ i: Instruction, _ r: UnsafeMutablePointer<Value>) throws(Abrupt) {
        if r[i.b].isUncertain { setOpen(r[i.a].handle); return }
        let key = try toPropertyKey(r[i.b]), target = r[i.a].handle, function = r[i.c]
        if key == names.prototype, kind(target) == .function { throw typeError("Classes may not have a static property named 'prototype'") }
        willChangeHeader(function.handle)
        header(function.handle).pointee.p2 = target
        let enumerable: PropertyAttributes = i.x & 1 == 1 ? [.enumerable, .configurable] : .configurable
        switch i.x >> 1 & 3 {
        case 1: nameFunction(function, key, prefix: "get"); defineAccessor(target, key, getter: function, setter: nil, enumerable)
        case 2: nameFunction(function, key, prefix: "set"); defineAccessor(target, key, getter: nil, setter: function, enumerable)
        default: nameFunction(function, key, prefix: ""); define(target, key, function, enumerable.union(.writable))
        }
    }
    public func copyDataProperties(_ target: Value, _ source: Value, _ excluded: [Value]) throws(Abrupt) {
        if source.isNullish { return }
        if source.isUncertain { setOpen(target.handle); return }
        let from = try toObject(source)
        var skip: Set<PropertyKey> = []
        for k in excluded { skip.insert(try toPropertyKey(k)) }
        do throws(Abrupt) {
            for key in try ownKeys(from) where !skip.contains(key) {
                guard let d = try ownDescriptor(from, key), d.enumerable == true else { continue }
                define(target.handle, key, try get(from, key), .all)
            }
        } catch {
            guard case .unknown = error else { throw error }
            if flags(from).contains(.guarded) { lookups.noteList(from) }
            for p in namedProperties(from)
            where p.attributes.contains(.enumerable) && !p.attributes.contains(.accessor) && !skip.contains(p.key) {
                define(target.handle, p.key, p.value, .all)
            }
            setOpen(target.handle)
        }
    }
}
