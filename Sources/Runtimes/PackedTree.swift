/// The packed form of a YAML document (scripts/embed-rules): `m2:` two pairs follow, `s3:` three items follow,
/// `p5:hello` plain text, `q5:hello` quoted text; lengths in bytes.
enum PackedTree {
    /// Deeper than any rule; a deeper one is not ours.
    static let depthLimit = 64

    static func read(_ bytes: ArraySlice<UInt8>) -> DataNode? {
        var cursor = Cursor(bytes: bytes, at: bytes.startIndex)
        return cursor.node(depth: 0)
    }

    private struct Cursor {
        let bytes: ArraySlice<UInt8>
        var at: Int

        mutating func node(depth: Int) -> DataNode? {
            guard depth < PackedTree.depthLimit, at < bytes.endIndex else { return nil }
            let kind = bytes[at]
            at += 1
            guard let count = number() else { return nil }
            switch kind {
            case UInt8(ascii: "p"), UInt8(ascii: "q"):
                guard count <= bytes.endIndex - at else { return nil }
                defer { at += count }
                return .scalar(String(decoding: bytes[at..<at + count], as: UTF8.self), plain: kind == UInt8(ascii: "p"))
            case UInt8(ascii: "s"):
                var items: [DataNode] = []
                for _ in 0..<count {
                    guard let item = node(depth: depth + 1) else { return nil }
                    items.append(item)
                }
                return .list(items)
            case UInt8(ascii: "m"):
                var entries: [DataNode.Entry] = []
                for _ in 0..<count {
                    guard let key = node(depth: depth + 1)?.text, let value = node(depth: depth + 1) else { return nil }
                    entries.append(DataNode.Entry(key: key, value: value))
                }
                return .map(entries)
            default:
                return nil
            }
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
