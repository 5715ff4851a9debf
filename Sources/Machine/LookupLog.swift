/// What a run looked up on guarded objects, found or not, and which observed texts it read: all that it can know of how one realm differs
/// from another.
///
/// A set of (object, key) pairs by open addressing: it is asked at each lookup that no inline cache answers.
public final class LookupLog {
    /// Nothing is noted while the realm is built.
    public var isOn = false
    /// Guarded objects whose keys were listed.
    public private(set) var listed: Set<Handle> = []
    /// Observed strings whose text was needed.
    public internal(set) var textsRead: Set<Handle> = []
    private var table: UnsafeMutablePointer<UInt64>
    private var mask = 1023
    private var count = 0
    private static let vacant = UInt64.max

    init() {
        table = .allocate(capacity: mask + 1)
        table.initialize(repeating: Self.vacant, count: mask + 1)
    }
    deinit { table.deallocate() }

    func reset() {
        isOn = false
        listed = []
        textsRead = []
        if count > 0 { table.update(repeating: Self.vacant, count: mask + 1) }
        count = 0
    }

    @inline(__always) func note(_ object: Handle, _ key: PropertyKey) { if isOn { insert(UInt64(object) << 32 | UInt64(key.raw)) } }

    func noteList(_ object: Handle) { if isOn { listed.insert(object) } }
    /// What is asked meanwhile is the host's own business.
    public func suspended(_ body: () throws(Abrupt) -> Void) throws(Abrupt) {
        let before = isOn
        isOn = false
        defer { isOn = before }
        try body()
    }

    private func insert(_ pair: UInt64) {
        var at = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 40) & mask
        while table[at] != Self.vacant {
            if table[at] == pair { return }
            at = (at + 1) & mask
        }
        table[at] = pair
        count += 1
        if count * 2 > mask { grow() }
    }
    private func grow() {
        let old = table, size = mask + 1
        mask = size * 2 - 1
        table = .allocate(capacity: mask + 1)
        table.initialize(repeating: Self.vacant, count: mask + 1)
        count = 0
        for i in 0..<size where old[i] != Self.vacant { insert(old[i]) }
        old.deallocate()
    }

    /// Each pair once, in no order.
    public func forEach(_ body: (_ object: Handle, _ key: PropertyKey) -> Void) {
        for i in 0...mask where table[i] != Self.vacant {
            body(Handle(truncatingIfNeeded: table[i] >> 32), PropertyKey(raw: UInt32(truncatingIfNeeded: table[i])))
        }
    }
}

extension Machine {
    /// A string whose first use of its text is noted: a rope of one, since ropes are flattened when somebody looks at their text. Whether
    /// it is empty, its type and its length are no use.
    public func makeObservedString(_ text: String) -> Value {
        let flat = makeString(text)
        guard stringLength(flat.handle) > 0 else { return flat }
        let h = allocate(2)
        stringHeader(h).pointee = StringHeader(
            width: 0, growable: StringHeader.observed, length: UInt32(stringLength(flat.handle)), text: flat.handle, aux: emptyStringHandle)
        return .string(h)
    }
}
