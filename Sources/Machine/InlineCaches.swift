/// What the loop does where a site's cache does not hold, and how it is filled.
extension Machine {
    @inline(never) func getCached(_ x: Value, _ key: PropertyKey, _ c: UnsafeMutablePointer<RuntimeCode.Cache>) throws(Abrupt) -> Value {
        var at = x.handle, holder: Handle = 0
        while at != 0 {
            let h = header(at).pointee
            if h.flags & ObjectFlags.guarded.rawValue != 0 { lookups.note(at, key) }
            if h.flags & (ObjectFlags.exotic.rawValue | ObjectFlags.lazyProperties.rawValue) != 0
                && (holder == 0 || h.flagSet.contains(.exotic))
                && !(h.kind == ObjectKind.function.rawValue && key != names.prototype && key != names.name && key != names.length)
            {
                break
            }
            if let found = shapes.find(h.shape, key) {
                if found.attributes.contains(.accessor) { break }
                c.pointee = RuntimeCode.Cache(
                    shape: header(x.handle).pointee.shape, slot: UInt32(found.slot), holder: holder, epoch: state.pointee.prototypeEpoch,
                    use: holder == 0 && found.attributes.contains(.writable) ? .write : .read)
                return slot(h.slots + UInt32(found.slot))
            }
            if h.objectKind == .array || h.objectKind == .typedArray || h.objectKind == .string || h.objectKind == .namespace
                || h.objectKind == .proxy
            {
                if h.objectKind != .array || key == names.length { break }
            }
            holder = shapes[h.shape].prototype
            at = holder
        }
        return try get(x.handle, key, receiver: x)
    }
    @inline(never) func setCached(
        _ x: Value, _ key: PropertyKey, _ value: Value, strict: Bool, _ c: UnsafeMutablePointer<RuntimeCode.Cache>
    ) throws(Abrupt) {
        let h = header(x.handle).pointee
        if h.flags & (ObjectFlags.exotic.rawValue | ObjectFlags.lazyProperties.rawValue) == 0, let found = shapes.find(h.shape, key),
            found.attributes.contains(.writable), !found.attributes.contains(.accessor)
        {
            c.pointee = RuntimeCode.Cache(
                shape: h.shape, slot: UInt32(found.slot), holder: 0, epoch: state.pointee.prototypeEpoch, use: .write)
            store(h.slots + UInt32(found.slot), value, owner: x.handle)
            return
        }
        try set(x, key, value, strict: strict)
    }

    /// A member of a primitive: methods of strings are read as often as a loop runs. Such a cache holds while the prototype has its shape,
    /// whatever the epoch: 0 keeps objects from using it.
    @inline(__always) func getOfPrimitive(
        _ x: Value, _ key: PropertyKey, _ c: UnsafeMutablePointer<RuntimeCode.Cache>
    ) throws(Abrupt) -> Value {
        if x.isString {
            if c.pointee.use == .stringMember, header(c.pointee.holder).pointee.shape == c.pointee.shape {
                return slot(header(c.pointee.holder).pointee.slots &+ c.pointee.slot)
            }
            if c.pointee.use == .stringLength { return .number(stringLength(x.handle)) }
            fillStringCache(key, c)
        }
        return try get(x, key)
    }
    @inline(never) private func fillStringCache(_ key: PropertyKey, _ c: UnsafeMutablePointer<RuntimeCode.Cache>) {
        if key == names.length {
            c.pointee = RuntimeCode.Cache(use: .stringLength)
            return
        }
        let prototype = intrinsic(.stringPrototype), h = header(prototype)
        guard keys.index(key) == KeyTable.noIndex, h.pointee.flags & ObjectFlags.exotic.rawValue == 0,
            let found = shapes.find(h.pointee.shape, key), !found.attributes.contains(.accessor)
        else { return }
        c.pointee = RuntimeCode.Cache(shape: h.pointee.shape, slot: UInt32(found.slot), holder: prototype, epoch: 0, use: .stringMember)
    }

    /// A global variable that is a property of the global object, as long as that has the same properties.
    func loadGlobal(_ key: PropertyKey, _ c: UnsafeMutablePointer<RuntimeCode.Cache>, throwing: Bool) throws(Abrupt) -> Value {
        let h = header(globalObject)
        if c.pointee.use == .global, c.pointee.shape == h.pointee.shape { return slot(h.pointee.slots &+ c.pointee.slot) }
        if let found = shapes.find(h.pointee.shape, key), !found.attributes.contains(.accessor) {
            c.pointee = RuntimeCode.Cache(shape: h.pointee.shape, slot: UInt32(found.slot), holder: globalObject, epoch: 0, use: .global)
        }
        return try loadGlobal(key, throwing: throwing)
    }
}
