import Evaluation
import Packaging
import Runtimes
import Usage

/// Finds what the lines of a plan ask about. Trees are opened once for a run of lines about the same project.
public struct PlanEntries {
    /// Where the projects are.
    public let root: String
    private var base: FileTree?
    private var projects: [String: FileTree] = [:]
    private var mounts: [String: FileTree] = [:]
    private var usages: [UsageKey: AssumedUsages] = [:]
    private struct UsageKey: Hashable { var project: String, entry: String, form: ConsumerForm }

    public init(root: String) { self.root = root }

    /// The entry that a line asks about, or why there is none.
    public mutating func entry(of line: PlanLine) -> Result<EntryPoint, NoEntry> {
        guard let project = project(line.project) else {
            return .failure(NoEntry(code: "no-project", text: "there is no folder \(line.project) under \(root)"))
        }
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
                    tree: project, path: path, consumers: isConsumer ? ConsumerFiles.of(path, in: project) : [], name: line.entry,
                    usage: UsageOrigin(isConsumer ? .consumer : .imported), package: PackageIdentity(project.manifest(in: .root))))
        }
        return mounted(project, line, path)
    }

    /// How the package of a line about "pkg:SPECIFIER" is assumed to be used; nil for other lines.
    mutating func assumedUsages(of line: PlanLine, in runtime: RuntimeName) -> Result<AssumedUsages, NoEntry>? {
        guard line.entry.hasPrefix("pkg:") else { return nil }
        guard let project = project(line.project) else {
            return .failure(NoEntry(code: "no-project", text: "there is no folder \(line.project) under \(root)"))
        }
        let key = UsageKey(project: line.project, entry: line.entry, form: ConsumerForm(runtime))
        let found = usages[key] ?? AssumedUsages(specifier: Specifier(String(line.entry.dropFirst(4))), project: project, form: key.form)
        usages[key] = found
        return .success(found)
    }

    /// Why a line has no answer: goes into the verdict as its reason.
    public struct NoEntry: Error, Hashable, Sendable {
        public var code: String
        public var text: String
        public var verdict: Verdict { Verdict(.unknown, reason: Verdict.Unknown(code: code, text: text), because: text) }
    }

    private mutating func project(_ name: String) -> FileTree? {
        if let known = projects[name] { return known }
        guard TreePath(name) != nil, case .success(let tree) = FileTree.open("\(root)/\(name)") else { return nil }
        // Lines about one project mostly follow each other: only the last one is kept.
        projects = [name: tree]
        mounts = [:]
        usages = [:]
        return tree
    }

    /// A consumer beside the projects: it sees the project as published, as a dependency of a folder of ES modules.
    private mutating func mounted(_ project: FileTree, _ line: PlanLine, _ path: TreePath) -> Result<EntryPoint, NoEntry> {
        guard let base = outside(), base.isFile(path) else {
            return .failure(NoEntry(code: "no-entry", text: "there is no file \(line.entry) in the project or under \(root)"))
        }
        guard let package = PackageIdentity(project.manifest(in: .root)), let place = TreePath("node_modules/" + package.name), place.parts.count > 1 else {
            return .failure(NoEntry(code: "no-package-name", text: "the project's package.json names no package"))
        }
        let tree = mounts[line.project] ?? base.mounting(project.asPublished(), at: place)
        mounts[line.project] = tree
        let identity = PackageIdentity(name: package.name, version: package.version, folder: place)
        return .success(
            EntryPoint(
                tree: tree, path: path, consumers: ConsumerFiles.of(path, in: base), name: line.entry, usage: UsageOrigin(.consumer),
                package: identity))
    }

    /// The folder of the projects as a folder of ES modules, which a consumer's own folder is taken to be.
    private mutating func outside() -> FileTree? {
        if let base { return base }
        guard case .success(let tree) = FileTree.open(root) else { return nil }
        base = tree.overlaid(with: [TreePath.root.appending("package.json"): Array(#"{"type":"module"}"#.utf8)])
        return base
    }
}
