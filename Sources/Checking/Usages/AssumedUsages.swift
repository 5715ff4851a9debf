import Evaluation
import Packaging
import Runtimes
import Synchronization
import Usage

/// An entry of an installed package, asked about without a consumer: its assumed ones stand in an overlay of the project.
public struct AssumedUsages: Sendable {
    /// In the order in which they are tried; the last only imports.
    private let candidates: [(entry: EntryPoint, usage: PromisedUsage)]
    var package: PackageIdentity? { candidates.first?.entry.package }
    private let carriesWasm: CarriedWasm

    init(_ installed: InstalledEntry, form: ConsumerForm) {
        let specifier = installed.specifier, project = installed.tree
        let usages =
            installed.examples(form).map { PromisedUsage($0) } + [PromisedUsage(.types) { installed.plan(form) }]
            + GlueShape.all.map { shape in PromisedUsage(.generator) { installed.usage(of: shape, form) } }
            + installed.explorations(form).map { PromisedUsage($0) }
        let paths = usages.indices.map { TreePath.root.appending("\(Self.fileName)\($0 + 1).\(form.fileExtension)") }
        var files: [TreePath: @Sendable () -> [UInt8]] = [:]
        for (path, usage) in zip(paths, usages) { files[path] = { usage.text } }
        let tree = project.promising(files)
        let folder = specifier.package.flatMap { TreePath("node_modules/" + $0.name) }
        let package = folder.flatMap { PackageIdentity(project.manifest(in: $0)) }
        carriesWasm = CarriedWasm(package: folder, in: project)
        candidates = zip(paths, usages).map { path, usage in
            (
                EntryPoint(
                    tree: tree, path: path, consumers: [path], name: "pkg:\(specifier)", usage: UsageOrigin(.exports), package: package),
                usage
            )
        }
    }

    private static let fileName = "glue-lint-usage-"
    /// Whether a path of a verdict is that of an assumed usage.
    public static func isUsage(_ path: String) -> Bool { path.hasPrefix(fileName) }

    /// What the usages come to, with the one that decides.
    func evaluate(_ profile: Profile, _ evaluate: (EntryPoint, Profile) -> Evaluation) -> (entry: EntryPoint, evaluation: Evaluation)? {
        var hearing = Hearing()
        for (candidate, promised) in candidates where hearing.wants(promised.kind, waits: promised.waits) {
            guard let usage = promised.usage else { continue }
            var entry = candidate
            entry.usage = UsageOrigin(usage)
            hearing.hear(Testimony(entry, usage, evaluate(entry, profile), profile))
        }
        return hearing.outcome(profile, carriesWasm)
    }
}

/// A usage that is read when it is first asked for.
private final class PromisedUsage: Sendable {
    private let made: Mutex<AssumedUsage??>
    private let make: @Sendable () -> AssumedUsage?
    let kind: AssumedUsage.Kind
    let waits: Bool

    init(_ kind: AssumedUsage.Kind, waits: Bool = false, _ make: @escaping @Sendable () -> AssumedUsage?) {
        self.kind = kind
        self.waits = waits
        self.make = make
        made = Mutex(nil)
    }
    convenience init(_ usage: AssumedUsage) { self.init(usage.kind, waits: usage.waits) { usage } }

    /// nil where the package does not say enough.
    var usage: AssumedUsage? {
        made.withLock { known in
            if let known { return known }
            let usage = make()
            known = .some(usage)
            return usage
        }
    }
    var text: [UInt8] { Array((usage?.text ?? "").utf8) }
}

extension ConsumerForm {
    init(_ runtime: RuntimeName) {
        switch runtime {
        case .workers, .bundler: self = .worker
        case .node(_, .cjs): self = .script
        case .browser: self = .page
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
        self.init(kind, from: usage.source)
    }
}
