/// Interned strings and symbols: what property keys are. One table for each machine, kept across its runs.
///
/// A run pays for each key that it asks for, known from earlier runs or not: what a machine did before changes no answer.
struct KeyTable {
    private var meter: Meter?
    /// The run that asked for a key last.
    private var lastRuns: [UInt32] = []
    private var run: UInt32 = 0

    mutating func beginRun(_ state: UnsafeMutablePointer<Machine.State>) {
        meter = Meter(state: state)
        run &+= 1
    }
    /// So many names of old programs that a fresh table is cheaper to keep.
    var isOversized: Bool { texts.count > 400_000 || symbolNames.count > 400_000 }

    /// Text of string keys, by number; nil bits for symbols are in `symbols`.
    private(set) var texts: [String] = []
    /// For keys that are canonical array indices ("0", "17"): the index.
    private(set) var indices: [UInt32] = []
    private var byText: [String: UInt32] = [:]
    private(set) var symbols: [Value] = []  // description: string value or undefined
    private(set) var symbolNames: [String] = []
    static let noIndex = UInt32.max

    mutating func key(_ text: String) -> PropertyKey {
        if let known = byText[text] {
            if lastRuns[Int(known)] != run {
                lastRuns[Int(known)] = run
                pay(for: text)
            }
            return PropertyKey(raw: known)
        }
        pay(for: text)
        let id = UInt32(texts.count)
        lastRuns.append(run)
        texts.append(text)
        indices.append(KeyTable.arrayIndex(text))
        byText[text] = id
        return PropertyKey(raw: id)
    }
    private func pay(for text: String) { meter?.pay(words: 16 + text.utf8.count / 4, steps: 4) }
    mutating func symbol(_ description: String?, isPrivate: Bool = false) -> PropertyKey {
        let id = UInt32(symbolNames.count)
        symbolNames.append(description ?? "")
        pay(for: description ?? "")
        hasDescription.append(description != nil)
        return PropertyKey(raw: id | PropertyKey.symbolBit | (isPrivate ? PropertyKey.privateBit : 0))
    }
    private(set) var hasDescription: [Bool] = []

    func text(_ key: PropertyKey) -> String {
        if key.isSymbol {
            let at = Int(key.raw & 0x3FFF_FFFF)
            return at < symbolNames.count ? symbolNames[at] : ""
        }
        return Int(key.raw) < texts.count ? texts[Int(key.raw)] : ""
    }
    func description(_ key: PropertyKey) -> String? {
        let at = Int(key.raw & 0x3FFF_FFFF)
        return at < symbolNames.count && hasDescription[at] ? symbolNames[at] : nil
    }
    @inline(__always) func index(_ key: PropertyKey) -> UInt32 {
        key.isSymbol || Int(key.raw) >= indices.count ? KeyTable.noIndex : indices[Int(key.raw)]
    }
    /// "0", "1", … up to 2^32 - 2, in canonical form.
    static func arrayIndex(_ text: String) -> UInt32 {
        var value: UInt64 = 0, count = 0
        for c in text.utf8 {
            guard c >= 48, c <= 57, count < 10, !(count == 1 && value == 0) else { return noIndex }
            value = value * 10 + UInt64(c - 48); count += 1
        }
        return count > 0 && value < UInt64(UInt32.max) ? UInt32(value) : noIndex
    }
}

/// Attributes of a property.
public struct PropertyAttributes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let writable = PropertyAttributes(rawValue: 1), enumerable = PropertyAttributes(rawValue: 2),
        configurable = PropertyAttributes(rawValue: 4)
    /// The slot holds an accessor pair.
    static let accessor = PropertyAttributes(rawValue: 8)
    public static let all: PropertyAttributes = [.writable, .enumerable, .configurable]
    /// As the standard library's members are: writable and configurable.
    public static let hidden: PropertyAttributes = [.writable, .configurable]
    public static let none: PropertyAttributes = []
}

