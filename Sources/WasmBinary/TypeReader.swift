/// The type grammar: value types, signatures, limits, and the types of imports.
extension ByteReader {
    mutating func valueType(_ module: inout WasmModule) throws(WasmProblem) -> ValueType {
        let at = position
        let code = try byte("value type opcode")
        switch code {
        case 0x7f: return .i32
        case 0x7e: return .i64
        case 0x7d: return .f32
        case 0x7c: return .f64
        case 0x7b:
            module.features.insert(.simd)
            return .v128
        case 0x63, 0x64:
            module.features.insert(.typedReferences)
            return .reference(try heapType(&module), nullable: code == 0x63)
        default:
            guard let heap = Self.heapType(code) else {
                throw WasmProblem(.badType, at: at, "invalid value type 0x\(String(code, radix: 16))")
            }
            note(heap, &module)
            return .reference(heap, nullable: true)
        }
    }
    private mutating func heapType(_ module: inout WasmModule) throws(WasmProblem) -> HeapType {
        let at = position
        let value = try signed33("heap type")
        if value >= 0 { return .index(value) }
        guard let heap = Self.heapType(UInt8(truncatingIfNeeded: value & 0x7f)), value >= -64 else {
            throw WasmProblem(.badType, at: at, "Unknown heap type \(value)")
        }
        note(heap, &module)
        return heap
    }
    private static func heapType(_ code: UInt8) -> HeapType? {
        switch code {
        case 0x70: .function
        case 0x6f: .extern
        case 0x6e: .any
        case 0x6d: .eq
        case 0x6c: .i31
        case 0x6b: .structure
        case 0x6a: .array
        case 0x69: .exception
        case 0x68: .continuation
        case 0x71: HeapType.none
        case 0x72: .noExtern
        case 0x73: .noFunction
        case 0x74: .noException
        case 0x75: .noContinuation
        default: nil
        }
    }
    private func note(_ heap: HeapType, _ module: inout WasmModule) {
        switch heap {
        case .function: break
        case .extern: module.features.insert(.referenceTypes)
        case .exception, .noException: module.features.insert(.exceptionReferences)
        case .continuation, .noContinuation: module.features.insert(.stackSwitching)
        default: module.features.insert(.garbageCollection)
        }
    }
    mutating func signature(_ module: inout WasmModule) throws(WasmProblem) -> FunctionSignature {
        var lists: [[ValueType]] = []
        for what in ["param count", "return count"] {
            var list: [ValueType] = []
            let at = position
            let total = try index(what)
            // V8's limit (src/wasm/wasm-limits.h), the same for both.
            guard total <= 1000 else { throw WasmProblem(.badType, at: at, "\(what) of \(total) exceeds internal limit of 1000") }
            for _ in 0..<total { list.append(try valueType(&module)) }
            lists.append(list)
        }
        if lists[1].count > 1 { module.features.insert(.multiValue) }
        return FunctionSignature(parameters: lists[0], results: lists[1])
    }
    /// One entry of a recursion group; supertypes are read and dropped, JavaScript cannot see them.
    mutating func definedType(_ module: inout WasmModule) throws(WasmProblem) -> DefinedType {
        var at = position
        var form = try byte("type kind")
        if form == 0x50 || form == 0x4f {
            module.features.insert(.garbageCollection)
            for _ in 0..<(try index("supertype count")) { _ = try index("supertype") }
            at = position
            form = try byte("type kind")
        }
        switch form {
        case 0x60: return .function(try signature(&module))
        case 0x5f:
            module.features.insert(.garbageCollection)
            for _ in 0..<(try index("field count")) { try field(&module) }
            return .structure
        case 0x5e:
            module.features.insert(.garbageCollection)
            try field(&module)
            return .array
        case 0x5d:
            module.features.insert(.stackSwitching)
            _ = try signed33("continuation type")
            return .continuation
        default:
            throw WasmProblem(.badType, at: at, "unknown type form: \(form)")
        }
    }
    private mutating func field(_ module: inout WasmModule) throws(WasmProblem) {
        if let next = peek(), next == 0x78 || next == 0x77 { try skip(1) } else { _ = try valueType(&module) }
        _ = try byte("mutability")
    }
    /// Flags: bit 0 a maximum, bit 1 shared, bit 2 64-bit addresses, bit 3 (memories) a page size.
    private mutating func limits(_ allowed: UInt8, _ what: String) throws(WasmProblem) -> (limits: Limits, flags: UInt8) {
        let at = position
        let flags = try byte("\(what) limits flags")
        guard flags & ~allowed == 0 else {
            throw WasmProblem(.badLimits, at: at, "invalid \(what) limits flags 0x\(String(flags, radix: 16))")
        }
        let bits = flags & 4 != 0 ? 64 : 32
        let unit = what == "memory" ? "pages" : "elements"
        let minimum = try unsigned("initial \(what) size", bits: bits)
        guard flags & 1 != 0 else { return (Limits(minimum: minimum), flags) }
        let maximumAt = position
        let maximum = try unsigned("maximum \(what) size", bits: bits)
        guard maximum >= minimum else {
            throw WasmProblem(
                .badLimits, at: maximumAt, "maximum \(what) size (\(maximum) \(unit)) is less than initial (\(minimum) \(unit))")
        }
        return (Limits(minimum: minimum, maximum: maximum), flags)
    }
    mutating func memoryType(_ module: inout WasmModule) throws(WasmProblem) -> MemoryType {
        let (limits, flags) = try limits(0b1111, "memory")
        if flags & 2 != 0 { module.features.insert(.threads) }
        if flags & 4 != 0 { module.features.insert(.memory64) }
        var page: Int?
        if flags & 8 != 0 {
            module.features.insert(.customPageSizes)
            page = try index("page size")
        }
        return MemoryType(limits: limits, isShared: flags & 2 != 0, is64: flags & 4 != 0, pageSizeLogarithm: page)
    }
    mutating func tableType(_ module: inout WasmModule) throws(WasmProblem) -> TableType {
        let element = try valueType(&module)
        let (limits, flags) = try limits(0b111, "table")
        if flags & 4 != 0 { module.features.insert(.memory64) }
        return TableType(element: element, limits: limits, is64: flags & 4 != 0)
    }
    mutating func globalType(_ module: inout WasmModule) throws(WasmProblem) -> GlobalType {
        let value = try valueType(&module)
        let at = position
        let mutability = try byte("mutability")
        guard mutability <= 3 else { throw WasmProblem(.badType, at: at, "invalid mutability bit bitmap") }
        return GlobalType(value: value, isMutable: mutability & 1 != 0)
    }
    mutating func tagType(_ module: inout WasmModule) throws(WasmProblem) -> FunctionSignature? {
        _ = try byte("exception attribute")
        module.features.insert(.exceptions)
        let at = position
        return try module.signature(index("exception signature index"), at: at)
    }
}
