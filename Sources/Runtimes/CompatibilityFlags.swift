/// Which flags of the Workers runtime are in force at a date: each has a day of its own, may come with another flag from a day on,
/// and can be switched on and off by name.
struct CompatibilityFlags: Sendable {
    struct Field: Sendable {
        let enable: CompatibilityFlag
        let disable: CompatibilityFlag?
        /// The day from which it is on by itself.
        let date: CompatibilityDate?
        /// On, too, from this day where one of these is on.
        let impliedBy: [CompatibilityFlag]
        let impliedFrom: CompatibilityDate?
    }

    let fields: [Field]

    /// Reads `rules/runtimes/workers-flags.tsv`: enable, disable, date, implied by, implied from; `-` for none.
    init(_ text: some Sequence<UInt8>) {
        var fields: [Field] = []
        for line in String(decoding: Array(text), as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count == 5, let enable = CompatibilityFlag(cells[0]) else { continue }
            fields.append(
                Field(
                    enable: enable, disable: CompatibilityFlag(cells[1]), date: CompatibilityDate(cells[2]),
                    impliedBy: cells[3].split(separator: " ").compactMap { CompatibilityFlag($0) }, impliedFrom: CompatibilityDate(cells[4])
                ))
        }
        self.fields = fields
    }

    func isKnown(_ flag: CompatibilityFlag) -> Bool {
        fields.contains { $0.enable == flag || $0.disable == flag }
    }

    /// Flags in force. What was switched off by name stays off; an implication counts only flags that are in force themselves.
    func inForce(at date: CompatibilityDate, asked: [CompatibilityFlag]) -> Set<CompatibilityFlag> {
        let asked = Set(asked)
        var result: Set<CompatibilityFlag> = []
        var open: [Field] = []
        for field in fields where !(field.disable.map(asked.contains) ?? false) {
            if asked.contains(field.enable) || (field.date.map { $0 <= date } ?? false) {
                result.insert(field.enable)
            } else if let from = field.impliedFrom, from <= date {
                open.append(field)
            }
        }
        // Implications chain (http modules imply http server modules); each round settles at least one field or is the last.
        while true {
            let settled = open.filter { $0.impliedBy.contains(where: result.contains) }
            if settled.isEmpty { return result }
            for field in settled { result.insert(field.enable) }
            open.removeAll { result.contains($0.enable) }
        }
    }
}
