/// One operation of the register machine. In the comments `r[a]` is a register of the running frame, `K[i]` a constant of its
/// code, `N[i]` a property name with its inline cache, `bc` the 32-bit number in fields b and c (an index or an absolute target).
/// Field x is 8 bits. Every target of a jump is an instruction index of the same code. The list is the contract between
/// lowering, which writes it, and the machine, which trusts it after `Code.verify`.
public enum Operation: UInt8, CaseIterable, Sendable {
    // values
    case loadConstant  // r[a] = K[bc]
    case loadInt  // r[a] = Int32(bc)
    case loadUndefined, loadNull, loadTrue, loadFalse, loadHole  // r[a] = …
    case move  // r[a] = r[b]
    case loadUnknown  // r[a] = unknown, because K[bc] (a string): syntax that lowering does not model
    case stop  // the run ends: unknown, because K[bc]
    case loadNewTarget, loadCallee  // r[a] = new.target / the running function object
    case loadThis  // r[a] = r[0]; ReferenceError where it is a hole (derived constructor before super())
    case loadImportMeta  // r[a] = import.meta
    case checkHole  // ReferenceError "Cannot access 'N[bc]' before initialization" where r[a] is a hole
    case throwConstAssignment  // TypeError "Assignment to constant variable."
    case throwError  // x: 0 Error 1 TypeError 2 ReferenceError 3 SyntaxError 4 RangeError; message K[bc]

    // environments: captured variables. An environment is a value in a register; slot numbers from 0.
    case newEnvironment  // r[a] = new environment of c slots (all holes), parent r[b] (undefined: none)
    case copyEnvironment  // r[a] = copy of environment r[b]: a loop's fresh iteration
    case loadSlot, loadSlotChecked  // r[a] = slot c of environment r[b], x parents up; checked: ReferenceError on a hole, name from `slotNames`
    case storeSlot, storeSlotChecked  // slot c of environment r[b], x parents up = r[a]; checked: ReferenceError where it is still a hole
    case loadImport  // r[a] = slot c of environment r[b], x parents up, through the reference it holds (live binding)
    case loadGlobal, loadGlobalOrUndefined  // r[a] = global N[bc]; the first throws ReferenceError when it is absent (typeof uses the second)
    case storeGlobal, storeGlobalStrict  // global N[bc] = r[a]; strict: ReferenceError when absent
    case declareGlobalVar  // script `var`/function: own property N[bc] of the global object, undefined where absent

    // operators: r[a] = r[b] op r[c]
    case add, subtract, multiply, divide, remainder, exponentiate
    case bitAnd, bitOr, bitXor, shiftLeft, shiftRight, shiftRightUnsigned
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual, strictEqual, strictNotEqual
    case instanceOf, inObject  // `in`: r[b] is the key
    case addInt  // r[a] = r[b] + Int16(c), as binary `+` with a number
    case bitAndInt, bitOrInt, shiftLeftInt, shiftRightInt, shiftRightUnsignedInt  // r[a] = r[b] op Int16(c)
    // unary: r[a] = op r[b]
    case negate, plus, bitNot, not, typeOf, toNumeric, increment, decrement, toPropertyKey, toStringForTemplate
    // toPropertyKey with x = 1: first a TypeError where r[c], whose key it is, is undefined or null
    case toObjectForDestructuring  // TypeError where r[a] is undefined or null; K[bc]: source text of the pattern's first property or empty

    // jumps to bc. On an unknown condition the machine runs both arms up to the join of this jump (`Code.joins`).
    case jump
    case jumpIfTrue, jumpIfFalse  // by truthiness of r[a]
    case jumpIfNullish, jumpIfNotNullish, jumpIfUndefined, jumpIfNotUndefined
    case jumpUnlessLess  // if !(r[a] < r[b]) goto pc + 1 + Int16(c): the fused test of counting loops
    /// A place where arms may meet: every join, every target of break and continue, the start of every finally block. Does nothing else.
    case joinMarker
    /// The head of a loop: first instruction of each iteration, before its test. A marker, too; the step budget is charged here.
    case loopHead

    // objects
    case newObject  // r[a] = {}
    case newArray  // r[a] = [r[b], …] of c elements (holes stay elisions)
    case appendElement  // r[a].push(r[b]), for literals with spread
    case appendIterable  // push every value of iterable r[b] to array r[a]
    case getProperty  // r[a] = r[b].N[c]
    case setProperty  // r[a].N[c] = r[b]; x = 1 strict
    case getElement  // r[a] = r[b][r[c]]
    case setElement  // r[a][r[b]] = r[c]; x = 1 strict
    case deleteElement  // r[a] = delete r[b][r[c]]; x = 1 strict
    case defineField  // own data property N[c] of r[a] = r[b] (object literals, class fields)
    case defineElement  // own data property r[b] of r[a] = r[c]; x = 1: also names an anonymous function r[c] after the key
    case defineMethod  // method of a class or literal: r[a][r[b]] = r[c]; x: bit 0 enumerable, bits 1-2: 0 value, 1 getter, 2 setter; sets home object and name
    case setPrototypeOfLiteral  // `__proto__: r[b]` in literal r[a]
    case copyDataProperties  // own enumerable properties of r[b] into r[a]; c: register of an array of excluded keys, or 0xFFFF
    case getSuper  // r[a] = super[r[c]] with this r[0]; r[b] = home object
    case setSuper  // super[r[b]] = r[c], home object r[a]; x = 1 strict
    case setHomeObject  // home object of function r[a] = r[b]
    case setFunctionName  // anonymous function r[a] is named by key r[b]
    case newRegExp  // r[a] = /K[b]/K[c]
    case templateObject  // r[a] = the frozen strings array of K[bc], one for each site

