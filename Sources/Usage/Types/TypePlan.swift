import Syntax
import Text

/// What a caller would do who knows a package by its type declarations: start it, then call what it offers until the WebAssembly is
/// reached.
struct TypePlan {
    /// Statements of an async function.
    let text: String
    /// "index.d.ts:12": the signature that the plan begins with.
    let source: String
    /// The plan passes the package's own WebAssembly module.
    let passesModule: Bool

    /// More calls than these say nothing that the first do not say.
    private static let callLimit = 16

    /// `preferred` are names that the README imports. nil where nothing can be called.
    init?(_ module: DeclaredModule, preferred: [String], wasm: String?) {
        let exports = DeclaredExports(module, values: TypedValues(module: module, wasm: wasm))
        var steps: [PlannedStep] = exports.promises
        let start = exports.start
        if var start {
            // what the import itself has begun gets its turn, and must not be started again
            start.text = "for (let i = 0; i < 5; i++) await null;\nif (!__glueStarted()) { \(start.text) }"
            steps.append(start)
        }
        var calls = exports.calls(without: start?.name, preferred: preferred).prefix(Self.callLimit)[...]
        if steps.isEmpty, calls.isEmpty { return nil }
        var lines = steps.map(\.text)
        while let call = calls.popFirst() { lines.append("if (!__glueReached()) await __glueTry(async () => { \(call.text) });") }
        let text = lines.joined(separator: "\n")
        self.text = text
        source = steps.first?.source ?? exports.source
        passesModule = wasm.map { text.contains($0) } == true
    }
}

/// A statement of a plan.
struct PlannedStep {
    var name: String
    var text: String
    /// "index.d.ts:12"
    var source: String
    var rank = 0.0
}

/// The exports of a module as steps of a plan.
struct DeclaredExports {
    private struct Export {
        var name: String
        var signatures: [Signature] = []
        var classNode: (file: DeclarationFile, node: Int)?
        var isPromise = false
    }
    private let module: DeclaredModule
    private let values: TypedValues
    private var exports: [Export] = []

    init(_ module: DeclaredModule, values: TypedValues) {
        self.module = module
        self.values = values
        exports = module.exports.map { Self.read($0.name, $0.declared, module) }
    }
    var source: String { "\(module.path.name)" }

    private static func read(_ name: String, _ declared: Declared, _ module: DeclaredModule, depth: Int = 0) -> Export {
        var export = Export(name: name)
        let tree = declared.file.tree
        for node in declared.nodes {
            switch tree.kind(node) {
            case .functionSignature, .functionDeclaration: export.signatures.append(Signature(node, in: declared.file))
            case .classDeclaration, .abstractClass, .class:
                if tree.kind(node) != .abstractClass { export.classNode = (declared.file, node) }
            case .variableDeclarator:
                guard let type = tree.child(node, .type).flatMap({ tree.namedChildren($0).first }) else { continue }
                switch tree.kind(type) {
                case .functionType: export.signatures.append(Signature(type, in: declared.file))
                case .genericType where declared.file.text(type).hasPrefix("Promise<"): export.isPromise = true
                // what Emscripten's own types call the function that makes a module
                case .genericType, .typeIdentifier:
                    if declared.file.text(type).hasPrefix("EmscriptenModuleFactory") {
                        export.signatures.append(Signature(type, in: declared.file))
                    }
                case .typeQuery where depth < 4:
                    let other = declared.file.text(tree.namedChildren(type).first ?? type)
                    if let found = module.declared(other, in: declared.file) {
                        export = read(name, found, module, depth: depth + 1)
                    }
                default: break
                }
            default: break
            }
        }
        // an overload that needs less comes first
        export.signatures = export.signatures.enumerated().sorted {
            ($0.element.required.count, $0.offset) < ($1.element.required.count, $1.offset)
        }.map(\.element)
        return export
    }

    // MARK: Starting

