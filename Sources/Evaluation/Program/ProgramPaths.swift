import Packaging

/// Where the analysed tree lies in the file system that the program sees.
extension Program {
    static let pretendedHome = "/srv/app"
    /// The folder in which a run sees the analysed tree. Nobody knows where users have it; what lies beside it, and above, is not there.
    var home: String {
        switch profile.runtime {
        case .workers: isBundled ? "/bundle" : ""
        case .browser: ""
        default: Program.pretendedHome
        }
    }
    func absolute(_ path: String) -> String { path.isEmpty ? (home.isEmpty ? "/" : home) : home + "/" + path }
    /// Where an absolute path lies.
    enum Location { case tree(TreePath), missing, elsewhere }
    func location(_ path: String) -> Location {
        if isUploaded {  // the modules lie in one folder of a file system that holds nothing else
            let path = FileSystemPath.normalise(path.hasPrefix("/") ? path : "/bundle/" + path)
            if path == "/bundle" || path == "/bundle/" { return .tree(.root) }
            return path.hasPrefix("/bundle/") ? TreePath(String(path.dropFirst(8))).map { .tree($0) } ?? .missing : .missing
        }
        let path = FileSystemPath.normalise(path.hasPrefix("/") ? path : home + "/" + path)
        if path == home || path == home + "/" { return .tree(.root) }
        if path.hasPrefix(home + "/") { return TreePath(String(path.dropFirst(home.count + 1))).map { .tree($0) } ?? .missing }
        let top = home.split(separator: "/").first.map { "/" + $0 + "/" } ?? "/"
        // some steps up from the tree, where packages are looked for and nobody has them
        return path.hasPrefix(top) || path.hasPrefix("/node_modules/") || path.split(separator: "/").count < 2 ? .missing : .elsewhere
    }
    /// An absolute path or file URL in the tree as a specifier relative to the importer; any other as it is.
    func relativeSpecifier(_ specifier: String, from importer: TreePath) -> String {
        let isURL = specifier.hasPrefix("file:///")
        guard !home.isEmpty, isURL || specifier.hasPrefix("/") else { return specifier }
        let path = isURL ? String(specifier.dropFirst(7)) : specifier
        guard path.hasPrefix(home + "/") else { return specifier }
        let up = importer.text.split(separator: "/").dropLast().map { _ in "../" }.joined()
        return "./" + up + path.dropFirst(home.count + 1)
    }
}
