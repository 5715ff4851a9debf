/// Colours of a terminal, or none.
public struct Palette: Sendable {
    public var isOn: Bool
    public init(isOn: Bool) { self.isOn = isOn }

    private func wrap(_ text: String, _ code: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
    public func red(_ text: String) -> String { wrap(text, "31;1") }
    public func yellow(_ text: String) -> String { wrap(text, "33;1") }
    public func green(_ text: String) -> String { wrap(text, "32") }
    public func blue(_ text: String) -> String { wrap(text, "34") }
    public func bold(_ text: String) -> String { wrap(text, "1") }
    public func dim(_ text: String) -> String { wrap(text, "2") }
}
