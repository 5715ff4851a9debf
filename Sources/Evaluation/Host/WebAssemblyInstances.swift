import Machine
import Runtimes
import WasmBinary

/// Instances: imports are checked as engines do, exports are functions whose results are unknown.
extension WebAssemblyHost {
    /// `asked`: the event of the call that asks for the instance, where it is made later.
    static func instantiate(_ p: Program, module number: Int, imports: Value, callee: String, asked: Int? = nil) throws(Abrupt) -> Value {
        let m = p.machine
        p.reachedWasm = true
        let made = p.event("wasm.instantiate", ["callee": callee, "input": "module"])
        p.wasmInstances += 1
        guard let module = p.wasmModules[number].module else { return unknownInstance(p, imports) }
        let imported = try checkImports(p, module, imports, callee)
        let instance = m.makeHostObject(6, prototype: p.hostPrototypes["WebAssembly.Instance"] ?? 0, internals: 1)
        let exports = m.makeObject(prototype: 0)
        m.define(instance, "exports", .object(exports), .all)
        let effects = CallbackEffects(p, imported.functions)
        let state = InstanceState(
            p, effects: effects, start: module.export(named: InstanceState.startName) == nil ? .none : .owed(asked ?? made))
        state.exports = exports
        state.path = p.wasmModules[number].path
        p.instances.append(state)
        for e in module.exports { m.define(exports, e.name, try export(p, module, e, imported, state), .enumerable) }
        for (_, v) in imported.memories { state.memories.append(v) }
        _ = try m.preventExtensions(exports)
        // data segments are written, and a start function may do anything that a call may
        state.touchMemory()
        if module.start != nil { state.called() }
        return .object(instance)
    }
    /// Every name is an export of it; calling one is calling WebAssembly (`Program.unknownCalled`).
    private static func unknownInstance(_ p: Program, _ imports: Value) -> Value {
        p.machine.assumptions.insert("a module whose bytes are not known has the exports that are asked of it")
        let exports = Host.open(p)
        p.machine.setGuarded(exports.handle)
        p.unknownExports.insert(exports.handle)
        p.unknownInstances.append(CallbackEffects(p, callables(p.machine, imports)))
        let instance = p.machine.makeHostObject(6, prototype: p.hostPrototypes["WebAssembly.Instance"] ?? 0, internals: 1)
        p.machine.define(instance, "exports", exports, .all)
        return .object(instance)
    }
    /// Functions among the members of the members of an import object.
    private static func callables(_ m: Machine, _ imports: Value) -> [Value] {
        m.ownDataProperties(imports).flatMap { m.ownDataProperties($0.value).map(\.value) }.filter { m.isCallable($0) }
    }
    struct Imported { var functions: [Value] = []; var memories: [(Int, Value)] = []; var tables: [Value] = []; var globals: [Value] = [] }

    private static func checkImports(_ p: Program, _ module: WasmModule, _ imports: Value, _ callee: String) throws(Abrupt) -> Imported {
        let m = p.machine
        var out = Imported()
        if module.imports.isEmpty { return out }
        func fail(_ problem: String, _ index: Int = 0, _ i: WasmImport? = nil) -> Abrupt {
            var attributes = ["callee": callee, "problem": problem]
            if let i { attributes["module"] = i.module; attributes["name"] = i.name }
            let at = p.event("wasm.link", attributes)
            let rule = problem == "absent" ? "wasm/imports-missing" : "wasm/import-" + problem
            return .thrown(
                p.hostError(text(p, rule, callee, ["index": String(index), "module": i?.module ?? "", "name": i?.name ?? ""]), event: at))
        }
        if imports.isUncertain {
            m.assumptions.insert("the imports of a module fit")
            for i in module.imports { if case .memory = i.type { out.memories.append((0, try makeMemory(p, pages: 1, shared: false))) } }
            return out
        }
        guard imports.isObject else { throw fail("absent") }
        for (index, i) in module.imports.enumerated() {
            let namespace = try m.get(imports, i.module)
            if namespace.isUncertain { m.assumptions.insert("the imports of a module fit"); placeholder(p, i, &out); continue }
            guard namespace.isObject else { throw fail("module", index, i) }
            let value = try m.get(namespace, i.name)
            if value.isUncertain { m.assumptions.insert("the imports of a module fit"); placeholder(p, i, &out); continue }
            switch i.type {
            case .function:
                guard m.isCallable(value) else { throw fail("function", index, i) }
                out.functions.append(value)
            case .memory:
                guard value.isObject, m.hostClass(value.handle) == 3 else { throw fail("memory", index, i) }
                out.memories.append((index, value))
            case .table:
                guard value.isObject, m.hostClass(value.handle) == 4 else { throw fail("table", index, i) }
                out.tables.append(value)
            case .global:
                guard
                    value.isNumber || value.isBigInt || (value.isObject && m.hostClass(value.handle) == 5) || value.isObject
                        || value.isNullish || value.isString
                else { throw fail("global", index, i) }
                out.globals.append(value)
            default: break
            }
        }
        return out
    }
    /// An error of WebAssembly in the engine's words. `callee` as V8 prints it, with its parentheses.
    static func text(_ p: Program, _ rule: String, _ callee: String, _ values: [String: String] = [:]) -> RuntimeError {
        let call = p.profile.engine == .javaScriptCore ? p.callText(isOfNative: true) ?? "" : ""
        let error = (p.profile.rule(rule)?.error ?? RuntimeError(name: "TypeError", message: "{prefix}")).filled(
            values.merging(["prefix": callee, "function": callee.replacing("()", with: ""), "call": call]) { a, _ in a })
        if p.profile.engine == .javaScriptCore, rule.hasPrefix("wasm/import"), !call.isEmpty {
            return RuntimeError(
                name: error.name, message: error.message + (p.profile.rule("wasm/evaluating")?.text ?? "").replacing("{call}", with: call))
        }
        return error
    }
    private static func placeholder(_ p: Program, _ i: WasmImport, _ out: inout Imported) {
        if case .memory = i.type, let v = try? makeMemory(p, pages: 1, shared: false) { out.memories.append((0, v)) }
        if case .table(let type) = i.type {
            out.tables.append(
                makeTable(p, p.machine.unknown("wasm-table", "a table's length", .number), holdsFunctions: type.holdsFunctions))
        }
    }
    private static func export(
        _ p: Program, _ module: WasmModule, _ e: WasmExport, _ imported: Imported, _ state: InstanceState
    ) throws(Abrupt) -> Value {
        let m = p.machine
        switch e.type {
        case .function:
            let signature = e.index < module.functions.count ? module.functions[e.index] : nil
            let native = m.makeNative(String(e.index), length: signature?.parameters.count ?? 0) { [unowned p] m, a throws(Abrupt) in
                try state.call(p, e.name, signature, a)
            }
            p.wasmFunctions.insert(native)
            return .object(native)
        case .memory:
            if e.index < imported.memories.count { return imported.memories[e.index].1 }
            if let known = state.ownMemories[e.index] { return known }
            let type = e.index < module.memories.count ? module.memories[e.index] : nil
            let pages = Int(min(type?.limits.minimum ?? 1, 65536))
            let v = try makeMemory(p, pages: pages, shared: type?.isShared ?? false)
            state.ownMemories[e.index] = v
            state.memories.append(v)
            return v
        case .table(let type):
            return e.index < imported.tables.count
                ? imported.tables[e.index]
                : makeTable(p, m.unknown("wasm-table", "a table's length", .number), holdsFunctions: type.holdsFunctions)
        case .global: return makeGlobal(p, m.unknown("wasm-global", "a global of a module", .number))
        default: return Host.open(p)
        }
    }
}

