import CYAML

/// YAML 1.1 as libyaml reads it, with the place of everything: rules, profiles and configuration.
///
/// Plain scalars resolve by the core schema of YAML 1.2 (`no` and `on` are strings). Aliases are copies of what they name.
/// One document a text; a second one is a problem.
public enum YAMLDocument {
    public static func read(_ bytes: [UInt8]) -> Document {
        var reader = YAMLReader(bytes)
        return reader.read()
    }
    public static func read(_ text: String) -> Document { read(Array(text.utf8)) }

    /// What a scalar without quotes is: the core schema of YAML 1.2.
    public static func plainScalar(_ text: String) -> Document.Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf": return .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
        case ".nan", ".NaN", ".NAN": return .number(.nan)
        default: break
        }
        guard let first = text.utf8.first, first < 58, text.utf8.allSatisfy({ $0 < 128 }) else { return .string(text) }
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map { .number(Double($0)) } ?? .string(text) }
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).map { .number(Double($0)) } ?? .string(text) }
        let isDecimal = text.utf8.allSatisfy { $0 >= 43 && $0 <= 57 && $0 != 44 && $0 != 47 || $0 | 32 == 101 }
        return isDecimal ? Double(text).map { .number($0) } ?? .string(text) : .string(text)
    }
}

private struct YAMLReader {
    /// What aliases may add in all, so that a few lines cannot stand for a billion values.
    private static let expansionLimit = 100_000

    private let bytes: ArraySlice<UInt8>
    private let offsets: CharacterOffsets
    private var open: [OpenValue] = []
    private var anchorOfOpen: [String?] = []
    private var anchors: [String: (node: Document.Node, size: Int)] = [:]
    private var expansion = 0
    /// Values so far, the copies of aliases included: what an anchor stands for is a difference of two counts.
    private var nodeCount = 0
    private var countAtOpen: [Int] = []
    private var root: Document.Node?
    private var problems = ProblemList()

    init(_ all: [UInt8]) {
        // libyaml does not count a byte order mark
        bytes = all.starts(with: [0xEF, 0xBB, 0xBF]) ? all.dropFirst(3) : all[...]
        offsets = CharacterOffsets(bytes)
    }

