/// Instructions that every engine of the profiles has: WebAssembly 2.0 (with fixed-width SIMD, bulk memory, reference types).
extension WasmModule {
    /// Whether the function bodies hold nothing else. `bytes` are those that this was read from. Types are not checked.
    public func hasCommonInstructionsOnly(_ bytes: [UInt8]) -> Bool {
        let later: Set<WasmFeature> = [
            .threads, .memory64, .multiMemory, .exceptions, .exceptionReferences, .garbageCollection, .typedReferences, .stackSwitching,
            .extendedConstants, .relaxedSIMD
        ]
        guard features.isDisjoint(with: later) else { return false }
        guard let code = sections.first(where: { $0.id == 10 }) else { return true }
        var reader = ByteReader(bytes, code.contents)
        do throws(WasmProblem) {
            for _ in 0..<(try reader.count("functions count")) {
                let size = try reader.index("body size"), start = reader.position
                var body = ByteReader(bytes, start..<start + size)
                try reader.skip(size)
                for _ in 0..<(try body.count("local decls count")) {
                    _ = try body.index("local count")
                    try body.skip(1)
                }
                while !body.isAtEnd { guard try body.skipCommonInstruction() else { return false } }
            }
            return true
        } catch { return false }
    }
}

extension ByteReader {
    /// false where the instruction is of a later proposal.
    fileprivate mutating func skipCommonInstruction() throws(WasmProblem) -> Bool {
        switch try byte("opcode") {
        case 0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0x45...0xc4, 0xd1: break
        case 0x02...0x04, 0x0c, 0x0d, 0x10, 0x20...0x26, 0x41, 0x42, 0xd0, 0xd2: try skipNumbers(1)
        case 0x0e: try skipNumbers(try count("br_table size") + 1)
        case 0x11, 0x28...0x3e: try skipNumbers(2)
        case 0x1c: try skipNumbers(try count("types count"))
        case 0x3f, 0x40: try skip(1)
        case 0x43: try skip(4)
        case 0x44: try skip(8)
        case 0xfc:
            switch try index("opcode") {
            case 0...7: break
            case 9, 11, 13, 15...17: try skipNumbers(1)
            case 8, 10, 12, 14: try skipNumbers(2)
            default: return false
            }
        case 0xfd: return try skipVectorImmediates(try index("opcode"))
        default: return false
        }
        return true
    }
    private mutating func skipVectorImmediates(_ opcode: Int) throws(WasmProblem) -> Bool {
        switch opcode {
        case 0...11, 92, 93: try skipNumbers(2)
        case 12, 13: try skip(16)
        case 21...34: try skip(1)
        case 84...91:
            try skipNumbers(2)
            try skip(1)
        case 14...20, 35...255: break
        default: return false
        }
        return true
    }
    private mutating func skipNumbers(_ count: Int) throws(WasmProblem) {
        for _ in 0..<count { while try byte("number") & 0x80 != 0 {} }
    }
}
