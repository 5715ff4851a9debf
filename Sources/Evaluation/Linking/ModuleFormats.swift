import Packaging
import Runtimes
import Syntax
import Text

/// How a file is read, by its name, its package, its import's attributes and its contents.
extension Program {
    /// `attribute`: the `type` that the import asks for.
    func moduleFormat(
        _ path: TreePath, rule: ModuleRule.Kind?, attribute: String? = nil, kind: ResolutionRequest.Kind = .importStatement
    ) throws(LinkFailure) -> ModuleFormat {
        switch rule {
        case .compiledWasm: return .wasm
        case .text: return .text
        case .data: return .bytes
        default: break
        }
        let ext = path.fileExtension.hasPrefix(".") ? String(path.fileExtension.dropFirst()) : String(path.fileExtension)
        // what the resolver knows of Node's versions by itself
        if isNode, ext.isEmpty { profile.metVersion() }
        if isUploaded { return Self.uploadedFormat(ext) }
        switch attribute {
        case "text" where profile.rule("module/attribute/text") == .allowed: return .text
        case "bytes" where profile.rule("module/attribute/bytes") == .allowed: return .bytes
        default: break
        }
        switch ext {
        case "ts", "mts", "cts", "tsx": try checkTypeScript(path, ext, kind)
        default: break
        }
        switch ext {
        case "mjs", "mts": return .module
        case "cjs" where profile.runtime == .browser: return .module  // a page goes by the content type
        case "cjs", "cts": return isBundled && (sources.file(path).map { sources.hasModuleSyntax($0) } ?? false) ? .module : .commonJS
        case "json": return .json
        case "wasm":
            if isNode { profile.met(.importsWasm) }
            if isNode, !rules.importsWasm, !kind.isRequire { throw unknownExtension(path, ".wasm") }
            if let error = profile.rule("module/wasm")?.error, !kind.isRequire, !isNode {
                let url = Host.moduleURL(self, path.text) ?? path.text
                let told = error.filled(["path": "./" + path.text, "url": url, "entry-url": url])
                throw LinkFailure(
                    name: told.name, message: told.message, code: told.code, kind: "module.format", attributes: ["extension": ".wasm"])
            }
            return .wasm
        case "js", "jsx", "ts", "tsx", "node", "": break
        default:
            if isBundled || kind.isRequire { break }
            if profile.rule("module/unknown-extension")?.error != nil { throw unknownExtension(path, "." + ext) }
            if profile.runtime == .bun { return .text }
        }
        return try scriptFormat(path)
    }
    /// What the tool that uploads makes of a name.
    private static func uploadedFormat(_ ext: String) -> ModuleFormat {
        switch ext {
        case "cjs": .commonJS
        case "json": .json
        case "wasm": .wasm
        case "txt", "html", "sql": .text
        case "bin": .bytes
        default: .module
        }
    }
    private func unknownExtension(_ path: TreePath, _ ext: String) -> LinkFailure {
        let told =
            profile.rule("module/unknown-extension")?.error
            ?? RuntimeError(
                name: "TypeError", message: "Unknown file extension \"{extension}\" for {path}", code: "ERR_UNKNOWN_FILE_EXTENSION")
        let error = told.filled(["extension": ext, "path": "./" + path.text, "url": "file://" + absolute(path.text)])
        return LinkFailure(
            name: error.name, message: error.message, code: error.code, kind: "module.format", attributes: ["extension": ext])
    }
    /// A script by its package's `type`, else by its syntax where the runtime looks at that.
    private func scriptFormat(_ path: TreePath) throws(LinkFailure) -> ModuleFormat {
        let declared = tree.manifest(governing: path)?.type?.value
        if isBundled || profile.runtime == .bun {
            if let file = sources.file(path), sources.hasModuleSyntax(file) { return .module }
            // esbuild: in a package of modules `exports` and `module` are names like any other
            if declared == .module, let file = sources.file(path), isBundled || !sources.mentionsCommonJS(file) { return .module }
            if let file = sources.file(path), Bytes.contain(file.bytes, "await"), Lowering.hasTopLevelAwait(file.outline) { return .module }
            return .commonJS
        }
        if profile.runtime == .browser { return .module }
        if declared == .module { return .module }
        if case .deno = profile.runtime {
            if declared == nil, !path.text.contains("node_modules/") { return .module }
            // Deno looks at the syntax of what is called CommonJS, too
            if declared == .commonJS, let file = sources.file(path), sources.hasModuleSyntax(file) { return .module }
        }
        if declared == nil, let file = sources.file(path), sources.hasModuleSyntax(file) || sources.hasModuleOnlySyntax(file) {
            profile.met(.detectsModuleSyntax)
            return rules.detectsModuleSyntax ? .module : .commonJS
        }
        return .commonJS
    }
    /// What an import's attributes, or their lack, make of its target.
    func checkAttributes(_ target: ModuleInstance?, _ request: ModuleRecord.Request, from importer: ModuleInstance) throws(LinkFailure) {
        let rule: FactValue?
        if let type = request.attributes {
            rule = profile.rule("module/attribute/" + type)
        } else if target?.format == .json {
            rule = profile.rule("module/json-plain")
        } else {
            return
        }
        guard let error = rule?.error, let file = importer.file else { return }
        let at = place(file, request.offset)
        let path =
            target?.path?.text ?? target?.id ?? TreePath(request.specifier, from: importer.path?.parent ?? .root)?.text ?? request.specifier
        let url = Host.moduleURL(self, path) ?? path
        let told = error.filled([
            "url": url, "path": "./" + path, "specifier": request.specifier, "place": self.url(of: at), "entry-url": url,
            "importer": importer.id
        ])
        throw LinkFailure(
            name: told.name, message: told.message, code: told.code, at: isBundled ? at : nil, kind: "module.attribute",
            attributes: ["specifier": request.specifier, "type": request.attributes ?? ""])
    }

