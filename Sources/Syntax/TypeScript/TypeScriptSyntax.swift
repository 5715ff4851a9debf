/// Syntax of TypeScript that is more than types: what erasing types leaves behind, and not every runtime takes.
public struct TypeScriptSyntax: Sendable, Equatable {
    public enum Kind: String, CaseIterable, Sendable {
        case `enum`, namespace
        /// `module N {}`, the old word for namespaces.
        case moduleKeyword = "module-keyword"
        /// `constructor(private x: number)`.
        case parameterProperty = "parameter-property"
        /// `import x = require("x")`, `import x = a.b`.
        case importEquals = "import-equals"
        /// `export = x`.
        case exportAssignment = "export-assignment"
        /// `<T>x`.
        case typeAssertion = "type-assertion"
    }
    public var kind: Kind
    public var range: Range<Int>
}

/// The language that a file's name says it is written in.
public enum ScriptLanguage: Sendable {
    case javaScript, typeScript

    public init(path: String) {
        self = [".ts", ".mts", ".cts", ".tsx"].contains { path.hasSuffix($0) } ? .typeScript : .javaScript
    }
}
