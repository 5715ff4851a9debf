import Testing

/// What Node adds to "require is not defined", and when.
@Suite struct CommonJSNameTests {
    static let note = " in ES module scope"

    @Test(arguments: [
        // the evaluation of a module fails with it
        ("x.mjs", "__dirname", "__dirname is not defined" + note),
        ("x.mjs", "require('fs')", "require is not defined" + note + ", you can use import instead"),
        ("x.mjs", "const read = () => __filename; read()", "__filename is not defined" + note),
        (
            "x.js", "export const d = __dirname",
            "__dirname is not defined" + note
                + "\nThis file is being treated as an ES module because it has a '.js' file extension and './node_modules/x/package.json' contains \"type\": \"module\". To treat it as a CommonJS script, rename it to use the '.cjs' file extension."
        ),
        // somebody catches it, or it comes later
        ("x.mjs", "try { require } catch (e) { throw new Error(e.message) }", "require is not defined"),
        ("x.mjs", "export const use = () => __dirname", "__dirname is not defined")
    ]) func isExplained(_ row: (file: String, source: String, message: String)) throws {
        let files = [
            "node_modules/x/package.json": #"{"name":"x","type":"module","exports":"./\#(row.file)"}"#,
            "node_modules/x/\(row.file)": row.source, "main.mjs": "import * as x from 'x'; x.use?.()"
        ]
        let program = try EvaluatedProgram(files, entry: "main.mjs", consumers: ["main.mjs"], runtime: "node@22/esm")
        #expect(program.verdict.error?.message == row.message)
    }
}
