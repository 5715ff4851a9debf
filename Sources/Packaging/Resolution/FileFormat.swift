/// How a runtime reads a file, by its name and the manifest that governs it.
public enum FileFormat: Hashable, Sendable {
    case module, commonJS, json, wasm, addon, css
    /// Wrangler's text and data modules, and what bundlers load as text.
    case text, data
    /// JavaScript of either kind: the text decides.
    case ambiguous
    /// TypeScript; inside, what it would be without its types.
    indirect case typeScript(FileFormat)
    /// The runtime refuses the file, with this error.
    case refused(ResolutionFailure)
}

extension FileTree {
    /// The format of a file that `resolve` led to. `kind` is how it was reached.
    public func format(of path: TreePath, kind: ResolutionRequest.Kind, rules: ResolutionRules) -> FileFormat {
        let ending = path.fileExtension
        switch ending {
        case ".mjs": return .module
        case ".cjs": return .commonJS
        case ".json": return .json
        case ".wasm": return wasm(path, kind, rules)
        case ".mts": return typeScript(.module, path, rules)
        case ".cts": return typeScript(.commonJS, path, rules)
        case ".ts", ".tsx", ".jsx": return ending == ".jsx" && rules.algorithm == .node ? unknown(ending, path, kind, rules) : typeScript(script(path, rules), path, rules)
        case ".js": return script(path, rules)
        case ".node": return rules.algorithm == .node && kind.isRequire || rules.algorithm == .bun ? .addon : unknown(ending, path, kind, rules)
        default: return unknown(ending, path, kind, rules)
        }
    }

    /// `.js` by `type`.
    private func script(_ path: TreePath, _ rules: ResolutionRules) -> FileFormat {
        switch rules.algorithm {
        case .browser, .workerd: return .module
        // Bundlers and Bun read both kinds of syntax in every file; `type` only changes interop.
        case .esbuild, .wrangler, .bun: return .ambiguous
        case .node, .deno: break
        }
        switch manifest(governing: path)?.type?.value {
        case .module: return .module
        case .commonJS: return .commonJS
        case nil where rules.algorithm == .deno: return path.isInstalled ? .ambiguous : .module
        case nil: return rules.detectsModuleSyntax ? .ambiguous : .commonJS
        }
    }
    private func typeScript(_ inner: FileFormat, _ path: TreePath, _ rules: ResolutionRules) -> FileFormat {
        guard rules.algorithm == .node else { return .typeScript(inner) }
        if !rules.stripsTypes { return unknown(path.fileExtension, path, .importStatement, rules) }
        guard path.isInstalled else { return .typeScript(inner) }
        return .refused(
            .node(
                .noLoader, "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
                "Stripping types is currently unsupported for files under node_modules, for \"file://\(shown(path))\"", path.text))
    }
    private func wasm(_ path: TreePath, _ kind: ResolutionRequest.Kind, _ rules: ResolutionRules) -> FileFormat {
        // `require` of an unknown extension reads JavaScript.
        if rules.algorithm == .node, kind.isRequire { return .commonJS }
        return rules.importsWasm ? .wasm : unknown(".wasm", path, kind, rules)
    }
    private func unknown(_ ending: Substring, _ path: TreePath, _ kind: ResolutionRequest.Kind, _ rules: ResolutionRules) -> FileFormat {
        switch rules.algorithm {
        case .node:
            if kind.isRequire { return ending.isEmpty ? script(path, rules) : .commonJS }
            if ending.isEmpty, rules.nodeMajor >= 20 { return script(path, rules) }
            return .refused(.node(.noLoader, "ERR_UNKNOWN_FILE_EXTENSION", name: "TypeError", "Unknown file extension \"\(ending)\" for \(shown(path))", path.text))
        case .deno:
            if ending.isEmpty { return script(path, rules) }
            let message = "Expected a JavaScript or TypeScript module, but identified a Unknown module. Importing these types of modules is currently not supported.\n  Specifier: file://\(shown(path))"
            return .refused(.node(.noLoader, "ERR_MODULE_NOT_FOUND", name: "TypeError", message, path.text))
        case .esbuild, .wrangler: return ending == ".css" ? .css : ending == ".txt" ? .text : .ambiguous
        case .bun: return ending.isEmpty ? .ambiguous : .text
        case .browser, .workerd: return .data
        }
    }
}
