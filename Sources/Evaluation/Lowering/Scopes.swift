import Machine
import Syntax

/// What a name is bound as.
enum BindingKind: Sendable { case `var`, `let`, `const`, function, parameter, `import`, functionName, `catch`, special }

/// An environment as inner functions see it: names to slots, and what surrounds it.
final class StaticScope: Sendable {
    struct Slot: Sendable { var index: Int; var kind: BindingKind; var isLoose: Bool }
    let slots: [String: Slot]
    let parent: StaticScope?
    init(slots: [String: Slot], parent: StaticScope?) { self.slots = slots; self.parent = parent }
}

/// A scope of the function being lowered.
struct Scope {
    enum Storage { case register(Int), slot(Int) }
    struct Binding {
        var storage: Storage
        var kind: BindingKind
        /// Its declaration has been lowered: later reads in this function need no check.
        var isInitialised: Bool
        /// May be skipped (switch scopes): always checked.
        var alwaysCheck = false
    }
    var bindings: [String: Binding] = [:]
    /// Register of the environment, where some binding is captured.
    var environment: Int?
    var statics: StaticScope?
}

/// Where a name was found.
enum Resolution {
    case register(Int, Scope.Binding, scope: Int)
    case slot(environment: Int, hops: Int, index: Int, kind: BindingKind, checked: Bool)
    case global
}

extension Kind {
    var isFunction: Bool {
        switch self {
        case .functionDeclaration, .functionExpression, .generatorFunction, .generatorDeclaration, .arrowFunction, .methodDefinition: true;
        default: false
        }
    }
}

/// Names that functions inside a node mention: variables of the outer function with such a name are captured.
struct CapturedNames {
    private let file: SourceFile
    private var names: Set<String> = []
    /// Bodies of inner functions that were not parsed: what they mention is only known by its spelling.
    private let elided: [Range<Int>]
    /// `this`, `super`, `arguments`, `new.target` of the outer function are used by arrows inside.
    private(set) var usesThis = false, usesArguments = false, usesNewTarget = false, usesSuper = false
    /// The function itself mentions `arguments` outside of inner functions.
    private(set) var mentionsArguments = false, mentionsEval = false

    /// Scans a function's (or program's) subtree once.
    init(_ file: SourceFile, _ tree: Tree, _ root: Int) {
        self.file = file
        elided = tree.elidedBodies(root)
        let end = Int(tree.nodes[root].next)
        var at = root + 1
        // open functions: where they end, and whether each is an arrow
        var open: [(end: Int, isArrow: Bool)] = [], others = 0
        while at < end {
            while let last = open.last, at >= last.end {
                if !last.isArrow { others -= 1 }
                open.removeLast()
            }
            let node = tree.nodes[at]
            if node.kind.isFunction || node.kind == .classStaticBlock || node.kind == .fieldDefinition || node.kind == .internalModule {
                open.append((Int(node.next), node.kind == .arrowFunction))
                if node.kind != .arrowFunction { others += 1 }
                if node.kind == .methodDefinition || node.kind == .fieldDefinition
                { /* computed keys run outside: over-approximated as captured */
                }
            }
            let inside = !open.isEmpty
            let onlyArrows = others == 0
            switch node.kind {
            case .identifier, .shorthandProperty, .shorthandPattern, .privateName:
                let range = Int(node.start)..<Int(node.end)
                if inside || node.kind == .privateName { names.insert(Literal.identifier(file.slice(range))) }
                if onlyArrows, range.count == 9, file.slice(range).elementsEqual("arguments".utf8) {
                    if inside { usesArguments = true } else { mentionsArguments = true }
                }
                if !inside, range.count == 4, file.slice(range).elementsEqual("eval".utf8) { mentionsEval = true }
            case .undefined: if inside { names.insert("undefined") }
            case .this: if inside, onlyArrows { usesThis = true }
            case .super: if inside, onlyArrows { usesSuper = true; usesThis = true }
            case .metaProperty: if inside, onlyArrows { usesNewTarget = true }
            default: break
            }
            if node.isElided, onlyArrows { addElidedArrow(Int(node.start)..<Int(node.end)) }
            at += 1
        }
    }

    /// Whether an inner function may mention a name.
    func contains(_ name: String) -> Bool { names.contains(name) || file.mayMention(name, inAny: elided) }

    /// An arrow that was not parsed uses what it may use.
    private mutating func addElidedArrow(_ body: Range<Int>) {
        func mentions(_ word: String) -> Bool { file.mayMention(word, inAny: [body]) }
        if mentions("super") { usesSuper = true }
        if usesSuper || mentions("this") { usesThis = true }
        if mentions("arguments") { usesArguments = true }
        if mentions("target") { usesNewTarget = true }
    }
}
