import Packaging

/// Paths as the user sees them: relative to what was named on the command line.
struct ReportPaths {
    var package: TreePath?
    var focus: TreePath
    var isMounted: Bool

    func shown(_ text: String) -> String {
        guard let path = TreePath(text) else { return text }
        if isMounted, let package, let inner = path.relative(to: package), !inner.isRoot { return inner.text }
        if !focus.isRoot, let inner = path.relative(to: focus), !inner.isRoot { return inner.text }
        return text
    }
}
