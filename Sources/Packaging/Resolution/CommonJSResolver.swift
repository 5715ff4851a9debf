/// `require` in Node (lib/internal/modules/cjs/loader.js).
struct CommonJSResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    private var text: String { request.specifier.text }
    private var folder: TreePath { request.importer.parent ?? .root }

    func resolve() -> Resolution {
        if let builtin = builtin() { return builtin }
        if text.hasPrefix("node:") { return failed(.unknownBuiltin(text)) }
        if request.specifier.isAbsolute { return Resolution(.undecided("an absolute path: \(text)")) }
        if request.specifier.isRelative { return relative() }
        if text.hasPrefix("#") { return imports() }
        return package()
    }
    private func builtin() -> Resolution? {
        switch rules.builtin(text) {
        case nil, .refused: nil
        default: Resolution(.builtin(text.hasPrefix("node:") ? String(text.dropFirst(5)) : text))
        }
    }
    private func relative() -> Resolution {
        guard let path = TreePath(text, from: folder) else { return Resolution(.undecided("a path that leaves the tree: \(text)")) }
        let isFolderOnly = text.hasSuffix("/") || text.hasSuffix("/.") || text.hasSuffix("/..") || text == "." || text == ".."
        return find(path, isFolderOnly: isFolderOnly) ?? failed(.requireNotFound(text, request, .fileMissing))
    }

    /// A file, a file with an extension added, or a folder's main file.
    private func find(_ path: TreePath, isFolderOnly: Bool) -> Resolution? {
        if !isFolderOnly {
            if let file = tree.firstFile([path] + (path.isRoot ? [] : rules.extensions.map { path.adding($0) })) { return found(file) }
        }
        guard tree.isFolder(path) else { return nil }
        let manifest = tree.manifest(in: path)
        if let manifest, !manifest.isReadable { return failed(.requiredManifestUnreadable(manifest, major: rules.nodeMajor)) }
        let index = tree.firstFile(rules.extensions.map { path.appending("index" + $0) })
        guard let manifest, let main = manifest.main, !main.value.isEmpty, let target = TreePath(main.value, from: path) else {
            return index.map { found($0) }
        }
        let steps = [ResolutionStep(manifest.path, main.range, "main")]
        let candidates =
            (target.isRoot ? [] : [target] + rules.extensions.map { target.adding($0) })
            + rules.extensions.map { target.appending("index" + $0) }
        if let file = tree.firstFile(candidates) { return found(file, steps) }
        return index.map { found($0, steps) } ?? failed(.requiredMainNotFound(target), steps)
    }

    private func imports() -> Resolution {
        guard let manifest = tree.scope(of: request.importer), let map = manifest.imports else {
            return failed(.requireNotFound(text, request))
        }
        if text == "#" || (text.hasPrefix("#/") && rules.nodeMajor < 24) {
            return failed(.invalidSpecifier(text, "is not a valid internal imports specifier name", from: request.importer))
        }
        var walk = PackageExports(manifest, rules, isRequire: true)
        switch walk.resolve(text, in: map, isImport: true) {
        case .file(let file):
            return tree.isFile(file) ? found(file, walk.steps) : failed(.requireNotFound(shown(file), nil, .fileMissing), walk.steps)
        case .specifier(let specifier):
            return imported(specifier, by: manifest, walk.steps)
        case .invalidTarget(let target):
            return failed(.invalidTarget(target.value, key: walk.key, in: manifest, isImport: true, from: request.importer), walk.steps)
        case .invalidManifest(let why):
            return failed(.invalidManifest(manifest, while: "file://" + shown(request.importer), why), walk.steps)
        case .noKey, .noCondition, .excluded: return failed(.importNotDefined(text, in: manifest, from: request.importer), walk.steps)
        }
    }

    /// A package named in `imports` is resolved as `import` does it, under the conditions of `require`.
    private func imported(_ specifier: Specifier, by manifest: Manifest, _ steps: [ResolutionStep]) -> Resolution {
        var importing = rules
        importing.importConditions = rules.requireConditions
        importing.conditionAsked = { [rules] condition, _ in rules.conditionAsked(condition, true) }
        let inside = ResolutionRequest(specifier, from: manifest.path)
        var inner = ModuleResolver(tree: tree, rules: importing, request: inside, finalBase: request.importer).resolve()
        inner.steps = steps + inner.steps
        switch inner.failure?.reason {
        case .packageMissing?: inner.outcome = .failure(.requireNotFound(text, nil))
        case .fileMissing?, .folder?: inner.outcome = .failure(.requireNotFound("./" + (inner.failure?.subject ?? ""), nil))
        default: break
        }
        return inner
    }

    private func package() -> Resolution {
        let parts = request.specifier.package
        if let parts, let own = tree.scope(of: request.importer), own.exports != nil, own.name?.value == parts.name {
            return exports(own, parts.subpath, base: request.importer)
        }
        for install in tree.installFolders(above: request.importer) where tree.isFolder(install) {
            if let parts, let manifest = tree.manifest(in: install.appending(parts.name)) {
                if !manifest.isReadable { return failed(.requiredManifestUnreadable(manifest, major: rules.nodeMajor)) }
                if manifest.exports != nil { return exports(manifest, parts.subpath, base: nil) }
            }
            guard let path = TreePath(text, from: install) else { continue }
            if let resolution = find(path, isFolderOnly: text.hasSuffix("/")) { return resolution }
        }
        return failed(.requireNotFound(text, request))
    }
    private func exports(_ manifest: Manifest, _ subpath: String, base: TreePath?) -> Resolution {
        guard let map = manifest.exports else { return Resolution(.undecided("no exports")) }
        var walk = PackageExports(manifest, rules, isRequire: true)
        switch walk.resolve(subpath, in: map, isImport: false) {
        case .file(let file):
            return tree.isFile(file) ? found(file, walk.steps) : failed(.requireNotFound(shown(file), nil, .fileMissing), walk.steps)
        case .specifier, .noKey: return failed(.notExported(subpath, in: manifest, reason: .notExported, from: base), walk.steps)
        case .noCondition, .excluded: return failed(.notExported(subpath, in: manifest, reason: .noCondition, from: base), walk.steps)
        case .invalidTarget(let target):
            return failed(.invalidTarget(target.value, key: walk.key, in: manifest, isImport: false, from: base), walk.steps)
        case .invalidManifest(let why):
            return failed(.invalidManifest(manifest, while: base.map { "file://" + shown($0) }, why), walk.steps)
        }
    }
    private func found(_ file: TreePath, _ steps: [ResolutionStep] = []) -> Resolution {
        Resolution(.file(tree.realPath(of: file)), steps: steps)
    }
    private func failed(_ failure: ResolutionFailure, _ steps: [ResolutionStep] = []) -> Resolution {
        Resolution(.failure(failure), steps: steps)
    }
}
