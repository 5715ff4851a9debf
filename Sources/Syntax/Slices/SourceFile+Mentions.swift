import Glibc

extension SourceFile {
    /// The file's tree without the insides of functions in which none of these words stands: what a search for them has to see, each
    /// occurrence with all that is around it.
    ///
    /// Put together from the slices that `outline` and `whole` keep, so that a body is parsed once however many words are searched for,
    /// and not again when it runs. The tree itself is made anew at each call.
    public func tree(mentioning words: [String]) -> Tree {
        guard isReadLazily else { return tree }
        let places = bytes.places(of: words)
        return SliceAssembly(self) { places.contains(placeIn: $0) }.tree ?? tree
    }
}

/// A file's outline with some of its elided bodies filled in, and some of those in them.
private struct SliceAssembly {
    /// nil where a function that the outline has is unknown to the whole file's tree.
    private(set) var tree: Tree?

    /// What is copied: nodes of one slice up to `end`.
    private struct Source {
        let tree: Tree
        var at: Int
        let end: Int
    }
    /// A node whose children are being copied.
    private struct Open {
        let node: Int
        /// Where it ends in its slice, and how many slices are under way there.
        let end: Int, depth: Int
        /// Its place in that slice.
        let origin: Int
    }

    init(_ file: SourceFile, isWanted: (Range<Int>) -> Bool) {
        let outline = file.outline
        guard outline.elidedBodies(0).contains(where: isWanted) else {
            tree = outline
            return
        }
        var made = Tree(), work = [Source(tree: outline, at: 0, end: outline.nodes.count)], open: [Open] = []
        made.hasError = outline.hasError
        while var source = work.popLast() {
            while let last = open.last, last.depth == work.count, last.end <= source.at {
                made.nodes[last.node].next = UInt32(made.nodes.count)
                open.removeLast()
            }
            guard source.at < source.end else { continue }
            let node = source.tree.nodes[source.at]
            open.append(Open(node: made.nodes.count, end: Int(node.next), depth: work.count, origin: source.at))
            made.nodes.append(node)
            guard node.isElided, isWanted(Int(node.start)..<Int(node.end)), let function = open.dropLast().last?.origin else {
                source.at += 1
                work.append(source)
                continue
            }
            guard let (filled, root) = file.whole(function, in: source.tree) else { return }
            let block = root + source.at - function
            guard block < filled.nodes.count, filled.nodes[block].start == node.start, filled.nodes[block].kind == node.kind else { return }
            made.nodes[made.nodes.count - 1].isElided = filled.nodes[block].isElided
            source.at = Int(node.next)
            work.append(source)
            work.append(Source(tree: filled, at: block + 1, end: Int(filled.nodes[block].next)))
        }
        tree = made
    }
}

extension [UInt8] {
    /// Where the words stand, be it in a comment, in order.
    fileprivate func places(of words: [String]) -> [Int] {
        var places: [Int] = []
        withUnsafeBytes { text in
            guard let base = text.baseAddress else { return }
            for word in words {
                var word = word, at = 0
                word.withUTF8 { word in
                    guard let first = word.first, let letters = word.baseAddress else { return }
                    while text.count - at >= word.count, let hit = memchr(base + at, Int32(first), text.count - at - word.count + 1) {
                        at = UnsafeRawPointer(hit) - base
                        if memcmp(base + at, letters, word.count) == 0 { places.append(at) }
                        at += 1
                    }
                }
            }
        }
        return places.sorted()
    }
}

extension [Int] {
    /// Whether one of these places, which are in order, lies in the range.
    fileprivate func contains(placeIn range: Range<Int>) -> Bool {
        var low = 0, high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] < range.upperBound
    }
}
