import Evaluation
import Glibc
import Machine
import Runtimes
import Syntax

/// Runs tests one after the other on one machine.
struct Test262 {
    enum Kind: String { case pass, unknown, wrong, skipped }
    struct Outcome { var kind: Kind; var why: String }

    let root: String
    let machine: Machine
    private var harness: [String: FunctionTemplate] = [:]
    private let host: TestHost
    private let modules: ModuleTests

    /// nil where there is no memory, no harness, or no such runtime on record.
    init?(root: String, runtime: String) {
        guard let machine = Machine(), case .success(let name) = RuntimeName.parse(runtime),
            case .success(let profile) = Runtimes().profile(name)
        else { return nil }
        guard let modules = ModuleTests(root: root, runtime: runtime.replacing("/cjs", with: "/esm")) else { return nil }
        self.modules = modules
        host = TestHost(profile)
        self.root = root; self.machine = machine
        machine.budget.steps = 20_000_000
        machine.delegate = host
        guard harnessFile("assert.js") != nil else { return nil }
    }

    mutating func run(_ path: String) -> Outcome {
        guard let bytes = TextFile.bytes(root + "/test/" + path) else { return Outcome(kind: .skipped, why: "cannot be read") }
        let text = String(decoding: bytes, as: UTF8.self)
        let description = TestDescription(text)
        if description.negative?.phase == "parse" { return Outcome(kind: .skipped, why: "an early error: the parser is lenient") }
        if ModuleTests.takes(path, text, description) {
            return modules.run(path, text, description, isModule: description.flags.contains("module"))
        }
        var modes = ["", "\"use strict\";\n"]
        if description.flags.contains("onlyStrict") {
            modes = [modes[1]]
        } else if !description.flags.isDisjoint(with: ["noStrict", "raw"]) {
            modes = [modes[0]]
        }
        var worst = Outcome(kind: .pass, why: "")
        for mode in modes {
            let outcome = run(SourceFile(path: path, bytes: Array(mode.utf8) + bytes), description)
            if outcome.kind == .wrong { return outcome }
            if outcome.kind == .unknown { worst = outcome }
        }
        return worst
    }

    private mutating func run(_ file: SourceFile, _ description: TestDescription) -> Outcome {
        let m = machine
        m.begin()
        Library.install(m)
        host.begin(m)
        host.files = [file, file]
        var includes = description.flags.contains("raw") ? [] : ["assert.js", "sta.js"] + description.includes
        if description.flags.contains("async") { includes.append("doneprintHandle.js") }
        do throws(Abrupt) {
            for name in includes {
                guard let template = harnessFile(name) else { return Outcome(kind: .skipped, why: "no \(name)") }
                _ = try m.call(.object(m.makeClosure(template, environment: host.scripts)), .undefined, [])
            }
            host.possibleBefore = m.possibleThrows.count
            host.knownReasons = m.reasons.count
            _ = try m.call(.object(m.makeClosure(Lowering.script(file, index: 0), environment: host.scripts)), .undefined, [])
            try m.drainMicrotasks()
        } catch {
            switch error {
            case .unknown(let why): return Outcome(kind: .unknown, why: m.text(of: why).text)
            case .stopped(let stop): return Outcome(kind: .unknown, why: "stopped: \(stop)")
            case .thrown(let value):
                let text = host.text(value)
                if let negative = description.negative { return Outcome(kind: text.hasPrefix(negative.type) ? .pass : .wrong, why: text) }
                return failed(text)
            }
        }
        if description.negative != nil { return failed("nothing was thrown") }
        if description.flags.contains("async") {
            if host.printed.contains("Test262:AsyncTestComplete") { return certain() }
            return failed(host.printed.last ?? "never done")
        }
        return certain()
    }
    /// A test that went through: passed, unless something unknown was decided on the way.
    private func certain() -> Outcome {
        if let possible = machine.possibleThrows.dropFirst(host.possibleBefore).first {
            return Outcome(kind: .unknown, why: "possibly " + host.text(possible.value))
        }
        if machine.forkCount > 0 { return Outcome(kind: .unknown, why: "an unknown condition: \(host.whyUnknown(machine))") }
        return Outcome(kind: .pass, why: "")
    }
    private func failed(_ text: String) -> Outcome {
        if machine.forkCount > 0 || machine.widenings > 0 || machine.reasons.count > host.knownReasons {
            return Outcome(kind: .unknown, why: "after something unknown (\(host.whyUnknown(machine))): " + text)
        }
        return Outcome(kind: .wrong, why: text)
    }

    private mutating func harnessFile(_ name: String) -> FunctionTemplate? {
        if let known = harness[name] { return known }
        // lexical declarations of one script are not seen by the next here: the harness's own become variables
        guard
            let bytes = TextFile.bytes(root + "/harness/" + name).map({
                String(decoding: $0, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map { line in
                    line.hasPrefix("const ")
                        ? "var " + line.dropFirst(6) : line.hasPrefix("let ") ? "var " + line.dropFirst(4) : String(line)
                }.joined(separator: "\n")
            }).map({ Array($0.utf8) })
        else { return nil }
        let template = Lowering.script(SourceFile(path: name, bytes: bytes), index: 1)
        harness[name] = template
        return template
    }
}
