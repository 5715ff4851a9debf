import Machine
import Syntax

/// What TypeScript has beside types: enums, namespaces, `export =`, parameters that are fields. As esbuild and the compiler write them.
extension FunctionLowering {
    /// A variable that says that a part of an enum or namespace has run: in another one the names of the first need no prefix.
    static func partsName(_ name: String) -> String { "%parts:" + name }

    /// The names that an enum or namespace (`A` of `namespace A.B`) declares.
    static func declaredName(_ n: Int, _ file: SourceFile, _ tree: Tree) -> String? {
        guard var name = tree.child(n, .name) else { return nil }
        while tree.kind(name) == .nestedIdentifier || tree.kind(name) == .memberExpression, let first = tree.namedChildren(name).first {
            name = first
        }
        return tree.kind(name) == .identifier ? Literal.identifier(file.slice(tree.range(name))) : nil
    }

    /// The object of the name, made where nothing has made it.
    private mutating func part(of name: String, _ n: Int) -> Int {
        let object = code.temporary(), isThere = code.temporary()
        load(Self.partsName(name), n, into: isThere)
        let isFirst = code.jump(.jumpIfFalse, isThere)
        code.emit(.stop, bc: code.constant("an enum or namespace in several parts"))
        land(isFirst)
        code.emit(.loadTrue, a: isThere)
        store(Self.partsName(name), n, from: isThere)
        load(name, n, into: object)
        let isMade = code.jump(.jumpIfTrue, object)
        code.emit(.newObject, a: object)
        store(name, n, from: object)
        land(isMade)
        return object
    }
    private mutating func land(_ jump: Int) {
        let m = code.marker()
        code.patch(jump, to: m)
        code.join(jump, at: m)
    }
    private mutating func set(_ object: Int, _ key: String, to value: Int) {
        let k = code.temporary()
        code.emit(.loadConstant, a: k, bc: code.constant(key))
        code.emit(.setElement, x: 1, a: object, b: k, c: value)
    }

    // MARK: enums

    mutating func enumeration(_ n: Int) {
        guard let name = Self.declaredName(n, file, tree), let body = tree.child(n, .body) else { return }
        let members = tree.namedChildren(body).compactMap { m in
            (tree.child(m, .name) ?? (tree.kind(m) == .enumAssignment ? nil : m)).map { (key: $0, value: tree.child(m, .value)) }
        }
        let object = part(of: name, n), value = code.temporary(), key = code.temporary()
        openScope(members.filter { tree.kind($0.key) == .propertyIdentifier }.map { (identifier($0.key), .let) })
        for (index, member) in members.enumerated() {
            let mark = code.mark
            defer { code.release(to: mark) }
            let text = enumKey(member.key)
            code.emit(.loadConstant, a: key, bc: code.constant(text))
            if let initial = member.value {
                expression(initial, into: value)
            } else if index == 0 {
                code.emit(.loadInt, a: value, bc: 0)
            } else {
                code.emit(.addInt, a: value, b: value, c: 1)
            }
            code.emit(.setElement, x: 1, a: object, b: key, c: value)
            nameOfValue(member.value, value, key, in: object)
            if tree.kind(member.key) == .propertyIdentifier { store(text, member.key, from: value, initialising: true) }
        }
        closeScope()
    }
    private func enumKey(_ key: Int) -> String {
        switch tree.kind(key) {
        case .string: return ModuleRecord.string(file, tree, key)
        case .computedPropertyName: return tree.namedChildren(key).first.map { ModuleRecord.string(file, tree, $0) } ?? ""
        default: return identifier(key)
        }
    }
    /// `A[A["B"] = value] = "B"`, but for members that are strings. Those computed at run time are looked at there; tools look before that,
    /// so that the name of a string that only a run can know is left out here.
    private mutating func nameOfValue(_ expression: Int?, _ value: Int, _ key: Int, in object: Int) {
        if let expression, tree.kind(expression) == .string || tree.kind(expression) == .templateString { return }
        guard let expression, tree.kind(expression) != .number else { return code.emit(.setElement, x: 1, a: object, b: value, c: key) }
        let type = code.temporary(), string = code.temporary()
        code.emit(.typeOf, a: type, b: value)
        code.emit(.loadConstant, a: string, bc: code.constant("string"))
        code.emit(.strictEqual, a: type, b: type, c: string)
        let isString = code.jump(.jumpIfTrue, type)
        code.emit(.setElement, x: 1, a: object, b: value, c: key)
        land(isString)
    }

    // MARK: namespaces

