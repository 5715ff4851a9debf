import Glibc

/// The register machine of one thread: an arena, the tables that outlive a run, and the state of the run.
///
/// A run: `begin()`, set up a realm, `call` or `run` code, read results, `begin()` again. Not Sendable: one machine, one thread.
/// Natives reach everything through this class; the loop keeps its own copies of what is hot.
public final class Machine {
    /// Hot state behind one pointer: a stored `var` would cost exclusivity checks in the loop.
    struct State {
        /// Next free word.
        var top: UInt64 = 0
        /// Words older than this are journaled before they change; 0 outside arms.
        var journalLimit: UInt32 = 0
        /// First free register of the register stack.
        var stackTop: Int = 0
        /// Frames in use.
        var depth: Int = 0
        /// Nested native calls into the loop.
        var nativeDepth: Int = 0
        /// Steps left (loop iterations and calls).
        var fuel: Int = 0
        /// Where `top` ends the run: the budget without what was spent outside of the arena.
        var memoryLimit: UInt64 = 0
        /// Bumped when an object that serves as prototype changes its shape.
        var prototypeEpoch: UInt32 = 1
        var arm = ArmBounds()
    }

    var arena: Arena
    let words: UnsafeMutablePointer<UInt64>
    let state: UnsafeMutablePointer<State>
    /// The register stack.
    let registers: UnsafeMutablePointer<Value>
    static let registerCapacity = 1 << 21
    let frames: UnsafeMutablePointer<Frame>
    /// V8's default stack holds about this many simple frames.
    static let maximumDepth = 8_000
    static let maximumNativeDepth = 900
    /// Proxies of proxies: real stacks hold some thousands, real programs have a few.
    static let maximumProxyDepth = 100
    var proxyDepth = 0

    var keys = KeyTable()
    public let lookups = LookupLog()
    var shapes: ShapeTable
    var keyStrings: [UInt32: Value] = [:]
    public internal(set) var natives: [NativeFunction] = []
    var journal: [JournalEntry] = []
    var runtimeCodes: [RuntimeCode] = []
    /// Of each of them.
    var codeViews: [UnsafeMutablePointer<RuntimeCode.View>] = []
    var templates: [FunctionTemplate] = []
    var entries: [Entry] = []
    /// Names of private methods and accessors: V8 words their absence by the class.
    var privateMethods: Set<PropertyKey> = []
    var templateNumbers: [ObjectIdentifier: UInt32] = [:]
    var intrinsicHandles: [Handle] = Array(repeating: 0, count: Intrinsic.allCases.count)
    public internal(set) var globalObject: Handle = 0
    /// Objects below are the language's own; the order of their members is the library's, not the engine's.
    public private(set) var libraryEnd: Handle = 0
    public func endLibrary() { libraryEnd = Handle(clamping: state.pointee.top) }
    var symbols = WellKnownSymbols()
    var names = CommonKeys()
    var singleUnitStrings: Handle = 0
    var emptyStringHandle: Handle = 0
    public internal(set) var reasons: [Reason] = []
    var reasonNumbers: [Reason: UInt32] = [:]
    /// Where errors (and other tracked objects) were made: innermost frame first.
    public internal(set) var sites: [Site] = []
    public var jobs = JobQueue()
    /// Who answers what the machine does not know: the evaluator.
    public weak var delegate: (any MachineDelegate)?
    /// Who watches the run, until the next `begin`.
    public var observer: (any MachineObserver)?
    public var budget = Budget()
    /// Things taken for granted in this run, for the verdict ("an unknown function left its arguments alone").
    public var assumptions: Set<String> = []
    /// Throws met in one arm of an unknown condition while the other went on.
    public internal(set) var possibleThrows: [PossibleThrow] = []
    /// A loop was cut off, a condition was forked on: what follows is less certain.
    public internal(set) var widenings = 0
    /// An arm did not end in its steps, and the other one went on as if it had.
    public internal(set) var hasGivenUpLoops = false
    public internal(set) var forkCount = 0
    /// Conditions one way of which threw each time so far: the other way, and how often.
    var oneSidedForks: [UInt64: (live: Int, count: Int)] = [:]
    /// Where the exception that is on its way was thrown, which need not be where it was made; kept where somebody asks for it.
    public var throwSite: Site?
    public var keepsThrowSites = false
    var randomNumbers = 0
    var resolveNative: Handle = 0, rejectNative: Handle = 0
    var asyncFromSyncPrototype: Handle = 0, unwrapNatives: (value: Handle, close: Handle) = (0, 0)
    /// The unknown conditions whose arms are running, outermost first.
    var openForks: [OpenFork] = []
    /// Where a run was stopped.
    public internal(set) var stopSite: Site?
    /// The array iterator's own functions, told by the library: loops over plain arrays need no iterator object.
    public var arrayIteratorFunction: Handle = 0, arrayIteratorNext: Handle = 0, stringIteratorNext: Handle = 0,
        regExpStringIteratorNext: Handle = 0
    /// The same of strings.
    public var stringIteratorFunction: Handle = 0
    /// Arrays whose `join` is running: one that is inside itself gives the empty string there.
    public var joining: [Handle] = []
    /// Makes a regular expression object from pattern and flags: the library's.
    /// The source of a function, or what stands for it: the library's.
    public var functionText: ((Machine, Handle) -> String?)?
    public var makeRegExp: ((Machine, Value, Value) throws(Abrupt) -> Value)?

