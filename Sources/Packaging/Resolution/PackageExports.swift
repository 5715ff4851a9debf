/// The walk through `exports` and `imports` that Node defines and all others follow.
///
/// https://nodejs.org/api/esm.html#resolution-algorithm-specification
struct PackageExports {
    enum Outcome {
        case file(TreePath)
        /// `imports` only: a specifier to resolve from the package's folder.
        case specifier(Specifier)
        /// No key for the subpath.
        case noKey
        /// A key, and no active condition under it. `conditions`: those that would have led somewhere.
        case noCondition(conditions: [Condition], range: Range<Int>)
        /// null.
        case excluded(range: Range<Int>)
        case invalidTarget(Located<String>)
        /// `exports` mixes keys of both kinds, or conditions are numbers.
        case invalidManifest(String)
    }
    let manifest: Manifest
    private let conditions: Set<Condition>
    private let isRequire: Bool
    private let conditionAsked: @Sendable (Condition, Bool) -> Void
    private(set) var steps: [ResolutionStep] = []
    /// The key that answered, as the manifest spells it.
    private(set) var key = ""

    init(_ manifest: Manifest, _ rules: ResolutionRules, isRequire: Bool) {
        self.manifest = manifest
        self.isRequire = isRequire
        conditions = isRequire ? rules.requireConditions : rules.importConditions
        conditionAsked = rules.conditionAsked
    }
    private func holds(_ condition: Condition) -> Bool {
        if condition == "default" { return true }
        conditionAsked(condition, isRequire)
        return conditions.contains(condition)
    }

    /// `subpath` is "." or "./sub" for `exports`, "#name" for `imports`.
    mutating func resolve(_ subpath: String, in map: ExportsMap, isImport: Bool) -> Outcome {
        if map.isInvalid {
            return .invalidManifest(
                "\"exports\" cannot contain some keys starting with '.' and some not. The exports object must either be an object of package subpath keys or an object of main entry condition name keys only."
            )
        }
        guard let (entry, match) = map.entry(for: subpath) else { return .noKey }
        steps.append(ResolutionStep(manifest.path, entry.key.range, "\(isImport ? "imports" : "exports") \(entry.key.value)"))
        key = entry.key.value
        return resolve(entry.target, match, isImport) ?? .noCondition(conditions: Array(entry.target.conditions), range: entry.target.range)
    }

    /// nil: no condition is active. The depth is bounded by `Document.depthLimit`.
    private mutating func resolve(_ target: ExportsTarget, _ match: String?, _ isImport: Bool) -> Outcome? {
        switch target {
        case .path(let path): return resolve(path, match, isImport)
        case .excluded(let range): return .excluded(range: range)
        case .invalid(let range): return .invalidTarget(Located("", range))
        case .conditions(let branches, _):
            for branch in branches where holds(branch.condition.value) {
                let mark = steps.count
                steps.append(ResolutionStep(manifest.path, branch.condition.range, "condition \(branch.condition.value)"))
                if let outcome = resolve(branch.target, match, isImport) { return outcome }
                steps.removeSubrange(mark...)
            }
            return nil
        case .alternatives(let list, _):
            var last: Outcome?
            for element in list {
                guard let outcome = resolve(element, match, isImport) else { continue }
                switch outcome {
                case .invalidTarget, .excluded: last = outcome
                default: return outcome
                }
            }
            return last
        }
    }

    private func resolve(_ path: Located<String>, _ match: String?, _ isImport: Bool) -> Outcome {
        guard path.value.hasPrefix("./") else {
            let leavesPackage = path.value.hasPrefix("../") || path.value.hasPrefix("/")
            if isImport, !leavesPackage, !path.value.isEmpty { return .specifier(Specifier(replaceStars(path.value, match))) }
            return .invalidTarget(path)
        }
        let parts = replaceStars(path.value, match).dropFirst(2).split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0 == "." || $0 == ".." || $0 == "node_modules" }) else { return .invalidTarget(path) }
        guard let file = TreePath(percentDecoded(parts.joined(separator: "/")), from: manifest.folder),
            file.relative(to: manifest.folder) != nil
        else {
            return .invalidTarget(path)
        }
        return .file(file)
    }
    private func replaceStars(_ text: String, _ match: String?) -> String { match.map { text.replacing("*", with: $0) } ?? text }
}

/// Targets and relative specifiers are URLs.
func percentDecoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
        if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count,
            let value = UInt8(String(decoding: bytes[(at + 1)...(at + 2)], as: UTF8.self), radix: 16)
        {
            result.append(value)
            at += 3
        } else {
            result.append(bytes[at])
            at += 1
        }
    }
    return String(decoding: result, as: UTF8.self)
}
