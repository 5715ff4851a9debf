import Syntax

/// A parameter as declared.
struct DeclaredParameter {
    var isOptional: Bool
    /// The node of its type; nil where it has none.
    var type: Int?
}

/// A call as declared.
struct Signature {
    var file: DeclarationFile
    var node: Int
    var parameters: [DeclaredParameter]
    /// The node of what it gives; nil where that is not said.
    var result: Int?

    /// From a node with `parameters`.
    init(_ node: Int, in file: DeclarationFile) {
        self.file = file
        self.node = node
        let tree = file.tree
        parameters =
            tree.child(node, .parameters).map { list in
                tree.namedChildren(list).compactMap { parameter in
                    guard [.requiredParameter, .optionalParameter].contains(tree.kind(parameter)),
                        let pattern = tree.child(parameter, .pattern)
                    else { return nil }
                    if tree.kind(pattern) == .this { return nil }
                    let type = tree.child(parameter, .type).map { tree.namedChildren($0).first ?? $0 }
                    let isOptional =
                        tree.kind(parameter) == .optionalParameter || tree.kind(pattern) == .restPattern
                        || tree.child(parameter, .value) != nil || type.map { Self.takesUndefined($0, file) } == true
                    return DeclaredParameter(isOptional: isOptional, type: type)
                }
            } ?? []
        result = tree.child(node, .returnType).map { tree.kind($0) == .typeAnnotation ? tree.namedChildren($0).first ?? $0 : $0 }
    }

    private static func takesUndefined(_ type: Int, _ file: DeclarationFile) -> Bool {
        file.tree.kind(type) == .unionType && file.text(type).split(whereSeparator: { " |\n".contains($0) }).contains("undefined")
    }

    /// What a caller must pass.
    var required: ArraySlice<DeclaredParameter> { parameters.prefix((parameters.lastIndex { !$0.isOptional } ?? -1) + 1) }

    var givesPromise: Bool { result.map { file.text($0).hasPrefix("Promise") } == true }
}

/// Writes values of declared types: known where the type leaves no choice, else a name for what nobody knows.
struct TypedValues {
    let module: DeclaredModule
    /// The name of the package's own WebAssembly module, where the consumer has one.
    let wasm: String?

    /// A value's text, how much a union wants it, and whether it is a module or the bytes of one.
    struct Written {
        var text: String, rank: Int, isBinary = false
    }

    private static let depthLimit = 6, propertyLimit = 12

    func arguments(_ signature: Signature) -> [Written] {
        signature.required.map { $0.type.map { value($0, signature.file, 0) } ?? Written(text: "__glueUnknown", rank: 0) }
    }

    /// `type` is the node of a type in `file`.
    func value(_ type: Int, _ file: DeclarationFile, _ depth: Int) -> Written {
        let tree = file.tree, unknown = Written(text: "__glueUnknown", rank: 0)
        guard depth <= Self.depthLimit else { return unknown }
        switch tree.kind(type) {
        case .predefinedType: return predefined(file.text(type))
        case .literalType: return literal(file.text(type))
        case .unionType:
            var best: Written?
            for alternative in alternatives(type, file) {
                let written = value(alternative, file, depth + 1)
                if best.map({ $0.rank < written.rank }) ?? true { best = written }
            }
            return best ?? unknown
        case .parenthesizedType, .readonlyType: return tree.namedChildren(type).first.map { value($0, file, depth + 1) } ?? unknown
        case .functionType: return Written(text: "(() => __glueUnknown)", rank: 3)
        case .arrayType:
            return Written(text: "[" + (tree.namedChildren(type).first.map { value($0, file, depth + 1).text } ?? "") + "]", rank: 3)
        case .objectType, .interfaceBody: return object([type], file, depth)
        case .typeIdentifier, .nestedTypeIdentifier: return named(file.text(type), file, depth)
        case .genericType:
            guard let name = tree.child(type, .name).map(file.text) else { return unknown }
            guard ["Promise", "PromiseLike", "Readonly", "Array", "ReadonlyArray"].contains(name),
                let inner = tree.first(type, .typeArguments).flatMap({ tree.namedChildren($0).first })
            else { return named(name, file, depth) }
            let written = value(inner, file, depth + 1)
            return name.hasSuffix("Array")
                ? Written(text: "[\(written.text)]", rank: 3)
                : Written(text: written.text, rank: name.hasPrefix("Promise") ? written.rank - 1 : written.rank, isBinary: written.isBinary)
        default: return unknown
        }
    }

