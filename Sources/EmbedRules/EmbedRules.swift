import Foundation
import PackagePlugin

/// Runs `scripts/embed-rules` before EmbeddedData is compiled, whenever something under `rules/` has changed.
///
/// A build that silently kept yesterday's rules would test and print yesterday's truth. The symbolic link `Sources/EmbeddedData/rules`
/// makes SwiftPM plan anew, and so ask this plugin again, when a file is added: it looks only at what is below a target's folder.
@main
struct EmbedRules: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let root = context.package.directoryURL
        let script = root.appending(path: "scripts/embed-rules")
        let source = context.pluginWorkDirectoryURL.appending(path: "RulesPack.swift")
        return [
            .buildCommand(
                displayName: "Embedding rules/",
                executable: script,
                arguments: [source.path()],
                inputFiles: [script] + contents(of: root.appending(path: "rules")),
                outputFiles: [source])
        ]
    }

    /// The folders as well: a file that is added or removed changes them.
    private func contents(of folder: URL) -> [URL] {
        guard let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [folder] }
        return [folder] + all.compactMap { $0 as? URL }.sorted { $0.path() < $1.path() }
    }
}
