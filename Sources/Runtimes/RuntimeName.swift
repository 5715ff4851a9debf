/// Which runtime a prediction is about, as users write it on the command line and as verdicts print it.
///
/// `workers@DATE[+flag…]`, `workers-raw@DATE[+flag…]`, `node@MAJOR[.MINOR.PATCH]/esm|cjs`, `deno`, `bun`, `browser`, `bundler/NAME`.
public enum RuntimeName: Hashable, Sendable, CustomStringConvertible {
    case workers(WorkersName)
    case node(WrittenVersion, ModuleSystem)
    case deno
    case bun
    case browser
    case bundler(String)

    public var description: String {
        switch self {
        case .workers(let name): name.description
        case .node(let version, let system): "node@\(version)/\(system.rawValue)"
        case .deno: "deno"
        case .bun: "bun"
        case .browser: "browser"
        case .bundler(let name): "bundler/\(name)"
        }
    }

    /// Whether code is bundled before it reaches this runtime.
    public var isBundled: Bool {
        switch self {
        case .workers(let name): name.upload == .bundled
        case .bundler: true
        case .node, .deno, .bun, .browser: false
        }
    }

    /// The same runtime, maybe at another version, date or set of flags.
    public func isAkin(to other: RuntimeName) -> Bool {
        switch (self, other) {
        case (.workers(let a), .workers(let b)): a.upload == b.upload
        case (.node(_, let a), .node(_, let b)): a == b
        default: self == other
        }
    }
}

/// How a file's module system is chosen where the runtime has two.
public enum ModuleSystem: String, Hashable, Sendable, CaseIterable {
    case esm
    case cjs
}

/// A Worker: its date, its flags in the order written, and how its modules got there.
public struct WorkersName: Hashable, Sendable, CustomStringConvertible {
    /// `bundled`: through wrangler (esbuild). `raw`: uploaded as it is.
    public enum Upload: Hashable, Sendable {
        case bundled
        case raw
    }

    public let date: CompatibilityDate
    public let flags: [CompatibilityFlag]
    public let upload: Upload

    public init(date: CompatibilityDate, flags: [CompatibilityFlag] = [], upload: Upload = .bundled) {
        self.date = date
        self.flags = flags
        self.upload = upload
    }

    public var description: String {
        (upload == .bundled ? "workers@" : "workers-raw@") + date.description + flags.map { "+" + $0.name }.joined()
    }
}

/// A compatibility flag of the Workers runtime as it is written: `nodejs_compat`, `no_nodejs_compat`.
public struct CompatibilityFlag: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let name: String

    /// Lower-case letters, digits and `_`; nil for anything else. Whether a runtime knows the flag is another question.
    public init?(_ name: some StringProtocol) {
        let isName = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        guard !name.isEmpty, isName else { return nil }
        self.name = String(name)
    }

    public init(stringLiteral name: StaticString) { self.name = name.description }

    public var description: String { name }
}
