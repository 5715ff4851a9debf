/// The sections of a core module.
extension WasmModule {
    private enum Section: UInt8 {
        case custom = 0, type, imports, function, table, memory, global, export, start, element, code, data, dataCount, tag

        /// Where the section must stand: V8 refuses one that comes after a later one.
        var rank: Int {
            switch self {
            case .custom: 0
            case .type: 1
            case .imports: 2
            case .function: 3
            case .table: 4
            case .memory: 5
            case .tag: 6
            case .global: 7
            case .export: 8
            case .start: 9
            case .element: 10
            case .dataCount: 11
            case .code: 12
            case .data: 13
            }
        }
        var engineName: String {
            [
                "Custom", "Type", "Import", "Function", "Table", "Memory", "Global", "Export", "Start", "Element", "Code", "Data",
                "DataCount", "Tag"
            ][Int(rawValue)]
        }
    }

    mutating func readCore(_ reader: inout ByteReader) throws(WasmProblem) {
        var rank = 0
        while !reader.isAtEnd {
            let at = reader.position
            let id = try reader.byte("section kind")
            let length = try reader.index("section length")
            let start = reader.position
            guard let section = Section(rawValue: id) else {
                throw WasmProblem(.badSection, at: start, "unknown section code #0x\(hexadecimal(id))")
            }
            guard length <= reader.remaining else {
                throw WasmProblem(
                    .truncated, at: at,
                    "section (code \(id), \"\(section.engineName)\") extends past end of the module (length \(length), remaining bytes \(reader.remaining))"
                )
            }
            try reader.skip(length)
            var contents = ByteReader(reader.bytes, start..<start + length)
            if section == .custom {
                sections.append(try custom.read(&contents))
                continue
            }
            guard section.rank > rank else { throw WasmProblem(.badSection, at: start, "unexpected section <\(section.engineName)>") }
            rank = section.rank
            sections.append(WasmSection(id: id, name: nil, contents: start..<start + length))
            try read(section, &contents)
        }
        if memories.count > 1 { features.insert(.multiMemory) }
        features.formUnion(custom.targetFeatures.compactMap(\.feature))
    }

    private mutating func read(_ section: Section, _ reader: inout ByteReader) throws(WasmProblem) {
        switch section {
        case .type: try readTypes(&reader)
        case .imports: for _ in 0..<(try reader.count("imports count")) { try readImport(&reader) }
        case .function:
            for _ in 0..<(try reader.count("functions count")) { functions.append(try signature(&reader)) }
        case .table: for _ in 0..<(try reader.count("table count")) { try readTable(&reader) }
        case .memory: for _ in 0..<(try reader.count("memory count")) { memories.append(try reader.memoryType(&self)) }
        case .global:
            for _ in 0..<(try reader.count("globals count")) {
                globals.append(try reader.globalType(&self))
                try reader.constantExpression(&self)
            }
        case .export: try readExports(&reader)
        case .start:
            let at = reader.position
            let index = try reader.index("start index")
            guard index < functions.count else { throw outOfBounds("function", index, functions.count, at) }
            start = index
        case .tag: for _ in 0..<(try reader.count("tag count")) { tags.append(try reader.tagType(&self)) }
        case .dataCount:
            features.insert(.bulkMemory)
            return
        case .custom, .element, .code, .data: return
        }
        guard reader.isAtEnd else {
            let end = reader.end
            let whole = sections.last.map { $0.contents.count } ?? 0
            throw WasmProblem(
                .badSection, at: reader.position,
                "section was shorter than expected size (\(whole) bytes expected, \(whole - (end - reader.position)) decoded)")
        }
    }

    private mutating func readTypes(_ reader: inout ByteReader) throws(WasmProblem) {
        for _ in 0..<(try reader.count("types count")) {
            guard reader.peek() == 0x4e else {
                types.append(try reader.definedType(&self))
                continue
            }
            features.insert(.garbageCollection)
            try reader.skip(1)
            for _ in 0..<(try reader.count("recursive group size")) { types.append(try reader.definedType(&self)) }
        }
    }

