import CByteScan
import Glibc
import Text

/// Skims scripts, one after the other; one for each thread.
///
/// Not a parser: 64-byte masks find the bytes that matter, and a bracket or slash looks *back* to learn what came before it.
public struct Skimmer: ~Copyable {
    /// Blocks classified at a time: 4 KB of source, 2 KB of masks.
    private static let chunk = 64

    let needles: Needles
    /// 1: part of a word.
    let classes: UnsafeMutablePointer<UInt8>
    private let masks: UnsafeMutablePointer<byte_scan_block>
    /// Offsets of the open brackets; of its `$` for a substitution's.
    private var opens: UnsafeMutablePointer<UInt32>
    private var openCapacity = 1024
    /// A copy of the file with readable bytes after its end, so that nothing is compared with the length in the inner loops.
    private var buffer: UnsafeMutablePointer<UInt8>
    private var bufferCapacity = 0

    // the file
    var source: UnsafePointer<UInt8>
    var count = 0
    // the block of 64 bytes under the cursor
    var block = -1
    private var chunkStart = 0
    var blockCount = 0
    /// What the main loop still has to look at in this block.
    var bits: UInt64 = 0
    var text: UInt64 = 0
    /// Words of this block that passed the needles' filter.
    var found: UInt64 = 0
    private var high: UInt64 = 0  // OR over the file
    // what looking back needs
    var comments: [Comment] = []
    var regexEnd = -1
    /// Where the bracket opened that was closed last.
    var closed = 0
    var depth = 0
    var body: Int32 = -1
    /// Depth of a class whose `extends` was read and whose brace was not.
    var heritageDepth = -1

    struct Comment { var start: Int, end: Int }

    public init(needles: Needles) {
        self.needles = needles
        masks = .allocate(capacity: Self.chunk)
        opens = .allocate(capacity: openCapacity)
        buffer = .allocate(capacity: 0)
        classes = .allocate(capacity: 256)
        source = UnsafePointer(classes)
        for byte in 0..<256 {
            let lower = UInt8(byte) | 0x20
            let isWord = (lower >= 97 && lower <= 122) || (byte >= 48 && byte <= 57) || byte >= 128 || [95, 36, 92, 35, 64].contains(byte)
            (classes + byte).initialize(to: isWord ? 1 : 0)
        }
    }
    deinit {
        masks.deallocate()
        opens.deallocate()
        buffer.deallocate()
        classes.deallocate()
    }

    /// Skims a file without a byte order mark. Files of 2 GB and more are odd and nothing else.
    public mutating func skim(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout Skim) {
        out.reset()
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        guard bytes.count < Int(Int32.max) else {
            out.odd = .unfinishedText
            return
        }
        copy(base, bytes.count)
        if source[0] == UInt8(ascii: "#"), source[1] == UInt8(ascii: "!") { jump(lineEnd(0)) }
        while true {
            while bits == 0 {
                if block &+ 1 >= blockCount { return finish(&out) }
                load(block &+ 1)
            }
            let at = block << 6 | bits.trailingZeroBitCount
            bits &= bits &- 1
            guard token(at, &out) else {
                out.odd.insert(.unmatchedBracket)
                return
            }
        }
    }

