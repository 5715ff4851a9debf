import Synchronization

/// A constant of a code: what does not depend on a run.
public enum Constant: Sendable {
    case number(Double)
    case string([UInt16])
    /// Decimal digits, with a sign where negative.
    case bigint(String)
    /// Cooked (nil where an escape is invalid) and raw strings of a tagged template.
    case template(cooked: [[UInt16]?], raw: [[UInt16]])
}

/// One function's (or module's, or script's) instructions: made by lowering once, shared by all runs, profiles and threads.
public final class Code: Sendable {
    /// What an exception does between two instructions: jump to `target` with the value in a register. Innermost first.
    public struct Handler: Sendable {
        public var range: Range<UInt32>
        public var target: UInt32
        public var register: UInt16
        public init(range: Range<UInt32>, target: UInt32, register: UInt16) {
            (self.range, self.target, self.register) = (range, target, register)
        }
    }
    /// Where the arms of the conditional jump at `jump` meet again when nothing leaves them.
    public struct Join: Sendable {
        public var jump: UInt32, target: UInt32
        public init(jump: UInt32, target: UInt32) { (self.jump, self.target) = (jump, target) }
    }
    /// From the instruction `pc` on, the source position is `offset` (bytes in the file); `end` closes the expression that
    /// an error text names (the callee of a call, the object of a property access), or equals `offset`.
    public struct Position: Sendable {
        public var pc: UInt32, offset: UInt32, textStart: UInt32, textEnd: UInt32
        public init(pc: UInt32, offset: UInt32, textStart: UInt32, textEnd: UInt32) {
            (self.pc, self.offset, self.textStart, self.textEnd) = (pc, offset, textStart, textEnd)
        }
    }

    public let instructions: [Instruction]
    public let constants: [Constant]
    /// Property and global names; each has an inline cache.
    public let names: [String]
    public let functions: [FunctionTemplate]
    public let handlers: [Handler]
    /// Sorted by `jump`.
    public let joins: [Join]
    /// Sorted by `pc`.
    public let positions: [Position]
    /// Names of environment slots for "Cannot access 'x' before initialization": by pc of the checked instruction, sorted.
    public let slotNames: [(pc: UInt32, name: UInt32)]
    /// Registers of a frame: r[0] this, r[1…parameterCount] parameters, then `environmentRegister`, then the rest.
    public let registerCount: Int
    /// Parameters that live in registers r[1]…; arguments beyond are kept only with `usesArguments`.
    public let parameterCount: Int
    /// Where the closure's environment is put at entry.
    public let environmentRegister: Int
    public let usesArguments: Bool

    public init(
        instructions: [Instruction], constants: [Constant], names: [String], functions: [FunctionTemplate], handlers: [Handler],
        joins: [Join], positions: [Position], slotNames: [(pc: UInt32, name: UInt32)], registerCount: Int, parameterCount: Int,
        environmentRegister: Int, usesArguments: Bool
    ) {
        self.instructions = instructions; self.constants = constants; self.names = names; self.functions = functions
        self.handlers = handlers; self.joins = joins; self.positions = positions; self.slotNames = slotNames
        self.registerCount = registerCount; self.parameterCount = parameterCount
        self.environmentRegister = environmentRegister; self.usesArguments = usesArguments
    }

    /// The position that holds at an instruction.
    public func position(at pc: Int) -> Position? {
        var low = 0, high = positions.count
        while low < high { let mid = (low + high) / 2; if Int(positions[mid].pc) <= pc { low = mid + 1 } else { high = mid } }
        return low > 0 ? positions[low - 1] : nil
    }
}

/// What kind of function a template makes.
public struct FunctionKind: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public static let arrow = FunctionKind(rawValue: 1), async = FunctionKind(rawValue: 2), generator = FunctionKind(rawValue: 4)
    /// Methods, getters, setters and arrows cannot be constructed.
    public static let method = FunctionKind(rawValue: 8), getter = FunctionKind(rawValue: 16), setter = FunctionKind(rawValue: 32)
    public static let classConstructor = FunctionKind(rawValue: 64), derived = FunctionKind(rawValue: 128),
        strict = FunctionKind(rawValue: 256)
    /// Module or script top level; class field initialiser or static block.
    public static let module = FunctionKind(rawValue: 512), script = FunctionKind(rawValue: 1024),
        initializer = FunctionKind(rawValue: 2048)
    /// Arrows and field initialisers inside take `this` from here: it lives in an environment, not in r[0].
    public static let lexicalThis = FunctionKind(rawValue: 4096)
}

/// A function as written: its code is lowered when it is first called.
public final class FunctionTemplate: Sendable {
    public let name: String
    /// `length`: parameters before the first default or rest.
    public let length: Int
    public let kind: FunctionKind
    /// The file, as numbered by whoever lowers, and the function's text in it (bytes).
    public let file: Int
    public let range: Range<UInt32>
    private let lower: @Sendable (FunctionTemplate) -> Code
    private let cached = Mutex<Code?>(nil)

    public init(
        name: String, length: Int, kind: FunctionKind, file: Int, range: Range<UInt32>,
        lower: @escaping @Sendable (FunctionTemplate) -> Code
    ) {
        self.name = name; self.length = length; self.kind = kind; self.file = file; self.range = range; self.lower = lower
    }

    /// The code, lowered at the first call. Lowering never fails: what it cannot express becomes `stop` or `loadUnknown`.
    public var code: Code {
        cached.withLock { cached in
            if let code = cached { return code }
            let code = lower(self)
            cached = code
            return code
        }
    }
}
