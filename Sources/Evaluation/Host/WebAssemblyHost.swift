import Machine
import Runtimes
import WasmBinary

/// `WebAssembly`: modules are known by their imports and exports; what their code does is not.
enum WebAssemblyHost {
    static func install(_ p: Program) {
        if case .absent = p.profile.global("WebAssembly") { return }
        let m = p.machine, w = m.makePlainObject()
        m.define(m.globalObject, "WebAssembly", .object(w))
        m.define(w, m.wellKnown.toStringTag, m.makeString("WebAssembly"), .configurable)
        p.ownerNames[w] = "WebAssembly"
        for name in ["CompileError", "LinkError", "RuntimeError"] {
            let prototype = p.errorPrototype(name)
            let c = m.makeNative(name, length: 1, constructs: true) { [unowned p] m, a throws(Abrupt) in
                m.makeError(
                    prototype: try TextHost.prototypeOf(p, "error:" + name, a),
                    message: a[0].isUndefined ? nil : .string(try m.toString(a[0])))
            }
            m.define(c, "prototype", .object(prototype), .none)
            m.define(prototype, "constructor", .object(c))
            m.define(w, name, .object(c))
        }
        classes(p, w)
        functions(p, w)
        for name in ["instantiateStreaming", "compileStreaming"] {
            if case .absent = p.profile.member(name, of: "WebAssembly") { continue }
            m.defineMethod(w, name, length: 1) { [unowned p] m, a in streaming(p, name, a) }
        }
        m.setGuarded(w)
    }
    private static func cls(_ p: Program, _ w: Handle, _ name: String, _ body: @escaping NativeBody) -> Handle {
        let m = p.machine, prototype = m.makePlainObject()
        let c = m.makeNative(name, length: 1, constructs: true) { m, a throws(Abrupt) in
            if !a.isConstruct { throw m.typeError("WebAssembly.\(name) must be invoked with 'new'") }
            return try body(m, a)
        }
        m.define(c, "prototype", .object(prototype), .none)
        m.define(prototype, "constructor", .object(c))
        m.define(prototype, m.wellKnown.toStringTag, m.makeString("WebAssembly." + name), .configurable)
        m.define(w, name, .object(c))
        p.hostPrototypes["WebAssembly." + name] = prototype
        return prototype
    }
    private static func prototype(_ p: Program, _ name: String) -> Handle { p.hostPrototypes["WebAssembly." + name] ?? 0 }

    // Modules

    static func moduleObject(_ p: Program, _ number: Int, provenance: String) -> Value {
        let o = p.machine.makeHostObject(2, prototype: prototype(p, "Module"), internals: 1)
        p.machine.setPayload(o, 0, UInt32(number + 1))
        return .object(o)
    }
    static func moduleNumber(_ m: Machine, _ v: Value) -> Int? {
        v.isObject && m.kind(v.handle) == .host && m.hostClass(v.handle) == 2 ? Int(m.payload(v.handle, 0)) - 1 : nil
    }
    /// Bytes that are to be compiled: nil where they are neither buffer nor view.
    static func source(_ p: Program, _ v: Value) throws(Abrupt) -> (bytes: [UInt8]?, provenance: String)? {
        let m = p.machine
        if v.isUncertain { return (nil, "unknown") }
        guard v.isObject else { return nil }
        let buffer: Handle
        switch m.kind(v.handle) {
        case .arrayBuffer: buffer = v.handle
        case .typedArray, .dataView: buffer = m.viewBuffer(v.handle)
        default: if m.isOpen(v.handle) { return (nil, "unknown") }; return nil
        }
        let bytes = try TextHost.bytes(m, v)
        return (bytes, provenance(p, buffer, bytes))
    }
    /// Where bytes come from: `file`, `network`; `inlined` where the program made them of its own text; `unknown`. A copy comes from where
    /// its original does.
    private static func provenance(_ p: Program, _ buffer: Handle, _ bytes: [UInt8]?) -> String {
        if let known = p.bufferOrigins[buffer] { return known }
        guard let bytes, !bytes.isEmpty else { return "unknown" }
        let original = p.bufferOrigins.first { other, _ in
            !p.machine.isContentUnknown(other) && p.machine.byteLength(other) == bytes.count
                && p.machine.bufferBytes(other).elementsEqual(bytes)
        }
        return original?.value ?? "inlined"
    }
    /// A module of these bytes; CompileError where they are no module.
    static func compiled(_ p: Program, _ bytes: [UInt8]?, _ callee: String) throws(Abrupt) -> Int {
        guard let bytes else { p.wasmModules.append(LoadedWasm(module: nil, path: nil)); return p.wasmModules.count - 1 }
        do throws(WasmProblem) {
            p.wasmModules.append(LoadedWasm(try WasmModule.read(bytes), path: nil))
            return p.wasmModules.count - 1
        } catch {
            let at = p.event("wasm.invalid", ["callee": callee])
            throw .thrown(p.hostError(refusal(p, of: bytes, error, callee), event: at))
        }
    }
    /// What the engine says of bytes that are no module. V8 tells what it read; JavaScriptCore has texts of its own, few of which are known.
    private static func refusal(_ p: Program, of bytes: [UInt8], _ problem: WasmProblem, _ callee: String) -> RuntimeError {
        let values = ["reason": problem.engineMessage]
        guard p.profile.engine == .javaScriptCore else {
            return bytes.isEmpty
                ? text(p, "wasm/empty", callee)
                : p.profile.rule("wasm/invalid")?.error?.filled(values.merging(["prefix": callee]) { a, _ in a })
                    ?? RuntimeError(name: "CompileError", message: "\(callee): \(problem.engineMessage)")
        }
        let rule = bytes.count < 8 ? "wasm/empty" : problem.reason == .badMagic ? "wasm/magic" : ""
        guard let told = p.profile.rule(rule)?.error else { return RuntimeError(name: "CompileError", message: "") }
        // a constructor throws where it is called, which the text tells; promises are rejected without
        let place = callee == "WebAssembly.Module()" ? p.callText().map { " (evaluating '\($0)')" } ?? "" : ""
        return RuntimeError(name: told.name, message: told.message + place)
    }
    static func notASource(_ p: Program, _ callee: String, _ v: Value) -> Abrupt {
        let e = text(p, callee.contains("instantiate") ? "wasm/not-bytes-or-module" : "wasm/not-bytes", callee)
        return .thrown(p.makeError(e.name, e.message))
    }

