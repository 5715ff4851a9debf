/// Elements as loops mostly meet them: reads of arrays and typed arrays without anything special, writes of integers to typed arrays.
/// What is not so plain goes the long way (`getElement`, `setElement`), which gives the same.
extension Machine {
    /// nil: ask `getElement`.
    @inline(__always) func plainElement(_ object: Handle, _ index: Int32) -> Value? {
        let h = header(object), at = UInt32(bitPattern: index)
        if h.pointee.kind == ObjectKind.array.rawValue {
            guard h.pointee.flags & (ObjectFlags.contentUnknown.rawValue | ObjectFlags.exotic.rawValue) == 0, at < h.pointee.p1,
                at < h.pointee.p2
            else { return nil }
            let value = slot(h.pointee.p0 &+ at)
            return value.isHole ? nil : value
        }
        guard h.pointee.kind == ObjectKind.typedArray.rawValue, let raw = plainBytes(h, at) else { return nil }
        switch h.pointee.p3 {
        case ElementType.uint8.rawValue, ElementType.uint8Clamped.rawValue: return .int(Int32(raw.load(as: UInt8.self)))
        case ElementType.int8.rawValue: return .int(Int32(raw.load(as: Int8.self)))
        case ElementType.uint16.rawValue: return .int(Int32(raw.loadUnaligned(as: UInt16.self)))
        case ElementType.int16.rawValue: return .int(Int32(raw.loadUnaligned(as: Int16.self)))
        case ElementType.int32.rawValue: return .int(raw.loadUnaligned(as: Int32.self))
        case ElementType.uint32.rawValue: return .number(Double(raw.loadUnaligned(as: UInt32.self)))
        default: return nil
        }
    }

    /// False: ask `setElement`.
    @inline(__always) func storePlainElement(_ object: Handle, _ index: Int32, _ value: Int32) -> Bool {
        let h = header(object)
        guard h.pointee.kind == ObjectKind.typedArray.rawValue, let raw = plainBytes(h, UInt32(bitPattern: index)) else { return false }
        // an element lies in one word: its offset is a multiple of its size
        note(Handle(truncatingIfNeeded: (UnsafeRawPointer(raw) - UnsafeRawPointer(words)) / 8), .bytes, owner: h.pointee.p0)
        switch h.pointee.p3 {
        case ElementType.uint8.rawValue, ElementType.int8.rawValue: raw.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
        case ElementType.uint16.rawValue, ElementType.int16.rawValue: raw.storeBytes(of: UInt16(truncatingIfNeeded: value), as: UInt16.self)
        case ElementType.int32.rawValue, ElementType.uint32.rawValue: raw.storeBytes(of: value, as: Int32.self)
        default: return false
        }
        return true
    }

    /// Fills a typed array from its start.
    public func setElements(_ view: Handle, _ values: [Value]) throws(Abrupt) {
        for (i, value) in values.enumerated() {
            if value.isInt, storePlainElement(view, Int32(truncatingIfNeeded: i), value.int) { continue }
            try setIndex(view, UInt32(i), value)
        }
    }

    /// Where an element of integers of up to 32 bits is, its bytes known. nil where it is not there.
    @inline(__always) private func plainBytes(_ view: UnsafeMutablePointer<Header>, _ index: UInt32) -> UnsafeMutableRawPointer? {
        let buffer = header(view.pointee.p0), size: Int
        switch view.pointee.p3 {
        case ElementType.int8.rawValue...ElementType.uint8Clamped.rawValue: size = 1
        case ElementType.int16.rawValue, ElementType.uint16.rawValue: size = 2
        case ElementType.int32.rawValue, ElementType.uint32.rawValue: size = 4
        default: return nil
        }
        guard index < view.pointee.p2, buffer.pointee.flags & ObjectFlags.contentUnknown.rawValue == 0,
            Int(view.pointee.p1) + Int(view.pointee.p2) * size <= Int(buffer.pointee.p1)
        else { return nil }
        return UnsafeMutableRawPointer(bytes(buffer.pointee.p0) + Int(view.pointee.p1) + Int(index) * size)
    }
}