    /// Handles what begins at `at`; false where a bracket closes none.
    @inline(__always) private mutating func token(_ at: Int, _ out: inout Skim) -> Bool {
        let byte = source[at]
        switch byte {
        case UInt8(ascii: "("):
            if at > 0, source[at &- 1] == UInt8(ascii: "@") { mark(.decoratorExpression, at &- 1, &out) }
            push(at)
        case UInt8(ascii: "["):
            if at > 0, source[at &- 1] <= 32 { fieldBefore(at, &out) }
            push(at)
        case UInt8(ascii: ")"): return pop() && source[closed] == UInt8(ascii: "(")
        case UInt8(ascii: "]"): return pop() && source[closed] == UInt8(ascii: "[")
        case UInt8(ascii: "{"): openBrace(at, &out)
        case UInt8(ascii: "}"): return closeBrace(at, &out)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): string(at, byte, &out)
        case UInt8(ascii: "`"): template(at &+ 1, &out)
        case UInt8(ascii: "/"): slash(at, &out)
        case UInt8(ascii: "\\"): out.odd.insert(.escapedIdentifier)
        case UInt8(ascii: "<"), UInt8(ascii: "-"): htmlComment(at, &out)
        case 0: out.odd.insert(.nulByte)
        default: word(at, isInString: false, &out)
        }
        return true
    }

    private mutating func finish(_ out: inout Skim) {
        if depth != 0 { out.odd.insert(.unmatchedBracket) }
        if high != 0, !UTF8Text.isValid(UnsafeBufferPointer(start: source, count: count)) { out.odd.insert(.invalidUTF8) }
    }

    // MARK: blocks

    private mutating func copy(_ base: UnsafePointer<UInt8>, _ length: Int) {
        if bufferCapacity < length + 64 {
            buffer.deallocate()
            bufferCapacity = length + length / 4 + 64
            buffer = .allocate(capacity: bufferCapacity)
        }
        buffer.update(from: base, count: length)
        (buffer + length).update(repeating: 0, count: 64)
        source = UnsafePointer(buffer)
        count = length
        blockCount = (length + 63) >> 6
        chunkStart = -Self.chunk
        comments.removeAll(keepingCapacity: true)
        (regexEnd, closed, depth, body, heritageDepth, high) = (-1, 0, 0, -1, -1, 0)
        load(0)
    }

    @inline(__always) mutating func load(_ k: Int) {
        if k &- chunkStart >= Self.chunk { classify(k) }
        block = k
        let mask = masks[k &- chunkStart]
        text = mask.text
        high |= mask.high
        var candidates = mask.word, pass: UInt64 = 0
        let base = UnsafeRawPointer(source + k << 6), filter = needles.filter
        while candidates != 0 {
            // two at a time: fewer loop exits to mispredict; without a second one it reads the same word again
            let first = candidates.trailingZeroBitCount
            candidates &= candidates &- 1
            let second = candidates == 0 ? first : candidates.trailingZeroBitCount
            candidates &= candidates &- 1
            pass |= Self.passes(filter, base, first) | Self.passes(filter, base, second)
        }
        found = pass
        bits = mask.structure | pass
    }

    /// The bit of the word at `at` in this block if a needle can begin so.
    @inline(__always) private static func passes(_ filter: UnsafePointer<UInt64>, _ base: UnsafeRawPointer, _ at: Int) -> UInt64 {
        let bit = Needles.filterBit(base.loadUnaligned(fromByteOffset: at, as: UInt32.self) & 0xFF_FFFF)
        return (filter[bit >> 6] >> UInt64(truncatingIfNeeded: bit & 63) & 1) << UInt64(truncatingIfNeeded: at)
    }

    @inline(never) private mutating func classify(_ k: Int) {
        chunkStart = k
        byte_scan_classify(source + k << 6, min(Self.chunk, blockCount - k), k > 0 ? source[k << 6 - 1] : 0, masks)
        guard k + Self.chunk >= blockCount, count & 63 != 0 else { return }
        // forget what lies beyond the end
        let last = masks + (blockCount - 1 - k), keep = (1 as UInt64) << UInt64(count & 63) &- 1
        last.pointee.structure &= keep
        last.pointee.text &= keep
        last.pointee.word &= keep
        last.pointee.high &= keep
    }

    /// Goes on at byte `at`, which is at or after the cursor.
    @inline(__always) mutating func jump(_ at: Int) {
        let k = at >> 6
        if k != block {
            guard k < blockCount else {
                block = blockCount &- 1
                bits = 0
                return
            }
            load(k)
        }
        bits &= ~0 << UInt64(truncatingIfNeeded: at & 63)
    }

    // MARK: brackets

    @inline(__always) mutating func push(_ open: Int) {
        if depth == openCapacity { grow() }
        opens[depth] = UInt32(truncatingIfNeeded: open)
        depth &+= 1
    }
    @inline(__always) mutating func pop() -> Bool {
        if depth == 0 { return false }
        depth &-= 1
        closed = Int(opens[depth])
        return true
    }
    @inline(never) private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: openCapacity * 2)
        larger.moveInitialize(from: opens, count: openCapacity)
        opens.deallocate()
        opens = larger
        openCapacity *= 2
    }

    @inline(__always) private mutating func openBrace(_ at: Int, _ out: inout Skim) {
        if opensFunctionBody(at) {
            let index = Int32(truncatingIfNeeded: out.bodies.count)
            out.bodies.append(Skim.Body(start: UInt32(truncatingIfNeeded: at &+ 1), end: 0, parent: body, next: 0))
            body = index
        }
        push(at)
    }

    @inline(__always) private mutating func closeBrace(_ at: Int, _ out: inout Skim) -> Bool {
        guard pop() else { return false }
        switch source[closed] {
        case UInt8(ascii: "{"):
            if body >= 0, Int(out.bodies[Int(body)].start) == closed &+ 1 {
                out.bodies[Int(body)].end = UInt32(truncatingIfNeeded: at)
                out.bodies[Int(body)].next = Int32(truncatingIfNeeded: out.bodies.count)
                body = out.bodies[Int(body)].parent
            }
            if depth < heritageDepth { heritageDepth = -1 }
            return true
        case UInt8(ascii: "$"):
            template(at &+ 1, &out)
            return true
        default: return false
        }
    }

    @inline(__always) mutating func mark(_ kind: Skim.Mark.Kind, _ at: Int, _ out: inout Skim) {
        out.marks.append(Skim.Mark(kind: kind, offset: UInt32(truncatingIfNeeded: at)))
    }
}
