/// The custom sections that tools leave behind. Engines ignore errors in them; so do we, and say where one was.
public struct CustomSections: Hashable, Sendable {
    public struct Producer: Hashable, Sendable {
        /// "language", "processed-by" or "sdk".
        public var field: String
        public var name: String
        public var version: String
    }
    public struct TargetFeature: Hashable, Sendable {
        /// "+" used, "-" forbidden, "=" required.
        public var mark: Character
        public var name: String

        /// The proposal of this name, where the module uses it.
        public var feature: WasmFeature? {
            guard mark != "-" else { return nil }
            switch name {
            case "simd128": return .simd
            case "atomics", "shared-mem": return .threads
            case "multivalue": return .multiValue
            case "exception-handling": return .exceptions
            case "bulk-memory-opt": return .bulkMemory
            default: return WasmFeature.named[name.replacing("multimemory", with: "multi-memory")]
            }
        }
    }
    public var producers: [Producer] = []
    public var targetFeatures: [TargetFeature] = []
    /// From the `name` section.
    public var moduleName: String?
    /// Schema version of wasm-bindgen's own section: the file is what the compiler made, wasm-bindgen has not run on it.
    public var wasmBindgenSchema: String?
    /// Names of sections that begin with `component-type`.
    public var componentTypes: [String] = []
    public var sourceMappingURL: String?
    /// Custom sections whose contents could not be read.
    public var problems: [WasmProblem] = []

    /// `reader` covers one custom section, its name included. Only a broken section name is fatal, as in V8.
    mutating func read(_ reader: inout ByteReader) throws(WasmProblem) -> WasmSection {
        let start = reader.position
        let name = try reader.name("section name")
        let section = WasmSection(id: 0, name: name, contents: reader.position..<reader.end)
        if name.hasPrefix("component-type") { componentTypes.append(name) }
        do throws(WasmProblem) {
            switch name {
            case "producers": producers = try Self.producers(&reader)
            case "target_features": targetFeatures = try Self.targetFeatures(&reader)
            case "name": moduleName = try Self.moduleName(&reader)
            case "__wasm_bindgen_unstable": wasmBindgenSchema = Self.schemaVersion(reader.bytes[reader.position..<reader.end])
            case "sourceMappingURL": sourceMappingURL = try reader.name("source map URL")
            default: break
            }
        } catch {
            problems.append(WasmProblem(error.reason, at: max(start, error.offset), "custom section \"\(name)\": \(error.text)"))
        }
        return section
    }
    private static func producers(_ reader: inout ByteReader) throws(WasmProblem) -> [Producer] {
        var result: [Producer] = []
        for _ in 0..<(try reader.count("field count")) {
            let field = try reader.name("field name")
            for _ in 0..<(try reader.count("value count")) {
                result.append(Producer(field: field, name: try reader.name("producer"), version: try reader.name("version")))
            }
        }
        return result
    }
    private static func targetFeatures(_ reader: inout ByteReader) throws(WasmProblem) -> [TargetFeature] {
        var result: [TargetFeature] = []
        for _ in 0..<(try reader.count("feature count")) {
            let mark = Character(Unicode.Scalar(try reader.byte("prefix")))
            result.append(TargetFeature(mark: mark, name: try reader.name("feature")))
        }
        return result
    }
    /// Subsection 0 is the module's name; the others name functions and locals.
    private static func moduleName(_ reader: inout ByteReader) throws(WasmProblem) -> String? {
        while !reader.isAtEnd {
            let id = try reader.byte("name type")
            let length = try reader.index("name payload length")
            if id == 0 { return try reader.name("module name") }
            try reader.skip(length)
        }
        return nil
    }
    /// The section begins with a length and `{"schema_version":"0.2.100","version":"…"}`.
    private static func schemaVersion(_ contents: ArraySlice<UInt8>) -> String? {
        let head = Array(contents.prefix(512))
        let key = Array("\"schema_version\":\"".utf8)
        guard head.count >= key.count else { return nil }
        for start in 0...(head.count - key.count) where head[start..<start + key.count].elementsEqual(key) {
            let rest = head[(start + key.count)...]
            return rest.firstIndex(of: UInt8(ascii: "\"")).map { String(decoding: rest[..<$0], as: UTF8.self) }
        }
        return nil
    }
}

extension WasmFeature {
    fileprivate static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}
