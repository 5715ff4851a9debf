import Evaluation
import Packaging
import Runtimes
import Usage

/// Finds what the lines of a plan ask about.
struct PlanEntries: Sendable {
    private let projects: PlanProjects

    init(_ projects: PlanProjects) { self.projects = projects }

    /// The entry that a line asks about, or why there is none.
    func entry(of line: PlanLine) -> Result<EntryPoint, NoEntry> {
        guard let found = projects.project(line.project) else {
            return .failure(NoEntry(code: "no-project", text: "there is no folder \(line.project) under \(projects.root)"))
        }
        let project = found.tree
        if line.entry.hasPrefix("pkg:") {
            // `assumedUsages` answers these where the runtime is known
            return .failure(NoEntry(code: "unknown-runtime", text: "no runtime is called \(line.runtime)"))
        }
        guard let path = TreePath(line.entry), !path.isRoot else {
            return .failure(NoEntry(code: "no-entry", text: "\(line.entry) is not a path inside the project"))
        }
        if project.isFile(path) {
            // A tree with `node_modules` is a consumer beside its packages; without, the file is itself what is asked about.
            let isConsumer = project.isFolder(TreePath.root.appending("node_modules")) && !path.parts.contains("node_modules")
            return .success(
                EntryPoint(
                    tree: project, path: path, consumers: isConsumer ? found.consumers(path, in: project) : [], name: line.entry,
                    usage: UsageOrigin(isConsumer ? .consumer : .imported), package: PackageIdentity(project.manifest(in: .root))))
        }
        return mounted(found, line, path)
    }

    /// How the package of a line about "pkg:SPECIFIER" is assumed to be used; nil for other lines.
    func assumedUsages(of line: PlanLine, in runtime: RuntimeName) -> Result<AssumedUsages, NoEntry>? {
        guard line.entry.hasPrefix("pkg:") else { return nil }
        guard let project = projects.project(line.project) else {
            return .failure(NoEntry(code: "no-project", text: "there is no folder \(line.project) under \(projects.root)"))
        }
        return .success(project.usages(Specifier(String(line.entry.dropFirst(4))), ConsumerForm(runtime)))
    }

    /// Why a line has no answer: goes into the verdict as its reason.
    struct NoEntry: Error, Hashable, Sendable {
        var code: String
        var text: String
        var verdict: Verdict { Verdict(.unknown, reason: Verdict.Unknown(code: code, text: text), because: text) }
    }

    /// A consumer beside the projects: it sees the project as published, as a dependency of a folder of ES modules.
    private func mounted(_ project: PlanProject, _ line: PlanLine, _ path: TreePath) -> Result<EntryPoint, NoEntry> {
        guard let base = projects.outside(), base.isFile(path) else {
            return .failure(NoEntry(code: "no-entry", text: "there is no file \(line.entry) in the project or under \(projects.root)"))
        }
        guard let package = PackageIdentity(project.tree.manifest(in: .root)), let place = TreePath("node_modules/" + package.name),
            place.parts.count > 1
        else {
            return .failure(NoEntry(code: "no-package-name", text: "the project's package.json names no package"))
        }
        let tree = project.mounted(in: base, at: place)
        let identity = PackageIdentity(name: package.name, version: package.version, folder: place)
        return .success(
            EntryPoint(
                tree: tree, path: path, consumers: project.consumers(path, in: base), name: line.entry, usage: UsageOrigin(.consumer),
                package: identity))
    }
}
