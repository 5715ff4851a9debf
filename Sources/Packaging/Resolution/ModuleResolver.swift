/// `import` in Node (lib/internal/modules/esm/resolve.js).
struct ModuleResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest
    /// Whom errors about the file itself name: `imports` of a manifest resolve from there, for somebody else.
    var finalBase: TreePath?

    private var text: String { request.specifier.text }
    private var base: TreePath { request.importer }

    func resolve() -> Resolution {
        let specifier = request.specifier
        if specifier.isRelative || specifier.isAbsolute { return relative() }
        if text.hasPrefix("#") { return imports() }
        if let scheme = specifier.scheme { return url(scheme) }
        return package(specifier)
    }

    private func relative() -> Resolution {
        let (path, suffix) = request.specifier.withoutQuery
        guard !request.specifier.isAbsolute else { return Resolution(.undecided("an absolute path: \(text)")) }
        if path.lowercased().contains("%2f") || path.lowercased().contains("%5c") {
            return failed(.invalidSpecifier(path, "must not include encoded \"/\" or \"\\\" characters", from: base))
        }
        guard let file = TreePath(percentDecoded(path), from: base.parent ?? .root) else {
            return Resolution(.undecided("a path that leaves the tree: \(text)"))
        }
        var resolution = finish(file, endsInSlash: path.hasSuffix("/"))
        resolution.suffix = suffix
        return resolution
    }
    private func url(_ scheme: String) -> Resolution {
        switch scheme {
        case "node": return builtin() ?? failed(.unknownBuiltin(text))
        case "data": return Resolution(.data(text))
        case "file": return Resolution(.undecided("an absolute file: URL"))
        default: return failed(.unknownScheme(scheme))
        }
    }
    private func builtin() -> Resolution? {
        switch rules.builtin(text) {
        case nil, .refused: nil
        default: Resolution(.builtin(text.hasPrefix("node:") ? String(text.dropFirst(5)) : text))
        }
    }

    private func imports() -> Resolution {
        guard text != "#", !text.hasPrefix("#/") || rules.nodeMajor >= 24 else {
            return failed(.invalidSpecifier(text, "is not a valid internal imports specifier name", from: base))
        }
        guard let manifest = tree.scope(of: base), let map = manifest.imports else {
            return failed(.importNotDefined(text, in: tree.scope(of: base), from: base))
        }
        var walk = PackageExports(manifest, rules, isRequire: false)
        switch walk.resolve(text, in: map, isImport: true) {
        case .file(let file): return finish(file, walk.steps)
        case .specifier(let specifier):
            let inside = ResolutionRequest(specifier, from: manifest.path, kind: request.kind)
            var inner = ModuleResolver(tree: tree, rules: rules, request: inside, finalBase: base).resolve()
            inner.steps = walk.steps + inner.steps
            return inner
        case .invalidTarget(let target):
            return failed(.invalidTarget(target.value, key: walk.key, in: manifest, isImport: true, from: base), walk.steps)
        case .invalidManifest(let why): return failed(.invalidManifest(manifest, while: "file://" + shown(base), why), walk.steps)
        case .noKey, .noCondition, .excluded: return failed(.importNotDefined(text, in: manifest, from: base), walk.steps)
        }
    }

    private func package(_ specifier: Specifier) -> Resolution {
        if let builtin = builtin() { return builtin }
        guard let (name, subpath) = specifier.package else {
            return failed(.invalidSpecifier(text, "is not a valid package name", from: base))
        }
        // A package with exports may import itself by its name.
        if let own = tree.scope(of: base), own.exports != nil, own.name?.value == name { return exports(own, subpath) }
        guard let folder = tree.packageFolder(name, from: base) else { return failed(.packageNotFound(name, from: base, hint: hint())) }
        let manifest = tree.manifest(in: folder)
        if let manifest, !manifest.isReadable { return failed(.invalidManifest(manifest, while: "\"\(text)\" from \(shown(base))")) }
        if let manifest, manifest.exports != nil { return exports(manifest, subpath) }
        if subpath == "." { return main(folder, manifest) }
        let (path, suffix) = Specifier(subpath).withoutQuery
        guard let file = TreePath(percentDecoded(path), from: folder) else {
            return failed(.invalidSpecifier(text, "is not a valid package name", from: base))
        }
        var resolution = finish(file, endsInSlash: path.hasSuffix("/"))
        resolution.suffix = suffix
        return resolution
    }
    private func exports(_ manifest: Manifest, _ subpath: String) -> Resolution {
        guard let map = manifest.exports else { return Resolution(.undecided("no exports")) }
        var walk = PackageExports(manifest, rules, isRequire: false)
        switch walk.resolve(subpath, in: map, isImport: false) {
        case .file(let file): return finish(file, walk.steps)
        case .specifier, .noKey: return failed(.notExported(subpath, in: manifest, reason: .notExported, from: base), walk.steps)
        case .noCondition, .excluded: return failed(.notExported(subpath, in: manifest, reason: .noCondition, from: base), walk.steps)
        case .invalidTarget(let target):
            return failed(.invalidTarget(target.value, key: walk.key, in: manifest, isImport: false, from: base), walk.steps)
        case .invalidManifest(let why): return failed(.invalidManifest(manifest, while: "file://" + shown(base), why), walk.steps)
        }
    }
    /// The main file of a package without exports: unlike relative imports it may lack its extension.
    private func main(_ folder: TreePath, _ manifest: Manifest?) -> Resolution {
        var candidates: [TreePath] = []
        var steps: [ResolutionStep] = []
        if let main = manifest?.main, let path = TreePath(main.value, from: folder) {
            candidates = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"].map {
                path.isRoot ? path : path.adding($0)
            }
            steps.append(ResolutionStep(folder.appending("package.json"), main.range, "main"))
        }
        candidates += ["index.js", "index.json", "index.node"].map { folder.appending($0) }
        guard let file = tree.firstFile(candidates) else {
            return failed(
                .mainNotFound(folder.appending("package.json"), main: manifest?.main?.value, major: rules.nodeMajor, from: base), steps)
        }
        return Resolution(.file(tree.realPath(of: file)), steps: steps)
    }

    private func finish(_ path: TreePath, _ steps: [ResolutionStep] = [], endsInSlash: Bool = false) -> Resolution {
        switch tree.kind(of: path) {
        case .folder: failed(.folderImport(path, endsInSlash: endsInSlash, from: finalBase ?? base, hint: hint()), steps)
        case .file where !endsInSlash: Resolution(.file(tree.realPath(of: path)), steps: steps)
        default: failed(.moduleNotFound(path, from: finalBase ?? base, hint: hint()), steps)
        }
    }
    /// Node tells what `require` would have found.
    private func hint() -> String {
        guard finalBase == nil, request.specifier.scheme == nil, !text.hasPrefix("#"),
            let found = CommonJSResolver(
                tree: tree, rules: rules, request: ResolutionRequest(request.specifier, from: base, kind: .require)
            ).resolve().file
        else { return "" }
        var suggestion: String
        if request.specifier.isRelative {
            suggestion = relativePath(to: found)
        } else {
            suggestion =
                text.contains("/") || rules.nodeMajor < 20
                ? found.text.components(separatedByLast: "node_modules/") : "file://" + shown(found)
        }
        if rules.nodeMajor < 20 {
            // Node 18 measures the way from the importing file, not from its folder.
            if request.specifier.isRelative, suggestion.hasPrefix("./") { suggestion = "../" + suggestion.dropFirst(2) }
            return "\nDid you mean to import \(suggestion)?"
        }
        return "\nDid you mean to import \"\(suggestion)\"?"
    }
    private func relativePath(to file: TreePath) -> String {
        var from = (base.parent ?? .root).parts[...], to = file.parts[...]
        while let a = from.first, let b = to.first, a == b, to.count > 1 {
            from = from.dropFirst()
            to = to.dropFirst()
        }
        return (from.isEmpty ? "./" : String(repeating: "../", count: from.count)) + to.joined(separator: "/")
    }
    private func failed(_ failure: ResolutionFailure, _ steps: [ResolutionStep] = []) -> Resolution {
        Resolution(.failure(failure), steps: steps)
    }
}

extension String {
    /// What follows the last occurrence; everything where there is none.
    fileprivate func components(separatedByLast separator: String) -> String {
        ranges(of: separator).last.map { String(self[$0.upperBound...]) } ?? self
    }
}
