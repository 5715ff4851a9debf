/// What becomes of an import of a module that belongs to the runtime.
public struct BuiltinModule: Hashable, Sendable {
    /// The name without `node:`.
    public let name: String
    public let outcome: Outcome

    public enum Outcome: Hashable, Sendable {
        /// The runtime has it.
        case native
        /// The bundler puts a replacement in its place, whose exports may be stubs.
        case polyfilled
        /// The bundler refuses to build, with these lines.
        case unresolved(note: [String])
        /// The bundler leaves it alone with a warning; the runtime then has no such module.
        case missingAtRunTime(RuntimeError)
    }
}

extension Profile {
    /// What an import of a module of the runtime does; nil where the specifier names none (then it is a package's).
    public func builtinModule(_ specifier: String) -> BuiltinModule? {
        let name = specifier.after("node:") ?? specifier
        let isPrefixed = name.utf8.count != specifier.utf8.count
        let fact = answer(.builtin(specifier)) ?? (isPrefixed ? answer(.builtin("node:" + name)) : nil)
        guard let fact, let outcome = Self.outcome(fact) else { return nil }
        return BuiltinModule(name: name, outcome: outcome)
    }

    private static func outcome(_ value: FactValue) -> BuiltinModule.Outcome? {
        switch value {
        case .text("native"), .allowed: .native
        case .text("polyfilled"): .polyfilled
        case .throwing(let error) where error.name == "BuildError": .unresolved(note: error.message.split(separator: "\n").map(String.init))
        case .throwing(let error), .rejecting(let error): .missingAtRunTime(error)
        default: nil
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
