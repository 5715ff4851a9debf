/// What a package offers to its users.
public struct PackageEntry: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case export, command }
    public var kind: Kind
    /// "." or "./web"; for a command its name.
    public var name: String
    /// As an importer writes it: "pkg/web". For a command the file, relative to the package.
    public var specifier: Specifier
    /// Bytes of the key in the manifest; nil where it is implied (`index.js`, a file of a package without `exports`).
    public var range: Range<Int>?
    /// Every file that some condition leads to, in the order of the manifest.
    public var files: [TreePath]
    /// One of the files that a pattern ("./dist/*") opens.
    public var isExpanded = false
}

extension TreePath {
    /// What a package is called, as a dependency, whose manifest gives it no name.
    public var nameOfUnnamedPackage: String { name.isEmpty ? "package" : String(name) }
}

extension FileTree {
    /// Exports and commands of the package in `folder`, in the order of its manifest. Patterns are expanded over the files that exist.
    public func entries(of folder: TreePath) -> [PackageEntry] {
        guard let manifest = manifest(in: folder) else { return [] }
        let name = manifest.name?.value ?? folder.nameOfUnnamedPackage
        var result: [PackageEntry] = []
        if let exports = manifest.exports {
            for entry in exports.entries where !entry.key.value.contains("*") { result += self.entry(entry, name, folder) }
            let patterns = exports.entries.filter { $0.key.value.contains("*") }
            if !patterns.isEmpty {
                let files = files(under: folder) { $0.name != "node_modules" }.compactMap { $0.relative(to: folder)?.text }
                for pattern in patterns { result += expand(pattern, in: exports, files, name, folder) }
            }
        } else {
            let main = main(of: manifest)
            if !main.files.isEmpty || main.range != nil {
                result.append(PackageEntry(kind: .export, name: ".", specifier: Specifier(name), range: main.range, files: main.files))
            }
        }
        for (command, file) in manifest.bin.sorted(by: { $0.key.range.lowerBound < $1.key.range.lowerBound }) {
            let path = TreePath(file.value, from: folder)
            result.append(
                PackageEntry(
                    kind: .command, name: command.value, specifier: Specifier(file.value), range: file.range, files: path.map { [$0] } ?? []
                ))
        }
        return result
    }

    private func entry(_ entry: ExportsMap.Entry, _ name: String, _ folder: TreePath) -> [PackageEntry] {
        let files = entry.target.paths.compactMap { $0.value.hasPrefix("./") ? TreePath($0.value, from: folder) : nil }
        guard !files.isEmpty, entry.key.value != "./package.json" else { return [] }
        return [
            PackageEntry(
                kind: .export, name: entry.key.value, specifier: Specifier(name + entry.key.value.dropFirst()), range: entry.key.range,
                files: files)
        ]
    }
    /// What `*` may stand for follows from the files that the targets name.
    private func expand(
        _ pattern: ExportsMap.Entry, in exports: ExportsMap, _ files: [String], _ name: String, _ folder: TreePath
    ) -> [PackageEntry] {
        var matches: [String: Set<TreePath>] = [:]
        for target in pattern.target.paths where target.value.hasPrefix("./") {
            let parts = target.value.dropFirst(2).split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].contains("*") else { continue }
            for file in files
            where file.hasPrefix(parts[0]) && file.hasSuffix(parts[1]) && file.utf8.count > parts[0].utf8.count + parts[1].utf8.count {
                let match = String(file.dropFirst(parts[0].count).dropLast(parts[1].count))
                if let path = TreePath(file, from: folder) { matches[match, default: []].insert(path) }
            }
        }
        return matches.sorted { $0.key < $1.key }.compactMap { match, files in
            let subpath = pattern.key.value.replacing("*", with: match)
            // A more exact key may take the subpath away, or exclude it.
            guard exports.entry(for: subpath)?.entry.key == pattern.key else { return nil }
            return PackageEntry(
                kind: .export, name: subpath, specifier: Specifier(name + subpath.dropFirst()), range: pattern.key.range,
                files: files.sorted(), isExpanded: true)
        }
    }
    private func main(of manifest: Manifest) -> (files: [TreePath], range: Range<Int>?) {
        var files: [TreePath] = []
        var range: Range<Int>?
        for field in ["main", "module", "browser"] {
            guard let value = manifest.string(field), let path = TreePath(value.value, from: manifest.folder) else { continue }
            range = range ?? value.range
            let candidates = path.isRoot ? [] : [path, path.adding(".js"), path.adding(".json"), path.appending("index.js")]
            if let file = firstFile(candidates), !files.contains(file) { files.append(file) }
        }
        if files.isEmpty, let index = firstFile(["index.js", "index.json", "index.node"].map { manifest.folder.appending($0) }) {
            files.append(index)
        }
        return (files, range)
    }

    /// The folders of a workspace's packages, in byte order; empty where the manifest names none.
    public func workspacePackages(of folder: TreePath = .root) -> [TreePath] {
        guard let patterns = manifest(in: folder)?.workspaces.map(\.value), !patterns.isEmpty else { return [] }
        func globs(_ negated: Bool) -> [Glob] {
            patterns.filter { $0.hasPrefix("!") == negated }.map { pattern in
                var text = pattern.drop { $0 == "!" }
                if text.hasPrefix("./") { text = text.dropFirst(2) }
                return Glob(text.hasSuffix("/") ? text.dropLast() : text)
            }
        }
        let wanted = globs(false), unwanted = globs(true)
        var result: [TreePath] = []
        _ = files(under: folder) { path in
            if path.name == "node_modules" || path.name == ".git" { return false }
            guard let inner = path.relative(to: folder)?.text else { return false }
            if wanted.contains(where: { $0.matches(inner) }), !unwanted.contains(where: { $0.matches(inner) }),
                isFile(path.appending("package.json"))
            {
                result.append(path)
            }
            return wanted.contains { $0.couldMatch(below: inner) }
        }
        return result.sorted()
    }

    /// The installed packages that the folder's manifest does not name are left out; without a manifest every installed package counts.
    public func directDependencies(of folder: TreePath = .root) -> [TreePath] {
        let install = folder.appending("node_modules")
        let installed = children(of: install).flatMap { child -> [String] in
            guard child.kind == .folder, !child.name.hasPrefix(".") else { return [] }
            guard child.name.hasPrefix("@") else { return [child.name] }
            return children(of: install.appending(child.name)).filter { $0.kind == .folder }.map { "\(child.name)/\($0.name)" }
        }
        let named = manifest(in: folder).map { Set($0.dependencies.map(\.name)) }
        return installed.filter { named?.contains($0) ?? true }.map { install.appending($0) }
    }
}
