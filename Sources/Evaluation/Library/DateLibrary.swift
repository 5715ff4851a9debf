import Glibc
import Machine

/// `Date`: times that a program gives are exact in UTC; the clock, the local zone and texts that are not ISO 8601 are unknown.
enum DateLibrary {
    static func install(_ m: Machine) {
        let c = Library.constructor(m, "Date", length: 7, prototype: .datePrototype) { m, a throws(Abrupt) in
            if !a.isConstruct { return m.unknown("clock", "the date now", .string) }
            let time: Value
            if a.count == 0 {
                time = m.unknown("clock", "the time now", .number)
            } else if a.count == 1 {
                if a[0].isObject, m.kind(a[0].handle) == .date {
                    time = m.internalValue(a[0].handle, 0)
                } else {
                    let v = try m.toPrimitive(a[0])
                    time =
                        v.isUncertain
                        ? .unknown(m.reason(of: v), .number)
                        : v.isString ? parsed(m, m.text(v.handle)) : .number(CalendarTime.clip(try m.toDouble(v)))
                }
            } else {
                var all: [Double] = []
                for v in a.all.prefix(7) { all.append(try m.toDouble(v)) }
                time = all.contains { !$0.isFinite } ? .number(.nan) : m.unknown("timezone", "a local time", .number)
            }
            let o = m.makeObject(.date, prototype: try m.prototypeFor(a.newTarget, .datePrototype), internals: 1)
            m.setInternalValue(o, 0, time)
            return .object(o)
        }
        m.defineMethod(c, "now", length: 0) { m, _ in m.unknown("clock", "the time now", .number) }
        m.defineMethod(c, "parse", length: 1) { m, a throws(Abrupt) in parsed(m, try m.toText(a[0])) }
        m.defineMethod(c, "UTC", length: 7) { m, a throws(Abrupt) in
            var f: [Double] = []
            for i in 0..<7 { f.append(i < a.count ? try m.toDouble(a[i]) : i == 0 ? .nan : i == 2 ? 1 : 0) }
            return .number(CalendarTime.clip(CalendarTime(f).milliseconds))
        }
        let p = m.intrinsic(.datePrototype)
        reading(m, p)
        writing(m, p)
        texts(m, p)
    }
    /// A text as a time: exact for what ECMA-262 lays down, unknown for all else that engines accept.
    private static func parsed(_ m: Machine, _ text: String) -> Value {
        CalendarTime.parse(text).map { .number($0) } ?? m.unknown("date", "a date read from text", .number)
    }
    private static func time(_ m: Machine, _ a: Arguments) throws(Abrupt) -> Value {
        if a.this.isObject, m.kind(a.this.handle) == .date { return m.internalValue(a.this.handle, 0) }
        if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
        throw m.typeError("this is not a Date object.")
    }
    private static let fields = ["FullYear", "Month", "Date", "Hours", "Minutes", "Seconds", "Milliseconds"]

