/// Around the loop: how a frame ends, by a result or by an exception.
extension Machine {
    /// Runs until the frame at `depth` (1-based count of frames) has returned, or an arm that was opened in it has ended.
    /// `throwing`: begins with that exception at the frame's instruction.
    func run(until depth: Int, throwing first: Value? = nil) throws(Abrupt) -> LoopExit {
        if let first, let exit = try unwind(first, depth) { return exit }
        while true {
            do throws(Abrupt) {
                return try interpret(depth)
            } catch {
                guard case .thrown(let value) = error else {
                    let floor = state.pointee.arm.depth == depth ? depth + 1 : depth  // an arm's frame belongs to its fork
                    if stopSite == nil { stopSite = currentSite() }
                    while state.pointee.depth >= floor { popFrame() }
                    throw error
                }
                if keepsThrowSites, throwSite == nil { throwSite = currentSite() }
                if let exit = try unwind(value, depth) { return exit }
            }
        }
    }

    /// An exception: to the innermost handler of a frame of this loop; without one the frame ends. nil: go on in the loop.
    private func unwind(_ value: Value, _ depth: Int) throws(Abrupt) -> LoopExit? {
        if let observer { observer.threw(value) }
        while state.pointee.depth >= depth {
            let at = state.pointee.depth - 1
            let isArmFrame = state.pointee.arm.depth == state.pointee.depth
            if let handler = handler(in: frames[at]), !isArmFrame || state.pointee.arm.contains(Int(handler.target)) {
                if let template = template(runtimeCodes[Int(frames[at].code)].template) {
                    delegate?.errorCaught(value, in: template, at: max(0, frames[at].pc - 1))
                }
                frames[at].pc = Int(handler.target)
                frames[at].registers[Int(handler.register)] = value
                state.pointee.stackTop = frames[at].registers - registers + codeViews[Int(frames[at].code)].pointee.registerCount
                if let observer { observer.caught(value) }
                throwSite = nil
                return nil
            }
            if isArmFrame { throw .thrown(value) }  // the arm throws: its fork decides
            if frames[at].flags.contains(.forked), !frames[at].flags.contains(.generator) {  // it may have returned before it came here
                let frame = frames[at]
                possibleThrows.append(PossibleThrow(value: value, site: site(ofError: value) ?? currentSite()))
                let result = try frameResult(frame.possible, frame)
                popFrame()
                if frame.flags.contains(.boundary) { return .returned(result) }
                frames[state.pointee.depth - 1].registers[frame.destination] = result
                return nil
            }
            if frames[at].flags.contains(.async), frames[at].coroutine != 0 {
                let frame = frames[at]
                popFrame()
                let promise = rejectCoroutine(frame, value)
                if frame.flags.contains(.boundary) { return .returned(promise) }
                frames[state.pointee.depth - 1].registers[frame.destination] = promise
                return nil
            }
            if frames[at].coroutine != 0 { finishGenerator(frames[at].coroutine) }
            popFrame()
        }
        throw .thrown(value)
    }

    /// A frame's result for its caller.
    @inline(__always) func frameResult(_ value: Value, _ frame: Frame) throws(Abrupt) -> Value {
        if frame.flags.rawValue & ~Frame.Flags.boundary.rawValue == 0 { return value }
        return try specialResult(value, frame)
    }
    @inline(never) private func specialResult(_ value: Value, _ frame: Frame) throws(Abrupt) -> Value {
        let value = frame.possible.isHole ? value : join(value, frame.possible)
        if frame.flags.contains(.async), frame.coroutine != 0 { return try resolveCoroutine(frame, value) }
        if frame.flags.contains(.generator) { return value }
        guard frame.flags.contains(.construct) else { return value }
        if value.isObject || value.isUncertain { return value }
        if frame.flags.contains(.derived) {
            // the function has ended: what is wrong with its result is not caught inside
            if !value.isUndefined || frame.registers[0].isHole { frames[state.pointee.depth - 1].pc = Int(Int32.max) }
            if !value.isUndefined { throw typeError("Derived constructors may only return object or undefined") }
            if frame.registers[0].isHole {
                throw referenceError(
                    "Must call super constructor in derived class before accessing 'this' or returning from derived constructor")
            }
        }
        return frame.registers[0]
    }
}
