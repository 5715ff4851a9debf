import Machine
import Packaging
import Runtimes
import Syntax

/// What one program logged, as far as it is known: how tests hold the evaluator against real engines.
public struct ProgramLog: Sendable {
    /// The logged texts in order, then "uncaught …" and "unhandled …" for errors that nobody caught; nil: not known.
    public var lines: [String?] = []
    /// Why the log is not all: the run ended early, or something unknown was decided on the way.
    public var unknown: String?
}

extension Evaluator {
    /// Runs a text as the body of a function with one parameter, `print(value, show)`, which logs `show(value, 0)`; inside,
    /// `print.show(value, depth, show)` is that text for a part. Both note values that are not known where a script could not.
    /// Runs microtasks to their end; no host event but these.
    public func log(ofFunctionBody text: String, profile: Profile) -> ProgramLog {
        let tree = FileTree.inMemory([:])
        let program = Program(machine: machine, profile: profile, tree: tree, sources: SourceCache(tree))
        let m = machine, recorder = LogRecorder(knownReasons: m.reasons.count)
        program.stage = .use
        program.tellsStacks = false  // the engine gives the text no name
        let file = SourceFile(path: "program.js", bytes: Array(text.utf8))
        let function = m.makeClosure(Lowering.function(file, index: program.fileNumber(file), parameters: ["print"]), environment: 0)
        do throws(Abrupt) {
            do throws(Abrupt) { _ = try m.call(.object(function), .undefined, [.object(recorder.makePrint(m))]) } catch {
                recorder.log.lines.append("uncaught " + (try Self.text(m, program.caught(error))))
            }
            try program.drain()
            if !recorder.isUncertain(m) { recorder.certainLines = recorder.log.lines.count }
            for promise in program.unhandled where !m.isHandled(promise) {
                recorder.log.lines.append("unhandled " + (try Self.text(m, m.promiseResult(promise))))
            }
        } catch {
            switch error {
            case .thrown: recorder.log.unknown = "an error while an error was shown"
            case .unknown(let why): recorder.log.unknown = m.text(of: why).text
            case .stopped(let stop): recorder.log.unknown = "stopped: \(stop)"
            }
        }
        // from the first unknown value on, what was logged may lack what the engine did with it
        if recorder.isUncertain(m) {
            recorder.log.unknown = recorder.log.unknown ?? m.reasons.dropFirst(recorder.knownReasons).first?.text ?? "an unknown condition"
            recorder.log.lines.removeSubrange(min(recorder.certainLines, recorder.log.lines.count)...)
        }
        return recorder.log
    }
    private static func text(_ m: Machine, _ thrown: Value) throws(Abrupt) -> String? {
        guard thrown.isObject, !m.isCallable(thrown) else {
            return thrown.isUncertain ? nil : thrown.isSymbol ? m.describe(thrown) : try m.toText(thrown)
        }
        let name = try m.get(thrown, m.key("name")), message = try m.get(thrown, m.key("message"))
        if name.isUncertain || message.isUncertain { return nil }
        return try m.toText(name) + ": " + m.toText(message)
    }
}
private func + (prefix: String, text: String?) -> String? { text.map { prefix + $0 } }

private final class LogRecorder {
    var log = ProgramLog()
    /// Lines that were logged before anything was unknown.
    var certainLines = 0
    /// Reasons for unknowns that the realm itself has.
    let knownReasons: Int
    init(knownReasons: Int) { self.knownReasons = knownReasons }
    /// Stands in a text for a part that is not known.
    private static let mark = "\u{1}?"

    func isUncertain(_ m: Machine) -> Bool {
        m.forkCount > 0 || m.widenings > 0 || !m.possibleThrows.isEmpty || m.reasons.count > knownReasons
    }

    func makePrint(_ m: Machine) -> Handle {
        let print = m.makeNative("print", length: 2) { [unowned self] m, a throws(Abrupt) in
            if isUncertain(m) { return .undefined }
            let text = try shown(m, a[0], depth: .int(0), a[1])
            if isUncertain(m) { return .undefined }
            log.lines.append(text.contains(Self.mark) ? nil : text)
            certainLines = log.lines.count
            return .undefined
        }
        m.defineMethod(print, "show", length: 3) { [unowned self] m, a throws(Abrupt) in m.makeString(try shown(m, a[0], depth: a[1], a[2]))
        }
        return print
    }
    private func shown(_ m: Machine, _ value: Value, depth: Value, _ show: Value) throws(Abrupt) -> String {
        if value.isUncertain { return Self.mark }
        let text = try m.call(show, .undefined, [value, depth])
        return text.isString ? m.text(text.handle) : Self.mark
    }
}
