import Machine
import Packaging
import Synchronization
import Syntax

/// Files of a tree, parsed once, shared by all runs and threads.
public final class SourceCache: Sendable {
    private let tree: FileTree
    private let reading: SourceFile.Reading
    /// What is parsed of the tree that this one adds files to: consumers of one package differ, the package's own files are the same.
    private let base: SourceCache?
    private let addedPaths: Set<String>
    private let files = Mutex<[TreePath: SourceFile]>([:])
    private let modules = Made<ModuleKey, Lowering.Module>()
    private let commonJS = Made<ModuleKey, FunctionTemplate>()
    private let records = PerFile<ModuleRecord>(), trimmedRecords = PerFile<ModuleRecord>(), names = PerFile<CommonJSNames>(),
        edges = PerFile<[BuildScan.Edge]>(), ownRequires = PerFile<[Range<Int>]>()
    private let mentionsOfCommonJS = PerFile<Bool>(), moduleOnlySyntax = PerFile<Bool>(),
        moduleSyntaxErrors = PerFile<ModuleSyntaxError?>(), duplicates = PerFile<DuplicateDeclaration?>(),
        earlyErrors = PerFile<EarlyError?>()
    private struct ModuleKey: Hashable, Sendable { var path: String; var index: Int }

    /// `base` is the cache of `tree.base`, where that is at hand. `reading` is for tests: what is parsed changes no answer.
    public init(_ tree: FileTree, over base: SourceCache? = nil, reading: SourceFile.Reading = .automatic) {
        self.tree = tree
        self.base = base
        self.reading = reading
        addedPaths = base == nil ? [] : Set(tree.added.map(\.text))
    }
    /// The cache that a path of the tree belongs to.
    private func home(of path: String) -> SourceCache { addedPaths.contains(path) ? self : base?.home(of: path) ?? self }

    /// A file of a tree that was looked at before; nil where it was not.
    public func known(_ path: TreePath, of tree: FileTree) -> SourceFile? {
        self.tree === tree ? files.withLock { $0[path] } : base?.known(path, of: tree)
    }
    /// nil where the file cannot be read.
    func file(_ path: TreePath) -> SourceFile? { home(of: path.text).ownFile(path) }
    private func ownFile(_ path: TreePath) -> SourceFile? {
        if let known = files.withLock({ $0[path] }) { return known }
        guard case .success(let bytes) = tree.read(path) else { return nil }
        let made = SourceFile(path: path.text, bytes: bytes, needles: .imports, reading: reading)
        return files.withLock { cached in
            if let known = cached[path] { return known }
            cached[path] = made
            return made
        }
    }

    /// What linking reads off a file, each once.
    func record(_ file: SourceFile) -> ModuleRecord { home(of: file.path).records.of(file) { ModuleRecord(file) } }
    func commonJSNames(_ file: SourceFile) -> CommonJSNames { home(of: file.path).names.of(file) { CommonJSNames(file) } }
    /// Without the imports of a TypeScript file that might be types.
    func trimmedRecord(_ file: SourceFile) -> ModuleRecord {
        home(of: file.path).trimmedRecords.of(file) { record(file).withoutUnusedImports }
    }
    /// `record` is the file's as bundlers read it, which all do alike.
    func edges(_ file: SourceFile, _ record: () -> ModuleRecord) -> [BuildScan.Edge] {
        home(of: file.path).edges.of(file) { BuildScan.skimmedEdges(file) ?? BuildScan.edges(file, record()) }
    }
    /// Where in a file `require` is a parameter or variable of its own, which no bundler takes for its.
    func ownRequires(_ file: SourceFile) -> [Range<Int>] {
        home(of: file.path).ownRequires.of(file) { BuildScan.shadows(file, file.tree(mentioning: ["require"])) }
    }
    func hasModuleSyntax(_ file: SourceFile) -> Bool { file.skimmedModuleSyntax ?? record(file).hasModuleSyntax }
    func mentionsCommonJS(_ file: SourceFile) -> Bool { home(of: file.path).mentionsOfCommonJS.of(file) { file.mentionsCommonJS } }
    func hasModuleOnlySyntax(_ file: SourceFile) -> Bool { home(of: file.path).moduleOnlySyntax.of(file) { file.hasModuleOnlySyntax } }
    func duplicateDeclaration(_ file: SourceFile, isModule: Bool) -> DuplicateDeclaration? {
        home(of: file.path).duplicates.of((isModule ? "module:" : "script:") + file.path) { DuplicateDeclaration(file, isModule: isModule) }
    }
    func earlyError(_ file: SourceFile, isModule: Bool) -> EarlyError? {
        home(of: file.path).earlyErrors.of((isModule ? "module:" : "script:") + file.path) { EarlyError(file, isModule: isModule) }
    }
    /// Syntax that a CommonJS file cannot have, as V8 tells it; nil where there is none.
    func moduleSyntaxError(_ file: SourceFile) -> ModuleSyntaxError? {
        home(of: file.path).moduleSyntaxErrors.of(file) { ModuleSyntaxError(file) }
    }

    /// Lowered once for each number that a file has had in a run (runs of one entry number files alike).
    func lowered(_ file: SourceFile, index: Int) -> Lowering.Module {
        home(of: file.path).modules.of(ModuleKey(path: file.path, index: index)) { Lowering.module(file, index: index) }
    }
    /// `hasPaths`: Node's wrapper; a bundler's gives neither `__filename` nor `__dirname`. `isStrict`: it stands in an ES module.
    func commonJSFunction(_ file: SourceFile, index: Int, hasPaths: Bool, isStrict: Bool) -> FunctionTemplate {
        home(of: file.path).commonJS.of(
            ModuleKey(path: (hasPaths ? "" : "bundled:") + (isStrict ? "strict:" : "") + file.path, index: index)
        ) {
            Lowering.function(
                file, index: index, parameters: ["exports", "require", "module"] + (hasPaths ? ["__filename", "__dirname"] : []),
                isStrict: isStrict)
        }
    }
}

/// What was made of files so far. Made outside of the lock, for one thing may lead to another.
private final class Made<Key: Hashable & Sendable, Content: Sendable>: Sendable {
    private let contents = Mutex<[Key: Content]>([:])

    func of(_ key: Key, _ make: () -> Content) -> Content {
        if let known = contents.withLock({ $0[key] }) { return known }
        let content = make()
        contents.withLock { $0[key] = content }
        return content
    }
}
private typealias PerFile<Content: Sendable> = Made<String, Content>

extension Made where Key == String {
    func of(_ file: SourceFile, _ make: () -> Content) -> Content { of(file.path, make) }
}
