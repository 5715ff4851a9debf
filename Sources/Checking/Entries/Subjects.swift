import Packaging
import Runtimes
import Text
import Usage

/// Something that a check enters: an export of a package, a Worker, a file.
public struct Subject: Sendable {
    public enum Kind: Sendable {
        case export(Specifier)
        case file(TreePath)
        case worker(TreePath)
        case consumer(TreePath)
    }
    public var name: String
    public var kind: Kind
    /// The key in package.json that offers it, in bytes; nil where none does.
    public var key: Range<Int>?

    func isMeant(for runtime: RuntimeName) -> Bool {
        guard case .export = kind else { return true }
        return Addressee(subpath: name).includes(runtime)
    }
}

/// What of an input is entered, and in which runtimes.
public struct Subjects: Sendable {
    public var tree: FileTree
    public var package: PackageIdentity?
    public var subjects: [Subject] = []
    public var runtimes: [RuntimeName] = []
    /// What was taken, for the head of a report.
    public var notes: [String] = []
    public var runtimeNotes: [String] = []
    /// Scripts of a folder that is neither a package nor a Worker.
    public var scripts = 0

    public init(_ input: Input, asIs: Bool, _ work: OrderedWork) {
        tree = input.tree
        if input.tree.isFile(input.focus) {
            file(input)
        } else if let configuration = input.configuration, let entry = configuration.entry, input.tree.isFile(entry) {
            subjects = [Subject(name: entry.text, kind: .worker(entry))]
            notes.append("the Worker of \(configuration.path.text)")
        } else if let folder = input.packageFolder,
            folder == input.focus
                || input.tree.entries(of: folder).contains(where: { $0.files.contains { $0.relative(to: input.focus) != nil } })
        {
            package(input, folder, asIs: asIs, work)
        } else if input.tree.isFolder(input.focus.appending("node_modules")), input.tree.manifest(in: input.focus) == nil {
            dependencies(input)
        }
        if subjects.isEmpty { bundle(input, work) }
        runtimes = Claims.runtimes(
            input, isWorker: subjects.contains { if case .worker = $0.kind { true } else { false } }, notes: &runtimeNotes)
    }

    private mutating func file(_ input: Input) {
        guard input.focus.isScript else { return }
        subjects = [Subject(name: String(input.focus.name), kind: .file(input.focus))]
    }

