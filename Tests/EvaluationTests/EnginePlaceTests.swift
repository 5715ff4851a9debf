import Testing

@testable import Evaluation

/// Where V8's stacks say that an operation is: at the mark (Node 20.20; 18, 22 and 24 agree).
@Suite struct EnginePlaceTests {
    static let prelude = "const W = {}; let u; const f = () => undefined;\n"

    @Test(arguments: [
        #"f()¦.bb"#,
        #"f()  ¦.bb"#,
        #"W.a.¦bb"#,
        #"W?.a¦.bb"#,
        #"W?.a?.b; W?.a¦.b.c"#,
        #"f()¦.bb()"#,
        #"W.a.¦bb()"#,
        #"W?.a¦.bb()"#,
        #"f?.()¦.bb()"#,
        #"f()¦['bb']"#,
        #"W.a¦['bb']"#,
        #"W?.a¦['bb']"#,
        #"u.bb ¦= 1"#,
        #"¦u.bb += 1"#,
        #"¦u.bb++"#,
        #"¦u.bb ??= 1"#,
        #"[¦u.bb] = [1]"#,
        #"f().bb ¦= 1"#,
        #"¦f().bb += 1"#,
        #"nope ¦= 1"#,
        #"¦nope += 1"#,
        #"W.x = ¦nope"#,
        #"W ¦= 1"#,
        #"W ¦+= 1"#,
        #"W¦++"#,
        #"W.m¦`x`"#,
        #"u¦`x`"#,
        #"u ¦`x`"#,
        #"f()¦`x`"#,
        #"f()¦()"#,
        #"f()¦(1) "#,
        #"(u)¦()"#,
        #"(0, u)¦()"#,
        #"W['m']¦()"#,
        #"u?.(); ¦u()"#,
        #"¦new W.m()"#,
        #"let [a] = ¦u"#,
        #"let [a] = ¦W.q"#,
        #"let [a] = ¦f()"#,
        #"let a; [a] ¦= u"#,
        #"let { ¦a } = W.q"#,
        #"let { ¦a } = u"#,
        #"let a; ({ ¦a } = u)"#,
        #"for (const x of W.¦q) ;"#,
        #"for (const x of ¦f()) ;"#,
        #"¦f(...u)"#,
        #"W.¦m(...u)"#,
        #"f(...¦u, 1)"#,
        #"¦f(1, ...W.q)"#,
        #"¦new f(...u)"#,
        #"[1, ...¦u]"#,
        #"[1, ...W.¦q]"#,
        #"W.a.¦b in 1"#,
        #"1 ¦+ 1n"#,
        #"let a = 1n; ¦a += 1"#,
        #"let a = Symbol(); ¦-a"#,
        #"let a = Symbol(); a ¦+ ''"#,
        #"let a = Symbol(); '' ¦+ a + 'x'"#,
        #"let a = Symbol(); a ¦< 1"#,
        #"let a = Symbol(); ¦a++"#,
        #"let a = Symbol(); W[a]¦[a]"#,
        #"(class extends W.¦q { })"#,
        #"(class extends ¦f() { })"#
    ]) func isV8s(_ marked: String) throws {
        let parts = marked.split(separator: "¦", omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        let program = try EvaluatedProgram(
            ["main.mjs": Self.prelude + parts[0] + parts[1]], entry: "main.mjs", runtime: "node@20/esm")
        #expect(program.verdict.at?.line == 2, "\(program.outcome)")
        #expect(program.verdict.at?.column == parts[0].utf8.count + 1, "\(program.outcome)")
    }
}
