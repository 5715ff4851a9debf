/// TOML (wrangler.toml, Cargo.toml) with the place of everything.
///
/// Tables and dotted keys become nested objects, in the order in which they first occur; dates stay strings as written.
public enum TOMLDocument {
    public static func read(_ bytes: [UInt8]) -> Document {
        bytes.withUnsafeBufferPointer { text in
            // the grammar does not know the byte order mark; as white space it would be an error in front of a key
            if text.starts(with: [0xEF, 0xBB, 0xBF]) {
                let shifted = UnsafeBufferPointer(rebasing: text.dropFirst(3))
                return TOMLReader(shifted, shift: 3).read()
            }
            return TOMLReader(text, shift: 0).read()
        }
    }
    public static func read(_ text: String) -> Document { read(Array(text.utf8)) }
}

/// A table while it is filled: headers anywhere in the file add to it.
private final class OpenTable {
    enum Item {
        case value(Document.Node)
        case table(OpenTable)
        case tables([OpenTable])
    }
    var items: [(key: String, keyRange: Range<Int>, item: Item)] = []
    var places: [String: Int] = [:]
    /// Bytes of what made it: its header or first dotted key.
    var range: Range<Int>
    init(_ range: Range<Int>) { self.range = range }

    func add(_ key: String, _ keyRange: Range<Int>, _ item: Item) {
        places[key] = items.count
        items.append((key, keyRange, item))
    }
    /// Depth is bounded by `Document.depthLimit`: `table(at:)` refuses longer paths.
    func closed() -> Document.Node {
        var entries: [Document.Entry] = []
        for (key, keyRange, item) in items {
            let node =
                switch item {
                case .value(let node): node
                case .table(let table): table.closed()
                case .tables(let tables):
                    Document.Node(
                        .array(tables.map { $0.closed() }), (tables.first?.range.lowerBound ?? 0)..<(tables.last?.range.upperBound ?? 0))
                }
            entries.append(Document.Entry(key: key, keyRange: keyRange, value: node))
        }
        return Document.Node(.object(entries), range)
    }
}

private final class TOMLReader {
    private let text: UnsafeBufferPointer<UInt8>
    /// Bytes before `text` in the file.
    private let shift: Int
    private let tree: Tree
    private var problems = ProblemList()

    init(_ text: UnsafeBufferPointer<UInt8>, shift: Int) {
        self.text = text
        self.shift = shift
        tree = Grammar.toml.parse(text)
    }

    func read() -> Document {
        let root = OpenTable(shift..<(text.count + shift))
        for node in tree.nodes where node.kind == .error || node.isMissing {
            problems.add(
                .syntax, node.kind == .error ? "this is no TOML" : "something is missing here", shifted(Int(node.start)..<Int(node.end)))
        }
        guard !tree.nodes.isEmpty else { return Document(root: root.closed(), problems: problems.problems) }
        for node in tree.namedChildren(0) {
            switch tree.kind(node) {
            case .pair: pair(node, into: root)
            case .table, .tableArrayElement: header(node, root)
            default: break
            }
        }
        return Document(root: root.closed(), problems: problems.problems)
    }

    private func header(_ node: Int, _ root: OpenTable) {
        let children = tree.namedChildren(node)
        guard let key = children.first(where: { isKey($0) }) else { return }
        guard let table = table(at: path(key), from: root, isElement: tree.kind(node) == .tableArrayElement, range: tree.range(node)) else {
            return
        }
        for child in children where tree.kind(child) == .pair { pair(child, into: table) }
    }

    private func pair(_ node: Int, into table: OpenTable) {
        let children = tree.namedChildren(node)
        guard let key = children.first(where: { isKey($0) }), let value = children.last(where: { !isKey($0) }) else { return }
        var path = path(key)
        guard let last = path.popLast(), let holder = self.table(at: path, from: table, isElement: nil, range: tree.range(node)) else {
            return
        }
        if holder.places[last.key] != nil { problems.add(.duplicateKey, "duplicate key \"\(last.key)\"", last.range) }
        holder.add(last.key, last.range, .value(self.value(value, depth: 0)))
    }

    /// The table that a path names, made where it is missing. `isElement`: true appends to an array of tables, nil is a dotted key.
    private func table(at path: [(key: String, range: Range<Int>)], from root: OpenTable, isElement: Bool?, range: Range<Int>) -> OpenTable?
    {
        guard path.count < Document.depthLimit else {
            problems.add(.tooDeep, "nested deeper than \(Document.depthLimit) levels", shifted(range))
            return nil
        }
        var table = root
        for (index, step) in path.enumerated() {
            let appends = isElement == true && index == path.count - 1
            guard let place = table.places[step.key] else {
                let made = OpenTable(shifted(range))
                table.add(step.key, step.range, appends ? .tables([made]) : .table(made))
                table = made
                continue
            }
            switch table.items[place].item {
            case .table(let inner) where !appends: table = inner
            case .tables(var elements):
                if appends {
                    let made = OpenTable(shifted(range))
                    table.items[place].item = .value(Document.Node(.null, 0..<0))  // so that the append happens in place
                    elements.append(made)
                    table.items[place].item = .tables(elements)
                    table = made
                } else if let last = elements.last {
                    table = last
                }
            default:
                problems.add(.syntax, "\"\(step.key)\" is already something else", step.range)
                return nil
            }
        }
        return table
    }

