import Machine

/// Collects the instructions of one code.
struct CodeBuilder {
    private(set) var instructions: [Instruction] = []
    private var constants: [Constant] = []
    private var numbers: [UInt64: UInt32] = [:]
    private var strings: [[UInt16]: UInt32] = [:]
    private var names: [String] = []
    private var nameNumbers: [String: UInt32] = [:]
    private(set) var functions: [FunctionTemplate] = []
    private var handlers: [Code.Handler] = []
    private var joins: [Code.Join] = []
    private var positions: [Code.Position] = []
    private var slotNames: [(pc: UInt32, name: UInt32)] = []
    /// Where the statement began that has given no instruction yet.
    private var statement: (offset: Int, pc: Int)?
    private(set) var registerCount: Int
    private var nextRegister: Int

    init(firstFree: Int) { registerCount = firstFree; nextRegister = firstFree }
    var pc: Int { instructions.count }

    // Registers: a stack of temporaries above the variables

    mutating func temporary() -> Int {
        nextRegister += 1
        registerCount = max(registerCount, nextRegister)
        return nextRegister - 1
    }
    /// Consecutive registers.
    mutating func block(_ count: Int) -> Int {
        let first = nextRegister
        nextRegister += count
        registerCount = max(registerCount, nextRegister)
        return first
    }
    var mark: Int { nextRegister }
    mutating func release(to mark: Int) { nextRegister = mark }
    /// 16 bits number registers; code that needs more is not lowered.
    var overflows: Bool { registerCount > 60_000 || names.count > 65_000 || functions.count > 65_000 }

    // Emitting

    mutating func emit(_ op: Operation, x: Int = 0, a: Int = 0, b: Int = 0, c: Int = 0) {
        instructions.append(
            Instruction(
                op, x: UInt8(truncatingIfNeeded: x), a: UInt16(truncatingIfNeeded: a), b: UInt16(truncatingIfNeeded: b),
                c: UInt16(truncatingIfNeeded: c)))
    }
    mutating func emit(_ op: Operation, x: Int = 0, a: Int = 0, bc: UInt32) {
        instructions.append(Instruction(op, x: UInt8(truncatingIfNeeded: x), a: UInt16(truncatingIfNeeded: a), bc: bc))
    }
    /// A jump to be patched; returns its place.
    mutating func jump(_ op: Operation, _ register: Int = 0) -> Int {
        emit(op, a: register, bc: 0)
        return pc - 1
    }
    mutating func patch(_ jump: Int, to target: Int) { instructions[jump] = instructions[jump].with(bc: UInt32(target)) }
    /// A marker here; jumps to it may be joins.
    mutating func marker() -> Int {
        emit(.joinMarker)
        return pc - 1
    }
    mutating func join(_ jump: Int, at target: Int) { joins.append(Code.Join(jump: UInt32(jump), target: UInt32(target))) }
    /// The place of what is emitted next, and the text that an error names.
    mutating func position(_ offset: Int, _ text: Range<Int>? = nil) {
        let p = Code.Position(
            pc: UInt32(pc), offset: UInt32(offset), textStart: UInt32(text?.lowerBound ?? 0), textEnd: UInt32(text?.upperBound ?? 0))
        if let last = positions.last, last.pc == p.pc { positions.removeLast() }
        if let last = positions.last, last.offset == p.offset, last.textStart == p.textStart, last.textEnd == p.textEnd { return }
        positions.append(p)
    }
    /// The place of a variable that is read next. V8 gives the first instruction of a statement the statement's own place: an error
    /// that `const x = await missing()` throws is one of its initializer's start, not of the name. JavaScriptCore points at `name`.
    mutating func variablePosition(_ name: Range<Int>) {
        position(statementOffset ?? name.lowerBound, name)
    }
    /// Where the statement began of which nothing was emitted yet.
    var statementOffset: Int? { statement.flatMap { $0.pc == pc ? $0.offset : nil } }
    mutating func beginStatement(_ offset: Int) { statement = (offset, pc) }
    /// An operand that needs no instruction here has one in V8's code.
    mutating func endStatement() { statement = nil }
    /// What was emitted since has no counterpart in V8's code.
    mutating func keepStatement(from first: Int) { if let begun = statement, begun.pc == first { statement = (begun.offset, pc) } }
    mutating func handler(_ range: Range<Int>, target: Int, register: Int) {
        guard !range.isEmpty else { return }
        handlers.append(
            Code.Handler(
                range: UInt32(range.lowerBound)..<UInt32(range.upperBound), target: UInt32(target),
                register: UInt16(truncatingIfNeeded: register)))
    }
    mutating func slotName(_ name: String) { slotNames.append((UInt32(pc), self.name(name))) }

    // Tables

    mutating func name(_ text: String) -> UInt32 {
        if let known = nameNumbers[text] { return known }
        names.append(text)
        nameNumbers[text] = UInt32(names.count - 1)
        return UInt32(names.count - 1)
    }
    mutating func constant(_ d: Double) -> UInt32 {
        if let known = numbers[d.bitPattern] { return known }
        constants.append(.number(d))
        numbers[d.bitPattern] = UInt32(constants.count - 1)
        return UInt32(constants.count - 1)
    }
    mutating func constant(_ units: [UInt16]) -> UInt32 {
        if let known = strings[units] { return known }
        constants.append(.string(units))
        strings[units] = UInt32(constants.count - 1)
        return UInt32(constants.count - 1)
    }
    mutating func constant(_ text: String) -> UInt32 { constant(Array(text.utf16)) }
    mutating func constant(other: Constant) -> UInt32 {
        constants.append(other)
        return UInt32(constants.count - 1)
    }
    mutating func function(_ template: FunctionTemplate) -> Int {
        functions.append(template)
        return functions.count - 1
    }

    func code(parameterCount: Int, environmentRegister: Int, usesArguments: Bool) -> Code {
        Code(
            instructions: instructions, constants: constants, names: names, functions: functions, handlers: handlers,
            joins: joins.sorted { $0.jump < $1.jump }, positions: positions, slotNames: slotNames, registerCount: registerCount + 2,
            parameterCount: parameterCount, environmentRegister: environmentRegister, usesArguments: usesArguments)
    }
}
