/// Making objects, and their storage: header, property slots, elements, internal values.
extension Machine {
    @inline(__always) func header(_ object: Handle) -> UnsafeMutablePointer<Header> {
        UnsafeMutableRawPointer(words + Int(object)).assumingMemoryBound(to: Header.self)
    }
    @inline(__always) func slot(_ at: Handle) -> Value { Value(bits: words[Int(at)]) }

    @inline(__always) func allocateObject(_ kind: ObjectKind, shape: UInt32, capacity: Int = 0) -> Handle {
        let h = allocate(Int(Header.words) + capacity)
        header(h).pointee = Header(
            kind: kind.rawValue, flags: 0, hostClass: 0, shape: shape, slots: h + Header.words, capacity: UInt32(capacity), p0: 0, p1: 0,
            p2: 0, p3: 0, p4: 0, p5: 0)
        for i in 0..<capacity { words[Int(h + Header.words) + i] = Value.undefined.bits }  // joins read what one arm left unwritten
        return h
    }
    /// A fresh object; `prototype` 0: null. `internals`: how many internal values it carries (undefined at first).
    public func makeObject(_ kind: ObjectKind = .object, prototype: Handle, internals: Int = 0) -> Handle {
        if prototype != 0 { markAsPrototype(prototype) }
        let h = allocateObject(kind, shape: shapes.root(prototype: prototype), capacity: 4)
        if internals > 0 {
            let slab = allocate(internals)
            for i in 0..<internals { words[Int(slab) + i] = Value.undefined.bits }
            header(h).pointee.p4 = slab
            header(h).pointee.p5 = UInt32(internals)
        }
        return h
    }
    /// `{}`.
    public func makePlainObject() -> Handle { makeObject(prototype: intrinsic(.objectPrototype)) }
    /// A host object: `hostClass` is the evaluator's number for what it is.
    public func makeHostObject(_ hostClass: UInt16, prototype: Handle, internals: Int = 0) -> Handle {
        let h = makeObject(.host, prototype: prototype, internals: internals)
        header(h).pointee.hostClass = hostClass
        return h
    }
    @inline(__always) func markAsPrototype(_ object: Handle) {
        if header(object).pointee.flags & ObjectFlags.isPrototype.rawValue == 0 {
            willChangeHeader(object)
            header(object).pointee.flags |= ObjectFlags.isPrototype.rawValue
        }
    }
    @inline(__always) public func kind(_ object: Handle) -> ObjectKind { header(object).pointee.objectKind }
    public func hostClass(_ object: Handle) -> UInt16 { header(object).pointee.hostClass }
    public func setHostClass(_ object: Handle, _ hostClass: UInt16) {
        willChangeHeader(object); header(object).pointee.hostClass = hostClass
    }
    @inline(__always) func flags(_ object: Handle) -> ObjectFlags { header(object).pointee.flagSet }
    func setFlag(_ object: Handle, _ flag: ObjectFlags, _ on: Bool = true) {
        let h = header(object)
        guard flags(object).contains(flag) != on else { return }
        willChangeHeader(object)
        if on { h.pointee.flags |= flag.rawValue } else { h.pointee.flags &= ~flag.rawValue }
    }
    /// From now on a member that is not there is unknown instead of undefined.
    public func setOpen(_ object: Handle) { setFlag(object, .open); bumpEpoch(object) }
    /// Its members are all known again: what is not there is undefined, or the delegate's to answer.
    public func setComplete(_ object: Handle) { setFlag(object, .open, false); bumpEpoch(object) }
    public func isOpen(_ object: Handle) -> Bool { flags(object).contains(.open) }
    /// A member that is not there is asked of the delegate (what the real engine has and the library lacks).
    public func setGuarded(_ object: Handle) { setFlag(object, .guarded) }
    public func isGuarded(_ object: Handle) -> Bool { flags(object).contains(.guarded) }
    public func setExotic(_ object: Handle) { setFlag(object, .exotic); bumpEpoch(object) }
    /// Elements, bytes or entries are unknown from now on.
    public func setContentUnknown(_ object: Handle) { setFlag(object, .contentUnknown) }
    public func isContentUnknown(_ object: Handle) -> Bool { flags(object).contains(.contentUnknown) }
    public func isExtensible(_ object: Handle) -> Bool { !flags(object).contains(.nonExtensible) }
    func bumpEpoch(_ object: Handle) {
        if flags(object).contains(.isPrototype) || object == globalObject { state.pointee.prototypeEpoch &+= 1 }
    }

