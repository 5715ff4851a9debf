import Testing

@testable import Evaluation

/// Errors that are thrown in the consumer's own file.
@Suite struct ConsumerErrorTests {
    private func program(_ package: String, _ consumer: String, runtime: String = "node@22/esm") throws -> EvaluatedProgram {
        let files = ["node_modules/x/package.json": #"{"name":"x","main":"x.js"}"#, "node_modules/x/x.js": package, "main.mjs": consumer]
        return try EvaluatedProgram(files, entry: "main.mjs", consumers: ["main.mjs"], runtime: runtime)
    }

    /// Importers have a copy of what the module exported when it had run.
    @Test(arguments: ["node@22/esm", "bun"]) func anExportThatComesLateIsMissing(_ runtime: String) throws {
        let verdict = try program(
            """
            const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 4, 1, 2, 0, 11])
            exports.init = () => { new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.f(); exports.Late = class {} }
            """, "import * as x from 'x'; x.init(); new x.Late()", runtime: runtime
        ).verdict
        #expect(verdict.outcome == .fails)
        #expect(verdict.cause?.kind == "module.late-export")
    }
}
