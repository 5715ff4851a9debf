import Machine
import Text

/// Map, Set, WeakMap, WeakSet, WeakRef, FinalizationRegistry.
///
/// A collection's entries are an array of keys, an array of values and an object that finds a key's place by a text made of it;
/// all of them live in the machine's heap, so that arms of unknown conditions can take their changes back. A deleted entry is a hole.
enum CollectionLibrary {
    private enum Internal { static let keys = 0, values = 1, places = 2, count = 3 }

    static func install(_ m: Machine) {
        map(m, "Map", .map, .mapPrototype, weak: false)
        map(m, "WeakMap", .weakMap, .weakMapPrototype, weak: true)
        set(m, "Set", .set, .setPrototype, weak: false)
        set(m, "WeakSet", .weakSet, .weakSetPrototype, weak: true)
        Library.constructor(m, "WeakRef", length: 1, prototype: .weakRefPrototype) { m, a throws(Abrupt) in
            guard a[0].isObject || a[0].isUncertain || a[0].isSymbol else {
                throw m.typeError(m.v8Version < 113 ? "WeakRef: target must be an object" : "WeakRef: invalid target")
            }
            let o = m.makeObject(.weakRef, prototype: try m.prototypeFor(a.newTarget, .weakRefPrototype), internals: 1)
            m.setInternalValue(o, 0, a[0])
            return .object(o)
        }
        m.defineMethod(m.intrinsic(.weakRefPrototype), "deref", length: 0) { m, a throws(Abrupt) in
            m.internalValue(try Library.receiver(m, a, .weakRef, "WeakRef.prototype.deref"), 0)
        }
        m.define(m.intrinsic(.weakRefPrototype), m.wellKnown.toStringTag, m.makeString("WeakRef"), .configurable)
        let registry = m.makePlainObject()
        Library.constructor(m, "FinalizationRegistry", length: 1, prototype: registry) { m, a throws(Abrupt) in
            guard m.isCallable(a[0]) else { throw m.typeError("FinalizationRegistry: cleanup must be callable") }
            let p = try m.get(a.newTarget, "prototype")
            return .object(m.makeObject(prototype: p.isObject ? p.handle : registry))
        }
        m.defineMethod(registry, "register", length: 2) { _, _ in .undefined }
        m.defineMethod(registry, "unregister", length: 1) { m, _ in m.unknown("finalization", "whether a registration was there", .boolean)
        }
        m.define(registry, m.wellKnown.toStringTag, m.makeString("FinalizationRegistry"), .configurable)
    }
    private static func make(
        _ m: Machine, _ a: Arguments, _ name: String, _ kind: ObjectKind, _ prototype: Intrinsic
    ) throws(Abrupt) -> Handle {
        if !a.isConstruct { throw m.typeError("Constructor \(name) requires 'new'") }
        return blank(m, kind, try m.prototypeFor(a.newTarget, prototype))
    }
    /// An empty collection.
    static func blank(_ m: Machine, _ kind: ObjectKind, _ prototype: Handle) -> Handle {
        let o = m.makeObject(kind, prototype: prototype, internals: 4)
        m.setInternalValue(o, Internal.keys, .object(m.makeArray()))
        m.setInternalValue(o, Internal.values, .object(m.makeArray()))
        m.setInternalValue(o, Internal.places, .object(m.makeObject(prototype: 0)))
        m.setInternalValue(o, Internal.count, .int(0))
        return o
    }
    /// A text that two keys share exactly when they are the same (SameValueZero).
    private static func place(_ m: Machine, _ v: Value) throws(Abrupt) -> PropertyKey {
        m.spend(6)
        switch v.tag {
        case .string: return m.key("s" + m.text(v.handle))
        case .int, .double: return m.key("n" + NumberText.text(v.number))
        case .bigint: return m.key("b" + m.bigInt(v).text())
        case .unknown, .union: throw .unknown(m.reason(of: v))
        default: return m.key("o\(v.bits)")
        }
    }
    static func find(_ m: Machine, _ o: Handle, _ key: Value) throws(Abrupt) -> Int? {
        if m.isContentUnknown(o) { throw .unknown(m.reason("entries", "a collection whose entries are not known")) }
        let at = try m.get(m.internalValue(o, Internal.places).handle, try place(m, key))
        return at.isNumber ? Int(at.number) : nil
    }
    static func put(_ m: Machine, _ o: Handle, _ key: Value, _ value: Value) throws(Abrupt) {
        if key.isUncertain { m.setContentUnknown(o); return }
        if m.isContentUnknown(o) { return }
        try m.charge(4)
        if let at = try find(m, o, key) { try m.setIndex(m.internalValue(o, Internal.values).handle, UInt32(at), value); return }
        let keys = m.internalValue(o, Internal.keys).handle
        m.define(m.internalValue(o, Internal.places).handle, try place(m, key), .number(m.arrayLength(keys)), .all)
        m.appendElement(keys, key.isNumber && key.number == 0 ? .int(0) : key)
        m.appendElement(m.internalValue(o, Internal.values).handle, value)
        m.setInternalValue(o, Internal.count, .int(m.internalValue(o, Internal.count).int + 1))
    }
    static func remove(_ m: Machine, _ o: Handle, _ key: Value) throws(Abrupt) -> Bool {
        if key.isUncertain { m.setContentUnknown(o); throw .unknown(m.reason(of: key)) }
        guard let at = try find(m, o, key) else { return false }
        try m.setIndex(m.internalValue(o, Internal.keys).handle, UInt32(at), .hole)
        try m.setIndex(m.internalValue(o, Internal.values).handle, UInt32(at), .hole)
        m.define(m.internalValue(o, Internal.places).handle, try place(m, key), .undefined, .all)
        m.setInternalValue(o, Internal.count, .int(m.internalValue(o, Internal.count).int - 1))
        return true
    }
    static func entries(_ m: Machine, _ o: Handle) throws(Abrupt) -> [(Value, Value)] {
        if m.isContentUnknown(o) { throw .unknown(m.reason("entries", "a collection whose entries are not known")) }
        let keys = m.internalValue(o, Internal.keys).handle, values = m.internalValue(o, Internal.values).handle
        var out: [(Value, Value)] = []
        for i in 0..<m.arrayLength(keys) where !m.arrayElement(keys, i).isHole {
            out.append((m.arrayElement(keys, i), m.arrayElement(values, i)))
        }
        return out
    }
    /// Iterates live: entries added meanwhile are met, as the language wants.
    private static func forEach(_ m: Machine, _ o: Handle, _ a: Arguments) throws(Abrupt) {
        let f = try Library.callable(m, a[0], .described)
        if m.isContentUnknown(o) { throw .unknown(m.reason("entries", "a collection whose entries are not known")) }
        let keys = m.internalValue(o, Internal.keys).handle, values = m.internalValue(o, Internal.values).handle
        var i = 0
        while i < m.arrayLength(keys) {
            if !m.arrayElement(keys, i).isHole { _ = try m.call(f, a[1], [m.arrayElement(values, i), m.arrayElement(keys, i), .object(o)]) }
            i += 1
            try m.charge(1)
        }
    }
    /// A live iterator: internal values are the collection, the next place, the form (0 keys, 1 values, 2 entries).
    private static func iterator(_ m: Machine, _ o: Handle, _ form: Int, _ prototype: Handle) throws(Abrupt) -> Value {
        if m.isContentUnknown(o) { throw .unknown(m.reason("entries", "a collection whose entries are not known")) }
        let it = m.makeObject(.iterator, prototype: prototype, internals: 3)
        m.setInternalValue(it, 0, .object(o)); m.setInternalValue(it, 1, .int(0)); m.setInternalValue(it, 2, .number(form))
        return .object(it)
    }
    private static func iteratorPrototype(_ m: Machine, _ name: String, _ kind: ObjectKind) -> Handle {
        let p = m.makeObject(prototype: m.intrinsic(.iteratorPrototype))
        m.defineMethod(p, "next", length: 0) { m, a throws(Abrupt) in
            guard a.this.isObject, m.kind(a.this.handle) == .iterator, m.internalCount(a.this.handle) == 3 else {
                throw m.typeError("Method \(name) Iterator.prototype.next called on incompatible receiver \(m.describe(a.this))")
            }
            let it = a.this.handle, collection = m.internalValue(it, 0)
            guard collection.isObject else { return m.iteratorResult(.undefined, done: true) }
            guard m.kind(collection.handle) == kind else {
                throw m.typeError("Method \(name) Iterator.prototype.next called on incompatible receiver \(m.describe(a.this))")
            }
            if m.isContentUnknown(collection.handle) { throw .unknown(m.reason("entries", "a collection whose entries are not known")) }
            let keys = m.internalValue(collection.handle, Internal.keys).handle,
                values = m.internalValue(collection.handle, Internal.values).handle
            var at = Int(m.internalValue(it, 1).number)
            while at < m.arrayLength(keys), m.arrayElement(keys, at).isHole { at += 1 }
            guard at < m.arrayLength(keys) else {
                m.setInternalValue(it, 0, .undefined)
                return m.iteratorResult(.undefined, done: true)
            }
            m.setInternalValue(it, 1, .number(at + 1))
            let key = m.arrayElement(keys, at), form = m.internalValue(it, 2).int
            let value: Value =
                form == 0 ? key : form == 1 ? m.arrayElement(values, at) : .object(m.makeArray([key, m.arrayElement(values, at)]))
            return m.iteratorResult(value, done: false)
        }
        m.define(p, m.wellKnown.toStringTag, m.makeString(name + " Iterator"), .configurable)
        return p
    }
    private static func common(_ m: Machine, _ p: Handle, _ name: String, _ kind: ObjectKind, weak: Bool) {
        m.defineMethod(p, "has", length: 1) { m, a throws(Abrupt) in
            .boolean(try find(m, Library.receiver(m, a, kind, "\(name).prototype.has"), a[0]) != nil)
        }
        m.defineMethod(p, "delete", length: 1) { m, a throws(Abrupt) in
            .boolean(try remove(m, Library.receiver(m, a, kind, "\(name).prototype.delete"), a[0]))
        }
        m.define(p, m.wellKnown.toStringTag, m.makeString(name), .configurable)
        if weak { return }
        m.defineMethod(p, "clear", length: 0) { m, a throws(Abrupt) in
            let o = try Library.receiver(m, a, kind, "\(name).prototype.clear")
            for (k, _) in try entries(m, o) { _ = try remove(m, o, k) }
            return .undefined
        }
        m.defineMethod(p, "forEach", length: 1) { m, a throws(Abrupt) in
            try forEach(m, Library.receiver(m, a, kind, "\(name).prototype.forEach"), a); return .undefined
        }
        m.defineGetter(p, "size") { m, a throws(Abrupt) in
            let o = try Library.receiver(m, a, kind, "get \(name).prototype.size")
            return m.isContentUnknown(o)
                ? m.unknown("entries", "a collection whose entries are not known", .number) : m.internalValue(o, Internal.count)
        }
    }
    private static func adder(_ m: Machine, _ o: Handle, _ name: String) throws(Abrupt) -> Value {
        let method = try m.get(o, m.key(name))
        if method.isUncertain { throw .unknown(m.reason(of: method)) }
        guard m.isCallable(method) else { throw m.notAMethod(method, name, of: .object(o)) }
        return method
    }
    private static func weakKey(_ m: Machine, _ v: Value, _ what: String) throws(Abrupt) {
        if !v.isObject, !v.isUncertain, !v.isSymbol { throw m.typeError("Invalid value used \(what)") }
    }
    private static func map(_ m: Machine, _ name: String, _ kind: ObjectKind, _ prototype: Intrinsic, weak: Bool) {
        let c = Library.constructor(m, name, length: 0, prototype: prototype) { m, a throws(Abrupt) in
            let o = try make(m, a, name, kind, prototype)
            if a[0].isNullish { return .object(o) }
            let adder = try adder(m, o, "set")
            do throws(Abrupt) {
                try m.iterate(a[0]) { e throws(Abrupt) in
                    guard e.isObject else {
                        if e.isUncertain { m.setContentUnknown(o); return };
                        throw m.typeError("Iterator value \(m.describe(e)) is not an entry object")
                    }
                    _ = try m.call(adder, .object(o), [m.getIndex(e.handle, 0), m.getIndex(e.handle, 1)])
                }
            } catch { guard case .unknown = error else { throw error }; m.setContentUnknown(o) }
            return .object(o)
        }
        let p = m.intrinsic(prototype)
        common(m, p, name, kind, weak: weak)
        m.defineMethod(p, "get", length: 1) { m, a throws(Abrupt) in
            let o = try Library.receiver(m, a, kind, "\(name).prototype.get")
            return try find(m, o, a[0]).map { m.arrayElement(m.internalValue(o, Internal.values).handle, $0) } ?? .undefined
        }
        m.defineMethod(p, "set", length: 2) { m, a throws(Abrupt) in
            let o = try Library.receiver(m, a, kind, "\(name).prototype.set")
            if weak { try weakKey(m, a[0], "as weak map key") }
            try put(m, o, a[0], a[1])
            return a.this
        }
        if weak { return }
        let iterators = iteratorPrototype(m, name, kind)
        for (method, form) in [("keys", 0), ("values", 1), ("entries", 2)] {
            m.defineMethod(p, method, length: 0) { m, a throws(Abrupt) in
                try iterator(m, Library.receiver(m, a, kind, "\(name).prototype.\(method)"), form, iterators)
            }
        }
        if let e = try? m.get(p, m.key("entries")) { m.define(p, m.wellKnown.iterator, e) }
        m.defineMethod(c, "groupBy", length: 2) { m, a throws(Abrupt) in
            if a[0].isNullish { throw m.typeError("Map.groupBy called on null or undefined") }
            _ = try Library.callable(m, a[1], .shown)
            let o = try m.construct(.object(c), []).handle
            var i: Int32 = 0
            try m.iterate(a[0]) { v throws(Abrupt) in
                let key = try m.call(a[1], .undefined, [v, .int(i)])
                i += 1
                if let at = try find(m, o, key) {
                    m.appendElement(m.arrayElement(m.internalValue(o, Internal.values).handle, at).handle, v)
                } else {
                    try put(m, o, key, .object(m.makeArray([v])))
                }
            }
            return .object(o)
        }
        m.defineAccessor(
            c, m.wellKnown.species, getter: .object(m.makeNative("get [Symbol.species]", length: 0) { _, a in a.this }), setter: nil)
    }
    private static func set(_ m: Machine, _ name: String, _ kind: ObjectKind, _ prototype: Intrinsic, weak: Bool) {
        let c = Library.constructor(m, name, length: 0, prototype: prototype) { m, a throws(Abrupt) in
            let o = try make(m, a, name, kind, prototype)
            if a[0].isNullish { return .object(o) }
            let adder = try adder(m, o, "add")
            do throws(Abrupt) { try m.iterate(a[0]) { e throws(Abrupt) in _ = try m.call(adder, .object(o), [e]) } } catch {
                guard case .unknown = error else { throw error }; m.setContentUnknown(o)
            }
            return .object(o)
        }
        let p = m.intrinsic(prototype)
        common(m, p, name, kind, weak: weak)
        m.defineMethod(p, "add", length: 1) { m, a throws(Abrupt) in
            let o = try Library.receiver(m, a, kind, "\(name).prototype.add")
            if weak { try weakKey(m, a[0], "in weak set") }
            try put(m, o, a[0], a[0])
            return a.this
        }
        if weak { return }
        let iterators = iteratorPrototype(m, name, kind)
        for (method, form) in [("values", 0), ("entries", 2)] {
            m.defineMethod(p, method, length: 0) { m, a throws(Abrupt) in
                try iterator(m, Library.receiver(m, a, kind, "Set.prototype.\(method)"), form, iterators)
            }
        }
        if let e = try? m.get(p, m.key("values")) { m.define(p, m.wellKnown.iterator, e); m.define(p, "keys", e) }
        SetOperations.install(m, p)
        m.defineAccessor(
            c, m.wellKnown.species, getter: .object(m.makeNative("get [Symbol.species]", length: 0) { _, a in a.this }), setter: nil)
    }
}