    // Internal values
    public func internalCount(_ object: Handle) -> Int { Int(header(object).pointee.p5) }
    public func internalValue(_ object: Handle, _ index: Int) -> Value {
        let h = header(object).pointee
        return index < Int(h.p5) ? slot(h.p4 + UInt32(index)) : .undefined
    }
    public func setInternalValue(_ object: Handle, _ index: Int, _ value: Value) {
        let h = header(object).pointee
        if index < Int(h.p5) { store(h.p4 + UInt32(index), value, owner: object) }
    }
    /// Numbers of a host object's state (p0…p3).
    public func payload(_ object: Handle, _ index: Int) -> UInt32 {
        let h = header(object).pointee
        return switch index {
        case 0: h.p0;
        case 1: h.p1;
        case 2: h.p2;
        default: h.p3
        }
    }
    public func setPayload(_ object: Handle, _ index: Int, _ value: UInt32) {
        willChangeHeader(object)
        let h = header(object)
        switch index {
        case 0: h.pointee.p0 = value;
        case 1: h.pointee.p1 = value;
        case 2: h.pointee.p2 = value;
        default: h.pointee.p3 = value
        }
    }

    public func prototype(of object: Handle) -> Handle { shapes[header(object).pointee.shape].prototype }

    // Property slots
    /// Adds an own property that is not there yet.
    func addProperty(_ object: Handle, _ key: PropertyKey, _ value: Value, _ attributes: PropertyAttributes) {
        let count = Int(shapes[header(object).pointee.shape].count)
        let shape = shapes.adding(key, attributes, to: header(object).pointee.shape)
        willChangeHeader(object)
        bumpEpoch(object)
        header(object).pointee.shape = shape
        if keys.index(key) != KeyTable.noIndex { header(object).pointee.flags |= ObjectFlags.indexedNames.rawValue }
        appendSlot(object, count, value)
    }
    @inline(__always) func appendSlot(_ object: Handle, _ count: Int, _ value: Value) {
        if count >= Int(header(object).pointee.capacity) { growSlots(object, count) }
        store(header(object).pointee.slots + UInt32(count), value, owner: object)
    }
    @inline(never) private func growSlots(_ object: Handle, _ count: Int) {
        let capacity = max(4, count * 2)
        let slots = allocate(capacity)
        for i in count..<capacity { words[Int(slots) + i] = Value.undefined.bits }
        let old = header(object).pointee.slots
        (words + Int(slots)).update(from: words + Int(old), count: count)
        willChangeHeader(object)
        header(object).pointee.slots = slots
        header(object).pointee.capacity = UInt32(capacity)
    }
    /// Makes the shape anew from a list of properties (after a deletion, a change of attributes or of the prototype).
    func reshape(_ object: Handle, prototype: Handle, _ properties: [(key: PropertyKey, attributes: PropertyAttributes, value: Value)]) {
        if prototype != 0 { markAsPrototype(prototype) }
        var shape = shapes.root(prototype: prototype)
        for p in properties { shape = shapes.adding(p.key, p.attributes, to: shape) }
        let slots = allocate(max(4, properties.count))
        for i in properties.count..<max(4, properties.count) { words[Int(slots) + i] = Value.undefined.bits }
        for (i, p) in properties.enumerated() { words[Int(slots) + i] = p.value.bits }
        willChangeHeader(object)
        bumpEpoch(object)
        let h = header(object)
        h.pointee.shape = shape; h.pointee.slots = slots; h.pointee.capacity = UInt32(max(4, properties.count))
    }
    func namedProperties(_ object: Handle) -> [(key: PropertyKey, attributes: PropertyAttributes, value: Value)] {
        let h = header(object).pointee
        return zip(shapes.keys(h.shape), shapes.attributes(h.shape)).enumerated().map { ($1.0, $1.1, slot(h.slots + UInt32($0))) }
    }

