import Machine

/// DataView (ECMA-262 section 25.3).
extension BufferLibrary {
    static func dataView(_ m: Machine) {
        let p = m.intrinsic(.dataViewPrototype)
        Library.constructor(m, "DataView", length: 1, prototype: .dataViewPrototype) { m, a throws(Abrupt) in
            if !a.isConstruct { throw m.typeError("Constructor DataView requires 'new'") }
            if a[0].isUncertain { throw .unknown(m.reason(of: a[0])) }
            guard a[0].isObject, m.kind(a[0].handle) == .arrayBuffer else {
                throw m.typeError("First argument to DataView constructor must be an ArrayBuffer")
            }
            let
                offset = try m.toIndex(
                    a[1], "Start offset \(m.describe(.number((try? m.toInteger(a[1])) ?? .nan))) is outside the bounds of the buffer"),
                total = m.byteLength(a[0].handle)
            guard offset <= total else { throw m.rangeError("Start offset \(offset) is outside the bounds of the buffer") }
            let length =
                a[2].isUndefined
                ? total - offset : try m.toIndex(a[2], "Invalid DataView length \(m.describe(.number((try? m.toInteger(a[2])) ?? .nan)))")
            guard offset + length <= total else { throw m.rangeError("Invalid DataView length \(length)") }
            let prototype = try m.prototypeFor(a.newTarget, .dataViewPrototype)
            let view = m.makeDataView(a[0].handle, byteOffset: offset, byteLength: length)
            if m.prototype(of: view) != prototype { _ = try m.setPrototype(view, prototype) }
            return .object(view)
        }
        func this(_ m: Machine, _ a: Arguments, _ method: String, getter: String? = nil) throws(Abrupt) -> Handle {
            if m.v8Version < 124, !a.this.isUncertain, !(a.this.isObject && m.kind(a.this.handle) == .dataView) {
                throw m.typeError(
                    "Method \(getter.map { "get DataView.prototype." + $0 } ?? "DataView.prototype." + method) called on incompatible receiver undefined"
                )
            }
            return try Library.receiver(m, a, .dataView, (getter == nil ? "" : "get ") + "DataView.prototype." + method)
        }
        m.defineGetter(p, "buffer") { m, a throws(Abrupt) in .object(m.viewBuffer(try this(m, a, "buffer", getter: "buffer"))) }
        m.defineGetter(p, "byteLength") { m, a throws(Abrupt) in .number(m.viewLength(try this(m, a, "byteLength", getter: "byte_length")))
        }
        m.defineGetter(p, "byteOffset") { m, a throws(Abrupt) in .number(m.viewOffset(try this(m, a, "byteOffset", getter: "byte_offset")))
        }
        m.define(p, m.wellKnown.toStringTag, m.makeString("DataView"), .configurable)
        for type in ElementType.allCases where type != .uint8Clamped {
            let name = String(type.name.dropLast(5))
            m.defineMethod(p, "get" + name, length: 1) { m, a throws(Abrupt) in
                let v = try this(m, a, "get" + name), at = try m.toIndex(a[0], "Offset is outside the bounds of the DataView")
                guard at + type.size <= m.viewLength(v) else { throw m.rangeError("Offset is outside the bounds of the DataView") }
                return m.truthiness(a[1]) == true || type.size == 1
                    ? m.load(type, m.viewBuffer(v), m.viewOffset(v) + at) : try swapped(m, type, v, at)
            }
            m.defineMethod(p, "set" + name, length: 2) { m, a throws(Abrupt) in
                let v = try this(m, a, "set" + name)
                if a[0].isUncertain { m.setContentUnknown(m.viewBuffer(v)); return .undefined }
                let at = try m.toIndex(a[0], "Offset is outside the bounds of the DataView")
                let value = try a[1].isUncertain ? a[1] : type.isBigInt ? m.toBigInt(a[1]) : m.toNumber(a[1])
                guard at + type.size <= m.viewLength(v) else { throw m.rangeError("Offset is outside the bounds of the DataView") }
                m.store(type, m.viewBuffer(v), m.viewOffset(v) + at, value)
                if m.truthiness(a[2]) != true, type.size > 1, !m.isContentUnknown(m.viewBuffer(v)) {
                    let reversed = Array(
                        m.bufferBytes(m.viewBuffer(v))[(m.viewOffset(v) + at)..<(m.viewOffset(v) + at + type.size)].reversed())
                    reversed.withUnsafeBufferPointer { m.writeBytes(m.viewBuffer(v), at: m.viewOffset(v) + at, $0) }
                }
                return .undefined
            }
        }
    }
    private static func swapped(_ m: Machine, _ type: ElementType, _ v: Handle, _ at: Int) throws(Abrupt) -> Value {
        if m.isContentUnknown(m.viewBuffer(v)) { return m.load(type, m.viewBuffer(v), m.viewOffset(v) + at) }
        let reversed = Array(m.bufferBytes(m.viewBuffer(v))[(m.viewOffset(v) + at)..<(m.viewOffset(v) + at + type.size)].reversed())
        let scratch = try reversed.withUnsafeBufferPointer { p throws(Abrupt) in try m.makeArrayBuffer(p) }
        return m.load(type, scratch, 0)
    }
}
