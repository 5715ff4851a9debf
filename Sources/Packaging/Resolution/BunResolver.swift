/// Bun: esbuild's algorithm with other conditions, and one text for whatever goes wrong with a package.
struct BunResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    func resolve() -> Resolution {
        let specifier = request.specifier
        if let answer = rules.builtin(specifier.text), answer == .available {
            return Resolution(.builtin(specifier.text.hasPrefix("node:") ? String(specifier.text.dropFirst(5)) : specifier.text))
        }
        var resolution = BundlerResolver(tree: tree, rules: rules, request: request).load(specifier)
        guard let failure = resolution.failure else { return resolution }
        let what = specifier.isRelative || specifier.text.hasPrefix("#") ? "module '\(specifier)'" : "package '\(specifier.package?.name ?? specifier.text)'"
        resolution.outcome = .failure(
            ResolutionFailure(
                failure.reason, name: "ResolveMessage", code: request.kind.isRequire ? "MODULE_NOT_FOUND" : "ERR_MODULE_NOT_FOUND",
                "Cannot find \(what) imported from \(shown(request.importer))", subject: failure.subject))
        return resolution
    }
}
