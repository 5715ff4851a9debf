/// More programs that would run for ever, or take all memory, by what they let grow.
extension HostileProgramTests {
    static let growing: [(name: String, source: String)] = [
        ("regexp alternations", #"for (let i = 0;; i++) /^(?:(?:a|aa)+|(?:a|ab)*)*c$/.test('a'.repeat(40) + i)"#),
        ("regexp lookbehind", #"const s = 'ab'.repeat(1e5); for (;;) s.replace(/(?<=(?:ab)*)(?<!x+)b(?=(?:ab)*$)/g, 'c')"#),
        ("regexp backreferences", #"const s = 'a'.repeat(5000); for (;;) /^(a+)(a+)\1\2\1$/.test(s + 'b')"#),
        ("regexp counted", #"for (;;) /((a{0,1000}){0,1000}){0,1000}b/.test('a'.repeat(3000))"#),
        ("regexp source grows", #"let s = 'a'; for (;;) { s = '(?:' + s + '|' + s + ')'; new RegExp(s).test('b') }"#),
        ("regexp sticky walk", #"const r = /a*?b/y; for (let i = 0;; i++) { r.lastIndex = i % 1000; r.exec('a'.repeat(1000)) }"#),
        ("regexp split", #"const s = 'a'.repeat(1e6); for (;;) s.split(/(a)/).length"#),
        ("replace with function", #"let s = 'ab'; for (;;) s = s.replaceAll(/./gs, (m, at, all) => m + at + all.length)"#),
        ("huge template literal", #"let s = ''; for (;;) s = `${s}${s}x${s}${s}`"#),
        (
            "template with toString",
            #"const o = { toString() { return `${'x'.repeat(1e6)}${n++}` } }; let n = 0; const a = []; for (;;) a.push(`${o}${o}${o}`)"#
        ),
        ("raw templates", #"let a = ['x']; for (;;) a = [String.raw({ raw: a }, ...a), ...a]"#),
        ("tagged template growth", #"let f = (s, ...v) => s.raw.concat(v); let a = f`x`; for (;;) a = f`a${a}b${a}`"#),
        ("json wide", #"const o = {}; for (let i = 0; i < 1e5; i++) o['k' + i] = o.k0 ?? {}; for (;;) JSON.parse(JSON.stringify(o))"#),
        ("json doubles", #"let o = [1]; for (let i = 0; i < 60; i++) o = [o, o]; JSON.stringify(o)"#),
        (
            "json reviver",
            #"let n = 0; for (;;) JSON.parse('[' + '1,'.repeat(1000) + '1]', function (k, v) { if (n++ < 1e9) this.x = [n]; return v })"#
        ),
        ("json big text", #"const s = '[' + '{"a":[1,2,{"b":null}]},'.repeat(1e5) + '1]'; const a = []; for (;;) a.push(JSON.parse(s))"#),
        (
            "sort comparator throws late",
            #"const a = Array.from({ length: 3e5 }, (_, i) => i ^ 0x5555); let n = 0; for (;;) try { a.sort((x, y) => { if (++n % 1e5 === 0) throw n; return y - x }) } catch {}"#
        ),
        (
            "sort comparator changes",
            #"const a = Array.from({ length: 1e5 }, (_, i) => i); for (;;) a.sort((x, y) => { a.length = 1e5; a[x] = y; return -1 })"#
        ),
        (
            "sort by text",
            #"const a = Array.from({ length: 2e5 }, (_, i) => ({ toString() { return 'x'.repeat(100) + i } })); for (;;) a.sort()"#
        ),
        ("toSorted", #"let a = Array.from({ length: 1e5 }, (_, i) => -i); for (;;) a = a.toSorted().toReversed().concat(1)"#),
        ("bigint squares", #"let n = 3n; for (;;) n *= n"#),
        ("bigint power", #"const n = 2n ** 1000000n; for (let i = 1n;; i++) n ** i"#),
        ("bigint shifts", #"let n = 1n; for (;;) n = (n << 60000n) | 1n"#),
        ("bigint division", #"const n = 10n ** 20000n; for (let i = 3n;; i += 2n) n / i % (n >> 3n)"#),
        ("bigint factorial", #"let n = 1n; for (let i = 1n;; i++) n *= i"#),
        ("typed arrays of 2 GB", #"const a = []; for (;;) try { a.push(new Uint8Array(2 ** 31)) } catch (e) { a.push(e) }"#),
        ("typed arrays of 100 MB", #"const a = []; for (;;) a.push(new Float64Array(12e6).fill(1))"#),
        ("typed array sort", #"const a = new Float64Array(1e6).map((_, i) => -i); for (;;) a.sort((x, y) => x - y).reverse()"#),
        ("typed array set", #"const a = new Uint8Array(5e7); for (;;) a.set(a.subarray(1)), a.copyWithin(1, 0), a.slice().fill(3)"#),
        ("typed array join", #"const a = new Uint8Array(1e7); const o = []; for (;;) o.push(a.join(','))"#),
        ("array buffer slices", #"const b = new ArrayBuffer(1e7), a = []; for (;;) a.push(b.slice(0))"#),
        ("resizable buffers", #"const a = []; for (;;) a.push(structuredClone(new Uint8Array(1e7)))"#),
        (
            "labels and finally",
            #"a: for (let i = 0;; i++) { b: { c: try { if (i % 3) break b; continue a } finally { d: for (;;) { try { break d } finally { if (i % 2) continue a } } } } }"#
        ),
        (
            "finally that returns",
            #"const f = n => { for (;;) try { try { throw n } finally { n++ } } catch { try { return n } finally { if (n) continue } } }; f(1)"#
        ),
        (
            "async generators chained",
            #"let g = (async function* () { for (let i = 0;; i++) yield i })(); const h = async function* (g) { for await (const x of g) { yield x; yield x } }; for (let i = 0; i < 50; i++) g = h(g); for await (const x of g);"#
        ),
        (
            "generators chained",
            #"function* f(g) { for (const x of g) { yield x; yield x } } let g = (function* () { for (;;) yield 1 })(); for (let i = 0; i < 200; i++) g = f(g); for (const x of g);"#
        ),
        (
            "generator that delegates to itself",
            #"let g; function* f() { for (;;) { yield 1; try { yield* g } catch {} } } g = f(); for (const x of g);"#
        ),
        (
            "generator returns never",
            #"function* g() { for (;;) try { yield 1 } finally { yield 2; continue } } const i = g(); i.next(); for (;;) i.return()"#
        ),
        (
            "proxy of proxy of proxy",
            #"let p = { x: 1 }; const n = { get: (t, k, r) => Reflect.get(t, k, r), has: (t, k) => k in t, ownKeys: t => Reflect.ownKeys(t) }; for (let i = 0; i < 90; i++) p = new Proxy(p, n); for (;;) { p.x; 'y' in p; ({ ...p }) }"#
        ),
        (
            "proxy keys huge",
            #"const k = Array.from({ length: 1e5 }, (_, i) => 'k' + i); const p = new Proxy({}, { ownKeys: () => k, getOwnPropertyDescriptor: () => ({ value: 1, configurable: true, enumerable: true }) }); for (;;) Object.assign({}, p)"#
        ),
        ("toPrimitive storm", #"let n = 0; const o = { [Symbol.toPrimitive]() { return ++n } }; while (o < 1e12) o * o - o"#),
        ("coercing keys", #"let n = 0; const k = { toString() { return 'k' + n++ } }, o = {}; for (;;) o[k] = o[k]"#),
        (
            "destructuring of an infinite iterator",
            #"const it = { [Symbol.iterator]() { return { next: () => ({ value: it, done: false }) } } }; const [[[a]], ...b] = it"#
        ),
        (
            "destructuring in a loop",
            #"let o = { a: 1, b: { c: [1, 2, 3] } }; for (;;) ({ a: o.a, b: { c: [, ...o.b.c] } } = { a: o, b: { c: [0, ...o.b.c, 1] } })"#
        ),
        ("pad grows", #"let s = 'x'; for (;;) s = s.padStart(s.length * 2, s).padEnd(s.length * 3, s)"#),
        ("string from codes", #"const a = Array(65535).fill(65); let s = ''; for (;;) s += String.fromCharCode.apply(null, a)"#),
        ("upper case grows", #"let s = '\u0390'; for (;;) s = s.toUpperCase() + s.normalize('NFD')"#),
        ("locale compare", #"const s = 'x'.repeat(1e6); for (let i = 0;; i++) (s + i).localeCompare(s + 'a')"#),
        (
            "index of",
            #"const s = 'a'.repeat(1e6) + 'b', t = 'a'.repeat(5e5) + 'b'; for (;;) s.lastIndexOf(t) + s.indexOf('a'.repeat(4e5) + 'c')"#
        ),
        ("compare long strings", #"const s = 'a'.repeat(1e7); for (let i = 0;; i++) (s + i) < (s + 'b')"#),
        ("split by characters", #"const s = 'ab'.repeat(1e6); const a = []; for (;;) a.push(s.split(''))"#),
        ("at the limit of arrays", #"const a = Array(2 ** 32 - 1); for (;;) { a.includes(1); a.findLast(x => x); a.lastIndexOf(2) }"#),
        ("array join at the limit", #"Array(2 ** 32 - 1).join('x')"#),
        ("array reverse at the limit", #"const a = Array(2 ** 32 - 1); a.reverse(); a.flat(); a.toString()"#),
        (
            "array splice at the limit",
            #"const a = Array(2 ** 32 - 2); for (;;) { a.unshift(1); a.splice(5, 1, 2, 3); a.copyWithin(0, 3); a.shift() }"#
        ),
        (
            "array like at the limit",
            #"const o = { length: 2 ** 53 - 1 }; for (;;) try { Array.prototype.push.call(o, 1) } catch { Array.prototype.indexOf.call(o, 1) }"#
        ),
        ("array entries", #"const a = Array(2 ** 32 - 1); for (const [i, x] of a.entries());"#),
        ("array flat", #"let a = [1]; for (;;) a = [a, a, a].flat(Infinity)"#),
        ("structured clone wide", #"let o = [1]; for (let i = 0; i < 40; i++) o = [o, [...o]]; for (;;) o = structuredClone([o, o])"#),
        ("structured clone cycles", #"const o = {}; o.o = o; o.a = [o, new Map([[o, o]]), new Set([o])]; for (;;) structuredClone(o)"#),
        (
            "error stack chains",
            #"let e = new Error('x'); for (let i = 0;; i++) { e = new Error(e.stack, { cause: e }); e.stack += e.message }"#
        ),
        (
            "error in errors",
            #"let e = new Error('x'); const f = n => { if (n) f(n - 1); else throw new Error('deep', { cause: e }) }; for (;;) try { f(1000) } catch (x) { e = x }"#
        ),
        (
            "weak refs flood",
            #"const r = new FinalizationRegistry(() => {}); let last; for (;;) { const o = {}; r.register(o, o, o === last ? {} : o.x); last = new WeakRef(o) }"#
        ),
        ("weak maps flood", #"const w = new WeakMap(), s = new WeakSet(); for (;;) { const o = {}; w.set(o, o); s.add(o) }"#),
        (
            "class fields storm",
            #"const k = Array.from({ length: 100 }, (_, i) => 'f' + i); for (;;) new (class { [k[0]] = this; [k[1]] = [this]; #a = 1; #b = this.#a; static { this.c = new this } })"#
        ),
        ("mixins", #"const m = B => class extends B { }; let B = Object; for (;;) B = m(m(B))"#),
        ("deep spread", #"let o = {}; for (;;) o = { ...o, a: { ...o }, b: { ...o.a } }"#),
        ("array spread deep", #"let a = [[]]; for (;;) a = [...a, [...a]]"#),
        (
            "object from entries",
            #"let o = { a: 1 }; for (;;) o = Object.fromEntries([...Object.entries(o), ...Object.entries(o).map(([k, v]) => [k + 'x', v])])"#
        ),
        (
            "events dispatch events",
            #"const t = new EventTarget(); t.addEventListener('x', () => { t.addEventListener('x', () => t.dispatchEvent(new Event('x'))); }); for (;;) t.dispatchEvent(new Event('x'))"#
        ),
        ("promise all nested", #"let p = Promise.resolve(1); for (;;) p = Promise.all([p, p]).then(x => x.flat())"#),
        ("promise race storm", #"const a = Array.from({ length: 1e4 }, (_, i) => new Promise(() => {})); for (;;) Promise.race(a)"#),
        ("async recursion fan out", #"const f = async n => { await 0; await Promise.all([f(n + 1), f(n + 1)]) }; await f(0)"#),
        ("await thenable chains", #"const t = n => ({ then(r) { r(t(n + 1)) } }); await t(0)"#),
        ("map grows itself", #"const s = new Set([0]); for (const x of s) { s.delete(x); s.add(x + 1); s.add(x + 0.5) }"#),
        ("map of maps", #"let m = new Map(); for (;;) m = new Map([...m, [m, m], [{}, new Map(m)]])"#),
        ("group by", #"let a = [1, 2]; for (;;) a = Object.values(Object.groupBy(a, x => x % 7)).flat().concat(a)"#),
        (
            "set operations",
            #"let s = new Set([1]); for (let i = 0;; i++) s = s.union(new Set([i, i + 1])).symmetricDifference(new Set([i / 2]))"#
        ),
        (
            "iterator helpers",
            #"const it = function* () { for (let i = 0;; i++) yield i }; it().flatMap(x => it().take(x)).filter(x => x < 0).toArray()"#
        ),
        (
            "define properties",
            #"const d = {}; for (let i = 0; i < 1e5; i++) d['k' + i] = { value: i }; for (;;) Object.defineProperties({}, d)"#
        ),
        (
            "freeze and seal",
            #"const o = Array.from({ length: 1e5 }, () => ({})); for (;;) o.map(x => Object.isFrozen(Object.freeze({ ...x, y: Object.seal({}) })))"#
        ),
        (
            "prototype swaps",
            #"const a = {}, b = {}; for (let i = 0;; i++) { const o = { x: i }; Object.setPrototypeOf(o, i % 2 ? a : b); a['k' + i % 5000] = i; o.y }"#
        ),
        ("symbols as keys", #"const o = {}; for (;;) o[Symbol()] = 1"#),
        (
            "functions with names",
            #"const a = []; for (let i = 0;; i++) { const f = () => i; Object.defineProperty(f, 'name', { value: 'f' + i }); a.push(f.name + f.toString()) }"#
        ),
        ("eval grows code", #"let s = '1'; for (;;) { s = `(${s}+${s})`; (0, eval)(s) }"#),
        ("process listeners", #"for (let i = 0;; i++) process.on('exit', () => process.emit?.('exit'))"#),
        ("text decoder", #"const b = new Uint8Array(1e7).fill(0xe2), a = []; for (;;) a.push(new TextDecoder().decode(b))"#),
        ("base64 decode", #"const s = btoa('x'.repeat(1e7)), a = []; for (;;) a.push(atob(s), Buffer.from(s, 'base64'))"#),
        ("buffers concat", #"let b = Buffer.from('x'); for (;;) b = Buffer.concat([b, b])"#),
        ("buffer text", #"const b = Buffer.alloc(1e7), a = []; for (;;) a.push(b.toString('hex'), b.toString('base64'))"#),
        ("url search params", #"const p = new URLSearchParams(); for (let i = 0;; i++) { p.append('k' + i, 'x'); p.toString() }"#),
        ("headers", #"const h = new Headers(); for (let i = 0;; i++) { h.append('k' + i % 1000, 'x'); [...h] }"#),
        ("wasm tables", #"const a = []; for (;;) a.push(new WebAssembly.Table({ initial: 1e7, element: 'anyfunc' }))"#),
        (
            "wasm memory grows",
            #"const m = new WebAssembly.Memory({ initial: 1 }); for (;;) try { m.grow(1); new Uint8Array(m.buffer).fill(1) } catch (e) { throw 1 }"#
        ),
        ("forks in recursion", #"const f = n => Math.random() < 0.5 ? f(n + 1) : [f(n + 1), f(n + 2)]; f(0)"#),
        (
            "forks and keys",
            #"const o = {}; for (let i = 0; i < 1e5; i++) if (Math.random() < 0.5) { delete o['k' + (i >> 1)] } else { o['k' + i] = [o] }"#
        ),
        (
            "forks in getters",
            #"const o = { get x() { return Math.random() < 0.5 ? this.x : this.y }, get y() { return Math.random() < 0.5 ? this.x : 1 } }; for (;;) o.x"#
        ),
        ("forks of typed arrays", #"const a = new Uint8Array(1e7); for (let i = 0; i < 1e5; i++) if (Math.random() < 0.5) a.fill(i)"#),
        ("a date walk", #"for (let d = new Date(0);; d.setDate(d.getDate() + 1)) d.toString() + d.toLocaleDateString()"#),
        (
            "number parsing",
            #"const s = '1' + '0'.repeat(1e6) + '.5'; for (let i = 0;; i++) Number(s + i) + parseFloat(s) + parseInt(s, 36)"#
        ),
        ("uri decode", #"let s = encodeURIComponent('\u{1F600}'.repeat(1e5)); for (;;) decodeURIComponent(s) + escape(s)"#),
        (
            "in operator chain",
            #"const o = {}; for (let i = 0; i < 1e4; i++) o['a' + i] = 1; let p = o; for (let i = 0; i < 1e4; i++) p = Object.create(p); for (;;) 'zz' in p"#
        ),
        (
            "for in over chains",
            #"let p = {}; for (let i = 0; i < 2000; i++) { p = Object.create(p); for (let j = 0; j < 50; j++) p['k' + i + j] = 1 } for (;;) for (const k in p);"#
        ),
        (
            "instanceof chain",
            #"let p = {}; for (let i = 0; i < 1e5; i++) p = Object.create(p); const F = function () {}; for (;;) p instanceof F"#
        ),
        ("catch storm", #"for (;;) try { null.x } catch (e) { e.message.length; e.stack }"#),
        ("closures kept", #"const a = []; for (let i = 0;; i++) { const x = new Array(100).fill(i); a.push(() => x) }"#),
        (
            "switch on strings",
            #"let n = 0; for (;;) switch ('k'.repeat(n++ % 1000)) { case 'k'.repeat(500): n += 2; case 'x' + n: default: }"#
        ),
        ("comma and void", #"let x; for (;;) x = (void x, !x, ~x, -x, typeof x, x ** 2 % 7)"#),
        ("with getters", #"const a = [], o = { get a() { return a.push({ ...o.b }) }, get b() { return [...a] } }; for (;;) o.a"#)
    ]
    /// End in a real engine, too, for want of stack.
    static let deep: [(name: String, source: String)] = [
        ("json toJSON without end", #"const o = { toJSON() { return { o: { toJSON: o.toJSON } } } }; JSON.stringify(o)"#),
        ("toPrimitive recursion", #"const o = { [Symbol.toPrimitive](h) { return `${o}` + h } }; o + ''"#),
        ("destructuring nested defaults", #"const f = ({ a = f({}) } = {}) => a; f()"#),
        ("class static blocks", #"const f = () => { class A { static x = f(); static { f() } } }; f()"#),
        (
            "getter defines getter",
            #"const o = { get x() { Object.defineProperty(o, 'x' + n++, { get: () => o.x, enumerable: true, configurable: true }); return { ...o } } }; let n = 0; o.x"#
        ),
        ("setters that set", #"const o = { set x(v) { this.y = v + 1 }, set y(v) { this.x = v + 1 } }; o.x = 1"#)
    ]
}