    mutating func read() -> Document {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) != 0 else {
            problems.add(.syntax, "no memory to read YAML", 0..<0)
            return Document(root: nil, problems: problems.problems)
        }
        defer { yaml_parser_delete(&parser) }
        bytes.withUnsafeBufferPointer { text in
            yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
            while next(&parser) {}
        }
        while let value = open.popLast() { place(value.close(at: bytes.endIndex, &problems), anchor: nil, size: 1) }
        return Document(root: root, problems: problems.problems)
    }

    /// Handles one event; false at the end.
    private mutating func next(_ parser: inout yaml_parser_t) -> Bool {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) != 0 else {
            reportError(parser)
            return false
        }
        defer { yaml_event_delete(&event) }
        let range = offsets.byte(event.start_mark.index)..<max(offsets.byte(event.start_mark.index), offsets.byte(event.end_mark.index))
        switch event.type {
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return false
        case YAML_DOCUMENT_START_EVENT:
            guard root == nil else {
                problems.add(.syntax, "a second document in one file", range)
                return false
            }
        case YAML_SCALAR_EVENT: scalar(event.data.scalar, range)
        case YAML_ALIAS_EVENT: alias(name(event.data.alias.anchor) ?? "", range)
        case YAML_SEQUENCE_START_EVENT: return begin(.array([]), name(event.data.sequence_start.anchor), range)
        case YAML_MAPPING_START_EVENT: return begin(.object([]), name(event.data.mapping_start.anchor), range)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: end(range)
        default: break
        }
        return true
    }

    private mutating func begin(_ content: OpenValue.Content, _ anchor: String?, _ range: Range<Int>) -> Bool {
        guard open.count < Document.depthLimit else {
            problems.add(.tooDeep, "nested deeper than \(Document.depthLimit) levels", range)
            return false
        }
        open.append(OpenValue(content: content, start: range.lowerBound))
        anchorOfOpen.append(anchor)
        countAtOpen.append(nodeCount)
        return true
    }

    private mutating func end(_ range: Range<Int>) {
        guard let value = open.popLast(), let anchor = anchorOfOpen.popLast(), let before = countAtOpen.popLast() else { return }
        // a block ends where its last value does: libyaml's end mark is the start of the next line
        let last: Int? =
            switch value.content {
            case .array(let elements): elements.last?.range.upperBound
            case .object(let entries): entries.last?.value.range.upperBound
            }
        let closing = range.isEmpty ? last ?? range.upperBound : range.upperBound
        nodeCount += 1
        place(value.close(at: max(value.start, closing), &problems), anchor: anchor, size: nodeCount - before)
    }

    private mutating func scalar(_ scalar: yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar, _ range: Range<Int>) {
        let text = scalar.value.map { String(decoding: UnsafeBufferPointer(start: $0, count: scalar.length), as: UTF8.self) } ?? ""
        let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.plain_implicit != 0
        if takeKey(text, range) { return }
        nodeCount += 1
        place(Document.Node(isPlain ? YAMLDocument.plainScalar(text) : .string(text), range), anchor: name(scalar.anchor), size: 1)
    }

    private mutating func alias(_ name: String, _ range: Range<Int>) {
        guard let (node, size) = anchors[name] else {
            problems.add(.syntax, "no anchor named \(name) before this", range)
            if !takeKey(name, range) { place(Document.Node(.null, range), anchor: nil, size: 1) }
            return
        }
        if let key = node.string, takeKey(key, range) { return }
        expansion += size
        guard expansion <= Self.expansionLimit else {
            problems.add(.tooDeep, "aliases stand for more than \(Self.expansionLimit) values", range)
            place(Document.Node(.null, range), anchor: nil, size: 1)
            return
        }
        nodeCount += size
        place(Document.Node(node.value, range), anchor: nil, size: size)
    }

    /// In a mapping, each first of two nodes is the key.
    private mutating func takeKey(_ text: String, _ range: Range<Int>) -> Bool {
        guard let innermost = open.last, case .object = innermost.content, innermost.key == nil else { return false }
        open[open.count - 1].key = (text, range)
        return true
    }

    private mutating func place(_ node: Document.Node, anchor: String?, size: Int) {
        if let anchor { anchors[anchor] = (node, size) }
        guard let innermost = open.last else {
            root = root ?? node
            return
        }
        if case .object = innermost.content, innermost.key == nil {
            problems.add(.syntax, "a key must be a scalar", node.range)
            open[open.count - 1].key = ("", node.range)
            return
        }
        open[open.count - 1].add(node)
    }

    private func name(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? { pointer.map { String(cString: $0) } }

    private mutating func reportError(_ parser: yaml_parser_t) {
        let message = parser.problem.map { String(cString: $0) } ?? "no YAML"
        // reader errors (bad UTF-8, control characters) name a byte, the others a mark
        let at = parser.error == YAML_READER_ERROR ? bytes.startIndex + Int(parser.problem_offset) : offsets.byte(parser.problem_mark.index)
        let place = min(at, bytes.endIndex)
        problems.add(.syntax, message, place..<place)
    }
}

/// libyaml's marks count characters; a text with others than ASCII needs a table from them to bytes.
private struct CharacterOffsets {
    private let start: Int
    private var table: [Int] = []

    init(_ bytes: ArraySlice<UInt8>) {
        start = bytes.startIndex
        guard bytes.contains(where: { $0 >= 0x80 }) else { return }
        for (index, byte) in zip(bytes.indices, bytes) where byte & 0xC0 != 0x80 { table.append(index) }
        table.append(bytes.endIndex)
    }
    /// The byte offset of a character's index.
    func byte(_ index: Int) -> Int { table.isEmpty ? start + index : table[min(max(0, index), table.count - 1)] }
}
