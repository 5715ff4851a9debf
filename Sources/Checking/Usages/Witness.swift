import Evaluation
import Runtimes
import Usage
import WasmBinary

/// What one evaluation of an assumed usage says about the package. The usage is a guess: what goes wrong in it is the package's failure
/// only where the host refused something, linking failed, or the engine itself raised an error inside the package.
struct Witness {
    enum Answer {
        case decides(Verdict)
        /// It ran, but never reached WebAssembly.
        case finishes
        case saysNothing
    }
    let answer: Answer
    /// The usage called the package before anything had been started.
    let leavesOutStart: Bool

    init(_ evaluation: Evaluation, of entry: EntryPoint, _ usage: AssumedUsage, _ profile: Profile) {
        let verdict = evaluation.verdict
        leavesOutStart = Self.leavesOutStart(evaluation, entry)
        switch verdict.outcome {
        case .unknown: answer = .saysNothing
        case .works: answer = evaluation.reachedWasm ? .decides(verdict) : .finishes
        case .fails where usage.kind != .readme && Self.leavesOutData(evaluation, entry): answer = .saysNothing
        case .fails:
            if Self.isOfPackage(verdict, entry, usage, profile), !(usage.kind == .readme && leavesOutStart && evaluation.reachedWasm) {
                answer = .decides(verdict)
            } else if evaluation.reachedWasm {
                var works = Verdict(.works, assumed: verdict.assumed, because: "it loads and initialises")
                works.assumed.append("the error after that is the assumed usage's own: \(verdict.error?.message.prefix(120) ?? "")")
                answer = .decides(works)
            } else {
                answer = .saysNothing
            }
        }
    }

    /// Glue keeps what its start gives in a variable: until then it looks for the WebAssembly's exports in undefined.
    private static func leavesOutStart(_ evaluation: Evaluation, _ entry: EntryPoint) -> Bool {
        let verdict = evaluation.verdict
        guard verdict.outcome == .fails, verdict.cause?.kind == "language.error", let error = verdict.error, error.name == "TypeError",
            error.message.contains("undefined")
        else { return false }
        if evaluation.reachedWasm { return isTooEarly(evaluation, entry) }
        // "(reading 'add')", "(evaluating 'wasm.add')"
        guard let name = error.message.split(whereSeparator: { !($0.isLetter || $0.isNumber || "_$".contains($0)) }).last.map(String.init)
        else { return false }
        if name.hasPrefix("__wb") { return true }
        guard let folder = entry.package?.folder else { return false }
        let files = entry.tree.files(under: folder) { $0.name != "node_modules" }.filter { $0.name.hasSuffix(".wasm") }
        return files.prefix(8).contains { file in
            guard case .success(let bytes) = entry.tree.read(file), let module = try? WasmModule.read(bytes) else { return false }
            return module.export(named: name) != nil
        }
    }

    /// The start looked for a file that the package does not have, where one of its scripts carries what its user may pass instead.
    private static func leavesOutData(_ evaluation: Evaluation, _ entry: EntryPoint) -> Bool {
        guard let cause = evaluation.verdict.cause, ["fetch", "fs.read", "response.used"].contains(cause.kind),
            let path = cause.attributes["path"] ?? cause.attributes["url"], path.hasSuffix(".wasm"), let folder = entry.package?.folder,
            let name = path.split(separator: "/").last
        else { return false }
        return CarriedWasm.isInAnotherScript(than: name, folder, of: entry.tree, loaded: evaluation.files)
    }

    /// The start was on its way when the usage called: the WebAssembly came after the error, and nothing of it had been called.
    private static func isTooEarly(_ evaluation: Evaluation, _ entry: EntryPoint) -> Bool {
        evaluation.verdict.phase == .`init` && evaluation.verdict.chain.contains { $0.place.path == entry.path.text }
    }

    private static func isOfPackage(_ verdict: Verdict, _ entry: EntryPoint, _ usage: AssumedUsage, _ profile: Profile) -> Bool {
        if isOfAnotherEntry(verdict, entry) { return false }
        if verdict.phase == .resolve || verdict.phase == .load { return true }
        guard let cause = verdict.cause else { return false }
        let isOwn = verdict.at.map { $0.path == entry.path.text } ?? !isPlainValue(verdict, usage)
        switch cause.kind {
        // a callback of the usage's own that the package called is no code of the package
        case "language.error", "wasm.export-absent", "member.absent": return !isOwn && cause.attributes["raised"] != "consumer"
        // about data that nobody wrote, unless it speaks of how the package starts or where it runs
        case "error.thrown":
            let message = verdict.error?.message ?? ""
            // what was started twice was started by the usage
            if usage.kind != .readme, message.contains("already") { return false }
            // a thrown text has no place
            let isThrownText = verdict.at == nil && verdict.error?.name.isEmpty == true
            return (isThrownText || !isOwn) && speaksOfEnvironment(message)
        case "global.absent" where isOwn: return false
        // what is waited for may be what only the author has; a Worker's answer that never comes is the host's word
        case "await.pending" where ConsumerForm(profile.runtime) != .worker: return false
        case "fs.read", "module.require", "module.import": return !names(verdict.error?.message ?? "", usage)
        default: return true
        }
    }

    /// What is thrown and is no error has no place: it is the package's, unless the usage itself throws.
    private static func isPlainValue(_ verdict: Verdict, _ usage: AssumedUsage) -> Bool {
        verdict.error?.name.isEmpty == true
            && !["\"", "'", "`"].contains { usage.text.contains("throw \($0)") || usage.text.contains("reject(\($0)") }
    }

    /// An example imports more than what is asked about, in the way of another module system or of a bundler ("pkg/lib/x" for
    /// "pkg/lib/x.js").
    private static func isOfAnotherEntry(_ verdict: Verdict, _ entry: EntryPoint) -> Bool {
        guard let cause = verdict.cause, cause.kind == "module.resolve", let specifier = cause.attributes["specifier"],
            let importer = cause.attributes["importer"]
        else { return false }
        return importer == entry.path.text && "pkg:\(specifier)" != entry.name
    }

    private static let words = [
        "init", "load", "ready", "wasm", "webassembly", "support", "browser", "environment", "platform", "node.js", "nodejs", "abort",
        "secure context",
        "fetch", "no such file", "enoent", "disallowed", "not found", "cannot find"
    ]
    private static func speaksOfEnvironment(_ message: String) -> Bool {
        let message = message.lowercased()
        return words.contains { message.contains($0) }
    }
    /// The file that is not there is one that the example made up.
    private static func names(_ message: String, _ usage: AssumedUsage) -> Bool {
        guard usage.kind == .readme, let file = message.split(separator: "/").last?.prefix(while: { $0 != "'" && $0 != "\"" && $0 != " " }),
            file.utf8.count > 3
        else { return false }
        return usage.text.contains(file)
    }
}
