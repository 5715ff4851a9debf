/// Deno with a `node_modules` folder: Node's algorithm, Deno's words.
struct DenoResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    private var text: String { request.specifier.text }
    private var referrer: String { "file://" + shown(request.importer) }

    func resolve() -> Resolution {
        if request.kind.isRequire { return CommonJSResolver(tree: tree, rules: rules, request: request).resolve() }
        if let scheme = request.specifier.scheme, ["http", "https", "jsr", "npm", "blob"].contains(scheme) { return Resolution(.remote(text)) }
        var resolution = ModuleResolver(tree: tree, rules: rules, request: request).resolve()
        if let failure = resolution.failure { resolution.outcome = .failure(reworded(failure)) }
        return resolution
    }

    private func reworded(_ failure: ResolutionFailure) -> ResolutionFailure {
        var result = failure
        result.name = "TypeError"
        result.code = "ERR_MODULE_NOT_FOUND"
        result.message = message(failure)
        return result
    }
    private func message(_ failure: ResolutionFailure) -> String {
        switch failure.reason {
        case .packageMissing:
            return request.importer.isInstalled
                ? "Could not find package '\(failure.subject)' from referrer '\(referrer)'."
                : "Import \"\(text)\" not a dependency"
        case .mainMissing: return "[ERR_MODULE_NOT_FOUND] Cannot find module 'file://./\(failure.subject)/index.js' imported from '\(referrer)'"
        case .fileMissing: return missingFile(failure.subject)
        case .folder:
            return "[ERR_UNSUPPORTED_DIR_IMPORT] Directory import 'file://./\(failure.subject)' is not supported resolving ES modules"
                + (tree.isFile(TreePath.root.appending(failure.subject).appending("index.js")) ? " Maybe specify path to 'index.js' file in directory instead or run with --sloppy-imports" : "")
        case .unknownScheme: return "[ERR_UNSUPPORTED_ESM_URL_SCHEME] Only file and data URLs are supported by the default ESM loader. Received protocol '\(failure.subject)'"
        case .notExported, .noCondition:
            // The same text with quotes around both paths.
            return "[\(failure.code ?? "")] " + quotingPaths(failure.message)
        default: return failure.code.map { "[\($0)] \(failure.message)" } ?? failure.message
        }
    }
    private func missingFile(_ path: String) -> String {
        let place = TreePath.root.appending(path)
        let candidate = [".js", ".mjs", ".ts", ".json", ".cjs"].first { tree.isFile(place.adding($0)) }
        if !request.importer.isInstalled, request.specifier.isRelative {
            return "Module not found \"file://./\(path)\"." + (candidate.map { " Maybe add a '\($0)' extension or run with --sloppy-imports" } ?? "")
        }
        return "[ERR_MODULE_NOT_FOUND] Cannot find module 'file://./\(path)' imported from '\(referrer)'" + (candidate.map { "\nDid you mean to import with the \"\($0)\" extension?" } ?? "")
    }
    private func quotingPaths(_ message: String) -> String {
        guard let start = message.ranges(of: " in ./").last, let end = message.ranges(of: " imported from ").last, start.upperBound < end.lowerBound else { return message }
        let manifest = message[start.upperBound..<end.lowerBound]
        return message[..<start.lowerBound] + " in './\(manifest)' imported from '\(referrer)'"
    }
}
