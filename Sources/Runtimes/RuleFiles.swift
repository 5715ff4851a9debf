import EmbeddedData
import Syntax

/// The files under `rules/`: those in the binary, or those of a folder that takes their place (`--rules DIR`).
///
/// This room opens no files: whoever has a folder gives its texts.
public struct RuleFiles: Sendable {
    /// Path relative to `rules/`, with `/`, to its bytes; a YAML file's packed tree lies under `PATH.tree`.
    private let files: [String: ArraySlice<UInt8>]
    /// All paths in order, packed trees left out.
    public let paths: [String]

    /// Files of a folder, by path relative to it.
    public init(files: [String: [UInt8]]) {
        self.init(slices: files.mapValues { $0[...] })
    }

    private init(slices: [String: ArraySlice<UInt8>]) {
        files = slices
        paths = slices.keys.filter { !$0.hasSuffix(".tree") }.sorted()
    }

    /// These files with a folder's laid over them: a path that the folder has is the folder's, every other stays (`--rules DIR`).
    public func overlaid(with files: [String: [UInt8]]) -> RuleFiles {
        var all = self.files
        for (path, bytes) in files {
            all[path] = bytes[...]
            all[path + ".tree"] = nil
        }
        return RuleFiles(slices: all)
    }

    /// The copy in the binary.
    public static let embedded = RuleFiles(
        slices: unpacked(Array(EmbeddedRules.pack)))

    public func bytes(_ path: String) -> ArraySlice<UInt8>? { files[path] }

    /// The document in a YAML file; nil where there is no such file. That of an embedded file has no positions.
    public func document(_ path: String) -> Document? {
        if let tree = files[path + ".tree"] { return PackedTree.read(tree) }
        return files[path].map { YAMLDocument.read(Array($0)) }
    }

    /// Splits a pack (scripts/embed-rules); what is cut short is left out.
    static func unpacked(_ pack: [UInt8]) -> [String: ArraySlice<UInt8>] {
        var at = 0
        func line() -> ArraySlice<UInt8>? {
            guard let end = pack[at...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { at = end + 1 }
            return pack[at..<end]
        }
        guard let count = line().flatMap({ String(decoding: $0, as: UTF8.self).decimal }) else { return [:] }
        var head: [(path: String, length: Int)] = []
        for _ in 0..<count {
            guard let parts = line()?.split(separator: UInt8(ascii: "\t")), parts.count == 2,
                let length = String(decoding: parts[1], as: UTF8.self).decimal
            else { return [:] }
            head.append((String(decoding: parts[0], as: UTF8.self), length))
        }
        var files: [String: ArraySlice<UInt8>] = [:]
        for (path, length) in head {
            guard length <= pack.count - at else { break }
            files[path] = pack[at..<at + length]
            at += length
        }
        return files
    }
}