    mutating func namespace(_ n: Int) {
        guard let name = Self.declaredName(n, file, tree), let path = tree.child(n, .name), let body = tree.child(n, .body) else { return }
        var object = part(of: name, n)
        for inner in text(path).split(separator: ".").dropFirst() { object = member(String(inner.filter { !$0.isWhitespace }), of: object) }
        let file = file, tree = tree, index = index, statics = currentStatics, range = tree.range(n)
        let function = code.function(
            FunctionTemplate(name: "", length: 1, kind: .strict, file: index, range: UInt32(range.lowerBound)..<UInt32(range.upperBound)) {
                template in
                var f = FunctionLowering(file, tree, index, root: body, kind: template.kind, outer: statics, parameterCount: 1)
                f.namespaceBody(body, object: 1)
                return f.build(parameterCount: 1)
            })
        let base = code.block(3)
        code.emit(.closure, a: base, b: function, c: currentEnvironment)
        code.emit(.loadUndefined, a: base + 1)
        code.emit(.move, a: base + 2, b: object)
        code.position(start(n))
        code.emit(.call, a: base, b: base, c: 1)
    }
    private mutating func member(_ name: String, of object: Int) -> Int {
        let key = code.temporary(), value = code.temporary()
        code.emit(.loadConstant, a: key, bc: code.constant(name))
        code.emit(.getElement, a: value, b: object, c: key)
        let isThere = code.jump(.jumpIfTrue, value)
        code.emit(.newObject, a: value)
        code.emit(.setElement, x: 1, a: object, b: key, c: value)
        land(isThere)
        return value
    }
    private mutating func namespaceBody(_ body: Int, object: Int) {
        let statements = tree.namedChildren(body)
        openScope(hoistedNames(body))
        hoistFunctions(statements)
        for s in statements {
            let mark = code.mark
            defer { code.release(to: mark) }
            guard tree.kind(s) == .exportStatement, let d = tree.child(s, .declaration) else {
                statement(s, labels: [])
                continue
            }
            statement(d, labels: [])
            switch tree.kind(d) {
            case .lexicalDeclaration where tree.child(d, .kind).map(text) != "let":
                for v in tree.namedChildren(d) {
                    if let target = tree.child(v, .name) { for name in Self.names(in: target, file, tree) { export(name, v, on: object) } }
                }
            // its readers see each assignment
            case .lexicalDeclaration, .variableDeclaration: code.emit(.stop, bc: code.constant("a namespace that exports a variable"))
            default: if let name = Self.declaredName(d, file, tree) { export(name, d, on: object) }
            }
        }
        finish()
    }
    private mutating func export(_ name: String, _ n: Int, on object: Int) {
        let value = code.temporary()
        load(name, n, into: value)
        set(object, name, to: value)
    }

    // MARK: modules and constructors

    /// `export = x`
    mutating func exportAssignment(_ n: Int) {
        if case .global = resolve("module") { return code.emit(.stop, bc: code.constant("export = in an ES module")) }
        guard let e = inner(n) else { return }
        let value = code.temporary(), module = code.temporary()
        code.beginStatement(start(n))
        expression(e, into: value)
        load("module", n, into: module)
        set(module, "exports", to: value)
    }

    /// The parameters of a constructor that are fields, too.
    func parameterProperties(_ n: Int) -> [Int] {
        guard file.language == .typeScript, let list = tree.child(n, .parameters) else { return [] }
        let children = tree.children(list)
        return zip(children, children.dropFirst()).compactMap {
            tree.kind($0) == .parameterProperty ? tree.kind($1) == .assignmentPattern ? tree.child($1, .left) : $1 : nil
        }
    }
    /// They are set where `this` is there: first of all, or right after `super()`.
    mutating func constructorBody(_ statements: [Int], _ properties: [Int]) {
        var count = 0
        if kind.contains(.derived) {
            guard let call = statements.firstIndex(where: isSuperCall) else {
                return code.emit(
                    .stop, bc: code.constant("a constructor whose parameters are fields, without a call of super() of its own"))
            }
            count = call + 1
        }
        self.statements(Array(statements.prefix(count)))
        let this = code.temporary(), key = code.temporary(), value = code.temporary()
        fetchThis()
        code.emit(.loadThis, a: this)
        for property in properties {
            load(identifier(property), property, into: value)
            code.emit(.loadConstant, a: key, bc: code.constant(identifier(property)))
            code.emit(.defineElement, a: this, b: key, c: value)
        }
        self.statements(Array(statements.dropFirst(count)))
    }
    private func isSuperCall(_ statement: Int) -> Bool {
        guard tree.kind(statement) == .expressionStatement, let call = inner(statement), tree.kind(call) == .callExpression else {
            return false
        }
        return tree.child(call, .function).map { tree.kind($0) == .super } ?? false
    }
}
