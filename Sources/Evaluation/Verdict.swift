import Packaging
import Runtimes

/// How far a program got in a runtime. See Docs/architecture.md, "Phases".
public enum Phase: String, Sendable, Comparable, CaseIterable {
    case resolve, load, `init`, call
    public static func < (a: Phase, b: Phase) -> Bool { (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0) }
}

/// A place in a shipped file: 1-based line and column, column in UTF-8 bytes, offset in bytes from 0.
public struct Place: Hashable, Sendable {
    public var path: String
    public var line: Int, column: Int, offset: Int
    public init(path: String, line: Int, column: Int, offset: Int) {
        self.path = path; self.line = line; self.column = column; self.offset = offset
    }
}

/// One step of the path of execution that leads to a place.
public struct Step: Hashable, Sendable {
    public var place: Place
    /// What happens there: "imports ./x.js", "calls init", "makes Worker"; empty where that is not known.
    public var what: String
    public init(_ place: Place, what: String = "") { self.place = place; self.what = what }
}

/// What an error says: its name, its own message, its code.
public struct ErrorText: Hashable, Sendable {
    public var name: String
    public var message: String
    public var code: String?
    public init(name: String, message: String, code: String? = nil) { self.name = name; self.message = message; self.code = code }
}

/// Something that the program asked of its host, or that linking met. Rules react to these.
///
/// `kind` is a dotted word: `wasm.compile`, `wasm.instantiate`, `url.construct`, `fetch`, `fs.read`, `global.read`, `global.typeof`,
/// `module.resolve`, `module.require`, `module.import`, `process.read`, `timer`, `random`, `response.construct`, `response.used`,
/// `await.pending`, `error.stringify`, `error.logged`, `error.dropped`, `promise.memoised-rejection`, `promise.eager-rejection`,
/// `wasm.start-skipped`, `wasm.export-absent`, `member.absent`, `module.exports-nothing`, `link.export`, `build.error`, `language.error` (an error of the engine itself).
/// Attributes say with what: `callee`, `input` (bytes, module, response, …), `provenance` (inlined, file, network, …), `specifier`, `name`,
/// `url`, ….
public struct Event: Sendable {
    public var kind: String
    public var attributes: [String: String]
    /// nil where the host has no frame for it.
    public var at: Place?
    /// Callers, innermost first.
    public var stack: [Place]
    public var phase: Phase
    /// What the host answered with, where it refused.
    public var refusal: ErrorText?
    /// Met in one arm of an unknown condition only.
    public var isConditional: Bool
    public init(
        kind: String, attributes: [String: String] = [:], at: Place? = nil, stack: [Place] = [], phase: Phase, refusal: ErrorText? = nil,
        isConditional: Bool = false
    ) {
        self.kind = kind; self.attributes = attributes; self.at = at; self.stack = stack; self.phase = phase; self.refusal = refusal;
        self.isConditional = isConditional
    }
}

/// What importing and first using an entry does in one runtime.
public struct Verdict: Sendable {
    public enum Outcome: String, Sendable { case works, fails, unknown }
    public struct Unknown: Hashable, Sendable {
        /// A stable word: `loop-budget`, `unmodelled`, `no-usage-reached-wasm`, ….
        public var code: String
        public var text: String
        public init(code: String, text: String) { self.code = code; self.text = text }
    }
    public var outcome: Outcome
    public var phase: Phase?
    public var error: ErrorText?
    public var at: Place?
    /// From the outermost place to `at`.
    public var chain: [Step]
    /// The event whose refusal is the failure, where there is one: what a rule explains.
    public var cause: Event?
    /// What was taken for granted.
    public var assumed: [String]
    /// Throws in one arm of an unknown condition.
    public var possible: [(error: ErrorText, at: Place?)]
    public var reason: Unknown?
    /// One sentence for people.
    public var because: String

    public init(
        _ outcome: Outcome, phase: Phase? = nil, error: ErrorText? = nil, at: Place? = nil, chain: [Step] = [], cause: Event? = nil,
        assumed: [String] = [], possible: [(error: ErrorText, at: Place?)] = [], reason: Unknown? = nil, because: String = ""
    ) {
        self.outcome = outcome; self.phase = phase; self.error = error; self.at = at; self.chain = chain; self.cause = cause
        self.assumed = assumed; self.possible = possible; self.reason = reason; self.because = because
    }
}

/// Everything that one run of an entry under one profile told.
public struct Evaluation: Sendable {
    public var verdict: Verdict
    /// In the order in which they happened.
    public var events: [Event]
    /// Files that were entered, relative to the tree.
    public var files: [String]
    public var reachedWasm: Bool
    /// An assumed usage found what it is for: exports of a shape, or with telling names.
    public var usageApplies: Bool
    /// Where it was asked for.
    public var trace: Trace?
    /// What was parsed for it, for whoever looks at the same files.
    public var sources: SourceCache?
    public init(
        verdict: Verdict, events: [Event] = [], files: [String] = [], reachedWasm: Bool = false, usageApplies: Bool = false,
        trace: Trace? = nil
    ) {
        self.verdict = verdict; self.events = events; self.files = files; self.reachedWasm = reachedWasm; self.usageApplies = usageApplies;
        self.trace = trace
    }
}
