/// The names that real engines have: own properties of the globals, of builtin objects and of builtin modules
/// (`rules/runtimes/inventory.txt`, made by scripts/generate-inventory, which says what a line holds).
///
/// It guards the evaluator's completeness: what the engine has and the evaluator lacks is unknown, never undefined.
struct InventoryTable: Sendable {
    /// Which engines: bit n is the n-th name of the file's first line.
    typealias Engines = UInt8

    private let bytes: ArraySlice<UInt8>
    /// Owner to what follows its name in its line.
    private let lines: [String: Line]
    private let engines: [String]

    private struct Line: Sendable {
        let range: Range<Int>
        let isLanguage: Bool
    }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        var lines: [String: Line] = [:]
        var engines: [String] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if line.first == UInt8(ascii: "#") {
                if engines.isEmpty { engines = String(decoding: line.dropFirst(), as: UTF8.self).split(separator: " ").map(String.init) }
                continue
            }
            let isLanguage = line.first == UInt8(ascii: "*")
            let name = line[(line.startIndex + (isLanguage ? 1 : 0))...].prefix { $0 != UInt8(ascii: "\t") }
            lines[String(decoding: name, as: UTF8.self)] = Line(range: name.endIndex..<line.endIndex, isLanguage: isLanguage)
        }
        self.lines = lines
        self.engines = engines
    }

    func mask(_ names: [String]) -> Engines {
        names.reduce(0) { mask, name in engines.firstIndex(of: name).map { $0 < 8 ? mask | 1 << $0 : mask } ?? mask }
    }

    func isLanguage(_ owner: String) -> Bool { lines[owner]?.isLanguage ?? false }
    func isKnown(_ owner: String) -> Bool { lines[owner] != nil }

    /// Calls back with each member's kind, engines and name, until that answers false.
    func forEachMember(of owner: String, _ body: (Presence.Kind, Engines, ArraySlice<UInt8>) -> Bool) {
        guard let line = lines[owner] else { return }
        for group in bytes[line.range].split(separator: UInt8(ascii: "\t")) {
            let head = group.prefix { $0 != UInt8(ascii: " ") }
            guard head.count == 3, let letter = head.first, let kind = Self.kinds[letter],
                let mask = Engines(String(decoding: head.dropFirst(), as: UTF8.self), radix: 16)
            else { continue }
            for name in group[head.endIndex...].split(separator: UInt8(ascii: " ")) {
                guard body(kind, mask, name) else { return }
            }
        }
    }

    private static let kinds: [UInt8: Presence.Kind] = [
        UInt8(ascii: "f"): .function, UInt8(ascii: "o"): .object, UInt8(ascii: "s"): .string, UInt8(ascii: "n"): .number,
        UInt8(ascii: "b"): .boolean, UInt8(ascii: "u"): .undefined, UInt8(ascii: "y"): .symbol, UInt8(ascii: "i"): .bigint,
        UInt8(ascii: "a"): .accessor, UInt8(ascii: "z"): .null,
    ]
}

/// One runtime's view of the names: which engines stand for it, and which others make an absence doubtful.
struct Inventory: Sendable {
    let table: InventoryTable
    /// Engines whose names are this runtime's, for the host's objects and for the language's.
    let engines: InventoryTable.Engines
    let language: InventoryTable.Engines
    /// A name that only these have may be here, too: the very patch was not asked.
    let doubtful: InventoryTable.Engines
    let languageDoubtful: InventoryTable.Engines

    /// `*` in the file: `@@iterator` stands for `Symbol.iterator`.
    func member(_ name: String, of owner: String) -> Presence {
        guard table.isKnown(owner) else { return .unknown }
        let isLanguage = table.isLanguage(owner)
        let own = isLanguage ? language : engines
        let others = isLanguage ? languageDoubtful : doubtful
        let wanted = Array(name.utf8)
        var found: Presence.Kind?
        var isDoubtful = false
        table.forEachMember(of: owner) { kind, mask, candidate in
            guard candidate.count == wanted.count, candidate.elementsEqual(wanted) else { return true }
            if mask & own != 0 { found = kind }
            if mask & others != 0 { isDoubtful = true }
            return found == nil
        }
        if let found { return .present(found) }
        return isDoubtful ? .unknown : .absent
    }

    /// What is known to be there, by kind and name.
    func members(of owner: String) -> [(name: String, kind: Presence.Kind)] {
        let own = table.isLanguage(owner) ? language : engines
        var result: [(name: String, kind: Presence.Kind)] = []
        table.forEachMember(of: owner) { kind, mask, name in
            if mask & own != 0 { result.append((String(decoding: name, as: UTF8.self), kind)) }
            return true
        }
        return result
    }
}
