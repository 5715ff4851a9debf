/// Calls whose arguments are in an array: those with `...`.
extension Machine {
    func callArray(_ callee: Value, _ this: Value, _ array: Value, construct: Bool) throws(Abrupt) -> Value {
        let values = arrayValues(array.handle)
        if values.count > 120_000 { throw rangeError("Maximum call stack size exceeded") }
        if isContentUnknown(array.handle) {
            return try callUncertainArguments(callee, this, construct)
        }
        if construct {
            if callee.isUncertain { return .unknown(reason(of: callee)) }
            if !isConstructor(callee) { throw languageError(.notAFunction(printed: "", isConstructor: true)) }
            return try self.construct(callee, values)
        }
        return try callThrough(callee, this, values)
    }
    /// Arguments of an unknown number: up to eight unknown ones.
    func callUncertainArguments(_ callee: Value, _ this: Value, _ construct: Bool) throws(Abrupt) -> Value {
        let values = Array(repeating: unknown("elements", "arguments spread from something unknown"), count: 8)
        return construct ? try self.construct(callee, values) : try call(callee, this, values)
    }
}
