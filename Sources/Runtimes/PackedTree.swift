import Syntax

/// The packed form of a YAML document (scripts/embed-rules): `m2:` two pairs follow, `s3:` three items follow,
/// `p5:hello` plain text, `q5:hello` quoted text; lengths in bytes. It reads as the document that the YAML would be, without
/// positions: what is embedded was checked when it was packed.
enum PackedTree {
    /// Deeper than any rule; a deeper one is not ours.
    static let depthLimit = 64

    static func read(_ bytes: ArraySlice<UInt8>) -> Document? {
        var cursor = Cursor(bytes: bytes, at: bytes.startIndex)
        return cursor.node(depth: 0).map { Document(root: $0) }
    }

    private struct Cursor {
        let bytes: ArraySlice<UInt8>
        var at: Int

        mutating func node(depth: Int) -> Document.Node? {
            guard depth < PackedTree.depthLimit, at < bytes.endIndex else { return nil }
            let kind = bytes[at]
            at += 1
            guard let count = number() else { return nil }
            switch kind {
            case UInt8(ascii: "p"), UInt8(ascii: "q"):
                guard count <= bytes.endIndex - at else { return nil }
                defer { at += count }
                let text = String(decoding: bytes[at..<at + count], as: UTF8.self)
                return Document.Node(kind == UInt8(ascii: "p") ? YAMLDocument.plainScalar(text) : .string(text), 0..<0)
            case UInt8(ascii: "s"):
                var items: [Document.Node] = []
                for _ in 0..<count {
                    guard let item = node(depth: depth + 1) else { return nil }
                    items.append(item)
                }
                return Document.Node(.array(items), 0..<0)
            case UInt8(ascii: "m"):
                var entries: [Document.Entry] = []
                for _ in 0..<count {
                    guard let key = text(), let value = node(depth: depth + 1) else { return nil }
                    entries.append(Document.Entry(key: key, keyRange: 0..<0, value: value))
                }
                return Document.Node(.object(entries), 0..<0)
            default:
                return nil
            }
        }

        /// A key: a scalar, whatever it would be as a value.
        private mutating func text() -> String? {
            guard at < bytes.endIndex, bytes[at] == UInt8(ascii: "p") || bytes[at] == UInt8(ascii: "q") else { return nil }
            at += 1
            guard let count = number(), count <= bytes.endIndex - at else { return nil }
            defer { at += count }
            return String(decoding: bytes[at..<at + count], as: UTF8.self)
        }

        /// Decimal digits up to a colon.
        private mutating func number() -> Int? {
            var value = 0
            while at < bytes.endIndex {
                let byte = bytes[at]
                at += 1
                if byte == UInt8(ascii: ":") { return value }
                guard (0x30...0x39).contains(byte), value < 1 << 40 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return nil
        }
    }
}
