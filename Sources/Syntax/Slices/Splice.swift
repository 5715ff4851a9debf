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

    /// Bytes left out before the cut of a number.
    fileprivate func removed(before cut: Int) -> Int { cut > 0 ? cuts[cut - 1].removed : 0 }
    fileprivate func inFile(_ at: Int, after cut: Int) -> UInt32 { UInt32(truncatingIfNeeded: at + start + removed(before: cut)) }
}

/// The way back from a splice for nodes in preorder, whose starts never decrease.
struct SplicePlaces {
    private let splice: Splice
    /// Cuts before the node's start, and before or at it.
    private var before = 0, through = 0

    init(_ splice: Splice) { self.splice = splice }

    /// Whether a body was left out at exactly this place, which is not before the last node's start.
    func isCut(_ at: Int) -> Bool {
        var cut = before
        while cut < splice.cuts.count, splice.cuts[cut].at < at { cut += 1 }
        return cut < splice.cuts.count && splice.cuts[cut].at == at
    }
    /// Where a node stands in the file: what follows a cut begins after the body, what precedes one ends before it.
    mutating func range(_ start: Int, _ end: Int) -> (UInt32, UInt32) {
        let cuts = splice.cuts
        while before < cuts.count, cuts[before].at < start { before += 1 }
        through = max(through, before)
        while through < cuts.count, cuts[through].at <= start { through += 1 }
        let first = splice.inFile(start, after: through)
        return (first, max(first, splice.inFile(end, after: count(before: end))))  // without width, right at a cut
    }
    private func count(before end: Int) -> Int {
        // most nodes end before the next cut; the others are few
        var low = before, step = 1
        while low + step <= splice.cuts.count, splice.cuts[low + step - 1].at < end {
            low += step
            step *= 2
        }
        var high = min(splice.cuts.count, low + step)
        while low < high {
            let middle = (low + high) / 2
            if splice.cuts[middle].at < end { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
