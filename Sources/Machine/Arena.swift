import Glibc

/// The memory of one run: everything a program makes lives here, in 8-byte words, bump-allocated and dropped at once.
///
/// A handle is 32 bits, and all the words that 32 bits of handle plus 32 bits of index can name are reserved address space
/// (not memory). So no handle, however wrong, reaches outside the arena; a run that allocates past its budget is stopped at the
/// next safe point, and what it wrote until then is dropped with it.
struct Arena: ~Copyable {
    let words: UnsafeMutablePointer<UInt64>
    private let reserved: Int
    /// Pages beyond this many words are given back to the system between runs.
    static let keptResident = 8 << 20

    /// nil where the system does not lend the address space.
    init?() {
        reserved = (1 << 32) * 8 * 2
        guard let base = mmap(nil, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), base != MAP_FAILED
        else { return nil }
        words = base.assumingMemoryBound(to: UInt64.self)
    }
    deinit { munmap(words, reserved) }

    /// Words from here on were not written since the system lent them: they are zero, and take no memory.
    private var untouched = 0

    /// Between runs: memory above the resident limit is given back. `used`: words in use until now.
    mutating func trim(used: Int) {
        untouched = max(untouched, used)
        guard untouched > Arena.keptResident else { return }
        madvise(words + Arena.keptResident, (untouched - Arena.keptResident) * 8, MADV_DONTNEED)
        untouched = Arena.keptResident
    }

    /// Fills fresh words with zeros. The memories of WebAssembly are megabytes that nobody may ever look at: they are not touched here.
    func clear(_ start: Int, _ count: Int) {
        let end = min(start + count, untouched)
        guard start < end else { return }
        let page = 512  // words
        let first = (start + page - 1) / page * page, last = end / page * page
        guard last - first >= 64 * page else { return (words + start).update(repeating: 0, count: end - start) }
        (words + start).update(repeating: 0, count: first - start)
        madvise(words + first, (last - first) * 8, MADV_DONTNEED)
        (words + last).update(repeating: 0, count: end - last)
    }
}

/// What an object is: decides the meaning of its payload fields. `Library` gives the rest of an object's behaviour by natives.
public enum ObjectKind: UInt8, Sendable {
    case object = 0, environment
    case array  // p0 elements, p1 length, p2 capacity
    case arguments  // as array
    case function  // p0 template, p1 environment, p2 home object, p3 field initialiser
    case native  // p0 native id, p1 first captured value's slab or 0
    case bound  // p0 internal slab: target, this, arguments…
    case error  // p0 site (index into machine.sites)
    case boolean, number, string, symbol, bigint  // wrappers: internal value 0
    case date, regExp, map, set, weakMap, weakSet, weakRef
    case promise  // p0 state, p1 reactions slab; internal value 0 = result
    case proxy  // internal values: target, handler
    case arrayBuffer  // p0 data slab, p1 byte length, p2 flags, p3 maximum
    case typedArray  // p0 buffer object, p1 byte offset, p2 length, p3 element type
    case dataView  // as typedArray
    case generator, asyncGenerator  // p0 coroutine
    case forIn, iterator  // internal values
    case namespace  // module namespace: p0 slab of (key, reference) pairs
    case accessor  // pair of getter and setter: never seen by programs
    case host  // host object; class in `hostClass`
}

/// Flags of an object.
struct ObjectFlags: OptionSet, Sendable {
    let rawValue: UInt8
    static let nonExtensible = ObjectFlags(rawValue: 1)
    /// It may have members that we do not know: a lookup that misses gives unknown.
    static let open = ObjectFlags(rawValue: 2)
    /// A lookup that misses asks the delegate whether the real engine has the member.
    static let guarded = ObjectFlags(rawValue: 4)
    /// Some shape has it as prototype: a change of its own shape outdates inline caches.
    static let isPrototype = ObjectFlags(rawValue: 8)
    /// `name`, `length` and `prototype` are not made yet (functions).
    static let lazyProperties = ObjectFlags(rawValue: 16)
    /// Some own keys are array indices kept as named properties.
    static let indexedNames = ObjectFlags(rawValue: 32)
    /// Gets and sets leave the fast path: proxies, namespaces, string wrappers, host objects with hooks.
    static let exotic = ObjectFlags(rawValue: 64)
    /// Elements, bytes or entries are not known.
    static let contentUnknown = ObjectFlags(rawValue: 128)
}

/// The head of every object: 5 words.
struct Header: BitwiseCopyable {
    var kind: UInt8
    var flags: UInt8
    var hostClass: UInt16
    var shape: UInt32
    var slots: Handle
    var capacity: UInt32
    var p0: UInt32, p1: UInt32, p2: UInt32, p3: UInt32
    /// Slab of internal values: `p4` handle, `p5` count.
    var p4: UInt32, p5: UInt32
    static let words: UInt32 = 5
    var objectKind: ObjectKind { ObjectKind(rawValue: kind) ?? .object }
    var flagSet: ObjectFlags { ObjectFlags(rawValue: flags) }
}

/// An environment: word 0 = parent handle and slot count, then the slots.
enum Environment {
    static let headerWords: UInt32 = 1
}
