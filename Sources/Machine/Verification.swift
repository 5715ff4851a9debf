/// What the loop takes for granted of a code, checked once when the code is made: every register, constant, name, function and
/// target that an instruction names exists, and control does not run off the end.
extension Code {
    /// What is wrong with this code, nil where nothing is. Takes time linear in its length.
    public func verify() -> String? {
        guard let last = instructions.last else { return "no instructions" }
        switch last.op {
        case .jump, .returnValue, .throwValue, .stop, .throwError, .throwConstAssignment: break
        default: return "runs off its end with \(last.op)"
        }
        guard environmentRegister < registerCount, parameterCount < registerCount else { return "fewer registers than parameters" }
        for (pc, i) in instructions.enumerated() {
            guard UInt8(truncatingIfNeeded: i.word) < UInt8(Operation.allCases.count) else { return "no operation at \(pc)" }
            if let problem = problem(i, pc) { return "\(problem) at \(pc): \(i.op)" }
        }
        for h in handlers
        where Int(h.target) >= instructions.count || Int(h.range.upperBound) > instructions.count || Int(h.register) >= registerCount {
            return "a handler outside"
        }
        for j in joins where Int(j.jump) >= instructions.count || Int(j.target) >= instructions.count { return "a join outside" }
        for s in slotNames where Int(s.name) >= names.count { return "a name outside" }
        return nil
    }
    private static let none = 0xFFFF

    private func problem(_ i: Instruction, _ pc: Int) -> String? {
        func registers(_ numbers: Int...) -> String? { numbers.allSatisfy { $0 < registerCount } ? nil : "a register outside" }
        /// Consecutive registers.
        func window(_ first: Int, _ count: Int) -> String? { first + count <= registerCount ? nil : "registers outside" }
        func constant(_ n: Int) -> String? { n < constants.count ? nil : "a constant outside" }
        func name(_ n: Int) -> String? { n < names.count ? nil : "a name outside" }
        let bc = Int(i.bc)
        switch i.op {
        case .loadConstant, .loadUnknown, .templateObject, .toObjectForDestructuring: return registers(i.a) ?? constant(bc)
        case .stop, .throwError: return constant(bc)
        case .loadInt, .loadUndefined, .loadNull, .loadTrue, .loadFalse, .loadHole, .loadNewTarget, .loadCallee, .loadThis, .loadImportMeta,
            .returnValue, .throwValue, .newObject, .newArguments, .restParameter:
            return registers(i.a)
        case .throwConstAssignment, .joinMarker, .loopHead, .generatorStart, .asyncStart, .debugger: return nil
        case .checkHole, .loadGlobal, .loadGlobalOrUndefined, .storeGlobal, .storeGlobalStrict, .newPrivateName:
            return registers(i.a) ?? name(bc)
        case .declareGlobalVar: return name(bc)
        case .move, .copyEnvironment, .negate, .plus, .bitNot, .not, .typeOf, .toNumeric, .increment, .decrement, .toStringForTemplate,
            .addInt, .bitAndInt, .bitOrInt,
            .shiftLeftInt, .shiftRightInt, .shiftRightUnsignedInt, .appendElement, .appendIterable, .setPrototypeOfLiteral, .setHomeObject,
            .setFunctionName,
            .setFieldInitializer, .runFieldInitializers, .await, .forInStart, .newEnvironment, .loadSlot, .loadSlotChecked, .storeSlot,
            .storeSlotChecked, .loadImport:
            return registers(i.a, i.b)
        case .toPropertyKey: return i.x == 1 ? registers(i.a, i.b, i.c) : registers(i.a, i.b)
        case .jump: return bc < instructions.count ? nil : "a target outside"
        case .jumpIfTrue, .jumpIfFalse, .jumpIfNullish, .jumpIfNotNullish, .jumpIfUndefined, .jumpIfNotUndefined:
            return registers(i.a) ?? (bc < instructions.count ? nil : "a target outside")
        case .jumpUnlessLess:
            return registers(i.a, i.b) ?? ((0..<instructions.count).contains(pc + 1 + i.signedC) ? nil : "a target outside")
        case .newArray: return registers(i.a) ?? window(i.b, i.c)
        case .getProperty, .setProperty, .defineField: return registers(i.a, i.b) ?? name(i.c)
        case .copyDataProperties, .dynamicImport: return registers(i.a, i.b) ?? (i.c == Code.none ? nil : registers(i.c))
        case .newRegExp: return registers(i.a) ?? constant(i.b) ?? constant(i.c)
        case .closure:
            return registers(i.a) ?? (i.b < functions.count ? nil : "a function outside") ?? (i.c == Code.none ? nil : registers(i.c))
        case .classDefinition: return window(i.a, 2) ?? registers(i.b, i.c)
        case .call, .construct, .superCall: return registers(i.a) ?? window(i.b, 2 + i.c)
        case .callArray, .constructArray, .superCallArray: return registers(i.a) ?? window(i.b, 3)
        case .getIterator: return registers(i.b) ?? window(i.a, 3)
        case .iteratorNext, .yieldDelegate: return registers(i.a, i.c) ?? window(i.b, 3)
        case .iteratorCall: return registers(i.a) ?? window(i.b, 3)
        case .iteratorClose: return window(i.a, 3) ?? (i.x & 2 == 2 ? registers(i.b) : nil)
        case .add, .subtract, .multiply, .divide, .remainder, .exponentiate, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight,
            .shiftRightUnsigned, .less, .lessOrEqual,
            .greater, .greaterOrEqual, .equal, .notEqual, .strictEqual, .strictNotEqual, .instanceOf, .inObject, .getElement, .setElement,
            .deleteElement, .defineElement,
            .defineMethod, .getSuper, .setSuper, .getPrivate, .setPrivate, .definePrivate, .hasPrivate, .iteratorResult, .forInNext, .yield:
            return registers(i.a, i.b, i.c)
        }
    }
}
