/// Arithmetic of dates in UTC (ECMA-262, 21.4.1): year, month from 0, day, hours, minutes, seconds, milliseconds.
struct CalendarTime {
    var fields: [Double]

    /// Fields as `Date.UTC` takes them: years 0 to 99 are those of the last century.
    init(_ fields: [Double]) {
        self.fields = fields.map { $0.isFinite ? $0.rounded(.towardZero) : .nan }
        if self.fields[0] >= 0, self.fields[0] <= 99 { self.fields[0] += 1900 }
    }
    /// The fields of a time, which is finite and in range.
    init(milliseconds t: Double) {
        let day = (t / 86_400_000).rounded(.down), rest = t - day * 86_400_000
        let z = day + 719_468, era = (z / 146_097).rounded(.down), doe = z - era * 146_097
        let yoe = ((doe - (doe / 1460).rounded(.down) + (doe / 36_524).rounded(.down) - (doe / 146_096).rounded(.down)) / 365).rounded(
            .down)
        let doy = doe - (365 * yoe + (yoe / 4).rounded(.down) - (yoe / 100).rounded(.down)), mp = ((5 * doy + 2) / 153).rounded(.down)
        let month = mp < 10 ? mp + 2 : mp - 10
        fields = [
            yoe + era * 400 + (month <= 1 ? 1 : 0), month, doy - ((153 * mp + 2) / 5).rounded(.down) + 1,
            (rest / 3_600_000).rounded(.down), (rest / 60_000).rounded(.down).truncatingRemainder(dividingBy: 60),
            (rest / 1000).rounded(.down).truncatingRemainder(dividingBy: 60),
            rest.truncatingRemainder(dividingBy: 1000)
        ]
    }
    /// Milliseconds since 1970, NaN where a field is none.
    var milliseconds: Double {
        guard !fields.contains(where: { !$0.isFinite || abs($0) > 1e15 }) else { return .nan }
        let year = fields[0] + (fields[1] / 12).rounded(.down), month = fields[1] - (fields[1] / 12).rounded(.down) * 12
        guard abs(year) < 400_000 else { return .nan }
        let y = month < 2 ? year - 1 : year, era = (y / 400).rounded(.down), yoe = y - era * 400
        let doy = ((153 * (month + (month > 1 ? -2 : 10)) + 2) / 5).rounded(.down)
        let first = era * 146_097 + yoe * 365 + (yoe / 4).rounded(.down) - (yoe / 100).rounded(.down) + doy - 719_468
        return (first + fields[2] - 1) * 86_400_000 + (fields[3] * 3_600_000 + fields[4] * 60_000 + fields[5] * 1000 + fields[6])
    }
    /// As `milliseconds`, of fields that setters may have left with fractions.
    var exactMilliseconds: Double {
        var copy = self
        copy.fields = fields.map { $0.isFinite ? $0.rounded(.towardZero) : .nan }
        return copy.milliseconds
    }
    static func clip(_ t: Double) -> Double { t.isFinite && abs(t) <= 8.64e15 ? t.rounded(.towardZero) + 0 : .nan }
    static func weekday(_ t: Double) -> Double {
        let d = ((t / 86_400_000).rounded(.down) + 4).truncatingRemainder(dividingBy: 7)
        return d < 0 ? d + 7 : d + 0
    }

    private static func pad(_ d: Double, _ width: Int) -> String {
        let text = String(Int(d.isFinite ? d : 0))
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    var iso: String {
        let f = fields, year = f[0] < 0 || f[0] > 9999 ? (f[0] < 0 ? "-" : "+") + Self.pad(abs(f[0]), 6) : Self.pad(f[0], 4)
        return
            "\(year)-\(Self.pad(f[1] + 1, 2))-\(Self.pad(f[2], 2))T\(Self.pad(f[3], 2)):\(Self.pad(f[4], 2)):\(Self.pad(f[5], 2)).\(Self.pad(f[6], 3))Z"
    }
    var utcText: String {
        let f = fields, days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
            months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = days[Int(Self.weekday(milliseconds)) % 7], month = months[Int(f[1]) % 12]
        return
            "\(day), \(Self.pad(f[2], 2)) \(month) \(f[0] < 0 ? "-" : "")\(Self.pad(abs(f[0]), f[0] < 0 ? 6 : 4)) \(Self.pad(f[3], 2)):\(Self.pad(f[4], 2)):\(Self.pad(f[5], 2)) GMT"
    }

    /// A text in ECMA-262's own format whose meaning does not depend on the local zone; nil for all others.
    static func parse(_ text: String) -> Double? {
        var rest = Array(text.utf8)[...]
        func digits(_ count: Int) -> Double? {
            guard rest.count >= count, rest.prefix(count).allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count).reduce(0.0) { $0 * 10 + Double($1 - 48) }
        }
        func take(_ c: Character) -> Bool {
            guard rest.first == c.asciiValue else { return false }
            rest = rest.dropFirst()
            return true
        }
        var f: [Double] = [0, 0, 1, 0, 0, 0, 0]
        guard let year = digits(4) else { return nil }
        f[0] = year
        if take("-") {
            guard let month = digits(2), month >= 1, month <= 12 else { return nil }
            f[1] = month - 1
            if take("-") { guard let day = digits(2), day >= 1, day <= 31 else { return nil }; f[2] = day }
        }
        if rest.isEmpty { return Self(exactly: f).milliseconds }
        guard take("T"), let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        f[3] = hours; f[4] = minutes
        if take(":") {
            guard let seconds = digits(2), seconds < 60 else { return nil }
            f[5] = seconds
            if take(".") { guard let ms = digits(3) else { return nil }; f[6] = ms }
        }
        guard take("Z"), rest.isEmpty else { return nil }
        return Self(exactly: f).milliseconds
    }
    private init(exactly fields: [Double]) { self.fields = fields }
}