/// Shapes: which properties an object has, in order, with attributes; shared by objects made alike. Immutable once made.
/// Shapes that grow out of each other share one lineage: a table of keys of which a shape of n properties sees the first n.
struct ShapeTable {
    struct Shape {
        var lineage: UInt32, count: UInt32, prototype: Handle
    }
    final class Lineage {
        var keys: [PropertyKey] = []
        var attributes: [PropertyAttributes] = []
        /// Open addressing, key to position + 1; made at the ninth key.
        var table: [UInt32] = []
        init() {}
        init(copying other: Lineage, count: Int) {
            keys = Array(other.keys[..<count]); attributes = Array(other.attributes[..<count])
            if count > 8 { rebuild() }
        }
        func append(_ key: PropertyKey, _ attribute: PropertyAttributes) {
            keys.append(key); attributes.append(attribute)
            if keys.count > 8 { if keys.count * 2 > table.count { rebuild() } else { insert(keys.count - 1) } }
        }
        private func rebuild() {
            table = Array(repeating: 0, count: max(32, keys.count * 4).nextPowerOfTwo)
            for i in keys.indices { insert(i) }
        }
        private func insert(_ i: Int) {
            let mask = table.count - 1
            var at = Int(keys[i].raw &* 0x9E37_79B1) & mask
            while table[at] != 0 { at = (at + 1) & mask }
            table[at] = UInt32(i + 1)
        }
        @inline(__always) func position(_ key: PropertyKey, below count: Int) -> Int? {
            if count <= 8 || table.isEmpty {
                for i in 0..<count where keys[i] == key { return i }
                return nil
            }
            let mask = table.count - 1
            var at = Int(key.raw &* 0x9E37_79B1) & mask
            while table[at] != 0 {
                let i = Int(table[at]) - 1
                if keys[i] == key { return i < count ? i : nil }
                at = (at + 1) & mask
            }
            return nil
        }
    }
    private struct Transition: Hashable { var shape: UInt32, key: UInt32, attributes: UInt8 }

    private let meter: Meter
    init(_ meter: Meter) { self.meter = meter }

    private(set) var shapes: [Shape] = [Shape(lineage: 0, count: 0, prototype: 0)]
    private(set) var lineages: [Lineage] = [Lineage()]
    private var transitions: [Transition: UInt32] = [:]
    private var roots: [Handle: UInt32] = [:]

    subscript(_ shape: UInt32) -> Shape { @inline(__always) get { shapes[Int(shape)] } }

    mutating func root(prototype: Handle) -> UInt32 {
        if let known = roots[prototype] { return known }
        let id = UInt32(shapes.count)
        meter.pay(words: 32, steps: 8)
        lineages.append(Lineage())
        shapes.append(Shape(lineage: UInt32(lineages.count - 1), count: 0, prototype: prototype))
        roots[prototype] = id
        return id
    }
    mutating func adding(_ key: PropertyKey, _ attributes: PropertyAttributes, to shape: UInt32) -> UInt32 {
        let transition = Transition(shape: shape, key: key.raw, attributes: attributes.rawValue)
        if let known = transitions[transition] { return known }
        var next = shapes[Int(shape)]
        let lineage = lineages[Int(next.lineage)]
        if lineage.keys.count == Int(next.count) {
            lineage.append(key, attributes)
        } else {
            meter.pay(words: 16 + 4 * Int(next.count), steps: 4 + Int(next.count))
            let copy = Lineage(copying: lineage, count: Int(next.count))
            copy.append(key, attributes)
            lineages.append(copy)
            next.lineage = UInt32(lineages.count - 1)
        }
        next.count += 1
        meter.pay(words: 16, steps: 16)
        let id = UInt32(shapes.count)
        shapes.append(next)
        transitions[transition] = id
        return id
    }
    @inline(__always) func find(_ shape: UInt32, _ key: PropertyKey) -> (slot: Int, attributes: PropertyAttributes)? {
        let s = shapes[Int(shape)]
        let lineage = lineages[Int(s.lineage)]
        guard let at = lineage.position(key, below: Int(s.count)) else { return nil }
        return (at, lineage.attributes[at])
    }
    func keys(_ shape: UInt32) -> ArraySlice<PropertyKey> {
        let s = shapes[Int(shape)]
        return lineages[Int(s.lineage)].keys[..<Int(s.count)]
    }
    func attributes(_ shape: UInt32) -> ArraySlice<PropertyAttributes> {
        let s = shapes[Int(shape)]
        return lineages[Int(s.lineage)].attributes[..<Int(s.count)]
    }
}

extension Int {
    var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
