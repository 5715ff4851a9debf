/// Forms of the language that one of the runtimes does not read.
public enum SyntaxFeature: String, Hashable, Sendable, CaseIterable {
    /// `import source m from './m.wasm'`
    case importSource = "import-source"
    /// `import.source('./m.wasm')`
    case importSourceCall = "import-source-call"
    /// `import defer * as n from './n.js'`
    case importDefer = "import-defer"
    /// `import j from './j.json' with { type: 'json' }`
    case importAttributes = "import-attributes"
    /// `import j from './j.json' assert { type: 'json' }`
    case importAssertions = "import-assertions"
    /// `using x = …`
    case using
    /// `await using x = …`
    case awaitUsing = "await-using"
    /// `/…/v`
    case regexpUnicodeSets = "regexp-v"
    /// `/(?<year>…)|(?<year>…)/`
    case regexpDuplicateNames = "regexp-duplicate-names"
    /// `/(?i:…)/`
    case regexpModifiers = "regexp-modifiers"
    /// `class { static { … } }`
    case classStaticBlock = "class-static-block"
    /// `class { accessor x }`
    case autoAccessor = "accessor"
    /// `@decorator class …`
    case decorators
    /// `#x in object`
    case privateIn = "private-in"
    /// `await` outside a function, in a module
    case topLevelAwait = "top-level-await"
    /// `export * as n from …`
    case exportNamespace = "export-namespace"
}

/// Whether a form parses.
public enum SyntaxSupport: Hashable, Sendable {
    case supported
    /// The SyntaxError that the runtime prints.
    case refused(RuntimeError)
    /// Nothing is known about this form in this runtime.
    case unknown
}
