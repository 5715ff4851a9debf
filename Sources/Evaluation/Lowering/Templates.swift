import Machine
import Syntax

/// Template literals, plain and tagged.
extension FunctionLowering {
    private func templateChunks(_ n: Int) -> (chunks: [ArraySlice<UInt8>], substitutions: [Int]) {
        let substitutions = tree.children(n).filter { tree.kind($0) == .templateSubstitution }
        var chunks: [ArraySlice<UInt8>] = [], at = tree.range(n).lowerBound + 1
        for s in substitutions { chunks.append(file.slice(at..<tree.range(s).lowerBound)); at = tree.range(s).upperBound }
        chunks.append(file.slice(at..<max(at, tree.range(n).upperBound - 1)))
        return (chunks, substitutions.map { inner($0) ?? $0 })
    }
    private static func raw(_ chunk: ArraySlice<UInt8>) -> [UInt16] {
        Array(String(decoding: withPlainLineEnds(chunk), as: UTF8.self).utf16)
    }
    /// nil where an escape is invalid in a template: \1, \01, and what is invalid in strings, too.
    private static func cooked(_ chunk: ArraySlice<UInt8>) -> [UInt16]? {
        guard chunk.contains(92) || chunk.contains(13) else { return Literal.decode(chunk) }
        var at = chunk.startIndex
        while at + 1 < chunk.endIndex {
            guard chunk[at] == 92 else { at += 1; continue }
            let c = chunk[at + 1]
            if (49...57).contains(c) || (c == 48 && at + 2 < chunk.endIndex && (48...57).contains(chunk[at + 2])) { return nil }
            at += 2
        }
        return Literal.decode(withPlainLineEnds(chunk))
    }
    private static func withPlainLineEnds(_ chunk: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard chunk.contains(13) else { return chunk }
        var out: [UInt8] = [], before: UInt8 = 0
        for c in chunk {
            if c == 13 { out.append(10) } else if !(c == 10 && before == 13) { out.append(c) }
            before = c
        }
        return out[...]
    }
    mutating func template(_ n: Int, into dst: Int) {
        let (chunks, substitutions) = templateChunks(n)
        let result = code.temporary(), piece = code.temporary()
        let first = code.pc
        code.emit(.loadConstant, a: result, bc: code.constant(Self.cooked(chunks[0]) ?? []))
        if chunks[0].isEmpty { code.keepStatement(from: first) }
        for (i, s) in substitutions.enumerated() {
            expression(s, into: piece)
            code.position(start(s))
            code.emit(.toStringForTemplate, a: piece, b: piece)
            code.emit(.add, a: result, b: result, c: piece)
            let next = Self.cooked(chunks[i + 1]) ?? []
            if !next.isEmpty {
                code.emit(.loadConstant, a: piece, bc: code.constant(next))
                code.emit(.add, a: result, b: result, c: piece)
            }
        }
        code.emit(.move, a: dst, b: result)
    }
    mutating func taggedArguments(_ n: Int, from first: Int) -> Int {
        let (chunks, substitutions) = templateChunks(n)
        code.emit(
            .templateObject, a: first, bc: code.constant(other: .template(cooked: chunks.map(Self.cooked), raw: chunks.map(Self.raw))))
        _ = code.block(substitutions.count)
        for (i, s) in substitutions.enumerated() { expression(s, into: first + 1 + i) }
        return 1 + substitutions.count
    }
}
