/// Where an arm of an unknown condition ends, in the frame that met the condition.
struct ArmBounds {
    /// Frame depth, or -1: no arm is open in any frame that runs.
    var depth = -1
    /// The conditional jump.
    var jump = 0
    /// The join (or a later point at which the other arm waits).
    var end = 0
    func contains(_ pc: Int) -> Bool { pc > jump && pc < end }
    /// Markers before the jump are back edges: the arm goes on until it meets the jump again.
    func ends(at pc: Int) -> Bool { pc >= end }
}

/// Unknown conditions: both arms run on forked state, and the states are joined where the arms meet.
///
/// No heap is copied: an arm's writes to older words are journaled, read out and undone; then the other arm runs. An arm ends at the
/// join of its jump, at a marker beyond it (break, continue), by returning or throwing, or when it meets its own jump again (a loop whose
/// condition is unknown). An arm that ends earlier than the other goes on until both have met. A throw in one arm is possible, not certain.
/// An arm that meets the jump of an arm around it in the same frame has gone round that loop: what the inner arms changed is part of the
/// round. Where one arm goes round and the other returns, its value is what the frame may return (`Frame.possible`).
extension Machine {
    enum Outcome {
        case left(Int), returned(Value), threw(Value), exited, cycled
        /// It met the jump of an arm around this one.
        case looped(Int)
        /// It did not end within an arm's steps: a loop over something unknown. The other arm is what goes on.
        case exhausted
        var isDead: Bool {
            switch self {
            case .threw, .exited, .exhausted: true;
            default: false
            }
        }
    }
    struct Change { var word: UInt64; var kind: JournalEntry.Kind; var owner: Handle }
    struct Arm {
        var outcome: Outcome
        var registers: [Value]
        var changes: [Handle: Change]
        /// What the frame returns if it went another way: see `Frame.possible`.
        var possible: Value
    }
    /// A jump whose arms are running.
    struct OpenFork { var depth: Int, jump: Int, code: UInt32 }
    /// So many activations of a function may stand in arms of the same jump: what calls itself on something unknown goes no deeper.
    static let maximumRecursion = 2
    /// Steps of an arm of an outermost unknown condition.
    static let armSteps = 400_000
    static let maximumForks = 8_000, maximumForkDepth = 48
    private static let never = Int.max / 2

