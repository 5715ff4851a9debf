import Machine
import Syntax

/// Classes: constructor, methods, fields, static parts.
extension FunctionLowering {
    private struct Field { var node: Int; var keySlot: String?; var isStatic: Bool }

    mutating func classDefinition(_ n: Int, into dst: Int, name: String?) {
        let outerStrict = isStrict
        isStrict = true
        defer { isStrict = outerStrict }
        let mark = code.mark
        defer { code.release(to: mark) }
        let own = tree.child(n, .name).map(identifier)
        let members = tree.child(n, .body).map { tree.namedChildren($0) } ?? []
        let isDecorated =
            tree.first(n, .decorator) != nil || members.contains { tree.kind($0) == .decorator || tree.first($0, .decorator) != nil }
        if isDecorated || hasPatch(n) || hasDecoratedParameter(n) {
            code.emit(.stop, bc: code.constant("a class with decorators or accessor fields"))
            return
        }
        let heritage = tree.first(n, .classHeritage).flatMap { inner($0) }

        // the class's own scope: its name, private names, computed keys of fields
        var names: [(name: String, kind: BindingKind)] = [], seen: Set<String> = []
        if let own { names.append((own, .const)) }
        for m in members {
            if let key = memberKey(m), tree.kind(key) == .privateName, seen.insert(identifier(key)).inserted {
                names.append((identifier(key), .special))
            }
        }
        let fields = members.enumerated().compactMap { i, m -> Field? in
            guard tree.kind(m) == .fieldDefinition || tree.kind(m) == .classStaticBlock else { return nil }
            let computed = memberKey(m).map { tree.kind($0) == .computedPropertyName } ?? false
            return Field(node: m, keySlot: computed ? "%key\(i)" : nil, isStatic: tree.kind(m) == .classStaticBlock || isStatic(m))
        }
        for f in fields { if let k = f.keySlot { names.append((k, .special)) } }
        openScope(names, forceSlots: true)
        for (name, _) in names where name.hasPrefix("#") {
            let r = code.temporary()
            let isMethod = members.contains { m in
                tree.kind(m) == .methodDefinition && memberKey(m).map { tree.kind($0) == .privateName && identifier($0) == name } ?? false
            }
            code.emit(.newPrivateName, x: isMethod ? 1 : 0, a: r, bc: code.name(name))
            store(name, n, from: r, initialising: true)
        }
        let parent = code.temporary(), constructor = code.temporary(), pair = code.block(2)
        if let heritage { expression(heritage, into: parent) } else { code.emit(.loadHole, a: parent) }
        let kind: FunctionKind = heritage == nil ? [.classConstructor, .strict] : [.classConstructor, .derived, .strict]
        let explicit = members.first {
            tree.kind($0) == .methodDefinition && !isStatic($0)
                && memberKey($0).map { tree.kind($0) != .computedPropertyName && staticKey($0) == "constructor" } ?? false
        }
        let className = own ?? name ?? ""
        let f = explicit.map { constructorTemplate($0, className, kind, range: n) } ?? defaultConstructor(n, className, kind)
        code.emit(.closure, a: constructor, b: f, c: currentEnvironment)
        code.position(heritage.map(engineOffset) ?? start(n), heritage.map { tree.range($0) })
        code.emit(.classDefinition, a: pair, b: parent, c: constructor)
        // methods and the keys of fields, in the order in which they are written
        for m in members where m != explicit {
            guard let key = memberKey(m), tree.kind(key) != .privateName else { continue }
            if tree.kind(m) == .methodDefinition { method(m, on: isStatic(m) ? pair : pair + 1, enumerable: false) }
            if let slot = fields.first(where: { $0.node == m })?.keySlot {
                let k = propertyKey(key)
                code.emit(.toPropertyKey, a: k, b: k)
                store(slot, m, from: k, initialising: true)
            }
        }
        let privateMethods = members.filter {
            tree.kind($0) == .methodDefinition && memberKey($0).map { tree.kind($0) == .privateName } ?? false
        }
        if let own { store(own, n, from: pair, initialising: true) }
        let parameters = explicit.map { parameterProperties($0).map(identifier) } ?? []
        initializer(fields.filter { !$0.isStatic }, privateMethods.filter { !isStatic($0) }, n, parameters).map { t in
            let r = code.temporary()
            code.emit(.closure, a: r, b: t, c: currentEnvironment)
            code.emit(.setHomeObject, a: r, b: pair + 1)
            code.emit(.setFieldInitializer, a: pair, b: r)
        }
        initializer(fields.filter(\.isStatic), privateMethods.filter(isStatic), n).map { t in
            let base = code.block(2)
            code.emit(.closure, a: base, b: t, c: currentEnvironment)
            code.emit(.setHomeObject, a: base, b: pair)
            code.emit(.move, a: base + 1, b: pair)
            code.position(start(n))
            code.emit(.call, a: base, b: base, c: 0)
        }
        closeScope()
        code.emit(.move, a: dst, b: pair)
    }
    /// Syntax of classes that stands in the tree as something else.
    private func hasPatch(_ n: Int) -> Bool {
        let range = tree.range(n)
        return file.patches.contains { range.contains($0.range.lowerBound) && ($0.kind == .accessor || $0.kind == .decoratorExpression) }
    }
    private func hasDecoratedParameter(_ n: Int) -> Bool {
        file.language == .typeScript && tree.nodes[n..<Int(tree.nodes[n].next)].contains { $0.kind == .decorator }
    }
    func memberKey(_ m: Int) -> Int? { tree.child(m, .name) ?? tree.child(m, .property) }
    func isStatic(_ m: Int) -> Bool { tree.first(m, .staticToken) != nil || tree.first(m, .staticGetToken) != nil }

