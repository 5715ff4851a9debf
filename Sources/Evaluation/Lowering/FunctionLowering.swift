import Machine
import Syntax

/// Lowers one function (or module, script, field initialiser) to code. Inner functions become templates that are lowered when called.
struct FunctionLowering {
    let file: SourceFile
    let index: Int
    let tree: Tree
    let kind: FunctionKind
    let captured: CapturedNames
    /// Environments around this function.
    let outer: StaticScope?
    var code: CodeBuilder
    var scopes: [Scope] = []
    var control: [Control] = []
    let environmentRegister: Int
    var isStrict: Bool
    var depth = 0
    /// What is lowered stands in a computed key, where V8 does not look for what it prints.
    var isInComputedKey = false
    /// It is what static fields and blocks of a class run.
    var isStaticInitializer = false
    /// Exits of the optional chain being lowered.
    /// Calls whose results are iterated (`willIterate`).
    var iteratedCalls: [Int: IteratedCall] = [:]
    var chainExits: [Int]?
    var usesArguments = false
    /// Sloppy functions with plain parameters: `arguments` and the parameters follow each other. Its register, and their names.
    var mappedArguments: (register: Int, count: Int, names: [String])?
    static let maximumDepth = 600

    init(_ file: SourceFile, _ tree: Tree, _ index: Int, root: Int, kind: FunctionKind, outer: StaticScope?, parameterCount: Int) {
        self.file = file; self.index = index; self.kind = kind; self.outer = outer
        self.tree = tree
        captured = CapturedNames(file, tree, root)
        environmentRegister = 1 + parameterCount
        code = CodeBuilder(firstFree: 2 + parameterCount)
        isStrict = kind.contains(.strict)
    }

    // Text

    func text(_ n: Int) -> String { file.text(tree.range(n)) }
    func identifier(_ n: Int) -> String { Literal.identifier(file.slice(tree.range(n))) }
    func start(_ n: Int) -> Int { Int(tree.nodes[n].start) }

    // Scopes

    /// The register of the innermost environment.
    var currentEnvironment: Int { scopes.last { $0.environment != nil }?.environment ?? environmentRegister }
    var currentStatics: StaticScope? { scopes.last { $0.statics != nil }?.statics ?? outer }

    /// Opens a scope with these bindings; captured ones get slots of a fresh environment, which `emit` makes at once.
    mutating func openScope(_ names: [(name: String, kind: BindingKind)], forceSlots: Bool = false) {
        var scope = Scope(), slots: [String: StaticScope.Slot] = [:]
        for (name, kind) in names where scope.bindings[name] == nil || kind == .function {
            if forceSlots || captured.contains(name) || name.hasPrefix("%") || name.hasPrefix("#") {
                let slot = slots[name]?.index ?? slots.count
                slots[name] = StaticScope.Slot(
                    index: slot, kind: kind, isLoose: kind == .var || kind == .function || kind == .parameter || kind == .special)
                scope.bindings[name] = Scope.Binding(
                    storage: .slot(slot), kind: kind,
                    isInitialised: kind == .var || kind == .parameter || kind == .function || kind == .special)
            } else {
                let register: Int
                if case .register(let r)? = scope.bindings[name]?.storage { register = r } else { register = code.temporary() }
                scope.bindings[name] = Scope.Binding(
                    storage: .register(register), kind: kind,
                    isInitialised: kind == .var || kind == .parameter || kind == .function || kind == .special)
            }
        }
        if !slots.isEmpty {
            let register = code.temporary()
            code.emit(.newEnvironment, a: register, b: currentEnvironment, c: slots.count)
            scope.environment = register
            scope.statics = StaticScope(slots: slots, parent: currentStatics)
        }
        for (_, binding) in scope.bindings {
            if case .register(let r) = binding.storage, !binding.isInitialised { code.emit(.loadHole, a: r) }
            if case .register(let r) = binding.storage, binding.kind == .var || binding.kind == .function {
                code.emit(.loadUndefined, a: r)
            }
        }
        if let environment = scope.environment {
            let undefined = code.temporary()
            code.emit(.loadUndefined, a: undefined)
            for (_, binding) in scope.bindings {
                if case .slot(let s) = binding.storage, binding.kind == .var || binding.kind == .function {
                    code.emit(.storeSlot, a: undefined, b: environment, c: s)
                }
            }
        }
        scopes.append(scope)
    }
    mutating func closeScope() { scopes.removeLast() }

