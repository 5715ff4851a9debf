/// How the states of two arms become one, where both have ended; see `Forks.swift` for how they run.
extension Machine {
    func finishJoined(_ a: Arm, _ b: Arm, at pc: Int, _ depth: Int, _ base: Int) throws(Abrupt) -> LoopExit? {
        if let observer { observer.armsEnded(.joined) }
        merge(a.changes, b.changes)
        for k in a.registers.indices { frames[depth - 1].registers[k] = joinRegister(a.registers[k], b.registers[k]) }
        setPossible(joinPossible(a.possible, b.possible), depth)
        frames[depth - 1].pc = pc
        return nil
    }
    /// Both arms are part of one round of the loop whose jump is at `pc`.
    func goRound(_ a: Arm, _ b: Arm, at pc: Int, _ depth: Int) -> LoopExit {
        if let observer { observer.armsEnded(.joined) }
        merge(a.changes, b.changes)
        for k in a.registers.indices { frames[depth - 1].registers[k] = joinRegister(a.registers[k], b.registers[k]) }
        setPossible(joinPossible(a.possible, b.possible), depth)
        return .left(at: pc, cycled: true)
    }
    /// Of two open jumps of a frame the one whose arm was entered last.
    func innermost(_ x: Int, _ y: Int, _ depth: Int) -> Int {
        openForks.last { $0.depth == depth && ($0.jump == x || $0.jump == y) }?.jump ?? x
    }
    func joinPossible(_ a: Value, _ b: Value) -> Value { a.isHole ? b : b.isHole ? a : join(a, b) }
    func setPossible(_ value: Value, _ depth: Int) {
        frames[depth - 1].possible = value
        if value.isHole { frames[depth - 1].flags.remove(.forked) } else { frames[depth - 1].flags.insert(.forked) }
    }
    private func joinRegister(_ a: Value, _ b: Value) -> Value {
        if Value.identical(a, b) { return a }
        if a.isHole != b.isHole { return .unknown(reason("alternatives", "a variable that may not be initialised")) }
        return join(a, b)
    }
    func finishReturned(_ a: Arm, _ b: Arm, join value: Value, _ depth: Int, _ base: Int) throws(Abrupt) -> LoopExit? {
        if let observer { observer.armsEnded(.joined) }
        merge(a.changes, b.changes)
        frames[depth - 1].registers[0] = joinRegister(a.registers[0], b.registers[0])
        setPossible(joinPossible(a.possible, b.possible), depth)
        return try finish(value, depth, base)
    }
    /// The frame returns: to its fork (an outer arm in the same frame), or as a return instruction would.
    func finish(_ value: Value, _ depth: Int, _ base: Int) throws(Abrupt) -> LoopExit? {
        if state.pointee.arm.depth == depth { return .returned(value) }
        let frame = frames[depth - 1]
        let delivered = try frameResult(value, frame)
        if frame.coroutine != 0, frame.flags.contains(.generator) { finishGenerator(frame.coroutine) }
        popFrame()
        if depth == base || frame.flags.contains(.boundary) { return .returned(delivered) }
        frames[state.pointee.depth - 1].registers[frame.destination] = delivered
        return nil
    }
    /// A loop whose condition is unknown: what one iteration changed is unknown from then on, and the loop ends.
    func widen(_ arm: Arm, _ start: [Value], exit: Int, _ depth: Int) throws(Abrupt) -> LoopExit? {
        widenings += 1
        setPossible(arm.possible, depth)
        if let observer { observer.armsEnded(.widened) }
        let why = reason("loop-condition", "a loop runs an unknown number of times")
        var structural: Set<Handle> = []
        for (address, change) in arm.changes where change.word != words[Int(address)] {
            switch change.kind {
            case .slot:
                let old = Value(bits: words[Int(address)]), new = Value(bits: change.word)
                store(address, .unknown(why, hint(of: old) == hint(of: new) ? hint(of: old) : .any), owner: change.owner)
            case .bytes: setContentUnknown(change.owner)
            case .header: structural.insert(change.owner)
            case .raw: break
            }
        }
        for owner in structural { blur(owner) }
        for k in start.indices {
            let same = Value.identical(start[k], arm.registers[k])
            frames[depth - 1].registers[k] =
                same
                ? start[k]
                : start[k].isHole
                    ? arm.registers[k] : .unknown(why, hint(of: start[k]) == hint(of: arm.registers[k]) ? hint(of: start[k]) : .any)
        }
        frames[depth - 1].pc = exit
        return nil
    }
    /// An object whose make-up differs between arms or iterations.
    private func blur(_ object: Handle) {
        switch kind(object) {
        case .promise: setPayload(object, 0, PromiseState.unknown.rawValue)
        default: setContentUnknown(object); setOpen(object)
        }
    }

    // Joining two sets of changes

