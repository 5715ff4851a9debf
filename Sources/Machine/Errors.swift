/// Errors that the machine and natives throw, with the place where they were made.
extension Machine {
    public func makeError(_ prototype: Intrinsic, _ message: String) -> Value {
        makeError(prototype: intrinsic(prototype), message: makeString(message))
    }
    public func makeError(prototype: Handle, message: Value?) -> Value {
        let h = makeObject(.error, prototype: prototype)
        header(h).pointee.flags |= ObjectFlags.lazyProperties.rawValue
        header(h).pointee.p0 = captureSite()
        if let message { addProperty(h, names.message, message, .hidden) }
        return .object(h)
    }
    /// Errors of the language's library. `message` in V8's words; other engines have their own (`MachineDelegate.words`).
    public func typeError(_ message: String) -> Abrupt { engineError(.typeErrorPrototype, message) }
    public func rangeError(_ message: String) -> Abrupt { engineError(.rangeErrorPrototype, message) }
    public func referenceError(_ message: String) -> Abrupt { engineError(.referenceErrorPrototype, message) }
    public func syntaxError(_ message: String) -> Abrupt { engineError(.syntaxErrorPrototype, message) }
    public func uriError(_ message: String) -> Abrupt { engineError(.uriErrorPrototype, message) }
    private func engineError(_ prototype: Intrinsic, _ message: String) -> Abrupt {
        switch delegate?.words(for: message) ?? .asV8 {
        case .asV8: .thrown(makeError(prototype, message))
        case .text(let text): .thrown(makeError(prototype, text))
        case .unknown: errorOfUnknownText(prototype)
        }
    }

    /// The stack now, innermost first, as a number for `sites` (index + 1).
    public func captureSite() -> UInt32 {
        var positions: [Site.Position] = []
        var at = state.pointee.depth - 1
        while at >= 0, positions.count < 16 {
            let frame = frames[at]
            let code = runtimeCodes[Int(frame.code)]
            positions.append(
                Site.Position(template: code.template, pc: UInt32(max(0, frame.pc - 1)), isConstruct: frame.flags.contains(.construct)))
            at -= 1
        }
        if positions.isEmpty { return 0 }
        addSite(Site(positions: positions))
        return UInt32(sites.count)
    }
    /// The stack of an error without the frames that make it: those above the call of `function`, and that call (V8's
    /// `SKIP_UNTIL_SEEN`, for the `new.target` of errors and for `Error.captureStackTrace`). Where it is not on the stack, all is kept.
    public func hideFrames(ofError error: Value, upTo function: Value) {
        guard function.isObject, let site = site(ofError: error) else { return }
        let top = state.pointee.depth - 1
        guard let hidden = (0..<min(site.positions.count, top + 1)).first(where: { frames[top - $0].function == function.handle }),
            hidden + 1 < site.positions.count
        else { return }
        setSite(ofError: error, Site(positions: Array(site.positions[(hidden + 1)...])))
    }
    private func addSite(_ site: Site) {
        meter.pay(words: 8 + 2 * site.positions.count)
        sites.append(site)
    }
    public func currentSite() -> Site {
        let at = captureSite()
        return at == 0 ? Site(positions: []) : sites.removeLast()
    }
    /// What the running call is a method call of.
    public func runningReceiver() -> Value? {
        guard let i = runningInstruction, i.op == .call || i.op == .callArray, state.pointee.depth > 0 else { return nil }
        return frames[state.pointee.depth - 1].registers[i.b + 1]
    }
    /// What the running call or construction calls.
    public func runningCallee() -> Value? {
        guard state.pointee.depth > 0 else { return nil }
        let frame = frames[state.pointee.depth - 1], code = runtimeCodes[Int(frame.code)]
        guard frame.pc > 0, frame.pc <= code.code.instructions.count else { return nil }
        let i = code.instructions[frame.pc - 1]
        switch i.op {
        case .call, .construct, .callArray, .constructArray: return frame.registers[i.b]
        default: return nil
        }
    }
    /// Where an error object was made.
    public func site(ofError error: Value) -> Site? {
        guard error.isObject, kind(error.handle) == .error else { return nil }
        let at = Int(header(error.handle).pointee.p0)
        return at > 0 && at <= sites.count ? sites[at - 1] : nil
    }
    public func setSite(ofError error: Value, _ site: Site) {
        guard error.isObject, kind(error.handle) == .error else { return }
        addSite(site)
        header(error.handle).pointee.p0 = UInt32(sites.count)
    }
    public func template(_ number: UInt32) -> FunctionTemplate? { Int(number) < templates.count ? templates[Int(number)] : nil }

