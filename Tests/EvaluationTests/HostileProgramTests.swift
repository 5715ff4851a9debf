import Packaging
import RandomPrograms
import Runtimes
import Testing

@testable import Evaluation

/// Programs that would run for ever, or take all memory: each ends within its budget, as unknown, because.
@Suite struct HostileProgramTests {
    /// Grow or go on without end.
    static let endless: [(name: String, source: String)] = [
        ("endless loop", "for (;;) {}"),
        ("endless loop that calls", "const f = x => x + 1; let n = 0; while (true) n = f(n)"),
        ("nested loops", "let n = 0; for (let i = 0; i < 1e5; i++) for (let j = 0; j < 1e5; j++) n ^= i * j; throw new Error(n)"),
        ("recursion with branches", "const f = n => n < 2 ? n : f(n - 1) + f(n - 2); throw new Error(f(60))"),
        ("ackermann", "const a = (m, n) => m === 0 ? n + 1 : n === 0 ? a(m - 1, 1) : a(m - 1, a(m, n - 1)); throw new Error(a(4, 4))"),
        ("caught overflows", "const f = () => { try { f() } finally { f() } }; f()"),
        ("string repeat", "let s = 'x'.repeat(2 ** 28); let a = []; for (;;) a.push(s.repeat(1) + a.length)"),
        ("string padding", "const a = []; for (let i = 0; i < 1e6; i++) a.push('x'.padStart(1e6, i)); throw 1"),
        ("replace grows", "let s = 'a'; for (;;) s = s.replace(/a/g, 'aa')"),
        ("split and join", "let s = 'a,a'; for (;;) s = s.split(',').join(',a,')"),
        ("json grows", "let s = '[]'; for (;;) s = JSON.stringify([s, s])"),
        ("array pushes", "const a = []; for (;;) a.push(a.length)"),
        ("array doubling", "let a = [1]; for (;;) a = a.concat(a)"),
        ("array spread", "let a = [1]; for (;;) a = [...a, ...a]"),
        ("array of holes", "const a = []; a[4294967294] = 1; let n = 0; a.forEach(() => n++); for (const x of a) n++; throw new Error(n)"),
        ("array length", "const a = []; a.length = 4294967295; a.fill(0); a.sort(); a.map(x => x); a.indexOf(7)"),
        (
            "sort with a lying comparator",
            "const a = Array.from({ length: 1e6 }, (_, i) => i); a.sort(() => { a.push(1); return Math.random() - 0.5 })"
        ),
        ("typed arrays", "const a = []; for (;;) a.push(new Uint8Array(1e7))"),
        ("bigint text", "let n = 7n ** 100000n; for (;;) n = BigInt(n.toString() + '7')"),
        (
            "a storm of getters",
            "const o = {}; for (let i = 0; i < 1e5; i++) Object.defineProperty(o, 'k' + i, { get() { return Object.keys(o).length }, enumerable: true }); for (const k in o) o[k]"
        ),
        ("proxies of proxies", "let p = {}; for (;;) p = new Proxy(p, {})"),
        (
            "proxies that make proxies",
            "const h = { get: (t, k) => new Proxy({}, h), ownKeys: t => Array.from({ length: 1e6 }, (_, i) => 'k' + i), getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }; let p = new Proxy({}, h); for (;;) { p = p.x; Object.keys(p) }"
        ),
        ("prototype chains", "let o = {}; for (let i = 0; i < 1e6; i++) o = Object.create(o); for (let i = 0; i < 1e6; i++) o['k' + i]"),
        ("regular expression", "/(a+)+b/.test('a'.repeat(40)); for (;;) /^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(60))"),
        ("regular expression that backtracks", "for (let i = 0; i < 1e6; i++) /(x+x+)+y/.exec('x'.repeat(30 + i % 5))"),
        ("regular expressions without end", "for (let i = 0;; i++) new RegExp('(' + 'a|'.repeat(i) + 'b)')"),
        ("match all", "const s = 'a'.repeat(1e6); for (;;) [...s.matchAll(/a/g)].length"),
        ("promise chain", "const f = () => Promise.resolve().then(f); await f()"),
        (
            "promises that make promises",
            "const a = []; const f = () => { for (let i = 0; i < 100; i++) a.push(Promise.resolve(i).then(f)) }; f(); await Promise.all(a)"
        ),
        ("thenables", "const t = { then(r) { r(t) } }; await t"),
        ("timers", "const f = () => setTimeout(f, 0); f(); await new Promise(() => {})"),
        ("awaits", "for (;;) await 0"),
        ("async iteration", "async function* g() { for (let i = 0;; i++) yield i } for await (const x of g());"),
        ("generators kept", "function* g() { for (;;) yield 1 } const a = []; for (;;) { const i = g(); i.next(); a.push(i) }"),
        ("an iterator without end", "const a = [...{ [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }) }]"),
        ("an iterator into a map", "new Map({ [Symbol.iterator]: () => ({ next: () => ({ value: [{}, {}], done: false }) }) })"),
        ("maps", "const m = new Map(); for (let i = 0;; i++) m.set(i, {})"),
        ("sets of texts", "const s = new Set(); for (let i = 0;; i++) s.add('k' + i)"),
        ("a map that grows while it is walked", "const m = new Map([[0, 0]]); m.forEach((v, k) => m.set(k + 1, v))"),
        ("keys", "const o = {}; for (let i = 0;; i++) o['key' + i] = i"),
        ("keys of many objects", "for (let i = 0;; i++) ({})['key' + i]"),
        ("long keys", "let k = 'x'.repeat(1e6); for (let i = 0;; i++) ({})[k + i] = 1"),
        ("symbols", "const a = []; for (;;) a.push(Symbol('s'.repeat(1000)))"),
        ("registered symbols", "for (let i = 0;; i++) Symbol.for('s' + i)"),
        (
            "shapes",
            "const k = i => 'k' + (i * 7919 % 1000); for (let i = 0;; i++) { const o = {}; for (let j = 0; j < 50; j++) o[k(i * j + i)] = j }"
        ),
        (
            "shapes by attributes",
            "for (let i = 0;; i++) { const o = {}; for (let j = 0; j < 12; j++) Object.defineProperty(o, 'k' + j, { value: 1, writable: !!(i >> j & 1), configurable: true, enumerable: !!(i >> (j + 7) & 1) }) }"
        ),
        ("shapes by prototype", "for (;;) { const p = {}; const o = Object.create(p); o.a = 1; o.b = 2; o.c = 3 }"),
        (
            "a key deleted and added",
            "const o = {}; for (let i = 0; i < 1000; i++) o['k' + i] = i; for (let i = 0;; i++) { delete o['k' + i % 1000]; o['k' + i % 1000] = i }"
        ),
        ("classes", "for (let i = 0;; i++) { class A { #x = i; static s = A; get y() { return this.#x } } new A().y }"),
        ("class chain", "let C = class {}; for (;;) C = class extends C {}"),
        ("closures", "let f = () => 0; for (;;) { const g = f; f = () => g() + 1 }"),
        ("bound functions", "let f = () => 0; for (let i = 0; i < 1e6; i++) f = f.bind(null, i); f()"),
        ("errors", "const a = []; for (let i = 0;; i++) a.push(new Error('e' + i))"),
        ("errors in causes", "let e = new Error('x'); for (;;) e = new AggregateError([e, e], 'y', { cause: e })"),
        ("stacks read", "for (;;) new Error('x').stack.length"),
        ("templates", "const t = s => s.raw; for (let i = 0;; i++) t`a${i}b`"),
        ("code from text", "for (let i = 0;; i++) new Function('a' + i, 'return ' + i)(i)"),
        ("eval of eval", "let s = '1'; for (;;) s = `eval(${JSON.stringify(s)})`, (0, eval)(s)"),
        ("dates", "for (let i = 0;; i++) new Date(i * 1e9).toISOString()"),
        ("numbers as text", "for (let i = 0;; i++) parseFloat((i / 7).toFixed(20)).toString(36)"),
        ("unicode", #"let s = '\u1E9B\u0323'.repeat(1e5); for (;;) s = (s + s).normalize('NFKD').toUpperCase()"#),
        ("uri", "let s = '%'; for (;;) s = encodeURIComponent(s)"),
        ("base64", "let s = 'x'; for (;;) s = btoa(s)"),
        ("urls", "for (let i = 0;; i++) new URL('./a/../b?' + i, import.meta.url).searchParams.get('x')"),
        ("text encoder", "const a = []; for (;;) a.push(new TextEncoder().encode('x'.repeat(1e6)))"),
        ("refused operations", "for (;;) try { new WebAssembly.Module(new Uint8Array([1])) } catch {}"),
        (
            "modules of wasm",
            "const b = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]); for (;;) new WebAssembly.Instance(new WebAssembly.Module(b))"
        ),
        ("memories", "const a = []; for (;;) a.push(new WebAssembly.Memory({ initial: 60000 }))"),
        ("logs", "for (let i = 0;; i++) console.log('x'.repeat(1000), i, { i })"),
        ("listeners", "for (let i = 0;; i++) globalThis.addEventListener?.('x' + i, () => i) ?? queueMicrotask(() => i)"),
        ("microtasks", "const f = () => { queueMicrotask(f); queueMicrotask(f) }; f()"),
        ("imports", "for (let i = 0;; i++) import('./none' + i + '.mjs').catch(() => {})"),
        (
            "unknown conditions in loops",
            "let o = {}; for (let i = 0; i < 1e4; i++) { if (Math.random() < 0.5) o['k' + i] = {}; else o = { o } }"
        ),
        ("with labels", "a: for (;;) { b: for (;;) { try { continue a } finally { continue b } } }"),
        ("switches", "let i = 0; for (;;) switch (i++ % 3) { case 0: continue; case 1: default: case 2: break }"),
        ("destructuring", "let a = [[]]; for (;;) { const [[...b], ...c] = a; a = [[...b, 1], ...c, 1] }"),
        ("weak references", "const a = []; for (;;) a.push(new WeakRef({}), new WeakMap([[{}, {}]]), new FinalizationRegistry(() => {}))"),
        ("object spread", "let o = {}; for (let i = 0;; i++) o = { ...o, ['k' + i]: o }"),
        ("entries", "const o = {}; for (let i = 0; i < 1e5; i++) o['k' + i] = i; for (;;) Object.fromEntries(Object.entries(o))"),
        ("names of functions", "for (let i = 0;; i++) ({ ['f' + i]() {} })['f' + i].name")
    ]
    /// End in a real engine, too, with this error.
    static let thrown: [(name: String, source: String, error: String)] = [
        ("mutual recursion", "const f = n => g(n + 1), g = n => f(n + 1); f(0)", "RangeError: Maximum call stack size exceeded"),
        ("array from length", "Array.from({ length: 2 ** 32 }, (_, i) => i)", "RangeError: Invalid array length"),
        ("one huge buffer", "new ArrayBuffer(2 ** 40)", "RangeError: Array buffer allocation failed"),
        (
            "getters that call each other", "const o = { get a() { return this.b }, get b() { return this.a } }; o.a",
            "RangeError: Maximum call stack size exceeded"
        ),
        ("valueOf without end", "const o = { valueOf() { return o + 1 } }; o + 1", "RangeError: Maximum call stack size exceeded"),
        ("toString without end", "const o = { toString() { return `${o}` } }; `${o}`", "RangeError: Maximum call stack size exceeded"),
        (
            "toPrimitive gives objects", "const o = { [Symbol.toPrimitive]() { return o < o } }; o < 1",
            "RangeError: Maximum call stack size exceeded"
        ),
        ("async recursion", "const f = async n => await f(n + 1); await f(0)", "RangeError: Maximum call stack size exceeded"),
        ("generators", "function* g() { yield* g() } for (const x of g());", "RangeError: Maximum call stack size exceeded"),
        ("deep json", "JSON.parse('['.repeat(1e6) + ']'.repeat(1e6))", "RangeError: Maximum call stack size exceeded"),
        (
            "closures called", "let f = () => 0; for (let i = 0; i < 1e5; i++) { const g = f; f = () => g() + 1 } f()",
            "RangeError: Maximum call stack size exceeded"
        )
    ]

    /// A hundredth of a run's budget, so that the tests are done in seconds.
    private static func evaluate(_ source: String) throws -> (verdict: Verdict, usedWords: Int) {
        let tree = FileTree.inMemory(["main.mjs": source]), path = try #require(TreePath("main.mjs"))
        let profile = try Runtimes().profile(RuntimeName.parse("node@22/esm").get()).get()
        let result = onLargeStack { () -> (Verdict, Int)? in
            guard let evaluator = Evaluator() else { return nil }
            evaluator.machine.budget.steps = 300_000
            evaluator.machine.budget.words = 2 << 20
            let verdict = evaluator.evaluate(.init(path: path, consumers: []), tree: tree, profile: profile, sources: SourceCache(tree))
                .verdict
            return (verdict, evaluator.machine.usedWords)
        }
        let (verdict, usedWords) = try #require(result ?? nil)
        return (verdict, usedWords)
    }

    @Test(.timeLimit(.minutes(5)), arguments: endless + growing) func endsWithinItsBudget(_ program: (name: String, source: String)) throws
    {
        let (verdict, usedWords) = try Self.evaluate(program.source)
        #expect(verdict.outcome == .unknown, "\(program.name): \(verdict.error?.message ?? "works")")
        #expect(
            ["step-budget", "memory-budget", "fork-budget", "regexp-budget", "bigint"].contains(verdict.reason?.code),
            "\(program.name): \(verdict.because)")
        // one native may take its last words at once
        #expect(usedWords < 64 << 20, "\(program.name)")
    }

    @Test(.timeLimit(.minutes(5)), arguments: deep) func runsOutOfStack(_ program: (name: String, source: String)) throws {
        let verdict = try Self.evaluate(program.source).verdict
        #expect(verdict.error?.message == "Maximum call stack size exceeded", "\(program.name): \(verdict.because)")
    }

    @Test(.timeLimit(.minutes(5)), arguments: thrown) func throwsAsEnginesDo(
        _ program: (name: String, source: String, error: String)
    ) throws {
        let verdict = try Self.evaluate(program.source).verdict
        #expect("\(verdict.error?.name ?? ""): \(verdict.error?.message ?? verdict.because)" == program.error, "\(program.name)")
    }
}