    /// At an uncertain conditional jump (pc: behind it). nil: go on at the frame's pc; else the loop ends with that.
    func fork(_ i: Instruction, _ pc: Int, _ base: Int) throws(Abrupt) -> LoopExit? {
        let depth = state.pointee.depth, jump = pc - 1
        if state.pointee.arm.depth == depth, openForks.contains(where: { $0.depth == depth && $0.jump == jump }) {
            return .left(at: jump, cycled: true)
        }
        let frame = frames[depth - 1]
        let place = UInt64(frame.code) << 32 | UInt64(UInt32(clamping: jump))
        if let known = oneSidedForks[place], known.count >= Machine.enoughOneSidedForks {
            assumptions.insert("where one way has thrown \(Machine.enoughOneSidedForks) times, the other is taken")
            frames[depth - 1].pc = known.live
            return nil
        }
        forkCount += 1
        state.pointee.fuel &-= 500
        guard forkCount < Machine.maximumForks else { throw .stopped(.nesting) }
        guard openForks.count < Machine.maximumForkDepth,
            openForks.reduce(0, { $0 + ($1.jump == jump && $1.code == frame.code ? 1 : 0) }) < Machine.maximumRecursion
        else { throw .stopped(.recursion) }
        openForks.append(OpenFork(depth: depth, jump: jump, code: frame.code))
        defer { openForks.removeLast() }
        let code = runtimeCodes[Int(frame.code)].code
        let count = code.registerCount
        state.pointee.fuel &-= 8 * count
        let start = (0..<count).map { frame.registers[$0] }
        let join = joinTarget(code, jump)
        let other = i.op == .jumpUnlessLess ? pc + i.signedC : Int(i.bc)
        if let observer {
            let first = frame.registers[i.a]
            observer.forked(on: i.op == .jumpUnlessLess && !first.isUncertain ? frame.registers[i.b] : first)
            observer.arm(1)
        }
        let fresh = Arm(outcome: .left(pc), registers: start, changes: [:], possible: frame.possible)
        var a = try runArm(fresh, from: pc, jump: jump, end: join, depth)
        if case .cycled = a.outcome { return try widen(a, start, exit: other, depth) }
        if let observer { observer.arm(2) }
        var b = try runArm(fresh, from: other, jump: jump, end: join, depth)
        if case .cycled = b.outcome { return try widen(b, start, exit: pc, depth) }

        for _ in 0..<64 {
            if a.outcome.isDead || b.outcome.isDead { break }
            switch (a.outcome, b.outcome) {
            case (.left(let x), .left(let y)) where x == y: return try finishJoined(a, b, at: x, depth, base)
            case (.returned(let x), .returned(let y)): return try finishReturned(a, b, join: self.join(x, y), depth, base)
            case (.looped(let x), .looped(let y)): return goRound(a, b, at: innermost(x, y, depth), depth)
            case (.looped(let x), .left), (.left, .looped(let x)): return goRound(a, b, at: x, depth)
            case (.looped(let x), .returned(let v)):
                b.possible = joinPossible(b.possible, v)
                return goRound(a, b, at: x, depth)
            case (.returned(let v), .looped(let x)):
                a.possible = joinPossible(a.possible, v)
                return goRound(a, b, at: x, depth)
            case (.left(let x), .left(let y)):
                if x < y {
                    a = try runArm(a, from: x, jump: jump, end: y, depth)
                } else {
                    b = try runArm(b, from: y, jump: jump, end: x, depth)
                }
            case (.left(let x), _): a = try runArm(a, from: x, jump: jump, end: Machine.never, depth)
            case (_, .left(let y)): b = try runArm(b, from: y, jump: jump, end: Machine.never, depth)
            default: break
            }
            if case .cycled = a.outcome { return try widen(a, start, exit: other, depth) }
            if case .cycled = b.outcome { return try widen(b, start, exit: pc, depth) }
        }
        guard a.outcome.isDead || b.outcome.isDead else { throw .stopped(.nesting) }
        noteOneSided(place, live: a.outcome.isDead ? other : pc, a.outcome, b.outcome)
        return try adopt(a.outcome.isDead ? b : a, dead: a.outcome.isDead ? a : b, depth, base)
    }

    /// A check that throws in a loop over thousands of elements: its arms end alike each time.
    private func noteOneSided(_ place: UInt64, live: Int, _ a: Outcome, _ b: Outcome) {
        switch (a, b) {
        case (.threw, .left), (.left, .threw):
            let known = oneSidedForks[place]
            oneSidedForks[place] = (live, known?.live == live ? (known?.count ?? 0) + 1 : 1)
        default: oneSidedForks[place] = nil
        }
    }
    private static let enoughOneSidedForks = 256

    private func joinTarget(_ code: Code, _ jump: Int) -> Int {
        var low = 0, high = code.joins.count
        while low < high { let mid = (low + high) / 2; if Int(code.joins[mid].jump) < jump { low = mid + 1 } else { high = mid } }
        return low < code.joins.count && Int(code.joins[low].jump) == jump ? Int(code.joins[low].target) : Machine.never
    }

