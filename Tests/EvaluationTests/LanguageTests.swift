import Machine
import Syntax
import Testing

@testable import Evaluation

/// Programs and what they print: each row is a rule of the language that lowering and machine have to get right together.
@Suite struct LanguageTests {
    static let programs: [(name: String, source: String, prints: [String])] = [
        (
            "case and normal forms are Unicode's",
            "print('ΌΔΟΣ'.toLowerCase(), 'ß'.toUpperCase(), 'e\\u0301'.normalize().length, '\\uD83D'.toLowerCase().length)", ["όδος SS 1 1"]
        ),
        (
            "patterns fail in the words of the engine", "try { new RegExp('(') } catch (e) { print(e.message) }",
            ["Invalid regular expression: /(/: Unterminated group"]
        ),
        (
            "functions in the head of a loop see its names dead",
            "let x = 1, f; for (let x of (f = function () { x }, [])); try { f() } catch (e) { print(e.name) }", ["ReferenceError"]
        ),
        (
            "sloppy functions have an object for this",
            "function f() { return typeof this } function g() { 'use strict'; return typeof this } print(f(), g())", ["object undefined"]
        ),
        (
            "a return in for-of closes the iterator once",
            """
            let closed = 0
            const it = { [Symbol.iterator]() { return { next: () => ({ value: 1, done: false }), return() { closed++; return {} } } } }
            function f() { for (const x of it) return x }
            f(); const [a] = it; print(closed)
            """, ["2"]
        ),
        (
            "a throw in a pattern closes the iterator, an exhausted one is left alone",
            """
            let closed = 0, n = 0
            const it = { [Symbol.iterator]: () => ({ next: () => ({ value: n, done: n++ > 0 }), return() { closed++; return {} } }) }
            const [a, b, c] = it; print(closed)
            n = 0
            try { const [{ x }] = { [Symbol.iterator]: () => ({ next: () => ({ value: null, done: false }), return() { closed++; return {} } }) } } catch (e) { print(e.name, closed) }
            """, ["0", "TypeError 1"]
        ),
        (
            "members in an array pattern are evaluated before the iterator is asked",
            """
            const log = []
            const it = { [Symbol.iterator]: () => ({ next() { log.push('next'); return { done: true } } }) }
            ;[(log.push('object'), {})[(log.push('key'), 'k')]] = it
            print(log.join())
            """, ["object,key,next"]
        ),
        (
            "yield* in an async generator awaits and passes on",
            """
            async function* inner() { try { yield 1; yield 2 } finally { print('closed') } }
            async function* outer() { const r = yield* inner(); return r }
            (async () => { for await (const x of outer()) { print(x); break } })()
            """, ["1", "closed"]
        ),
        (
            "for await takes promises of a plain array", "(async () => { for await (const x of [Promise.resolve(1), 2]) print(x) })()",
            ["1", "2"]
        ),
        ("yield* takes a plain array", "function* g() { yield* [1, 2] } print([...g()].join())", ["1,2"]),
        (
            "a default value does not see later parameters",
            "try { (function (a = b, b) {})() } catch (e) { print(e.name + ': ' + e.message) }",
            ["ReferenceError: Cannot access 'b' before initialization"]
        ),
        ("a loop's own name is dead in its right side", "try { for (const x of [x]); } catch (e) { print(e.name) }", ["ReferenceError"]),
        (
            "super() in an arrow",
            """
            class A { constructor(x) { this.x = x } }
            class B extends A { y = 1; constructor() { const f = () => super(5); f(); print(this.x, this.y) } }
            new B()
            """, ["5 1"]
        ),
        (
            "what a derived constructor returns is not caught inside",
            "class C extends Object { constructor() { try { return 0 } catch { super() } } } try { new C(); print('no') } catch (e) { print(e.name) }",
            ["TypeError"]
        ),
        (
            "arguments follow the parameters of sloppy functions",
            "function f(a) { a = 2; arguments[1] = 3; return arguments[0] } function g(a) { arguments[0] = 2; return a } function h(a) { 'use strict'; a = 2; return arguments[0] } print(f(1), g(1), h(1))",
            ["2 2 1"]
        ),
        ("the last of two parameters of one name counts", "function f(x, x) { return x } print(f(1, 2))", ["2"]),
        (
            "delete of names",
            "var kept = 1; gone = 2; function f(a) { return delete a } print(delete kept, delete gone, f(1), typeof gone)",
            ["false true false undefined"]
        ),
        ("a key is converted once", "let n = 0; const o = { k: 1 }; o[{ toString() { n++; return 'k' } }] += 1; print(n, o.k)", ["1 2"]),
        (
            "setters are found through primitives",
            "Object.defineProperty(Number.prototype, 'seen', { set(v) { 'use strict'; print(typeof this, v) } }); (5).seen = 1",
            ["number 1"]
        ),
        ("invalid escapes are undefined in tags only", "print((s => s[0] === undefined && s.raw[0])`\\u{`)", ["\\u{"]),
        ("small numbers in any locale", "print([1, 2].toLocaleString(), (7).toLocaleString())", ["1,2 7"]),
        (
            "text in tags", "print('x'.anchor('\"'), 'y'.bold(), 'z'.fontsize(3))",
            ["<a name=\"&quot;\">x</a> <b>y</b> <font size=\"3\">z</font>"]
        ),
        (
            "functions from text", "print(new Function('a', 'b', 'return a + b')(1, 2), Function('return this')() === globalThis)",
            ["3 true"]
        ),
        (
            "members of super are members of this",
            "const o = { __proto__: { get x() { return this.y } }, y: 7, m() { return super.x } }; print(o.m())", ["7"]
        ),
        (
            "private names",
            "class A { #x = 1; static has(o) { return #x in o } get x() { return this.#x } } print(new A().x, A.has(new A()), A.has({}))",
            ["1 true false"]
        ),
        (
            "finally overrides, and passes on",
            "function f() { try { return 1 } finally { return 2 } } function g() { for (const x of [1, 2]) { try { continue } finally { if (x == 2) break } } return 'done' } print(f(), g())",
            ["2 done"]
        ),
        ("optional calls keep this", "const o = { v: 3, m() { return this.v } }; print(o?.m?.(), o.n?.(), (o?.m)())", ["3 undefined 3"]),
        (
            "each iteration has its own variables",
            "const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); print(fs.map(f => f()).join())", ["0,1,2"]
        ),
        (
            "microtasks run in order",
            "Promise.resolve().then(() => print(2)); (async () => { print(0); await null; print(3) })(); print(1)", ["0", "1", "2", "3"]
        ),
        (
            "typed arrays are sorted as numbers",
            "print(new Uint8Array([10, 9, 1]).sort().join(), new Float64Array([NaN, 0, -0]).sort().join(), new Int8Array([3, 1]).toSorted()[0], new Uint8Array([1, 2]).with(0, 9).join())",
            ["1,9,10 0,0,NaN 1 9,2"]
        ),
        (
            "sets are combined",
            "const s = new Set([1, 2, 3]); print([...s.union(new Set([4]))].join(), [...s.intersection(new Set([3, 2]))].join(), [...s.difference(new Map([[1]]))].join(), [...s.symmetricDifference(new Set([3, 5]))].join(), s.isSupersetOf(new Set([1])))",
            ["1,2,3,4 3,2 2,3 1,2,5 true"]
        ),
        (
            "iterator helpers are lazy and close",
            "function* g() { try { for (let i = 0; ; i++) yield i } finally { print('closed') } } print(g().filter(x => x % 2).map(x => x * 10).take(2).toArray().join()); print(g().drop(1).some(x => x == 2), Iterator.from([1, 2]).flatMap(x => [x, x]).toArray().join())",
            ["closed", "10,30", "closed", "true 1,1,2,2"]
        ),
        (
            "a proxy must not contradict its target",
            "const t = Object.freeze({ a: 1 }); try { new Proxy(t, { get: () => 2 }).a } catch (e) { print(e.message) } try { Object.keys(new Proxy({}, { ownKeys: () => ['a', 'a'] })) } catch (e) { print(e.message) }",
            [
                "'get' on proxy: property 'a' is a read-only and non-configurable data property on the proxy target but the proxy did not return its actual value (expected '1' but got '2')",
                "'ownKeys' on proxy: trap returned duplicate entries"
            ]
        ),
        (
            "classes without a name have an own, empty one",
            "print(Object.getOwnPropertyNames(class {}).join(), class { ['k'] = () => 1; static n = new this().k.name }.n)",
            ["length,name,prototype k"]
        ),
        (
            "a match tells where its groups lie",
            "const m = /(?<a>b)(c)?/d.exec('abd'); print(JSON.stringify(m.indices), JSON.stringify(m.indices.groups), Object.keys(m).join())",
            ["[[1,2],[1,2],null] {\"a\":[1,2]} 0,1,2,index,input,groups,indices"]
        ),
        (
            "strings and matches have iterators of their own",
            "print(String('a'[Symbol.iterator]()), String('a'.matchAll(/a/g)), [...'ab'].join())",
            ["[object String Iterator] [object RegExp String Iterator] a,b"]
        ),
        ("the source of a pattern is a literal", "print(new RegExp('/' + String.fromCharCode(10) + '[/]').source)", ["\\/\\n[/]"]),
        (
            "a comparator that contradicts itself is asked as V8 does",
            "print([5, 1, 4].sort(() => -1).join(), [5, 1, 4].sort(() => 1).join())", ["4,1,5 5,1,4"]
        ),
        (
            "errors name what was read",
            "try { null[{}] } catch (e) { print(e.message) } try { [...{}.a] } catch (e) { print(e.message) } try { Object.freeze([1]).push(2) } catch (e) { print(e.message) } try { class A extends null { constructor() { super() } } new A } catch (e) { print(e.message) }",
            [
                "Cannot read properties of null (reading '#<Object>')",
                "undefined is not iterable (cannot read property Symbol(Symbol.iterator))",
                "Cannot add property 1, object is not extensible", "Super constructor null of A is not a constructor"
            ]
        ),
        (
            "the prototypes of primitives are a String, a Number, a Boolean",
            "print(String.prototype.length, String.prototype + '|', Number.prototype + 1, Boolean.prototype.valueOf(), typeof Function.prototype, JSON.stringify([String.prototype, Number.prototype]))",
            ["0 | 1 false function [\"\",0]"]
        ),
        (
            "operands are converted in order, and only where they are needed",
            "print('ab'.padEnd(1, Symbol()), 'ab'.split(undefined, 0).length, JSON.stringify(Object.create({ a: 1 }), ['a', 'a']), JSON.stringify({ a: 1 }, null, new String('-')))",
            ["ab 0 {\"a\":1} {\n-\"a\": 1\n}"]
        ),
        (
            "each element is converted when it was made",
            "let n = 0; try { new BigInt64Array(2).map(() => { n++; return 1 }) } catch (e) { print(e.name, n) }", ["TypeError 1"]
        ),
        (
            "arguments that were not given follow no parameter",
            "print((function (a) { arguments[0] = 1; return a })(), (function (a) { arguments[0] = 1; return a })(2))", ["undefined 1"]
        ),
        (
            "digits beyond the precision of a number, and shifts beyond any",
            "print((1e21).toString(3), (2 ** 53).toString(5), 1n >> 2n ** 70n, -1n >> 2n ** 70n, 0n << 2n ** 70n)",
            ["100010202110111202020110202012022200000000000 33421042423033203202432 0 -1 0"]
        ),
        (
            "what is frozen stays so when it is sealed",
            "const a = Object.freeze([1]); Object.seal(a); try { 'use strict'; a[0] = 2 } catch {} print(a[0], Object.isFrozen(a))",
            ["1 true"]
        ),
        (
            "an element is not written through an inherited typed array",
            "const o = { __proto__: new Int8Array(2) }; o[1] = 5; o[9] = 6; print(Object.keys(o).join(), Object.getPrototypeOf(o)[1])",
            ["1 0"]
        ),
        (
            "every kind of iterator has its own next",
            "try { [].values().next.call(''[Symbol.iterator]()) } catch (e) { print(e.message) } print([].values().next === ''[Symbol.iterator]().next)",
            ["Method Array Iterator.prototype.next called on incompatible receiver [object String Iterator]", "false"]
        ),
        (
            "how missing iterators of yield* are worded",
            "(async () => { try { await (async function* () { yield* undefined })().next() } catch (e) { print(e.message) } })()",
            ["Cannot read properties of undefined (reading 'Symbol(Symbol.asyncIterator)')"]
        ),
        (
            "a proxy must not define what its target forbids",
            "const t = Object.freeze({}); try { Object.defineProperty(new Proxy(t, { defineProperty: () => true }), 'a', {}) } catch (e) { print(e.name) } print(Object.prototype.toString.call(new Proxy([], {})))",
            ["TypeError", "[object Array]"]
        ),
        (
            "lone surrogates in symbols and errors",
            "print(String(Symbol('\\uD83D')).charCodeAt(7).toString(16), String(new Error('\\uD83D')).charCodeAt(7).toString(16))",
            ["d83d d83d"]
        ),
        (
            "generators with try and finally",
            "function* g() { try { yield 1 } finally { print('f') } } const it = g(); it.next(); print(JSON.stringify(it.return(5)))",
            ["f", "{\"value\":5,\"done\":true}"]
        )
    ]

