/// Whether a name is there.
public enum Presence: Hashable, Sendable {
    case absent
    case present(Kind)
    /// The profile does not know; never take it for absent.
    case unknown

    /// What is known about a value that is there.
    public enum Kind: String, Hashable, Sendable {
        case function
        case object
        case string
        case number
        case boolean
        case symbol
        case bigint
        /// Declared, but `undefined`: `typeof` cannot tell it from absent, reading it does not throw.
        case undefined
        /// A property with a getter, which may do anything.
        case accessor
        case null
    }

    /// What `typeof NAME` answers; nil where that is not known.
    public var typeof: String? {
        switch self {
        case .absent: "undefined"
        case .present(.accessor), .unknown: nil
        case .present(.null): "object"
        case .present(let kind): kind.rawValue
        }
    }
}
