import Testing
import WasmBinary

/// A module is written as its sections: id and contents; lengths are filled in.
func wasm(_ sections: [(id: UInt8, contents: [UInt8])], version: [UInt8] = [1, 0, 0, 0]) -> [UInt8] {
    sections.reduce([0, 0x61, 0x73, 0x6d] + version) { $0 + [$1.id] + length($1.contents.count) + $1.contents }
}
func length(_ value: Int) -> [UInt8] { value < 128 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + length(value >> 7) }
func name(_ text: String) -> [UInt8] { length(text.utf8.count) + Array(text.utf8) }
func custom(_ title: String, _ contents: [UInt8]) -> (id: UInt8, contents: [UInt8]) { (0, name(title) + contents) }

/// One of everything: two types, four imports, a function, a table, two memories, a global, a tag, exports, a start.
let everything = wasm([
    (1, [3, 0x60, 2, 0x7f, 0x7e, 1, 0x7c, 0x60, 0, 2, 0x7f, 0x6f, 0x60, 1, 0x7f, 0]),
    (
        2,
        [3] + name("env") + name("log") + [0, 0] + name("env") + name("memory") + [2, 3, 1, 16] + name("./glue.js") + name("flag") + [
            3, 0x7f, 1
        ]
    ),
    (3, [1, 1]),
    (4, [1, 0x6f, 1, 1, 8]),
    (5, [1, 4, 2]),
    (13, [1, 0, 2]),
    (6, [1, 0x7e, 0, 0x42, 0x80, 0x7f, 0x0b]),
    (7, [4] + name("run") + [0, 1] + name("memory") + [2, 0] + name("late") + [3, 1] + name("oops") + [4, 0]),
    (8, [1]),
    (10, [0, 0, 0, 0, 0]),
    custom("name", [0] + length(name("farewell.wasm").count) + name("farewell.wasm") + [1, 1, 0]),
    custom("producers", [1] + name("processed-by") + [1] + name("wasm-bindgen") + name("0.2.100")),
    custom("target_features", [2, 0x2b] + name("relaxed-simd") + [0x2d] + name("tail-call")),
    custom("component-type:world", [1, 2, 3]),
    custom("__wasm_bindgen_unstable", [40, 0, 0, 0] + Array(#"{"schema_version":"0.2.99","version":"0.2.100"}"#.utf8))
])

@Test func theHeadersOfACoreModule() throws {
    let module = try WasmModule.read(everything)
    let print = FunctionSignature(parameters: [.i32, .i64], results: [.f64])
    let pair = FunctionSignature(parameters: [], results: [.i32, .reference(.extern, nullable: true)])
    #expect(module.kind == .core && module.version == 1 && module.start == 1)
    #expect(
        module.imports.map { "\($0.module) \($0.name) \($0.type.kind)" } == [
            "env log function", "env memory memory", "./glue.js flag global"
        ])
    #expect(module.imports.first?.type == .function(print))
    #expect(module.functions == [print, pair])
    #expect(module.export(named: "run")?.type == .function(pair))
    #expect(module.export(named: "late")?.type == .global(GlobalType(value: .i64, isMutable: false)))
    #expect(module.export(named: "oops")?.type == .tag(FunctionSignature(parameters: [.i32], results: [])))
    #expect(module.memories.map(\.isShared) == [true, false] && module.memories.map(\.is64) == [false, true])
    #expect(module.memories.first?.limits == Limits(minimum: 1, maximum: 16))
    #expect(
        module.features == [.threads, .memory64, .multiMemory, .multiValue, .referenceTypes, .exceptions, .mutableGlobals, .relaxedSIMD])
    #expect(module.custom.moduleName == "farewell.wasm")
    #expect(module.custom.producers.map { "\($0.field) \($0.name) \($0.version)" } == ["processed-by wasm-bindgen 0.2.100"])
    #expect(module.custom.wasmBindgenSchema == "0.2.99")
    #expect(module.custom.componentTypes == ["component-type:world"])
    #expect(module.custom.problems.isEmpty)
    #expect(module.engineProblem == nil)
}

@Test func typesOfTheGarbageCollectionProposal() throws {
    // (rec (struct (mut i8) (ref null 0)) (sub 0 (array i32))) and a function over them.
    let module = try WasmModule.read(
        wasm([(1, [2, 0x4e, 2, 0x5f, 2, 0x78, 1, 0x63, 0, 0, 0x50, 1, 0, 0x5e, 0x7f, 1, 0x60, 1, 0x64, 0, 1, 0x63, 0x6e])]))
    #expect(
        module.types == [
            .structure, .array,
            .function(FunctionSignature(parameters: [.reference(.index(0), nullable: false)], results: [.reference(.any, nullable: true)]))
        ])
    #expect(module.features.contains(.garbageCollection))
}