    @Test(arguments: programs) func prints(_ program: (name: String, source: String, prints: [String])) throws {
        // parsed at once, and function by function
        for reading in [SourceFile.Reading.exhaustive, .lazy] {
            let run = try #require(TestRun(program.source, reading: reading))
            #expect(run.failure == nil, "\(program.name)")
            #expect(run.printed == program.prints, "\(program.name)")
        }
    }

    /// What is not modelled ends the run with a reason; it is never skipped.
    @Test(arguments: [
        "with ({}) print(1)", "function f() { using x = y; print(1) } f()",
        "const p = new Proxy({}, {}); Object.setPrototypeOf(p, Object.create(p)); 'x' in p; print(1)", "let a = ; print(1)"
    ]) func stops(_ source: String) throws {
        let run = try #require(TestRun(source))
        #expect(run.printed.isEmpty)
        #expect(run.failure?.contains("unmodelled") == true)
    }
}

/// A script run to the end of its microtasks on a bare realm with `print`.
final class TestRun: CodeFromTextHostStub {
    private(set) var printed: [String] = []
    private(set) var failure: String?

    init?(_ source: String, reading: SourceFile.Reading = .automatic) {
        guard let m = Machine() else { return nil }
        super.init()
        Library.install(m)
        m.delegate = self
        m.defineMethod(m.globalObject, "print", length: 1) { [unowned self] m, a throws(Abrupt) in
            var parts: [String] = []
            for v in a.all { parts.append(v.isUncertain ? "unknown" : try m.toText(v)) }
            printed.append(parts.joined(separator: " "))
            return .undefined
        }
        do throws(Abrupt) {
            _ = try m.call(
                .object(
                    m.makeClosure(
                        Lowering.script(SourceFile(path: "test.js", bytes: Array(source.utf8), reading: reading), index: 0), environment: 0)
                ), .undefined, [])
            try m.drainMicrotasks()
        } catch {
            switch error {
            case .thrown(let value): failure = (try? m.toText(value)) ?? "thrown"
            case .unknown(let why): failure = "unknown: " + m.text(of: why).text
            case .stopped(let stop): failure = "stopped: \(stop)"
            }
        }
    }
}

