import Syntax

/// Names that a CommonJS module is seen to export without running it, as cjs-module-lexer finds them (Node, Deno).
package struct CommonJSNames {
    package private(set) var names: [String] = []
    package private(set) var reexports: [String] = []

    package init(_ file: SourceFile) {
        let tree = file.tree(mentioning: ["exports", "require", "__exportStar", "__export"])
        let bindings = CommonJSNames.requiredAtTop(file, tree)
        var seen: Set<String> = [], found: [String] = [], refused: Set<String> = []
        func add(_ name: String) { if seen.insert(name).inserted { found.append(name) } }
        defer { names = found.filter { !refused.contains($0) } }
        func isExports(_ n: Int) -> Bool {
            let t = file.text(tree.range(n))
            return t == "exports" || t == "module.exports"
        }
        // the end of the outermost bracket around the node: some forms count outside of all
        var at = 0, enclosedUntil = 0
        while at < tree.nodes.count {
            let isOutside = tree.range(at).lowerBound >= enclosedUntil
            switch tree.kind(at) {
            case .statementBlock, .arguments, .object, .formalParameters, .classBody, .switchBody:
                enclosedUntil = max(enclosedUntil, tree.range(at).upperBound)
            case .memberExpression, .subscriptExpression:
                // `exports.x =`; to the lexer `exports.x === y` begins like one
                guard let o = tree.child(at, .object), isExports(o), file.bytes[tree.range(at).upperBound...].first(where: { $0 > 32 }) == 61
                else { break }
                if let p = tree.child(at, .property) {
                    add(file.text(tree.range(p)))
                } else if let k = tree.child(at, .index), tree.kind(k) == .string {
                    add(ModuleRecord.string(file, tree, k))
                }
            case .assignmentExpression:
                guard let l = tree.child(at, .left), file.text(tree.range(l)) == "module.exports", let r = tree.child(at, .right) else { break }
                reexports = []
                wholeExports(file, tree, r, add)
            case .callExpression:
                guard let f = tree.child(at, .function), let a = tree.child(at, .arguments), tree.kind(a) == .arguments else { break }
                let list = tree.namedChildren(a), callee = file.text(tree.range(f))
                if callee == "Object.defineProperty", list.count >= 2, isExports(list[0]), tree.kind(list[1]) == .string {
                    let name = ModuleRecord.string(file, tree, list[1])
                    if list.count > 2 { if Self.isPlain(file.text(tree.range(list[2]))) { add(name) } else { refused.insert(name) } }
                }
                guard isOutside else { break }
                if callee == "__exportStar" || callee == "tslib.__exportStar" || callee == "__export" || callee.hasSuffix(".__exportStar"),
                    let inner = list.first, let spec = Self.required(file, tree, inner)
                {
                    reexports.append(spec)
                }
                if let name = CommonJSNames.copied(file, tree, f, list), let spec = bindings[name] { reexports.append(spec) }
            // esbuild's hint: 0 && (module.exports = {...})  is an assignment and found above
            default: break
            }
            at += 1
        }
    }
    /// `const x = require("y")` at the top level, and as Babel wraps it.
    private static func requiredAtTop(_ file: SourceFile, _ tree: Tree) -> [String: String] {
        var bindings: [String: String] = [:]
        for statement in tree.nodes.isEmpty ? [] : tree.namedChildren(0) {
            guard tree.kind(statement) == .variableDeclaration || tree.kind(statement) == .lexicalDeclaration,
                let declarator = tree.namedChildren(statement).first, let name = tree.child(declarator, .name),
                tree.kind(name) == .identifier, var value = tree.child(declarator, .value)
            else { continue }
            if tree.kind(value) == .callExpression, let f = tree.child(value, .function),
                file.text(tree.range(f)) == "_interopRequireWildcard",
                let inner = tree.child(value, .arguments).flatMap({ tree.namedChildren($0).first })
            {
                value = inner
            }
            if let spec = required(file, tree, value) { bindings[file.text(tree.range(name))] = spec }
        }
        return bindings
    }
    /// `Object.keys(x).forEach(function (k) { if (k !== "default" …) exports[k] = x[k] })`: the name x.
    private static func copied(_ file: SourceFile, _ tree: Tree, _ callee: Int, _ arguments: [Int]) -> String? {
        guard tree.kind(callee) == .memberExpression, let property = tree.child(callee, .property),
            file.text(tree.range(property)) == "forEach", let keys = tree.child(callee, .object), tree.kind(keys) == .callExpression,
            let function = tree.child(keys, .function), file.text(tree.range(function)) == "Object.keys",
            let name = tree.child(keys, .arguments).flatMap({ tree.namedChildren($0).first }), tree.kind(name) == .identifier,
            let body = arguments.first, tree.kind(body) == .functionExpression
        else { return nil }
        guard let parameter = tree.child(body, .parameters).flatMap({ tree.namedChildren($0).first }), tree.range(body).count < 1000 else {
            return nil
        }
        let from = file.text(tree.range(name))
        return copies(file.text(tree.range(body)), from, file.text(tree.range(parameter))) ? from : nil
    }
    /// The bodies that Babel, TypeScript and SWC write for `export *`, without spaces; with others the lexer sees no re-export.
    private static func copies(_ body: String, _ from: String, _ key: String) -> Bool {
        var rest = Words(body)
        guard rest.take("function(\(key)){if(\(key)") else { return false }
        if rest.take(#"==="default"||\#(key)==="__esModule""#) {
            guard rest.takeReturn() else { return false }
            if rest.take("if("), !rest.takeKnown(from, key) { return false }
        } else if rest.take(#"!=="default""#) {
            if rest.take("&&!"), !rest.takeOwnership(key) { return false }
            guard rest.take(")") else { return false }
        } else {
            return false
        }
        if rest.takeExports() { return rest.take("[\(key)]=\(from)[\(key)]") }
        guard rest.take("Object.defineProperty("), rest.takeExports(), rest.take(",\(key),{enumerable:true,get") else { return false }
        if rest.take(":function") { rest.takeName() }
        return rest.take("(){return\(from)[\(key)]")
    }
    /// A descriptor of which the lexer takes the name: `enumerable: true`, if it is there, first; then a value, or a getter that only gives
    /// a name, or a member of one. With any other getter the name is no export, for reading it might do something.
    private static func isPlain(_ descriptor: String) -> Bool {
        var rest = Words(descriptor)
        guard rest.take("{") else { return false }
        if rest.take("enumerable:"), !rest.take("true,") { return false }
        if rest.take("value:") { return true }
        guard rest.take("get") else { return false }
        if rest.take(":function") { rest.takeName() }
        guard rest.take("(){return") else { return false }
        rest.takeName()
        if rest.take(".") { rest.takeName() } else if rest.take("[\"") { rest.takeName(); if !rest.take("\"]") { return false } }
        _ = rest.take(";")
        guard rest.take("}") else { return false }
        _ = rest.take(",")
        return rest.take("}")
    }
    /// `module.exports = { … }`: the lexer stops at the first member that is more than names, which it takes where it begins with one.
    private mutating func wholeExports(_ file: SourceFile, _ tree: Tree, _ r: Int, _ add: (String) -> Void) {
        // what is then done with it, `require("x").y` or `{ … }["y"]`, the lexer does not read
        var first = r
        while tree.kind(first) != .object, let inner = tree.namedChildren(first).first,
            tree.range(inner).lowerBound == tree.range(r).lowerBound
        {
            if let spec = Self.required(file, tree, first) { reexports.append(spec); return }
            first = inner
        }
        guard tree.kind(first) == .object else { return }
        for m in tree.namedChildren(first) where tree.kind(m) != .comment {
            switch tree.kind(m) {
            case .shorthandProperty: add(file.text(tree.range(m)))
            case .pair:
                guard let k = tree.child(m, .key), let v = tree.child(m, .value), [.string, .propertyIdentifier].contains(tree.kind(k)),
                    Self.beginsWithName(file, tree.range(v))
                else { return }
                add(tree.kind(k) == .string ? ModuleRecord.string(file, tree, k) : file.text(tree.range(k)))
                // after a value the lexer passes over no space
                guard Self.isWord(file, tree.range(v)), [44, 125].contains(file.bytes[tree.range(v).upperBound]) else { return }
            case .methodDefinition:
                // the word that it begins with: its name, or `get`, `async`
                let word = file.text(tree.range(m)).prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
                if Self.beginsWithName(file, tree.range(m)) { add(String(word)) }
                return
            case .spreadElement:
                guard let e = tree.namedChildren(m).first else { return }
                if let spec = Self.required(file, tree, e) { reexports.append(spec) } else if !Self.isWord(file, tree.range(e)) { return }
            default: return
            }
        }
    }
    /// `x`, `true`: to the lexer all words are names.
    private static func isWord(_ file: SourceFile, _ range: Range<Int>) -> Bool {
        beginsWithName(file, range)
            && file.bytes[range].allSatisfy {
                switch $0 {
                case 36, 48...57, 65...90, 92, 95, 97...122, 128...: true
                default: false
                }
            }
    }
    private static func beginsWithName(_ file: SourceFile, _ range: Range<Int>) -> Bool {
        guard let first = file.bytes[range].first else { return false }
        switch first {
        case 36, 65...90, 92, 95, 97...122, 128...: return true
        default: return false
        }
    }
    private static func required(_ file: SourceFile, _ tree: Tree, _ n: Int) -> String? {
        guard tree.kind(n) == .callExpression, let f = tree.child(n, .function), file.text(tree.range(f)) == "require",
            let a = tree.child(n, .arguments), let s = tree.namedChildren(a).first, tree.kind(s) == .string
        else { return nil }
        return ModuleRecord.string(file, tree, s)
    }
}

