/// A version of Node, Deno or Bun as facts speak of it.
public struct RuntimeVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let major: Int
    public let minor: Int
    public let patch: Int

    public init(_ major: Int, _ minor: Int = 0, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// `22`, `22.12` or `22.12.1`; parts left out are 0.
    public init?(_ text: some StringProtocol) {
        guard let written = WrittenVersion(text) else { return nil }
        self.init(written.major, written.minor ?? 0, written.patch ?? 0)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    public var description: String { "\(major).\(minor).\(patch)" }
}

/// A version as a user wrote it: what was left out stays left out, because `node@22` means the measured patch and not 22.0.0.
public struct WrittenVersion: Hashable, Sendable, CustomStringConvertible {
    public let major: Int
    public let minor: Int?
    public let patch: Int?

    public init(major: Int, minor: Int? = nil, patch: Int? = nil) {
        self.major = major
        self.minor = minor
        self.patch = minor == nil ? nil : patch
    }

    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        let numbers = parts.compactMap(\.decimal)
        guard numbers.count == parts.count else { return nil }
        self.init(major: numbers[0], minor: numbers.count > 1 ? numbers[1] : nil, patch: numbers.count > 2 ? numbers[2] : nil)
    }

    public var description: String {
        var text = String(major)
        if let minor { text += ".\(minor)" }
        if let patch { text += ".\(patch)" }
        return text
    }
}
