/// esbuild as `wrangler deploy` sets it up: files taken by rules first, then esbuild's resolver.
struct WranglerResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    private var text: String { request.specifier.text }

    func resolve() -> Resolution {
        // `#core.wasm` is measured not to be taken, although it matches.
        if !text.hasPrefix("#"), let rule = rules.moduleRules.first(where: { $0.matches(text) }), rule.kind != .esModule,
            rule.kind != .commonJS
        {
            return collected(rule.kind)
        }
        var resolution = BundlerResolver(tree: tree, rules: rules, request: request).resolve()
        if var failure = resolution.failure, failure.reason != .builtinRefused, failure.reason != .noLoader {
            // wrangler takes esbuild's own advice away and gives this for what could be a package.
            if !request.specifier.isRelative {
                failure.notes.append("To fix this, you can add an entry to \"alias\" in your Wrangler configuration.")
                failure.notes.append(
                    "For more guidance see: https://developers.cloudflare.com/workers/wrangler/configuration/#bundling-issues")
            }
            resolution.outcome = .failure(failure)
        }
        return resolution
    }

    /// The rule looks at the specifier only. The file is searched by esbuild, then as if packages had no `exports`, then beside the
    /// importer.
    private func collected(_ kind: ModuleRule.Kind) -> Resolution {
        let specifier = Specifier(text.hasSuffix("?module") ? String(text.dropLast(7)) : text)
        var resolution = BundlerResolver(
            tree: tree, rules: rules, request: ResolutionRequest(specifier, from: request.importer, kind: request.kind)
        ).load(specifier)
        if resolution.file == nil, let (name, subpath) = specifier.package, let folder = tree.packageFolder(name, from: request.importer),
            let file = TreePath(subpath, from: folder), tree.isFile(file)
        {
            resolution = Resolution(.file(tree.realPath(of: file)))
        }
        if resolution.file == nil {
            guard let path = TreePath(specifier.text, from: request.importer.parent ?? .root) else {
                return Resolution(.undecided("a path that leaves the tree: \(text)"))
            }
            guard tree.isFile(path) else {
                let message = "ENOENT: no such file or directory, open '\(shown(path))' [plugin wrangler-module-collector]"
                return Resolution(.failure(ResolutionFailure(.fileMissing, name: "BuildError", message, subject: path.text)))
            }
            resolution = Resolution(.file(tree.realPath(of: path)))
        }
        resolution.rule = kind
        return resolution
    }
}