@Test func aComponentNamesItsCoreModulesAndItsWorld() throws {
    let core = wasm([])
    let module = try WasmModule.read(
        wasm(
            [(1, core), (10, [1, 0] + name("wasi:cli/stdout@0.2.0") + [5, 0]), (11, [1, 0] + name("run") + [1, 0, 0])],
            version: [0x0d, 0, 1, 0]))
    #expect(module.kind == .component && module.version == 13)
    #expect(module.coreModules == [10..<10 + core.count])
    #expect(module.componentImports == ["wasi:cli/stdout@0.2.0"] && module.componentExports == ["run"])
    #expect(module.engineProblem?.engineMessage == "expected version 01 00 00 00, found 0d 00 01 00 @+4")
}

@Test func aBrokenCustomSectionIsNoError() throws {
    let module = try WasmModule.read(wasm([custom("producers", [9, 1]), (1, [0])]))
    #expect(module.custom.problems.map(\.reason) == [.truncated])
    #expect(module.sections.count == 2)
}

/// The messages are those of Node 24's V8.
@Test(arguments: [
    ("", "BufferSource argument is empty"),
    ("\0a", "expected 4 bytes, fell off end @+0"),
    ("not a wasm", "expected magic word 00 61 73 6d, found 6e 6f 74 20 @+0"),
    ("<!DOCTYPE html>", "expected magic word 00 61 73 6d, found 3c 21 44 4f @+0"),
    ("\0asm", "expected 4 bytes, fell off end @+4")
])
func filesThatAreNotWasm(text: String, message: String) {
    #expect { try WasmModule.read(Array(text.utf8)) } throws: { ($0 as? WasmProblem)?.engineMessage == message }
}

@Test(
    arguments: [
        ([1], "reached end while decoding section length @+9"),
        ([1, 5, 0], "section (code 1, \"Type\") extends past end of the module (length 5, remaining bytes 1) @+8"),
        ([0x55, 1, 0], "unknown section code #0x55 @+10"),
        ([3, 1, 0, 1, 1, 0], "unexpected section <Type> @+13"),
        ([1, 1, 0, 1, 1, 0], "unexpected section <Type> @+13"),
        ([2, 4, 1, 0, 0, 9], "unknown import kind 0x09 @+11"),
        ([2, 5, 1, 1, 0xff, 0, 0], "module name: no valid UTF-8 string @+12"),
        ([1, 5, 1, 0x60, 0, 0, 0], "section was shorter than expected size (5 bytes expected, 4 decoded) @+14"),
        ([1, 5, 1, 0x60, 1, 0x20, 0], "invalid value type 0x20 @+13"),
        ([5, 5, 1, 1, 5, 2, 0], "maximum memory size (2 pages) is less than initial (5 pages) @+13"),
        ([1, 6, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], "length overflow while decoding types count @+14"),
        ([1, 2, 1, 0x10], "unknown type form: 16 @+11"),
        ([1, 3, 1, 0x60, 1], "value type opcode @+13"),
        ([1, 4, 1, 0x60, 1, 0x7f], "reached end while decoding return count @+14"),
        ([1, 4, 1, 0x60, 0xe9, 0x07], "param count of 1001 exceeds internal limit of 1000 @+12"),
        ([2, 5, 1, 0, 0, 0, 5], "no signature at index 5 (0 types) @+14"),
        ([8, 1, 0], "function index 0 out of bounds (0 entries) @+10"),
        ([0, 2, 9, 0], "expected 9 bytes, fell off end @+11"),
        ([2, 5, 0xff, 0xff, 0xff, 0xff, 0x0f], "imports count of 4294967295 exceeds internal limit of 1000000 @+10")
    ] as [([UInt8], String)])
func brokenSections(sections: [UInt8], message: String) {
    #expect { try WasmModule.read(wasm([]) + sections) } throws: { ($0 as? WasmProblem)?.engineMessage == message }
}

@Test func everyPrefixEndsInAValueOrAnError() {
    for length in 0..<everything.count { _ = try? WasmModule.read(Array(everything.prefix(length))) }
}

@Test func everyMutationEndsInAValueOrAnError() {
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
    for _ in 0..<5_000 {
        var bytes = everything
        for _ in 0...random(4) { bytes[8 + random(bytes.count - 8)] = UInt8(random(256)) }
        _ = try? WasmModule.read(bytes)
    }
}
