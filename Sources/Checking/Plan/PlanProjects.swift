import Packaging
import Synchronization
import Usage

/// The projects that a plan's threads work on: opened once for all of them, and forgotten when others follow.
final class PlanProjects: Sendable {
    /// Where the projects are.
    let root: String
    private let recent = Mutex<[PlanProject]>([])
    private let base = Mutex<FileTree??>(nil)
    /// Lines about one project mostly follow each other: each thread works on one.
    private let limit: Int

    init(root: String, threads: Int) {
        self.root = root
        limit = threads
    }

    /// nil: there is no such folder.
    func project(_ name: String) -> PlanProject? {
        recent.withLock { recent in
            if let at = recent.firstIndex(where: { $0.name == name }) {
                let found = recent.remove(at: at)
                recent.append(found)
                return found
            }
            guard TreePath(name) != nil, case .success(let tree) = FileTree.open("\(root)/\(name)") else { return nil }
            if recent.count >= limit { recent.removeFirst() }
            let made = PlanProject(name: name, tree: tree)
            recent.append(made)
            return made
        }
    }

    /// The folder of the projects as a folder of ES modules, which a consumer's own folder is taken to be.
    func outside() -> FileTree? {
        base.withLock { base in
            if let base { return base }
            var opened: FileTree?
            if case .success(let tree) = FileTree.open(root) {
                opened = tree.overlaid(with: [TreePath.root.appending("package.json"): Array(#"{"type":"module"}"#.utf8)])
            }
            base = .some(opened)
            return opened
        }
    }
}

/// One project of a plan, and what its lines share.
final class PlanProject: Sendable {
    let name: String
    let tree: FileTree
    private let mounted = Mutex<FileTree?>(nil)
    /// A path is one of the project's or one beside the projects, never both.
    private let consumers = Mutex<[TreePath: Set<TreePath>]>([:])
    private let installed = Mutex<[Specifier: InstalledEntry]>([:])
    private let usages = Mutex<[UsageKey: AssumedUsages]>([:])
    private struct UsageKey: Hashable { var specifier: Specifier, form: ConsumerForm }

    init(name: String, tree: FileTree) {
        self.name = name
        self.tree = tree
    }

    /// How a package is assumed to be used in one form of consumer. What it says of itself is read once for all forms.
    func usages(_ specifier: Specifier, _ form: ConsumerForm) -> AssumedUsages {
        let entry = installed.withLock { installed in
            if let known = installed[specifier] { return known }
            let made = InstalledEntry(specifier: specifier, tree: tree)
            installed[specifier] = made
            return made
        }
        return usages.withLock { usages in
            let key = UsageKey(specifier: specifier, form: form)
            if let known = usages[key] { return known }
            let made = AssumedUsages(entry, form: form)
            usages[key] = made
            return made
        }
    }

    /// A consumer's own files; several lines ask for those of one.
    func consumers(_ entry: TreePath, in tree: FileTree) -> Set<TreePath> {
        consumers.withLock { consumers in
            if let known = consumers[entry] { return known }
            let found = ConsumerFiles.of(entry, in: tree)
            consumers[entry] = found
            return found
        }
    }

    /// The project as published, seen from a consumer beside the projects.
    func mounted(in base: FileTree, at place: TreePath) -> FileTree {
        mounted.withLock { mounted in
            if let mounted { return mounted }
            let made = base.mounting(tree.asPublished(), at: place)
            mounted = made
            return made
        }
    }
}
