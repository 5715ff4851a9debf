/// What `npm publish` would put into the tarball, by the rules of npm-packlist 8 (npm 10), without npm.
extension FileTree {
    /// The package in `folder`, in byte order; paths are relative to the tree. Empty where there is no readable manifest.
    public func publishedFiles(in folder: TreePath = .root) -> [TreePath] {
        guard let manifest = manifest(in: folder), manifest.isReadable else { return [] }
        var found = PackageWalk(tree: self, root: folder, manifest: manifest).files()
        var seen: Set<TreePath> = [folder]
        var pending = manifest.bundledDependencies.map { ($0, folder) }
        while let (name, dependent) = pending.popLast() {
            let place = packageFolder(name, from: dependent.appending("package.json"))
            guard let place, place.relative(to: folder) != nil, seen.insert(place).inserted, let bundled = self.manifest(in: place) else {
                continue
            }
            found += PackageWalk(tree: self, root: place, manifest: bundled).files()
            pending += bundled.dependencies.filter { $0.kind == .runtime || $0.kind == .optional }.map { ($0.name, place) }
        }
        return found.sorted()
    }

    /// The package in `folder` as its users get it, a tree of its own: the published files, with the dependencies installed beside them.
    public func asPublished(_ folder: TreePath = .root) -> FileTree { publishing(folder).subtree(folder) }

    /// This tree with the package in `folder` as its users get it. What lies around it, as the dependencies of a workspace, stays.
    public func publishing(_ folder: TreePath) -> FileTree { restricted(to: publishedFiles(in: folder), in: folder) }
}

/// One package's walk. Rules of a folder see the paths below it; a folder's answer needs the answer of the folders above.
private struct PackageWalk {
    let tree: FileTree
    let root: TreePath
    let manifest: Manifest

    /// A folder on the way, with the rules that begin in it.
    private final class Level {
        let path: TreePath
        let parent: Level?
        /// Own defaults, then `files` or an ignore file, then what no ignore file may change.
        let rules: [IgnoreRule]
        /// The folder itself was asked for: a refusal from above does not hold for its contents.
        let isExact: Bool
        init(_ path: TreePath, parent: Level?, rules: [IgnoreRule], isExact: Bool) {
            self.path = path
            self.parent = parent
            self.rules = rules
            self.isExact = isExact
        }

        /// `entry` is relative to this folder; `name` its last part if it lies deeper.
        func includes(_ entry: String, asFolder: Bool, name: String? = nil) -> Bool {
            var included = true
            if let parent {
                included = parent.includes("\(path.name)/\(entry)", asFolder: asFolder, name: name ?? entry)
                if !included, !isExact { return false }
            }
            let candidate = IgnoreCandidate(entry, nameBelow: name)
            for rule in rules where rule.includes != included && rule.matches(candidate, asFolder: asFolder) { included = rule.includes }
            return included
        }
    }

    func files() -> [TreePath] {
        var result: [TreePath] = []
        var required: [String] = []
        let top = Level(root, parent: nil, rules: rootRules(&required), isExact: false)
        var pending = [(level: top, required: required)]
        while let (level, required) = pending.popLast() {
            for child in tree.children(of: level.path) where !child.name.contains("*") {
                let path = level.path.appending(child.name)
                if tree.realPath(of: path) != tree.realPath(of: level.path).appending(child.name) { continue }  // npm packs no symbolic links
                let asFile = level.includes(child.name, asFolder: false)
                if child.kind == .file {
                    if asFile { result.append(path) }
                } else if level.includes(child.name, asFolder: true) {
                    let below = required.compactMap { $0.hasPrefix(child.name + "/") ? String($0.dropFirst(child.name.count + 1)) : nil }
                        .filter { !$0.contains("/") }
                    let isExact = asFile || level.includes(child.name + "/", asFolder: false)
                    pending.append((Level(path, parent: level, rules: folderRules(path, required: below), isExact: isExact), below))
                }
            }
        }
        return result
    }

    private func folderRules(_ folder: TreePath, required: [String]) -> [IgnoreRule] {
        Self.defaults + ignoreFile(in: folder) + Self.strict + required.compactMap { IgnoreRule("!" + $0) }
    }
    /// `.npmignore` counts, else `.gitignore`.
    private func ignoreFile(in folder: TreePath) -> [IgnoreRule] {
        for name in [".npmignore", ".gitignore"] {
            let path = folder.appending(name)
            if tree.isFile(path), case .success(let bytes) = tree.read(path) {
                return IgnoreRule.lines(String(decoding: bytes, as: UTF8.self))
            }
        }
        return []
    }

    private func rootRules(_ required: inout [String]) -> [IgnoreRule] {
        var strict = Self.rootStrict
        var middle = ignoreFile(in: root)
        if let files = manifest.files {
            var included: [String] = ["*"]
            for entry in files.value.map(\.value) {
                var file = entry.hasPrefix("./") ? String(entry.dropFirst()) : entry
                if file.hasSuffix("/*") { file += "*" }
                let bare = file.drop { $0 == "!" }.drop { $0 == "/" }
                switch TreePath(bare, from: root).flatMap({ tree.kind(of: $0) }) {
                case .file:
                    strict.insert("!" + file, at: 0)
                    required.append(String(file.hasPrefix("/") ? file.dropFirst() : file[...]))
                case .folder: included += ["!" + file, "!\(file)/**"]
                case nil: included.append("!" + file)
                }
            }
            middle = included.compactMap { IgnoreRule($0) }
        }
        if case .main(let file)? = manifest.browser { strict.append("!/" + file.value) }
        if let main = manifest.main { strict.append("!/" + main.value) }
        for file in manifest.bin.values {
            strict.append("!/" + (file.value.hasPrefix("./") ? String(file.value.dropFirst(2)) : file.value))
        }
        return Self.defaults + middle + strict.compactMap { IgnoreRule($0) }
    }

    private static let defaults = [
        ".npmignore", ".gitignore", "**/.git", "**/.svn", "**/.hg", "**/CVS", "**/.git/**", "**/.svn/**", "**/.hg/**", "**/CVS/**",
        "/.lock-wscript",
        "/.wafpickle-*", "/build/config.gypi", "npm-debug.log", "**/.npmrc", ".*.swp", ".DS_Store", "**/.DS_Store/**", "._*", "**/._*/**",
        "*.orig",
        "/archived-packages/**"
    ].compactMap { IgnoreRule($0) }
    private static let strict = [IgnoreRule("/.git")].compactMap(\.self)
    private static let rootStrict = [
        "/.git", "!/package.json", "!/readme{,.*[^~$]}", "!/copying{,.*[^~$]}", "!/license{,.*[^~$]}", "!/licence{,.*[^~$]}", "/.git",
        "/node_modules", ".npmrc",
        "/package-lock.json", "/yarn.lock", "/pnpm-lock.yaml"
    ]
}
