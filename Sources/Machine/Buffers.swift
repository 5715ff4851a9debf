import Text
/// Array buffers and the views on them.
public enum ElementType: UInt32, CaseIterable, Sendable {
    case int8 = 0, uint8, uint8Clamped, int16, uint16, int32, uint32, float32, float64, bigInt64, bigUint64, float16
    public var size: Int {
        switch self {
        case .int8, .uint8, .uint8Clamped: 1;
        case .int16, .uint16, .float16: 2;
        case .int32, .uint32, .float32: 4;
        default: 8
        }
    }
    public var isBigInt: Bool { self == .bigInt64 || self == .bigUint64 }
    public var name: String {
        [
            "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array",
            "Float64Array", "BigInt64Array", "BigUint64Array", "Float16Array"
        ][Int(rawValue)]
    }
    public var prototype: Intrinsic { Intrinsic(rawValue: Intrinsic.int8Prototype.rawValue + Int(rawValue)) ?? .uint8Prototype }
}

extension Machine {
    /// CanonicalNumericIndexString: typed arrays have no other properties of such names than their elements.
    func isNumeric(_ key: PropertyKey) -> Bool {
        if keys.index(key) != KeyTable.noIndex { return true }
        guard !key.isSymbol, case let text = keys.text(key), let first = text.utf8.first,
            first == 45 || first == 73 || first == 78 || (48...57).contains(first)
        else { return false }
        return text == "-0" || NumberText.text(NumberText.number(ofUnits: Array(text.utf16))) == text
    }

    /// Bytes of the largest buffer whose content is followed.
    static let largestKnownBuffer = 128 << 20
    /// What a native may collect outside of the arena before it makes a buffer of it.
    public static let longestKeptBytes = 64 << 20
    public static let sharedFlag: UInt32 = 1, detachedFlag: UInt32 = 2, resizableFlag: UInt32 = 4

