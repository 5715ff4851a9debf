import Machine

/// ArrayBuffer, SharedArrayBuffer, the typed arrays, DataView.
enum BufferLibrary {
    static func install(_ m: Machine) {
        for (name, shared, prototype) in [
            ("ArrayBuffer", false, Intrinsic.arrayBufferPrototype), ("SharedArrayBuffer", true, .sharedArrayBufferPrototype)
        ] { buffer(m, name, shared, prototype) }
        typedArrays(m)
        dataView(m)
    }
    private static func buffer(_ m: Machine, _ name: String, _ shared: Bool, _ prototype: Intrinsic) {
        let c = Library.constructor(m, name, length: 1, prototype: prototype) { m, a throws(Abrupt) in
            if !a.isConstruct { throw m.typeError("Constructor \(name) requires 'new'") }
            if a[0].isUncertain {
                let b = try m.makeArrayBuffer(byteLength: 0, shared: shared)
                m.setContentUnknown(b)
                return .object(b)
            }
            let n = try m.toIndex(a[0], "Invalid array buffer length")
            if a[1].isObject, try !m.get(a[1], "maxByteLength").isUndefined {
                throw .unknown(m.reason("unmodelled", "a buffer that can be resized"))
            }
            let prototype = try m.prototypeFor(a.newTarget, prototype)
            guard n <= 0x1_0000_0000 else { throw m.rangeError("Array buffer allocation failed") }
            let buffer = try m.makeArrayBuffer(byteLength: n, shared: shared)
            if m.prototype(of: buffer) != prototype { _ = try m.setPrototype(buffer, prototype) }
            return .object(buffer)
        }
        let p = m.intrinsic(prototype)
        m.defineGetter(p, "byteLength") { m, a throws(Abrupt) in
            .number(m.byteLength(try Library.receiver(m, a, .arrayBuffer, "get \(name).prototype.byteLength")))
        }
        m.defineGetter(p, "maxByteLength") { m, a throws(Abrupt) in
            .number(m.byteLength(try Library.receiver(m, a, .arrayBuffer, "get \(name).prototype.maxByteLength")))
        }
        m.defineMethod(p, "slice", length: 2) { m, a throws(Abrupt) in
            let b = try Library.receiver(m, a, .arrayBuffer, "\(name).prototype.slice"), n = m.byteLength(b)
            let from = try m.relativeIndex(a[0], length: n, default: 0), to = try m.relativeIndex(a[1], length: n, default: n)
            let constructor = try m.get(b, m.key("constructor"))
            guard constructor.isUndefined || Value.identical(constructor, .object(c)) else {
                if constructor.isObject || constructor.isUncertain { throw .unknown(m.reason("species", "a buffer of another class")) }
                throw m.errorOfUnknownText(.typeErrorPrototype)
            }
            if shared {
                let out = try m.makeArrayBuffer(byteLength: max(0, to - from), shared: true)
                if m.isContentUnknown(b) { m.setContentUnknown(out); return .object(out) }
                m.writeBytes(out, at: 0, UnsafeBufferPointer(rebasing: m.bufferBytes(b)[from..<max(from, to)]))
                return .object(out)
            }
            if m.isContentUnknown(b) {
                let out = try m.makeArrayBuffer(byteLength: max(0, to - from))
                m.setContentUnknown(out)
                return .object(out)
            }
            return .object(try m.makeArrayBuffer(UnsafeBufferPointer(rebasing: m.bufferBytes(b)[from..<max(from, to)])))
        }
        m.define(p, m.wellKnown.toStringTag, m.makeString(name), .configurable)
        m.defineAccessor(
            c, m.wellKnown.species, getter: .object(m.makeNative("get [Symbol.species]", length: 0) { _, a in a.this }), setter: nil)
        if !shared {
            m.defineMethod(c, "isView", length: 1) { m, a in
                .boolean(a[0].isObject && (m.kind(a[0].handle) == .typedArray || m.kind(a[0].handle) == .dataView))
            }
            m.defineGetter(p, "detached") { m, a throws(Abrupt) in
                .boolean(m.isDetached(try Library.receiver(m, a, .arrayBuffer, "get ArrayBuffer.prototype.detached")))
            }
        }
    }
    /// `method`: where V8 names it; most methods only say what they miss.
    private static func view(_ m: Machine, _ a: Arguments, _ method: String? = nil) throws(Abrupt) -> Handle {
        if a.this.isObject, m.kind(a.this.handle) == .typedArray { return a.this.handle }
        if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
        guard let method else { throw m.typeError("this is not a typed array.") }
        let receiver = method.hasSuffix("subarray") && m.v8Version < 124 ? "undefined" : m.describe(a.this)
        throw m.typeError("Method \(method) called on incompatible receiver \(receiver)")
    }
    private static func fresh(_ m: Machine, _ type: ElementType, _ length: Int) throws(Abrupt) -> Handle {
        // measured on 11.3, 12.4 and 13.6, on a machine with less than 32 GB
        if m.v8Version < 124 ? length > 1 << 32 : length > (1 << 53 - 1) / type.size {
            throw m.rangeError("Invalid typed array length: \(length)")
        }
        if length >= 1 << 35 / type.size { throw m.rangeError("Array buffer allocation failed") }
        guard length <= 1 << 32 / type.size else { throw .unknown(m.reason("memory", "whether there is memory for a large array")) }
        return m.makeTypedArray(type, buffer: try m.makeArrayBuffer(byteLength: length * type.size), byteOffset: 0, length: length)
    }
    private static func construct(_ m: Machine, _ type: ElementType, _ a: Arguments) throws(Abrupt) -> Handle {
        guard a[0].isObject else {
            if a[0].isUncertain { let v = try fresh(m, type, 0); m.setContentUnknown(m.viewBuffer(v)); m.setOpen(v); return v }
            return try fresh(m, type, m.toIndex(a[0], "Invalid typed array length: \(m.describe(a[0]))"))
        }
        let source = a[0].handle
        switch m.kind(source) {
        case .arrayBuffer:
            let offset = try m.toIndex(a[1], "Start offset \(m.describe(a[1])) is outside the bounds of the buffer"),
                total = m.byteLength(source)
            if offset % type.size != 0 { throw m.rangeError("start offset of \(type.name) should be a multiple of \(type.size)") }
            let length: Int
            if a[2].isUndefined {
                if total % type.size != 0 { throw m.rangeError("byte length of \(type.name) should be a multiple of \(type.size)") }
                guard offset <= total else { throw m.rangeError("Start offset \(m.describe(a[1])) is outside the bounds of the buffer") }
                length = (total - offset) / type.size
            } else {
                if a[2].isUncertain {
                    let v = m.makeTypedArray(type, buffer: source, byteOffset: min(offset, total), length: 0); m.setContentUnknown(source);
                    m.setOpen(v); return v
                }
                length = try m.toIndex(a[2], "Invalid typed array length: \(m.describe(a[2]))")
                if !m.isContentUnknown(source), length > (total - min(offset, total)) / type.size || offset > total {
                    throw m.rangeError("Invalid typed array length: \(m.describe(a[2]))")
                }
            }
            return m.makeTypedArray(type, buffer: source, byteOffset: offset, length: length)
        case .typedArray:
            let n = m.viewLength(source), out = try fresh(m, type, n)
            try copy(m, from: source, to: out, at: 0)
            return out
        default:
            var values: [Value] = []
            do throws(Abrupt) {
                let method = try m.get(source, m.wellKnown.iterator)
                if !method.isNullish {
                    if !method.isUncertain, !m.isCallable(method) { throw noIteratorMethod(m, "TypedArray's constructor") }
                    values = try m.listFromIterable(a[0])
                } else {
                    values = try FunctionLibrary.listFromArrayLike(m, source)
                }
            } catch {
                guard case .unknown = error else { throw error }
                let v = try fresh(m, type, 0)
                m.setContentUnknown(m.viewBuffer(v)); m.setOpen(v)
                return v
            }
            let out = try fresh(m, type, values.count)
            try m.setElements(out, values)
            return out
        }
    }
    private static func noIteratorMethod(_ m: Machine, _ who: String) -> Abrupt {
        m.typeError("\(who) requires that the property of the first argument, items[Symbol.iterator], when exists, be a function")
    }
    private static func copy(_ m: Machine, from source: Handle, to target: Handle, at: Int) throws(Abrupt) {
        let n = m.viewLength(source)
        try m.charge(n / 32)
        if m.isContentUnknown(m.viewBuffer(source)) { m.setContentUnknown(m.viewBuffer(target)); return }
        if m.elementType(source) == m.elementType(target) {
            let copied = Array(m.viewBytes(source))
            copied.withUnsafeBufferPointer {
                m.writeBytes(m.viewBuffer(target), at: m.viewOffset(target) + at * m.elementType(target).size, $0)
            }
            return
        }
        if m.elementType(source).isBigInt != m.elementType(target).isBigInt {
            throw m.typeError("Cannot mix BigInt and other types, use explicit conversions")
        }
        for i in 0..<n { try m.setIndex(target, UInt32(at + i), m.getIndex(source, UInt32(i))) }
    }
    private static func typedArrays(_ m: Machine) {
        let p = m.intrinsic(.typedArrayPrototype)
        let abstract = m.makeNative("TypedArray", length: 0, constructs: true) { m, _ throws(Abrupt) in
            throw m.typeError("Abstract class TypedArray not directly constructable")
        }
        m.define(abstract, "prototype", .object(p), .none)
        m.define(p, "constructor", .object(abstract))
        var types: [Handle: ElementType] = [:]
        for type in ElementType.allCases {
            let c = Library.constructor(m, type.name, length: 3, prototype: type.prototype) {
                (m: Machine, a: Arguments) throws(Abrupt) -> Value in
                if !a.isConstruct { throw m.typeError("Constructor \(type.name) requires 'new'") }
                let v = try construct(m, type, a)
                let proto = try m.prototypeFor(a.newTarget, type.prototype)
                if proto != m.intrinsic(type.prototype) { _ = try m.setPrototype(v, proto) }
                return .object(v)
            }
            types[c] = type
            _ = try? m.setPrototype(c, abstract)
            for holder in [c, m.intrinsic(type.prototype)] { m.define(holder, "BYTES_PER_ELEMENT", .number(type.size), .none) }
        }
        m.defineMethod(abstract, "from", length: 1) { [types] m, a throws(Abrupt) in
            var values: [Value]
            guard m.isConstructor(a.this) || a.this.isUncertain else { throw m.typeError("\(m.describe(a.this)) is not a constructor") }
            if !a[1].isUndefined { _ = try Library.callable(m, a[1]) }
            let method = a[0].isNullish || a[0].isUncertain ? .hole : try m.get(a[0], m.wellKnown.iterator)
            if !method.isHole, !method.isNullish, !method.isUncertain, !m.isCallable(method) {
                throw noIteratorMethod(m, "%TypedArray%.from")
            }
            if method.isNullish {
                values = try FunctionLibrary.listFromArrayLike(m, m.toObject(a[0]))
            } else {
                values = try m.listFromIterable(a[0])
            }
            guard a.this.isObject, let type = types[a.this.handle] else {
                if !a[1].isUndefined { for i in values.indices { values[i] = try m.call(a[1], a[2], values[i], .number(i)) } }
                return try m.construct(a.this, [.object(m.makeArray(values))])
            }
            // the language's own constructor: what it would do with an array of the values
            try m.charge(values.count + 1)
            let out = try fresh(m, type, values.count)
            if a[1].isUndefined {
                try m.setElements(out, values)
            } else {
                for (i, v) in values.enumerated() { try m.setIndex(out, UInt32(i), m.call(a[1], a[2], v, .number(i))) }
            }
            return .object(out)
        }
        m.defineMethod(abstract, "of", length: 0) { m, a throws(Abrupt) in
            let made = try m.construct(a.this, [.object(m.makeArray(a.all))])
            guard made.isUncertain || made.isObject && m.kind(made.handle) == .typedArray else {
                throw m.typeError("Method %TypedArray%.of called on incompatible receiver \(m.describe(made))")
            }
            return made
        }
        m.defineGetter(p, "buffer") { m, a throws(Abrupt) in .object(m.viewBuffer(try view(m, a, "get %TypedArray%.prototype.buffer"))) }
        m.defineGetter(p, "byteLength") { m, a throws(Abrupt) in
            let v = try view(m, a, "get TypedArray.prototype.byteLength");
            if m.isOpen(v) { throw .unknown(m.reason("length", "a view of unknown length")) };
            return .number(m.viewLength(v) * m.elementType(v).size)
        }
        m.defineGetter(p, "byteOffset") { m, a throws(Abrupt) in
            .number(m.viewOffset(try view(m, a, "get TypedArray.prototype.byteOffset")))
        }
        m.defineGetter(p, "length") { m, a throws(Abrupt) in
            let v = try view(m, a, "get TypedArray.prototype.length");
            if m.isOpen(v) { throw .unknown(m.reason("length", "a view of unknown length")) }; return .number(m.viewLength(v))
        }
        m.defineAccessor(
            p, m.wellKnown.toStringTag,
            getter: .object(
                m.makeNative("get [Symbol.toStringTag]", length: 0) { m, a in
                    a.this.isObject && m.kind(a.this.handle) == .typedArray ? m.makeString(m.elementType(a.this.handle).name) : .undefined
                }), setter: nil)
        methods(m, p)
        TypedArrayOrder.install(
            m, p, view: { m, a, name throws(Abrupt) in try view(m, a, name == "with" ? nil : "%TypedArray%.prototype." + name) },
            fresh: fresh)
        inherited(m, p)
    }
    /// What works on any array-like is the array's own, asked of typed arrays only.
    private static func inherited(_ m: Machine, _ p: Handle) {
        let arrayPrototype = m.intrinsic(.arrayPrototype)
        for name in [
            "forEach", "every", "some", "find", "findIndex", "findLast", "findLastIndex", "reduce", "reduceRight", "indexOf", "lastIndexOf",
            "includes", "join", "at", "keys", "values", "entries", "reverse", "copyWithin"
        ] {
            guard let f = try? m.get(arrayPrototype, m.key(name)), f.isObject, let length = try? m.get(f, "length") else { continue }
            let named = name == "join" || name == "at" ? "%TypedArray%.prototype." + name : nil
            m.defineMethod(p, name, length: Int(length.number)) { m, a throws(Abrupt) in
                _ = try view(m, a, named)
                return try m.call(f, a.this, a.all)
            }
        }
        if let f = try? m.get(arrayPrototype, m.key("toString")), f.isObject { m.define(p, "toString", f) }
        if let f = try? m.get(arrayPrototype, m.key("fill")), f.isObject {
            m.defineMethod(p, "fill", length: 1) { m, a throws(Abrupt) in
                let v = try view(m, a)
                let value = try a[0].isUncertain ? a[0] : m.elementType(v).isBigInt ? m.toBigInt(a[0]) : m.toNumber(a[0])
                return try m.call(f, a.this, [value] + a.from(1))
            }
        }
        if let f = try? m.get(p, m.key("values")) { m.define(p, m.wellKnown.iterator, f) }
    }
    private static func methods(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "set", length: 1) { m, a throws(Abrupt) in
            let v = try view(m, a)
            if a[0].isUncertain || a[1].isUncertain { m.setContentUnknown(m.viewBuffer(v)); return .undefined }
            let offset = try m.toInteger(a[1])
            guard offset >= 0 else { throw m.rangeError("offset is out of bounds") }
            let source = try m.toObject(a[0])
            if m.isOpen(v) || m.isOpen(source) { m.setContentUnknown(m.viewBuffer(v)); return .undefined }
            let n = try m.lengthOf(source)
            guard offset + Double(n) <= Double(m.viewLength(v)) else {
                if m.isContentUnknown(m.viewBuffer(v)) { return .undefined }  // its buffer may have grown in wasm
                throw m.rangeError("offset is out of bounds")
            }
            if m.kind(source) == .typedArray {
                try copy(m, from: source, to: v, at: Int(offset))
            } else {
                for i in 0..<n { try m.setIndex(v, UInt32(Int(offset) + i), m.getIndex(source, UInt32(i))) }
            }
            return .undefined
        }
        m.defineMethod(p, "subarray", length: 2) { m, a throws(Abrupt) in
            let v = try view(m, a, "%TypedArray%.prototype.subarray"), n = m.viewLength(v), type = m.elementType(v)
            if a[0].isUncertain || a[1].isUncertain || m.isOpen(v) {
                let b = try m.makeArrayBuffer(byteLength: 0); m.setContentUnknown(b)
                let out = m.makeTypedArray(type, buffer: b, byteOffset: 0, length: 0); m.setOpen(out)
                return .object(out)
            }
            let from = try m.relativeIndex(a[0], length: n, default: 0), to = try m.relativeIndex(a[1], length: n, default: n)
            return .object(
                m.makeTypedArray(type, buffer: m.viewBuffer(v), byteOffset: m.viewOffset(v) + from * type.size, length: max(0, to - from)))
        }
        m.defineMethod(p, "slice", length: 2) { m, a throws(Abrupt) in
            let v = try view(m, a, "%TypedArray%.prototype.slice"), n = m.viewLength(v), type = m.elementType(v)
            if a[0].isUncertain || a[1].isUncertain || m.isOpen(v) {
                let out = try fresh(m, type, 0); m.setContentUnknown(m.viewBuffer(out)); m.setOpen(out)
                return .object(out)
            }
            let from = try m.relativeIndex(a[0], length: n, default: 0), to = try m.relativeIndex(a[1], length: n, default: n)
            let part = m.makeTypedArray(
                type, buffer: m.viewBuffer(v), byteOffset: m.viewOffset(v) + from * type.size, length: max(0, to - from))
            let out = try fresh(m, type, max(0, to - from))
            try copy(m, from: part, to: out, at: 0)
            return .object(out)
        }
        for (name, filters) in [("map", false), ("filter", true)] {
            m.defineMethod(p, name, length: 1) { m, a throws(Abrupt) in
                let v = try view(m, a), f = try Library.callable(m, a[0], filters ? .plain : .shown)
                var kept: [Value] = []
                let mapped = filters ? 0 : try fresh(m, m.elementType(v), m.viewLength(v))
                for i in 0..<m.viewLength(v) {
                    let e = try m.getIndex(v, UInt32(i)), r = try m.call(f, a[1], e, .number(i), .object(v))
                    guard filters else { try m.setIndex(mapped, UInt32(i), r); continue }
                    guard let t = m.truthiness(r) else { throw .unknown(m.reason(of: r)) }
                    if t { kept.append(e) }
                }
                guard filters else { return .object(mapped) }
                let out = try fresh(m, m.elementType(v), kept.count)
                for (i, e) in kept.enumerated() { try m.setIndex(out, UInt32(i), e) }
                return .object(out)
            }
        }
    }
}
