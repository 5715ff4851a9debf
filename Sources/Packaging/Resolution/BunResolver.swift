/// Bun: esbuild's algorithm with other conditions, and one text for whatever goes wrong with a package.
struct BunResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    private var text: String { request.specifier.text }

    func resolve() -> Resolution {
        if rules.builtin(text) == .available { return Resolution(.builtin(text.hasPrefix("node:") ? String(text.dropFirst(5)) : text)) }
        if text.hasPrefix("node:") {
            return Resolution(
                .failure(
                    ResolutionFailure(
                        .unknownBuiltin, name: "ResolveMessage", code: "ERR_UNKNOWN_BUILTIN_MODULE", "No such built-in module: \(text)",
                        subject: text)))
        }
        var resolution = BundlerResolver(tree: tree, rules: rules, request: request).load(request.specifier)
        guard let failure = resolution.failure else { return resolution }
        // A manifest can be read whatever its `exports` say; a target may lack its extension.
        if let (name, subpath) = request.specifier.package, subpath == "./package.json",
            let folder = tree.packageFolder(name, from: request.importer),
            tree.isFile(folder.appending("package.json"))
        {
            return Resolution(.file(tree.realPath(of: folder.appending("package.json"))))
        }
        if failure.reason == .fileMissing, !failure.subject.isEmpty, let target = TreePath(failure.subject),
            let file = tree.firstFile(rules.extensions.map { target.adding($0) }), !resolution.steps.isEmpty
        {
            resolution.outcome = .file(tree.realPath(of: file))
            return resolution
        }
        resolution.outcome = .failure(reworded(failure))
        return resolution
    }
    private func reworded(_ failure: ResolutionFailure) -> ResolutionFailure {
        if request.kind.isRequire {
            var result = ResolutionFailure.requireNotFound(text, request, failure.reason)
            result.name = "ResolveMessage"
            return result
        }
        let what = request.specifier.isRelative ? "module '\(text)'" : "package '\(request.specifier.package?.name ?? text)'"
        return ResolutionFailure(
            failure.reason, name: "ResolveMessage", code: "ERR_MODULE_NOT_FOUND",
            "Cannot find \(what) imported from \(shown(request.importer))", subject: failure.subject)
    }
}
