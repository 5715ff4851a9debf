/// Who answers what the machine does not know.
public protocol MachineDelegate: AnyObject {
    /// A lookup of `key` on a guarded object missed: unknown where the real engine may have the member, nil where it is known to lack it.
    /// (undefined: it lacks it although the object is open).
    func missingMember(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Value?
    /// An unresolvable global was read: a value, unknown, or nil for ReferenceError.
    func missingGlobal(_ key: PropertyKey) throws(Abrupt) -> Value?
    /// Runs the host's event loop until a promise is settled or nothing is left to do.
    func settle(_ promise: Handle) throws(Abrupt)
    /// What the engine prints for the expression at bytes `range` of a template's file in "… is not a function"; nil: not known.
    func printedExpression(_ template: FunctionTemplate, _ range: Range<Int>, _ form: PrintedForm) -> String?
    func importMeta(_ template: FunctionTemplate) throws(Abrupt) -> Value
    /// `import(specifier, options)`: a promise. Phase 0: evaluation, 1: source, 2: defer.
    func dynamicImport(_ specifier: Value, _ options: Value, phase: UInt8, from: FunctionTemplate) throws(Abrupt) -> Value
    /// A promise was rejected without a handler (`handled` false), or got its first handler later (true).
    func rejectionTracked(_ promise: Handle, handled: Bool)
    /// An exception goes to a handler (of `catch` or `finally`) of a function; it was thrown at its instruction `pc`.
    func errorCaught(_ value: Value, in template: FunctionTemplate, at pc: Int)
    /// A promise's rejection is given to a function of the program.
    func rejectionGiven(_ value: Value, to handler: FunctionTemplate)
    /// An unknown value was called with these arguments.
    func unknownCalled(_ callee: Value, _ arguments: Arguments) -> Value
    /// Exotic host objects (`hostClass`): own property lookup before the ordinary one; nil: go on as ordinary.
    func exoticGet(_ object: Handle, _ key: PropertyKey, receiver: Value) throws(Abrupt) -> Value?
    func exoticSet(_ object: Handle, _ key: PropertyKey, _ value: Value) throws(Abrupt) -> Bool
    /// The text of an error's `stack`; nil: not known.
    func stackText(_ error: Handle, _ site: Site) -> String?
    /// Version of V8, as 136 for 13.6; nil where the engine is not V8 or newer than what was measured.
    var v8Version: Int? { get }
    /// Error texts differ between engines: what this one says of a failed property read, call or other error of the language.
    func words(for error: LanguageError) -> EngineWords
    /// What this engine says where V8 says `text`.
    func words(for text: String) -> EngineWords
}

/// What an expression stands for where an error text prints it.
public enum PrintedForm: Sendable {
    case callee, value, iterated, iteratedCallee
    /// A call that is iterated asynchronously.
    case asyncIteratedCallee
}

extension Machine {
    /// What was not measured is taken for the newest V8.
    public var v8Version: Int { delegate?.v8Version ?? .max }
}

extension MachineDelegate {
    public func errorCaught(_ value: Value, in template: FunctionTemplate, at pc: Int) {}
    public func rejectionGiven(_ value: Value, to handler: FunctionTemplate) {}
    public var v8Version: Int? { nil }
    public func words(for error: LanguageError) -> EngineWords { .asV8 }
    public func words(for text: String) -> EngineWords { .asV8 }
}

/// An engine's words for an error.
public enum EngineWords: Sendable {
    case asV8
    case text(String)
    /// Others than V8's, nobody here knows which.
    case unknown
}

/// Errors that the language itself raises, as data: engines word them differently.
public enum LanguageError: Sendable {
    case notDefined(name: String)
    case notAFunction(printed: String, isConstructor: Bool)
    /// The engine's own code was given something that it cannot call; `shown` as V8 shows the value.
    case argumentNotAFunction(shown: String)
    /// `key`: nil where it is an object that V8 has no short text for.
    case readOfNullish(key: String?, printed: String, isNull: Bool)
    case writeOfNullish(key: String?, printed: String, isNull: Bool)
    case beforeInitialization(name: String)
    /// `note` follows "is not iterable" in V8.
    case notIterable(printed: String, note: String)
    case cannotDestructure(key: String, printed: String, isNull: Bool)
    case inOperator(key: String, printed: String)
    case instanceOf(printed: String)
}
