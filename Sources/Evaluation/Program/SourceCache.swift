import Machine
import Packaging
import Synchronization
import Syntax

/// Files of a tree, parsed once, shared by all runs and threads.
public final class SourceCache: Sendable {
    private let tree: FileTree
    private let reading: SourceFile.Reading
    private let files = Mutex<[TreePath: SourceFile]>([:])
    private let modules = Mutex<[ModuleKey: Lowering.Module]>([:])
    private let commonJS = Mutex<[ModuleKey: FunctionTemplate]>([:])
    private let records = PerFile<ModuleRecord>(), names = PerFile<CommonJSNames>(), edges = PerFile<[BuildScan.Edge]>()
    private struct ModuleKey: Hashable { var path: String; var index: Int }

    /// `reading` is for tests: what is parsed changes no answer.
    public init(_ tree: FileTree, reading: SourceFile.Reading = .automatic) {
        self.tree = tree
        self.reading = reading
    }

    /// nil where the file cannot be read.
    func file(_ path: TreePath) -> SourceFile? {
        if let known = files.withLock({ $0[path] }) { return known }
        guard case .success(let bytes) = tree.read(path) else { return nil }
        let made = SourceFile(path: path.text, bytes: bytes, reading: reading)
        return files.withLock { cached in
            if let known = cached[path] { return known }
            cached[path] = made
            return made
        }
    }

    /// What linking reads off a file, each once.
    func record(_ file: SourceFile) -> ModuleRecord { records.of(file) { ModuleRecord(file) } }
    func commonJSNames(_ file: SourceFile) -> CommonJSNames { names.of(file) { CommonJSNames(file) } }
    func edges(_ file: SourceFile) -> [BuildScan.Edge] { edges.of(file) { BuildScan.edges(file, record(file)) } }

    /// Lowered once for each number that a file has had in a run (runs of one entry number files alike).
    func lowered(_ file: SourceFile, index: Int) -> Lowering.Module {
        let key = ModuleKey(path: file.path, index: index)
        if let known = modules.withLock({ $0[key] }) { return known }
        let made = Lowering.module(file, index: index)
        modules.withLock { $0[key] = made }
        return made
    }
    /// `hasPaths`: Node's wrapper; a bundler's gives neither `__filename` nor `__dirname`. `isStrict`: it stands in an ES module.
    func commonJSFunction(_ file: SourceFile, index: Int, hasPaths: Bool, isStrict: Bool) -> FunctionTemplate {
        let key = ModuleKey(path: (hasPaths ? "" : "bundled:") + (isStrict ? "strict:" : "") + file.path, index: index)
        if let known = commonJS.withLock({ $0[key] }) { return known }
        let made = Lowering.function(file, index: index, parameters: ["exports", "require", "module"] + (hasPaths ? ["__filename", "__dirname"] : []), isStrict: isStrict)
        commonJS.withLock { $0[key] = made }
        return made
    }
}

/// Something made of a file when it is first asked for.
private final class PerFile<Content: Sendable>: Sendable {
    private let made = Mutex<[String: Content]>([:])

    func of(_ file: SourceFile, _ make: () -> Content) -> Content {
        if let known = made.withLock({ $0[file.path] }) { return known }
        let content = make()
        made.withLock { $0[file.path] = content }
        return content
    }
}
