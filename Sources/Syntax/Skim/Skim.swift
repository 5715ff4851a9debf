/// What one pass over the bytes of a script tells without parsing it. Offsets are bytes of the file.
public struct Skim: Sendable {
    /// A function's body: the bytes between its braces.
    public struct Body: Sendable, Equatable {
        public var start: UInt32
        public var end: UInt32
        /// Index of the body around it, or -1.
        public var parent: Int32
        /// Index of the first body that neither is this one nor stands inside of it.
        public var next: Int32
        public var range: Range<Int> { Int(start)..<Int(max(start, end)) }
    }
    /// A needle in the text, outside of comments and regular expressions.
    public struct Hit: Sendable, Equatable {
        public var offset: UInt32
        /// The innermost body that holds it, or -1: top level.
        public var body: Int32
        public var needle: Needles.ID
        public var isInString: Bool
    }
    /// Where syntax stands that is looked for in the whole file.
    public struct Mark: Sendable, Equatable {
        public enum Kind: Sendable, Equatable {
            /// A statement `import …` or `export …` outside of all brackets.
            case importStatement, exportStatement
            /// `import(…)`, `import.meta`, `import.source(…)`, `import.defer(…)`.
            case importExpression
            /// Words that may begin a declaration of that name.
            case using, accessor
            /// `@(`
            case decoratorExpression
            /// A `\` in a template that begins no valid escape: only a tagged template may hold it.
            case invalidTemplateEscape
            /// The first byte after `#name` where a line that begins with `[` follows.
            case fieldBeforeBracket
        }
        public var kind: Kind
        public var offset: UInt32
    }
    /// Why only a parse of the whole file is to be trusted.
    public struct Oddities: OptionSet, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }
        public static let unmatchedBracket = Oddities(rawValue: 1)
        public static let escapedIdentifier = Oddities(rawValue: 2)
        public static let nulByte = Oddities(rawValue: 4)
        public static let invalidUTF8 = Oddities(rawValue: 8)
        /// A string, template or comment does not end.
        public static let unfinishedText = Oddities(rawValue: 16)
        /// `<!--` or `-->`: a comment in a script, operators in a module.
        public static let htmlComment = Oddities(rawValue: 32)
    }

    /// In the order of their opening braces.
    public internal(set) var bodies: [Body] = []
    public internal(set) var hits: [Hit] = []
    public internal(set) var marks: [Mark] = []
    public internal(set) var odd: Oddities = []

    public init() {}

    /// The body whose first byte, the one after its `{`, is at `offset`. Takes O(log n).
    public func body(startingAt offset: Int) -> Int? {
        var low = 0, high = bodies.count
        while low < high {
            let middle = (low + high) / 2
            if Int(bodies[middle].start) < offset { low = middle + 1 } else { high = middle }
        }
        return low < bodies.count && Int(bodies[low].start) == offset ? low : nil
    }

    /// The outermost bodies between `from` (an index) and `end` (an offset) that have at least `size` bytes.
    func outermost(from: Int, before end: Int, size: Int) -> [Range<Int>] {
        var found: [Range<Int>] = [], at = from
        while at < bodies.count, Int(bodies[at].start) < end {
            if bodies[at].range.count >= size { found.append(bodies[at].range) }
            at = max(at + 1, Int(bodies[at].next))
        }
        return found
    }

    mutating func reset() {
        bodies.removeAll(keepingCapacity: true)
        hits.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
        odd = []
    }
}
