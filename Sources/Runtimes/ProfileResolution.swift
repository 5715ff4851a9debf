import Packaging

extension Profile {
    /// How this runtime turns specifiers into files, filled from its facts.
    public var resolutionRules: ResolutionRules {
        var rules = defaults
        rules.importConditions = Set(conditions(for: .import).map { Condition($0) })
        rules.requireConditions = Set(conditions(for: .require).map { Condition($0) })
        rules.mainFields = mainFields
        rules.builtin = { builtinAnswer($0) }
        rules.importsWasm = rule("module/wasm").map { $0.error == nil } ?? rules.importsWasm
        if let detects = rule("module/detect-syntax")?.flag { rules.detectsModuleSyntax = detects }
        return rules
    }

    /// Whether a condition of `exports` and `imports` holds.
    func holds(_ condition: String, for kind: ImportKind) -> Bool {
        let measured = conditions(for: kind)
        if !measured.isEmpty { return measured.contains(condition) }
        return (kind == .require ? defaults.requireConditions : defaults.importConditions).contains(Condition(condition))
    }
    func has(_ trait: ResolverTrait) -> Bool {
        switch trait {
        case .importsWasm: defaults.importsWasm
        case .detectsModuleSyntax: defaults.detectsModuleSyntax
        }
    }

    /// What a tool's resolution does whatever its version.
    private var defaults: ResolutionRules {
        switch runtime {
        case .node(let version, _): .node(major: version.major)
        case .deno: .deno
        case .bun: .bun
        case .browser: .browser
        case .bundler: .esbuild
        case .workers(let name): name.upload == .bundled ? .wrangler : .workerd(namesAreURLs: rule("module/query")?.text == "ignored")
        }
    }

    private func builtinAnswer(_ specifier: String) -> ResolutionRules.BuiltinAnswer? {
        switch builtinModule(specifier)?.outcome {
        case .native: .available
        case .polyfilled: .polyfilled
        case .unresolved(let lines): .refused(notes: Array(lines.dropFirst()))
        case .missing:
            .leftToRuntime(warning: rule("builtin-text/warning")?.text.map { RuntimeError.fill($0, ["specifier": specifier]) } ?? "")
        case nil: nil
        }
    }

    /// Questions that resolution may have asked, for the log of a run: nothing else of the profile decides which file is meant.
    public static let resolutionFacts: Set<FactID> = [
        "resolver", "conditions/import", "conditions/require", "main-fields", "module/wasm", "module/detect-syntax"
    ]
}

/// What resolution does by the version of its runtime, for the log of a run.
public enum ResolverTrait: String, Hashable, Sendable, CaseIterable {
    case importsWasm, detectsModuleSyntax
}