/// A host that allows code from text and knows nothing else.
class CodeFromTextHostStub: MachineDelegate, CodeFromTextHost {
    func numberOfText(_ file: SourceFile) throws(Abrupt) -> Int? { 1 }
    func willMakeFunction(isEmpty: Bool) throws(Abrupt) {}
    func willEvaluate(_ text: Value) throws(Abrupt) {}
    func namesAreGlobal(in file: SourceFile) -> Bool { true }
    func missingMember(_ object: Handle, _ key: PropertyKey) throws(Abrupt) -> Value? { nil }
    func missingGlobal(_ key: PropertyKey) throws(Abrupt) -> Value? { nil }
    func printedExpression(_ template: FunctionTemplate, _ range: Range<Int>, _ form: PrintedForm) -> String? { "" }
    func importMeta(_ template: FunctionTemplate) throws(Abrupt) -> Value { .undefined }
    func dynamicImport(_ specifier: Value, _ options: Value, phase: UInt8, from: FunctionTemplate) throws(Abrupt) -> Value { .undefined }
    func settle(_ promise: Handle) throws(Abrupt) {}
    func rejectionTracked(_ promise: Handle, handled: Bool) {}
    func unknownCalled(_ callee: Value, _ arguments: Arguments) -> Value { .unknown(callee.reason) }
    func exoticGet(_ object: Handle, _ key: PropertyKey, receiver: Value) throws(Abrupt) -> Value? { nil }
    func exoticSet(_ object: Handle, _ key: PropertyKey, _ value: Value) throws(Abrupt) -> Bool { false }
    func stackText(_ error: Handle, _ site: Site) -> String? { "" }
    func languageErrorText(_ error: LanguageError) -> String? { nil }
}
