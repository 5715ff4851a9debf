/// From TypeScript's tree to the tree that a JavaScript grammar gives to the same text with its types blanked, which is what Node does to a
/// file before it runs it (`module.stripTypeScriptTypes`). Offsets stay those of the file.
///
/// What has a meaning at run time stays: as JavaScript where it has an equal (`import x = require("x")`), else as itself (`enum`), for
/// lowering.
struct TypeErasure {
    let source: Tree
    private let text: [UInt8]
    private(set) var tree = Tree()
    /// In the order of the file.
    private(set) var remaining: [TypeScriptSyntax] = []
    private var open: [Open] = []
    /// Where the rest of an expression that lost its type is skipped: from the end of what is kept of it to its own end.
    private var skips: [(from: Int, to: Int)] = []

    /// A node whose children are being erased.
    private struct Open {
        /// In the source tree, and in the new one.
        var node: Int, made: Int
        /// Where the source's first and last child begin and end: a node that began with a child that is gone begins with the next.
        var firstStart: UInt32?, lastEnd: UInt32 = 0
        var keptStart: UInt32?, keptEnd: UInt32 = 0
        /// The child before is gone, and the comma after it goes, too.
        var isAfterGone = false
    }

    init(_ source: Tree, _ text: [UInt8]) {
        self.source = source
        self.text = text
        tree.nodes.reserveCapacity(source.nodes.count)
        erase()
        tree.hasError = tree.nodes.contains { $0.kind == .error || $0.isMissing }
    }

    private mutating func erase() {
        var at = 0
        while at < source.nodes.count {
            close(before: at)
            while let skip = skips.last, skip.from <= at {
                skips.removeLast()
                at = max(at, skip.to)
                close(before: at)
            }
            guard at < source.nodes.count else { break }
            noteChild(at)
            at = step(at, field: field(at))
        }
        close(before: source.nodes.count)
    }

    /// Erases what begins at a node; returns the next one to look at.
    private mutating func step(_ start: Int, field: Field) -> Int {
        var at = start
        while true {
            switch outcome(at) {
            case .gone:
                leaveErrors(at..<Int(source.nodes[at].next))
                if let last = open.indices.last { open[last].isAfterGone = true }
                return Int(source.nodes[at].next)
            case .only(let inner):
                leaveErrors(at + 1..<inner)
                leaveErrors(Int(source.nodes[inner].next)..<Int(source.nodes[at].next))
                skips.append((Int(source.nodes[inner].next), Int(source.nodes[at].next)))
                at = inner
            case .children: return at + 1
            case .parts(let write):
                write(&self, at, field)
                return Int(source.nodes[at].next)
            case .kept(let kind):
                emit(at, kind, field)
                return at + 1
            }
        }
    }

    // MARK: writing

    /// What is not understood is not left out: it may be no type.
    private mutating func leaveErrors(_ nodes: Range<Int>) {
        guard source.hasError, let error = nodes.first(where: { source.kind($0) == .error || source.nodes[$0].isMissing }) else { return }
        make(.error, source.nodes[error].start..<source.nodes[error].end, .none)
    }
    mutating func emit(_ node: Int, _ kind: Kind, _ field: Field) {
        var made = source.nodes[node]
        made.kind = kind
        made.field = field
        made.next = UInt32(tree.nodes.count + 1)
        tree.nodes.append(made)
        if Int(source.nodes[node].next) > node + 1 {
            open.append(Open(node: node, made: tree.nodes.count - 1))
        } else {
            noteKept(made)
        }
    }
    /// A node without a counterpart, whose `count` descendants follow it in the new tree.
    mutating func make(_ kind: Kind, _ range: Range<UInt32>, _ field: Field, containing count: Int = 0) {
        let made = Tree.Node(
            start: range.lowerBound, end: range.upperBound, next: UInt32(tree.nodes.count + 1 + count), kind: kind, field: field,
            isMissing: false)
        tree.nodes.append(made)
        noteKept(made)
    }
    /// A subtree of the source as it is.
    mutating func append(_ subtree: some Collection<Tree.Node>) {
        guard let first = subtree.first else { return }
        let shift = Int(first.next) - subtree.count - tree.nodes.count
        for var node in subtree {
            node.next = UInt32(Int(node.next) - shift)
            tree.nodes.append(node)
        }
    }
    mutating func note(_ kind: TypeScriptSyntax.Kind, _ range: Range<Int>) { remaining.append(TypeScriptSyntax(kind: kind, range: range)) }

    private mutating func close(before at: Int) {
        while let last = open.last, at >= Int(source.nodes[last.node].next) {
            open.removeLast()
            let old = source.nodes[last.node]
            var made = tree.nodes[last.made]
            made.next = UInt32(tree.nodes.count)
            if let kept = last.keptStart {
                if last.firstStart == old.start { made.start = kept }
                if last.lastEnd == old.end { made.end = last.keptEnd }
            }
            tree.nodes[last.made] = made
            noteKept(made)
        }
    }
    private mutating func noteChild(_ node: Int) {
        guard let last = open.indices.last else { return }
        if open[last].firstStart == nil { open[last].firstStart = source.nodes[node].start }
        open[last].lastEnd = source.nodes[node].end
    }
    private mutating func noteKept(_ made: Tree.Node) {
        guard let last = open.indices.last, made.start < made.end || open[last].keptStart == nil else { return }
        if made.kind != .comment { open[last].isAfterGone = false }
        if open[last].keptStart == nil { open[last].keptStart = made.start }
        open[last].keptEnd = max(made.end, open[last].keptEnd)
    }