    /// A buffer of zeros. RangeError where it does not fit the run's memory: as an engine's "Array buffer allocation failed".
    public func makeArrayBuffer(byteLength: Int, shared: Bool = false, maximum: Int? = nil) throws(Abrupt) -> Handle {
        let room = max(byteLength, 0)
        if room > Machine.largestKnownBuffer {  // its bytes are not kept: they are unknown from the start
            let h = makeObject(.arrayBuffer, prototype: intrinsic(shared ? .sharedArrayBufferPrototype : .arrayBufferPrototype))
            let p = header(h)
            p.pointee.p0 = allocate(1); p.pointee.p1 = UInt32(clamping: room); p.pointee.p2 = shared ? Machine.sharedFlag : 0;
            p.pointee.p3 = UInt32(clamping: maximum ?? room)
            setContentUnknown(h)
            return h
        }
        if UInt64(room / 8) > state.pointee.memoryLimit - min(state.pointee.top, state.pointee.memoryLimit) { throw .stopped(.memory) }
        let slab = allocate((room + 7) / 8)
        arena.clear(Int(slab), (room + 7) / 8)
        let h = makeObject(.arrayBuffer, prototype: intrinsic(shared ? .sharedArrayBufferPrototype : .arrayBufferPrototype))
        let p = header(h)
        p.pointee.p0 = slab; p.pointee.p1 = UInt32(room);
        p.pointee.p2 = (shared ? Machine.sharedFlag : 0) | (maximum != nil ? Machine.resizableFlag : 0);
        p.pointee.p3 = UInt32(clamping: maximum ?? room)
        return h
    }
    public func makeArrayBuffer(_ content: UnsafeBufferPointer<UInt8>) throws(Abrupt) -> Handle {
        let h = try makeArrayBuffer(byteLength: content.count)
        if content.count > Machine.largestKnownBuffer { return h }
        if let base = content.baseAddress { bytes(header(h).pointee.p0).update(from: base, count: content.count) }
        return h
    }
    public func byteLength(_ buffer: Handle) -> Int { Int(header(buffer).pointee.p1) }
    public func isDetached(_ buffer: Handle) -> Bool { header(buffer).pointee.p2 & Machine.detachedFlag != 0 }
    public func isShared(_ buffer: Handle) -> Bool { header(buffer).pointee.p2 & Machine.sharedFlag != 0 }
    public func detach(_ buffer: Handle) {
        willChangeHeader(buffer)
        header(buffer).pointee.p2 |= Machine.detachedFlag; header(buffer).pointee.p1 = 0
    }
    /// The bytes of a buffer, to read. To write: `writeBytes`.
    public func bufferBytes(_ buffer: Handle) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: bytes(header(buffer).pointee.p0), count: isContentUnknown(buffer) ? min(8, byteLength(buffer)) : byteLength(buffer))
    }
    /// Writes bytes at an offset; what does not fit is left out.
    public func writeBytes(_ buffer: Handle, at offset: Int, _ source: UnsafeBufferPointer<UInt8>) {
        let count = min(source.count, byteLength(buffer) - offset)
        guard count > 0, offset >= 0, let base = source.baseAddress, !isContentUnknown(buffer) else { return }
        willChangeBytes(buffer, offset, count)
        (bytes(header(buffer).pointee.p0) + offset).update(from: base, count: count)
    }
    func willChangeBytes(_ buffer: Handle, _ offset: Int, _ count: Int) {
        let slab = header(buffer).pointee.p0
        guard slab < state.pointee.journalLimit, count > 0 else { return }
        for word in (offset / 8)...((offset + count - 1) / 8) { note(slab + UInt32(word), .bytes, owner: buffer) }
    }
    public func makeTypedArray(_ type: ElementType, buffer: Handle, byteOffset: Int, length: Int) -> Handle {
        let h = makeObject(.typedArray, prototype: intrinsic(type.prototype))
        let p = header(h)
        p.pointee.p0 = buffer; p.pointee.p1 = UInt32(clamping: byteOffset); p.pointee.p2 = UInt32(clamping: length);
        p.pointee.p3 = type.rawValue
        return h
    }
    public func elementType(_ view: Handle) -> ElementType { ElementType(rawValue: header(view).pointee.p3) ?? .uint8 }
    public func viewBuffer(_ view: Handle) -> Handle { header(view).pointee.p0 }
    public func viewOffset(_ view: Handle) -> Int { Int(header(view).pointee.p1) }
    /// Elements (bytes for a DataView); 0 where the buffer is detached or shorter than the view.
    @inline(__always) public func viewLength(_ view: Handle) -> Int {
        let h = header(view).pointee
        let size = h.kind == ObjectKind.dataView.rawValue ? 1 : elementType(view).size
        return Int(h.p1) + Int(h.p2) * size <= byteLength(h.p0) ? Int(h.p2) : 0
    }
    /// The bytes that a typed array or DataView covers.
    public func viewBytes(_ view: Handle) -> UnsafeBufferPointer<UInt8> {
        let size = kind(view) == .dataView ? 1 : elementType(view).size
        let count = isContentUnknown(viewBuffer(view)) ? 0 : viewLength(view) * size
        return UnsafeBufferPointer(start: bytes(header(viewBuffer(view)).pointee.p0) + (count > 0 ? viewOffset(view) : 0), count: count)
    }
    /// Reads element `type` at a byte offset of a buffer; bounds are the caller's. Unaligned and little-endian.
    public func load(_ type: ElementType, _ buffer: Handle, _ offset: Int) -> Value {
        if isContentUnknown(buffer) { return .unknown(reason("bytes", "bytes that are not known"), type.isBigInt ? .bigint : .number) }
        let raw = UnsafeRawPointer(bytes(header(buffer).pointee.p0) + offset)
        switch type {
        case .int8: return .int(Int32(raw.load(as: Int8.self)))
        case .uint8, .uint8Clamped: return .int(Int32(raw.load(as: UInt8.self)))
        case .int16: return .int(Int32(raw.loadUnaligned(as: Int16.self)))
        case .uint16: return .int(Int32(raw.loadUnaligned(as: UInt16.self)))
        case .int32: return .int(raw.loadUnaligned(as: Int32.self))
        case .uint32: return .number(Double(raw.loadUnaligned(as: UInt32.self)))
        case .float32: return .number(Double(raw.loadUnaligned(as: Float.self)))
        case .float64: return .number(raw.loadUnaligned(as: Double.self))
        case .float16: return .number(Machine.double(half: raw.loadUnaligned(as: UInt16.self)))
        case .bigInt64: return makeBigInt(BigInteger(Int64(raw.loadUnaligned(as: Int64.self))))
        case .bigUint64: return makeBigInt(BigInteger(raw.loadUnaligned(as: UInt64.self)))
        }
    }
    /// Writes a number (or bigint) already converted by `toNumber` / `toBigInt`; an uncertain one makes the buffer's content unknown.
    public func store(_ type: ElementType, _ buffer: Handle, _ offset: Int, _ value: Value) {
        if value.isUncertain { setContentUnknown(buffer) }
        if isContentUnknown(buffer) { return }
        willChangeBytes(buffer, offset, type.size)
        let raw = UnsafeMutableRawPointer(bytes(header(buffer).pointee.p0) + offset)
        switch type {
        case .int8, .uint8: raw.storeBytes(of: UInt8(truncatingIfNeeded: Machine.toInt32(value.number)), as: UInt8.self)
        case .uint8Clamped:
            let d = value.number
            raw.storeBytes(of: d.isNaN ? 0 : UInt8(min(255, max(0, d)).rounded(.toNearestOrEven)), as: UInt8.self)
        case .int16, .uint16: raw.storeBytes(of: UInt16(truncatingIfNeeded: Machine.toInt32(value.number)), as: UInt16.self)
        case .int32, .uint32: raw.storeBytes(of: Machine.toInt32(value.number), as: Int32.self)
        case .float32: raw.storeBytes(of: Float(value.number), as: Float.self)
        case .float64: raw.storeBytes(of: value.number, as: Double.self)
        case .float16: raw.storeBytes(of: Machine.half(value.number), as: UInt16.self)
        case .bigInt64, .bigUint64: raw.storeBytes(of: bigInt(value).low64, as: UInt64.self)
        }
    }
    static func double(half bits: UInt16) -> Double {
        let exponent = Int(bits >> 10 & 31), fraction = Double(bits & 1023), sign: Double = bits >> 15 == 1 ? -1 : 1
        if exponent == 31 { return fraction == 0 ? sign * .infinity : .nan }
        return sign
            * (exponent == 0 ? fraction * 0x1p-24 : (1 + fraction / 1024) * Double(sign: .plus, exponent: exponent - 15, significand: 1))
    }
    /// Round to nearest, ties to even.
    static func half(_ d: Double) -> UInt16 {
        let sign: UInt16 = d.sign == .minus ? 0x8000 : 0
        if d.isNaN { return 0x7E00 }
        let m = abs(d)
        if m >= 65520 { return sign | 0x7C00 }
        if m < 0x1p-14 { return sign | UInt16((m * 0x1p24).rounded(.toNearestOrEven)) }
        let e = Int(m.exponent)
        let scaled = (m / Double(sign: .plus, exponent: e, significand: 1) * 1024).rounded(.toNearestOrEven)
        return sign | (UInt16(e + 15) << 10) &+ UInt16(scaled - 1024)
    }
}

extension Machine {

    public func makeDataView(_ buffer: Handle, byteOffset: Int, byteLength: Int) -> Handle {
        let h = makeObject(.dataView, prototype: intrinsic(.dataViewPrototype))
        let p = header(h)
        p.pointee.p0 = buffer; p.pointee.p1 = UInt32(clamping: byteOffset); p.pointee.p2 = UInt32(clamping: byteLength)
        return h
    }
}
