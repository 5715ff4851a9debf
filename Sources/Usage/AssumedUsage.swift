import Packaging

/// A program that somebody who installs the package could have written: the package's own documents or shape say how.
public struct AssumedUsage: Hashable, Sendable {
    public enum Kind: String, Sendable { case readme, types, generator, exports }
    public var kind: Kind
    /// "README.md:12" (1-based line); for other kinds what it was read from, as it reads after "by".
    public var source: String
    /// The consumer as JavaScript; names that begin with `__glueUnknown` stand for values that nobody knows.
    public var text: String
    /// An example once more, with time before each of its steps for what the steps before have begun.
    public var waits: Bool

    public init(kind: Kind, source: String, text: String, waits: Bool = false) {
        self.kind = kind
        self.source = source
        self.text = text
        self.waits = waits
    }

    /// The source of the usage that calls nothing.
    public static let importAlone = "importing it alone"
    /// The source of the usage that calls one export after the other.
    public static let everyExport = "calling what it exports"

    /// The consumer as a program that a runtime takes: what is left open is defined first, for its reader to fill in.
    public var runnableText: String {
        let open = [
            ("__glueUnknown", "undefined"), ("__glueUnknownText", "\"\""), ("__glueUnknownNumber", "0"), ("__glueUnknownBoolean", "false"),
            ("__glueUnknownBytes", "new Uint8Array(0)")
        ].filter { text.mentions($0.0) }
        let asked = [
            ("__glueReached", "() => false"), ("__glueStarted", "() => false"), ("__glueCounts", "() => true"),
            ("__glueApplies", "() => {}"), ("__glueWaited", "(v) => v")
        ].filter { text.mentions($0.0) }
        return open.map { "const \($0.0) = \($0.1); // yours to fill in\n" }.joined() + asked.map { "const \($0.0) = \($0.1);\n" }.joined()
            + text
    }
}

extension String {
    /// Holds the name as a whole word.
    fileprivate func mentions(_ name: String) -> Bool {
        ranges(of: name).contains { range in
            range.upperBound == endIndex
                || !(self[range.upperBound].isLetter || self[range.upperBound].isNumber || self[range.upperBound] == "_")
        }
    }
}

/// Where a consumer's calls stand.
public enum ConsumerForm: String, Hashable, Sendable, CaseIterable {
    /// An ES module: at its top level.
    case module
    /// A CommonJS file: in an async function that is called.
    case script
    /// A Worker: in its `fetch` handler; the import stays at the top.
    case worker
    /// A page: as a module; how its address leads to packages is the page's affair.
    case page

    public var fileExtension: String { self == .script ? "cjs" : "mjs" }

    /// Statements for the top of a consumer: a function `name` that gives a file as a compiled module. Node, Deno and Bun read it; a page
    /// would have to know its address.
    func moduleStatements(_ path: String, named name: String) -> String? {
        switch self {
        case .worker: "import __glueFile from \"\(path)\";\nconst \(name) = () => __glueFile;\n"
        case .module:
            "import { readFileSync as __glueRead } from \"node:fs\";\nconst \(name) = () => new WebAssembly.Module(__glueRead(new URL(\"\(path)\", import.meta.url)));\n"
        case .script:
            "const \(name) = () => new WebAssembly.Module(require(\"node:fs\").readFileSync(require(\"node:path\").join(__dirname, \"\(path)\")));\n"
        case .page: nil
        }
    }
}
