import Syntax

/// The packages of a workspace: `workspaces` of a `package.json` (npm, Yarn, Bun), `packages` of a `pnpm-workspace.yaml`.
public enum Workspaces {
    /// Folders with a manifest that the patterns in a folder's configuration name, in the order of their paths; empty where there are none.
    ///
    /// A pattern that begins with `!` excludes. Folders of installed packages do not count.
    public static func members(of folder: TreePath, in tree: FileTree) -> [TreePath] {
        let patterns = patterns(of: folder, in: tree)
        let wanted = patterns.filter { !$0.hasPrefix("!") }.map(glob),
            refused = patterns.filter { $0.hasPrefix("!") }.map { glob(String($0.dropFirst())) }
        guard !wanted.isEmpty else { return [] }
        let manifests = tree.files(under: folder) { $0.name != "node_modules" && $0.name != ".git" }.filter { $0.name == "package.json" }
        return manifests.compactMap(\.parent).filter { member in
            guard let path = member.relative(to: folder)?.text, !path.isEmpty else { return false }
            return wanted.contains { $0.matches(path) } && !refused.contains { $0.matches(path) }
        }.sorted()
    }

    private static func patterns(of folder: TreePath, in tree: FileTree) -> [String] {
        let workspace = folder.appending("pnpm-workspace.yaml")
        if tree.isFile(workspace), case .success(let bytes) = tree.read(workspace) {
            return (YAMLDocument.read(bytes)["packages"]?.array ?? []).compactMap(\.string)
        }
        let field = tree.manifest(in: folder)?.document["workspaces"]
        return (field?.array ?? field?["packages"]?.array ?? []).compactMap(\.string)
    }
    private static func glob(_ pattern: String) -> Glob {
        var pattern = pattern[...]
        if pattern.hasPrefix("./") { pattern = pattern.dropFirst(2) }
        while pattern.hasSuffix("/") { pattern = pattern.dropLast() }
        return Glob(pattern)
    }
}