    private mutating func constructorTemplate(_ m: Int, _ name: String, _ kind: FunctionKind, range n: Int) -> Int {
        let file = file, tree = tree, index = index, statics = currentStatics, range = tree.range(n)
        return code.function(
            FunctionTemplate(
                name: name, length: Self.length(of: m, tree), kind: kind, file: index,
                range: UInt32(range.lowerBound)..<UInt32(range.upperBound)
            ) { template in
                Self.lower(m, tree, file, index, template.kind, statics)
            })
    }
    private mutating func defaultConstructor(_ n: Int, _ name: String, _ kind: FunctionKind) -> Int {
        let range = tree.range(n), index = index
        return code.function(
            FunctionTemplate(name: name, length: 0, kind: kind, file: index, range: UInt32(range.lowerBound)..<UInt32(range.upperBound)) {
                template in
                var b = CodeBuilder(firstFree: 2)
                b.position(range.lowerBound)
                let first = b.block(3)
                if template.kind.contains(.derived) {
                    b.emit(.restParameter, a: first + 2, b: 0)
                    b.emit(.superCallArray, a: first, b: first)
                } else {
                    b.emit(.loadCallee, a: first)
                    b.emit(.runFieldInitializers, a: 0, b: first)
                }
                b.emit(.loadUndefined, a: first)
                b.emit(.returnValue, a: first)
                return b.code(parameterCount: 0, environmentRegister: 1, usesArguments: template.kind.contains(.derived))
            })
    }
    /// A method, getter or setter of a class or an object literal.
    mutating func method(_ m: Int, on object: Int, enumerable: Bool) {
        guard let key = memberKey(m) else { return }
        let mark = code.mark
        defer { code.release(to: mark) }
        let k = propertyKey(key)
        if tree.kind(key) == .computedPropertyName { code.emit(.toPropertyKey, a: k, b: k) }
        let (f, form) = methodTemplate(m)
        let r = code.temporary()
        code.emit(.closure, a: r, b: f, c: currentEnvironment)
        code.emit(.defineMethod, x: (enumerable ? 1 : 0) | form << 1, a: object, b: k, c: r)
    }
    private mutating func methodTemplate(_ m: Int) -> (function: Int, form: Int) {
        let isGetter = tree.first(m, .getToken) != nil || tree.first(m, .staticGetToken) != nil, isSetter = tree.first(m, .setToken) != nil
        return (template(m, name: "", adding: isGetter ? .getter : isSetter ? .setter : []), isGetter ? 1 : isSetter ? 2 : 0)
    }
    /// One function that initialises an instance (or the class itself): private methods first, then fields and static blocks in order.
    /// `parameters` are fields, too (TypeScript's), before all others; the constructor gives them their values.
    private mutating func initializer(_ fields: [Field], _ privateMethods: [Int], _ n: Int, _ parameters: [String] = []) -> Int? {
        guard !fields.isEmpty || !privateMethods.isEmpty || !parameters.isEmpty else { return nil }
        let file = file, tree = tree, index = index, statics = currentStatics, range = tree.range(n)
        return code.function(
            FunctionTemplate(
                name: "<instance_members_initializer>", length: 0, kind: [.strict, .method, .initializer], file: index,
                range: UInt32(range.lowerBound)..<UInt32(range.upperBound)
            ) { template in
                var f = FunctionLowering(file, tree, index, root: n, kind: template.kind, outer: statics, parameterCount: 0)
                f.isStaticInitializer = fields.contains(where: \.isStatic)
                f.openScope([("%this", .special), ("%home", .special)])
                f.store("%this", n, from: 0, initialising: true)
                let t = f.code.temporary()
                f.code.emit(.loadCallee, a: t)
                f.store("%home", n, from: t, initialising: true)
                for m in privateMethods { f.privateMethod(m) }
                for name in parameters { f.declareField(name) }
                for field in fields { f.field(field) }
                f.finish()
                return f.build(parameterCount: 0)
            })
    }
    private mutating func privateMethod(_ m: Int) {
        guard let key = memberKey(m) else { return }
        let mark = code.mark
        defer { code.release(to: mark) }
        let k = code.temporary(), r = code.temporary()
        load(identifier(key), key, into: k)
        let (f, form) = methodTemplate(m)
        code.emit(.closure, a: r, b: f, c: currentEnvironment)
        code.emit(.setFunctionName, a: r, b: k)
        code.emit(.definePrivate, x: form == 0 ? 3 : form, a: 0, b: k, c: r)
    }
    private mutating func declareField(_ name: String) {
        let key = code.temporary(), value = code.temporary()
        code.emit(.loadConstant, a: key, bc: code.constant(name))
        code.emit(.loadUndefined, a: value)
        code.emit(.defineElement, a: 0, b: key, c: value)
    }
    private mutating func field(_ field: Field) {
        let mark = code.mark
        defer { code.release(to: mark) }
        if tree.kind(field.node) == .classStaticBlock {
            guard let body = tree.child(field.node, .body) else { return }
            let names = varNames(body).map { (name: $0, kind: BindingKind.var) }
            openScope(names)
            statement(body, labels: [])
            closeScope()
            return
        }
        guard let key = memberKey(field.node) else { return }
        let v = code.temporary(), k = code.temporary()
        let value = tree.child(field.node, .value)
        let name = tree.kind(key) == .computedPropertyName ? nil : staticKey(key)
        if let value { expression(value, into: v, name: isAnonymousFunction(value) ? name : nil) } else { code.emit(.loadUndefined, a: v) }
        code.position(start(key))
        if tree.kind(key) == .privateName {
            load(identifier(key), key, into: k)
            code.emit(.definePrivate, a: 0, b: k, c: v)
        } else {
            if let slot = field.keySlot { load(slot, key, into: k) } else { code.emit(.loadConstant, a: k, bc: code.constant(name ?? "")) }
            let isComputed = tree.kind(key) == .computedPropertyName
            code.emit(.defineElement, x: isComputed && value.map(isAnonymousFunction) == true ? 1 : 0, a: 0, b: k, c: v)
        }
    }
}
