import Text

extension SourceMap {
    /// Reads a source map file. Nil where it is none, or an index map (`sections`), which none of the tools for WebAssembly writes.
    public static func read(_ bytes: [UInt8]) -> SourceMap? {
        // `)]}'` in front keeps servers' maps from being run as scripts
        let isGuarded = bytes.starts(with: Array(")]}".utf8))
        let text = isGuarded ? Array(bytes.drop { $0 != 10 }) : bytes
        let document = JSONDocument.read(text)
        guard !document.hasSyntaxError, let mappings = document["mappings"]?.string, let sources = document["sources"]?.array else {
            return nil
        }
        return SourceMap(
            mappings: mappings.utf8, sources: sources.map { $0.string ?? "" }, sourceRoot: document["sourceRoot"]?.string ?? "")
    }

    /// Reads a map that stands in the text itself, as a `data:` URL; nil for any other reference.
    public static func read(dataURL reference: String) -> SourceMap? {
        guard reference.hasPrefix("data:"), let comma = reference.utf8.firstIndex(of: UInt8(ascii: ",")) else { return nil }
        guard reference[..<comma].hasSuffix(";base64") else { return nil }
        return Base64Text.decode(reference[reference.index(after: comma)...].utf8).flatMap { read($0) }
    }

    /// What the last `//# sourceMappingURL=` comment of a script names: a path relative to the script, or a `data:` URL.
    public static func reference(in bytes: [UInt8]) -> String? {
        let mark = Array("# sourceMappingURL=".utf8)
        var end = bytes.count
        // such a comment is the last line, or has at most a few others after it; an inline map makes that line long
        for _ in 0..<8 {
            while end > 0, bytes[end - 1] == 10 || bytes[end - 1] == 13 { end -= 1 }
            guard end > 0 else { return nil }
            let start = bytes[..<end].lastIndex { $0 == 10 || $0 == 13 }.map { $0 + 1 } ?? 0
            let line = bytes[start..<end]
            if line.count > mark.count + 2, line.starts(with: Array("//".utf8)), line.dropFirst(2).starts(with: mark) {
                return String(decoding: line.dropFirst(2 + mark.count).prefix { $0 > 32 }, as: UTF8.self)
            }
            end = start
        }
        return nil
    }
}
