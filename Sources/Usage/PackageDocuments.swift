import Packaging
import Synchronization
import Syntax

/// What a package says of its use, read when it is first asked for and kept: consumers of every form are written from it.
final class PackageDocuments: Sendable {
    private let name: PackageName
    private let tree: FileTree
    private let readme = Mutex<[(source: String, code: SourceFile)]?>(nil)
    private let plans = Mutex<[PlanKey: TypePlan?]>([:])
    private struct PlanKey: Hashable { var preferred: [String], wasm: String? }

    /// More examples than these say nothing that the first do not say (measured: one is enough in 224 of 243).
    private static let exampleLimit = 4

    init(_ name: PackageName, tree: FileTree) {
        self.name = name
        self.tree = tree
    }

    /// The nearest examples of the README that can be mended, as JavaScript, and where they stand ("README.md:12").
    var examples: [(source: String, code: SourceFile)] {
        readme.withLock { known in
            if let known { return known }
            guard let folder = name.folder else { return [] }
            let examples = ReadmeExamples(tree: tree, folder: folder, name: name).nearest.prefix(Self.exampleLimit).compactMap { example in
                ExampleRepair.javaScript(example.code).map { (source: example.source, code: $0) }
            }
            known = examples
            return examples
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
