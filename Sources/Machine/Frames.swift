/// Calls: windows of the register stack and frames.
extension Machine {
    /// What entering a function needs to know of it, by template: no object is touched. Filled at the first call, when the body is lowered.
    struct Entry {
        var code = UInt32.max
        var registerCount: UInt32 = 0, parameterCount: UInt32 = 0, environmentRegister: UInt32 = 0
        var usesArguments = false
        var kind: FunctionKind = []
    }
    @inline(never) func prepareEntry(_ template: UInt32) -> Entry {
        let t = templates[Int(template)], code = t.code
        let entry = Entry(
            code: UInt32(runtimeCodes.count), registerCount: UInt32(code.registerCount), parameterCount: UInt32(code.parameterCount),
            environmentRegister: UInt32(code.environmentRegister), usesArguments: code.usesArguments, kind: t.kind)
        meter.pay(words: 32 + 2 * code.instructions.count)
        let runtime = RuntimeCode(code, template: template, self)
        runtimeCodes.append(runtime)
        codeViews.append(runtime.view)
        entries[Int(template)] = entry
        return entry
    }

    /// Enters a function written in JavaScript. The window holds this and `count` arguments.
    func pushFrame(
        _ function: Handle, _ window: UnsafeMutablePointer<Value>, _ count: Int, destination: Int, newTarget: Value, flags: Frame.Flags
    ) throws(Abrupt) {
        let template = header(function).pointee.p0
        var entry = entries[Int(template)]
        if entry.code == .max { entry = prepareEntry(template) }
        let kind = entry.kind
        if kind.contains(.classConstructor), newTarget.isUndefined {
            let name = templates[Int(template)].name
            throw typeError(
                name.isEmpty
                    ? "Class constructors cannot be invoked without 'new'" : "Class constructor \(name) cannot be invoked without 'new'")
        }
        let registerCount = Int(entry.registerCount)
        let at = window - registers
        guard state.pointee.depth < Machine.maximumDepth, at + registerCount + 64 < Machine.registerCapacity else {
            throw rangeError("Maximum call stack size exceeded")
        }
        var arguments: Handle = 0
        if entry.usesArguments { arguments = makeArray((0..<count).map { window[1 + $0] }) }
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
            if window[0].isNullish {
                window[0] = .object(globalObject)
            } else if !window[0].isObject, !window[0].isUncertain, !window[0].isHole {
                window[0] = .object(try toObject(window[0]))
            }
        }
        let given = min(count, Int(entry.parameterCount))
        for i in (1 + given)..<max(1 + given, registerCount) { window[i] = .undefined }
        window[Int(entry.environmentRegister)] = .object(header(function).pointee.p1)
        frames[state.pointee.depth] = Frame(
            pc: 0, registers: window, code: entry.code, function: function, newTarget: newTarget, arguments: arguments,
            destination: destination, flags: flags, coroutine: 0)
        state.pointee.depth += 1
        state.pointee.stackTop = at + registerCount
        if let observer {
            observer.entered(templates[Int(template)], Arguments(base: window, count: given, function: function, newTarget: newTarget))
        }
    }
    func popFrame() {
        state.pointee.depth -= 1
        let depth = state.pointee.depth
        if depth > 0 {
            let below = frames[depth - 1]
            state.pointee.stackTop = max(below.registers - registers + codeViews[Int(below.code)].pointee.registerCount, 0)
        } else {
            state.pointee.stackTop = 0
        }
    }
    /// Where an exception goes in a frame: the innermost handler around the instruction before `pc`.
    func handler(in frame: Frame) -> Code.Handler? {
        let at = UInt32(max(0, frame.pc - 1))
        return runtimeCodes[Int(frame.code)].code.handlers.first { $0.range.contains(at) }
    }
}
