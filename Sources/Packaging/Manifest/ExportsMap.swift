import Syntax

/// A name in a conditional export: "import", "workerd", "default".
public struct Condition: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public var name: String
    public init(_ name: String) { self.name = name }
    public init(stringLiteral name: String) { self.name = name }
    public var description: String { name }
}

/// What stands behind a key of `exports` or `imports`.
public indirect enum ExportsTarget: Sendable {
    /// "./dist/index.js", or in `imports` also another package.
    case path(Located<String>)
    /// The first condition that is active and leads somewhere decides.
    case conditions([ConditionalTarget], range: Range<Int>)
    /// The first valid one counts, whether its file exists or not.
    case alternatives([ExportsTarget], range: Range<Int>)
    /// null: explicitly not exported.
    case excluded(range: Range<Int>)
    /// A number, a boolean.
    case invalid(range: Range<Int>)

    public var range: Range<Int> {
        switch self {
        case .path(let path): path.range
        case .conditions(_, let range), .alternatives(_, let range), .excluded(let range), .invalid(let range): range
        }
    }
    /// Every path that some condition leads to, in the order of the file.
    public var paths: [Located<String>] {
        switch self {
        case .path(let path): [path]
        case .conditions(let branches, _): branches.flatMap(\.target.paths)
        case .alternatives(let list, _): list.flatMap(\.paths)
        case .excluded, .invalid: []
        }
    }
    /// Every condition that is named anywhere below.
    public var conditions: Set<Condition> {
        switch self {
        case .conditions(let branches, _): branches.reduce(into: []) { $0.formUnion($1.target.conditions.union([$1.condition.value])) }
        case .alternatives(let list, _): list.reduce(into: []) { $0.formUnion($1.conditions) }
        case .path, .excluded, .invalid: []
        }
    }

    // The depth is bounded by `Document.depthLimit`.
    init(_ node: Document.Node, _ problems: inout [ManifestProblem]) {
        switch node.value {
        case .string(let text): self = .path(Located(text, node.range))
        case .null: self = .excluded(range: node.range)
        case .bool, .number:
            problems.append(ManifestProblem(.wrongType(field: "exports", expected: "a path, conditions, an array or null"), node.range))
            self = .invalid(range: node.range)
        case .array(let elements):
            var list: [ExportsTarget] = []
            for element in elements { list.append(ExportsTarget(element, &problems)) }
            self = .alternatives(list, range: node.range)
        case .object(let entries):
            var branches: [ConditionalTarget] = []
            for entry in entries.uniqued {
                if isNumeric(entry.key) { problems.append(ManifestProblem(.numericKey(entry.key), entry.keyRange)) }
                branches.append(
                    ConditionalTarget(
                        condition: Located(Condition(entry.key), entry.keyRange), target: ExportsTarget(entry.value, &problems)))
            }
            self = .conditions(branches, range: node.range)
        }
    }
}

public struct ConditionalTarget: Sendable {
    public var condition: Located<Condition>
    public var target: ExportsTarget
}

/// `exports` or `imports`: keys are "." and "./sub", patterns with one `*`, or "#internal".
public struct ExportsMap: Sendable {
    public struct Entry: Sendable {
        public var key: Located<String>
        public var target: ExportsTarget
    }
    public var entries: [Entry] = []
    public var range: Range<Int>
    /// Node refuses the whole package: keys of both kinds.
    public var isInvalid = false

    /// nil for null, which counts as absent.
    init?(_ node: Document.Node, field: String, _ problems: inout [ManifestProblem]) {
        range = node.range
        if node.isNull { return nil }
        guard let list = node.entries?.uniqued else {
            if field == "imports" {
                problems.append(ManifestProblem(.wrongType(field: field, expected: "an object"), node.range))
                return nil
            }
            entries = [Entry(key: Located(".", node.range), target: ExportsTarget(node, &problems))]
            return
        }
        let paths = list.filter { $0.key.hasPrefix(field == "exports" ? "." : "#") }
        if field == "imports" || !paths.isEmpty || list.isEmpty {
            if field == "exports", paths.count != list.count {
                isInvalid = true
                problems.append(ManifestProblem(.mixedExportsKeys, list.first { !$0.key.hasPrefix(".") }?.keyRange ?? node.range))
            }
            for entry in paths {
                entries.append(Entry(key: Located(entry.key, entry.keyRange), target: ExportsTarget(entry.value, &problems)))
            }
        } else {
            entries = [Entry(key: Located(".", node.range), target: ExportsTarget(node, &problems))]
        }
    }

    /// The entry that answers for a subpath, and what its `*` stands for. An exact key wins, then the pattern with the longest part before
    /// the `*`.
    public func entry(for subpath: String) -> (entry: Entry, match: String?)? {
        if !subpath.contains("*"), !subpath.hasSuffix("/"), let exact = entries.first(where: { $0.key.value == subpath }) {
            return (exact, nil)
        }
        var best: (entry: Entry, match: String, before: Int, length: Int)?
        for entry in entries {
            let key = entry.key.value
            guard let star = key.firstIndex(of: "*"), key.lastIndex(of: "*") == star else { continue }
            let before = key[..<star], after = key[key.index(after: star)...]
            guard subpath.utf8.count >= key.utf8.count, subpath.hasPrefix(before), subpath.hasSuffix(after),
                subpath.utf8.count > before.utf8.count
            else { continue }
            if let best, (best.before, best.length) >= (before.utf8.count, key.utf8.count) { continue }
            let match = String(subpath.dropFirst(before.count).dropLast(after.count))
            best = (entry, match, before.utf8.count, key.utf8.count)
        }
        return best.map { ($0.entry, $0.match) }
    }
}

/// Keys that JavaScript moves to the front of an object: conditions must not depend on such an order.
private func isNumeric(_ key: String) -> Bool { UInt32(key).map { String($0) == key && $0 != .max } ?? false }

extension [Document.Entry] {
    /// As `JSON.parse` leaves them: a key that occurs twice keeps its first place and takes its last value.
    fileprivate var uniqued: [Document.Entry] {
        var places: [String: Int] = [:]
        var result: [Document.Entry] = []
        for entry in self {
            if let place = places[entry.key] {
                result[place].value = entry.value
            } else {
                places[entry.key] = result.count
                result.append(entry)
            }
        }
        return result
    }
}
