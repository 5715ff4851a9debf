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
    /// The nearest first.
    let nearest: [ReadmeExample]

    private static let languages: Set<String> = ["js", "javascript", "ts", "typescript", "jsx", "tsx", "mjs", "cjs", "es6", "node"]
    /// A README is read in full; beyond this it is a book.
    private static let sizeLimit = 1_000_000

    init(tree: FileTree, folder: TreePath, name: PackageName) {
        let file = tree.children(of: folder).first { $0.kind == .file && ["readme.md", "readme.markdown", "readme"].contains($0.name.lowercased()) }
        guard let file, case .success(let bytes) = tree.read(folder.appending(file.name)), bytes.count < Self.sizeLimit else {
            self.init("", file: "", name: name)
            return
        }
        self.init(String(decoding: bytes, as: UTF8.self), file: file.name, name: name)
    }

    init(_ text: String, file: String, name: PackageName) {
        let blocks = Self.blocks(text)
        var examples: [(example: ReadmeExample, order: Int)] = []
        for (index, block) in blocks.enumerated() {
            let near = Self.specifiers(block.code).map { name.nearness(of: $0) }.max() ?? .none
            guard near > .none else { continue }
            var code = block.code
            // an example that only imports goes on in the blocks below it
            var next = index + 1
            while Self.onlyImports(code), next < min(blocks.count, index + 4), Self.specifiers(blocks[next].code).allSatisfy({ !name.isOfPackage($0) && name.nearness(of: $0) == .none }) {
                code += "\n" + blocks[next].code
                next += 1
            }
            examples.append((ReadmeExample(source: "\(file):\(block.line)", code: code, nearness: near, heading: block.heading), index))
        }
        nearest = examples.sorted { a, b in
            let (x, y) = (a.example, b.example)
            if x.nearness != y.nearness { return x.nearness > y.nearness }
            if x.isSpecial != y.isSpecial { return !x.isSpecial }
            return a.order < b.order
        }.map(\.example)
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
            line.matches(of: #/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'`]([^"'`]+)["'`]/#).map { String($0.output.1) }
        }
    }
    private static func onlyImports(_ code: String) -> Bool {
        code.split(whereSeparator: \.isNewline).allSatisfy { line in
            let text = line.drop { $0 == " " || $0 == "\t" }
            if ["import ", "//", "}", "/*", "*"].contains(where: { text.hasPrefix($0) }) || !text.contains(where: { "(.=".contains($0) }) { return true }
            return text.wholeMatch(of: #/(?:const|let|var)\s[^=]+=\s*require\s*\([^()]*\)\s*;?\s*(?:\/\/.*)?/#) != nil
        }
    }
}

extension ReadmeExample {
    /// Shown for special needs: what is shown first is what most users do.
    var isSpecial: Bool {
        let heading = heading.lowercased()
        return ["manual", "not recommended", "advanced", "custom", "cloudflare", "without"].contains { heading.contains($0) }
    }
}
