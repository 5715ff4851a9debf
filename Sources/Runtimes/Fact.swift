/// What a fact is about: an area and a name in it, `typeof/FinalizationRegistry`, `operation/fetch/startup`.
///
/// The same text means the same question in every runtime, so that profiles can be compared on the questions a run asked.
public struct FactID: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    public let path: String

    public init(_ path: String) { self.path = path }
    public init(stringLiteral path: String) { self.path = path }

    /// The operator result for a name that may not be declared: `typeof/NAME`.
    public static func typeof(_ name: String) -> FactID { FactID("typeof/" + name) }
    /// A name of a file's own scope under one module system: `scope/cjs/require`.
    public static func scope(_ name: String, in system: ModuleSystem) -> FactID { FactID("scope/" + system.rawValue + "/" + name) }
    /// The value of an expression as the measurements spell it: `value/process.versions.node`.
    public static func value(_ expression: String) -> FactID { FactID("value/" + expression) }
    /// The value of a property that never changes: `constant/navigator.userAgent`.
    public static func constant(_ expression: String) -> FactID { FactID("constant/" + expression) }
    /// A global that the runtime has: `global/Buffer`.
    public static func global(_ name: String) -> FactID { FactID("global/" + name) }
    /// Which version, date and flags: profiles agree on it only with themselves.
    public static let runtimeVersion: FactID = "runtime/version"
    /// A property of a builtin object: `member/Array.prototype/at`.
    public static func member(_ name: String, of owner: String) -> FactID { FactID("member/" + owner + "/" + name) }
    /// The names of a builtin object, all of them: `members/Object.prototype`.
    public static func members(of owner: String) -> FactID { FactID("members/" + owner) }
    /// One condition of `exports` and `imports`: `condition/import/module-sync`.
    public static func condition(_ name: String, for kind: Profile.ImportKind) -> FactID {
        FactID("condition/" + kind.rawValue + "/" + name)
    }
    /// Something that resolution does by the version of its runtime: `resolver/importsWasm`.
    public static func resolver(_ trait: ResolverTrait) -> FactID { FactID("resolver/" + trait.rawValue) }
    /// A call of the host, named by its callee: `operation/WebAssembly.compile/startup`.
    public static func operation(_ callee: String, at moment: Moment) -> FactID {
        FactID("operation/" + callee + "/" + moment.rawValue)
    }
    /// A module of the runtime: `builtin/fs/promises`.
    public static func builtin(_ name: String) -> FactID { FactID("builtin/" + name) }
    /// A name that a builtin module exports: `export/fs/promises#readFile`.
    public static func export(_ name: String, of module: String) -> FactID { FactID("export/" + module + "#" + name) }
    /// Whether a form of the language parses: `syntax/import-source`.
    public static func syntax(_ feature: SyntaxFeature) -> FactID { FactID("syntax/" + feature.rawValue) }

    public static func < (left: Self, right: Self) -> Bool { left.path < right.path }
    public var description: String { path }
}

/// When an operation runs, as the Workers runtime tells it apart; other runtimes answer the same at both.
public enum Moment: String, Hashable, Sendable {
    /// While the modules that were started with are evaluated ("global scope").
    case startup
    /// While a request is handled; what a handler imports for the first time is evaluated here, too.
    case request
}

/// One answer of a profile and where it comes from.
public struct Fact: Hashable, Sendable {
    public let id: FactID
    public let value: FactValue
    /// The condition under which it holds, as the data spell it; empty where it always does.
    public let when: String
    /// Where it was measured (`startup.json#fetch`) or is documented.
    public let observed: String

    public init(id: FactID, value: FactValue, when: String = "", observed: String) {
        self.id = id
        self.value = value
        self.when = when
        self.observed = observed
    }
}

/// An answer.
public enum FactValue: Hashable, Sendable {
    /// It is there, or it may be done, and behaves as its specification says.
    case allowed
    /// It is not there.
    case absent
    /// The operation throws at once.
    case throwing(RuntimeError)
    /// The operation gives a promise that is rejected.
    case rejecting(RuntimeError)
    /// The operation gives a promise that does not settle before the moment ends.
    case pending
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([FactValue])
    /// Names in the order of the data.
    case fields([Field])

    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: FactValue

        public init(name: String, value: FactValue) {
            self.name = name
            self.value = value
        }
    }

    public var text: String? { if case .text(let text) = self { text } else { nil } }
    public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
    public var number: Double? { if case .number(let number) = self { number } else { nil } }
    public var list: [FactValue]? { if case .list(let list) = self { list } else { nil } }
    /// The texts of a list of texts.
    public var texts: [String]? { list?.compactMap(\.text) }

    /// The error of `throwing` and `rejecting`.
    public var error: RuntimeError? {
        switch self {
        case .throwing(let error), .rejecting(let error): error
        default: nil
        }
    }

    public subscript(name: String) -> FactValue? {
        guard case .fields(let fields) = self else { return nil }
        return fields.first { $0.name == name }?.value
    }
}

/// An error as a runtime makes it. The message may hold placeholders: `No such module "{specifier}".`
public struct RuntimeError: Hashable, Sendable {
    public let name: String
    public let message: String
    public let code: String?
    /// What `JSON.stringify` makes of it, its own enumerable properties in order; nil for `{}`.
    public let json: String?

    public init(name: String, message: String, code: String? = nil, json: String? = nil) {
        self.name = name
        self.message = message
        self.code = code
        self.json = json
    }

    /// The same error with each `{name}` replaced; a placeholder that is not given stays.
    public func filled(_ values: [String: String]) -> RuntimeError {
        let json = json.map { Self.fill($0, values.mapValues(Self.escaped)) }
        return RuntimeError(name: name, message: Self.fill(message, values), code: code, json: json)
    }

    /// A text as it stands between the quotes of a JSON string.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func fill(_ template: String, _ values: [String: String]) -> String {
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[open...]
            guard let close = rest.firstIndex(of: "}") else { break }
            let name = rest[rest.index(after: open)..<close]
            if let value = values[String(name)] {
                result += value
            } else {
                // Not ours: step over the brace only, a placeholder may follow inside.
                result += "{"
                rest = rest[rest.index(after: open)...]
                continue
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
