import Glibc
import Synchronization

/// What was parsed of a file so far, where not all of it was.
struct Slices {
    var outline: Tree?
    /// Functions with their bodies, by the offset of the body.
    var functions: [UInt32: Tree] = [:]
    var words: WordIndex?
    /// A slice had an error or was not what the skim took it for: recovering from errors is slow, so that no other slice is tried.
    var hasFailed = false
}

/// Reading only what runs. An engine parses a function when it is called; so does this.
///
/// `outline` is the file without the insides of functions; `whole` gives one function its inside, without those of the functions in it.
/// Where the skim finds something odd, or a slice has an error or is not what the skim took it for, the whole file's tree answers:
/// callers see trees whose blocks are either complete or marked `isElided`, whichever way it was read.
extension SourceFile {
    /// A body shorter than this is parsed with what is around it: leaving it out costs more. Lazy reading leaves out all, for the tests.
    private var smallestBody: Int { reading == .lazy ? 1 : 64 }
    /// A file shorter than this is parsed at once: that takes a few milliseconds.
    private static let smallestFile = 16 << 10

    /// The top level: the file's tree, in which blocks of functions may be elided.
    public var outline: Tree {
        if let outline = slices.withLock({ $0.outline }) { return outline }
        let outline = isReadLazily ? slice(0..<bytes.count, firstBody: 0) ?? tree : tree
        slices.withLock { $0.outline = outline }
        return outline
    }

    /// A function node of one of this file's trees with its inside: a tree and the node's index there.
    ///
    /// Nil where the whole file's parse knows no such function, so that nothing is known about it.
    public func whole(_ function: Int, in outer: Tree) -> (tree: Tree, node: Int)? {
        guard let block = outer.child(function, .body), outer.nodes[block].isElided else { return (outer, function) }
        let key = outer.nodes[block].start
        if let known = slices.withLock({ $0.functions[key] }) { return (known, 0) }
        guard let body = skim.body(startingAt: Int(key) + 1), let inside = slice(skim.bodies[body].range, firstBody: body + 1) else {
            let all = tree
            return all.function(like: outer.nodes[function], bodyAt: key).map { (all, $0) }
        }
        let filled = outer.filling(function, block: block, with: inside)
        slices.withLock { $0.functions[key] = filled }
        return (filled, 0)
    }

    /// Whether a word may occur in one of the ranges, which are in order: no means no, yes may be a comment or a string.
    public func mayMention(_ word: String, inAny ranges: [Range<Int>]) -> Bool {
        guard !ranges.isEmpty else { return false }
        return bytes.withUnsafeBufferPointer { text in
            let words = slices.withLock { cached in
                if let words = cached.words { return words }
                let words = WordIndex(text)
                cached.words = words
                return words
            }
            return words.contains(Array(word.utf8), inAny: ranges, of: text)
        }
    }

    var isReadLazily: Bool {
        // Types confuse the skim; sources are small.
        guard language == .javaScript else { return false }
        return switch reading {
        case .exhaustive: false
        case .automatic: bytes.count >= Self.smallestFile && skim.odd.isEmpty
        case .lazy: skim.odd.isEmpty
        }
    }

    /// The tree of a part of the file without the bodies in it; nil where it is not to be trusted.
    private func slice(_ range: Range<Int>, firstBody: Int) -> Tree? {
        if slices.withLock({ $0.hasFailed }) { return nil }
        let inner = skim.outermost(from: firstBody, before: range.upperBound, size: smallestBody)
        guard let tree = Grammar.javaScript.parse(Splice(patched.text, range, without: inner)), !tree.hasError else {
            slices.withLock { $0.hasFailed = true }
            return nil
        }
        return tree
    }
}

extension Tree {
    /// The bodies that were left out inside of a node, in order.
    public func elidedBodies(_ n: Int) -> [Range<Int>] {
        guard n < nodes.count else { return [] }
        return nodes[n..<Int(nodes[n].next)].filter(\.isElided).map { Int($0.start) + 1..<max(Int($0.start) + 1, Int($0.end) - 1) }
    }

    /// The function of this tree that begins and has its body where another tree's does.
    fileprivate func function(like other: Node, bodyAt offset: UInt32) -> Int? {
        var low = 0, high = nodes.count
        while low < high {  // starts never decrease in preorder
            let middle = (low + high) / 2
            if nodes[middle].start < other.start { low = middle + 1 } else { high = middle }
        }
        while low < nodes.count, nodes[low].start == other.start {
            if nodes[low].kind == other.kind, let block = child(low, .body), nodes[block].start == offset { return low }
            low += 1
        }
        return nil
    }

    /// A function's node as a tree of its own, the statements of `inside` (a program) in its elided block, which holds its braces only.
    fileprivate func filling(_ function: Int, block: Int, with inside: Tree) -> Tree {
        let statements = block + 2, end = Int(nodes[function].next)  // after the opening brace
        guard statements <= end else { return self }
        let added = UInt32(max(0, inside.nodes.count - 1)), base = UInt32(function)
        var tree = Tree()
        tree.nodes.reserveCapacity(end - function + Int(added))
        for index in function..<statements {
            var node = nodes[index]
            node.next = node.next - base + (index <= block && Int(node.next) > block ? added : 0)
            node.isElided = node.isElided && index != block
            tree.nodes.append(node)
        }
        for var node in inside.nodes.dropFirst() {
            node.next = node.next - 1 + UInt32(statements) - base
            tree.nodes.append(node)
        }
        for var node in nodes[statements..<end] {
            node.next = node.next - base + added
            tree.nodes.append(node)
        }
        return tree
    }
}
