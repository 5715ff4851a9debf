import Packaging
import Runtimes
import Usage

/// How a check would use the entries of an input where nobody gives it a consumer.
public struct UsageListing: Sendable {
    public struct Item: Sendable {
        /// The entry: ".", "./web".
        public var entry: String
        /// What it was read from: "readme README.md:12", "types index.d.ts:3".
        public var origin: String
        /// A program for one of the runtimes, with what is left open defined in its first lines.
        public var text: String
    }
    /// For each entry in the order in which they are tried.
    public private(set) var items: [Item] = []

    /// `runtime` decides what a consumer looks like: a module, a CommonJS script or a Worker.
    public init(_ input: Input, runtime: RuntimeName, asIs: Bool = false) {
        let subjects = Subjects(input, asIs: asIs, OrderedWork(threads: 1))
        for subject in subjects.subjects {
            guard case .export(let specifier) = subject.kind else { continue }
            for usage in InstalledEntry(specifier: specifier, tree: subjects.tree).usages(ConsumerForm(runtime)) {
                let origin = UsageOrigin(usage)
                items.append(
                    Item(entry: subject.name, origin: origin.kind.rawValue + (origin.from.map { " \($0)" } ?? ""), text: usage.runnableText)
                )
            }
        }
    }
}