/// What an instance shares between its exports.
final class InstanceState {
    unowned let program: Program
    var memories: [Value] = []
    var ownMemories: [Int: Value] = [:]
    /// The object that holds its exports, and the file of its module.
    fileprivate(set) var exports: Handle = 0, path: String?
    let effects: CallbackEffects
    /// An export that wasm-bindgen's glue calls once before all others: it fills the table of references and runs the program's own start.
    static let startName = "__wbindgen_start"
    /// `owed`: it has that export, with the event of its making; `skipped`: others were called first.
    enum Start { case none, owed(Int), skipped(Int) }
    private(set) var start: Start
    init(_ program: Program, effects: CallbackEffects, start: Start) { self.program = program; self.effects = effects; self.start = start }

    func touchMemory() {
        let m = program.machine
        for v in memories where v.isObject {
            let b = m.internalValue(v.handle, 0)
            if b.isObject { m.setContentUnknown(b.handle) }
        }
    }
    /// Wasm code ran: memory and whatever its imports can write is unknown.
    func called() {
        program.wasmWasCalled()
        touchMemory()
        effects.apply()
    }
    /// A function that a module with unknown bytes exports was called.
    static func unknownCalled(_ p: Program) {
        p.event("wasm.call", [:])
        p.wasmWasCalled()
        p.machine.assumptions.insert("calls into WebAssembly return")
        for effects in p.unknownInstances { effects.apply() }
    }
    func call(_ p: Program, _ name: String, _ signature: FunctionSignature?, _ a: Arguments) throws(Abrupt) -> Value {
        let m = p.machine
        p.event("wasm.call", ["name": name])
        if name == Self.startName { start = .none } else if case .owed(let made) = start { start = .skipped(made) }
        for (i, type) in (signature?.parameters ?? []).enumerated() {
            let v = a[i]
            switch type {
            case .i64 where !v.isUncertain && !v.isBigInt: _ = try m.toBigInt(v)
            case .i32, .f32, .f64: if !v.isUncertain, v.isSymbol || v.isBigInt { _ = try m.toNumber(v) }
            default: break
            }
        }
        called()
        m.assumptions.insert("calls into WebAssembly return")
        guard let results = signature?.results else { return m.unknown("wasm-result", "the result of the WebAssembly function \(name)") }
        if results.isEmpty { return .undefined }
        if results.count > 1 {
            return .object(m.makeArray(results.map { value(m, $0, name) }))
        }
        return value(m, results[0], name)
    }
    private func value(_ m: Machine, _ t: ValueType, _ name: String) -> Value {
        let why = "the result of the WebAssembly function \(name)"
        switch t {
        case .i32, .f32, .f64: return m.unknown("wasm-result", why, .number)
        case .i64: return m.unknown("wasm-result", why, .bigint)
        default: return m.unknown("wasm-result", why)
        }
    }
}
