import Glibc

/// A real Node that runs many programs in one process, each in a context of its own.
public struct RealEngine: Sendable {
    public let path: String
    /// Like "20.18.0".
    public let version: String

    /// nil where no Node answers at `path`.
    public init?(path: String) {
        guard let pipe = popen("'\(path)' --version 2>/dev/null", "r") else { return nil }
        defer { pclose(pipe) }
        var line = [CChar](repeating: 0, count: 64)
        guard fgets(&line, 64, pipe) != nil else { return nil }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard text.hasPrefix("v") else { return nil }
        self.path = path
        version = String(text.dropFirst().prefix { $0 == "." || $0.isNumber })
    }
    /// The machine's own Node: GLUE_LINT_NODE, or what PATH leads to.
    public static func ofThisMachine() -> RealEngine? {
        if let named = getenv("GLUE_LINT_NODE") { return RealEngine(path: String(cString: named)) }
        return RealEngine(path: "node")
    }

    /// The outcomes of the programs of some seeds, in order; nil where the engine did not answer.
    public func run(seeds: Range<UInt64>) -> [ProgramOutcome]? { run(seeds.map { ProgramGenerator.program(seed: $0) }) }
    /// The outcomes of some programs, in order. One that takes the engine down, or never lets it go, is "endless".
    public func run(_ programs: [String]) -> [ProgramOutcome]? {
        var outcomes: [ProgramOutcome] = [], failures = 0
        while outcomes.count < programs.count {
            guard let some = start(Array(programs[outcomes.count...])) else { return nil }
            outcomes += some
            failures = some.isEmpty ? failures + 1 : 0
            if failures > 3 { print("\(path) does not run"); return nil }
            if outcomes.count < programs.count { outcomes.append(ProgramOutcome(lines: ["endless"])) }
        }
        return outcomes
    }
    /// The outcomes of the first programs, as far as one process of the engine comes.
    private func start(_ programs: [String]) -> [ProgramOutcome]? {
        let base = "/tmp/glue-lint-random-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        defer { for suffix in [".js", ".txt", ".err"] { unlink(base + suffix) } }
        // programs are separated by a byte that none of them has
        let text = programs.joined(separator: "\u{1}")
        guard write(RealEngine.runner, base + ".js"), write(text, base + ".txt"),
            let pipe = popen("'\(path)' --stack-size=800 --max-old-space-size=700 \(base).js \(base).txt 2>\(base).err", "r")
        else { return nil }
        defer { pclose(pipe) }
        var bytes: [UInt8] = [], chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let n = fread(&chunk, 1, chunk.count, pipe), n > 0 { bytes += chunk[..<n] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\u{1}", omittingEmptySubsequences: false).dropLast().map {
            text in
            ProgramOutcome(lines: text.split(separator: "\u{2}", omittingEmptySubsequences: false).dropLast().map { String($0) })
        }
    }
    /// A line as the runner prints it: without the characters that separate lines and programs.
    static func printable(_ line: String) -> String { line.replacing("\u{1}", with: "?").replacing("\u{2}", with: "?") }
    private func write(_ text: String, _ path: String) -> Bool {
        guard let file = fopen(path, "w") else { return false }
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        return fwrite(bytes, 1, bytes.count, file) == bytes.count
    }

    /// Prints the lines of each program, each followed by U+0002, and U+0001 after each program.
    static let runner = #"""
        const vm = require('vm'), fs = require('fs');
        let lines = [];
        const error = e => e !== null && typeof e === 'object' ? `${e.name}: ${e.message}` : String(e);
        process.on('unhandledRejection', e => { try { lines.push('unhandled ' + error(e)); } catch { lines.push('unhandled'); } });
        process.on('warning', () => {}); process.removeAllListeners('warning');
        // a program whose jobs never end keeps the thread for itself: another one watches, and takes the process down
        const { Worker } = require('worker_threads'), beat = new Int32Array(new SharedArrayBuffer(4));
        new Worker(`const { workerData: beat } = require('worker_threads'); let last = -1;
          setInterval(() => { const now = Atomics.load(beat, 0); if (now === last) process.kill(process.pid, 'SIGKILL'); last = now; }, 8000);`,
          { eval: true, workerData: beat }).unref();
        const turn = () => new Promise(r => setImmediate(r));
        (async () => {
          for (const text of fs.readFileSync(process.argv[2], 'utf8').split('\x01')) {
            lines = []; Atomics.add(beat, 0, 1);
            const mine = lines, print = (v, show) => { mine.push(show(v, 0)); };
            print.show = (v, depth, show) => show(v, depth);
            const context = vm.createContext({});
            try {
              const f = vm.compileFunction(text, ['print'], { parsingContext: context });
              context.program = () => f(print);
              vm.runInContext('{ const f = globalThis.program; delete globalThis.program; f(); }', context, { timeout: 4000 });
            } catch (e) { if (e?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') mine.splice(0, mine.length, 'endless'); else try { mine.push('uncaught ' + error(e)); } catch { mine.push('uncaught'); } }
            await turn(); await turn();
            process.stdout.write(mine.map(l => l.toWellFormed().replaceAll('[object global]', '#<Object>').replace(/[\x01\x02]/g, '?') + '\x02').join('') + '\x01');
          }
        })();
        """#
}
