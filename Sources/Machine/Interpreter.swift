/// Why the loop came back.
enum LoopExit {
    /// The frame that was entered returned (or suspended: its value is what its caller gets).
    case returned(Value)
    /// An arm of an unknown condition ended at this instruction of its frame.
    case left(at: Int, cycled: Bool)
}

extension Machine {
    /// The loop. One function on purpose: the frame, the registers and the program counter stay in machine registers.
    func interpret(_ base: Int) throws(Abrupt) -> LoopExit {
        let state = state, words = words
        var frame = frames + (state.pointee.depth - 1)
        var r = frame.pointee.registers
        var code = codeViews[Int(frame.pointee.code)]
        var ins = code.pointee.instructions
        var pc = frame.pointee.pc

        @inline(__always) func reload() {
            frame = frames + (state.pointee.depth - 1)
            r = frame.pointee.registers
            code = codeViews[Int(frame.pointee.code)]
            ins = code.pointee.instructions
            pc = frame.pointee.pc
        }

        while true {
            let i = ins[pc]
            pc &+= 1
            frame.pointee.pc = pc
            switch i.op {
            case .loadConstant: r[i.a] = code.pointee.constants[Int(i.bc)]
            case .loadInt: r[i.a] = .int(Int32(bitPattern: i.bc))
            case .loadUndefined: r[i.a] = .undefined
            case .loadNull: r[i.a] = .null
            case .loadTrue: r[i.a] = .true
            case .loadFalse: r[i.a] = .false
            case .loadHole: r[i.a] = .hole
            case .move: r[i.a] = r[i.b]

            case .add:
                let x = r[i.b], y = r[i.c]
                if x.isInt, y.isInt {
                    let (v, o) = x.int.addingReportingOverflow(y.int)
                    if !o { r[i.a] = .int(v); continue }
                }
                if x.isNumber, y.isNumber { r[i.a] = .number(x.number + y.number); continue }
                r[i.a] = try binary(.add, x, y)
            case .subtract:
                let x = r[i.b], y = r[i.c]
                if x.isInt, y.isInt {
                    let (v, o) = x.int.subtractingReportingOverflow(y.int)
                    if !o { r[i.a] = .int(v); continue }
                }
                if x.isNumber, y.isNumber { r[i.a] = .number(x.number - y.number); continue }
                r[i.a] = try binary(.subtract, x, y)
            case .multiply:
                let x = r[i.b], y = r[i.c]
                if x.isInt, y.isInt {
                    let (v, o) = x.int.multipliedReportingOverflow(by: y.int)
                    if !o, v != 0 { r[i.a] = .int(v); continue }
                }
                if x.isNumber, y.isNumber { r[i.a] = .number(x.number * y.number); continue }
                r[i.a] = try binary(.multiply, x, y)
            case .divide: r[i.a] = try binary(.divide, r[i.b], r[i.c])
            case .remainder:
                let x = r[i.b], y = r[i.c]
                if x.isInt, y.isInt, x.int >= 0, y.int > 0 { r[i.a] = .int(x.int % y.int); continue }
                r[i.a] = try binary(.remainder, x, y)
            case .exponentiate: r[i.a] = try binary(.exponentiate, r[i.b], r[i.c])
            case .bitAnd:
                let x = r[i.b], y = r[i.c]
                r[i.a] = x.isInt && y.isInt ? .int(x.int & y.int) : try binary(.bitAnd, x, y)
            case .bitOr:
                let x = r[i.b], y = r[i.c]
                r[i.a] = x.isInt && y.isInt ? .int(x.int | y.int) : try binary(.bitOr, x, y)
            case .bitXor:
                let x = r[i.b], y = r[i.c]
                r[i.a] = x.isInt && y.isInt ? .int(x.int ^ y.int) : try binary(.bitXor, x, y)
            case .shiftLeft:
                let x = r[i.b], y = r[i.c]
                r[i.a] = x.isInt && y.isInt ? .int(x.int &<< (y.int & 31)) : try binary(.shiftLeft, x, y)
            case .shiftRight:
                let x = r[i.b], y = r[i.c]
                r[i.a] = x.isInt && y.isInt ? .int(x.int &>> (y.int & 31)) : try binary(.shiftRight, x, y)
            case .shiftRightUnsigned: r[i.a] = try binary(.shiftRightUnsigned, r[i.b], r[i.c])
            case .addInt:
                let x = r[i.b]
                if x.isInt {
                    let (v, o) = x.int.addingReportingOverflow(Int32(i.signedC))
                    if !o { r[i.a] = .int(v); continue }
                }
                r[i.a] = try binary(.add, x, .int(Int32(i.signedC)))
            case .bitAndInt:
                r[i.a] = r[i.b].isInt ? .int(r[i.b].int & Int32(i.signedC)) : try binary(.bitAnd, r[i.b], .int(Int32(i.signedC)))
            case .bitOrInt: r[i.a] = r[i.b].isInt ? .int(r[i.b].int | Int32(i.signedC)) : try binary(.bitOr, r[i.b], .int(Int32(i.signedC)))
            case .shiftLeftInt:
                r[i.a] = r[i.b].isInt ? .int(r[i.b].int &<< Int32(i.signedC & 31)) : try binary(.shiftLeft, r[i.b], .int(Int32(i.signedC)))
            case .shiftRightInt:
                r[i.a] = r[i.b].isInt ? .int(r[i.b].int &>> Int32(i.signedC & 31)) : try binary(.shiftRight, r[i.b], .int(Int32(i.signedC)))
            case .shiftRightUnsignedInt: r[i.a] = try binary(.shiftRightUnsigned, r[i.b], .int(Int32(i.signedC)))
            case .less:
                let x = r[i.b], y = r[i.c]
                r[i.a] = x.isInt && y.isInt ? .boolean(x.int < y.int) : try compare(.less, x, y)
            case .lessOrEqual: r[i.a] = try compare(.lessOrEqual, r[i.b], r[i.c])
            case .greater: r[i.a] = try compare(.greater, r[i.b], r[i.c])
            case .greaterOrEqual: r[i.a] = try compare(.greaterOrEqual, r[i.b], r[i.c])
            case .strictEqual:
                let x = r[i.b], y = r[i.c]
                r[i.a] = x.isInt && y.isInt ? .boolean(x.int == y.int) : strictEquals(x, y)
            case .strictNotEqual:
                let v = strictEquals(r[i.b], r[i.c])
                r[i.a] = v.isBoolean ? .boolean(!v.boolean) : v
            case .increment:
                let x = r[i.b]
                if x.isInt, x.int < .max { r[i.a] = .int(x.int &+ 1); continue }
                r[i.a] = try step(x, by: 1)
            case .decrement:
                let x = r[i.b]
                if x.isInt, x.int > .min { r[i.a] = .int(x.int &- 1); continue }
                r[i.a] = try step(x, by: -1)
            case .not:
                let t = truthiness(r[i.b])
                r[i.a] = t.map { .boolean(!$0) } ?? .unknown(reason(of: r[i.b]), .boolean)

            case .jump: pc = Int(i.bc)
            case .jumpIfTrue, .jumpIfFalse:
                let c = r[i.a]
                let taken: Bool
                if c.isBoolean {
                    taken = c.boolean
                } else if let t = truthiness(c) {
                    taken = t
                } else {
                    if let exit = try fork(i, pc, base) { return exit }
                    reload(); continue
                }
                if taken == (i.op == .jumpIfTrue) { pc = Int(i.bc) }
            case .jumpIfNullish, .jumpIfNotNullish:
                guard let n = nullishness(r[i.a]) else {
                    if let exit = try fork(i, pc, base) { return exit }
                    reload(); continue
                }
                if n == (i.op == .jumpIfNullish) { pc = Int(i.bc) }
            case .jumpIfUndefined, .jumpIfNotUndefined:
                let c = r[i.a]
                if c.isUncertain, let exit = try undefinedJump(i, pc, base) {
                    if case .left(let at, _) = exit, at < 0 { reload(); continue }; return exit
                }
                if c.isUncertain { reload(); continue }
                if c.isUndefined == (i.op == .jumpIfUndefined) { pc = Int(i.bc) }
            case .jumpUnlessLess:
                let x = r[i.a], y = r[i.b]
                if x.isInt, y.isInt { if x.int >= y.int { pc &+= i.signedC }; continue }
                let v = try compare(.less, x, y)
                if v.isBoolean { if !v.boolean { pc &+= i.signedC }; continue }
                if let exit = try fork(i, pc, base) { return exit }
                reload()
            case .joinMarker:
                if state.pointee.arm.depth == state.pointee.depth, state.pointee.arm.ends(at: pc - 1) {
                    return .left(at: pc - 1, cycled: false)
                }
            case .loopHead:
                state.pointee.fuel &-= 1
                if state.pointee.fuel < 0 { throw .stopped(.steps) }
                if state.pointee.top > state.pointee.memoryLimit { throw .stopped(.memory) }
                if state.pointee.arm.depth == state.pointee.depth, state.pointee.arm.ends(at: pc - 1) {
                    return .left(at: pc - 1, cycled: false)
                }

            case .loadSlot:
                var e = r[i.b].handle, x = i.x
                while x > 0 { e = Handle(truncatingIfNeeded: words[Int(e)]); x &-= 1 }
                r[i.a] = slot(e &+ 1 &+ UInt32(truncatingIfNeeded: i.c))
            case .loadSlotChecked:
                var e = r[i.b].handle, x = i.x
                while x > 0 { e = Handle(truncatingIfNeeded: words[Int(e)]); x &-= 1 }
                let v = slot(e &+ 1 &+ UInt32(truncatingIfNeeded: i.c))
                if v.isHole { throw holeError(frame.pointee, pc) }
                r[i.a] = v
            case .storeSlot:
                var e = r[i.b].handle, x = i.x
                while x > 0 { e = Handle(truncatingIfNeeded: words[Int(e)]); x &-= 1 }
                store(e &+ 1 &+ UInt32(truncatingIfNeeded: i.c), r[i.a], owner: 0)
            case .storeSlotChecked:
                var e = r[i.b].handle, x = i.x
                while x > 0 { e = Handle(truncatingIfNeeded: words[Int(e)]); x &-= 1 }
                let at = e &+ 1 &+ UInt32(truncatingIfNeeded: i.c)
                if slot(at).isHole { throw holeError(frame.pointee, pc) }
                store(at, r[i.a], owner: 0)

            case .getProperty:
                let x = r[i.b]
                if x.isObject {
                    let c = code.pointee.caches + i.c
                    let h = header(x.handle)
                    if h.pointee.shape == c.pointee.shape, c.pointee.epoch == state.pointee.prototypeEpoch {
                        let holder = c.pointee.holder == 0 ? h : header(c.pointee.holder)
                        r[i.a] = slot(holder.pointee.slots &+ c.pointee.slot)
                        continue
                    }
                    r[i.a] = try getCached(x, code.pointee.names[i.c], c)
                } else {
                    r[i.a] = try getOfPrimitive(x, code.pointee.names[i.c], code.pointee.caches + i.c)
                }
            case .setProperty:
                let x = r[i.a]
                if x.isObject {
                    let c = code.pointee.caches + i.c
                    let h = header(x.handle)
                    if h.pointee.shape == c.pointee.shape, c.pointee.holder == 0, c.pointee.use == .write {
                        store(h.pointee.slots &+ c.pointee.slot, r[i.b], owner: x.handle)
                        continue
                    }
                    try setCached(x, code.pointee.names[i.c], r[i.b], strict: i.x == 1, c)
                } else {
                    try set(x, code.pointee.names[i.c], r[i.b], strict: i.x == 1)
                }
            case .getElement:
                let x = r[i.b], y = r[i.c]
                if x.isObject, y.isInt, let v = plainElement(x.handle, y.int) { r[i.a] = v; continue }
                r[i.a] = try getElement(x, y)
            case .setElement:
                let x = r[i.a], y = r[i.b], v = r[i.c]
                if x.isObject, y.isInt, v.isInt, storePlainElement(x.handle, y.int, v.int) { continue }
                try setElement(x, y, v, strict: i.x == 1)

            case .call:
                state.pointee.fuel &-= 1
                if state.pointee.fuel < 0 { throw .stopped(.steps) }
                if state.pointee.top > state.pointee.memoryLimit { throw .stopped(.memory) }
                let f = r[i.b], window = r + i.b + 1
                if f.isObject {
                    let kind = header(f.handle).pointee.kind
                    if kind == ObjectKind.function.rawValue {
                        try pushFrame(f.handle, window, i.c, destination: i.a, newTarget: .undefined, flags: [])
                        reload(); continue
                    }
                    if kind == ObjectKind.native.rawValue {
                        r[i.a] = try callNative(f.handle, window, i.c, newTarget: .undefined); continue
                    }
                }
                let top = state.pointee.stackTop
                state.pointee.stackTop = max(top, window - registers + 1 + i.c)
                defer { state.pointee.stackTop = top }
                r[i.a] = try enter(f, window, i.c, newTarget: .undefined)
            case .construct:
                state.pointee.fuel &-= 1
                if state.pointee.fuel < 0 { throw .stopped(.steps) }
                r[i.a] = try constructWindow(r[i.b], r + i.b + 1, i.c)

            case .returnValue:
                if state.pointee.arm.depth == state.pointee.depth { return .returned(r[i.a]) }  // the arm returns: its fork ends the frame
                let value = try frameResult(r[i.a], frame.pointee)
                let done = frame.pointee
                if done.coroutine != 0, done.flags.contains(.generator) { finishGenerator(done.coroutine) }
                let isBase = state.pointee.depth == base
                popFrame()
                if isBase || done.flags.contains(.boundary) { return .returned(value) }
                reload()
                r[done.destination] = value
            case .throwValue: throw .thrown(r[i.a])

            case .generatorStart:
                let value = startGenerator(frame)
                let done = frame.pointee
                popFrame()
                if done.flags.contains(.boundary) { return .returned(value) }
                reload()
                r[done.destination] = value
            case .asyncStart: startAsync(frame)
            case .await:
                if let value = try awaitInline(r[i.b], frame.pointee) { r[i.a] = value; continue }
                suspendAsync(frame, r[i.b], destination: i.a)
                let done = frame.pointee
                popFrame()
                let promise: Value = done.flags.contains(.resumed) ? .undefined : coroutinePromise(done.coroutine)
                if done.flags.contains(.boundary) { return .returned(promise) }
                reload()
                r[done.destination] = promise
            case .yield, .yieldDelegate:
                let value = r[i.b]
                guard try suspendGenerator(frame, value, i) else { reload(); continue }
                popFrame()
                return .returned(.hole)  // a generator always runs for its resumer, a native; it reads the outcome from the coroutine

            default:
                try slowOperation(i, frame, code)
                if state.pointee.depth != frame - frames + 1 { reload() }
            }
        }
    }
}
