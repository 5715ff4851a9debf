import Machine
import Syntax

/// Promises of failed starts that a module keeps: in its variables, in those that its functions close over, in members of what it exports.
/// Whoever calls later is given the first failure again.
struct KeptRejections {
    private let program: Program
    private var machine: Machine { program.machine }
    /// Promises that were told, and what was looked into.
    private var told: Set<Handle> = [], seen: Set<Handle> = []
    private static let mostObjects = 400

    init(_ program: Program) { self.program = program }

    mutating func note() {
        for module in program.modules.values.sorted(by: { $0.id < $1.id }) where !program.consumers.contains(module.id) {
            look(into: module)
        }
    }

    private mutating func look(into module: ModuleInstance) {
        guard let file = module.file else { return }
        // what awaits it at its top level has failed to load, and keeps nothing
        if module.state == .failed || module.promise != 0 && machine.promiseState(module.promise) == .rejected { return }
        var work: [Value] = []
        if module.format == .module, let lowered = module.lowered, module.environment != 0 {
            for (name, slot) in lowered.slots.sorted(by: { $0.value < $1.value }) {
                let value = machine.environmentSlot(module.environment, slot)
                if let event = failedStart(value) {
                    if let offset = Self.assignment(of: name, in: file) { tell(value, name, event, program.place(file, offset)) }
                } else {
                    work.append(value)
                }
            }
        } else if module.moduleObject != 0, let exports = machine.dataProperty(module.moduleObject, "exports") {
            work.append(exports)
        }
        look(into: &work, of: file)
    }
    private mutating func look(into work: inout [Value], of file: SourceFile) {
        while let value = work.popLast(), seen.count < Self.mostObjects {
            guard value.isObject, seen.insert(value.handle).inserted else { continue }
            let kind = machine.kind(value.handle)
            guard kind == .function || kind == .object else { continue }
            for member in machine.ownDataProperties(value) {
                guard let event = failedStart(member.value) else { work.append(member.value); continue }
                let name = machine.keyText(member.key)
                if let offset = Self.memberAssignment(of: name, in: file) { tell(member.value, name, event, program.place(file, offset)) }
            }
            lookIntoClosure(value.handle, &work)
        }
    }
    /// The variables around a function that its code writes or reads.
    private mutating func lookIntoClosure(_ function: Handle, _ work: inout [Value]) {
        guard let template = machine.functionTemplate(function), template.file < program.files.count,
            case let file = program.files[template.file], !program.consumers.contains(file.path)
        else { return }
        let environment = machine.closureEnvironment(function), code = template.code
        for (pc, i) in code.instructions.enumerated() {
            switch i.op {
            case .storeSlot, .storeSlotChecked, .loadSlot, .loadSlotChecked: break
            default: continue
            }
            guard i.b == code.environmentRegister, let around = machine.environment(environment, up: Int(i.x)) else { continue }
            let value = machine.environmentSlot(around, i.c)
            guard let event = failedStart(value) else { work.append(value); continue }
            guard i.op == .storeSlot || i.op == .storeSlotChecked, let at = code.position(at: pc)?.offset else { continue }
            let assignment = Span(file, offset: Int(at)).links.first { $0.kind == .assignmentExpression || $0.kind == .augmentedAssignment }
            let name = assignment?.child(.left).map { file.text($0.range) } ?? ""
            tell(value, name, event, program.place(file, assignment?.range.lowerBound ?? Int(at)))
        }
    }

    /// The event that made a promise fail, where it is rejected.
    private func failedStart(_ value: Value) -> Event? {
        guard value.isObject, machine.isPromise(value), machine.promiseState(value.handle) == .rejected else { return nil }
        let error = machine.promiseResult(value.handle)
        return error.isObject ? program.causes[error.handle].map { program.events[$0] } : nil
    }
    private mutating func tell(_ promise: Value, _ name: String, _ source: Event, _ at: Place) {
        guard told.insert(promise.handle).inserted else { return }
        func note(_ kind: String, _ at: Place) {
            program.events.append(
                Event(
                    kind: kind, attributes: ["name": name], at: at, phase: source.phase, refusal: source.refusal,
                    isConditional: source.isConditional))
        }
        note("promise.memoised-rejection", at)
        // It failed while modules were evaluated, and nobody waited: the outermost call is what began it.
        if source.phase == .load, program.isWorkers { note("promise.eager-rejection", source.stack.last ?? at) }
    }

    /// Where a variable is first given something else than a literal.
    private static func assignment(of name: String, in file: SourceFile) -> Int? {
        firstValue(in: file) { tree, left in tree.kind(left) == .identifier && file.text(tree.range(left)) == name }
    }
    /// Where a member (`x.name = …`, a field) is first given something else than a literal.
    private static func memberAssignment(of name: String, in file: SourceFile) -> Int? {
        firstValue(in: file) { tree, left in
            let member = tree.kind(left) == .memberExpression ? tree.child(left, .property) : left
            return member.map { tree.kind($0) == .propertyIdentifier && file.text(tree.range($0)) == name } ?? false
        }
    }
    private static func firstValue(in file: SourceFile, of isMeant: (Tree, Int) -> Bool) -> Int? {
        let tree = file.tree
        for (index, node) in tree.nodes.enumerated() {
            let left: Int?, right: Int?
            switch node.kind {
            case .assignmentExpression, .augmentedAssignment: (left, right) = (tree.child(index, .left), tree.child(index, .right))
            case .variableDeclarator: (left, right) = (tree.child(index, .name), tree.child(index, .value))
            case .fieldDefinition: (left, right) = (tree.child(index, .property), tree.child(index, .value))
            default: continue
            }
            guard let left, let right, isMeant(tree, left) else { continue }
            switch tree.kind(right) {
            case .null, .undefined, .false, .true, .number, .string: continue
            default: return tree.range(left).lowerBound
            }
        }
        return nil
    }
}