    private static func isStart(_ name: String) -> Bool {
        let lower = name.lowercased()
        return ["init", "ready", "load", "setup", "instantiate", "waitready", "wasminit", "setwasm"].contains { lower.hasPrefix($0) }
            && lower.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && !["Sync", "ed", "ing"].contains { name.hasSuffix($0) }
    }
    private static func isBareStart(_ name: String) -> Bool {
        ["default", "init", "initialize", "initialise", "ready", "load", "waitready", "loadwasm", "initwasm", "wasminit"].contains(
            name.lowercased())
    }

    /// Exported promises that say by their name that they must be waited for.
    var promises: [PlannedStep] {
        exports.filter { $0.isPromise && Self.hasWord($0.name.lowercased(), of: ["ready", "init", "load", "default"]) }.map {
            PlannedStep(name: $0.name, text: "await \(access($0.name));", source: source)
        }
    }

    /// What must be called before anything else.
    var start: PlannedStep? {
        let candidates = exports.compactMap { export -> (step: PlannedStep, order: (Int, Int, Int))? in
            guard let signature = export.signatures.first else { return nil }
            let written = values.arguments(signature)
            let isDefault = export.name == "default"
            let isBinary =
                written.contains { $0.isBinary }
                || signature.parameters.contains { $0.type.map { values.value($0, signature.file, 0).isBinary } == true }
            guard isDefault ? isBinary : Self.isStart(export.name) else { return nil }
            guard
                written.isEmpty
                    ? signature.givesPromise || Self.isBareStart(export.name)
                    : isBinary && (signature.givesPromise || Self.isBareStart(export.name) || written.count == 1)
            else { return nil }
            return (step(export.name, signature, written), (signature.givesPromise ? 0 : 1, isDefault ? 0 : 1, written.count))
        }
        if let best = candidates.min(by: { $0.order < $1.order }) { return best.step }
        for name in ["initSync", "initializeSync"] {
            guard let export = exports.first(where: { $0.name == name }), let signature = export.signatures.first else { continue }
            // declarations that leave out the default export: it needs nothing, where this one needs a module
            var step = step(name, signature, values.arguments(signature))
            step.text =
                "if (__glueHas(__glueModule, \"default\") && typeof __glueModule.default === \"function\") await __glueModule.default(); else \(step.text)"
            return step
        }
        return factory
    }
    /// A function that makes the module: the default export, or one that needs nothing.
    private var factory: PlannedStep? {
        if let export = exports.first(where: { $0.name == "default" }), let signature = export.signatures.first,
            signature.givesPromise || signature.result == nil
        {
            return step("default", signature, values.arguments(signature))
        }
        for export in exports where Self.begins(export.name.lowercased(), with: ["create", "get", "new", "instantiate", "open"]) {
            if let signature = export.signatures.first, signature.givesPromise, signature.required.isEmpty {
                return step(export.name, signature, [])
            }
        }
        return nil
    }
    private func step(_ name: String, _ signature: Signature, _ arguments: [TypedValues.Written], rank: Double = 0) -> PlannedStep {
        let list = arguments.map(\.text).joined(separator: ", ")
        let place = "\(signature.file.path.name):\(signature.file.line(of: signature.node))"
        return PlannedStep(
            name: name, text: "{ const f = \(access(name)); if (typeof f === \"function\") await f(\(list)); }", source: place, rank: rank)
    }
    private func access(_ name: String) -> String { name == "default" ? "__glueDefault()" : "__glueNamed(\"\(name)\")" }

    // MARK: Calling

