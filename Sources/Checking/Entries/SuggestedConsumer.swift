import Packaging
import Runtimes

/// A consumer that uses a package by its exports alone: it imports the entry, and calls what looks like its start. What it says is
/// only as good as that: a package whose WebAssembly it does not reach stays unknown.
public struct SuggestedConsumer: Sendable {
    /// How a runtime wants its first file.
    public enum Shape: String, Sendable, CaseIterable {
        case module = "mjs", script = "cjs", worker = "worker.mjs"

        public init(_ runtime: RuntimeName) {
            switch runtime {
            case .workers: self = .worker
            case .node(_, .cjs): self = .script
            default: self = .module
            }
        }
    }
    public var specifier: Specifier

    public init(_ specifier: Specifier) { self.specifier = specifier }

    /// JavaScript that can be run as it is.
    public func text(_ shape: Shape) -> String {
        let name = "\"" + specifier.text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        // Only an export that says by its name that it starts something is called: any other may want arguments.
        let start = """
            const start = typeof entry.default === "function" && /init|start|load/i.test(entry.default.name) ? entry.default : entry.init;
            if (typeof start === "function") await start();
            """
        switch shape {
        case .module: return "import * as entry from \(name);\n\(start)\n"
        case .script: return "const entry = require(\(name));\n(async () => {\n\(start)\n})();\n"
        case .worker:
            return "import * as entry from \(name);\nexport default { async fetch() {\n\(start)\nreturn new Response(\"ok\");\n} };\n"
        }
    }

    /// Where the consumer lies in the tree: beside `node_modules`, under a name that no package has.
    public func path(_ shape: Shape) -> TreePath {
        let flat = String(specifier.text.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." ? $0 : "_" })
        return TreePath.root.appending("glue-lint-consumer.\(flat).\(shape.rawValue)")
    }
}
