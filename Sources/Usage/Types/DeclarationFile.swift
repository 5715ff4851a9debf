import Packaging
import Syntax

/// One file of type declarations: what it declares, imports and exports, by name.
final class DeclarationFile {
    let path: TreePath
    let bytes: [UInt8]
    let tree: Tree
    /// Declarations of a name, in the order of the file: overloads stand side by side.
    private(set) var locals: [String: [Int]] = [:]
    /// Where an imported name comes from; "*" is the namespace.
    private(set) var imports: [String: (name: String, specifier: String)] = [:]
    private(set) var exports: [Export] = []

    enum Export {
        case local(String, as: String)
        case from(String, name: String, as: String)
        case all(String)
        /// `export = name`: the module itself.
        case whole(String)
    }

    init(path: TreePath, bytes: [UInt8]) {
        self.path = path
        self.bytes = Self.withoutImportTypes(bytes)
        tree = Tree.ofTypeScript(self.bytes)
        if !tree.nodes.isEmpty { statements(of: 0) }
    }

    /// `import("x").T` becomes `T`, at the same place: the grammar does not know it as a type.
    private static func withoutImportTypes(_ bytes: [UInt8]) -> [UInt8] {
        var text = bytes, at = 0
        let start = Array("import(".utf8)
        while at + start.count < text.count {
            guard text[at] == start[0], text[at..<at + start.count].elementsEqual(start),
                let end = text[at..<min(text.count, at + 300)].firstIndex(of: UInt8(ascii: ")"))
            else {
                at += 1
                continue
            }
            let hasMember = end + 1 < text.count && text[end + 1] == UInt8(ascii: ".")
            for index in at...(hasMember ? end + 1 : end) { text[index] = UInt8(ascii: " ") }
            if !hasMember { text.replaceSubrange(at..<at + 3, with: "any".utf8) }
            at = end + 1
        }
        return text
    }

    func text(_ node: Int) -> String { String(decoding: bytes[tree.range(node).clamped(to: 0..<bytes.count)], as: UTF8.self) }
    func string(_ node: Int) -> String { String(text(node).dropFirst().dropLast()) }
    /// 1-based.
    func line(of node: Int) -> Int { bytes[..<min(tree.range(node).lowerBound, bytes.count)].count { $0 == 10 } + 1 }
    func has(_ node: Int, _ token: Kind) -> Bool { tree.children(node).contains { tree.kind($0) == token } }

    private func statements(of block: Int) {
        for statement in tree.namedChildren(block) {
            switch tree.kind(statement) {
            case .exportStatement: export(statement)
            case .importStatement: importStatement(statement)
            case .ambientDeclaration:
                // `declare module "pkg" { … }` holds what the file exports
                if let module = tree.first(statement, .module), let body = tree.child(module, .body) {
                    statements(of: body)
                } else {
                    declare(statement)
                }
            default: declare(statement)
            }
        }
    }
    /// The names that a statement declares.
    @discardableResult private func declare(_ statement: Int) -> [String] {
        switch tree.kind(statement) {
        case .ambientDeclaration: return tree.namedChildren(statement).flatMap { declare($0) }
        case .lexicalDeclaration, .variableDeclaration:
            return tree.namedChildren(statement).compactMap { declarator in
                guard let name = tree.child(declarator, .name) else { return nil }
                return add(name, declarator)
            }
        default: return tree.child(statement, .name).map { [add($0, statement)] } ?? []
        }
    }
    private func add(_ name: Int, _ node: Int) -> String {
        let name = text(name)
        locals[name, default: []].append(node)
        return name
    }

    private func export(_ statement: Int) {
        let specifier = tree.child(statement, .source).map(string)
        if let declaration = tree.child(statement, .declaration) {
            let isDefault = has(statement, .defaultToken)
            var names = declare(declaration)
            if names.isEmpty, isDefault {
                locals["default", default: []].append(declaration)
                names = ["default"]
            }
            for name in names { exports.append(.local(name, as: isDefault ? "default" : name)) }
        } else if let clause = tree.first(statement, .exportClause) {
            if has(statement, .typeToken) { return }
            for item in tree.namedChildren(clause) where !has(item, .typeToken) {
                guard let name = tree.child(item, .name).map(text) else { continue }
                let alias = tree.child(item, .alias).map(text) ?? name
                exports.append(specifier.map { .from($0, name: name, as: alias) } ?? .local(name, as: alias))
            }
        } else if let specifier {
            if tree.first(statement, .namespaceExport) == nil { exports.append(.all(specifier)) }
        } else if let value = tree.namedChildren(statement).last, tree.kind(value) == .identifier {
            if has(statement, .equalsToken) {
                exports.append(.whole(text(value)))
            } else if has(statement, .defaultToken) {
                exports.append(.local(text(value), as: "default"))
            }
        }
    }
    private func importStatement(_ statement: Int) {
        guard let specifier = tree.child(statement, .source).map(string), let clause = tree.first(statement, .importClause) else { return }
        for part in tree.namedChildren(clause) {
            switch tree.kind(part) {
            case .identifier: imports[text(part)] = ("default", specifier)
            case .namespaceImport: if let name = tree.namedChildren(part).last { imports[text(name)] = ("*", specifier) }
            case .namedImports:
                for item in tree.namedChildren(part) {
                    guard let name = tree.child(item, .name).map(text) else { continue }
                    imports[tree.child(item, .alias).map(text) ?? name] = (name, specifier)
                }
            default: break
            }
        }
    }
}