    public struct Budget: Sendable {
        /// Loop iterations and calls.
        public var steps = 30_000_000
        /// Words of the arena, and of what lies outside of it: with what one native takes at once, and the tool's own, below 500 MB.
        public var words = 54 << 20
        public var journalEntries = 4_000_000
        public init() {}
    }

    /// nil where the system does not lend the address space for an arena.
    public init?() {
        guard let arena = Arena() else { return nil }
        words = arena.words
        self.arena = arena
        state = .allocate(capacity: 1)
        state.initialize(to: State())
        shapes = ShapeTable(Meter(state: state))
        registers = .allocate(capacity: Machine.registerCapacity)
        frames = .allocate(capacity: Machine.maximumDepth + 8)
        symbols = WellKnownSymbols(&keys)
        names = CommonKeys(&keys)
        begin()
    }
    deinit {
        state.deallocate(); registers.deallocate(); frames.deallocate()
    }

    /// Forgets the last run: an empty arena with nothing but the strings of one code unit and blank intrinsics.
    public func begin() {
        lookups.reset()
        libraryEnd = 0
        arena.trim(used: Int(min(state.pointee.top, 1 << 32)))
        state.pointee = State()
        state.pointee.top = 8
        state.pointee.fuel = budget.steps
        state.pointee.memoryLimit = UInt64(max(0, budget.words))
        keys.beginRun(state)
        journal.removeAll(keepingCapacity: true)
        runtimeCodes.removeAll(keepingCapacity: true); codeViews.removeAll(keepingCapacity: true); entries.removeAll(keepingCapacity: true)
        templates.removeAll(keepingCapacity: true); templateNumbers.removeAll(keepingCapacity: true)
        natives.removeAll(keepingCapacity: true)
        keyStrings.removeAll(keepingCapacity: true)
        reasons = [Reason(code: "unknown", text: "unknown")]; reasonNumbers = [:]
        sites.removeAll(keepingCapacity: true)
        joining = []; proxyDepth = 0
        jobs = JobQueue()
        assumptions = []; possibleThrows = []; widenings = 0; hasGivenUpLoops = false; forkCount = 0; randomNumbers = 0; openForks = []
        oneSidedForks = [:]; throwSite = nil; keepsThrowSites = false
        shapes = ShapeTable(meter)
        if keys.isOversized {
            keys = KeyTable()
            keys.beginRun(state)
            symbols = WellKnownSymbols(&keys)
            names = CommonKeys(&keys)
        }
        privateMethods.removeAll(keepingCapacity: true)
        stopSite = nil; observer = nil
        resolveNative = 0; rejectNative = 0; asyncFromSyncPrototype = 0; unwrapNatives = (0, 0); arrayIteratorFunction = 0;
        arrayIteratorNext = 0; stringIteratorNext = 0; regExpStringIteratorNext = 0; stringIteratorFunction = 0; makeRegExp = nil;
        functionText = nil
        intrinsicHandles = Array(repeating: 0, count: Intrinsic.allCases.count)
        singleUnitStrings = allocate(3 * 256)
        for unit in 0..<256 {
            let h = singleUnitStrings + 3 * UInt32(unit)
            stringHeader(h).pointee = StringHeader(width: 1, growable: 0, length: 1, text: h + 2, aux: 0)
            bytes(h + 2)[0] = UInt8(unit)
        }
        emptyStringHandle = allocate(2)
        stringHeader(emptyStringHandle).pointee = StringHeader(width: 1, growable: 0, length: 0, text: emptyStringHandle, aux: 0)
        makeIntrinsics()
    }

