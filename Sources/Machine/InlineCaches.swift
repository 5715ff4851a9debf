/// What the loop does where a site's cache does not hold, and how it is filled.
extension Machine {
    @inline(never) func getCached(_ x: Value, _ key: PropertyKey, _ c: UnsafeMutablePointer<RuntimeCode.Cache>) throws(Abrupt) -> Value {
        var at = x.handle, holder: Handle = 0
        while at != 0 {
            let h = header(at).pointee
            if h.flags & ObjectFlags.guarded.rawValue != 0 { lookups.note(at, key) }
            if h.flags & (ObjectFlags.exotic.rawValue | ObjectFlags.lazyProperties.rawValue) != 0 && (holder == 0 || h.flagSet.contains(.exotic)) && !(h.kind == ObjectKind.function.rawValue && key != names.prototype && key != names.name && key != names.length) { break }
            if let found = shapes.find(h.shape, key) {
                if found.attributes.contains(.accessor) { break }
                c.pointee = RuntimeCode.Cache(shape: header(x.handle).pointee.shape, slot: UInt32(found.slot), holder: holder, epoch: state.pointee.prototypeEpoch, next: holder == 0 && found.attributes.contains(.writable) ? 1 : 0)
                return slot(h.slots + UInt32(found.slot))
            }
            if h.objectKind == .array || h.objectKind == .typedArray || h.objectKind == .string || h.objectKind == .namespace || h.objectKind == .proxy { if h.objectKind != .array || key == names.length { break } }
            holder = shapes[h.shape].prototype
            at = holder
        }
        return try get(x.handle, key, receiver: x)
    }
    @inline(never) func setCached(_ x: Value, _ key: PropertyKey, _ value: Value, strict: Bool, _ c: UnsafeMutablePointer<RuntimeCode.Cache>) throws(Abrupt) {
        let h = header(x.handle).pointee
        if h.flags & (ObjectFlags.exotic.rawValue | ObjectFlags.lazyProperties.rawValue) == 0, let found = shapes.find(h.shape, key), found.attributes.contains(.writable), !found.attributes.contains(.accessor) {
            c.pointee = RuntimeCode.Cache(shape: h.shape, slot: UInt32(found.slot), holder: 0, epoch: state.pointee.prototypeEpoch, next: 1)
            store(h.slots + UInt32(found.slot), value, owner: x.handle)
            return
        }
        try set(x, key, value, strict: strict)
    }
}