    /// An error of the language at the running instruction, in the engine's words.
    func languageError(_ error: LanguageError) -> Abrupt {
        state.pointee.fuel &-= 200  // making one is dear: loops of them end sooner
        let printed: String
        switch error {
        case .notAFunction(let old, let c) where old.isEmpty:
            var iteration: IteratedCall =
                c
                ? .none : runningInstruction.flatMap { $0.op == .call || $0.op == .callArray ? IteratedCall(rawValue: $0.x) : nil } ?? .none
            if iteration == .unseenBefore12 { iteration = .none }
            if c, runningInstruction.map({ $0.op == .construct && IteratedCall(rawValue: $0.x) == .unclear }) == true {
                return errorOfUnknownText(error.prototype)
            }
            if runningInstruction.map({
                (IteratedCall(rawValue: $0.x) == .unseen || IteratedCall(rawValue: $0.x) == .unseenBefore12 && v8Version < 124)
                    && [.call, .callArray, .construct, .constructArray].contains($0.op)
            }) == true, let callee = runningCallee() {
                printed = callSite(callee)
                break
            }
            guard iteration != .unclear,
                let text = printedOperand(iteration == .sync ? .iteratedCallee : iteration == .async ? .asyncIteratedCallee : .callee)
            else { return errorOfUnknownText(error.prototype) }
            if iteration != .none, case .asV8 = delegate?.words(for: error) ?? .asV8 {
                return .thrown(
                    makeError(
                        error.prototype,
                        text + " is not a function or its return value is not \(iteration == .async ? "async " : "")iterable"))
            }
            printed = text
        case .readOfNullish, .writeOfNullish: printed = printedOperand() ?? ""
        default: printed = ""
        }
        let known = sites.count
        defer { if sites.count > known { sites[sites.count - 1].isOfLanguage = true } }
        let error: LanguageError =
            switch error {
            case .readOfNullish(let key, _, let isNull): .readOfNullish(key: key, printed: printed, isNull: isNull)
            case .writeOfNullish(let key, _, let isNull): .writeOfNullish(key: key, printed: printed, isNull: isNull)
            case .notAFunction(let old, let c): .notAFunction(printed: old.isEmpty ? printed : old, isConstructor: c)
            default: error
            }
        switch delegate?.words(for: error) ?? .asV8 {
        case .asV8: return .thrown(makeError(error.prototype, error.v8Text))
        case .text(let text): return .thrown(makeError(error.prototype, text))
        case .unknown: return errorOfUnknownText(error.prototype)
        }
    }
    /// The source text that the running instruction's position names.
    func printedOperand(_ form: PrintedForm = .callee) -> String? {
        guard state.pointee.depth > 0 else { return "" }
        let frame = frames[state.pointee.depth - 1]
        let code = runtimeCodes[Int(frame.code)]
        guard let template = template(code.template), let p = template.code.position(at: max(0, Int(frame.pc) - 1)), p.textEnd > p.textStart
        else { return "" }
        return delegate?.printedExpression(template, Int(p.textStart)..<Int(p.textEnd), form) ?? (delegate == nil ? "" : nil)
    }
    /// An operation whose key V8's runtime converts, in C++: it words differently that `Symbol.toPrimitive` is no function.
    var isKeyOfRuntime: Bool {
        runningInstruction.map { [.inObject, .setElement, .deleteElement, .getSuper, .setSuper].contains($0.op) } ?? false
    }
    private var runningInstruction: Instruction? {
        guard state.pointee.depth > 0 else { return nil }
        let frame = frames[state.pointee.depth - 1], code = runtimeCodes[Int(frame.code)].code, at = Int(frame.pc) - 1
        return at >= 0 && at < code.instructions.count ? code.instructions[at] : nil
    }
}

