import Packaging
import Synchronization
import Syntax

/// What a package says of its use, read when it is first asked for and kept: consumers of every form are written from it.
final class PackageDocuments: Sendable {
    private let name: PackageName
    private let tree: FileTree
    private let readme = Mutex<Readme?>(nil)
    /// With the examples that were mended, by where they stand.
    private struct Readme { var examples: ReadmeExamples, mended: [String: SourceFile?] }
    private let plans = Mutex<[PlanKey: TypePlan?]>([:])
    private struct PlanKey: Hashable { var preferred: [String], wasm: String? }

    /// More examples than these say nothing that the first do not say (measured: one is enough in 224 of 243).
    private static let exampleLimit = 4

    init(_ name: PackageName, tree: FileTree) {
        self.name = name
        self.tree = tree
    }

    /// The examples of the README that suit a form best and can be mended, as JavaScript, and where they stand ("README.md:12").
    func examples(for form: ConsumerForm) -> [(source: String, code: SourceFile)] {
        readme.withLock { readme in
            guard let folder = name.folder else { return [] }
            let examples = readme?.examples ?? ReadmeExamples(tree: tree, folder: folder, name: name)
            var mended = readme?.mended ?? [:]
            defer { readme = Readme(examples: examples, mended: mended) }
            return examples.nearest(for: form).prefix(Self.exampleLimit).compactMap { example in
                let code = mended[example.source] ?? ExampleRepair.javaScript(example.code)
                mended[example.source] = .some(code)
                return code.map { (source: example.source, code: $0) }
            }
        }
    }

    /// What the type declarations lead to; nil where there are none.
    func plan(preferred: [String], wasm: String?) -> TypePlan? {
        plans.withLock { plans in
            let key = PlanKey(preferred: preferred, wasm: wasm)
            if let known = plans[key] { return known }
            let plan = DeclaredModule(entry: name, tree: tree).flatMap { TypePlan($0, preferred: preferred, wasm: wasm) }
            plans[key] = .some(plan)
            return plan
        }
    }
}
