/// Calls: windows of the register stack and frames.
extension Machine {
    /// The code of a closure, made ready for this run.
    func runtimeCode(_ template: UInt32) -> RuntimeCode {
        let t = templates[Int(template)]
        if let known = codeNumbers[ObjectIdentifier(t)] { return runtimeCodes[known] }
        let made = RuntimeCode(t.code, template: template, self)
        runtimeCodes.append(made)
        codeNumbers[ObjectIdentifier(t)] = runtimeCodes.count - 1
        return made
    }
    func codeNumber(_ template: UInt32) -> UInt32 {
        if let known = codeNumbers[ObjectIdentifier(templates[Int(template)])] { return UInt32(known) }
        _ = runtimeCode(template)
        return UInt32(runtimeCodes.count - 1)
    }

    /// Enters a function written in JavaScript. The window holds this and `count` arguments.
    func pushFrame(_ function: Handle, _ window: UnsafeMutablePointer<Value>, _ count: Int, destination: Int, newTarget: Value, flags: Frame.Flags) throws(Abrupt) {
        let template = header(function).pointee.p0
        let kind = templates[Int(template)].kind
        if kind.contains(.classConstructor), newTarget.isUndefined { throw typeError("Class constructor \(templates[Int(template)].name) cannot be invoked without 'new'") }
        let number = codeNumber(template)
        let runtime = runtimeCodes[Int(number)], code = runtime.code
        let at = window - registers
        guard state.pointee.depth < Machine.maximumDepth, at + code.registerCount + 64 < Machine.registerCapacity else { throw rangeError("Maximum call stack size exceeded") }
        var arguments: Handle = 0
        if code.usesArguments { arguments = makeArray((0..<count).map { window[1 + $0] }) }
        var flags = flags
        if !newTarget.isUndefined {
            flags.insert(.construct)
            if kind.contains(.derived) {
                flags.insert(.derived)
                window[0] = .hole
            } else {
                window[0] = .object(makeObject(prototype: try prototypeFor(newTarget, .objectPrototype)))
            }
        } else if !kind.contains(.strict), !kind.contains(.arrow) {
            if window[0].isNullish { window[0] = .object(globalObject) } else if !window[0].isObject, !window[0].isUncertain, !window[0].isHole { window[0] = .object(try toObject(window[0])) }
        }
        let given = min(count, code.parameterCount)
        for i in (1 + given)..<max(1 + given, code.registerCount) { window[i] = .undefined }
        window[code.environmentRegister] = .object(header(function).pointee.p1)
        frames[state.pointee.depth] = Frame(pc: 0, registers: window, code: number, function: function, newTarget: newTarget, arguments: arguments, destination: destination, flags: flags, coroutine: 0)
        state.pointee.depth += 1
        state.pointee.stackTop = at + code.registerCount
    }
    func popFrame() {
        state.pointee.depth -= 1
        let depth = state.pointee.depth
        if depth > 0 {
            let below = frames[depth - 1]
            state.pointee.stackTop = max(below.registers - registers + runtimeCodes[Int(below.code)].code.registerCount, 0)
        } else { state.pointee.stackTop = 0 }
    }
    /// Where an exception goes in a frame: the innermost handler around the instruction before `pc`.
    func handler(in frame: Frame) -> Code.Handler? {
        let at = UInt32(max(0, frame.pc - 1))
        return runtimeCodes[Int(frame.code)].code.handlers.first { $0.range.contains(at) }
    }
}