/// Source without spaces and with one kind of quotes, read from its start.
private struct Words {
    private var rest: Substring

    init(_ source: String) {
        rest = String(source.lazy.filter { !$0.isWhitespace }.map { $0 == "'" ? "\"" : $0 })[...]
    }
    mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }
    mutating func takeName() { rest = rest.drop { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" } }
    mutating func takeExports() -> Bool { take("module.exports") || take("exports") }
    mutating func takeReturn() -> Bool {
        guard take(")return") else { return false }
        _ = take(";")
        return true
    }
    /// `Object.prototype.hasOwnProperty.call(NAME,key)` or `NAME.hasOwnProperty(key)`.
    mutating func takeOwnership(_ key: String) -> Bool {
        if take("Object.prototype.hasOwnProperty.call(") { takeName(); return take(",\(key))") }
        let before = rest
        takeName()
        if rest.count < before.count, take(".hasOwnProperty(\(key))") { return true }
        rest = before
        return false
    }
    /// What is there already is passed over: `Object.prototype.hasOwnProperty…)return;`, `key in exports && exports[key] === from[key])return;`.
    mutating func takeKnown(_ from: String, _ key: String) -> Bool {
        if takeOwnership(key) {
            guard takeReturn() else { return false }
            if !take("if(") { return true }
        }
        return take("\(key)in") && takeExports() && take("&&") && takeExports() && take("[\(key)]===\(from)[\(key)]") && takeReturn()
    }
}