    private mutating func readImport(_ reader: inout ByteReader) throws(WasmProblem) {
        let offset = reader.position
        let module = try reader.name("module name")
        let name = try reader.name("field name")
        let type = try externalType(&reader, entry: offset)
        switch type {
        case .function(let signature): functions.append(signature)
        case .table(let table): tables.append(table)
        case .memory(let memory): memories.append(memory)
        case .global(let global):
            globals.append(global)
            if global.isMutable { features.insert(.mutableGlobals) }
        case .tag(let signature): tags.append(signature)
        }
        imports.append(WasmImport(module: module, name: name, type: type, offset: offset))
    }
    private mutating func externalType(_ reader: inout ByteReader, entry: Int) throws(WasmProblem) -> ExternalType {
        switch try reader.byte("kind") {
        case 0:
            return .function(try signature(&reader))
        case 1: return .table(try reader.tableType(&self))
        case 2: return .memory(try reader.memoryType(&self))
        case 3: return .global(try reader.globalType(&self))
        case 4: return .tag(try reader.tagType(&self))
        case let kind: throw WasmProblem(.badType, at: entry, "unknown import kind 0x\(hexadecimal(kind))")
        }
    }
    private mutating func readTable(_ reader: inout ByteReader) throws(WasmProblem) {
        let hasInitialiser = reader.peek() == 0x40
        if hasInitialiser { try reader.skip(min(2, reader.remaining)) }
        tables.append(try reader.tableType(&self))
        if hasInitialiser { try reader.constantExpression(&self) }
    }

    private mutating func readExports(_ reader: inout ByteReader) throws(WasmProblem) {
        var seen: [String: String] = [:]
        for _ in 0..<(try reader.count("exports count")) {
            let offset = reader.position
            let name = try reader.name("field name")
            let kindAt = reader.position
            let kind = try reader.byte("kind")
            let at = reader.position
            let index = try reader.index("item index")
            func entry<T>(_ list: [T], _ what: String) throws(WasmProblem) -> T {
                guard index < list.count else { throw outOfBounds(what, index, list.count, at) }
                return list[index]
            }
            let type: ExternalType
            switch kind {
            case 0: type = .function(try entry(functions, "function"))
            case 1: type = .table(try entry(tables, "table"))
            case 2: type = .memory(try entry(memories, "memory"))
            case 3:
                let global = try entry(globals, "global")
                if global.isMutable { features.insert(.mutableGlobals) }
                type = .global(global)
            case 4: type = .tag(try entry(tags, "tag"))
            default: throw WasmProblem(.badType, at: kindAt, "invalid export kind 0x\(hexadecimal(kind))")
            }
            exports.append(WasmExport(name: name, index: index, type: type, offset: offset))
            let what = "\(type.kind) \(index)"
            if let first = seen.updateValue(what, forKey: name) {
                throw WasmProblem(.duplicateExport, at: offset, "Duplicate export name '\(name)' for \(first) and \(what)")
            }
        }
    }

    private func signature(_ reader: inout ByteReader) throws(WasmProblem) -> FunctionSignature? {
        let at = reader.position
        return try signature(reader.index("signature index"), at: at)
    }
    func signature(_ index: Int, at offset: Int) throws(WasmProblem) -> FunctionSignature? {
        guard index < types.count else { throw WasmProblem(.badIndex, at: offset, "no signature at index \(index) (\(types.count) types)") }
        if case .function(let signature) = types[index] { return signature }
        return nil
    }
    private func outOfBounds(_ what: String, _ index: Int, _ count: Int, _ offset: Int) -> WasmProblem {
        WasmProblem(.badIndex, at: offset, "\(what) index \(index) out of bounds (\(count) \(count == 1 ? "entry" : "entries"))")
    }
}