    // MARK: reading

    /// A child's field in the new tree.
    private func field(_ node: Int) -> Field {
        guard let parent = open.last else { return source.nodes[node].field }
        switch (source.kind(parent.node), source.nodes[node].field) {
        case (.publicField, .name): return .property
        case (.requiredParameter, .pattern), (.optionalParameter, .pattern): return .left
        case (.requiredParameter, .value), (.optionalParameter, .value): return .right
        case (.callExpression, _) where source.kind(node) == .questionDot: return .optionalChain
        case (.classHeritage, _): return .none  // of `extends`, whose node is gone
        case (_, let field): return field
        }
    }

    enum Outcome {
        case gone
        /// Nothing but one of its descendants.
        case only(Int)
        /// Its children in its place.
        case children
        /// Written by a function, with all that is in it.
        case parts((inout TypeErasure, Int, Field) -> Void)
        case kept(Kind)
    }

    private mutating func outcome(_ node: Int) -> Outcome {
        let kind = source.kind(node)
        switch kind {
        case .typeAnnotation, .typeParameters, .typeArguments, .typePredicateAnnotation, .assertsAnnotation, .interfaceDeclaration,
            .typeAlias, .ambientDeclaration, .functionSignature,
            .methodSignature, .abstractMethodSignature, .indexSignature, .implementsClause, .accessibilityModifier, .overrideModifier,
            .abstractToken, .declareToken, .readonlyToken:
            return .gone
        case .asExpression, .satisfiesExpression, .nonNullExpression, .instantiationExpression:
            return source.namedChildren(node).first.map { .only($0) } ?? .kept(kind)
        case .typeAssertion:
            guard let inner = source.namedChildren(node).last else { return .kept(kind) }
            note(.typeAssertion, source.range(node))
            return .only(inner)
        case .typeIdentifier: return .kept(.identifier)
        case .abstractClass: return .kept(.classDeclaration)
        case .classHeritage: return source.first(node, .extendsClause) == nil ? .gone : .kept(kind)
        case .extendsClause: return .children
        case .requiredParameter, .optionalParameter: return parameter(node)
        case .publicField:
            return source.first(node, .declareToken) != nil || source.first(node, .abstractToken) != nil ? .gone : .kept(.fieldDefinition)
        // `tag<T>`…``, which this grammar takes for two comparisons
        case .binaryExpression:
            return source.child(node, .right).map { source.kind($0) == .templateString } == true
                && source.child(node, .operator).map { text[source.range($0).lowerBound] == UInt8(ascii: ">") } == true
                ? .kept(.error) : .kept(kind)
        case .decorator:
            return open.last.map { source.kind($0.node) == .requiredParameter || source.kind($0.node) == .optionalParameter } == true
                ? .gone : .kept(kind)
        // `f?.()`: a node in the other grammar
        case .questionDot where open.last.map({ source.kind($0.node) == .callExpression }) == true: return .kept(.optionalChain)
        case .token, .questionMark, .commaToken, .questionDot: return isTokenOfTypes(node, kind) ? .gone : .kept(kind)
        case .importSpecifier, .exportSpecifier: return source.first(node, .typeToken) != nil ? .gone : .kept(kind)
        case .importStatement: return importStatement(node)
        case .importAlias: return .parts { $0.importAlias($1, $2) }
        case .exportStatement: return exportStatement(node)
        case .expressionStatement:
            // a namespace stands in a statement of its own
            guard let inner = source.namedChildren(node).first, source.kind(inner) == .internalModule else { return .kept(kind) }
            return isOnlyTypes(inner) ? .gone : .only(inner)
        case .internalModule, .module:
            if isOnlyTypes(node) { return .gone }
            note(kind == .module ? .moduleKeyword : .namespace, source.range(node))
            return .kept(.internalModule)
        case .enumDeclaration:
            note(.enum, source.range(node))
            return .kept(kind)
        default: return .kept(kind)
        }
    }

    private mutating func parameter(_ node: Int) -> Outcome {
        guard let pattern = source.child(node, .pattern) else { return .kept(source.kind(node)) }
        if source.kind(pattern) == .this { return .gone }
        // decorators stay where a class looks for them
        if let decorator = source.first(node, .decorator) {
            make(.decorator, source.nodes[decorator].start..<source.nodes[decorator].end, .none)
        }
        if let modifier = source.children(node).first(where: {
            [.accessibilityModifier, .overrideModifier, .readonlyToken].contains(source.kind($0))
        }) {
            make(.parameterProperty, source.nodes[modifier].start..<source.nodes[modifier].end, .none)
            note(.parameterProperty, source.range(modifier).lowerBound..<source.range(node).upperBound)
        }
        return source.child(node, .value) == nil ? .only(pattern) : .kept(.assignmentPattern)
    }

    /// `?` and `!` of declarations, and the comma after something that is gone.
    private func isTokenOfTypes(_ node: Int, _ kind: Kind) -> Bool {
        guard let parent = open.last else { return false }
        switch (source.kind(parent.node), kind) {
        case (.optionalChain, _): return true  // a leaf in the other grammar
        case (.publicField, .questionMark), (.methodDefinition, .questionMark), (.optionalParameter, .questionMark): return true
        case (.publicField, .token), (.variableDeclarator, .token):
            return source.range(node).count == 1 && text[source.range(node).lowerBound] == UInt8(ascii: "!")
        case (.formalParameters, .commaToken), (.namedImports, .commaToken), (.exportClause, .commaToken): return parent.isAfterGone
        default: return false
        }
    }
}
