import Packaging
import Text

/// A fenced example of a README.
struct ReadmeExample: Hashable, Sendable {
    var source: String
    var code: String
    var nearness: PackageName.Nearness
    /// The text of the heading above it.
    var heading: String
}

/// The examples of a package's README that import it.
struct ReadmeExamples {
    /// In the order of the README.
    let all: [ReadmeExample]

    private static let languages: Set<String> = ["js", "javascript", "ts", "typescript", "jsx", "tsx", "mjs", "cjs", "es6", "node"]
    /// A README is read in full; beyond this it is a book.
    private static let sizeLimit = 1_000_000

    init(tree: FileTree, folder: TreePath, name: PackageName) {
        let file = tree.children(of: folder).first {
            $0.kind == .file && ["readme.md", "readme.markdown", "readme"].contains($0.name.lowercased())
        }
        guard let file, case .success(let bytes) = tree.read(folder.appending(file.name)), bytes.count < Self.sizeLimit else {
            self.init("", file: "", name: name)
            return
        }
        self.init(String(decoding: bytes, as: UTF8.self), file: file.name, name: name)
    }

    init(_ text: String, file: String, name: PackageName) {
        let blocks = Self.blocks(text)
        var examples: [ReadmeExample] = []
        for (index, block) in blocks.enumerated() {
            let near = Self.specifiers(block.code).map { name.nearness(of: $0) }.max() ?? .none
            guard near > .none else { continue }
            var code = block.code
            // an example that only imports goes on in the blocks below it
            var next = index + 1
            while Self.onlyImports(code), next < min(blocks.count, index + 4),
                Self.specifiers(blocks[next].code).allSatisfy({ !name.isOfPackage($0) && name.nearness(of: $0) == .none })
            {
                code += "\n" + blocks[next].code
                next += 1
            }
            examples.append(ReadmeExample(source: "\(file):\(block.line)", code: code, nearness: near, heading: block.heading))
        }
        all = examples
    }

    /// Those that name the package nearest first; of these those that suit the form.
    func nearest(for form: ConsumerForm) -> [ReadmeExample] {
        all.map { (example: $0, suitability: Suitability($0, for: form)) }.enumerated().sorted { a, b in
            let (x, y) = (a.element, b.element)
            if x.example.nearness != y.example.nearness { return x.example.nearness > y.example.nearness }
            return x.suitability == y.suitability ? a.offset < b.offset : x.suitability < y.suitability
        }.map(\.element.example)
    }

    private struct Block { var language: String, code: String, line: Int, heading: String }

    private static func blocks(_ text: String) -> [Block] {
        var blocks: [Block] = []
        var heading = "", fence = "", language = "", indent = 0, code: [Substring] = [], start = 0
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = raw.drop { $0 == " " || $0 == "\t" || $0 == ">" }
            if fence.isEmpty {
                if line.hasPrefix("#") { heading = String(line.drop { $0 == "#" || $0 == " " }) }
                guard line.hasPrefix("```") || line.hasPrefix("~~~") else { continue }
                fence = String(line.prefix { $0 == line.first })
                language = line.dropFirst(fence.count).drop { $0 == " " }.prefix { $0.isLetter || $0.isNumber }.lowercased()
                (indent, code, start) = (raw.count - line.count, [], index + 2)
            } else if line.hasPrefix(fence) {
                let text = code.joined(separator: "\n")
                if languages.contains(language) || language.isEmpty && (text.contains("import") || text.contains("require")) {
                    blocks.append(Block(language: language, code: text, line: start, heading: heading))
                }
                fence = ""
            } else {
                var content = raw
                for _ in 0..<indent { if let c = content.first, c == " " || c == "\t" || c == ">" { content = content.dropFirst() } }
                code.append(content)
            }
        }
        return blocks
    }

    /// What stands in quotes after `from`, `import`, `import(` or `require(`.
    static func specifiers(_ code: String) -> [String] {
        code.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
            let text = Array(line.utf8)
            var found: [String] = [], at = 0
            while at < text.count {
                if let specifier = specifier(in: text, at: at) {
                    found.append(String(decoding: text[specifier], as: UTF8.self))
                    at = specifier.upperBound
                }
                at += 1
            }
            return found
        }
    }
    /// Where the specifier is whose keyword begins at `start`. By hand: every line of every README is asked.
    private static func specifier(in text: [UInt8], at start: Int) -> Range<Int>? {
        guard let keyword = keywords.first(where: { text[start...].starts(with: $0.word) }), start == 0 || !isInName(text[start - 1]) else {
            return nil
        }
        var at = start + keyword.word.count
        func skipSpace() { while at < text.count, text[at] == 32 || (9...13).contains(text[at]) { at += 1 } }
        skipSpace()
        if keyword.parenthesis != .none {
            if at < text.count, text[at] == UInt8(ascii: "(") { at += 1 } else if keyword.parenthesis == .needed { return nil }
            skipSpace()
        }
        guard at < text.count, quotes.contains(text[at]), let end = text[(at + 1)...].firstIndex(where: { quotes.contains($0) }),
            end > at + 1
        else { return nil }
        return at + 1..<end
    }
    private enum Parenthesis { case none, possible, needed }
    private static let keywords: [(word: [UInt8], parenthesis: Parenthesis)] = [
        (Array("from".utf8), .none), (Array("import".utf8), .possible), (Array("require".utf8), .needed)
    ]
    private static let quotes = Array("\"'`".utf8)
    /// Before a keyword: part of a longer name, or of a member's.
    private static func isInName(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 46, 95, 128...: true
        default: false
        }
    }

    private static func onlyImports(_ code: String) -> Bool {
        code.split(whereSeparator: \.isNewline).allSatisfy { line in
            let text = line.drop { $0 == " " || $0 == "\t" }
            if ["import ", "//", "}", "/*", "*"].contains(where: { text.hasPrefix($0) }) || !text.contains(where: { "(.=".contains($0) }) {
                return true
            }
            // a regular expression is made anew each time that it is met
            return text.contains("require")
                && text.wholeMatch(of: #/(?:const|let|var)\s[^=]+=\s*require\s*\([^()]*\)\s*;?\s*(?:\/\/.*)?/#) != nil
        }
    }
}
