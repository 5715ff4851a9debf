/// A document of `rules/` without positions: what the packed form and YAML have in common.
public enum DataNode: Hashable, Sendable {
    /// `plain`: written without quotes, so that `true` and `12` are not text.
    case scalar(String, plain: Bool)
    case list([DataNode])
    case map([Entry])

    public struct Entry: Hashable, Sendable {
        public let key: String
        public let value: DataNode

        public init(key: String, value: DataNode) {
            self.key = key
            self.value = value
        }
    }

    /// The value under a key; of two, the last.
    public subscript(key: String) -> DataNode? {
        guard case .map(let entries) = self else { return nil }
        return entries.last { $0.key == key }?.value
    }

    public var text: String? { if case .scalar(let text, _) = self { text } else { nil } }
    public var entries: [Entry]? { if case .map(let entries) = self { entries } else { nil } }
    public var items: [DataNode]? { if case .list(let items) = self { items } else { nil } }
}