    func resolve(_ name: String) -> Resolution {
        for i in scopes.indices.reversed() {
            guard let binding = scopes[i].bindings[name] else { continue }
            switch binding.storage {
            case .register(let r): return .register(r, binding, scope: i)
            case .slot(let s):
                return .slot(
                    environment: scopes[i].environment ?? environmentRegister, hops: 0, index: s, kind: binding.kind,
                    checked: !binding.isInitialised || binding.alwaysCheck)
            }
        }
        var hops = 0, at = outer
        while let scope = at {
            if let slot = scope.slots[name] {
                return .slot(environment: environmentRegister, hops: hops, index: slot.index, kind: slot.kind, checked: !slot.isLoose)
            }
            hops += 1
            at = scope.parent
        }
        return .global
    }
    mutating func markInitialised(_ name: String) {
        for i in scopes.indices.reversed() where scopes[i].bindings[name] != nil {
            if scopes[i].bindings[name]?.alwaysCheck != true { scopes[i].bindings[name]?.isInitialised = true }
            return
        }
    }

    // Variables

    mutating func load(_ name: String, _ n: Int, into dst: Int, typeof: Bool = false) {
        switch resolve(name) {
        case .register(let r, let binding, _):
            if !binding.isInitialised || binding.alwaysCheck {
                code.variablePosition(tree.range(n)); code.emit(.checkHole, a: r, bc: code.name(name))
            }
            if r != dst { code.emit(.move, a: dst, b: r) }
        case .slot(let environment, let hops, let slot, let kind, let checked):
            if kind == .import {
                code.variablePosition(tree.range(n)); code.slotName(name)
                code.emit(.loadImport, x: hops, a: dst, b: environment, c: slot)
            } else if checked {
                code.variablePosition(tree.range(n)); code.slotName(name)
                code.emit(.loadSlotChecked, x: hops, a: dst, b: environment, c: slot)
            } else {
                code.emit(.loadSlot, x: hops, a: dst, b: environment, c: slot)
            }
        case .global:
            if name == "undefined" { code.emit(.loadUndefined, a: dst); return }
            code.variablePosition(tree.range(n))
            code.emit(typeof ? .loadGlobalOrUndefined : .loadGlobal, a: dst, bc: code.name(name))
        }
    }
    /// Assigns a variable; `initialising`: its declaration.
    mutating func store(_ name: String, _ n: Int, from src: Int, initialising: Bool = false, at place: Int? = nil) {
        switch resolve(name) {
        case .register(let r, let binding, _):
            if !initialising {
                if !binding.isInitialised || binding.alwaysCheck {
                    code.position(place ?? start(n)); code.emit(.checkHole, a: r, bc: code.name(name))
                }
                if binding.kind == .const { code.position(place ?? start(n)); code.emit(.throwConstAssignment); return }
                if binding.kind == .functionName {
                    if isStrict { code.position(place ?? start(n)); code.emit(.throwConstAssignment) }; return
                }
            }
            if r != src { code.emit(.move, a: r, b: src) }
        case .slot(let environment, let hops, let slot, let kind, let checked):
            if !initialising {
                if kind == .const || kind == .import { code.position(place ?? start(n)); code.emit(.throwConstAssignment); return }
                if kind == .functionName { if isStrict { code.position(place ?? start(n)); code.emit(.throwConstAssignment) }; return }
                if checked {
                    code.position(place ?? start(n)); code.slotName(name)
                    code.emit(.storeSlotChecked, x: hops, a: src, b: environment, c: slot)
                    return
                }
            }
            code.emit(.storeSlot, x: hops, a: src, b: environment, c: slot)
        case .global:
            code.position(place ?? start(n))
            code.emit(isStrict ? .storeGlobalStrict : .storeGlobal, a: src, bc: code.name(name))
        }
        if initialising { markInitialised(name) } else { mapToArguments(name, src) }
    }
    /// An assigned parameter shows in `arguments`, where it was given.
    private mutating func mapToArguments(_ name: String, _ src: Int) {
        guard let mapped = mappedArguments, let index = mapped.names.lastIndex(of: name),
            scopes.lastIndex(where: { $0.bindings[name] != nil }) == 0
        else { return }
        let key = code.temporary(), isThere = code.temporary()
        code.emit(.loadInt, a: key, bc: UInt32(index))
        code.emit(.less, a: isThere, b: key, c: mapped.count)
        let wasGiven = code.jump(.jumpIfFalse, isThere)
        code.emit(.inObject, a: isThere, b: key, c: mapped.register)
        let skip = code.jump(.jumpIfFalse, isThere)
        code.emit(.setElement, a: mapped.register, b: key, c: src)
        let m = code.marker()
        for j in [wasGiven, skip] { code.patch(j, to: m); code.join(j, at: m) }
    }
    /// After `arguments[i] = …`: the parameters that were given take their values from there.
    mutating func mapFromArguments(_ object: Int) {
        guard let mapped = mappedArguments, tree.kind(object) == .identifier, identifier(object) == "arguments" else { return }
        let key = code.temporary(), isThere = code.temporary()
        for (i, name) in mapped.names.enumerated() where mapped.names.lastIndex(of: name) == i {
            code.emit(.loadInt, a: key, bc: UInt32(i))
            code.emit(.less, a: isThere, b: key, c: mapped.count)
            let wasGiven = code.jump(.jumpIfFalse, isThere)
            code.emit(.inObject, a: isThere, b: key, c: mapped.register)
            let skip = code.jump(.jumpIfFalse, isThere)
            code.emit(.getElement, a: isThere, b: mapped.register, c: key)
            switch scopes[0].bindings[name]?.storage {
            case .register(let r): code.emit(.move, a: r, b: isThere)
            case .slot(let s): code.emit(.storeSlot, a: isThere, b: scopes[0].environment ?? environmentRegister, c: s)
            case nil: break
            }
            let m = code.marker()
            for j in [wasGiven, skip] { code.patch(j, to: m); code.join(j, at: m) }
        }
    }
    mutating func loadSpecial(_ name: String, into dst: Int) {
        if case .slot(let environment, let hops, let slot, _, _) = resolve(name) {
            code.emit(name == "%this" ? .loadSlotChecked : .loadSlot, x: hops, a: dst, b: environment, c: slot)
        } else {
            code.emit(.loadUndefined, a: dst)
        }
    }
    mutating func loadThis(_ n: Int, into dst: Int) {
        if kind.contains(.arrow) {
            code.position(start(n)); code.slotName("this")
            loadSpecial("%this", into: dst)
        } else {
            fetchThis()
            code.position(start(n))
            code.emit(.loadThis, a: dst)
        }
    }
    mutating func unmodelled(_ what: String, into dst: Int) { code.emit(.loadUnknown, a: dst, bc: code.constant(what)) }
}

/// What break, continue and return pass on their way out.
enum Control {
    final class Jumps { var breaks: [Int] = [], continues: [Int] = [] }
    final class FinallyExits { var exits: [(id: Int, exit: Exit)] = []; var jumps: [Int] = [] }
    case loop(labels: [String], Jumps)
    case breakable(labels: [String], Jumps)
    case finally(FinallyExits, kind: Int, value: Int)
    /// An iterator to be closed (registers from here).
    case iterator(Int, isAsync: Bool)
}
enum Exit {
    case `break`(Control.Jumps), `continue`(Control.Jumps), returning(Int)
}