    // Arrays
    public func makeArray(_ values: [Value] = []) -> Handle {
        let h = makeObject(.array, prototype: intrinsic(.arrayPrototype))
        let slab = allocate(max(4, values.count))
        for (i, v) in values.enumerated() { words[Int(slab) + i] = v.bits }
        for i in values.count..<max(4, values.count) { words[Int(slab) + i] = Value.hole.bits }
        let p = header(h)
        p.pointee.p0 = slab; p.pointee.p1 = UInt32(values.count); p.pointee.p2 = UInt32(max(4, values.count))
        return h
    }
    @inline(__always) public func arrayLength(_ array: Handle) -> Int { Int(header(array).pointee.p1) }
    /// An element of an array or arguments object; a hole where there is none.
    @inline(__always) public func arrayElement(_ array: Handle, _ index: Int) -> Value {
        let h = header(array).pointee
        return index >= 0 && index < Int(h.p1) && index < Int(h.p2) ? slot(h.p0 + UInt32(index)) : .hole
    }
    public func appendElement(_ array: Handle, _ value: Value) {
        let length = header(array).pointee.p1
        if length >= header(array).pointee.p2 { growElements(array, Int(length) + 1) }
        store(header(array).pointee.p0 + length, value, owner: array)
        willChangeHeader(array)
        header(array).pointee.p1 = length + 1
    }
    @inline(never) func growElements(_ array: Handle, _ needed: Int) {
        let h = header(array).pointee
        let capacity = max(8, needed + needed / 2), slab = allocate(capacity)
        let kept = min(Int(h.p1), Int(h.p2))
        (words + Int(slab)).update(from: words + Int(h.p0), count: kept)
        for i in kept..<capacity { words[Int(slab) + i] = Value.hole.bits }
        willChangeHeader(array)
        header(array).pointee.p0 = slab
        header(array).pointee.p2 = UInt32(capacity)
    }
    /// Elements beyond this stay named properties, so that `a[4e9] = 1` costs nothing.
    static let maximumDenseGap = 1 << 20
    func setArrayElement(_ array: Handle, _ index: UInt32, _ value: Value) -> Bool {
        let h = header(array).pointee
        if index < h.p1, index < h.p2 { store(h.p0 + index, value, owner: array); return true }
        guard Int(index) < Int(min(h.p1, h.p2)) + Machine.maximumDenseGap else { return false }
        if index >= h.p2 { growElements(array, Int(index) + 1) }
        let now = header(array).pointee
        if index > h.p1 { for i in h.p1..<index { store(now.p0 + i, .hole, owner: array) } }
        store(now.p0 + index, value, owner: array)
        if index >= h.p1 { willChangeHeader(array); header(array).pointee.p1 = index + 1 }
        return true
    }
    func setArrayLength(_ array: Handle, _ length: UInt32) {
        let h = header(array).pointee
        if length < h.p1 { for i in length..<min(h.p1, h.p2) { store(h.p0 + i, .hole, owner: array) } }
        willChangeHeader(array)
        header(array).pointee.p1 = length
    }
    /// The values of an array (holes as undefined).
    public func arrayValues(_ array: Handle) -> [Value] {
        (0..<arrayLength(array)).map {
            let v = arrayElement(array, $0); return v.isHole ? .undefined : v
        }
    }
}

extension Machine {
    /// Own data properties with their values, accessors left out.
    public func ownDataProperties(_ value: Value) -> [(key: PropertyKey, value: Value)] {
        guard value.isObject, kind(value.handle) != .proxy else { return [] }
        return namedProperties(value.handle).filter { !$0.attributes.contains(.accessor) && !$0.key.isSymbol }.map { ($0.key, $0.value) }
    }
    /// The object along the prototypes that has a property; nil where none has, or a proxy would be asked.
    public func holder(of key: PropertyKey, in object: Handle) -> Handle? {
        var at = object, hops = 0
        while at != 0, hops < 64, kind(at) != .proxy {
            if shapes.find(header(at).pointee.shape, key) != nil { return at }
            at = prototype(of: at)
            hops += 1
        }
        return nil
    }
    /// The value of a data property along the prototypes, found without running any code; nil for accessors and what is not there.
    public func dataProperty(_ object: Handle, _ name: String) -> Value? {
        let key = key(name)
        var at = object, hops = 0
        while at != 0, hops < 64, kind(at) != .proxy {
            let h = header(at).pointee
            if let found = shapes.find(h.shape, key) {
                return found.attributes.contains(.accessor) ? nil : slot(h.slots + UInt32(found.slot))
            }
            at = shapes[h.shape].prototype
            hops += 1
        }
        return nil
    }
}
