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
    let rules: ResolutionRules
    /// The file that is entered.
    var entry = TreePath.root
    /// Files whose bodies are the consumer's, not the package's.
    var consumers: Set<String> = []
    var stage = Stage.startup
    private(set) var files: [SourceFile] = []
    private var fileNumbers: [String: Int] = [:]
    private var textOrigins: [Int: String] = [:]
    var modules: [String: ModuleInstance] = [:]
    var events: [Event] = []
    /// Which event a thrown error comes from.
    var causes: [Handle: Int] = [:]
    var wasmModules: [LoadedWasm] = []
    var wasmCalls = 0
    /// Functions that instances export: what a table takes.
    var wasmFunctions: Set<Handle> = []
    /// Calls of modules that import functions: what they called back may have changed anything that the imports reach.
    var wasmCallsWithImports = 0
    /// Functions were handed to something that is not modelled: it may call them, at any time.
    var callbacksGivenAway = false
    /// A native addon was loaded.
    var hasAddon = false
    var addonMayCallBack: Bool { hasAddon && callbacksGivenAway }
    var wasmInstances = 0
    /// What had been left open when WebAssembly was first called: nothing more since then means that it decided nothing.
    var doubtsAtFirstWasmCall: Int?
    var unknownCalls = 0
    /// Conditions that were not known, but for those of loops that ended with all that they changed unknown; calls of what is not known.
    var doubts: Int { max(0, machine.forkCount - machine.widenings) + machine.possibleThrows.count + unknownCalls + (machine.hasGivenUpLoops ? 1 : 0) }
    func wasmWasCalled() {
        wasmCalls += 1
        if doubtsAtFirstWasmCall == nil { doubtsAtFirstWasmCall = doubts }
    }
    var reachedWasm = false
    /// Timers and I/O, in order of time.
    var tasks: [HostTask] = []
    var taskCount = 0
    var unhandled: [Handle] = []
    var hostPrototypes: [String: Handle] = [:]
    var builtins: [String: Value] = [:]
    var importMetas: [Int: Handle] = [:]
    /// Global names that the program asked for and the profile could not answer.
    var consultedUnknown: Set<String> = []
    /// Names under which the inventory knows builtin objects.
    var ownerNames: [Handle: String] = [:]
    var nodeInterops: [String: Handle] = [:]
    /// A run that ended inside a callback of the linker.
    var pendingStop: Abrupt?
    var evaluationOrder: [String] = []
    /// Errors of the host that were caught, in order.
    var caughtErrors: [CaughtError] = []
    /// Where each file was first imported or required.
    var importSites: [String: Place] = [:]
    /// Writes down what happens, where somebody wants to see it.
    var recorder: TraceRecorder?
    var bundledTopNames: BundledTop?

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

    /// The questions to the profile that this run's outcome hangs on, those that the realm's objects answered included.
    func consulted() -> Set<FactID> {
        machine.lookups.forEach { object, key in
            if object == machine.globalObject { profile.met(global: machine.keyText(key)) } else if let owner = ownerNames[object] { profile.met(machine.keyText(key), of: owner) }
        }
        if machine.lookups.hasListedKeys || !machine.lookups.textsRead.isEmpty { profile.metVersion() }
        return profile.asked
    }

    var isWorkers: Bool { if case .workers = profile.runtime { true } else { false } }
    /// A Worker uploaded as it is: its modules have the names of their files.
    var isUploaded: Bool { if case .workers(let name) = profile.runtime { name.upload == .raw } else { false } }
    var isNode: Bool { if case .node = profile.runtime { true } else { false } }
    var isBundled: Bool { profile.runtime.isBundled }
    static let pretendedHome = "/srv/app"
    /// The folder in which a run sees the analysed tree. Nobody knows where users have it; what lies beside it, and above, is not there.
    var home: String {
        switch profile.runtime {
        case .workers: isBundled ? "/bundle" : ""
        case .browser: ""
        default: Program.pretendedHome
        }
    }
    func absolute(_ path: String) -> String { path.isEmpty ? (home.isEmpty ? "/" : home) : home + "/" + path }
    /// Where an absolute path lies.
    enum Location { case tree(TreePath), missing, elsewhere }
    func location(_ path: String) -> Location {
        if isUploaded {  // the modules lie in one folder of a file system that holds nothing else
            let path = FileSystemPath.normalise(path.hasPrefix("/") ? path : "/bundle/" + path)
            if path == "/bundle" || path == "/bundle/" { return .tree(.root) }
            return path.hasPrefix("/bundle/") ? TreePath(String(path.dropFirst(8))).map { .tree($0) } ?? .missing : .missing
        }
        let path = FileSystemPath.normalise(path.hasPrefix("/") ? path : home + "/" + path)
        if path == home || path == home + "/" { return .tree(.root) }
        if path.hasPrefix(home + "/") { return TreePath(String(path.dropFirst(home.count + 1))).map { .tree($0) } ?? .missing }
        let top = home.split(separator: "/").first.map { "/" + $0 + "/" } ?? "/"
        // some steps up from the tree, where packages are looked for and nobody has them
        return path.hasPrefix(top) || path.hasPrefix("/node_modules/") || path.split(separator: "/").count < 2 ? .missing : .elsewhere
    }
    /// An absolute path or file URL in the tree as a specifier relative to the importer; any other as it is.
    func relativeSpecifier(_ specifier: String, from importer: TreePath) -> String {
        let isURL = specifier.hasPrefix("file:///")
        guard !home.isEmpty, isURL || specifier.hasPrefix("/") else { return specifier }
        let path = isURL ? String(specifier.dropFirst(7)) : specifier
        guard path.hasPrefix(home + "/") else { return specifier }
        let up = importer.text.split(separator: "/").dropLast().map { _ in "../" }.joined()
        return "./" + up + path.dropFirst(home.count + 1)
    }
    var moment: Moment { stage == .startup ? .startup : .request }

    // Files

    func fileNumber(_ file: SourceFile) -> Int {
        if let known = fileNumbers[file.path] { return known }
        files.append(file)
        fileNumbers[file.path] = files.count - 1
        return files.count - 1
    }
    /// A text that the program turned into code: `import()` and `require` in it start from the file that did.
    func addText(_ file: SourceFile, from caller: String) -> Int {
        files.append(file)
        textOrigins[files.count - 1] = caller
        return files.count - 1
    }
    /// The file that a function is written in; of code from text, the file that made it.
    func path(_ template: FunctionTemplate) -> String { textOrigins[template.file] ?? (template.file < files.count ? files[template.file].path : "") }

    /// The places of a stack, innermost first; the host's own functions have none.
    func places(_ site: Site?, first count: Int = .max) -> [Place] {
        guard let site else { return [] }
        return site.positions.prefix(count).compactMap { p in
            guard let t = machine.template(p.template), t.file < files.count else { return nil }
            guard !files[t.file].path.isEmpty else { return nil }  // code from text has no file
            guard let position = t.code.position(at: Int(p.pc)) else { return place(files[t.file], Int(t.range.lowerBound)) }
            return place(files[t.file], nameOffset(position, files[t.file]) ?? Int(position.offset))
        }
    }
    /// JavaScriptCore points at the last name of what an operation is about: the callee, the object of a member. V8 points at the member,
    /// at `new`, or at the statement.
    private func nameOffset(_ position: Code.Position, _ file: SourceFile) -> Int? {
        guard profile.engine == .javaScriptCore, position.textEnd > position.textStart else { return nil }
        let about = file.slice(Int(position.textStart)..<Int(position.textEnd))
        let name = about.reversed().prefix { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 36, 95, 128...: true
            default: false
            }
        }
        return name.isEmpty ? nil : about.endIndex - name.count
    }
    /// A place as Deno prints it.
    func url(of place: Place) -> String { "file://\(absolute(place.path)):\(place.line):\(place.column)" }
    func place(_ file: SourceFile, _ offset: Int) -> Place {
        let (line, column) = file.lineIndex.position(offset)
        return Place(path: file.path, line: line, column: column, offset: offset)
    }

    // Events

    func startRecording() {
        let recorder = TraceRecorder(self)
        self.recorder = recorder
        machine.observer = recorder
    }
    /// Notes what the program asked for; the place is the running instruction.
    @discardableResult
    func event(_ kind: String, _ attributes: [String: String] = [:], refusal: ErrorText? = nil, phase: Phase? = nil) -> Int {
        // An event with its stack takes some microseconds and a kilobyte: a loop of refused operations would take minutes and half a gigabyte.
        machine.spend(300)
        let stack = places(machine.currentSite())
        events.append(Event(kind: kind, attributes: attributes, at: stack.first, stack: Array(stack.dropFirst()), phase: phase ?? currentPhase(stack), refusal: refusal, isConditional: machine.isInArm))
        recorder?.event(events.count - 1)
        return events.count - 1
    }
    func currentPhase(_ stack: [Place]) -> Phase {
        guard stage == .use, !isEvaluatingModule else { return .load }
        return reachedWasm ? .call : .`init`
    }
    /// A module of the package (not the consumer) is being evaluated on the stack.
    var moduleDepth = 0
    var isEvaluatingModule: Bool { moduleDepth > 0 }

    /// An error of the host, with the event it answers.
    func hostError(_ error: RuntimeError, event: Int?) -> Value {
        let value = makeError(error.name, error.message)
        if let code = error.code { machine.define(value.handle, "code", machine.makeString(code), .all) }
        if let event { events[event].refusal = ErrorText(name: error.name, message: error.message, code: error.code); causes[value.handle] = event }
        return value
    }
    func makeError(_ name: String, _ message: String) -> Value {
        switch name {
        case "TypeError": machine.makeError(.typeErrorPrototype, message)
        case "RangeError": machine.makeError(.rangeErrorPrototype, message)
        case "ReferenceError": machine.makeError(.referenceErrorPrototype, message)
        case "SyntaxError": machine.makeError(.syntaxErrorPrototype, message)
        case "EvalError": machine.makeError(.evalErrorPrototype, message)
        case "Error": machine.makeError(.errorPrototype, message)
        default: machine.makeError(prototype: errorPrototype(name), message: machine.makeString(message))
        }
    }
    /// Error classes of the host: CompileError, LinkError, RuntimeError, DOMException, ….
    func errorPrototype(_ name: String) -> Handle {
        if let known = hostPrototypes["error:" + name] { return known }
        let p = machine.makeObject(prototype: machine.intrinsic(.errorPrototype))
        machine.define(p, "name", machine.makeString(name))
        machine.define(p, "message", machine.emptyString)
        hostPrototypes["error:" + name] = p
        return p
    }
    /// Throws or rejects as the profile says for an operation at this moment; nil where it is allowed.
    func refusal(_ callee: String, _ kind: String, _ attributes: [String: String] = [:], filling values: [String: String] = [:]) -> (error: Value, rejects: Bool)? {
        guard let answer = profile.operation(callee, at: moment), let error = answer.error else { return nil }
        let at = event(kind, attributes.merging(["callee": callee]) { a, _ in a })
        if case .rejecting = answer { return (hostError(error.filled(values), event: at), true) }
        return (hostError(error.filled(values), event: at), false)
    }
    func rejected(_ error: Value) -> Value {
        let p = machine.makePromise()
        machine.reject(p, error)
        return .object(p)
    }
    func resolved(_ value: Value) -> Value {
        let p = machine.makePromise()
        machine.fulfill(p, value)
        return .object(p)
    }
    /// A promise that settles from the event loop. `isComputation`: without a timer and without input or output.
    func later(isComputation: Bool = false, _ settle: @escaping (Handle) throws(Abrupt) -> Void) -> Value {
        let p = machine.makePromise()
        schedule(delay: 0, isComputation: isComputation) { () throws(Abrupt) in try settle(p) }
        return .object(p)
    }
    func schedule(delay: Double, isComputation: Bool = false, _ body: @escaping () throws(Abrupt) -> Void) {
        taskCount += 1
        tasks.append(HostTask(time: now + max(0, delay), order: taskCount, isComputation: isComputation, run: body))
    }
    var now = 0.0
    var timerCount = 0
    /// Where the bytes of a buffer come from: file, network, inlined.
    var bufferOrigins: [Handle: String] = [:]
    /// The exports of modules whose bytes are not known, and what their imports may write.
    var unknownExports: Set<Handle> = []
    var unknownInstances: [CallbackEffects] = []
    /// Promises of compilations begun at startup: they settle outside of any request.
    var startupPending: [(promise: Handle, event: Int)] = []
    var liveTimers: Set<Int> = []

    /// Runs microtasks, then tasks in the order of their times, until `done` or nothing is left.
    func runEventLoop(until done: () -> Bool) throws(Abrupt) {
        var rounds = 0
        while true {
            try drain()
            if done() { return }
            if isUnhandledFatal, let p = unhandled.first(where: { !machine.isHandled($0) }) { throw .thrown(machine.promiseResult(p)) }
            guard let at = tasks.indices.min(by: { (tasks[$0].time, tasks[$0].order) < (tasks[$1].time, tasks[$1].order) }) else { return }
            let task = tasks.remove(at: at)
            now = max(now, task.time)
            rounds += 1
            if rounds > 20_000 { throw .stopped(.steps) }
            recorder?.task(at: now)
            try task.run()
        }
    }
    /// A Worker's startup: microtasks and what is only computed; timers and input wait for a request.
    func runStartup() throws(Abrupt) {
        try drain()
        while let at = tasks.indices.filter({ tasks[$0].isComputation }).min(by: { tasks[$0].order < tasks[$1].order }) {
            try tasks.remove(at: at).run()
            try drain()
        }
    }
    /// A rejection that nobody has handled when the microtasks are done ends the process, whatever was still to come.
    var isUnhandledFatal: Bool { profile.rule("rejection/unhandled")?.text == "fatal" }
    func drain() throws(Abrupt) {
        try machine.drainMicrotasks(uncaught: { value throws(Abrupt) in throw .thrown(value) })
    }
}

struct HostTask {
    var time: Double
    var order: Int
    var isComputation = false
    var run: () throws(Abrupt) -> Void
}

/// A compiled WebAssembly module of a run.
struct LoadedWasm {
    /// nil where its bytes are not known.
    var module: WasmModule?
    var path: String?
}

extension Program {
    /// A promise that stays pending until the startup is over.
    func pendingAtStartup(_ event: Int) -> Value {
        let p = machine.makePromise()
        startupPending.append((p, event))
        return .object(p)
    }
    /// The error value of an abrupt completion that is a throw.
    func caught(_ abrupt: Abrupt) throws(Abrupt) -> Value {
        if case .thrown(let v) = abrupt { return v }
        throw abrupt
    }
}
extension Host {
    static func plain(_ p: Program, _ members: [(String, Value)]) -> Value {
        let o = p.machine.makePlainObject()
        for (n, v) in members { p.machine.define(o, n, v, .all) }
        return .object(o)
    }
}
