import Machine

/// `Error` and its kinds.
enum ErrorLibrary {
    static let kinds: [(String, Intrinsic)] = [
        ("TypeError", .typeErrorPrototype), ("RangeError", .rangeErrorPrototype), ("ReferenceError", .referenceErrorPrototype),
        ("SyntaxError", .syntaxErrorPrototype), ("EvalError", .evalErrorPrototype), ("URIError", .uriErrorPrototype)
    ]
    static func install(_ m: Machine) {
        let base = make(m, "Error", .errorPrototype, parent: nil)
        for (name, prototype) in kinds { _ = make(m, name, prototype, parent: base) }
        let aggregate = Library.constructor(m, "AggregateError", length: 2, prototype: .aggregateErrorPrototype) { m, a throws(Abrupt) in
            let e = try error(m, a, .aggregateErrorPrototype, message: a[1], options: a[2])
            m.define(e.handle, "errors", .object(m.makeArray(try m.listFromIterable(a[0]))))
            return e
        }
        finish(m, aggregate, "AggregateError", .aggregateErrorPrototype, parent: base)
        let p = m.intrinsic(.errorPrototype)
        m.defineMethod(p, "toString", length: 0) { m, a throws(Abrupt) in
            if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
            guard a.this.isObject else {
                throw m.typeError("Method Error.prototype.toString called on incompatible receiver \(m.describe(a.this))")
            }
            let name = try m.get(a.this, "name"), message = try m.get(a.this, "message")
            let n = try m.toString(name.isUndefined ? m.makeString("Error") : name),
                t = try m.toString(message.isUndefined ? m.emptyString : message)
            if m.stringLength(n) == 0 || m.stringLength(t) == 0 { return .string(m.stringLength(n) == 0 ? t : n) }
            return .string(try m.concatenate(m.concatenate(n, m.makeString(": ").handle), t))
        }
        m.defineMethod(base, "captureStackTrace", length: 2) { m, a in
            guard a[0].isObject else { return .undefined }
            m.hideFrames(ofError: a[0], upTo: a[1])
            m.define(a[0].handle, "stack", m.unknown("stack", "the text of an error's stack", .string))
            return .undefined
        }
        m.define(base, "stackTraceLimit", .int(10), .all)
        m.defineMethod(base, "isError", length: 1) { m, a in .boolean(a[0].isObject && m.kind(a[0].handle) == .error) }
    }
    private static func make(_ m: Machine, _ name: String, _ prototype: Intrinsic, parent: Handle?) -> Handle {
        let c = Library.constructor(m, name, length: 1, prototype: prototype) { m, a throws(Abrupt) in
            try error(m, a, prototype, message: a[0], options: a[1])
        }
        finish(m, c, name, prototype, parent: parent)
        return c
    }
    private static func finish(_ m: Machine, _ c: Handle, _ name: String, _ prototype: Intrinsic, parent: Handle?) {
        if let parent { _ = try? m.setPrototype(c, parent) }
        m.define(m.intrinsic(prototype), "name", m.makeString(name))
        m.define(m.intrinsic(prototype), "message", m.emptyString)
    }
    private static func error(_ m: Machine, _ a: Arguments, _ prototype: Intrinsic, message: Value, options: Value) throws(Abrupt) -> Value
    {
        let text: Value? =
            message.isUndefined ? nil : message.isUncertain ? .unknown(m.reason(of: message), .string) : .string(try m.toString(message))
        let e = m.makeError(prototype: try m.prototypeFor(a.newTarget, prototype), message: text)
        m.markProgramError(e)
        if !Value.identical(a.newTarget, .object(a.function)) { m.hideFrames(ofError: e, upTo: a.newTarget) }
        if options.isObject, m.truthiness(try m.hasProperty(options.handle, m.key("cause"))) == true {
            m.define(e.handle, "cause", try m.get(options, "cause"))
        }
        return e
    }
}