/// What becomes of the result of a call, as far as V8 words differently that its callee is no function.
public enum IteratedCall: UInt8, Sendable {
    case none = 0, sync = 4, async = 12
    /// V8 finds other expressions.
    case unclear = 8
    /// It stands where V8 does not look: in a computed key.
    case unseen = 16
    /// It stands in a static field or block, where V8 looks since version 12.
    case unseenBefore12 = 32
}

extension LanguageError {
    var prototype: Intrinsic {
        switch self {
        case .notDefined, .beforeInitialization: .referenceErrorPrototype;
        default: .typeErrorPrototype
        }
    }
    /// As V8 words it (Node, Deno, Workers, Chromium).
    public var v8Text: String {
        switch self {
        case .notDefined(let name): "\(name) is not defined"
        case .notAFunction(let printed, let isConstructor):
            "\(printed.isEmpty ? "(intermediate value)" : printed) is not a \(isConstructor ? "constructor" : "function")"
        case .argumentNotAFunction(let shown): "\(shown) is not a function"
        case .readOfNullish("Symbol(Symbol.iterator)"?, _, let isNull):
            (isNull ? "object null" : "undefined") + " is not iterable (cannot read property Symbol(Symbol.iterator))"
        case .readOfNullish(let key, _, let isNull):
            "Cannot read properties of \(isNull ? "null" : "undefined")" + (key.map { " (reading '\($0)')" } ?? "")
        case .writeOfNullish(let key, _, let isNull):
            "Cannot set properties of \(isNull ? "null" : "undefined")" + (key.map { " (setting '\($0)')" } ?? "")
        case .beforeInitialization(let name): "Cannot access '\(name)' before initialization"
        case .notIterable(let printed, let note): printed + " is not iterable" + note
        case .cannotDestructure(let key, let printed, let isNull):
            key.isEmpty
                ? "Cannot destructure '\(printed)' as it is \(isNull ? "null" : "undefined")."
                : "Cannot destructure property '\(key)' of '\(printed)' as it is \(isNull ? "null" : "undefined")."
        case .inOperator(let key, let printed): "Cannot use 'in' operator to search for '\(key)' in \(printed)"
        case .instanceOf(let printed): printed
        }
    }
}

extension Machine {
    /// The program made this error itself (`new Error`), not the engine.
    public func isError(_ value: Value) -> Bool { value.isObject && kind(value.handle) == .error }
    public func isProgramError(_ error: Value) -> Bool {
        error.isObject && kind(error.handle) == .error && header(error.handle).pointee.p1 == 1
    }
    /// An error of the event loop: see `placeRejection`.
    public func markLateError(_ error: Value) {
        if error.isObject, kind(error.handle) == .error { header(error.handle).pointee.p0 = 0; header(error.handle).pointee.p1 = 2 }
    }
    /// The stack of an error that the event loop makes is that of the async functions which await the promise, through derived promises
    /// where it has a single reaction (V8's async stack traces). Where nobody waits yet, the first `await` that meets it.
    func placeRejection(_ rejected: Handle, _ error: Value) {
        guard error.isObject, kind(error.handle) == .error, header(error.handle).pointee.p1 == 2 else { return }
        var promise = rejected, positions: [Site.Position] = [], hops = 0
        while hops < 32, case let list = internalValue(promise, 1), list.isObject, arrayLength(list.handle) == 4 {
            hops += 1
            let waiting = arrayElement(list.handle, 1), derived = arrayElement(list.handle, 3)
            if arrayElement(list.handle, 0).int == 1 {
                guard waiting.isObject, let position = suspendedPosition(waiting.handle) else { break }
                positions.append(position.at)
                promise = position.promise
            } else if let target = resolvedBy(waiting) {
                promise = target
            } else if isPromise(derived) {
                promise = derived.handle
            } else {
                break
            }
        }
        if hops == 0 { return }
        header(error.handle).pointee.p1 = 0
        if positions.isEmpty { return }
        addSite(Site(positions: positions))
        header(error.handle).pointee.p0 = UInt32(sites.count)
    }
    func placeLateError(_ error: Value) {
        guard error.isObject, kind(error.handle) == .error, header(error.handle).pointee.p1 == 2 else { return }
        header(error.handle).pointee.p1 = 0
        header(error.handle).pointee.p0 = captureSite()
    }
    public func markProgramError(_ error: Value) { if error.isObject { header(error.handle).pointee.p1 = 1 } }
}
