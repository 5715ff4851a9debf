import Testing

/// What a program listens for on `process` decides about errors that nobody caught; each row as Node 20 to 24, Deno 2.9 and Bun 1.4
/// answered.
@Suite struct ProcessListenerTests {
    @Test(arguments: ["node@20/esm", "node@24/esm", "deno", "bun"])
    func listenersDecide(runtime: String) throws {
        for (source, outcome) in [
            ("Promise.reject(new TypeError('x'))", "TypeError: x"),
            ("process.on('unhandledRejection', () => {}); Promise.reject(new TypeError('x'))", "works"),
            (
                "process.on('unhandledRejection', (e) => { throw new RangeError('abort(' + e.message + ')') }); Promise.reject(new TypeError('x'))",
                "RangeError: abort(x)"
            ),
            (
                "process.on('unhandledRejection', (e) => { console.error(e); process.exit(1) }); Promise.reject(new TypeError('x'))",
                "TypeError: x"
            ),
            ("process.on('uncaughtException', () => {}); Promise.reject(new TypeError('x'))", runtime == "bun" ? "TypeError: x" : "works"),
            (
                "process.on('uncaughtException', (e) => { throw e }); process.on('unhandledRejection', () => { throw new RangeError('y') }); Promise.reject(1)",
                "RangeError: y"
            ),
            (
                "const f = () => {}; process.on('unhandledRejection', f); process.off('unhandledRejection', f); Promise.reject(new TypeError('x'))",
                "TypeError: x"
            ),
            (
                "process.on('unhandledRejection', () => {}); process.removeAllListeners('unhandledRejection'); Promise.reject(new TypeError('x'))",
                "TypeError: x"
            )
        ] {
            #expect(try EvaluatedProgram(["main.mjs": source], entry: "main.mjs", runtime: runtime).outcome == outcome, "\(source)")
        }
    }

    /// An error that a listener throws on: V8 tells where it was made, JavaScriptCore where it was thrown last (Node 20, Bun 1.4.4).
    @Test func whatAListenerThrowsOnIsToldWhereTheEngineDoes() throws {
        let source = """
            process.on('uncaughtException', (error) => {
              throw error;
            });
            process.on('unhandledRejection', () => {
              throw new RangeError('x');
            });
            Promise.reject(1);
            """
        for (runtime, line) in [("node@20/cjs", 5), ("bun", 2)] {
            let program = try EvaluatedProgram(["main.cjs": source], entry: "main.cjs", runtime: runtime)
            #expect(program.outcome == "RangeError: x")
            #expect(program.verdict.at?.line == line, "\(runtime)")
        }
    }

    /// Builtin classes without a model: what they make has the methods of the class that extends them, and may have any others.
    @Test func aClassOfAnUnknownParentMakesObjects() throws {
        let source = """
            const { AsyncResource } = require('node:async_hooks')
            class Handler extends AsyncResource {
              field = 1
              constructor(name) { super(name); this.name = name }
              call() { return this.field + this.name.length }
            }
            class Special extends Handler {}
            const handler = new Special('ab')
            if (handler.other?.()) handler.more()
            if (handler.call() !== 3 || !(handler instanceof Handler)) throw new Error('no handler')
            """
        #expect(try EvaluatedProgram(["main.cjs": source], entry: "main.cjs", runtime: "node@22/cjs").outcome == "works")
    }
}