    // functions and classes
    case closure  // r[a] = function F[b] of this code, environment r[c] (c = 0xFFFF: none)
    case classDefinition  // r[a] = constructor r[c] made a class; r[a+1] = its prototype object; r[b] heritage (hole: none)
    case setFieldInitializer  // instances of class r[a] are initialised by calling function r[b] with this
    case runFieldInitializers  // run those of class r[b] on r[a]
    case newPrivateName  // r[a] = private name #N[bc]
    case getPrivate  // r[a] = r[b].#r[c]
    case setPrivate  // r[a].#r[b] = r[c]
    case definePrivate  // adds private field #r[b] to r[a] = r[c]; x: 0 field, 1 getter, 2 setter, 3 method
    case hasPrivate  // r[a] = #r[b] in r[c]
    /// r[a] = call of r[b] with this r[b+1] and c arguments from r[b+2]. The callee's window begins at this.
    case call
    case callArray  // r[a] = call of r[b] with this r[b+1] and the array r[b+2] as arguments
    case construct  // r[a] = new r[b](c arguments from r[b+2]); r[b+1] is scratch
    case constructArray  // r[a] = new r[b](...r[b+2])
    /// As construct, of the parent of the running constructor with its new.target; binds r[0]; result also in r[a].
    /// x = 1 (in an arrow): r[b] is the constructor, r[b+1] its new.target, and nothing is bound.
    case superCall, superCallArray
    case returnValue  // return r[a]
    case throwValue  // throw r[a]
    case newArguments  // r[a] = arguments object (only in code with `usesArguments`)
    case restParameter  // r[a] = array of the arguments from the b-th on (only in code with `usesArguments`)

    // iteration: an iterator is three registers r[b], r[b+1], r[b+2]: object, next method, done
    case getIterator  // r[a…a+2] = iterator of r[b]; x = 1: async
    case iteratorNext  // r[a] = next value of iterator r[b…]; r[c] = done (boolean). Sets its own done register on end or throw
    case iteratorCall  // r[a] = result of calling next() of iterator r[b…] (for await: then awaited)
    case iteratorResult  // r[a] = value, r[c] = done of result object r[b]; TypeError where it is not an object (x = 1: nothing but that; x = 2: the value is read of a last result, too)
    /// Calls return() of iterator r[a…] unless its done register is true; x bit 0: errors are swallowed (completion is a throw);
    /// x bit 1 (async): r[b] = the result, to be awaited, or a hole where nothing was called.
    case iteratorClose
    case forInStart  // r[a] = enumerator over the keys of r[b]
    case forInNext  // r[a] = next key of enumerator r[b]; r[c] = done

    // suspension
    case generatorStart  // after the parameters: makes the generator object and returns it; execution goes on at next()
    case asyncStart  // first instruction of async functions and async modules: makes the promise that the caller gets
    case await  // r[a] = await r[b]
    case yield  // r[a] = what next() was given for r[b]; r[c] = true where the generator was asked to return r[a]. throw() throws here
    case yieldDelegate  // r[a] = yield* over iterator r[b…b+2]; r[c] = true where asked to return (async and sync)
    case dynamicImport  // r[a] = import(r[b], r[c]); x: 0 evaluation 1 source 2 defer; c = 0xFFFF: no options
    case debugger  // nothing
}

/// 8 bytes, read with one load: op, x, a, b, c from the low end.
public struct Instruction: BitwiseCopyable, Sendable {
    public var word: UInt64
    public init(_ op: Operation, x: UInt8 = 0, a: UInt16 = 0, b: UInt16 = 0, c: UInt16 = 0) {
        word = UInt64(op.rawValue) | UInt64(x) << 8 | UInt64(a) << 16 | UInt64(b) << 32 | UInt64(c) << 48
    }
    public init(_ op: Operation, x: UInt8 = 0, a: UInt16 = 0, bc: UInt32) {
        word = UInt64(op.rawValue) | UInt64(x) << 8 | UInt64(a) << 16 | UInt64(bc) << 32
    }
    /// Every byte below `Operation.allCases.count` is an operation; `Code.verify` has refused the others.
    @inline(__always) public var op: Operation { unsafeBitCast(UInt8(truncatingIfNeeded: word), to: Operation.self) }
    @inline(__always) public var x: UInt8 { UInt8(truncatingIfNeeded: word >> 8) }
    @inline(__always) public var a: Int { Int(UInt16(truncatingIfNeeded: word >> 16)) }
    @inline(__always) public var b: Int { Int(UInt16(truncatingIfNeeded: word >> 32)) }
    @inline(__always) public var c: Int { Int(word >> 48) }
    @inline(__always) public var bc: UInt32 { UInt32(truncatingIfNeeded: word >> 32) }
    @inline(__always) public var signedC: Int { Int(Int16(truncatingIfNeeded: Int64(bitPattern: word) >> 48)) }
    /// With another target or index: for patching forward jumps.
    public func with(bc: UInt32) -> Instruction { var copy = self; copy.word = word & 0xFFFF_FFFF | UInt64(bc) << 32; return copy }
}
