import Packaging
import Syntax

/// A declaration: the nodes of one name in one file.
struct Declared {
    let file: DeclarationFile
    let nodes: [Int]
}

/// What the type declarations of an entry say that it exports.
final class DeclaredModule {
    private let tree: FileTree
    private var files: [TreePath: DeclarationFile] = [:]
    private var lookups = 0
    /// Values by exported name, in the order of the declarations.
    private(set) var exports: [(name: String, declared: Declared)] = []
    /// The file that the entry's types are in.
    let path: TreePath

    /// Declarations are read whole; larger ones are generated and have shown what they have long before.
    private static let sizeLimit = 1_500_000, fileLimit = 60, lookupLimit = 20_000

    /// nil where the entry has no types, or they export no value.
    init?(entry name: PackageName, tree: FileTree) {
        guard let path = TypesFile.path(of: name, in: tree) else { return nil }
        self.tree = tree
        self.path = path
        guard let file = file(path) else { return nil }
        var seen: Set<TreePath> = []
        collect(file, &seen)
        if exports.isEmpty { return nil }
    }

    private func file(_ path: TreePath) -> DeclarationFile? {
        if let known = files[path] { return known }
        guard files.count < Self.fileLimit, case .success(let bytes) = tree.read(path), bytes.count < Self.sizeLimit else { return nil }
        let file = DeclarationFile(path: path, bytes: bytes)
        files[path] = file
        return file
    }
    private func file(_ specifier: String, from: DeclarationFile) -> DeclarationFile? {
        TypesFile.path(named: specifier, from: from.path, in: tree).flatMap { file($0) }
    }

    private func collect(_ file: DeclarationFile, _ seen: inout Set<TreePath>) {
        guard seen.insert(file.path).inserted else { return }
        for export in file.exports {
            switch export {
            case .local(let name, let alias): if let found = declared(name, in: file) { add(alias, found) }
            case .from(let specifier, let name, let alias):
                if let from = self.file(specifier, from: file), let found = exported(name, of: from) { add(alias, found) }
            case .whole(let name): if let found = declared(name, in: file) { add("default", found) }
            case .all(let specifier):
                guard let from = self.file(specifier, from: file) else { continue }
                let before = exports.count
                collect(from, &seen)
                exports[before...].removeAll { $0.name == "default" }
            }
        }
    }
    private func add(_ name: String, _ declared: Declared) {
        if !exports.contains(where: { $0.name == name }) { exports.append((name, declared)) }
    }

    /// What a name stands for in a file, through its imports. `depth` ends circles.
    func declared(_ name: String, in file: DeclarationFile, depth: Int = 0) -> Declared? {
        if let nodes = file.locals[name] { return Declared(file: file, nodes: nodes) }
        guard depth < 8, let imported = file.imports[name], let from = self.file(imported.specifier, from: file) else { return nil }
        return exported(imported.name, of: from, depth: depth + 1)
    }
    private func exported(_ name: String, of file: DeclarationFile, depth: Int = 0) -> Declared? {
        lookups += 1
        guard depth < 8, lookups < Self.lookupLimit else { return nil }
        for export in file.exports {
            switch export {
            case .local(let local, let alias) where alias == name: return declared(local, in: file, depth: depth)
            case .from(let specifier, let original, let alias) where alias == name:
                return self.file(specifier, from: file).flatMap { exported(original, of: $0, depth: depth + 1) }
            case .whole(let local) where name == "default": return declared(local, in: file, depth: depth)
            default: break
            }
        }
        for case .all(let specifier) in file.exports where name != "default" {
            if let from = self.file(specifier, from: file), let found = exported(name, of: from, depth: depth + 1) { return found }
        }
        return nil
    }
}

/// Where the types of an entry are.
enum TypesFile {
    /// The declaration file of a package's entry.
    static func path(of name: PackageName, in tree: FileTree) -> TreePath? {
        guard let folder = name.folder, let manifest = tree.manifest(in: folder) else { return nil }
        let subpath = name.specifier == name.package ? "." : "." + name.specifier.dropFirst(name.package.count)
        var candidates: [String] = []
        if let target = manifest.exports?.entry(for: subpath) {
            let paths = target.entry.target.paths.map { path in target.match.map { path.value.replacing("*", with: $0) } ?? path.value }
            candidates += paths.filter(isDeclaration) + paths.flatMap(besides)
        }
        if subpath == "." {
            if let types = manifest.types?.value { candidates += [types, types + ".d.ts", types + "/index.d.ts"] }
            candidates += [manifest.module, manifest.main].compactMap { $0?.value }.flatMap(besides) + ["index.d.ts"]
        } else {
            candidates += besides(subpath) + [subpath + ".d.ts", subpath + "/index.d.ts"]
        }
        return candidates.lazy.compactMap { TreePath($0, from: folder) }.first { tree.isFile($0) }
    }
    /// The declaration file that a specifier in another one means.
    static func path(named specifier: String, from: TreePath, in tree: FileTree) -> TreePath? {
        guard specifier.hasPrefix(".") else {
            let name = PackageName(Specifier(specifier))
            return path(of: name, in: tree)
        }
        guard let base = TreePath(specifier, from: from.parent ?? .root) else { return nil }
        let candidates =
            besides(base.text) + [base.text] + [".d.ts", ".d.mts", ".d.cts", "/index.d.ts", "/index.d.mts"].map { base.text + $0 }
        return candidates.lazy.filter(isDeclaration).compactMap { TreePath($0) }.first { tree.isFile($0) }
    }

    private static func isDeclaration(_ path: String) -> Bool { [".d.ts", ".d.mts", ".d.cts"].contains { path.hasSuffix($0) } }
    /// `x.d.mts` beside `x.mjs`.
    private static func besides(_ path: String) -> [String] {
        for (script, types) in [(".mjs", ".d.mts"), (".cjs", ".d.cts"), (".js", ".d.ts")] where path.hasSuffix(script) {
            let stem = path.dropLast(script.count)
            return [stem + types, stem + ".d.ts"].map { String($0) }
        }
        return []
    }
}
