import Glibc

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
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            defer { start = end + 1 }
            guard start < end else { continue }
            if bytes[start] == UInt8(ascii: "#") {
                if engines.isEmpty {
                    engines = String(decoding: bytes[start + 1..<end], as: UTF8.self).split(separator: " ").map(String.init)
                }
                continue
            }
            let isLanguage = bytes[start] == UInt8(ascii: "*")
            let name = bytes[(start + (isLanguage ? 1 : 0))..<end].prefix { $0 != UInt8(ascii: "\t") }
            lines[String(decoding: name, as: UTF8.self)] = Line(range: name.endIndex..<end, isLanguage: isLanguage)
        }
        self.lines = lines
        self.engines = engines
    }

    func mask(_ names: [String]) -> Engines {
        names.reduce(0) { mask, name in engines.firstIndex(of: name).map { $0 < 8 ? mask | 1 << $0 : mask } ?? mask }
    }

    func isLanguage(_ owner: String) -> Bool { lines[owner]?.isLanguage ?? false }
    func isKnown(_ owner: String) -> Bool { lines[owner] != nil }

    /// The groups that hold a name: its kind, and the engines in which it has that kind.
    func find(_ name: String, of owner: String, _ body: (Presence.Kind, Engines) -> Void) {
        guard let range = lines[owner]?.range else { return }
        let wanted = Array(" \(name)".utf8)
        var at = range.lowerBound
        // Names are single words: the space before and what comes after make a hit a whole name.
        while let hit = bytes.firstRange(of: wanted, in: at..<range.upperBound) {
            at = hit.upperBound
            guard at == range.upperBound || bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") else { continue }
            guard let tab = bytes[range.lowerBound..<hit.lowerBound].lastIndex(of: UInt8(ascii: "\t")),
                let head = Self.head(bytes[tab + 1..<range.upperBound].prefix(3))
            else { continue }
            body(head.kind, head.engines)
        }
    }

    private static func head(_ text: ArraySlice<UInt8>) -> (kind: Presence.Kind, engines: Engines)? {
        guard text.count == 3, let letter = text.first, let kind = kinds[letter],
            let engines = Engines(String(decoding: text.dropFirst(), as: UTF8.self), radix: 16)
        else { return nil }
        return (kind, engines)
    }

    /// Calls back with each member's kind, engines and name.
    func forEachMember(of owner: String, _ body: (Presence.Kind, Engines, ArraySlice<UInt8>) -> Void) {
        guard let line = lines[owner] else { return }
        for group in bytes[line.range].split(separator: UInt8(ascii: "\t")) {
            guard let head = Self.head(group.prefix(3)) else { continue }
            for name in group.dropFirst(3).split(separator: UInt8(ascii: " ")) { body(head.kind, head.engines, name) }
        }
    }

    private static let kinds: [UInt8: Presence.Kind] = [
        UInt8(ascii: "f"): .function, UInt8(ascii: "o"): .object, UInt8(ascii: "s"): .string, UInt8(ascii: "n"): .number,
        UInt8(ascii: "b"): .boolean, UInt8(ascii: "u"): .undefined, UInt8(ascii: "y"): .symbol, UInt8(ascii: "i"): .bigint,
        UInt8(ascii: "a"): .accessor, UInt8(ascii: "z"): .null
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

    /// `@@iterator` stands for the property whose key is `Symbol.iterator`.
    func member(_ name: String, of owner: String) -> Presence {
        guard table.isKnown(owner) else { return .unknown }
        let isLanguage = table.isLanguage(owner)
        let own = isLanguage ? language : engines
        let others = isLanguage ? languageDoubtful : doubtful
        var found: Presence.Kind?
        var isDoubtful = false
        table.find(name, of: owner) { kind, engines in
            if engines & own != 0 { found = kind }
            if engines & others != 0 { isDoubtful = true }
        }
        if let found { return .present(found) }
        return isDoubtful || Self.isUncollected(name) ? .unknown : .absent
    }

    /// Names that every object inherits were not asked of each owner: that one has none of its own is not known.
    private static func isUncollected(_ name: String) -> Bool {
        switch name {
        case "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf", "__proto__",
            "__defineGetter__",
            "__defineSetter__", "__lookupGetter__", "__lookupSetter__":
            true
        default: false
        }
    }

    /// What is known to be there, by kind and name.
    func members(of owner: String) -> [(name: String, kind: Presence.Kind)] {
        let own = table.isLanguage(owner) ? language : engines
        var result: [(name: String, kind: Presence.Kind)] = []
        table.forEachMember(of: owner) { kind, mask, name in
            if mask & own != 0 { result.append((String(decoding: name, as: UTF8.self), kind)) }
        }
        return result
    }
}

extension ArraySlice<UInt8> {
    /// The first place of a byte string in a part of this one. Lines are a few kilobytes and begin every name with a space, so
    /// that `memchr` from space to space is all the speed it takes.
    fileprivate func firstRange(of wanted: [UInt8], in range: Range<Int>) -> Range<Int>? {
        guard let first = wanted.first else { return nil }
        return self[range].withUnsafeBytes { here -> Range<Int>? in
            guard let base = here.baseAddress else { return nil }
            var at = 0
            while here.count - at >= wanted.count, let hit = memchr(base + at, Int32(first), here.count - at - wanted.count + 1) {
                at = UnsafeRawPointer(hit) - base
                if memcmp(base + at, wanted, wanted.count) == 0 {
                    return range.lowerBound + at..<range.lowerBound + at + wanted.count
                }
                at += 1
            }
            return nil
        }
    }
}
