import Evaluation
import Packaging
import Runtimes
import Usage

/// An entry of an installed package, asked about without a consumer: its assumed ones stand in an overlay of the project.
struct AssumedUsages: Sendable {
    /// In the order in which they are tried; the last only imports.
    let entries: [EntryPoint]
    /// The package ships WebAssembly: then a use that does not reach it proves little.
    private let usages: [AssumedUsage]

    init(specifier: Specifier, project: FileTree, form: ConsumerForm) {
        usages = InstalledEntry(specifier: specifier, tree: project).usages(form)
        var edits: [TreePath: [UInt8]?] = [:]
        let paths = usages.indices.map { TreePath.root.appending("glue-lint-usage-\($0 + 1).\(form.fileExtension)") }
        for (path, usage) in zip(paths, usages) { edits[path] = .some(Array(usage.text.utf8)) }
        let tree = project.overlaid(with: edits)
        let folder = specifier.package.flatMap { TreePath("node_modules/" + $0.name) }
        let package = folder.flatMap { PackageIdentity(project.manifest(in: $0)) }
        entries = zip(paths, usages).map { path, usage in
            EntryPoint(tree: tree, path: path, consumers: [path], name: "pkg:\(specifier)", usage: UsageOrigin(usage), package: package)
        }
    }

    /// The verdict of the first usage that decides, and which one that was.
    func evaluate(_ profile: Profile, _ evaluate: (EntryPoint, Profile) -> Evaluation) -> (usage: UsageOrigin, evaluation: Evaluation)? {
        var weak: (usage: UsageOrigin, evaluation: Evaluation)?
        for (entry, usage) in zip(entries, usages) {
            let evaluation = evaluate(entry, profile)
            switch Witness(evaluation, of: entry, usage, profile).answer {
            case .decides(let verdict):
                var decided = evaluation
                decided.verdict = verdict
                return (entry.usage, decided)
            case .finishes: weak = weak ?? (entry.usage, evaluation)
            case .saysNothing: if usage.kind == .exports { return weak ?? (entry.usage, evaluation) }
            }
        }
        return weak
    }
}

extension ConsumerForm {
    init(_ runtime: RuntimeName) {
        switch runtime {
        case .workers, .bundler: self = .worker
        case .node(_, .cjs): self = .script
        default: self = .module
        }
    }
}

extension UsageOrigin {
    init(_ usage: AssumedUsage) {
        let kind: Kind =
            switch usage.kind {
            case .readme: .readme
            case .types: .types
            case .generator: .generator
            case .exports: .exports
            }
        self.init(kind, from: usage.kind == .readme ? usage.source : nil)
    }
}
