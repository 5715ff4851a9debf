import Evaluation
import Linting
import Packaging
import Syntax
import Text

/// Where places of built files came from, by the source maps beside them. Each file and map is read once.
struct OriginalPlaces {
    private struct Key: Hashable { var tree: ObjectIdentifier, path: TreePath }
    private struct Mapped { var map: SourceMap, bytes: [UInt8] }
    private var files: [Key: Mapped?] = [:]

    /// Of where a run failed.
    mutating func original(of verdict: Verdict, in tree: FileTree) -> OriginalPlace? {
        guard verdict.outcome == .fails, let at = verdict.at else { return nil }
        return original(of: at, in: tree)
    }
    /// nil where there is no map, or it says nothing of the place. The tree must stay alive as long as this is used.
    mutating func original(of place: Place, in tree: FileTree) -> OriginalPlace? {
        guard let path = TreePath(place.path), let file = mapped(path, tree) else { return nil }
        let start = max(0, place.offset - (place.column - 1))
        guard start <= place.offset, place.offset <= file.bytes.count else { return nil }
        let column = file.bytes[start..<place.offset].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) }
        guard let found = file.map.original(line: place.line, utf16Column: column), !found.source.isEmpty else { return nil }
        // "webpack://x/./src/a.ts" names no file of the tree; "../src/a.ts" does, relative to the map
        let source = found.source.contains("://") ? nil : TreePath(found.source, from: path.parent ?? .root)
        return OriginalPlace(path: source?.text ?? found.source, line: found.line, column: found.utf16Column)
    }

    private mutating func mapped(_ path: TreePath, _ tree: FileTree) -> Mapped? {
        let key = Key(tree: ObjectIdentifier(tree), path: path)
        if let known = files[key] { return known }
        let read = Self.read(path, tree)
        files[key] = .some(read)
        return read
    }
    private static func read(_ path: TreePath, _ tree: FileTree) -> Mapped? {
        guard case .success(let bytes) = tree.read(path), let reference = SourceMap.reference(in: bytes) else { return nil }
        if reference.hasPrefix("data:") { return SourceMap.read(dataURL: reference).map { Mapped(map: $0, bytes: bytes) } }
        guard !reference.contains("://"), let beside = TreePath(reference, from: path.parent ?? .root), tree.isFile(beside),
            case .success(let text) = tree.read(beside)
        else { return nil }
        return SourceMap.read(text).map { Mapped(map: $0, bytes: bytes) }
    }
}
