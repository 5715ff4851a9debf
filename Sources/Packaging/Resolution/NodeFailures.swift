/// Node's own error classes, codes and texts (lib/internal/errors.js).
extension ResolutionFailure {
    static func node(_ reason: Reason, _ code: String, name: String = "Error", _ message: String, _ subject: String) -> ResolutionFailure {
        ResolutionFailure(reason, name: name, code: code, message, subject: subject)
    }
    private static func from(_ base: TreePath?) -> String { base.map { " imported from \(shown($0))" } ?? "" }

    static func packageNotFound(_ name: String, from base: TreePath, hint: String = "") -> ResolutionFailure {
        node(.packageMissing, "ERR_MODULE_NOT_FOUND", "Cannot find package '\(name)'" + from(base) + hint, name)
    }
    /// A package without a file that could be its main one. Node 18 names the folder, later ones the file they tried first.
    static func mainNotFound(_ manifest: TreePath, main: String?, major: Int, from base: TreePath) -> ResolutionFailure {
        let folder = manifest.parent ?? .root
        let tried = major < 20 ? "/" : "/" + (main.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 } ?? "index.js")
        return node(.mainMissing, "ERR_MODULE_NOT_FOUND", "Cannot find package '\(shown(folder))\(tried)'" + from(base), folder.text)
    }
    static func moduleNotFound(_ path: TreePath, from base: TreePath, hint: String) -> ResolutionFailure {
        node(.fileMissing, "ERR_MODULE_NOT_FOUND", "Cannot find module '\(shown(path))'" + from(base) + hint, path.text)
    }
    static func folderImport(_ path: TreePath, endsInSlash: Bool, from base: TreePath, hint: String) -> ResolutionFailure {
        node(
            .folder, "ERR_UNSUPPORTED_DIR_IMPORT",
            "Directory import '\(shown(path))\(endsInSlash && !path.isRoot ? "/" : "")' is not supported resolving ES modules" + from(base)
                + hint, path.text)
    }
    static func notExported(_ subpath: String, in manifest: Manifest, reason: Reason, from base: TreePath?) -> ResolutionFailure {
        let what = subpath == "." ? "No \"exports\" main defined in" : "Package subpath '\(subpath)' is not defined by \"exports\" in"
        return node(reason, "ERR_PACKAGE_PATH_NOT_EXPORTED", "\(what) \(shown(manifest.path))" + from(base), subpath)
    }
    static func invalidTarget(
        _ target: String, key: String, in manifest: Manifest, isImport: Bool, from base: TreePath?
    ) -> ResolutionFailure {
        let field = isImport ? "imports" : "exports"
        let what =
            key == "." && !isImport
            ? "Invalid \"exports\" main target \"\(target)\" defined in"
            : "Invalid \"\(field)\" target \"\(target)\" defined for '\(key)' in"
        let mustStart = !isImport && !target.isEmpty && !target.hasPrefix("./") ? "; targets must start with \"./\"" : ""
        return node(
            .invalidTarget, "ERR_INVALID_PACKAGE_TARGET", "\(what) the package config \(shown(manifest.path))" + from(base) + mustStart,
            target)
    }
    static func importNotDefined(_ name: String, in manifest: Manifest?, from base: TreePath) -> ResolutionFailure {
        let place = manifest.map { " in package \(shown($0.path))" } ?? ""
        return node(
            .importNotDefined, "ERR_PACKAGE_IMPORT_NOT_DEFINED", name: "TypeError",
            "Package import specifier \"\(name)\" is not defined\(place)" + from(base), name)
    }
    static func invalidSpecifier(_ text: String, _ why: String, from base: TreePath) -> ResolutionFailure {
        node(.invalidSpecifier, "ERR_INVALID_MODULE_SPECIFIER", name: "TypeError", "Invalid module \"\(text)\" \(why)" + from(base), text)
    }
    /// `while`: "importing "x" from ./y.js" where the file cannot be read, "importing file://./y.js" where its contents are refused.
    static func invalidManifest(_ manifest: Manifest, while importing: String?, _ why: String? = nil) -> ResolutionFailure {
        let text =
            "Invalid package config \(shown(manifest.path))" + (importing.map { " while importing \($0)" } ?? "") + "."
            + (why.map { " " + $0 } ?? "")
        return node(.invalidManifest, "ERR_INVALID_PACKAGE_CONFIG", text, manifest.path.text)
    }
    /// `require` before Node 22 passes the parser's error on.
    static func requiredManifestUnreadable(_ manifest: Manifest, major: Int) -> ResolutionFailure {
        if major >= 22 { return invalidManifest(manifest, while: nil) }
        let why = manifest.endsTooEarly ? "Unexpected end of JSON input" : manifest.problems.first?.message ?? ""
        return ResolutionFailure(
            .invalidManifest, name: "SyntaxError", "Error parsing \(shown(manifest.path)): \(why)", subject: manifest.path.text)
    }
    static func unknownScheme(_ scheme: String) -> ResolutionFailure {
        node(
            .unknownScheme, "ERR_UNSUPPORTED_ESM_URL_SCHEME",
            "Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol '\(scheme):'",
            scheme)
    }
    static func unknownBuiltin(_ text: String) -> ResolutionFailure {
        node(.unknownBuiltin, "ERR_UNKNOWN_BUILTIN_MODULE", "No such built-in module: \(text)", text)
    }
    /// `require`: with the files that led here, nearest first; what `exports` and `imports` lead to is reported without them.
    static func requireNotFound(_ text: String, _ request: ResolutionRequest?, _ reason: Reason = .packageMissing) -> ResolutionFailure {
        let stack = request.map { ([$0.importer] + $0.importersAbove).map { "\n- " + shown($0) }.joined() }
        return node(reason, "MODULE_NOT_FOUND", "Cannot find module '\(text)'" + (stack.map { "\nRequire stack:" + $0 } ?? ""), text)
    }
    static func requiredMainNotFound(_ path: TreePath) -> ResolutionFailure {
        node(
            .mainMissing, "MODULE_NOT_FOUND",
            "Cannot find module '\(shown(path))'. Please verify that the package.json has a valid \"main\" entry", path.text)
    }
}

extension Manifest {
    /// The text ends inside a value.
    fileprivate var endsTooEarly: Bool {
        problems.contains { if case .document(.syntax, let message) = $0.reason { message.hasPrefix("unexpected end") } else { false } }
    }
}
