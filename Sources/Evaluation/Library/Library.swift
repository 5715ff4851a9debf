import Machine

/// The language's own library: one file an object. Each `install` puts members on the machine's intrinsics and its global object.
///
/// To add a member, open the object's file and define a native there; to add an object, add a file and its line here.
public enum Library {
    public static func install(_ m: Machine) {
        ObjectLibrary.install(m)
        FunctionLibrary.install(m)
        CodeFromText.install(m)
        ErrorLibrary.install(m)
        SymbolLibrary.install(m)
        IteratorLibrary.install(m)
        IteratorHelpers.install(m)
        ArrayLibrary.install(m)
        StringLibrary.install(m)
        StringMarkup.install(m)
        PromiseLibrary.install(m)
        CollectionLibrary.install(m)
        BufferLibrary.install(m)
        NumberLibrary.install(m)
        MathLibrary.install(m)
        JSONLibrary.install(m)
        ReflectLibrary.install(m)
        DateLibrary.install(m)
        GlobalLibrary.install(m)
        RegExpLibrary.install(m)
        for name in [
            "Object", "Function", "Error", "Symbol", "Array", "String", "Promise", "Map", "Set", "Number", "Math", "JSON", "Reflect",
            "Date", "RegExp", "ArrayBuffer", "DataView", "BigInt"
        ] {
            guard let object = try? m.get(m.globalObject, m.key(name)), object.isObject else { continue }
            m.setGuarded(object.handle)
        }
        for intrinsic in Intrinsic.allCases where m.intrinsic(intrinsic) != 0 { m.setGuarded(m.intrinsic(intrinsic)) }
        m.setGuarded(m.globalObject)
        m.endLibrary()
    }
    /// A constructor on the global object, tied to its prototype.
    @discardableResult
    static func constructor(_ m: Machine, _ name: String, length: Int, prototype: Intrinsic, _ body: @escaping NativeBody) -> Handle {
        constructor(m, name, length: length, prototype: m.intrinsic(prototype), body)
    }
    @discardableResult
    static func constructor(_ m: Machine, _ name: String, length: Int, prototype: Handle, _ body: @escaping NativeBody) -> Handle {
        let c = m.makeNative(name, length: length, constructs: true, body)
        m.define(c, "prototype", .object(prototype), .none)
        m.define(prototype, "constructor", .object(c))
        m.define(m.globalObject, name, .object(c))
        return c
    }
    /// `this` must be an object of a kind.
    static func receiver(_ m: Machine, _ a: Arguments, _ kind: ObjectKind, _ method: String) throws(Abrupt) -> Handle {
        if a.this.isObject, m.kind(a.this.handle) == kind { return a.this.handle }
        if a.this.isUncertain { throw .unknown(m.reason(of: a.this)) }
        throw m.typeError("Method \(method) called on incompatible receiver \(m.describe(a.this))")
    }
    /// How a native of V8 words that a callback is no function.
    enum CallbackText {
        /// The value is shown until V8 11, then described by its type: measured on 11.3 and 12.4.
        case plain
        case shown, described
        case words(String)
    }
    /// A callback argument, checked.
    static func callable(_ m: Machine, _ v: Value, _ text: CallbackText = .plain) throws(Abrupt) -> Value {
        if m.isCallable(v) { return v }
        if v.isUncertain { throw .unknown(m.reason(of: v)) }
        switch text {
        case .words(let what): throw m.typeError(what)
        case .plain where m.v8Version < 124: throw m.typeError("\(m.describe(v)) is not a function")
        case .shown: throw m.typeError("\(m.describe(v)) is not a function")
        case .plain, .described: throw m.notCallable(v)
        }
    }
}