    private static func classes(_ p: Program, _ w: Handle) {
        let m = p.machine
        let modulePrototype = cls(p, w, "Module") { [unowned p] m, a throws(Abrupt) in
            p.reachedWasm = true
            let given = try source(p, a[0])
            // whether code may be made is asked before the argument is looked at
            if let r = p.refusal("WebAssembly.Module", "wasm.compile", ["input": "bytes", "provenance": given?.provenance ?? "unknown"]) {
                throw .thrown(r.error)
            }
            guard let (bytes, origin) = given else { throw notASource(p, "WebAssembly.Module()", a[0]) }
            p.event("wasm.compile", ["callee": "WebAssembly.Module", "input": "bytes", "provenance": origin])
            return moduleObject(p, try compiled(p, bytes, "WebAssembly.Module()"), provenance: origin)
        }
        if let c = try? m.get(modulePrototype, m.key("constructor")), c.isObject {
            m.defineMethod(c.handle, "exports", length: 1) { [unowned p] m, a throws(Abrupt) in
                guard let n = moduleNumber(m, a[0]) else {
                    throw m.typeError("WebAssembly.Module.exports(): Argument 0 must be a WebAssembly.Module")
                }
                guard let module = p.wasmModules[n].module else { let x = m.makeArray(); m.setContentUnknown(x); return .object(x) }
                return .object(
                    m.makeArray(
                        module.exports.map { Host.plain(p, [("name", m.makeString($0.name)), ("kind", m.makeString(kindName($0.type)))]) }))
            }
            m.defineMethod(c.handle, "imports", length: 1) { [unowned p] m, a throws(Abrupt) in
                guard let n = moduleNumber(m, a[0]) else {
                    throw m.typeError("WebAssembly.Module.imports(): Argument 0 must be a WebAssembly.Module")
                }
                guard let module = p.wasmModules[n].module else { let x = m.makeArray(); m.setContentUnknown(x); return .object(x) }
                return .object(
                    m.makeArray(
                        module.imports.map {
                            Host.plain(
                                p,
                                [
                                    ("module", m.makeString($0.module)), ("name", m.makeString($0.name)),
                                    ("kind", m.makeString(kindName($0.type)))
                                ])
                        }))
            }
            m.defineMethod(c.handle, "customSections", length: 2) { m, _ in
                let x = m.makeArray(); m.setContentUnknown(x); return .object(x)
            }
        }
        _ = cls(p, w, "Instance") { [unowned p] m, a throws(Abrupt) in
            guard let n = moduleNumber(m, a[0]) else {
                if a[0].isUncertain { return m.unknown("wasm", "an instance of an unknown module", .object) }
                let e = text(p, "wasm/not-a-module", "WebAssembly.Instance()")
                throw .thrown(p.makeError(e.name, e.message))
            }
            return try instantiate(p, module: n, imports: a[1], callee: "WebAssembly.Instance()")
        }
        let memory = cls(p, w, "Memory") { [unowned p] m, a throws(Abrupt) in
            guard a[0].isObject else { throw m.typeError("WebAssembly.Memory(): Argument 0 must be a memory descriptor") }
            let initial = try m.get(a[0], "initial"), shared = m.truthiness(try m.get(a[0], "shared")) == true
            let pages =
                initial.isNumber
                ? Int(max(0, min(initial.number, 65536)))
                : initial.isUndefined
                    ? { () -> Int in
                        let v = (try? m.get(a[0], "minimum")) ?? .undefined; return v.isNumber ? Int(v.number) : 0
                    }() : 0
            return try makeMemory(p, pages: pages, shared: shared)
        }
        m.defineGetter(memory, "buffer") { m, a in
            a.this.isObject && m.kind(a.this.handle) == .host
                ? m.internalValue(a.this.handle, 0) : m.unknown("wasm", "a memory's buffer", .object)
        }
        m.defineMethod(memory, "grow", length: 1) { m, a throws(Abrupt) in
            guard a.this.isObject, m.internalValue(a.this.handle, 0).isObject else { return m.unknown("wasm", "a memory's size", .number) }
            let old = m.internalValue(a.this.handle, 0).handle, pages = m.byteLength(old) / 65536
            guard a[0].isNumber else { m.setContentUnknown(old); return m.unknown("wasm", "a memory's size", .number) }
            let grown = try m.makeArrayBuffer(
                byteLength: min(65536, pages + Int(max(0, min(65536, a[0].number)))) * 65536, shared: m.isShared(old))
            m.writeBytes(grown, at: 0, m.bufferBytes(old))
            if m.isContentUnknown(old) { m.setContentUnknown(grown) }
            if !m.isShared(old) { m.detach(old) }
            m.setInternalValue(a.this.handle, 0, .object(grown))
            return .number(pages)
        }
        let table = cls(p, w, "Table") { [unowned p] m, a throws(Abrupt) in
            let initial = a[0].isObject ? try m.get(a[0], "initial") : .int(0)
            let element = a[0].isObject ? try m.get(a[0], "element") : .undefined
            return makeTable(p, initial, holdsFunctions: element.isString && m.text(element.handle) != "externref")
        }
        m.defineGetter(table, "length") { m, a in a.this.isObject ? m.internalValue(a.this.handle, 0) : .undefined }
        m.defineMethod(table, "get", length: 1) { m, a in m.unknown("wasm-table", "an entry of a table", .any) }
        m.defineMethod(table, "set", length: 2) { [unowned p] m, a throws(Abrupt) in
            // of a function table: null, or a function that a module exports
            guard a[1].isObject, m.isCallable(a[1]), !p.wasmFunctions.contains(a[1].handle), a.this.isObject,
                m.hostClass(a.this.handle) == 4, m.payload(a.this.handle, 0) == 1
            else { return .undefined }
            throw m.typeError(
                p.profile.engine == .javaScriptCore
                    ? "WebAssembly.Table.prototype.set expects the second argument to be null or an instance of WebAssembly.Function"
                    : "WebAssembly.Table.set(): Argument 1 is invalid for table: function-typed object expected")
        }
        m.defineMethod(table, "grow", length: 1) { m, a in
            let old = a.this.isObject ? m.internalValue(a.this.handle, 0) : .undefined
            if a.this.isObject {
                m.setInternalValue(
                    a.this.handle, 0,
                    old.isNumber && a[0].isNumber ? .number(old.number + a[0].number) : m.unknown("wasm-table", "a table's length", .number)
                )
            }
            return old
        }
        let global = cls(p, w, "Global") { [unowned p] m, a in makeGlobal(p, a[1].isUndefined ? .int(0) : a[1]) }
        m.defineAccessor(
            global, m.key("value"),
            getter: .object(
                m.makeNative("get value", length: 0) { m, a in a.this.isObject ? m.internalValue(a.this.handle, 0) : .undefined }),
            setter: .object(
                m.makeNative("set value", length: 1) { m, a in
                    if a.this.isObject { m.setInternalValue(a.this.handle, 0, a[0]) }; return .undefined
                }))
        m.defineMethod(global, "valueOf", length: 0) { m, a in a.this.isObject ? m.internalValue(a.this.handle, 0) : .undefined }
        for name in ["Tag", "Exception", "JSTag", "Suspending", "promising"] {
            if case .absent = p.profile.member(name, of: "WebAssembly") { continue }
            if name == "Tag" || name == "Exception" { _ = cls(p, w, name) { [unowned p] _, _ in Host.open(p) } }
        }
    }
    private static func kindName(_ t: ExternalType) -> String {
        switch t {
        case .function: "function";
        case .memory: "memory";
        case .table: "table";
        case .global: "global";
        default: "tag"
        }
    }
    static func makeMemory(_ p: Program, pages: Int, shared: Bool) throws(Abrupt) -> Value {
        let m = p.machine, o = m.makeHostObject(3, prototype: prototype(p, "Memory"), internals: 1)
        m.setInternalValue(o, 0, .object(try m.makeArrayBuffer(byteLength: pages * 65536, shared: shared)))
        return .object(o)
    }
    static func makeTable(_ p: Program, _ length: Value, holdsFunctions: Bool) -> Value {
        let o = p.machine.makeHostObject(4, prototype: prototype(p, "Table"), internals: 1)
        p.machine.setPayload(o, 0, holdsFunctions ? 1 : 0)
        p.machine.setInternalValue(o, 0, length)
        return .object(o)
    }
    static func makeGlobal(_ p: Program, _ value: Value) -> Value {
        let o = p.machine.makeHostObject(5, prototype: prototype(p, "Global"), internals: 1)
        p.machine.setInternalValue(o, 0, value)
        return .object(o)
    }

}
