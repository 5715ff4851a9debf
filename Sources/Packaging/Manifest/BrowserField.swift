import Syntax

/// `browser`: another main file, or a map from files and packages to what takes their place.
public enum BrowserField: Sendable {
    public enum Replacement: Sendable, Hashable {
        case path(String)
        /// `false`: an empty module.
        case disabled
    }
    case main(Located<String>)
    case map([(key: Located<String>, value: Replacement)])

    init?(_ node: Document.Node, _ problems: inout [ManifestProblem]) {
        if let text = node.string {
            self = .main(Located(text, node.range))
            return
        }
        guard let entries = node.entries else {
            problems.append(ManifestProblem(.wrongType(field: "browser", expected: "a string or an object"), node.range))
            return nil
        }
        var map: [(key: Located<String>, value: Replacement)] = []
        for entry in entries {
            let key = Located(entry.key, entry.keyRange)
            if let text = entry.value.string {
                map.append((key, .path(text)))
            } else if entry.value.bool == false {
                map.append((key, .disabled))
            } else {
                problems.append(
                    ManifestProblem(.wrongType(field: "browser.\(entry.key)", expected: "a string or false"), entry.value.range))
            }
        }
        self = .map(map)
    }
    /// The replacement of a key; the last of equal ones counts.
    public func replacement(_ key: String) -> (value: Replacement, key: Located<String>)? {
        guard case .map(let entries) = self else { return nil }
        return entries.last { $0.key.value == key }.map { ($0.value, $0.key) }
    }
}

/// `sideEffects`: which files a bundler must keep although nothing is imported from them.
public enum SideEffects: Sendable {
    case all, none
    /// Patterns as bundlers read them: one without a `/` matches the name in any folder.
    case only([Located<String>])

    init?(_ node: Document.Node, _ problems: inout [ManifestProblem]) {
        if let bool = node.bool {
            self = bool ? .all : .none
        } else if let elements = node.array {
            self = .only(elements.compactMap { element in element.string.map { Located($0, element.range) } })
        } else if let text = node.string {
            self = .only([Located(text, node.range)])
        } else {
            problems.append(ManifestProblem(.wrongType(field: "sideEffects", expected: "a boolean or an array of patterns"), node.range))
            return nil
        }
    }
    /// Whether importing `file`, relative to the package, for nothing may matter.
    public func mayHave(_ file: TreePath) -> Bool {
        switch self {
        case .all: true
        case .none: false
        case .only(let patterns):
            patterns.contains { pattern in
                let text = pattern.value.hasPrefix("./") ? String(pattern.value.dropFirst(2)) : pattern.value
                return Glob(text.contains("/") ? text : "**/" + text).matches(file.text)
            }
        }
    }
}
