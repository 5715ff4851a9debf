import Machine
import Packaging
import Runtimes
import Syntax
import WasmBinary

/// One run of an entry in one runtime: a realm on a machine, the modules that were entered, the host's state, and what was seen.
final class Program {
    /// What the runtime allows depends on when: while modules are evaluated, or while a request (or a script) runs.
    enum Stage { case startup, use }

    let machine: Machine
    let profile: Consultation
    let tree: FileTree
    let sources: SourceCache
    var rules: ResolutionRules
    /// The file that is entered.
    var entry = TreePath.root
    /// Files whose bodies are the consumer's, not the package's.
    var consumers: Set<String> = []
    var stage = Stage.startup
    /// Where code stands in files that the program can name: an error then tells its stack.
    var tellsStacks = true
    var files: [SourceFile] = []
    var fileNumbers: [String: Int] = [:]
    /// Who made code from a text: the file that `import()` starts from, and the place that stacks tell.
    var textOrigins: [Int: (path: String, at: Place?)] = [:]
    var modules: [String: ModuleInstance] = [:]
    var events: [Event] = []
    /// Which event a thrown error comes from.
    var causes: [Handle: Int] = [:]
    var wasmModules: [LoadedWasm] = []
    var wasmCalls = 0
    /// Functions that instances export: what a table takes.
    var wasmFunctions: Set<Handle> = []
    /// WebAssembly ran that can define globals.
    var globalsMayBeSet = false
    /// Functions were handed to something that is not modelled: it may call them, at any time.
    var callbacksGivenAway = false
    /// A native addon was loaded.
    var hasAddon = false
    var addonMayCallBack: Bool { hasAddon && callbacksGivenAway }
    var wasmInstances = 0
    /// Instances of modules whose bytes are known.
    var instances: [InstanceState] = []
    /// What had been left open when WebAssembly was first called: nothing more since then means that it decided nothing.
    var doubtsAtFirstWasmCall: Int?
    var unknownCalls = 0
    /// Conditions that were not known, but for those of loops that ended with all that they changed unknown; calls of what is not known.
    var doubts: Int {
        max(0, machine.forkCount - machine.widenings) + machine.possibleThrows.count + unknownCalls + (machine.hasGivenUpLoops ? 1 : 0)
    }
    func wasmWasCalled() {
        wasmCalls += 1
        if doubtsAtFirstWasmCall == nil { doubtsAtFirstWasmCall = doubts }
    }
    var reachedWasm = false
    /// An assumed usage found what it is for.
    var usageApplies = false
    /// Timers and I/O, in order of time.
    var tasks: [HostTask] = []
    var taskCount = 0
    var unhandled: [Handle] = []
    /// nil until the program looks for `process`.
    var processListeners: ProcessListeners?
    var hostPrototypes: [String: Handle] = [:]
    var builtins: [String: Value] = [:]
    /// What the engine says where V8 says something else.
    private(set) lazy var counterparts = profile.profile.answers(under: "words/").compactMap(EngineCounterpart.init)
    var importMetas: [Int: Handle] = [:]
    /// Global names that the program asked for and the profile could not answer.
    var consultedUnknown: Set<String> = []
    /// Names under which the inventory knows builtin objects.
    var ownerNames: [Handle: String] = [:]
    /// Members of the language's objects that the profile lacks.
    var trimmed: [Handle: [String]] = [:]
    var nodeInterops: [String: Handle] = [:]
    /// A run that ended inside a callback of the linker.
    var pendingStop: Abrupt?
    var evaluationOrder: [String] = []
    /// Modules so far that were waited for.
    var asynchronousCount = 0
    /// Errors of the host that were caught, in order.
    var caughtErrors: [CaughtError] = []
    /// Where each file was first imported or required.
    var importSites: [String: Place] = [:]
    /// Writes down what happens, where somebody wants to see it.
    var recorder: TraceRecorder?
    var bundledTopNames: BundledTop?
    var now = 0.0
    var timerCount = 0
    /// Where the bytes of a buffer come from: file, network, inlined.
    var bufferOrigins: [Handle: String] = [:]
    /// The exports of modules whose bytes are not known, and what their imports may write.
    var unknownExports: Set<Handle> = []
    /// What importers see of CommonJS modules, where that is a copy of the exports as they were when the module had run.
    var copiedExports: [Handle: ModuleInstance] = [:]
    /// What `require` is in the files of a bundle; nil where nothing is bundled.
    var bundleRequire: Value?
    var unknownInstances: [CallbackEffects] = []
    /// Promises of compilations begun at startup: they settle outside of any request.
    var startupPending: [(promise: Handle, event: Int)] = []
    var liveTimers: Set<Int> = []
    /// By their numbers. They are fired only where nothing else is left to do, and something waits.
    var intervals: [Int: Interval] = [:]
    /// A module of the package (not the consumer) is being evaluated on the stack.
    var moduleDepth = 0

    init(machine: Machine, profile: Profile, tree: FileTree, sources: SourceCache) {
        let profile = Consultation(profile)
        self.machine = machine; self.profile = profile; self.tree = tree; self.sources = sources
        rules = Program.resolutionRules(profile)
        machine.begin()
        machine.delegate = self
        profile.isBuildingRealm = true
        Library.install(machine)
        Host.install(self)
        profile.isBuildingRealm = false
        machine.lookups.isOn = true
    }

    var isWorkers: Bool { if case .workers = profile.runtime { true } else { false } }
    /// A Worker uploaded as it is: its modules have the names of their files.
    var isUploaded: Bool { if case .workers(let name) = profile.runtime { name.upload == .raw } else { false } }
    var isNode: Bool { if case .node = profile.runtime { true } else { false } }
    var isBundled: Bool { profile.runtime.isBundled }
    var moment: Moment { stage == .startup ? .startup : .request }
}

/// A compiled WebAssembly module of a run.
struct LoadedWasm {
    /// nil where its bytes are not known.
    var module: WasmModule?
    var path: String?
}

extension LoadedWasm {
    /// A module without a single section does nothing: it stands where a build puts the real one, whose exports nobody knows.
    init(_ module: WasmModule, path: String?) { self.init(module: module.sections.isEmpty ? nil : module, path: path) }
}
