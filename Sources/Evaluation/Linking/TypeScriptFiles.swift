import Packaging
import Runtimes
import Syntax

/// TypeScript as runtimes read it: Node blanks types and takes no more than that, tools compile a file at a time, some take none.
extension Program {
    /// What becomes of imports that may be types.
    enum UnusedImports: String {
        /// As written: Node.
        case kept
        /// Their modules are found and evaluated, their names are not looked for: Deno.
        case unbound
        /// Imports of which nothing is used are gone: esbuild, Bun.
        case removed
    }
    func unusedImports(of file: SourceFile) -> UnusedImports {
        guard file.language == .typeScript, let rule = profile.rule("typescript/unused-imports")?.text.flatMap(UnusedImports.init) else {
            return .kept
        }
        guard rule == .removed, let path = TreePath(file.path), tree.typeScriptConfiguration(governing: path)?.keepsUnusedImports == true
        else { return rule }
        return .kept
    }
    /// A file's imports and exports as the runtime sees them.
    func record(_ file: SourceFile) -> ModuleRecord {
        unusedImports(of: file) == .removed ? sources.trimmedRecord(file) : sources.record(file)
    }

    /// Throws what a runtime says of a TypeScript file that it does not read.
    func checkTypeScript(_ path: TreePath, _ ext: String, _ kind: ResolutionRequest.Kind) throws(LinkFailure) {
        let rule = profile.rule(ext == "tsx" ? "typescript/tsx" : "typescript/file")
        guard rule == .allowed else {
            // `require` takes what it does not know for JavaScript; what servers and editors of other runtimes make of it is not known
            guard let error = rule?.error, !kind.isRequire else {
                throw LinkFailure(name: "", message: "", kind: "module.undecided", attributes: ["extension": "." + ext])
            }
            throw typeScriptFailure(error, path, ext)
        }
        if path.isInstalled, let error = profile.rule("typescript/in-package")?.error { throw typeScriptFailure(error, path, ext) }
    }
    private func typeScriptFailure(_ error: RuntimeError, _ path: TreePath, _ ext: String) -> LinkFailure {
        let told = error.filled(["extension": "." + ext, "path": "./" + path.text, "url": "file://" + absolute(path.text)])
        return LinkFailure(
            name: told.name, message: told.message, code: told.code, kind: "module.format", attributes: ["extension": "." + ext])
    }
    /// The first thing in a file that is more than types, where the runtime does no more than leave types out.
    func refusedTypeScript(in file: SourceFile) -> LinkFailure? {
        for syntax in file.typeScript {
            guard let error = profile.rule("typescript/" + syntax.kind.rawValue)?.error else { continue }
            return LinkFailure(
                name: error.name, message: error.message, code: error.code, at: place(file, syntax.range.lowerBound),
                kind: "syntax.refused",
                attributes: ["syntax": syntax.kind.rawValue])
        }
        return nil
    }
}
