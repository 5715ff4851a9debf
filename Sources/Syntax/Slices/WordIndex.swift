/// Where each word of a file stands, so that one can ask whether a name occurs in a text that was never parsed.
///
/// Words in comments and strings count, too: the answer is "surely not" or "perhaps".
struct WordIndex: Sendable {
    /// Words by their hash: positions of bucket b are `positions[starts[b] ..< starts[b + 1]]`, in the order of the file.
    private var starts: [UInt32] = []
    private var positions: [UInt32] = []
    private let mask: UInt32

    init(_ text: UnsafeBufferPointer<UInt8>) {
        var count = 0
        Self.scan(text) { _, _ in count += 1 }
        var size: UInt32 = 64
        while size < count { size *= 2 }
        mask = size - 1
        // counting sort by bucket: two passes over the text cost less than any comparison
        var starts = [UInt32](repeating: 0, count: Int(size) + 1)
        let mask = mask
        Self.scan(text) { _, hash in starts[Int(hash & mask) + 1] += 1 }
        for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
        var next = starts
        var positions = [UInt32](repeating: 0, count: count)
        Self.scan(text) { at, hash in
            let bucket = Int(hash & mask)
            positions[Int(next[bucket])] = UInt32(truncatingIfNeeded: at)
            next[bucket] += 1
        }
        self.starts = starts
        self.positions = positions
    }

    /// Whether `word` stands in one of the ranges, which are in order and do not overlap.
    func contains(_ word: [UInt8], inAny ranges: [Range<Int>], of text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = ranges.first, let last = ranges.last else { return false }
        let bucket = Int(word.reduce(Self.seed) { Self.mix($0, $1) } & mask)
        let found = positions[Int(starts[bucket])..<Int(starts[bucket + 1])]
        var place = partition(found) { Int($0) >= first.lowerBound }, range = 0
        while place < found.endIndex, Int(found[place]) < last.upperBound {
            let at = Int(found[place])
            place += 1
            while range < ranges.count, ranges[range].upperBound <= at { range += 1 }
            guard range < ranges.count else { return false }
            guard ranges[range].lowerBound <= at else {
                // on to the first place in that range
                place = max(place, partition(found[place...]) { Int($0) >= ranges[range].lowerBound })
                continue
            }
            if text.count - at >= word.count, text[at..<(at + word.count)].elementsEqual(word) { return true }
        }
        return false
    }

    private func partition(_ sorted: ArraySlice<UInt32>, _ isAfter: (UInt32) -> Bool) -> Int {
        var low = sorted.startIndex, high = sorted.endIndex
        while low < high {
            let middle = (low + high) / 2
            if isAfter(sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    // MARK: words

    private static let seed: UInt32 = 2_166_136_261
    @inline(__always) private static func mix(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
        let mixed = (hash ^ UInt32(byte)) &* 16_777_619
        return mixed ^ mixed >> 15
    }

    /// Calls with the place and the hash of each word: a run of letters, digits, `_`, `$`, `#` and whatever is not ASCII but white space.
    @inline(__always)
    private static func scan(_ text: UnsafeBufferPointer<UInt8>, _ visit: (Int, UInt32) -> Void) {
        var at = 0
        let count = text.count
        while at < count {
            guard isWord(text[at]), !isSpace(text, at) else {
                at &+= 1
                continue
            }
            let start = at
            var hash = seed
            while at < count, isWord(text[at]), !(text[at] >= 0x80 && isSpace(text, at)) {
                hash = mix(hash, text[at])
                at &+= 1
            }
            visit(start, hash)
        }
    }
    @inline(__always) private static func isWord(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (lower >= 97 && lower <= 122) || (byte >= 48 && byte <= 57) || byte >= 128 || byte == 95 || byte == 36 || byte == 35
    }
    /// A byte of U+00A0, U+1680, U+2000 to U+206F (white space and line ends among them), U+3000 or U+FEFF.
    private static func isSpace(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        guard text[at] >= 0x80 else { return false }
        var lead = at
        while lead > 0, at - lead < 3, text[lead] & 0xC0 == 0x80 { lead -= 1 }
        guard lead + 1 < text.count else { return false }
        switch (text[lead], text[lead + 1]) {
        case (0xC2, 0xA0): return true
        case (0xE2, 0x80), (0xE2, 0x81), (0xE3, 0x80), (0xE1, 0x9A), (0xEF, 0xBB): return true
        default: return false
        }
    }
}
