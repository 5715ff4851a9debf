import Syntax

/// What the nearest `tsconfig.json` says to tools that run or bundle TypeScript without checking it: esbuild, Bun.
public struct TypeScriptConfiguration: Sendable, Equatable {
    /// Imports stay where nothing of them is used as a value.
    public private(set) var keepsUnusedImports = false
    /// Where names that are not paths are looked for first.
    public private(set) var base: TreePath?
    /// Patterns with one `*` at most, and where each may lead, in order.
    public private(set) var paths: [Mapping] = []

    public struct Mapping: Sendable, Equatable {
        public var pattern: String
        public var targets: [TreePath]

        /// What stands for the `*`; nil where the pattern does not match.
        func match(_ specifier: String) -> Substring? {
            guard let star = pattern.firstIndex(of: "*") else { return specifier == pattern ? "" : nil }
            let prefix = pattern[..<star], suffix = pattern[pattern.index(after: star)...]
            guard specifier.utf8.count >= prefix.utf8.count + suffix.utf8.count, specifier.hasPrefix(prefix), specifier.hasSuffix(suffix)
            else { return nil }
            return specifier.dropFirst(prefix.count).dropLast(suffix.count)
        }
    }

    /// Files where a specifier may lead by `paths`: those of the exact pattern, else of the longest one that matches.
    func candidates(_ specifier: String) -> [TreePath] {
        let matching = paths.compactMap { mapping in mapping.match(specifier).map { (mapping, $0) } }
        guard
            let (mapping, rest) = matching.max(by: {
                ($0.0.pattern.contains("*") ? $0.0.pattern.utf8.count : .max)
                    < ($1.0.pattern.contains("*") ? $1.0.pattern.utf8.count : .max)
            })
        else { return [] }
        return mapping.targets.compactMap { TreePath($0.text.replacing("*", with: rest)) }
    }

    /// Settings of a file come after those of what it extends.
    fileprivate mutating func apply(_ document: Document, in folder: TreePath) {
        guard let options = document["compilerOptions"] else { return }
        if let kept = options["verbatimModuleSyntax"]?.bool ?? options["preserveValueImports"]?.bool { keepsUnusedImports = kept }
        if let word = options["importsNotUsedAsValues"]?.string { keepsUnusedImports = word != "remove" }
        if let folderName = options["baseUrl"]?.string { base = TreePath(folderName, from: folder) }
        guard let mappings = options["paths"]?.entries else { return }
        let root = base ?? folder
        paths = mappings.map { entry in
            Mapping(pattern: entry.key, targets: (entry.value.array ?? []).compactMap { $0.string }.compactMap { TreePath($0, from: root) })
        }
    }
}

extension FileTree {
    /// The configuration above a file; installed packages have none, whatever they ship.
    public func typeScriptConfiguration(governing path: TreePath) -> TypeScriptConfiguration? {
        guard !path.isInstalled, let folder = path.parent else { return nil }
        return typeScriptConfigurations.of(folder) {
            folder.selfAndAncestors.lazy.map { $0.appending("tsconfig.json") }.first { self.isFile($0) }.map {
                self.readTypeScriptConfiguration($0)
            }
        }
    }
    private func readTypeScriptConfiguration(_ file: TreePath) -> TypeScriptConfiguration {
        var chain: [(document: Document, folder: TreePath)] = [], seen: Set<TreePath> = [], next: TreePath? = file
        while let here = next, seen.insert(here).inserted, chain.count < 16, case .success(let bytes) = read(here) {
            let document = JSONDocument.read(bytes, as: .jsonc), folder = here.parent ?? .root
            chain.append((document, folder))
            // a package's configuration is not followed: few say anything that matters here
            next = document["extends"]?.string.flatMap {
                $0.hasPrefix(".") ? TreePath($0.hasSuffix(".json") ? $0 : $0 + ".json", from: folder) : nil
            }
        }
        var configuration = TypeScriptConfiguration()
        for link in chain.reversed() { configuration.apply(link.document, in: link.folder) }
        return configuration
    }
}
