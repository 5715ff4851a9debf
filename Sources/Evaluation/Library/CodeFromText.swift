import Machine
import Syntax

/// `Function`, its three siblings and indirect `eval`: code made from text while the program runs.
///
/// Whether that is allowed, and under which number the text is known in places, the host says (`CodeFromTextHost`); without one
/// the result is unknown.
enum CodeFromText {
    static func install(_ m: Machine) {
        let function = constructor(m, "Function", .functionPrototype, [])
        m.define(m.globalObject, "Function", .object(function))
        // the siblings are reachable only through their prototypes
        for (name, prototype, parent, kind) in [
            ("GeneratorFunction", .generatorFunctionPrototype, .generatorPrototype, [.generator]),
            ("AsyncGeneratorFunction", .asyncGeneratorFunctionPrototype, .asyncGeneratorPrototype, [.async, .generator]),
            ("AsyncFunction", .asyncFunctionPrototype, nil, [.async])
        ] as [(String, Intrinsic, Intrinsic?, FunctionKind)] {
            let p = m.intrinsic(prototype), c = constructor(m, name, prototype, kind)
            _ = try? m.setPrototype(c, function)
            m.define(p, "constructor", .object(c), .configurable)
            m.define(c, "prototype", .object(p), .none)
            m.define(p, m.wellKnown.toStringTag, m.makeString(name), .configurable)
            if let parent {
                m.define(p, "prototype", .object(m.intrinsic(parent)), .configurable)
                m.define(m.intrinsic(parent), "constructor", .object(p), .configurable)
            }
        }
        let eval = m.makeNative("eval", length: 1) { m, a throws(Abrupt) in
            guard let host = m.delegate as? any CodeFromTextHost else {
                return a[0].isString || a[0].isUncertain ? m.unknown("eval", "what eval evaluates") : a[0]
            }
            try host.willEvaluate(a[0])
            guard a[0].isString else { return a[0].isUncertain ? m.unknown("eval", "what eval evaluates") : a[0] }
            // a text is a script, whatever calls eval
            let program = SourceFile(path: "", bytes: Array(m.text(a[0].handle).utf8))
            if let error = ModuleSyntaxError(program) { throw m.syntaxError(error.message) }
            return try value(m, host, of: m.text(a[0].handle)) ?? m.unknown("eval", "what eval evaluates")
        }
        m.define(m.globalObject, "eval", .object(eval))
    }
    /// The value of a text that is one expression; nil for anything else (declarations would go into scopes that lowering has closed).
    private static func value(_ m: Machine, _ host: any CodeFromTextHost, of text: String) throws(Abrupt) -> Value? {
        guard let first = text.utf8.first(where: { $0 > 32 }), first != 123 else { return nil }  // a `{` would be a block
        try pay(m, bytes: text.utf8.count)
        let file = SourceFile(path: "", bytes: Array("(function () {\nreturn (\n\(text)\n)\n})".utf8))
        guard host.namesAreGlobal(in: file), let number = try host.numberOfText(file),
            let template = Lowering.soleFunction(file, index: number)
        else { return nil }
        return try m.call(.object(m.makeClosure(template, environment: 0)), .undefined, [])
    }
    /// A text is parsed and kept to the run's end, with a node for each token; while the parser is at work it takes twice as much again.
    private static func pay(_ m: Machine, bytes: Int) throws(Abrupt) {
        if 24 * bytes > m.wordsLeft { throw .stopped(.memory) }
        m.spend(500 + 2 * bytes)
        m.spend(words: 512 + 8 * bytes)
    }
    private static func constructor(_ m: Machine, _ name: String, _ prototype: Intrinsic, _ kind: FunctionKind) -> Handle {
        let c = m.makeNative(name, length: 1, constructs: true) { m, a throws(Abrupt) in
            var texts: [String] = []
            for v in a.all { texts.append(try m.toText(v)) }
            let body = texts.popLast() ?? ""
            try pay(m, bytes: body.utf8.count + texts.reduce(0) { $0 + $1.utf8.count })
            let head = (kind.contains(.async) ? "async function" : "function") + (kind.contains(.generator) ? "*" : "")
            let file = SourceFile(path: "", bytes: Array("(\(head) anonymous(\(texts.joined(separator: ","))\n) {\n\(body)\n})".utf8))
            guard let host = m.delegate as? any CodeFromTextHost else {
                return m.unknown("code-from-text", "a function made from text", .function)
            }
            if body.contains("import.meta") || texts.contains(where: { $0.contains("import.meta") }),
                file.tree.nodes.contains(where: { $0.kind == .metaProperty && file.text(Int($0.start)..<Int($0.end)).hasPrefix("import") })
            {
                throw m.syntaxError("Cannot use 'import.meta' outside a module")
            }
            try host.willMakeFunction(isEmpty: texts.isEmpty && body.isEmpty)
            guard let number = try host.numberOfText(file), let template = Lowering.soleFunction(file, index: number) else {
                return m.unknown("code-from-text", "a function made from text", .function)
            }
            let f = m.makeClosure(template, environment: 0)
            if a.isConstruct, !Value.identical(a.newTarget, .object(a.function)) {
                _ = try m.setPrototype(f, m.prototypeFor(a.newTarget, prototype))
            }
            return .object(f)
        }
        m.define(c, "prototype", .object(m.intrinsic(prototype)), .none)
        m.define(m.intrinsic(prototype), "constructor", .object(c))
        return c
    }
}

/// Who decides whether a program may make code from text.
public protocol CodeFromTextHost: AnyObject {
    /// The number of a text that is about to be lowered (`FunctionTemplate.file`); nil: nobody knows what becomes of it.
    func numberOfText(_ file: SourceFile) throws(Abrupt) -> Int?
    /// `Function` is called; throws what the runtime throws where it forbids this. `isEmpty`: without any text.
    func willMakeFunction(isEmpty: Bool) throws(Abrupt)
    /// `eval` is called; throws what the runtime throws where it forbids this.
    func willEvaluate(_ text: Value) throws(Abrupt)
    /// Whether every free name of an evaluated text means the same where `eval` stands as in the global scope.
    func namesAreGlobal(in file: SourceFile) -> Bool
}
