/// A browser: specifiers are URLs, the tree is what the server serves.
struct BrowserResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    func resolve() -> Resolution {
        let specifier = request.specifier
        if let scheme = specifier.scheme {
            switch scheme {
            case "data": return Resolution(.data(specifier.text))
            case "http", "https", "blob": return Resolution(.remote(specifier.text))
            default: return failed(.unknownScheme, "Failed to fetch dynamically imported module: \(specifier)")
            }
        }
        guard specifier.isRelative || specifier.isAbsolute else {
            if let mapped { return mapped }
            return failed(
                .packageMissing,
                "Failed to resolve module specifier \"\(specifier)\". Relative references must start with either \"/\", \"./\", or \"../\"."
            )
        }
        let (text, suffix) = specifier.withoutQuery
        // A URL cannot climb above its origin.
        var path = percentDecoded(text)
        var place = TreePath(path, from: request.importer.parent ?? .root)
        while place == nil, path.hasPrefix("../") {
            path.removeFirst(3)
            place = TreePath(path)
        }
        guard let place else { return Resolution(.undecided("a path that leaves the tree: \(specifier)")) }
        guard tree.isFile(place) else {
            return failed(.fileMissing, "Failed to fetch dynamically imported module: \(shown(place))\(suffix)")
        }
        var resolution = Resolution(.file(place))
        resolution.suffix = suffix
        return resolution
    }
    /// Import maps are written by tools that read manifests as bundlers do. What such a tool does not find it leaves out.
    private var mapped: Resolution? {
        guard rules.hasImportMap, request.specifier.package != nil else { return nil }
        var bundling = ResolutionRules.esbuild
        bundling.importConditions = rules.importConditions
        let resolution = tree.resolve(request, rules: bundling)
        switch resolution.outcome {
        case .file, .undecided: return resolution
        default: return nil
        }
    }
    private func failed(_ reason: ResolutionFailure.Reason, _ message: String) -> Resolution {
        Resolution(.failure(ResolutionFailure(reason, name: "TypeError", message, subject: request.specifier.text)))
    }
}