    /// Runs one arm from its state so far, reads its changes out and undoes them.
    private func runArm(_ arm: Arm, from pc: Int, jump: Int, end: Int, _ depth: Int) throws(Abrupt) -> Arm {
        let open = openForks.count, outerPossible = frames[depth - 1].possible
        let outer = (arm: state.pointee.arm, limit: state.pointee.journalLimit, stackTop: state.pointee.stackTop)
        let mark = journal.count
        let fuel = state.pointee.fuel
        state.pointee.fuel = min(fuel, Machine.armSteps)
        let given = state.pointee.fuel
        defer { state.pointee.fuel = fuel - (given - max(0, state.pointee.fuel)) }
        state.pointee.journalLimit = UInt32(clamping: state.pointee.top)
        for (address, change) in arm.changes { note(address, change.kind, owner: change.owner); words[Int(address)] = change.word }
        for (k, v) in arm.registers.enumerated() { frames[depth - 1].registers[k] = v }
        frames[depth - 1].pc = pc
        setPossible(arm.possible, depth)
        state.pointee.arm = ArmBounds(depth: depth, jump: jump, end: end)
        var outcome: Outcome
        do throws(Abrupt) {
            switch try run(until: depth) {
            case .returned(let v): outcome = .returned(v)
            case .left(let at, let cycled): outcome = !cycled ? .left(at) : at == jump ? .cycled : .looped(at)
            }
        } catch {
            switch error {
            case .thrown(let v): outcome = .threw(v)
            case .stopped(.exit): outcome = .exited
            case .stopped(.steps) where given == Machine.armSteps && outer.limit == 0:
                assumptions.insert("a loop over something unknown ends")
                widenings += 1
                hasGivenUpLoops = true
                stopSite = nil
                outcome = .exhausted
            case .stopped(.recursion):
                assumptions.insert("a recursion over something unknown ends")
                widenings += 1
                hasGivenUpLoops = true
                stopSite = nil
                outcome = .exhausted
            default:
                setPossible(outerPossible, depth)
                (state.pointee.arm, state.pointee.journalLimit) = (outer.arm, outer.limit)
                throw error
            }
        }
        openForks.removeSubrange(open...)
        let possible = frames[depth - 1].possible
        if case .threw(let value) = outcome, !possible.isHole, !Value.identical(possible, arm.possible) {
            possibleThrows.append(PossibleThrow(value: value, site: site(ofError: value) ?? currentSite()))
            outcome = .returned(possible)
        }
        setPossible(outerPossible, depth)
        var changes: [Handle: Change] = [:]
        for entry in journal[mark...] {
            changes[entry.address] = Change(word: words[Int(entry.address)], kind: entry.kind, owner: entry.owner)
        }
        for entry in journal[mark...].reversed() { words[Int(entry.address)] = entry.old }
        state.pointee.fuel &-= 30 * (journal.count - mark)  // reading out and joining costs far more than a step
        journal.removeSubrange(mark...)
        state.pointee.depth = depth
        (state.pointee.arm, state.pointee.journalLimit, state.pointee.stackTop) = (outer.arm, outer.limit, outer.stackTop)
        let count = arm.registers.count
        return Arm(outcome: outcome, registers: (0..<count).map { frames[depth - 1].registers[$0] }, changes: changes, possible: possible)
    }

    /// One arm ended for good: the state is the other's.
    private func adopt(_ arm: Arm, dead: Arm, _ depth: Int, _ base: Int) throws(Abrupt) -> LoopExit? {
        if let observer {
            if case .threw(let value) = dead.outcome { observer.armsEnded(.oneThrows(value)) } else { observer.armsEnded(.oneEnds) }
        }
        if case .threw(let value) = dead.outcome {
            possibleThrows.append(PossibleThrow(value: value, site: site(ofError: value) ?? currentSite()))
        }
        apply(arm)
        for (k, v) in arm.registers.enumerated() { frames[depth - 1].registers[k] = v }
        setPossible(arm.possible, depth)
        switch arm.outcome {
        case .left(let at): frames[depth - 1].pc = at; return nil
        case .returned(let value): return try finish(value, depth, base)
        case .threw(let value): throw .thrown(value)
        case .exited: throw .stopped(.exit(0))
        case .exhausted: throw .stopped(.recursion)
        case .looped(let at): return .left(at: at, cycled: true)
        case .cycled: throw .stopped(.steps)
        }
    }
    private func apply(_ arm: Arm) {
        for (address, change) in arm.changes { note(address, change.kind, owner: change.owner); words[Int(address)] = change.word }
    }
}
