import Machine
import Packaging
import Syntax
import WasmBinary

/// How a file takes part in a graph.
enum ModuleFormat {
    case module, commonJS, json, wasm, text, bytes, builtin, empty
    /// A dependency that is not installed here: it is taken to have what is imported of it.
    case notInstalled
}

/// A module of a run.
final class ModuleInstance {
    enum State { case fresh, linked, evaluating, evaluated, failed }
    let id: String
    let format: ModuleFormat
    let path: TreePath?
    let file: SourceFile?
    var record: ModuleRecord?
    var lowered: Lowering.Module?
    var environment: Handle = 0
    var targets: [ModuleInstance?] = []
    var state = State.fresh
    var isInstantiated = false
    /// `import()` entered it when the user's own code, or a request, was running already.
    var isEnteredLate = false
    var namespace: Handle = 0
    /// CommonJS, JSON, builtins, wasm: an object that holds what importers see.
    var interop: Handle = 0
    /// CommonJS: the `module` object.
    var moduleObject: Handle = 0
    var commonJSNames: [String]?
    /// Who required it first, and who required that one: Node prints them.
    var importersAbove: [TreePath] = []
    var wasmNumber: Int?
    /// Settled when it has been evaluated: by `import()` or as an entry, or where it has to be waited for.
    var promise: Handle = 0
    var failure: Value = .undefined
    /// The place among the asynchronous modules of a run, from 1; 0 where nothing is waited for (any more).
    var asynchronousOrder = 0
    /// How many modules that it imports are still waited for, and who waits for it.
    var pendingImports = 0
    var waiting: [String] = []
    /// The module by which a circle of imports was entered; nil: it is in none.
    var cycleRoot: String?
    /// The request at an index asks for a compiled module, not for its evaluation.
    func isSourcePhase(_ request: Int) -> Bool {
        record.map { request < $0.requests.count && $0.requests[request].phase == .source } ?? false
    }
    init(id: String, format: ModuleFormat, path: TreePath?, file: SourceFile?) {
        self.id = id; self.format = format; self.path = path; self.file = file
    }
}

/// A failure of linking: an error that the runtime raises before anything runs.
struct LinkFailure: Error {
    var name: String, message: String, code: String?
    var notes: [String] = []
    var at: Place?
    var phase: Phase = .resolve
    var kind: String
    var attributes: [String: String] = [:]
    /// It is our own: nobody here knows what the runtime would do.
    var isUndecided: Bool { ["module.undecided", "module.unreadable", "syntax.unclear"].contains(kind) }
    init(
        name: String, message: String, code: String? = nil, notes: [String] = [], at: Place? = nil, phase: Phase = .resolve, kind: String,
        attributes: [String: String] = [:]
    ) {
        self.name = name; self.message = message; self.code = code; self.notes = notes; self.at = at; self.phase = phase; self.kind = kind;
        self.attributes = attributes
    }
}