    /// The members of a union; the grammar nests them to the left.
    private func alternatives(_ union: Int, _ file: DeclarationFile) -> [Int] {
        var result: [Int] = [], rest = [union]
        while let next = rest.popLast() {
            if file.tree.kind(next) == .unionType { rest += file.tree.namedChildren(next).reversed() } else { result.append(next) }
            if result.count > 64 { break }
        }
        return result
    }
    private func predefined(_ name: String) -> Written {
        switch name {
        case "string": Written(text: "__glueUnknownText", rank: 4)
        case "number": Written(text: "__glueUnknownNumber", rank: 4)
        case "boolean": Written(text: "__glueUnknownBoolean", rank: 4)
        case "void", "never": Written(text: "undefined", rank: -2)
        default: Written(text: "__glueUnknown", rank: 0)
        }
    }
    private func literal(_ text: String) -> Written { Written(text: text, rank: ["null", "undefined"].contains(text) ? -2 : 5) }

    private static let buffers: Set<String> = ["ArrayBuffer", "ArrayBufferLike", "SharedArrayBuffer"]
    private static let views: Set<String> = [
        "BufferSource", "ArrayBufferView", "Uint8Array", "Uint8ClampedArray", "Buffer", "AllowSharedBufferSource"
    ]

    private func named(_ name: String, _ file: DeclarationFile, _ depth: Int) -> Written {
        if name == "WebAssembly.Module" {
            return wasm.map { Written(text: $0, rank: 7, isBinary: true) } ?? Written(text: "__glueUnknown", rank: 1, isBinary: true)
        }
        if Self.views.contains(name) { return Written(text: "__glueUnknownBytes", rank: 6, isBinary: true) }
        if Self.buffers.contains(name) { return Written(text: "__glueUnknownBytes.buffer", rank: 6, isBinary: true) }
        guard let declared = module.declared(name, in: file), let node = declared.nodes.first else {
            return Written(text: "__glueUnknown", rank: 1)
        }
        let tree = declared.file.tree
        switch tree.kind(node) {
        case .typeAlias:
            return tree.child(node, .value).map { value($0, declared.file, depth + 1) } ?? Written(text: "__glueUnknown", rank: 0)
        case .interfaceDeclaration: return object(declared.nodes.compactMap { tree.child($0, .body) }, declared.file, depth)
        default: return Written(text: "__glueUnknown", rank: 1)
        }
    }

    /// An object with what it must have.
    private func object(_ bodies: [Int], _ file: DeclarationFile, _ depth: Int) -> Written {
        let tree = file.tree
        var parts: [String] = [], isBinary = false
        for member in bodies.flatMap({ tree.namedChildren($0) }) {
            if tree.kind(member) == .callSignature { return Written(text: "(() => __glueUnknown)", rank: 3) }
            guard [.propertySignature, .methodSignature].contains(tree.kind(member)), !file.has(member, .questionMark),
                let name = tree.child(member, .name), tree.kind(name) == .propertyIdentifier
            else { continue }
            if parts.count >= Self.propertyLimit { return Written(text: "__glueUnknown", rank: 0) }
            let written: Written
            if tree.kind(member) == .methodSignature {
                written = Written(text: "() => __glueUnknown", rank: 0)
            } else {
                written =
                    tree.child(member, .type).flatMap { tree.namedChildren($0).first }.map { value($0, file, depth + 1) }
                    ?? Written(text: "__glueUnknown", rank: 0)
            }
            isBinary = isBinary || written.isBinary
            parts.append("\(file.text(name)): \(written.text)")
        }
        return Written(text: "{ \(parts.joined(separator: ", ")) }", rank: isBinary ? 5 : 2, isBinary: isBinary)
    }
}
