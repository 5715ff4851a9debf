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
            ("AsyncFunction", .asyncFunctionPrototype, nil, [.async]),
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
            guard a[0].isString else { return a[0].isUncertain ? m.unknown("eval", "what eval evaluates") : a[0] }
            return m.unknown("eval", "what eval evaluates")
        }
        m.define(m.globalObject, "eval", .object(eval))
    }
    private static func constructor(_ m: Machine, _ name: String, _ prototype: Intrinsic, _ kind: FunctionKind) -> Handle {
        let c = m.makeNative(name, length: 1, constructs: true) { m, a throws(Abrupt) in
            var texts: [String] = []
            for v in a.all { texts.append(try m.toText(v)) }
            let body = texts.popLast() ?? ""
            let head = (kind.contains(.async) ? "async function" : "function") + (kind.contains(.generator) ? "*" : "")
            let file = SourceFile(path: "", bytes: Array("(\(head) anonymous(\(texts.joined(separator: ","))\n) {\n\(body)\n})".utf8))
            guard let host = m.delegate as? any CodeFromTextHost, let number = try host.numberOfText(file), let template = Lowering.soleFunction(file, index: number) else {
                return m.unknown("code-from-text", "a function made from text", .function)
            }
            let f = m.makeClosure(template, environment: 0)
            if a.isConstruct, !Value.identical(a.newTarget, .object(a.function)) { _ = try m.setPrototype(f, m.prototypeFor(a.newTarget, prototype)) }
            return .object(f)
        }
        m.define(c, "prototype", .object(m.intrinsic(prototype)), .none)
        m.define(m.intrinsic(prototype), "constructor", .object(c))
        return c
    }
}

/// Who decides whether a program may make code from text.
public protocol CodeFromTextHost: AnyObject {
    /// The number of a text that is about to be lowered (`FunctionTemplate.file`); nil: nobody knows what becomes of it. Throws what
    /// the runtime throws where it forbids this.
    func numberOfText(_ file: SourceFile) throws(Abrupt) -> Int?
}