    private func merge(_ a: [Handle: Change], _ b: [Handle: Change]) {
        var structural: [Handle] = []
        var seen: Set<Handle> = []
        for (address, change) in a where change.kind == .header && change.word != (b[address]?.word ?? words[Int(address)]) {
            if seen.insert(change.owner).inserted { structural.append(change.owner) }
        }
        for (address, change) in b where change.kind == .header && change.word != (a[address]?.word ?? words[Int(address)]) {
            if seen.insert(change.owner).inserted { structural.append(change.owner) }
        }
        let merged = structural.map { (object: $0, views: (view($0, a), view($0, b))) }
        for (address, change) in a { mergeWord(address, change, change.word, b[address]?.word ?? words[Int(address)], skip: seen) }
        for (address, change) in b where a[address] == nil { mergeWord(address, change, words[Int(address)], change.word, skip: seen) }
        for one in merged { mergeObject(one.object, one.views.0, one.views.1) }
    }
    private func mergeWord(_ address: Handle, _ change: Change, _ x: UInt64, _ y: UInt64, skip: Set<Handle>) {
        note(address, change.kind, owner: change.owner)
        if x == y { words[Int(address)] = x; return }
        switch change.kind {
        case .slot: words[Int(address)] = joinRegister(Value(bits: x), Value(bits: y)).bits
        case .bytes: words[Int(address)] = x; setContentUnknown(change.owner)
        case .raw: words[Int(address)] = y
        case .header: if !skip.contains(change.owner) { words[Int(address)] = x }
        }
    }
    private struct View {
        var header: Header; var properties: [(key: PropertyKey, attributes: PropertyAttributes, value: Value)]; var elements: [Value]
    }
    private func view(_ object: Handle, _ changes: [Handle: Change]) -> View {
        func word(_ at: Handle) -> UInt64 { changes[at]?.word ?? words[Int(at)] }
        var raw = (word(object), word(object + 1), word(object + 2), word(object + 3), word(object + 4))
        let h = withUnsafeBytes(of: &raw) { $0.loadUnaligned(as: Header.self) }
        let properties = zip(shapes.keys(h.shape), shapes.attributes(h.shape)).enumerated().map {
            ($1.0, $1.1, Value(bits: word(h.slots + UInt32($0))))
        }
        var elements: [Value] = []
        if h.objectKind == .array || h.objectKind == .arguments {
            for k in 0..<min(h.p1, h.p2) { elements.append(Value(bits: word(h.p0 + k))) }
        }
        return View(header: h, properties: properties, elements: elements)
    }
    private func mergeObject(_ object: Handle, _ a: View, _ b: View) {
        let kind = a.header.objectKind
        willChangeHeader(object)
        header(object).pointee = a.header
        header(object).pointee.flags |= b.header.flags
        if a.header.shape != b.header.shape {
            let open = ObjectFlags.open.rawValue
            let absentInA: Value =
                a.header.flags & open != 0 ? unknown("open-object", "a member of an object whose members are not all known") : .undefined
            let absentInB: Value =
                b.header.flags & open != 0 ? unknown("open-object", "a member of an object whose members are not all known") : .undefined
            var all = a.properties
            for p in b.properties {
                if let at = all.firstIndex(where: { $0.key == p.key }) {
                    all[at].value = joinRegister(all[at].value, p.value)
                } else {
                    all.append((p.key, p.attributes, join(p.value, absentInA)))
                }
            }
            for at in all.indices where !b.properties.contains(where: { $0.key == all[at].key }) {
                all[at].value = join(all[at].value, absentInB)
            }
            reshape(object, prototype: shapes[a.header.shape].prototype, all)
            setOpen(object)
        } else if a.header.slots != b.header.slots || !a.properties.isEmpty {
            reshape(
                object, prototype: shapes[a.header.shape].prototype,
                zip(a.properties, b.properties).map { ($0.key, $0.attributes, joinRegister($0.value, $1.value)) })
        }
        if kind == .array || kind == .arguments {
            let slab = allocate(max(4, max(a.elements.count, b.elements.count)))
            for k in 0..<max(4, max(a.elements.count, b.elements.count)) { words[Int(slab) + k] = Value.hole.bits }
            for k in 0..<max(a.elements.count, b.elements.count) {
                let x = k < a.elements.count ? a.elements[k] : .undefined, y = k < b.elements.count ? b.elements[k] : .undefined
                words[Int(slab) + k] = (x.isHole && y.isHole ? x : joinRegister(x.isHole ? .undefined : x, y.isHole ? .undefined : y)).bits
            }
            header(object).pointee.p0 = slab
            header(object).pointee.p1 = max(a.header.p1, b.header.p1)
            header(object).pointee.p2 = UInt32(max(4, max(a.elements.count, b.elements.count)))
            if a.header.p1 != b.header.p1 { setContentUnknown(object) }
        } else if (a.header.p0, a.header.p1, a.header.p2, a.header.p3) != (b.header.p0, b.header.p1, b.header.p2, b.header.p3) {
            blur(object)
        }
    }
}