    private static func reading(_ m: Machine, _ p: Handle) {
        for name in ["getTime", "valueOf"] { m.defineMethod(p, name, length: 0) { m, a throws(Abrupt) in try time(m, a) } }
        for (i, name) in (fields + ["Day"]).enumerated() {
            m.defineMethod(p, "getUTC" + name, length: 0) { m, a throws(Abrupt) in
                let t = try time(m, a)
                if t.isUncertain { return .unknown(m.reason(of: t), .number) }
                if t.number.isNaN { return .number(.nan) }
                if name == "Day" { return .number(CalendarTime.weekday(t.number)) }
                return .number(CalendarTime(milliseconds: t.number).fields[i])
            }
            m.defineMethod(p, "get" + name, length: 0) { m, a throws(Abrupt) in
                let t = try time(m, a)
                if !t.isUncertain, t.number.isNaN { return .number(.nan) }
                return m.unknown("timezone", "a part of a local time", .number)
            }
        }
        m.defineMethod(p, "getTimezoneOffset", length: 0) { m, a throws(Abrupt) in
            let t = try time(m, a)
            return !t.isUncertain && t.number.isNaN ? .number(.nan) : m.unknown("timezone", "the time zone", .number)
        }
    }
    private static func writing(_ m: Machine, _ p: Handle) {
        func set(_ m: Machine, _ a: Arguments, _ value: Value) -> Value { m.setInternalValue(a.this.handle, 0, value); return value }
        m.defineMethod(p, "setTime", length: 1) { m, a throws(Abrupt) in
            _ = try time(m, a)
            if a[0].isUncertain { return set(m, a, .unknown(m.reason(of: a[0]), .number)) }
            return set(m, a, .number(CalendarTime.clip(try m.toDouble(a[0]))))
        }
        // how many arguments each takes: setHours(h, m, s, ms), setFullYear(y, m, d), …
        for (i, count) in [3, 2, 1, 4, 3, 2, 1].enumerated() {
            m.defineMethod(p, "setUTC" + fields[i], length: count) { m, a throws(Abrupt) in
                let t = try time(m, a)
                var given: [Double] = []
                for v in a.all.prefix(count) {
                    if v.isUncertain { return set(m, a, .unknown(m.reason(of: v), .number)) }
                    given.append(try m.toDouble(v))
                }
                if t.isUncertain { return set(m, a, .unknown(m.reason(of: t), .number)) }
                if t.number.isNaN, i != 0 { return .number(.nan) }
                var calendar = CalendarTime(milliseconds: t.number.isNaN ? 0 : t.number)
                if given.isEmpty { given = [.nan] }
                for (k, d) in given.enumerated() { calendar.fields[i + k] = d }
                return set(m, a, .number(CalendarTime.clip(calendar.exactMilliseconds)))
            }
            m.defineMethod(p, "set" + fields[i], length: count) { m, a throws(Abrupt) in
                let t = try time(m, a)
                for v in a.all.prefix(count) { _ = try m.toDouble(v) }
                if !t.isUncertain, t.number.isNaN, i != 0 { return .number(.nan) }
                return set(m, a, m.unknown("timezone", "a local time", .number))
            }
        }
    }
    private static func texts(_ m: Machine, _ p: Handle) {
        m.defineMethod(p, "toISOString", length: 0) { m, a throws(Abrupt) in
            let t = try time(m, a)
            if t.isUncertain { return .unknown(m.reason(of: t), .string) }
            guard t.number.isFinite else { throw m.rangeError("Invalid time value") }
            return m.makeString(CalendarTime(milliseconds: t.number).iso)
        }
        let utc = m.defineMethod(p, "toUTCString", length: 0) { m, a throws(Abrupt) in
            let t = try time(m, a)
            if t.isUncertain { return .unknown(m.reason(of: t), .string) }
            return m.makeString(t.number.isNaN ? "Invalid Date" : CalendarTime(milliseconds: t.number).utcText)
        }
        m.define(p, "toGMTString", .object(utc))
        for name in ["toString", "toDateString", "toTimeString", "toLocaleString", "toLocaleDateString", "toLocaleTimeString"] {
            m.defineMethod(p, name, length: 0) { m, a throws(Abrupt) in
                let t = try time(m, a)
                return !t.isUncertain && t.number.isNaN ? m.makeString("Invalid Date") : m.unknown("date", "a date as text", .string)
            }
        }
        m.defineMethod(p, "toJSON", length: 1) { m, a throws(Abrupt) in
            let o = try m.toObject(a.this), primitive = try m.toPrimitive(.object(o), .number)
            if primitive.isUncertain { return .unknown(m.reason(of: primitive)) }
            if primitive.isNumber, !primitive.number.isFinite { return .null }
            let method = try m.get(o, m.key("toISOString"))
            if !method.isUncertain, !m.isCallable(method) { throw m.typeError("toISOString is not a function") }
            return try m.call(method, .object(o), [])
        }
        let toPrimitive = m.makeNative("[Symbol.toPrimitive]", length: 1) { m, a throws(Abrupt) in
            guard a.this.isObject else { throw m.typeError("Date.prototype [ @@toPrimitive ] called on non-object") }
            let hint = a[0].isString ? m.text(a[0].handle) : ""
            guard ["number", "string", "default"].contains(hint) else { throw m.typeError("Invalid hint: \(m.describe(a[0]))") }
            for name in hint == "number" ? ["valueOf", "toString"] : ["toString", "valueOf"] {
                let method = try m.get(a.this, name)
                guard m.isCallable(method) else { continue }
                let v = try m.call(method, a.this, [])
                if !v.isObject { return v }
            }
            throw m.typeError("Cannot convert object to primitive value")
        }
        m.define(p, m.wellKnown.toPrimitive, .object(toPrimitive), .configurable)
    }
}
