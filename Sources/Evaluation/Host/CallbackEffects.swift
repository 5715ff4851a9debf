import Machine

/// What functions handed to wasm may write when it calls them back: variables they assign, objects they hold. Found from their code,
/// through the functions they call by name.
final class CallbackEffects {
    private unowned let program: Program
    private var slots: [(environment: Handle, slot: Int)] = []
    private var objects: Set<Handle> = []
    /// No function of theirs changes anything that lives longer than itself.
    private(set) var changeNothing = true
    /// One of them sets members of what it is handed (`Reflect.set`): with the global object it defines globals.
    private var setsMembers = false

    init(_ program: Program, _ functions: [Value]) {
        self.program = program
        var seen: Set<Handle> = [], work = functions.filter(\.isObject).map(\.handle)
        let m = program.machine
        while let f = work.popLast(), seen.count < 400 {
            guard seen.insert(f).inserted, let t = m.functionTemplate(f) else { continue }
            if !setsMembers, t.file < program.files.count {
                setsMembers = program.files[t.file].slice(Int(t.range.lowerBound)..<Int(t.range.upperBound)).contains("Reflect.set(".utf8)
            }
            let environment = m.closureEnvironment(f)
            let code = t.code
            if changeNothing { changeNothing = !Self.mayChange(code) }
            for i in code.instructions {
                switch i.op {
                case .storeSlot, .storeSlotChecked:
                    if i.b == code.environmentRegister, let e = m.environment(environment, up: Int(i.x)) { slots.append((e, i.c)) }
                case .loadSlot, .loadSlotChecked:
                    guard i.b == code.environmentRegister, let e = m.environment(environment, up: Int(i.x)) else { continue }
                    let v = m.environmentSlot(e, i.c)
                    guard v.isObject else { continue }
                    if m.functionTemplate(v.handle) != nil {
                        work.append(v.handle)
                    } else if m.kind(v.handle) == .object || m.kind(v.handle) == .array || m.kind(v.handle) == .map
                        || m.kind(v.handle) == .set
                    {
                        objects.insert(v.handle)
                    }
                default: break
                }
            }
        }
    }
    /// Writes something, or calls what is no global: that may be anything.
    private static func mayChange(_ code: Code) -> Bool {
        var globals: Set<Int> = []
        for i in code.instructions {
            switch i.op {
            case .storeSlot, .storeSlotChecked, .storeGlobal, .storeGlobalStrict, .setProperty, .setElement, .deleteElement, .setSuper,
                .setPrivate, .getSuper, .superCall, .superCallArray, .dynamicImport:
                return true
            case .loadGlobal: globals.insert(i.a)
            case .getProperty, .move: if globals.contains(i.b) { globals.insert(i.a) } else { globals.remove(i.a) }
            case .call, .callArray, .construct, .constructArray:
                if !globals.contains(i.b) { return true }
                globals.remove(i.a)
            default: globals.remove(i.a)
            }
        }
        // the language's own functions that change what they are given
        return code.names.contains { ["Reflect", "Object", "Array"].contains($0) }
    }
    func apply() {
        let m = program.machine
        let why = m.reason("wasm-callback", "WebAssembly may have called back and changed it")
        if setsMembers { program.globalsMayBeSet = true }
        for s in slots {
            let old = m.environmentSlot(s.environment, s.slot)
            if old.isHole || old.isUnknown { continue }
            m.setEnvironmentSlot(
                s.environment, s.slot,
                .unknown(
                    why,
                    m.hint(of: old) == .undefinedOrNull
                        ? .any : m.hint(of: old) == .object || m.hint(of: old) == .function ? .any : m.hint(of: old)))
        }
        for o in objects {
            if m.kind(o) == .array || m.kind(o) == .map || m.kind(o) == .set { m.setContentUnknown(o) } else { m.setOpen(o) }
        }
    }
}
