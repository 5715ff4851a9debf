import Machine

/// `Date`: times given by a program are exact in UTC; the clock and the local zone are unknown.
enum DateLibrary {
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "Date", length: 7, prototype: .datePrototype) { m, a throws(Abrupt) in
            if !a.isConstruct { return m.unknown("clock", "the date now", .string) }
            let o = m.makeObject(.date, prototype: try m.prototypeFor(a.newTarget, .datePrototype), internals: 1)
            if a.count == 0 { m.setInternalValue(o, 0, m.unknown("clock", "the time now", .number)) } else if a.count == 1 {
                if a[0].isObject, m.kind(a[0].handle) == .date { m.setInternalValue(o, 0, m.internalValue(a[0].handle, 0)) } else {
                    let v = try m.toPrimitive(a[0])
                    m.setInternalValue(o, 0, v.isString ? m.unknown("date", "a date read from text", .number) : .number(try m.toDouble(v)))
                }
            } else { m.setInternalValue(o, 0, m.unknown("timezone", "a local time", .number)) }
            return .object(o)
        }
        m.defineMethod(c, "now", length: 0) { m, _ in m.unknown("clock", "the time now", .number) }
        m.defineMethod(c, "parse", length: 1) { m, _ in m.unknown("date", "a date read from text", .number) }
        m.defineMethod(c, "UTC", length: 7) { m, a throws(Abrupt) in
            var f: [Double] = []
            for i in 0..<7 { f.append(i < a.count ? try m.toInteger(a[i]) : i == 2 ? 1 : 0) }
            if f[0] >= 0, f[0] <= 99 { f[0] += 1900 }
            let year = f[0] + (f[1] / 12).rounded(.down), month = Int(f[1] - (f[1] / 12).rounded(.down) * 12)
            return .number(((days(year, month) + f[2] - 1) * 24 + f[3]) * 3_600_000 + f[4] * 60_000 + f[5] * 1000 + f[6])
        }
        let p = m.intrinsic(.datePrototype)
        for name in ["getTime", "valueOf"] { m.defineMethod(p, name, length: 0) { m, a throws(Abrupt) in m.internalValue(try Library.receiver(m, a, .date, "this is not a Date object."), 0) } }
        m.defineMethod(p, "toISOString", length: 0) { m, a throws(Abrupt) in
            let t = m.internalValue(try Library.receiver(m, a, .date, "Date.prototype.toISOString"), 0)
            if t.isUncertain { return .unknown(m.reason(of: t), .string) }
            guard t.number.isFinite else { throw m.rangeError("Invalid time value") }
            return m.makeString(iso(t.number))
        }
        for name in ["getFullYear", "getMonth", "getDate", "getDay", "getHours", "getMinutes", "getSeconds", "getMilliseconds", "getTimezoneOffset", "getUTCFullYear", "getUTCMonth", "getUTCDate", "getUTCDay", "getUTCHours", "getUTCMinutes", "getUTCSeconds", "getUTCMilliseconds", "setTime", "setFullYear", "setHours", "setMinutes", "setDate", "setMonth"] {
            m.defineMethod(p, name, length: 0) { m, _ in m.unknown("date", "a part of a date", .number) }
        }
        for name in ["toString", "toDateString", "toTimeString", "toLocaleString", "toLocaleDateString", "toLocaleTimeString", "toUTCString", "toJSON"] {
            m.defineMethod(p, name, length: 0) { m, _ in m.unknown("date", "a date as text", .string) }
        }
        m.defineMethod(p, m.wellKnown.toPrimitive, name: "[Symbol.toPrimitive]", length: 1) { m, a throws(Abrupt) in
            let wantsNumber = a[0].isString && m.text(a[0].handle) == "number"
            return wantsNumber ? m.internalValue(try Library.receiver(m, a, .date, "Date.prototype [ @@toPrimitive ]"), 0) : m.unknown("date", "a date as text", .string)
        }
    }
    /// Days from 1970 to the first of a month.
    private static func days(_ year: Double, _ month: Int) -> Double {
        let y = month < 2 ? year - 1 : year, era = (y / 400).rounded(.down), yoe = y - era * 400
        let doy = Double((153 * (month + (month > 1 ? -2 : 10)) + 2) / 5)
        return era * 146_097 + yoe * 365 + (yoe / 4).rounded(.down) - (yoe / 100).rounded(.down) + doy - 719_468
    }
    private static func iso(_ t: Double) -> String {
        let dayCount = (t / 86_400_000).rounded(.down), ms = Int(t - dayCount * 86_400_000)
        let z = dayCount + 719_468, era = (z / 146_097).rounded(.down), doe = z - era * 146_097
        let yoe = ((doe - (doe / 1460).rounded(.down) + (doe / 36_524).rounded(.down) - (doe / 146_096).rounded(.down)) / 365).rounded(.down)
        let doy = doe - (365 * yoe + (yoe / 4).rounded(.down) - (yoe / 100).rounded(.down)), mp = ((5 * doy + 2) / 153).rounded(.down)
        let day = Int(doy - ((153 * mp + 2) / 5).rounded(.down)) + 1, month = Int(mp < 10 ? mp + 3 : mp - 9), year = Int(yoe + era * 400) + (month <= 2 ? 1 : 0)
        func pad(_ n: Int, _ w: Int) -> String { String(repeating: "0", count: max(0, w - String(n).count)) + String(n) }
        let y = year < 0 || year > 9999 ? (year < 0 ? "-" : "+") + pad(abs(year), 6) : pad(year, 4)
        return "\(y)-\(pad(month, 2))-\(pad(day, 2))T\(pad(ms / 3_600_000, 2)):\(pad(ms / 60_000 % 60, 2)):\(pad(ms / 1000 % 60, 2)).\(pad(ms % 1000, 3))Z"
    }
}
