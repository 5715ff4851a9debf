/// workerd without a bundler: modules have names, and a specifier is a name or nothing. Files of the tree stand for the modules that
/// were uploaded, their paths for the names.
///
/// Until the new module registry a specifier is joined with the importer's folder as a path, its query is part of the name, and nothing
/// is read as a URL; then it is a URL below `file:///bundle/` (measured: modules.json#workerdDynamicImportForms).
struct WorkerdResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    private var text: String { request.specifier.text }

    func resolve() -> Resolution {
        if text.hasPrefix("cloudflare:") || text.hasPrefix("workerd:") { return Resolution(.builtin(text)) }
        if rules.builtin(text) != nil { return Resolution(.builtin(text)) }
        return rules.namesAreURLs ? url() : name()
    }

    private func name() -> Resolution {
        var parts = text.hasPrefix("/") ? [] : (request.importer.parent ?? .root).parts
        for part in text.split(separator: "/") where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return missing(text) }
            } else {
                parts.append(part)
            }
        }
        let name = parts.isEmpty ? "." : parts.joined(separator: "/")
        guard let path = TreePath(name), path.text == name, tree.isFile(path) else { return missing(name) }
        return Resolution(.file(path))
    }
    private func url() -> Resolution {
        if let scheme = request.specifier.scheme, scheme != "file" { return missing(text) }
        let (written, suffix) = request.specifier.withoutQuery
        let path = request.specifier.scheme == nil ? written : String(written.drop { $0 != "/" }.drop { $0 == "/" })
        var parts: [Substring] =
            path.hasPrefix("/") || request.specifier.scheme != nil ? [] : ["bundle"] + (request.importer.parent ?? .root).parts
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        if parts.first == "bundle", let file = TreePath(percentDecoded(parts.dropFirst().joined(separator: "/"))), tree.isFile(file) {
            var resolution = Resolution(.file(file))
            resolution.suffix = suffix
            return resolution
        }
        return missing("file:///" + parts.joined(separator: "/") + suffix)
    }
    /// `subject`: the name or URL as the runtime prints it; the words are the profile's.
    private func missing(_ name: String) -> Resolution {
        Resolution(.failure(ResolutionFailure(.fileMissing, "No such module \"\(name)\".", subject: name)))
    }
}
