import Text

/// esbuild's resolver (internal/resolver/resolver.go); Bun's is a port of it.
struct BundlerResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    private var text: String { request.specifier.text }
    private var importer: TreePath { request.importer }

    func resolve() -> Resolution {
        if let name = rules.externals.first(where: { $0.hasSuffix("*") ? text.hasPrefix($0.dropLast()) : text == $0 }) {
            return Resolution(.external(name.hasSuffix("*") ? text : name))
        }
        if let builtin = builtinFirst() { return builtin }
        let found = load(Specifier(alias(text)))
        guard let failure = found.failure, failure.reason == .packageMissing || failure.reason == .fileMissing else {
            return checkingLoader(found)
        }
        switch rules.builtin(text) {
        case .refused(let notes): return failed(.builtinRefused, notes: notes, found.steps)
        case .leftToRuntime(let warning):
            var left = Resolution(.external(text), steps: found.steps)
            left.warning = warning
            return left
        default: return found
        }
    }
    /// Builtins that the tool takes before it looks at the disk; the others are packages if such packages are installed.
    private func builtinFirst() -> Resolution? {
        switch rules.builtin(text) {
        case .available, .polyfilled: Resolution(.builtin(text.hasPrefix("node:") ? String(text.dropFirst(5)) : text))
        case .refused, .leftToRuntime, nil: nil
        }
    }
    private func alias(_ text: String) -> String {
        if let exact = rules.aliases[text] { return exact }
        for (name, target) in rules.aliases.sorted(by: { $0.key.count > $1.key.count }) where text.hasPrefix(name + "/") {
            return target + text.dropFirst(name.count)
        }
        return text
    }
    /// Without the last step: what is there, whether it can be read or not.
    func load(_ specifier: Specifier) -> Resolution {
        if specifier.text.hasPrefix("data:") { return Resolution(.data(specifier.text)) }
        if ["http:", "https:", "//"].contains(where: { specifier.text.hasPrefix($0) }) { return Resolution(.external(specifier.text)) }
        if specifier.isRelative { return relative(specifier) }
        if specifier.isAbsolute { return Resolution(.undecided("an absolute path: \(specifier)")) }
        if let mapped = mappedByConfiguration(specifier) { return mapped }
        if specifier.text.hasPrefix("#") { return imports(specifier) }
        if let mapped = browserReplacement(of: specifier.text) { return mapped }
        return package(specifier)
    }

    private func relative(_ specifier: Specifier) -> Resolution {
        guard let path = TreePath(specifier.text, from: importer.parent ?? .root) else {
            return Resolution(.undecided("a path that leaves the tree: \(specifier)"))
        }
        let isFolderOnly = specifier.text.hasSuffix("/") || specifier.text == "." || specifier.text == ".."
        if let mapped = browserReplacement(ofFile: path) ?? fileOrFolder(path, isFolderOnly: isFolderOnly) { return mapped }
        // A name may hold a question mark; only when it does not exist is the rest taken for a suffix.
        let (plain, suffix) = specifier.withoutQuery
        if rules.algorithm == .bun, suffix.hasPrefix("#") { return failed(.fileMissing, notes: []) }
        if !suffix.isEmpty, let path = TreePath(plain, from: importer.parent ?? .root), var found = fileOrFolder(path, isFolderOnly: false)
        {
            found.suffix = suffix
            return found
        }
        return failed(.fileMissing, notes: [])
    }

    /// By `paths` or `baseUrl` of the project's tsconfig.json; nil where no file is there.
    private func mappedByConfiguration(_ specifier: Specifier) -> Resolution? {
        guard let configuration = tree.typeScriptConfiguration(governing: importer) else { return nil }
        for path in configuration.candidates(specifier.text) { if let found = fileOrFolder(path, isFolderOnly: false) { return found } }
        guard let base = configuration.base, let path = TreePath(specifier.text, from: base) else { return nil }
        return fileOrFolder(path, isFolderOnly: false)
    }

    // MARK: Packages

    private func package(_ specifier: Specifier) -> Resolution {
        guard let (name, subpath) = specifier.bundledPackage else { return failed(.packageMissing, notes: []) }
        if let own = tree.scope(of: importer), own.exports != nil, own.name?.value == name { return exports(own, subpath) }
        for install in tree.installFolders(above: importer) where tree.isFolder(install) {
            let folder = install.appending(name)
            if let manifest = tree.manifest(in: folder), manifest.exports != nil { return exports(manifest, subpath) }
            // A single file may lie there, too. What a package lacks is searched for further up.
            guard let path = TreePath(subpath, from: folder) else { continue }
            let isFolderOnly = specifier.text.hasSuffix("/")
            if let found = browserReplacement(ofFile: path, from: folder) ?? fileOrFolder(path, isFolderOnly: isFolderOnly) { return found }
        }
        return failed(.packageMissing, notes: [])
    }
    private func exports(_ manifest: Manifest, _ subpath: String) -> Resolution {
        guard let map = manifest.exports else { return failed(.packageMissing, notes: []) }
        let name = manifest.name?.value ?? manifest.folder.text
        var walk = PackageExports(manifest, rules, isRequire: request.kind.isRequire)
        switch walk.resolve(subpath, in: map, isImport: false) {
        case .file(let file):
            if let mapped = browserReplacement(ofFile: file, from: manifest.folder) { return mapped }
            if tree.isFile(file) { return found(file, walk.steps) }
            return failed(
                .fileMissing, notes: ["The module \"\(shown(file))\" was not found on the file system:"], walk.steps, subject: file.text)
        case .noCondition(let conditions, _):
            let active = rules.conditions(request.kind).map { "\"\($0)\"" }.sorted().joined(separator: ", ")
            let named = conditions.map { "\"\($0)\"" }.sorted().joined(separator: ", ")
            return failed(
                .noCondition,
                notes: [
                    "The path \"\(subpath)\" is not currently exported by package \"\(name)\":",
                    "None of the conditions in the package definition (\(named)) match any of the currently active conditions (\(active)):"
                ], walk.steps)
        case .specifier, .noKey, .excluded:
            return failed(.notExported, notes: ["The path \"\(subpath)\" is not exported by package \"\(name)\":"], walk.steps)
        case .invalidTarget(let target):
            return failed(.invalidTarget, notes: ["The package target \"\(target.value)\" is invalid:"], walk.steps)
        case .invalidManifest:
            return failed(.invalidManifest, notes: ["The package configuration has an invalid value here:"], walk.steps)
        }
    }
    private func imports(_ specifier: Specifier) -> Resolution {
        guard let manifest = tree.scope(of: importer), let map = manifest.imports else { return failed(.importNotDefined, notes: []) }
        var walk = PackageExports(manifest, rules, isRequire: request.kind.isRequire)
        switch walk.resolve(specifier.text, in: map, isImport: true) {
        case .file(let file):
            return tree.isFile(file)
                ? found(file, walk.steps)
                : failed(.fileMissing, notes: ["The module \"\(shown(file))\" was not found on the file system:"], walk.steps)
        case .specifier(let inner):
            var resolution = BundlerResolver(
                tree: tree, rules: rules, request: ResolutionRequest(inner, from: manifest.path, kind: request.kind)
            ).resolve()
            resolution.steps = walk.steps + resolution.steps
            return resolution
        default:
            return failed(
                .importNotDefined, notes: ["The package import \"\(specifier)\" is not defined in this \"imports\" map:"], walk.steps)
        }
    }

    // MARK: Files and folders

    private func fileOrFolder(_ path: TreePath, isFolderOnly: Bool) -> Resolution? {
        if !isFolderOnly, let file = file(path) { return found(file) }
        guard tree.isFolder(path) else { return nil }
        return mainFile(path) ?? index(path)
    }
    private func file(_ path: TreePath) -> TreePath? {
        guard !path.isRoot else { return nil }
        // Below node_modules JavaScript comes before the TypeScript it may have been made from.
        if tree.isFile(path) { return path }
        let extensions =
            path.isInstalled
            ? rules.extensions.filter { !$0.hasBytes(of: "ts") } + rules.extensions.filter { $0.hasBytes(of: "ts") } : rules.extensions
        if let file = tree.firstFile(extensions.map { path.adding($0) }) { return file }
        guard !path.isInstalled, let written = [".js", ".mjs", ".cjs", ".jsx"].first(where: { path.text.hasSuffix($0) }) else { return nil }
        let stem = String(path.name.dropLast(written.count))
        let sources = [".js": [".ts", ".tsx"], ".jsx": [".ts", ".tsx"], ".mjs": [".mts"], ".cjs": [".cts"]][written] ?? []
        return tree.firstFile(sources.map { (path.parent ?? .root).appending(stem + $0) })
    }
    private func index(_ folder: TreePath) -> Resolution? {
        for suffix in rules.extensions {
            let path = folder.appending("index" + suffix)
            if let mapped = browserReplacement(ofFile: path, from: folder) { return mapped }
            if tree.isFile(path) { return found(path) }
        }
        return nil
    }
    private func mainFile(_ folder: TreePath) -> Resolution? {
        guard let manifest = tree.manifest(in: folder) else { return nil }
        for field in rules.mainFields {
            guard let value = mainField(field, manifest), var main = loadMain(value, field, manifest) else { continue }
            // With the automatic order (and in Bun, which runs what it finds), `require` gets `main` where there are both, and so do
            // imports once anybody requires the package.
            guard field == "module", rules.readsBrowserMap || rules.algorithm == .bun else { return main }
            let required = manifest.main.flatMap { loadMain($0, "main", manifest) } ?? (manifest.main == nil ? index(folder) : nil)
            if let required, request.kind.isRequire || rules.algorithm == .bun { return required }
            main.requiredInstead = required?.file
            return main
        }
        return nil
    }
    private func mainField(_ field: String, _ manifest: Manifest) -> Located<String>? {
        guard field == "browser" else { return manifest.string(field) }
        if case .main(let file)? = manifest.browser { return file }
        return nil
    }
    private func loadMain(_ value: Located<String>, _ field: String, _ manifest: Manifest) -> Resolution? {
        guard let path = TreePath(value.value, from: manifest.folder) else { return nil }
        let step = ResolutionStep(manifest.path, value.range, field)
        var resolution =
            browserReplacement(ofFile: path, from: manifest.folder) ?? file(path).map { found($0) }
            ?? (tree.isFolder(path) ? index(path) : nil)
        resolution?.steps.insert(step, at: 0)
        return resolution
    }

    // MARK: The browser map

    private func browserScope(_ folder: TreePath) -> Manifest? {
        guard rules.readsBrowserMap else { return nil }
        for folder in folder.selfAndAncestors {
            if let manifest = tree.manifest(in: folder), case .map? = manifest.browser { return manifest }
        }
        return nil
    }
    private func browserReplacement(of package: String) -> Resolution? {
        guard let manifest = browserScope(importer.parent ?? .root), let (value, key) = manifest.browser?.replacement(package) else {
            return nil
        }
        return replaced(value, key, manifest)
    }
    private func browserReplacement(ofFile path: TreePath, from folder: TreePath? = nil) -> Resolution? {
        guard let manifest = browserScope(folder ?? importer.parent ?? .root), let inner = path.relative(to: manifest.folder) else {
            return nil
        }
        let names = [inner.text] + rules.extensions.map { inner.text + $0 } + rules.extensions.map { inner.text + "/index" + $0 }
        for name in names {
            if let (value, key) = manifest.browser?.replacement("./" + name) ?? manifest.browser?.replacement(name) {
                return replaced(value, key, manifest)
            }
        }
        return nil
    }
    private func replaced(_ value: BrowserField.Replacement, _ key: Located<String>, _ manifest: Manifest) -> Resolution? {
        let step = ResolutionStep(manifest.path, key.range, "browser")
        guard case .path(let text) = value else { return Resolution(.disabled, steps: [step]) }
        if let path = TreePath(text, from: manifest.folder), var resolution = fileOrFolder(path, isFolderOnly: false) {
            resolution.steps.insert(step, at: 0)
            return resolution
        }
        guard !text.hasPrefix("."), text != key.value else { return nil }
        var resolution = BundlerResolver(
            tree: tree, rules: rules, request: ResolutionRequest(Specifier(text), from: manifest.path, kind: request.kind)
        ).package(Specifier(text))
        resolution.steps.insert(step, at: 0)
        return resolution
    }

    // MARK: Answers

    private func checkingLoader(_ resolution: Resolution) -> Resolution {
        guard let file = resolution.file else { return resolution }
        let ending = String(file.fileExtension)
        if ending.isEmpty || rules.loaders.contains(ending) { return resolution }
        return Resolution(
            .failure(
                ResolutionFailure(
                    .noLoader, name: "BuildError", "No loader is configured for \"\(ending)\" files: \(file)\(resolution.suffix)",
                    subject: file.text)),
            steps: resolution.steps)
    }
    private func found(_ file: TreePath, _ steps: [ResolutionStep] = []) -> Resolution {
        Resolution(.file(tree.realPath(of: file)), steps: steps)
    }
    private func failed(
        _ reason: ResolutionFailure.Reason, notes: [String], _ steps: [ResolutionStep] = [], subject: String? = nil
    ) -> Resolution {
        Resolution(
            .failure(
                ResolutionFailure(reason, name: "BuildError", "Could not resolve \"\(text)\"", notes: notes, subject: subject ?? text)),
            steps: steps)
    }
}
