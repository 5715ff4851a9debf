/// What becomes of an import of a module that belongs to the runtime.
public struct BuiltinModule: Hashable, Sendable {
    /// The name without `node:`.
    public let name: String
    public let outcome: Outcome

    public enum Outcome: Hashable, Sendable {
        /// The runtime has it.
        case native
        /// The bundler puts a replacement in its place, some of whose functions only throw.
        case polyfilled
        /// The bundler refuses to build. The first line is the error, the others are its notes.
        case unresolved(lines: [String])
        /// It gets through the bundler, if there is one, and then the runtime has no such module. `{importer}` is left to fill in.
        case missing(RuntimeError)
    }
}

extension Profile {
    /// What an import of a module of the runtime does; nil where the specifier names none (then it is a package's).
    /// Logged as `builtin/SPECIFIER`.
    public func builtinModule(_ specifier: String) -> BuiltinModule? {
        guard let state = answer(.builtin(specifier))?.text else { return nil }
        let name = specifier.after("node:") ?? specifier
        switch state {
        case "native": return BuiltinModule(name: name, outcome: .native)
        case "polyfilled": return BuiltinModule(name: name, outcome: .polyfilled)
        default:
            let id: FactID = name == specifier ? "builtin-text/bare" : "builtin-text/prefixed"
            guard let error = answer(id)?.error?.filled(["name": name]) else { return nil }
            let isBuildError = error.name == "BuildError"
            let lines = error.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return BuiltinModule(name: name, outcome: isBuildError ? .unresolved(lines: lines) : .missing(error))
        }
    }

    /// Whether a builtin module exports this name. Absent only where its list is known whole.
    public func export(_ name: String, of module: String) -> Presence {
        inventory.member(name, of: "node:" + (module.after("node:") ?? module))
    }

    /// Conditions of `exports` and `imports` that hold, in no order (the package's order decides).
    public func conditions(for kind: ImportKind) -> [String] {
        answer(FactID("conditions/" + kind.rawValue))?.texts ?? []
    }

    /// Which form an edge has: conditions and errors differ.
    public enum ImportKind: String, Hashable, Sendable {
        case `import`
        case require
    }

    /// Fields of package.json tried in this order where there is no `exports`.
    public var mainFields: [String] { answer("main-fields")?.texts ?? ["main"] }

    /// Whose algorithm turns a specifier into a file.
    public var resolver: Resolver { answer("resolver")?.text.flatMap(Resolver.init(rawValue:)) ?? .node }

    public enum Resolver: String, Hashable, Sendable {
        case node
        case esbuild
        case deno
        case bun
        case browser
        case workerd
        case rollup
        case webpack
        case vite
        case rolldown
    }
}
