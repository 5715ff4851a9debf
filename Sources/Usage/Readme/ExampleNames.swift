import Syntax

/// What an example names but does not declare.
struct ExampleNames {
    let undeclared: Set<String>

    init(file: SourceFile, tree: Tree, parents: [Int]) {
        var declared: Set<String> = [], read: Set<String> = []
        for index in tree.nodes.indices {
            switch tree.kind(index) {
            case .identifier, .shorthandPattern, .shorthandProperty:
                let name = file.text(tree.range(index))
                if Self.isDeclaration(index, tree, parents) { declared.insert(name) } else { read.insert(name) }
            default: break
            }
        }
        undeclared = read.subtracting(declared).subtracting(Self.language).filter { !$0.hasPrefix("__glue") }
    }

    /// Names that the top level declares more than once.
    static func repeated(file: SourceFile, tree: Tree, parents: [Int]) -> Set<String> {
        var seen: Set<String> = [], repeated: Set<String> = []
        for statement in tree.namedChildren(0) {
            for name in declared(in: statement, file: file, tree: tree, parents: parents) where !seen.insert(name).inserted {
                repeated.insert(name)
            }
        }
        return repeated
    }
    /// Names that a statement declares for its neighbours.
    static func declared(in statement: Int, file: SourceFile, tree: Tree, parents: [Int]) -> Set<String> {
        let patterns: [Int]
        switch tree.kind(statement) {
        case .lexicalDeclaration, .variableDeclaration: patterns = tree.namedChildren(statement).compactMap { tree.child($0, .name) }
        case .importStatement: patterns = tree.first(statement, .importClause).map { [$0] } ?? []
        case .functionDeclaration, .classDeclaration: patterns = tree.child(statement, .name).map { [$0] } ?? []
        default: return []
        }
        var names: Set<String> = []
        for pattern in patterns {
            for node in pattern..<Int(tree.nodes[pattern].next)
            where [.identifier, .shorthandPattern].contains(tree.kind(node)) && isDeclaration(node, tree, parents) {
                if tree.kind(parents[node]) == .importSpecifier, tree.child(parents[node], .alias).map({ $0 != node }) == true { continue }
                names.insert(file.text(tree.range(node)))
            }
        }
        return names
    }

    /// The name, or part of the pattern, of a declaration, a parameter, an import.
    private static func isDeclaration(_ node: Int, _ tree: Tree, _ parents: [Int]) -> Bool {
        var at = node
        for _ in 0..<40 {
            let parent = parents[at]
            if parent == at { return false }
            switch tree.kind(parent) {
            case .variableDeclarator, .functionDeclaration, .functionExpression, .generatorDeclaration, .generatorFunction,
                .classDeclaration, .class:
                return tree.nodes[at].field == .name
            case .formalParameters, .importClause, .namespaceImport, .importSpecifier: return true
            case .arrowFunction, .catchClause: return tree.nodes[at].field == .parameter
            case .forInStatement:
                return tree.nodes[at].field == .left
                    && tree.children(parent).contains { [.constToken, .letToken, .varToken].contains(tree.kind($0)) }
            case .objectPattern, .arrayPattern, .restPattern: at = parent
            case .pairPattern where tree.nodes[at].field == .value: at = parent
            case .assignmentPattern where tree.nodes[at].field == .left, .objectAssignmentPattern where tree.nodes[at].field == .left:
                at = parent
            default: return false
            }
        }
        return false
    }

    /// Names that every runtime gives and examples use as themselves. Others (`document`, `fetch`, `fs`) are the author's environment.
    private static let language: Set<String> = Set(
        """
        Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError \
        EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array \
        Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt \
        Set WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry SharedArrayBuffer decodeURI decodeURIComponent encodeURI encodeURIComponent \
        escape unescape isFinite isNaN console URL URLSearchParams TextEncoder TextDecoder WebAssembly setTimeout clearTimeout queueMicrotask \
        structuredClone atob btoa performance AbortController Headers Blob crypto arguments require
        """.split(separator: " ").map(String.init))
}

/// Names of things that only the example's author has: addresses, absolute paths, placeholders. A relative path stays: it is the example's
/// own.
enum OutsideName {
    static func isOne(_ text: some StringProtocol) -> Bool {
        if ["http://", "https://", "//", "file:", "<"].contains(where: { text.hasPrefix($0) }) {
            return text.utf8.count > 3 && !text.contains { $0.isNewline }
        }
        if text.hasPrefix("/") { return text.dropFirst().first.map { $0.isLetter || $0 == "." } == true && !text.contains(" ") }
        let lower = text.lowercased()
        return lower.contains("your_") || lower.contains("your-")
    }
}
