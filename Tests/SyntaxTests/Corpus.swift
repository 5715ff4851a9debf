import Foundation

/// Scripts of the repository's corpus/, or of the folder that GLUE_LINT_CORPUS names; none where neither is there.
enum Corpus {
    static let root: URL? = {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["GLUE_LINT_CORPUS"].map { URL(fileURLWithPath: $0) }
            ?? repository.appendingPathComponent("corpus")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    /// Calls with the path and bytes of every script, each content once.
    static func scripts(_ visit: (String, [UInt8]) throws -> Void) rethrows {
        guard let root, let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return }
        var seen = Set<Int>()
        for case let file as URL in files where ["js", "mjs", "cjs"].contains(file.pathExtension) {
            guard let data = try? Data(contentsOf: file) else { continue }
            let bytes = [UInt8](data)
            if seen.insert(bytes.hashValue).inserted { try visit(file.path, bytes) }
        }
    }
}
