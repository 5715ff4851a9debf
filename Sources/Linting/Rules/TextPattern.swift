/// A text in which `*` stands for anything: how rules name events, attributes and error texts.
public struct TextPattern: Hashable, Sendable {
    public let text: String
    private let pieces: [[UInt8]]

    public init(_ text: String) {
        self.text = text
        pieces = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// Letters of the pattern that are not `*`: how much it says.
    var weight: Int { pieces.reduce(0) { $0 + $1.count } }
    var isAnything: Bool { weight == 0 && pieces.count > 1 }

    /// Each piece is looked for once, from where the last one ended: at most pieces times bytes.
    public func matches(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard let first = pieces.first, let last = pieces.last else { return rest.isEmpty }
        guard pieces.count > 1 else { return rest.elementsEqual(first) }
        guard rest.starts(with: first) else { return false }
        rest = rest.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = Self.find(piece, in: rest) else { return false }
            rest = rest[(found + piece.count)...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    private static func find(_ piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard text.count >= piece.count else { return nil }
        return (text.startIndex...text.endIndex - piece.count).first {
            text[$0] == piece[0] && text[$0..<$0 + piece.count].elementsEqual(piece)
        }
    }
}
