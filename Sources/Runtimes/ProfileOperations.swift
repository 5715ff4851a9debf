extension Profile {
    /// What happens when the host is asked to do this, at this moment: `WebAssembly.Module`, `fetch`, `setTimeout`,
    /// `crypto.getRandomValues`, `new Response(body)`. Nil: nothing speaks against its ordinary behaviour, and nothing was measured.
    public func operation(_ callee: String, at moment: Moment) -> FactValue? { answer(.operation(callee, at: moment)) }

    /// The error of an operation that is refused, placeholders filled.
    public func refusal(of callee: String, at moment: Moment, filling values: [String: String] = [:]) -> RuntimeError? {
        operation(callee, at: moment)?.error?.filled(values)
    }

    /// A text or rule of the runtime that is no single operation: `module/missing`, `url/invalid`, `await/unsettled`.
    public func rule(_ name: String) -> FactValue? { answer(FactID(name)) }

    /// Whether a form of the language parses.
    public func syntax(_ feature: SyntaxFeature) -> SyntaxSupport {
        switch answer(.syntax(feature)) {
        case .allowed: .supported
        case .throwing(let error), .rejecting(let error): .refused(error)
        default: .unknown
        }
    }

    /// The engine that runs the code, which decides the wording of the language's own errors.
    public var engine: Engine { answer("engine")?.text.flatMap(Engine.init(rawValue:)) ?? .v8 }

    /// Who words the language's own errors.
    public enum Engine: String, Hashable, Sendable {
        case v8
        case javaScriptCore
    }
}
