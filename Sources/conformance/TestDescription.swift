/// What the comment at the head of a test says (test262's INTERPRETING.md).
struct TestDescription {
    var flags: Set<String> = []
    var includes: [String] = []
    /// The error that the test must end with, and when: "parse", "resolution" or "runtime".
    var negative: (phase: String, type: String)?

    init(_ text: String) {
        guard let open = text.range("/*---"), let close = text.range("---*/"), open.upperBound <= close.lowerBound else { return }
        var key = ""
        for line in text[open.upperBound..<close.lowerBound].split(separator: "\n") {
            let trimmed = line.drop { $0 == " " }
            let parts = trimmed.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if trimmed.hasPrefix("- "), key == "includes" { includes.append(String(trimmed.dropFirst(2))); continue }
            if trimmed.hasPrefix("- "), key == "flags" { flags.insert(String(trimmed.dropFirst(2))); continue }
            guard parts.count == 2 else { continue }
            let value = parts[1].drop { $0 == " " }
            let list = value.drop { $0 == "[" }.prefix { $0 != "]" }.split { $0 == "," || $0 == " " }.map(String.init)
            if line.first != " " { key = String(parts[0]) }
            switch (key, parts[0]) {
            case ("flags", "flags"): flags.formUnion(list)
            case ("includes", "includes"): includes += list
            case ("negative", "phase"): negative = (String(value), negative?.type ?? "")
            case ("negative", "type"): negative = (negative?.phase ?? "", String(value))
            default: break
            }
        }
    }
}

extension String {
    /// The first place of a text, without Foundation.
    func range(_ needle: String) -> Range<String.Index>? {
        let hay = utf8, n = Array(needle.utf8)
        var at = hay.startIndex
        while at < hay.endIndex {
            if hay[at] == n[0], hay[at...].starts(with: n) { return at..<hay.index(at, offsetBy: n.count) }
            at = hay.index(after: at)
        }
        return nil
    }
}
