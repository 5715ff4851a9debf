/// The heap type behind a reference.
public enum HeapType: Hashable, Sendable {
    case function, extern, any, eq, i31, structure, array, exception, continuation
    case none, noFunction, noExtern, noException, noContinuation
    /// An entry of the type section.
    case index(Int)
}

/// A value type of a signature, a global or a field.
public enum ValueType: Hashable, Sendable {
    case i32, i64, f32, f64, v128
    /// Only as the storage of a field.
    case i8, i16
    case reference(HeapType, nullable: Bool)
}

public struct FunctionSignature: Hashable, Sendable {
    public var parameters: [ValueType]
    public var results: [ValueType]
    public init(parameters: [ValueType], results: [ValueType]) {
        self.parameters = parameters
        self.results = results
    }
}

/// An entry of the type section, as far as JavaScript can see it.
public enum DefinedType: Hashable, Sendable { case function(FunctionSignature), structure, array, continuation }

public struct Limits: Hashable, Sendable {
    public var minimum: UInt64
    public var maximum: UInt64?
    public init(minimum: UInt64, maximum: UInt64? = nil) {
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// Limits in pages (of 64 KiB unless `pageSizeLogarithm` says otherwise).
public struct MemoryType: Hashable, Sendable {
    public var limits: Limits
    public var isShared: Bool
    public var is64: Bool
    public var pageSizeLogarithm: Int?
}

public struct TableType: Hashable, Sendable {
    public var element: ValueType
    public var limits: Limits
    public var is64: Bool
    /// Its entries are functions of modules.
    public var holdsFunctions: Bool { if case .reference(.function, _) = element { true } else { false } }
}

public struct GlobalType: Hashable, Sendable {
    public var value: ValueType
    public var isMutable: Bool
    public init(value: ValueType, isMutable: Bool) {
        self.value = value
        self.isMutable = isMutable
    }
}

/// What an import wants or an export gives.
public enum ExternalType: Hashable, Sendable {
    /// nil: the file names a signature that it does not define as a function.
    case function(FunctionSignature?)
    case table(TableType), memory(MemoryType), global(GlobalType)
    case tag(FunctionSignature?)

    /// As `WebAssembly.Module.imports()` and `.exports()` call it.
    public var kind: String {
        switch self {
        case .function: "function"
        case .table: "table"
        case .memory: "memory"
        case .global: "global"
        case .tag: "tag"
        }
    }
}
