import Testing

@testable import Evaluation

/// What Bun 1.4.4 printed for each of these, the source quoted as its transpiler prints it. Empty: its words are not known here.
@Suite struct JavaScriptCoreWordsTests {
    @Test(arguments: [
        ("const {data} = f()", "Cannot destructure property 'data' from null or undefined value"),
        ("const {data: {x}} = o", "Cannot destructure property 'x' from null or undefined value"),
        ("const {[k]: z} = u", "Cannot destructure null or undefined value"),
        ("u.x=y", "undefined is not an object (evaluating 'u.x = y')"),
        ("u.x = f(1,2)", "undefined is not an object (evaluating 'u.x = f(1, 2)')"),
        ("u.x = 'a'", "undefined is not an object (evaluating 'u.x = \"a\"')"),
        ("u[k] = y", "undefined is not an object (evaluating 'u[k] = y')"),
        ("(function () { 'use strict'; this.A=y })()", "undefined is not an object (evaluating 'this.A = y')"),
        ("u[k]", "undefined is not an object (evaluating 'u[k]')"),
        ("f(1,2).x", "undefined is not an object (evaluating 'f(1, 2).x')"),
        ("(await f()).x", "undefined is not an object (evaluating '(await f()).x')"),
        ("undefined.f()", "undefined is not an object (evaluating '(void 0).f')"),
        ("o.m({a:1})", "o.m is not a function. (In 'o.m({ a: 1 })', 'o.m' is undefined)"),
        ("o['m']()", "o.m is not a function. (In 'o.m()', 'o.m' is undefined)"),
        ("u(1,{a:!0,b:\"c\"})", "u is not a function. (In 'u(1, { a: !0, b: \"c\" })', 'u' is undefined)"),
        ("(0,u)()", "u is not a function. (In 'u()', 'u' is undefined)"),
        ("(0,o.m)()", "(0, o.m) is not a function. (In '(0, o.m)()', '(0, o.m)' is undefined)"),
        ("(o.m||u)()", "(o.m || u) is not a function. (In '(o.m || u)()', '(o.m || u)' is undefined)"),
        ("new u", "undefined is not a constructor (evaluating 'new u')"),
        ("new o.m()", "undefined is not a constructor (evaluating 'new o.m')"),
        ("new o.m(1,{a:1})", "undefined is not a constructor (evaluating 'new o.m(1, { a: 1 })')"),
        ("new (f())", "undefined is not a constructor (evaluating 'new (f())')"),
        ("new o", "Object is not a constructor (evaluating 'new o')"),
        ("[1].map(u)", "Array.prototype.map callback must be a function"),
        ("class A extends u {}", "The superclass is not a constructor."),
        ("class A {} A()", "Cannot call a class constructor A without |new|"),
        ("new Promise(1)", "Promise constructor takes a function argument"),
        ("JSON.parse('<')", "JSON Parse error: Unrecognized token '<'"),
        ("Array.prototype.map.call(u)", "Array.prototype.map requires that |this| not be null or undefined"),
        ("decodeURIComponent('%')", "URI error"),
        ("atob('*')", "The string contains invalid characters."),
        ("new TextDecoder('nope')", "Unsupported encoding label \"nope\""),
        (
            "new WebAssembly.Module(new Uint8Array(4))",
            "WebAssembly.Module doesn't parse at byte 0: expected a module of at least 8 bytes (evaluating 'new WebAssembly.Module(new Uint8Array(4))')"
        ),
        ("await WebAssembly.compile(new Uint8Array(8))", "WebAssembly.Module doesn't parse at byte 0: module doesn't start with '\\0asm'"),
        ("Object.keys(u)", ""), ("1n + 1", ""), ("[...o]", ""),
        ("u.x = () => 1", ""), ("y`x`", "")
    ]) func quoteTheTranspiledSource(_ source: String, _ text: String) throws {
        let main = "let u; let y = 3, k = 'key'; const o = { key: 1 }; const f = () => undefined;\n" + source
        let program = try EvaluatedProgram(["main.mjs": main], entry: "main.mjs", runtime: "bun")
        #expect(program.verdict.error?.message == text)
    }
}
