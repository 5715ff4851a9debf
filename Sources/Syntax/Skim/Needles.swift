/// The identifiers that a caller wants to hear about, of ASCII and at least three bytes each (`unusable` lists the others).
///
/// Two steps keep the skim fast: a filter of 4,096 bits on the first three bytes, then an open-addressed table of exact words.
public struct Needles: Sendable {
    public typealias ID = UInt16

    /// Words that mean something to the skim itself come first, so that their numbers are constants.
    enum Own: ID, CaseIterable {
        case `import`, export, extends, using, accessor
    }

    /// Nothing but what the skim itself looks for.
    public static let none = Needles([])

    public let words: [String]
    /// What was asked for and cannot be found this way: look for it in specifiers and string literals instead.
    public let unusable: [String]
    private let table: Table

    public init(_ wanted: [String]) {
        var seen = Set<String>(), words = Own.allCases.map { "\($0)" }
        seen.formUnion(words)
        var unusable: [String] = []
        for word in wanted where seen.insert(word).inserted {
            let isUsable = (3...Table.longest).contains(word.utf8.count) && word.utf8.allSatisfy { $0 < 128 } && words.count < Int(ID.max)
            if isUsable { words.append(word) } else { unusable.append(word) }
        }
        self.words = words
        self.unusable = unusable
        table = Table(words)
    }

    func id(of word: String) -> ID? { words.firstIndex(of: word).map { ID(truncatingIfNeeded: $0) } }
    var filter: UnsafePointer<UInt64> { UnsafePointer(table.filter) }
    @inline(__always) func match(_ start: UnsafePointer<UInt8>, _ count: Int) -> ID? { table.match(start, count) }

    @inline(__always) static func filterBit(_ firstThree: UInt32) -> Int { Int((firstThree &* 0x9E37_79B1) >> 20) }
}

/// The tables behind `Needles`, never written after they are made. Pointers, because the skim reads them for every word.
private final class Table: @unchecked Sendable {
    static let longest = 40
    let filter: UnsafeMutablePointer<UInt64>  // 64 words of 64 bits
    private let slots: UnsafeMutablePointer<Int32>  // index of a word, -1 for none
    private let spelling: UnsafeMutablePointer<UInt8>
    private let spans: UnsafeMutablePointer<(start: Int32, count: Int32)>
    private let mask: Int

    init(_ words: [String]) {
        var size = 256
        while size < words.count * 4 { size *= 2 }
        mask = size - 1
        filter = .allocate(capacity: 64)
        filter.initialize(repeating: 0, count: 64)
        slots = .allocate(capacity: size)
        slots.initialize(repeating: -1, count: size)
        spans = .allocate(capacity: words.count)
        spelling = .allocate(capacity: words.reduce(8) { $0 + $1.utf8.count })
        var at = 0
        for (index, word) in words.enumerated() {
            let start = spelling + at
            (spans + index).initialize(to: (Int32(at), Int32(word.utf8.count)))
            for byte in word.utf8 {
                (spelling + at).initialize(to: byte)
                at += 1
            }
            let bit = Needles.filterBit(UInt32(start[0]) | UInt32(start[1]) << 8 | UInt32(start[2]) << 16)
            filter[bit >> 6] |= 1 << UInt64(bit & 63)
            var slot = Self.hash(start, word.utf8.count) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(index)
        }
    }
    deinit {
        filter.deallocate()
        slots.deallocate()
        spelling.deallocate()
        spans.deallocate()
    }

    @inline(__always) private static func hash(_ word: UnsafePointer<UInt8>, _ count: Int) -> Int {
        let ends = UInt32(word[0]) | UInt32(word[1]) << 8 | UInt32(word[count / 2]) << 16 | UInt32(word[count - 1]) << 24
        return Int((ends &* 0x9E37_79B1) >> 16) ^ count &* 31
    }

    @inline(__always) func match(_ word: UnsafePointer<UInt8>, _ count: Int) -> Needles.ID? {
        guard count >= 3, count <= Self.longest else { return nil }
        var slot = Self.hash(word, count) & mask
        while true {
            let index = Int(slots[slot])
            if index < 0 { return nil }
            let span = spans[index]
            if Int(span.count) == count {
                let other = spelling + Int(span.start)
                var k = 0
                while k < count, word[k] == other[k] { k &+= 1 }
                if k == count { return Needles.ID(truncatingIfNeeded: index) }
            }
            slot = (slot &+ 1) & mask
        }
    }
}
