/// Joining values of two arms: equal values stay, different ones become a union of up to six, then unknown.
extension Machine {
    static let maximumAlternatives = 6

    /// The values that an uncertain or certain value may be; empty for unknown.
    public func alternatives(_ value: Value) -> [Value] {
        if value.isUnion { return (0..<alternativeCount(value)).map { slot(value.handle + 1 + UInt32($0)) } }
        return value.isUnknown ? [] : [value]
    }
    private func alternativeCount(_ union: Value) -> Int { Int(min(words[Int(union.handle)], UInt64(Machine.maximumAlternatives))) }
    /// What is known after either of two.
    public func join(_ a: Value, _ b: Value) -> Value {
        if Value.identical(a, b) { return a }
        if a.isString, b.isString, stringsEqual(a.handle, b.handle) { return a }
        if a.isHole || b.isHole { return .unknown(reason("alternatives", "a variable that may not be initialised")) }
        if a.isUnknown || b.isUnknown {
            let why = a.isUnknown ? a.reason : b.reason
            let x = hint(of: a), y = hint(of: b)
            return .unknown(why, x == y ? x : .any)
        }
        var all = alternatives(a)
        for one in alternatives(b) where !all.contains(where: { same($0, one) }) { all.append(one) }
        if all.count == 1, let only = all.first { return only }
        if all.count > Machine.maximumAlternatives {
            let hints = Set(all.map(hint(of:)))
            return .unknown(
                reason("alternatives", "it is one of many values, depending on something unknown"),
                hints.count == 1 ? hints.first ?? .any : .any)
        }
        let h = allocate(1 + all.count)
        words[Int(h)] = UInt64(all.count)
        for (i, v) in all.enumerated() { words[Int(h) + 1 + i] = v.bits }
        return .union(h)
    }
    private func same(_ a: Value, _ b: Value) -> Bool {
        Value.identical(a, b) || (a.isString && b.isString && stringsEqual(a.handle, b.handle))
    }

    /// The type of a value as a hint.
    public func hint(of value: Value) -> Value.Hint {
        switch value.tag {
        case .int, .double: return .number
        case .string: return .string
        case .boolean: return .boolean
        case .bigint: return .bigint
        case .undefined, .null: return .undefinedOrNull
        case .object: return isCallable(value) ? .function : .object
        case .unknown: return value.hint
        case .union:
            let hints = Set(alternatives(value).map(hint(of:)))
            return hints.count == 1 ? hints.first ?? .any : .any
        default: return .any
        }
    }
    /// true, false, or nil where it is not known.
    public func truthiness(_ value: Value) -> Bool? {
        switch value.tag {
        case .boolean: return value.boolean
        case .undefined, .null, .hole, .reference: return false
        case .int: return value.int != 0
        case .double: return value.double != 0 && !value.double.isNaN
        case .string: return stringLength(value.handle) > 0
        case .bigint: return words[Int(value.handle)] >> 1 != 0  // it has limbs
        case .object, .symbol: return true
        case .unknown:
            switch value.hint {
            case .object, .function: return true;
            case .undefinedOrNull: return false;
            default: return nil
            }
        case .union:
            var answer: Bool?
            for k in 0..<alternativeCount(value) {
                guard let t = truthiness(slot(value.handle + 1 + UInt32(k))), answer == nil || answer == t else { return nil }
                answer = t
            }
            return answer
        }
    }
    /// Whether it is undefined or null; nil where not known.
    public func nullishness(_ value: Value) -> Bool? {
        if value.isUnknown { return value.hint == .any ? nil : value.hint == .undefinedOrNull }
        if value.isUnion {
            let answers = Set(alternatives(value).map(\.isNullish))
            return answers.count == 1 ? answers.first : nil
        }
        return value.isNullish
    }
}
