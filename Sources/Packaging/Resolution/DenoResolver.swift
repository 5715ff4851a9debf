/// Deno with a `node_modules` folder: Node's algorithm, Deno's words (it prints URLs where we print paths).
struct DenoResolver {
    let tree: FileTree
    let rules: ResolutionRules
    let request: ResolutionRequest

    private var text: String { request.specifier.text }
    private var referrer: String { shown(request.importer) }

    func resolve() -> Resolution {
        if let scheme = request.specifier.scheme, ["http", "https", "jsr", "npm", "blob"].contains(scheme), !request.kind.isRequire {
            return Resolution(.remote(text))
        }
        var resolution =
            request.kind.isRequire
            ? CommonJSResolver(tree: tree, rules: rules, request: request).resolve()
            : ModuleResolver(tree: tree, rules: rules, request: request).resolve()
        if let failure = resolution.failure {
            resolution.outcome = .failure(
                request.kind.isRequire ? required(failure) : imported(failure, isMapped: !resolution.steps.isEmpty))
        }
        return resolution
    }

    private func imported(_ failure: ResolutionFailure, isMapped: Bool) -> ResolutionFailure {
        var result = failure
        result.name = "TypeError"
        result.code = "ERR_MODULE_NOT_FOUND"
        result.message = message(failure, isMapped: isMapped)
        return result
    }
    /// `require` has Node's texts for what is missing and Deno's for what a manifest forbids.
    private func required(_ failure: ResolutionFailure) -> ResolutionFailure {
        switch failure.reason {
        case .packageMissing, .fileMissing, .mainMissing, .folder, .unknownBuiltin: return failure
        default:
            var result = failure
            result.name = "Error"
            result.code = failure.reason == .invalidManifest ? nil : failure.code
            result.message = message(failure, isMapped: true)
            return result
        }
    }
    private func message(_ failure: ResolutionFailure, isMapped: Bool) -> String {
        switch failure.reason {
        case .packageMissing:
            return request.importer.isInstalled
                ? "Could not find package '\(failure.subject)' from referrer '\(referrer)'."
                : "Import \"\(text)\" not a dependency"
        case .mainMissing: return "[ERR_MODULE_NOT_FOUND] Cannot find module './\(failure.subject)/index.js' imported from '\(referrer)'"
        case .fileMissing: return missingFile(failure.subject, isMapped: isMapped)
        case .folder: return folder(failure.subject)
        case .unknownScheme: return unknownScheme(failure.subject)
        case .unknownBuiltin: return failure.message
        case .invalidManifest where failure.message.contains("\"exports\" cannot contain"):
            return
                "[ERR_INVALID_PACKAGE_CONFIG] Invalid package config. \"exports\" cannot contain some keys starting with '.' and some not.\nThe exports object must either be an object of package subpath keys\nor an object of main entry condition name keys only."
        case .invalidManifest: return "[ERR_INVALID_PACKAGE_CONFIG] Invalid package config. Malformed package.json './\(failure.subject)'."
        case .invalidSpecifier:
            let what = text.hasPrefix("#") ? "internal imports specifier" : "package"
            return
                "[ERR_INVALID_MODULE_SPECIFIER] Invalid module '\(text)' is not a valid \(what) name imported from '\(shown(request.importer))'"
        default:
            // Node's text; the importer is a URL in quotes, a manifest of `exports` stands in quotes, too, a target in none.
            var message = failure.message
            if let end = message.ranges(of: " imported from ").last?.lowerBound { message = String(message[..<end]) }
            if failure.reason == .invalidTarget {
                message = message.replacing("\"\(failure.subject)\"", with: failure.subject)
            } else if failure.reason != .importNotDefined, let start = message.ranges(of: " in ./").last {
                message = message[..<start.lowerBound] + " in './\(message[start.upperBound...])'"
            }
            return "[\(failure.code ?? "")] \(message) imported from '\(referrer)'"
        }
    }
    private func folder(_ path: String) -> String {
        let message = "[ERR_UNSUPPORTED_DIR_IMPORT] Directory import './\(path)' is not supported resolving ES modules"
        let hasIndex = TreePath(path).map { tree.isFile($0.appending("index.js")) } ?? false
        guard !request.importer.isInstalled, request.specifier.isRelative else {
            let hint = hasIndex ? "\nDid you mean to import '\(text.hasSuffix("/") ? text : text + "/")index.js'?" : ""
            return message + " imported from '\(referrer)'" + hint
        }
        return message + (hasIndex ? " Maybe specify path to 'index.js' file in directory instead or run with --sloppy-imports" : "")
    }
    private func unknownScheme(_ scheme: String) -> String {
        if request.importer.isInstalled {
            return
                "[ERR_UNSUPPORTED_ESM_URL_SCHEME] Only file and data URLs are supported by the default ESM loader. Received protocol '\(scheme)'"
        }
        let known = ["blob", "data", "file", "http", "https", "jsr", "npm"].map { "\n - \"\($0)\"" }.joined()
        return "Unsupported scheme \"\(scheme)\" for module \"\(text)\". Supported schemes:\(known)"
    }
    private func missingFile(_ path: String, isMapped: Bool) -> String {
        let place = TreePath.root.appending(path)
        let candidate = [".js", ".mjs", ".ts", ".json", ".cjs"].first { tree.isFile(place.adding($0)) }
        if !request.importer.isInstalled, request.specifier.isRelative {
            let written = place.fileExtension == ".js" ? TreePath(path.dropLast(3) + ".ts") : nil
            let advice =
                candidate.map { " Maybe add a '\($0)' extension" }
                ?? (written.map { tree.isFile($0) } == true ? " Maybe change the extension to '.ts'" : nil)
            return "Module not found \"./\(path)\"." + (advice.map { $0 + " or run with --sloppy-imports" } ?? "")
        }
        return "[ERR_MODULE_NOT_FOUND] Cannot find module './\(path)' imported from '\(referrer)'"
            + ((isMapped ? nil : candidate).map { "\nDid you mean to import with the \"\($0)\" extension?" } ?? "")
    }
}