    private func isKey(_ node: Int) -> Bool {
        switch tree.kind(node) {
        case .bareKey, .quotedKey, .dottedKey: true;
        default: false
        }
    }

    /// The parts of a dotted key, left to right; a plain key is one part.
    private func path(_ key: Int) -> [(key: String, range: Range<Int>)] {
        (key..<Int(tree.nodes[key].next)).compactMap { node in
            switch tree.kind(node) {
            case .bareKey: (String(decoding: text[tree.range(node)], as: UTF8.self), shifted(tree.range(node)))
            case .quotedKey: (TOMLString.decode(text[tree.range(node)]), shifted(tree.range(node)))
            default: nil
            }
        }
    }

    private func value(_ node: Int, depth: Int) -> Document.Node {
        let range = tree.range(node), written = String(decoding: text[range], as: UTF8.self)
        guard depth < Document.depthLimit else {
            problems.add(.tooDeep, "nested deeper than \(Document.depthLimit) levels", shifted(range))
            return Document.Node(.null, shifted(range))
        }
        let value: Document.Value =
            switch tree.kind(node) {
            case .string: .string(TOMLString.decode(text[range]))
            case .boolean: .bool(written == "true")
            case .integer, .float: TOMLString.number(written).map { .number($0) } ?? .null
            case .array: .array(tree.namedChildren(node).map { self.value($0, depth: depth + 1) })
            case .inlineTable: inlineTable(node, depth: depth)
            case .offsetDateTime, .localDateTime, .localDate, .localTime: .string(written)
            default: .null
            }
        return Document.Node(value, shifted(range))
    }

    private func inlineTable(_ node: Int, depth: Int) -> Document.Value {
        let table = OpenTable(shifted(tree.range(node)))
        for child in tree.namedChildren(node) where tree.kind(child) == .pair {
            let children = tree.namedChildren(child)
            guard let key = children.first(where: { isKey($0) }), let held = children.last(where: { !isKey($0) }) else { continue }
            var path = path(key)
            guard let last = path.popLast(), let holder = self.table(at: path, from: table, isElement: nil, range: tree.range(child)) else {
                continue
            }
            if holder.places[last.key] != nil { problems.add(.duplicateKey, "duplicate key \"\(last.key)\"", last.range) }
            holder.add(last.key, last.range, .value(value(held, depth: depth + 1)))
        }
        return table.closed().value
    }

    private func shifted(_ range: Range<Int>) -> Range<Int> { (range.lowerBound + shift)..<(range.upperBound + shift) }
}

/// The scalars of TOML.
enum TOMLString {
    /// One of the four kinds of strings, quotes included.
    static func decode(_ quoted: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        guard let quote = quoted.first else { return "" }
        let isLong = quoted.count >= 6 && quoted.prefix(3).allSatisfy { $0 == quote }
        var inside = quoted.dropFirst(isLong ? 3 : 1).dropLast(isLong ? 3 : 1)
        if isLong {  // a line break right after the opening quotes does not count
            if inside.first == 13 { inside = inside.dropFirst() }
            if inside.first == 10 { inside = inside.dropFirst() }
        }
        guard quote == UInt8(ascii: "\""), inside.contains(UInt8(ascii: "\\")) else { return String(decoding: inside, as: UTF8.self) }
        return String(decoding: unescaped(inside), as: UTF8.self)
    }

    private static func unescaped(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var out: [UInt8] = [], at = text.startIndex
        while at < text.endIndex {
            guard text[at] == UInt8(ascii: "\\"), at + 1 < text.endIndex else {
                out.append(text[at])
                at += 1
                continue
            }
            let letter = text[at + 1]
            at += 2
            switch letter {
            case UInt8(ascii: "n"): out.append(10)
            case UInt8(ascii: "t"): out.append(9)
            case UInt8(ascii: "r"): out.append(13)
            case UInt8(ascii: "b"): out.append(8)
            case UInt8(ascii: "f"): out.append(12)
            case UInt8(ascii: "e"): out.append(27)
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                let digits = text[at...].prefix(letter == UInt8(ascii: "u") ? 4 : 8)
                let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16).flatMap { UnicodeScalar($0) } ?? "\u{FFFD}"
                out.append(contentsOf: Character(scalar).utf8)
                at = digits.endIndex
            case 10, 13, 32, 9:  // the line goes on: white space up to the next character is dropped
                while at < text.endIndex, [10, 13, 32, 9].contains(text[at]) { at += 1 }
            default: out.append(letter)
            }
        }
        return out
    }

    static func number(_ written: String) -> Double? {
        let plain = written.filter { $0 != "_" }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
            return Int(plain.dropFirst(2), radix: radix).map { Double($0) }
        }
        switch plain {
        case "inf", "+inf": return .infinity
        case "-inf": return -.infinity
        case "nan", "+nan", "-nan": return .nan
        default: return Double(plain)
        }
    }
}
