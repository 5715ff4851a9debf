import Machine
import Packaging
import Runtimes

/// Names that CommonJS gives to each file, and what Node says where an ES module reads them.
enum ScopeNames {
    static let all: Set<String> = ["require", "module", "exports", "__filename", "__dirname"]

    /// Node rewrites the message when the evaluation of a graph ends with such a ReferenceError, whoever made it: a `catch` in the graph
    /// sees the engine's own words. What it says depends on the graph's root: the file that was started, imported or required. A consumer
    /// stands for anyone's: it is taken to `import()` the package, and what its own code meets is not rewritten.
    static func explain(_ p: Program, _ error: Value, root entered: ModuleInstance, failed: ModuleInstance) {
        let m = p.machine
        var root = entered
        if p.consumers.contains(root.path?.text ?? "") {
            guard let imported = root.targets.first(where: { $0.map { p.reachable($0).contains { $0 === failed } } ?? false }) ?? nil,
                !p.consumers.contains(failed.id)
            else { return }
            root = imported
        }
        guard p.isNode, root.format == .module, error.isObject, m.kind(error.handle) == .error else { return }
        func text(_ name: String) -> String? {
            guard let v = try? m.get(error, name), v.isString else { return nil }
            return m.text(v.handle)
        }
        guard text("name") == "ReferenceError", let message = text("message"),
            let name = all.first(where: { message == "\($0) is not defined" })
        else { return }
        if isAsync(p, root), let ambiguous = p.profile.rule("scope/ambiguous")?.text {
            let advice = p.profile.rule("scope/ambiguous-advice/" + name)?.text ?? ""
            m.define(error.handle, "message", m.makeString(ambiguous.replacing("{name}", with: name).replacing("{advice}", with: advice)))
            m.define(error.handle, "code", m.makeString("ERR_AMBIGUOUS_MODULE_SYNTAX"), .all)
            return
        }
        var said = message + (p.profile.rule(name == "require" ? "scope/esm-note-require" : "scope/esm-note")?.text ?? "")
        if let path = root.path, path.text.hasSuffix(".js"), let manifest = p.tree.manifest(governing: path),
            manifest.type?.value == .module
        {
            said += (p.profile.rule("scope/esm-note-type")?.text ?? "").replacing("{manifest}", with: "./" + manifest.path.text)
        }
        m.define(error.handle, "message", m.makeString(said))
    }
    /// The root's graph, or the root alone, has a top-level await.
    private static func isAsync(_ p: Program, _ root: ModuleInstance) -> Bool {
        if root.lowered?.hasTopLevelAwait == true { return true }
        return p.profile.rule("scope/ambiguous-reach")?.text == "graph"
            && p.reachable(root).contains { $0.lowered?.hasTopLevelAwait == true }
    }
}
