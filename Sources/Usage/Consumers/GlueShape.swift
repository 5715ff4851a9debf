import Packaging

/// A kind of glue that its exports give away, and how such glue is used. What is not of the shape is left alone by its body.
public struct GlueShape: Sendable {
    /// As it reads after "by": "the shape of …".
    let name: String
    /// Statements of an async function. They tell `__glueApplies()` that there is something of the shape.
    let body: String
    /// The body calls `moduleName` for the package's own WebAssembly, compiled.
    var passesModule = false
    /// Texts that some script of the package has all of; none: the shape is cheap to try.
    var signs: [String] = []

    static let moduleName = "__glueOwnModule"

    /// In the order in which they are tried.
    public static let all = [bindgenForTheWeb, goRuntime, assemblyScriptLoader, rawBindings, emscriptenFactory]

    private static let sizeLimit = 2_000_000

    /// A file of the package has the signs.
    func isShown(by path: TreePath, in tree: FileTree) -> Bool {
        guard path.fileExtension.hasSuffix("js"), case .success(let bytes) = tree.read(path), bytes.count < Self.sizeLimit else {
            return false
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return signs.allSatisfy { text.contains($0) }
    }

    /// Nothing works before the default export has been awaited (wasm-bindgen, `--target web`).
    private static let bindgenForTheWeb = GlueShape(
        name: "the shape of wasm-bindgen's web glue",
        body: """
            if (typeof __glueModule.default === "function" && (typeof __glueModule.initSync === "function" || ["init", "__wbg_init"].includes(__glueModule.default.name))) { __glueApplies(); await __glueModule.default(); }
            """)

    /// `wasm_exec.js` of Go and TinyGo leaves a class `Go` in the global scope; its program may never end.
    private static let goRuntime = GlueShape(
        name: "the shape of Go's wasm_exec.js",
        body: """
            const Go = __glueNamed("Go") ?? globalThis.Go;
            if (typeof Go === "function" && typeof Go.prototype.run === "function") {
              __glueApplies();
              const go = new Go();
              const instance = await WebAssembly.instantiate(__glueOwnModule(), go.importObject);
              go.run(instance);
            }
            """, passesModule: true, signs: ["importObject", "Go"])

    /// `@assemblyscript/loader`, and packages that hand it on.
    private static let assemblyScriptLoader = GlueShape(
        name: "the shape of AssemblyScript's loader",
        body: """
            const loader = typeof __glueModule.instantiate === "function" ? __glueModule : __glueDefault();
            if (typeof loader?.instantiateSync === "function" && typeof loader.demangle === "function") { __glueApplies(); await loader.instantiate(__glueOwnModule(), {}); }
            """, passesModule: true, signs: ["instantiateSync", "demangle"])

    /// AssemblyScript's `--bindings raw`: `export async function instantiate(module, imports = {})`.
    private static let rawBindings = GlueShape(
        name: "the shape of AssemblyScript's raw bindings",
        body: """
            const start = __glueNamed("instantiate");
            if (typeof start === "function" && start.length === 1) { __glueApplies(); await start(__glueOwnModule(), { env: {} }); }
            """, passesModule: true, signs: ["export async function instantiate(module, imports = {})"])

    /// The default export makes the module and needs nothing (`-sMODULARIZE`).
    private static let emscriptenFactory = GlueShape(
        name: "the shape of Emscripten's factory",
        body: """
            const make = __glueDefault();
            if (typeof make === "function" && /^(async )?(function ?\\w* ?)?\\(?(moduleArg|Module)\\b/.test(Function.prototype.toString.call(make))) { __glueApplies(); await make(); }
            """)
}
