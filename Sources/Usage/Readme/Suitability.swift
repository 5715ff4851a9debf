/// How likely somebody who writes a consumer of one form follows an example: the likeliest is the least.
struct Suitability: Comparable {
    /// Shown for special needs: what is shown first is what most users do.
    let isSpecial: Bool
    /// Shown for surroundings that this consumer is not in.
    let isElsewhere: Bool
    /// Loads the package the other way: `require` where the consumer imports, or the reverse. The two may lead to different files.
    let isOtherSyntax: Bool
    /// Takes apart what only its author has (`decode(file)`), where others make something of values that anybody can write.
    let onlyUndoes: Bool

    init(_ example: ReadmeExample, for form: ConsumerForm) {
        let heading = example.heading.lowercased()
        isSpecial = ["manual", "not recommended", "advanced", "custom", "cloudflare", "without"].contains { heading.contains($0) }
        isElsewhere = Self.otherPlaces(form).contains { heading.contains($0) }
        let called = Self.called(example.code)
        let requires = called.contains("require"),
            imports = example.code.split(whereSeparator: \.isNewline).contains { $0.drop { $0 == " " }.hasPrefix("import ") }
        isOtherSyntax = imports != requires && requires != (form == .script)
        onlyUndoes = Self.holdsOne(of: Self.undoing, called) && !Self.holdsOne(of: Self.making, called)
    }

    private var order: (Int, Int, Int, Int) { (isSpecial ? 1 : 0, isElsewhere ? 1 : 0, isOtherSyntax ? 1 : 0, onlyUndoes ? 1 : 0) }
    static func < (a: Suitability, b: Suitability) -> Bool { a.order < b.order }

    /// Words of headings.
    private static func otherPlaces(_ form: ConsumerForm) -> [String] {
        form == .page ? ["node"] : ["bundler", "webpack", "vite", "next.js", "react", "browser", "cdn", "html"]
    }
    private static let undoing = ["decode", "decompress", "inflate", "unzip", "gunzip", "unpack", "decrypt", "extract"]
    private static let making = ["encode", "compress", "deflate", "zip", "gzip", "pack", "encrypt", "create"]
    private static func holdsOne(of words: [String], _ names: Set<Substring>) -> Bool {
        names.contains { name in words.contains { name.hasPrefix($0) } }
    }

    /// Names that stand before an opening parenthesis.
    private static func called(_ code: String) -> Set<Substring> {
        var names: Set<Substring> = [], rest = code[...]
        while let open = rest.firstIndex(of: "(") {
            let before = rest[..<open].dropLast(while: { $0 == " " })
            let name = before.suffix(while: { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" })
            if !name.isEmpty { names.insert(name) }
            rest = rest[rest.index(after: open)...]
        }
        return names
    }
}

extension Substring {
    fileprivate func dropLast(while isDropped: (Character) -> Bool) -> Substring {
        self[..<(lastIndex { !isDropped($0) }.map { index(after: $0) } ?? startIndex)]
    }
    fileprivate func suffix(while isKept: (Character) -> Bool) -> Substring {
        self[(lastIndex { !isKept($0) }.map { index(after: $0) } ?? startIndex)...]
    }
}