    // Memory

    /// Fresh words, zero or left over; the caller fills them. Past the budget the run is stopped at the next safe point
    /// (`checkBudget`), and the arena's last words are handed out meanwhile.
    @inline(__always) func allocate(_ count: Int) -> Handle {
        let at = state.pointee.top
        let end = at &+ UInt64(count)
        if end > UInt64(UInt32.max) { return exhausted() }
        state.pointee.top = end
        return Handle(truncatingIfNeeded: at)
    }
    @inline(never) private func exhausted() -> Handle {
        state.pointee.top = UInt64(UInt32.max)
        return 1 << 31
    }
    /// Words in use.
    public var usedWords: Int { Int(state.pointee.top) }

    /// A safe point: natives that allocate or loop call it.
    public func checkBudget() throws(Abrupt) {
        if state.pointee.top > state.pointee.memoryLimit { throw .stopped(.memory) }
        if journal.count > budget.journalEntries { throw .stopped(.logSize) }
    }
    /// Charges a native's own loop.
    @inline(__always) public func charge(_ steps: Int) throws(Abrupt) {
        state.pointee.fuel &-= steps
        if state.pointee.fuel < 0 { throw .stopped(.steps) }
        try checkBudget()
    }
    /// Takes steps from the budget where nothing can be thrown: the next jump back or call ends a run that has none left.
    @inline(__always) public func spend(_ steps: Int) { state.pointee.fuel &-= steps }
    public var stepsLeft: Int { state.pointee.fuel }
    public var wordsLeft: Int {
        let state = state.pointee
        return state.memoryLimit > state.top ? Int(state.memoryLimit - state.top) : 0
    }
    /// Inside an arm of an unknown condition.
    public var isInArm: Bool { state.pointee.journalLimit != 0 }

    // Reasons

    public func reason(_ code: String, _ text: String) -> ReasonID {
        let reason = Reason(code: code, text: text)
        if let known = reasonNumbers[reason] { return ReasonID(raw: known) }
        reasons.append(reason)
        meter.pay(words: 16 + text.utf8.count / 4)
        reasonNumbers[reason] = UInt32(reasons.count - 1)
        return ReasonID(raw: UInt32(reasons.count - 1))
    }
    public func unknown(_ code: String, _ text: String, _ hint: Value.Hint = .any) -> Value { .unknown(reason(code, text), hint) }
    /// The reason of an uncertain value; for a union: that it is one of several.
    public func reason(of value: Value) -> ReasonID {
        value.isUnknown ? value.reason : reason("alternatives", "it depends on something unknown")
    }
    public func text(of id: ReasonID) -> Reason { Int(id.raw) < reasons.count ? reasons[Int(id.raw)] : reasons[0] }
}

/// A throw that happens in one arm of an unknown condition.
public struct PossibleThrow: Sendable {
    public var value: Value
    public var site: Site
}

/// Where something happened: instruction positions, innermost first.
public struct Site: Sendable {
    public struct Position: Sendable {
        public var template: UInt32
        public var pc: UInt32
        /// A frame that called as a constructor.
        public var isConstruct: Bool
    }
    public var positions: [Position]
    /// The language itself refused what the innermost instruction asks, not a native that it calls.
    public var isOfLanguage = false
    init(positions: [Position]) { self.positions = positions }
}
