/// Components (layer 1): which core modules they hold and what they import and export by name. Their types are not read.
extension WasmModule {
    mutating func readComponent(_ reader: inout ByteReader) throws(WasmProblem) {
        while !reader.isAtEnd {
            let at = reader.position
            let id = try reader.byte("section kind")
            let length = try reader.index("section length")
            let start = reader.position
            guard id <= 12 else { throw WasmProblem(.badSection, at: at, "malformed section id: \(id)") }
            guard length <= reader.remaining else {
                throw WasmProblem(.truncated, at: at, "section \(id) extends past end of the component")
            }
            try reader.skip(length)
            var contents = ByteReader(reader.bytes, start..<start + length)
            if id == 0 {
                sections.append(try custom.read(&contents))
                continue
            }
            sections.append(WasmSection(id: id, name: nil, contents: start..<start + length))
            switch id {
            case 1: coreModules.append(start..<start + length)
            case 10:
                for _ in 0..<(try contents.count("imports count")) {
                    componentImports.append(try contents.componentName())
                    try contents.skipDescription()
                }
            case 11:
                for _ in 0..<(try contents.count("exports count")) {
                    componentExports.append(try contents.componentName())
                    if try contents.byte("sort") == 0 { _ = try contents.byte("core sort") }
                    _ = try contents.index("index")
                    if try contents.byte("type ascription") == 1 { try contents.skipDescription() }
                }
            default: break
            }
        }
    }
}

extension ByteReader {
    /// A form byte (0: plain, 1: interface name, 2: with options that follow the name), then the name.
    fileprivate mutating func componentName() throws(WasmProblem) -> String {
        let at = position
        let form = try byte("name form")
        guard form <= 1 else { throw WasmProblem(.badName, at: at, "unknown form of component name 0x\(hexadecimal(form))") }
        return try name("component name")
    }
    fileprivate mutating func skipDescription() throws(WasmProblem) {
        let at = position
        switch try byte("extern description") {
        case 0x00:
            _ = try byte("core sort")
            _ = try index("type index")
        case 0x01, 0x04, 0x05: _ = try index("type index")
        case 0x02, 0x03:
            let isIndexed = try byte("bound")
            if at + 1 < end, bytes[at] == 0x02 || isIndexed == 0 { _ = try signed33("type") }
        case let kind: throw WasmProblem(.badType, at: at, "unknown extern description 0x\(hexadecimal(kind))")
        }
    }
}