    /// Names of what changes settings or ends something.
    private static func isAside(_ name: String) -> Bool {
        ["start", "main"].contains(name) || begins(name, with: asides)
            || ["set", "on", "is"].contains {
                name.hasPrefix($0) && name.dropFirst($0.count).first.map { ("A"..."Z").contains($0) } == true
            }
    }
    private static let asides = [
        "__", "free", "dispose", "install", "reset", "version", "terminate", "stop", "initSync", "delete", "close", "destroy", "memory"
    ]
    /// Names of what the package is for.
    private static func isVerb(_ name: String) -> Bool {
        let lower = name.lowercased()
        return begins(lower, with: ["run", "exec"]) || hasWord(lower, of: verbs)
    }
    private static let verbs = [
        "encode", "decode", "parse", "compile", "render", "transform", "format", "hash", "compress", "html", "highlight", "convert", "eval",
        "sign", "encrypt", "digest", "minify", "resize",
        "optimise", "optimize", "lint", "check", "generate", "from", "scan", "code", "build", "query"
    ]
    private static func begins(_ name: String, with starts: [String]) -> Bool { starts.contains { name.hasPrefix($0) } }
    private static func hasWord(_ name: String, of words: [String]) -> Bool { words.contains { name.hasBytes(of: $0) } }

    /// Calls with made-up arguments, the likeliest to be understood first.
    func calls(without start: String?, preferred: [String]) -> [PlannedStep] {
        var steps: [PlannedStep] = []
        for (order, export) in exports.enumerated() where export.name != start {
            let givesPromise = export.signatures.first?.givesPromise == true
            let bonus =
                (givesPromise ? 0.7 : 0) + (preferred.contains(export.name) ? 5 : 0) + (Self.isVerb(export.name) ? 0.6 : 0) - Double(order)
                / 10_000
            if let signature = export.signatures.first {
                if Self.isAside(export.name), !preferred.contains(export.name) { continue }
                let written = values.arguments(signature)
                let givesNothing = signature.result.map { signature.file.text($0) == "void" } == true
                steps.append(
                    step(export.name, signature, written, rank: (givesNothing ? 3 : written.allSatisfy { $0.rank >= 4 } ? 0 : 1) - bonus))
            } else if let (file, node) = export.classNode {
                steps += classSteps(export.name, file, node, bonus)
            }
        }
        return steps.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }
    private func classSteps(_ name: String, _ file: DeclarationFile, _ node: Int, _ bonus: Double) -> [PlannedStep] {
        let tree = file.tree
        guard let body = tree.child(node, .body) else { return [] }
        var steps: [PlannedStep] = [], constructors: [Signature] = [], methods: [String] = [], isHidden = false
        for member in tree.namedChildren(body) where [.methodSignature, .methodDefinition].contains(tree.kind(member)) {
            guard let key = tree.child(member, .name), tree.kind(key) == .propertyIdentifier, !file.has(member, .getToken),
                !file.has(member, .setToken)
            else { continue }
            let method = file.text(key), signature = Signature(member, in: file)
            let isPrivate = tree.first(member, .accessibilityModifier).map { file.text($0) != "public" } == true
            if method == "constructor" {
                if isPrivate { isHidden = true } else { constructors.append(signature) }
            } else if isPrivate {
                continue
            } else if file.has(member, .staticToken) {
                guard Self.begins(method.lowercased(), with: ["create", "init", "load", "async", "from", "new", "open", "instantiate"])
                else { continue }
                let list = values.arguments(signature).map(\.text).joined(separator: ", ")
                steps.append(
                    PlannedStep(
                        name: name, text: "await \(access(name)).\(method)(\(list));", source: source,
                        rank: (signature.givesPromise ? 1 : 2) - bonus))
            } else if methods.count < 4, !Self.isAside(method) {
                let list = values.arguments(signature).map(\.text).joined(separator: ", ")
                methods.append("if (!__glueReached()) await x.\(method)(\(list));")
            }
        }
        if !isHidden {
            let signature = constructors.min { $0.required.count < $1.required.count }
            let list = signature.map { values.arguments($0).map(\.text).joined(separator: ", ") } ?? ""
            steps.append(
                PlannedStep(
                    name: name, text: "const x = new (\(access(name)))(\(list)); \(methods.joined(separator: " "))", source: source,
                    rank: (signature == nil ? 2.5 : 2) - bonus))
        }
        return steps
    }
}