    /// A name that is declared twice, in the words of who parses the file.
    func duplicateDeclaration(in file: SourceFile, isModule: Bool) -> LinkFailure? {
        guard !file.path.hasSuffix("ts"), let found = sources.duplicateDeclaration(file, isModule: isModule) else { return nil }
        let at = place(file, found.offset)
        if isBundled {
            return LinkFailure(
                name: "", message: "The symbol \"\(found.name)\" has already been declared", at: at, kind: "syntax.duplicate")
        }
        if profile.runtime == .bun {
            return LinkFailure(name: "", message: "\"\(found.name)\" has already been declared", at: at, kind: "syntax.duplicate")
        }
        return LinkFailure(
            name: "SyntaxError", message: "Identifier '\(found.name)' has already been declared", at: at,
            phase: isUploaded ? .load : .resolve, kind: "syntax.duplicate")
    }
    /// What no engine reads. Bundlers and engines other than V8, and Deno, which parses itself, say it in words that are not known here.
    func earlyError(in file: SourceFile, isModule: Bool) -> LinkFailure? {
        guard !file.path.hasSuffix("ts"), let found = sources.earlyError(file, isModule: isModule) else { return nil }
        let isKnown = !isBundled && profile.engine == .v8 && profile.runtime != .deno
        return LinkFailure(
            name: isKnown ? "SyntaxError" : "", message: isKnown ? found.message : "how it is worded: \(found.message)",
            at: place(file, found.offset), phase: isUploaded ? .load : .resolve, kind: isKnown ? "syntax.early" : "syntax.unclear")
    }
    /// A form of import that the runtime's parser does not take.
    func refusedImportForm(in file: SourceFile) -> LinkFailure? {
        for patch in file.patches {
            let feature: SyntaxFeature
            switch patch.kind {
            case .importSourceCall: feature = .importSourceCall
            case .importAssertions: feature = .importAssertions
            default: continue
            }
            guard case .refused(let error) = profile.syntax(feature) else { continue }
            let at = place(file, patch.range.lowerBound)
            return LinkFailure(
                name: error.name, message: error.filled(["identifier": "assert", "place": url(of: at), "path": "./" + file.path]).message,
                code: error.code, at: at, kind: "syntax.refused")
        }
        return nil
    }
}
