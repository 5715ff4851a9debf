/// A JSON, TOML or YAML text as a value that knows where each of its parts stands.
///
/// Reading never fails: what could be read is in `root`, what is wrong with the text in `problems`.
public struct Document: Sendable {
    /// The top value; nil where the text holds none.
    public var root: Node?
    /// In the order of the text, `problemLimit` at most.
    public var problems: [DocumentProblem]

    public init(root: Node?, problems: [DocumentProblem] = []) {
        self.root = root
        self.problems = problems
    }

    /// Arrays and objects nest this deep at most; deeper ones read as null, with a problem.
    /// Values free themselves recursively, so an unlimited depth would let a text exhaust the stack.
    public static let depthLimit = 512
    /// One broken file must not produce a report of its own size.
    static let problemLimit = 50

    /// A value and where it stands.
    public struct Node: Sendable {
        public var value: Value
        /// Bytes of the text, quotes and brackets included.
        public var range: Range<Int>

        public init(_ value: Value, _ range: Range<Int>) {
            self.value = value
            self.range = range
        }
    }

    public enum Value: Sendable {
        case null
        case bool(Bool)
        case number(Double)
        /// Unpaired surrogates read as U+FFFD. Dates of TOML are strings as they are written.
        case string(String)
        case array([Node])
        /// Entries in the order of the text, duplicates included (see `Node.subscript`).
        case object([Entry])
    }

    /// One `key: value` of an object.
    public struct Entry: Sendable {
        public var key: String
        /// Bytes of the key, quotes included.
        public var keyRange: Range<Int>
        public var value: Node

        public init(key: String, keyRange: Range<Int>, value: Node) {
            self.key = key
            self.keyRange = keyRange
            self.value = value
        }
    }

    public subscript(_ key: String) -> Node? { root?[key] }
    /// The text breaks the grammar of its language, so that a strict reader refuses it.
    public var hasSyntaxError: Bool { problems.contains { $0.kind == .syntax } }
}

/// Something wrong in a document.
public struct DocumentProblem: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// A strict reader of the language refuses the text here.
        case syntax
        /// The key occurs again; the last one counts, as in `JSON.parse`.
        case duplicateKey
        /// Nested deeper than `Document.depthLimit`; the value reads as null.
        case tooDeep
    }
    public var kind: Kind
    public var message: String
    /// Bytes of the text.
    public var range: Range<Int>
}

extension Document.Node {
    /// The value of an object's key: the last one where it occurs twice. Nil where this is no object or has no such key.
    public subscript(_ key: String) -> Document.Node? { entry(key)?.value }
    /// An array's element; nil outside of it.
    public subscript(_ index: Int) -> Document.Node? {
        guard case .array(let elements) = value, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
    /// An object's entry, for the place of its key.
    public func entry(_ key: String) -> Document.Entry? {
        guard case .object(let entries) = value else { return nil }
        return entries.last { $0.key == key }
    }
    public var string: String? { if case .string(let text) = value { text } else { nil } }
    public var number: Double? { if case .number(let number) = value { number } else { nil } }
    public var bool: Bool? { if case .bool(let bool) = value { bool } else { nil } }
    public var array: [Document.Node]? { if case .array(let elements) = value { elements } else { nil } }
    public var entries: [Document.Entry]? { if case .object(let entries) = value { entries } else { nil } }
    public var isNull: Bool { if case .null = value { true } else { false } }
}

/// Problems while a document is read, bounded.
struct ProblemList {
    private(set) var problems: [DocumentProblem] = []

    mutating func add(_ kind: DocumentProblem.Kind, _ message: String, _ range: Range<Int>) {
        guard problems.count < Document.problemLimit else { return }
        problems.append(DocumentProblem(kind: kind, message: message, range: range))
    }

    /// Reports each key that an object holds twice, at its second place.
    mutating func duplicates(in entries: [Document.Entry]) {
        guard entries.count > 1 else { return }
        var seen = Set<String>(minimumCapacity: entries.count)
        for entry in entries where !seen.insert(entry.key).inserted {
            add(.duplicateKey, "duplicate key \"\(entry.key)\"", entry.keyRange)
        }
    }
}

/// Values under construction, outermost first: nesting is a stack here, never recursion.
struct OpenValue {
    enum Content {
        case array([Document.Node])
        case object([Document.Entry])
    }
    var content: Content
    var start: Int
    /// The key whose value is read next, in an object.
    var key: (text: String, range: Range<Int>)?

    mutating func add(_ node: Document.Node) {
        switch content {
        case .array(var elements):
            content = .array([])  // so that the append happens in place
            elements.append(node)
            content = .array(elements)
        case .object(var entries):
            guard let pending = key else { return }
            key = nil
            content = .object([])
            entries.append(Document.Entry(key: pending.text, keyRange: pending.range, value: node))
            content = .object(entries)
        }
    }

    func close(at end: Int, _ problems: inout ProblemList) -> Document.Node {
        switch content {
        case .array(let elements): return Document.Node(.array(elements), start..<end)
        case .object(let entries):
            problems.duplicates(in: entries)
            return Document.Node(.object(entries), start..<end)
        }
    }
}
