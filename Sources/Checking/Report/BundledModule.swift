import Syntax

/// Which file a bundler took a part of a bundle from, as the bundle says.
enum BundledModule {
    /// The name of the module around a place, and the bytes that are surely its own; nil where the bundle says nothing.
    ///
    /// Wrapped modules carry it as a key (`"./src/x.js": (module) => {…}`, `"node_modules/x.js"(exports) {…}`), the others follow a
    /// comment.
    static func of(_ span: Span, in file: SourceFile) -> (name: String, range: Range<Int>)? {
        for link in span.links where link.kind == .pair || link.kind == .methodDefinition {
            let key = link.child(.key) ?? link.child(.name)
            guard let key, key.kind == .string else { continue }
            let name = String(file.text(key.range).dropFirst().dropLast())
            if isFile(name) { return (name, link.range) }
        }
        guard let top = span.links.dropLast().last else { return nil }
        return comment(before: top.range.lowerBound, in: file.bytes)
    }

    /// Looks at comments that stand alone on their lines, from the place to the start of the file.
    private static func comment(before offset: Int, in bytes: [UInt8]) -> (name: String, range: Range<Int>)? {
        var end = min(offset, bytes.count)
        while end > 0 {
            let start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            // A long line is code, and need not be read.
            if end - start < 400, let name = name(inLine: bytes[start..<end]) { return (name, start..<bytes.count) }
            end = max(0, start - 1)
        }
        return nil
    }

    /// esbuild and Bun: `// node_modules/x.js`; Rolldown: `//#region src/x.js`; webpack: `;// ./src/x.js`, `;// CONCATENATED MODULE:
    /// ./src/x.js` and `  !*** ./src/x.js ***!` in a block comment.
    private static func name(inLine line: ArraySlice<UInt8>) -> String? {
        guard let first = line.first, first == UInt8(ascii: "/") || first == UInt8(ascii: ";") || first == UInt8(ascii: " ") else {
            return nil
        }
        var text = String(decoding: line, as: UTF8.self)[...]
        func drop(_ prefix: String) -> Bool {
            guard text.hasPrefix(prefix) else { return false }
            text = text.dropFirst(prefix.count)
            return true
        }
        if drop("  !*** ") {
            guard let close = text.ranges(of: " ***!").first else { return nil }
            text = text[..<close.lowerBound]
        } else {
            _ = drop(";")
            guard drop("//") else { return nil }
            if !drop("#region ") { _ = drop(" ") && drop("CONCATENATED MODULE: ") }
        }
        while text.last?.isWhitespace == true { text.removeLast() }
        return isFile(String(text)) ? String(text) : nil
    }

    private static let endings = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".json", ".wasm"]
    private static func isFile(_ text: String) -> Bool {
        let path = text.prefix { $0 != "?" }
        return !text.contains(" ") && endings.contains { path.hasSuffix($0) }
    }
}
