/// What the headers of a WebAssembly file say. The bodies of its code and data sections are not looked at.
public struct WasmModule: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case core, component }

    public var kind: Kind = .core
    /// 1 for a core module, 13 for today's components.
    public var version = 1
    public var byteCount = 0
    public var sections: [WasmSection] = []
    public var types: [DefinedType] = []
    public var imports: [WasmImport] = []
    public var exports: [WasmExport] = []
    /// Imported ones first, as their index space counts; the same for the four below.
    public var functions: [FunctionSignature?] = []
    public var tables: [TableType] = []
    public var memories: [MemoryType] = []
    public var globals: [GlobalType] = []
    public var tags: [FunctionSignature?] = []
    /// Index of the function that instantiation calls.
    public var start: Int?
    public var features: Set<WasmFeature> = []
    public var custom = CustomSections()
    /// The core modules inside a component, as byte ranges of this file.
    public var coreModules: [Range<Int>] = []
    /// What a component imports and exports, by name ("wasi:cli/run@0.2.0").
    public var componentImports: [String] = []
    public var componentExports: [String] = []

    public func export(named name: String) -> WasmExport? { exports.first { $0.name == name } }

    /// Reads the headers. Cost and memory are linear in the bytes outside code, data and element sections.
    public static func read(_ bytes: [UInt8]) throws(WasmProblem) -> WasmModule {
        var reader = ByteReader(bytes)
        guard !bytes.isEmpty else { throw WasmProblem(.empty, at: 0, "BufferSource argument is empty") }
        let magic = try reader.word()
        guard magic == [0, 0x61, 0x73, 0x6d] else {
            throw WasmProblem(.badMagic, at: 0, "expected magic word 00 61 73 6d, found \(spelled(magic))")
        }
        let version = try reader.word()
        var module = WasmModule()
        module.byteCount = bytes.count
        // The second half of the version is the layer: 0 for core modules, 1 for components.
        module.version = Int(version[0]) | Int(version[1]) << 8
        if version[2] == 1, version[3] == 0 {
            module.kind = .component
            try module.readComponent(&reader)
            return module
        }
        guard version == [1, 0, 0, 0] else { throw Self.versionProblem(version) }
        try module.readCore(&reader)
        return module
    }
    /// What an engine says that knows core modules only (all of them do) when it is given this component; nil for a core module.
    public var engineProblem: WasmProblem? {
        kind == .core ? nil : Self.versionProblem([UInt8(truncatingIfNeeded: version), UInt8(truncatingIfNeeded: version >> 8), 1, 0])
    }
    private static func versionProblem(_ found: [UInt8]) -> WasmProblem {
        WasmProblem(.badVersion, at: 4, "expected version 01 00 00 00, found \(spelled(found))")
    }
    private static func spelled(_ word: [UInt8]) -> String { word.map { hexadecimal($0) }.joined(separator: " ") }
}

public struct WasmSection: Hashable, Sendable {
    public var id: UInt8
    /// For a custom section, its name.
    public var name: String?
    /// Bytes of the contents, after id and length; for a custom section after its name.
    public var contents: Range<Int>
}

public struct WasmImport: Hashable, Sendable {
    public var module: String
    public var name: String
    public var type: ExternalType
    /// Byte of the entry in the file.
    public var offset: Int
}

public struct WasmExport: Hashable, Sendable {
    public var name: String
    /// Position in the index space of its kind.
    public var index: Int
    public var type: ExternalType
    public var offset: Int
}

/// Proposals that a module uses, as far as its types, imports, exports and the toolchain's own `target_features` tell.
public enum WasmFeature: String, Hashable, Sendable, CaseIterable {
    case multiValue = "multi-value", mutableGlobals = "mutable-globals", bulkMemory = "bulk-memory", referenceTypes = "reference-types"
    case simd, relaxedSIMD = "relaxed-simd", threads, multiMemory = "multi-memory", memory64, customPageSizes = "custom-page-sizes"
    case exceptions, exceptionReferences = "exnref", garbageCollection = "gc", typedReferences = "function-references", tailCalls =
        "tail-call"
    case stackSwitching = "stack-switching", signExtension = "sign-ext", nonTrappingConversion = "nontrapping-fptoint", extendedConstants =
        "extended-const"
}
