import Syntax

/// What an example imports, and what it calls of it.
extension ExampleRewriting {
    mutating func importStatement(_ statement: Int) {
        guard let source = tree.child(statement, .source), let specifier = stringValue(source) else { return }
        let module = module(specifier)
        var text = ""
        for (local, imported) in imported(statement) {
            let declare = repeated.contains(local) ? "var" : "let"
            switch module {
            case .package:
                if imported == "*" { namespaces.insert(local) } else { bindings.insert(local) }
                if imported != "*", imported != "default" { names.append(imported) }
                text += "\(declare) \(local) = \(access(imported));"
            case .other(let name): text += "\(declare) \(local) = \(access(imported, of: name));"
            case .wasm(let path): imports += "import \(local) from \(quoted(path));\n"
            case .unknown: text += "\(declare) \(local) = __glueUnknown;"
            }
        }
        if imported(statement).isEmpty, case .package = module { importsForEffect = true }
        replace(statement, text)
    }

    /// What an example's specifier stands for in the consumer.
    enum Module { case package, other(String), wasm(String), unknown }

    /// `isRequired`: the example says `require`.
    mutating func module(_ specifier: String, isRequired: Bool = false) -> Module {
        let nearness = package.nearness(of: specifier)
        // of two entries of the package the one that is asked about is the module; the other is imported as it is
        if nearness == .same || nearness > .none && !(importsEntry && nearness == .package) { return .package }
        if let path = neighbours.wasm?.path(named: specifier) { return .wasm(path) }
        guard nearness == .package || neighbours.has(specifier) else { return .unknown }
        if let name = others[specifier] { return .other(name) }
        let name = "__glueOther\(others.count + 1)"
        others[specifier] = name
        switch neighbours.form {
        case .script: imports += "const \(name) = require(\(quoted(specifier)));\n"
        // `require` finds files that an import does not: folders, names without an extension
        case .module where isRequired:
            if !imports.contains("__glueRequire") {
                imports += "import { createRequire as __glueCreateRequire } from \"node:module\";\n"
                imports += "const __glueRequire = __glueCreateRequire(import.meta.url);\n"
            }
            imports += "const \(name) = __glueRequire(\(quoted(specifier)));\n"
        default: imports += "import * as \(name) from \(quoted(specifier));\n"
        }
        return .other(name)
    }
    private func access(_ imported: String, of other: String? = nil) -> String {
        switch imported {
        case "*": "__glueWhole(\(other ?? ""))"
        case "default": "__glueDefault(\(other ?? ""))"
        default: "__glueNamed(\(quoted(imported))\(other.map { ", " + $0 } ?? ""))"
        }
    }
    /// Local and imported names; "*" is the namespace.
    private func imported(_ statement: Int) -> [(local: String, imported: String)] {
        guard let clause = tree.first(statement, .importClause) else { return [] }
        return tree.namedChildren(clause).flatMap { part -> [(local: String, imported: String)] in
            switch tree.kind(part) {
            case .identifier: return [(text(part), "default")]
            case .namespaceImport: return tree.namedChildren(part).last.map { [(text($0), "*")] } ?? []
            case .namedImports:
                return tree.namedChildren(part).compactMap { item in
                    guard let name = tree.child(item, .name).map(text) else { return nil }
                    return (tree.child(item, .alias).map(text) ?? name, name)
                }
            default: return []
            }
        }
    }

    /// The specifier of `require("x")` or `import("x")`.
    func loaded(_ call: Int) -> String? {
        guard tree.kind(call) == .callExpression, let callee = tree.child(call, .function), ["require", "import"].contains(text(callee)),
            let arguments = tree.child(call, .arguments), let first = tree.namedChildren(arguments).first
        else { return nil }
        return stringValue(first)
    }
    mutating func call(_ node: Int) {
        guard let specifier = loaded(node), let callee = tree.child(node, .function) else {
            hasCall = hasCall || tree.child(node, .function).map(leadsToPackage) == true
            return
        }
        let isImport = text(callee) == "import"
        switch module(specifier, isRequired: !isImport) {
        case .package: replace(node, isImport ? "Promise.resolve(__glueModule)" : "__glueWhole()")
        case .other(let name): replace(node, isImport ? "Promise.resolve(\(name))" : "__glueWhole(\(name))")
        case .wasm, .unknown: replace(node, isImport ? "Promise.resolve(__glueUnknown)" : "__glueUnknown")
        }
    }
    /// `const { a } = require("pkg")`, `const pkg = await import("pkg")`.
    mutating func declarator(_ node: Int) {
        guard let pattern = tree.child(node, .name), var value = tree.child(node, .value) else { return }
        if tree.kind(value) == .awaitExpression, let inner = tree.namedChildren(value).first { value = inner }
        if tree.kind(pattern) == .identifier, leadsToPackage(value), loaded(value) == nil { bindings.insert(text(pattern)) }
        guard let specifier = loaded(value),
            case .package = module(specifier, isRequired: tree.child(value, .function).map(text) == "require")
        else { return }
        if tree.kind(pattern) == .identifier {
            namespaces.insert(text(pattern))
            return
        }
        guard tree.kind(pattern) == .objectPattern else { return }
        var parts: [String] = []
        for item in tree.namedChildren(pattern) {
            let key: Int?, local: Int?
            switch tree.kind(item) {
            case .shorthandPattern: (key, local) = (item, item)
            case .pairPattern: (key, local) = (tree.child(item, .key), tree.child(item, .value))
            default: return
            }
            guard let key, let local else { return }
            bindings.insert(text(local))
            names.append(text(key))
            parts.append("\(text(local)) = \(access(text(key)))")
        }
        if !parts.isEmpty { replace(node, parts.joined(separator: ", ")) }
    }
    /// A member of the namespace may be one of the default export.
    mutating func member(_ node: Int) {
        guard let object = tree.child(node, .object), tree.kind(object) == .identifier, namespaces.contains(text(object)),
            let property = tree.child(node, .property), tree.kind(property) == .propertyIdentifier, text(property) != "default"
        else { return }
        let parent = parents[node]
        if [.assignmentExpression, .augmentedAssignment, .updateExpression].contains(tree.kind(parent)), tree.nodes[node].field == .left {
            return
        }
        replace(node, "(\(access(text(property))))")
    }
}
