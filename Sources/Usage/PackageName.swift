import Packaging

/// The package and the entry that a specifier names.
struct PackageName: Sendable {
    /// "@scope/name" or "name".
    let package: String
    /// The whole specifier.
    let specifier: String
    /// Where it is installed.
    let folder: TreePath?
    /// Names of the files behind the entry, without their extensions. Those that every project has say nothing.
    private var fileNames: Set<Substring> = []

    init(_ specifier: Specifier) {
        self.specifier = "\(specifier)"
        package = Self.package(of: self.specifier)
        folder = TreePath("node_modules/" + package)
    }
    init(_ specifier: Specifier, in tree: FileTree) {
        self.init(specifier)
        let subpath = self.specifier == package ? "." : "." + self.specifier.dropFirst(package.count)
        let manifest = folder.flatMap { tree.manifest(in: $0) }
        var paths = manifest?.exports?.entry(for: subpath)?.entry.target.paths.map(\.value) ?? []
        if subpath == "." { paths += [manifest?.main, manifest?.module].compactMap { $0?.value } } else { paths.append(subpath) }
        fileNames = Set(paths.compactMap { $0.split(separator: "/").last.map { Self.withoutExtension(String($0)) } }).subtracting([
            "index", "main", "app", "worker", "mod", "test", "example"
        ])
    }

    /// How near what an example imports is to what is asked about.
    enum Nearness: Int, Comparable, Sendable {
        case none, sibling, package, same
        static func < (a: Nearness, b: Nearness) -> Bool { a.rawValue < b.rawValue }
    }

    /// Some entry of the package.
    func isOfPackage(_ imported: String) -> Bool { Self.package(of: Self.withoutRegistry(imported)) == package }

    func nearness(of imported: String) -> Nearness {
        let name = Self.withoutRegistry(imported)
        if name.hasPrefix(".") { return isOwnFile(name) ? .package : .none }
        if name == specifier || Self.withoutExtension(name) == Self.withoutExtension(specifier) { return .same }
        let isInside = name == package || name.hasPrefix(package + "/")
        // an example of `pkg/decode` says nothing about `pkg/encode`
        if specifier != package, name != package, isInside { return .none }
        if isInside { return Self.isData(name) ? .none : .package }
        return isSibling(name) ? .sibling : .none
    }

    /// READMEs that were written for those who have the sources: "./initSHA3", "../pkg/name.js".
    private func isOwnFile(_ path: String) -> Bool {
        path.split(separator: "/").last.map { fileNames.contains(Self.withoutExtension(String($0))) } == true
    }

    /// "@scope/name-web" of "@scope/name-nodejs"; what stands in the same scope under the same stem.
    private func isSibling(_ name: String) -> Bool {
        guard !name.hasPrefix("."), !name.hasPrefix("/") else { return false }
        let scope = package.hasPrefix("@") ? package.split(separator: "/").first.map { $0 + "/" } ?? "" : ""
        let stem = Self.stem(package)
        return stem.utf8.count > 2 && (scope.isEmpty || name.hasPrefix(scope)) && Self.stem(Self.package(of: name)) == stem
    }

    static func package(of specifier: String) -> String {
        specifier.split(separator: "/").prefix(specifier.hasPrefix("@") ? 2 : 1).joined(separator: "/")
    }
    private static func withoutExtension(_ name: String) -> Substring {
        for end in [".mjs", ".cjs", ".js"] where name.hasSuffix(end) { return name.dropLast(end.count) }
        return name[...]
    }
    private static func isData(_ name: String) -> Bool {
        [".wasm", ".wasm?module", ".wasm?url", ".wasm?init", ".css", ".json", ".bin", ".data"].contains { name.hasSuffix($0) }
    }
    private static let variants: Set<Substring> = [
        "wasm", "nodejs", "node", "web", "bundler", "js", "compat", "browser", "wasm32", "wasi", "lib"
    ]
    private static func stem(_ package: String) -> String {
        (package.split(separator: "/").last ?? "").split { "-_.".contains($0) }.filter { !variants.contains($0) }.joined(separator: "-")
    }
    /// "npm:pkg@1.2/web" and "https://esm.sh/pkg@1" name the package too.
    private static func withoutRegistry(_ name: String) -> String {
        let places = [
            "npm:", "jsr:", "https://esm.sh/", "https://cdn.skypack.dev/", "https://cdn.jsdelivr.net/npm/", "https://unpkg.com/",
            "https://esm.run/"
        ]
        guard let place = places.first(where: { name.hasPrefix($0) }) else { return name }
        var rest = String(name.dropFirst(place.count))
        if let at = rest.dropFirst().firstIndex(of: "@") {
            let end = rest[at...].firstIndex(of: "/") ?? rest.endIndex
            rest.removeSubrange(at..<end)
        }
        return rest
    }
}
