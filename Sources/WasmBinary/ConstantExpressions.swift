/// Initialisers of globals and tables: only their length matters here, what follows them must be found.
extension ByteReader {
    mutating func constantExpression(_ module: inout WasmModule) throws(WasmProblem) {
        while true {
            let at = position
            let opcode = try byte("opcode")
            switch opcode {
            case 0x0b: return
            case 0x23, 0xd2: _ = try index("index")  // global.get, ref.func
            case 0x41: _ = try signed("immediate", bytes: 5)
            case 0x42: _ = try signed("immediate", bytes: 10)
            case 0x43: try skip(4)
            case 0x44: try skip(8)
            case 0xd0: _ = try signed33("heap type")
            case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: module.features.insert(.extendedConstants)
            case 0xfd:
                module.features.insert(.simd)
                _ = try index("prefixed opcode")
                try skip(16)
            case 0xfb:
                module.features.insert(.garbageCollection)
                try garbageCollectedConstant(at)
            default: throw WasmProblem(.badEncoding, at: at, "opcode 0x\(hexadecimal(opcode)) is not allowed in constant expressions")
            }
        }
    }
    private mutating func garbageCollectedConstant(_ at: Int) throws(WasmProblem) {
        switch try index("prefixed opcode") {
        case 0x00, 0x01, 0x06, 0x07: _ = try index("type index")  // struct.new(_default), array.new(_default)
        case 0x08:  // array.new_fixed
            _ = try index("type index")
            _ = try index("array length")
        case 0x1a, 0x1b, 0x1c: break  // any.convert_extern, extern.convert_any, ref.i31
        case let opcode: throw WasmProblem(.badEncoding, at: at, "opcode 0xfb \(opcode) is not allowed in constant expressions")
        }
    }
    private mutating func signed(_ what: String, bytes limit: Int) throws(WasmProblem) {
        for _ in 0..<limit where try byte(what) & 0x80 == 0 { return }
        throw WasmProblem(.badEncoding, at: position, what)
    }
}
