/// What a script imports by literals, told by its skim: most files of a graph are never parsed for anything else.
public struct SkimmedImports: Sendable {
    public struct Reference: Sendable, Equatable {
        public var specifier: String
        /// Of the literal's first quote.
        public var offset: Int
        /// `import(…).catch(…)`
        public var isCaught = false
    }
    /// Of `import` and `export … from`, in the order of the file.
    public fileprivate(set) var statements: [Reference] = []
    /// Of `import(…)`, in the order of the file.
    public fileprivate(set) var calls: [Reference] = []
}

extension Needles {
    /// Words that decide whether a skim tells all of a file's imports.
    public static let imports = Needles(["require", "try"])
}

extension SourceFile {
    /// Whether an import or export statement stands in the file; nil where only a parse can tell.
    public var skimmedModuleSyntax: Bool? {
        guard isSkimTrusted else { return nil }
        return skim.marks.contains { $0.kind == .importStatement || $0.kind == .exportStatement }
    }

    /// Nil where only a parse can tell: `require` may be somebody's own, `try` may guard an import, a specifier may be computed.
    public var skimmedImports: SkimmedImports? {
        guard isSkimTrusted, let require = needles.id(of: "require"), let guarding = needles.id(of: "try"),
            !skim.hits.contains(where: { $0.needle == require && !$0.isInString })
        else { return nil }
        let guards = skim.hits.filter { $0.needle == guarding && !$0.isInString }
        var found = SkimmedImports()
        for mark in skim.marks {
            let offset = Int(mark.offset), after = offset + 6
            switch mark.kind {
            case .importStatement:
                guard let reference = importedBy(statementAt: after) else { return nil }
                found.statements.append(reference)
            case .exportStatement:
                switch exportedFrom(after) {
                case .none: break
                case .some(nil): return nil
                case .some(let reference?): found.statements.append(reference)
                }
            case .importExpression:
                switch argument(ofCallAt: after) {
                case .none: break
                case .some(nil): return nil
                case .some(let reference?):
                    if guards.contains(where: { mayGuard($0, offset) }) { return nil }
                    found.calls.append(reference)
                }
            default: break
            }
        }
        return found
    }

    /// Types and odd syntax confuse the skim; the exhaustive reading is what the others are compared with.
    private var isSkimTrusted: Bool { language == .javaScript && reading != .exhaustive && skim.odd.isEmpty }

    /// Whether the block of a `try` may hold the offset: it stands before it in a function that does, or at the top level.
    private func mayGuard(_ hit: Skim.Hit, _ offset: Int) -> Bool {
        Int(hit.offset) < offset && (hit.body < 0 || skim.bodies[Int(hit.body)].range.contains(offset))
    }

    private func importedBy(statementAt at: Int) -> SkimmedImports.Reference? {
        var phase = Cursor(bytes, at)
        if ["source", "defer"].contains(phase.word().text) { return nil }
        var cursor = Cursor(bytes, at)
        return cursor.skipToSpecifier() ? literal(endingAt: cursor.at, after: at) : nil
    }
    /// `.none` where the statement names no other module, `.some(nil)` where that cannot be told.
    private func exportedFrom(_ at: Int) -> SkimmedImports.Reference?? {
        var cursor = Cursor(bytes, at)
        guard cursor.skipToSpecifier() else { return .none }
        return .some(literal(endingAt: cursor.at, after: at))
    }
    /// `.none` where it is no call, or its argument begins with a name: no literal, then.
    private func argument(ofCallAt at: Int) -> SkimmedImports.Reference?? {
        var cursor = Cursor(bytes, at)
        guard cursor.take(UInt8(ascii: "(")), let first = cursor.peek() else { return .none }
        if first != UInt8(ascii: "_"), first != UInt8(ascii: "$"), !(97...122).contains(first | 0x20) {
            let start = cursor.at
            guard cursor.string() || cursor.plainTemplate(), var reference = literal(endingAt: cursor.at, after: start),
                cursor.take(UInt8(ascii: ")"))
            else { return .some(nil) }
            reference.isCaught = cursor.startsWith(".catch(")
            return .some(reference)
        }
        return .none
    }
    /// The literal that ends right before `end`; nil where it has escapes.
    private func literal(endingAt end: Int, after start: Int) -> SkimmedImports.Reference? {
        guard end - start >= 2, let quote = bytes[start..<(end - 1)].lastIndex(of: bytes[end - 1]) else { return nil }
        let text = bytes[(quote + 1)..<(end - 1)]
        guard !text.contains(UInt8(ascii: "\\")) else { return nil }
        return SkimmedImports.Reference(specifier: String(decoding: text, as: UTF8.self), offset: quote)
    }
}
