/// A part of a file without the function bodies inside of it: the kept bytes put together, and the way back to the file's offsets.
///
/// Parsing that copy takes time proportional to it. Leaving the bodies out by tree-sitter's included ranges is quadratic.
struct Splice {
    /// A body that was left out, at the place in `text` where it was.
    struct Cut {
        var at: Int
        /// Bytes left out here and at all cuts before.
        var removed: Int
    }

    private(set) var text: [UInt8] = []
    private(set) var cuts: [Cut] = []
    private let start: Int

    /// `bodies` are left out; they stand in the order of the file, none inside another, all inside of `range`.
    init(_ file: [UInt8], _ range: Range<Int>, without bodies: [Range<Int>]) {
        start = range.lowerBound
        text.reserveCapacity(range.count - bodies.reduce(0) { $0 + $1.count })
        var from = range.lowerBound, removed = 0
        for body in bodies {
            text.append(contentsOf: file[from..<body.lowerBound])
            removed += body.count
            cuts.append(Cut(at: text.count, removed: removed))
            from = body.upperBound
        }
        text.append(contentsOf: file[from..<range.upperBound])
    }

    /// Cuts before `at`; those at `at`, too, if `including`.
    @inline(__always) private func count(before at: Int, including: Bool) -> Int {
        var low = 0, high = cuts.count
        while low < high {
            let middle = (low + high) / 2
            if cuts[middle].at < at || including && cuts[middle].at == at { low = middle + 1 } else { high = middle }
        }
        return low
    }
    /// Where something in the file begins that begins at `at` here: what follows a cut comes after the body.
    func start(_ at: Int) -> Int {
        let count = count(before: at, including: true)
        return at + start + (count > 0 ? cuts[count - 1].removed : 0)
    }
    /// Where something ends: what precedes a cut ends before the body.
    func end(_ at: Int) -> Int {
        let count = count(before: at, including: false)
        return at + start + (count > 0 ? cuts[count - 1].removed : 0)
    }
    /// Whether a body was left out at exactly this place.
    func isCut(_ at: Int) -> Bool {
        let count = count(before: at, including: false)
        return count < cuts.count && cuts[count].at == at
    }
}