    private mutating func package(_ input: Input, _ folder: TreePath, asIs: Bool, _ work: OrderedWork) {
        let source = input.tree
        let identity = PackageIdentity(source.manifest(in: folder))
        let name = identity?.name ?? folder.nameOfUnnamedPackage
        // A folder inside a package may have a manifest of its own ({"type": "module"}) and is installed under no name.
        let isInstalled = folder.text == "node_modules/\(name)" || folder.text.hasSuffix("/node_modules/\(name)")
        let place = isInstalled ? folder : TreePath.root.appending("node_modules").appending(name)
        let liesHere = asIs || folder.parts.contains("node_modules")
        let published = liesHere ? source.subtree(folder) : source.asPublished(folder)
        // The consumer's folder is another package: by its own manifest the package would import itself, unpublished files included.
        let manifest = TreePath.root.appending("package.json")
        tree = isInstalled ? source : source.overlaid(with: [manifest: Array(#"{"type":"module"}"#.utf8)]).mounting(published, at: place)
        package = PackageIdentity(name: name, version: identity?.version, folder: place)
        for entry in offered(source.entries(of: folder), of: published, folder, work) {
            subjects.append(Subject(name: entry.name, kind: .export(entry.specifier), key: entry.range))
        }
        notes.append("\(name)\(identity?.version.map { " \($0)" } ?? "") as \(liesHere ? "it lies here" : "published")")
    }

    /// Exports that are scripts. A pattern ("./dist/*") opens files to whoever wants one, it does not offer each: of these only what
    /// nothing else imports and what reaches WebAssembly is an entry, as in a folder without a manifest.
    private func offered(_ entries: [PackageEntry], of published: FileTree, _ folder: TreePath, _ work: OrderedWork) -> [PackageEntry] {
        let exports = entries.filter { entry in entry.kind == .export && entry.files.contains(where: \.isScript) }
        guard exports.contains(where: \.isExpanded), let graph = FolderGraph(.root, in: published, work) else {
            return exports.filter { !$0.isExpanded }
        }
        let named = Set(exports.filter { !$0.isExpanded }.flatMap(\.files)), heads = Set(graph.entries())
        return exports.filter { entry in
            !entry.isExpanded
                || entry.files.contains { file in !named.contains(file) && file.relative(to: folder).map(heads.contains) == true }
        }
    }

    private mutating func dependencies(_ input: Input) {
        for folder in input.tree.directDependencies(of: input.focus) where CarriedWasm.isIn(folder, of: input.tree) {
            for entry in input.tree.entries(of: folder) where entry.kind == .export {
                subjects.append(Subject(name: entry.specifier.text, kind: .export(entry.specifier)))
            }
        }
    }

    private mutating func bundle(_ input: Input, _ work: OrderedWork) {
        guard input.tree.isFolder(input.focus) else { return }
        guard let graph = FolderGraph(input.focus, in: input.tree, work) else { return }
        for file in graph.entries() {
            subjects.append(Subject(name: file.relative(to: input.focus)?.text ?? file.text, kind: .file(file)))
        }
        scripts = graph.paths.count
        if !subjects.isEmpty {
            notes.append("files of \(input.focus.isRoot ? "the folder" : input.focus.text) that reach WebAssembly or answer requests")
        }
    }

    /// A given consumer takes the place of what the exports suggest.
    mutating func use(_ name: String, _ bytes: [UInt8]) {
        let file = name.split(separator: "/").last.map(String.init) ?? name
        let path = TreePath.root.appending(file)
        tree = tree.overlaid(with: [path: bytes])
        subjects = [Subject(name: name, kind: .consumer(path))]
        notes.append("used as \(name) does")
    }

    /// Only these: names of entries, or files of the input. What is neither comes back.
    mutating func keep(_ wanted: [String], of input: Input) -> [String] {
        if wanted.isEmpty { return [] }
        var kept: [Subject] = [], unknown: [String] = []
        for name in wanted {
            let found = subjects.filter { $0.name == name || $0.name == "./" + name }
            if !found.isEmpty { kept += found } else if let file = file(name, of: input) { kept.append(file) } else { unknown.append(name) }
        }
        subjects = kept
        return unknown
    }
    private func file(_ name: String, of input: Input) -> Subject? {
        let folder = package?.folder ?? (input.tree.isFile(input.focus) ? input.focus.parent ?? .root : input.focus)
        guard let path = TreePath(name.drop { $0 == "/" }, from: folder), tree.isFile(path), path.isScript else { return nil }
        // Beside installed packages a file is their consumer.
        let isConsumer = tree.isFolder(folder.appending("node_modules")) && !path.parts.contains("node_modules")
        return Subject(name: name, kind: isConsumer ? .consumer(path) : .file(path))
    }

    /// What runtimes are asked about a subject. Runtimes whose consumers are written alike share one.
    struct Questions {
        private let subjects: Subjects, subject: Subject
        private var installed: InstalledEntry?
        private var usages: [ConsumerForm: AssumedUsages] = [:]

        init(_ subjects: Subjects, _ subject: Subject) {
            self.subjects = subjects
            self.subject = subject
        }
        mutating func question(_ runtime: RuntimeName) -> Question {
            let tree = subjects.tree, package = subjects.package
            switch subject.kind {
            case .export(let specifier):
                let form = ConsumerForm(runtime), entry = installed ?? InstalledEntry(specifier: specifier, tree: tree)
                let found = usages[form] ?? AssumedUsages(entry, form: form)
                installed = entry
                usages[form] = found
                return .usages(found)
            case .consumer(let path):
                let usage = UsageOrigin(.consumer, from: subject.name)
                return .entry(
                    EntryPoint(
                        tree: tree, path: path, consumers: ConsumerFiles.of(path, in: tree), name: subject.name, usage: usage,
                        package: package))
            case .file(let path), .worker(let path):
                return .entry(EntryPoint(tree: tree, path: path, name: subject.name, usage: UsageOrigin(.imported), package: package))
            }
        }
    }
    enum Question: Sendable {
        case entry(EntryPoint)
        case usages(AssumedUsages)
    }
}
