// Prints, as JSON, with which errors the engine running this refuses things: each test's name, then the error or what came instead.
// Run by scripts/generate-inventory; the answers are kept in corpus/facts/engine-texts.json.

// Modules whose one import, env.f, is a function, a memory, a global or a table; and bytes that are no module.
const enc = (s) => [s.length, ...[...s].map((c) => c.charCodeAt(0))];
const sec = (id, b) => [id, b.length, ...b];
const H = [0,97,115,109,1,0,0,0];
const imp = (kind) => new Uint8Array([...H, ...sec(1,[1,0x60,0,0]), ...sec(2,[1,...enc('env'),...enc('f'),...kind])]);
const F = imp([0,0]), M = imp([2,0,1]), G = imp([3,0x7f,0]), GM = imp([3,0x7f,1]), T = imp([1,0x70,0,1]), MS = imp([2,3,1,2]);
const BAD = new TextEncoder().encode('not found'), HTML = new TextEncoder().encode('<!DOCTYPE html>'), EMPTY = new Uint8Array(0), CUT = new Uint8Array(H.slice(0,6)), VER = new Uint8Array([0,97,115,109,13,0,1,0]);
const W = WebAssembly; const mod = (b) => new W.Module(b);
const trap = new Uint8Array([...H, ...sec(1,[1,0x60,0,0]), ...sec(3,[1,0]), ...sec(7,[1,...enc('run'),0,0]), ...sec(10,[1,3,0,0,0x0b])]);
const R = (bytes, type) => new Response(bytes, { headers: type ? { 'content-type': type } : {} });
const tests = {
 'Module(F) no imports': () => new W.Instance(mod(F)),
 'Instance {}': () => new W.Instance(mod(F), {}),
 'Instance env undefined': () => new W.Instance(mod(F), { env: undefined }),
 'Instance env 1': () => new W.Instance(mod(F), { env: 1 }),
 'Instance env {}': () => new W.Instance(mod(F), { env: {} }),
 'Instance memory missing': () => new W.Instance(mod(M), { env: {} }),
 'Instance memory small': () => new W.Instance(mod(M), { env: { f: new W.Memory({initial:0}) } }),
 'Instance memory notshared': () => new W.Instance(mod(MS), { env: { f: new W.Memory({initial:1}) } }),
 'Instance global missing': () => new W.Instance(mod(G), { env: {} }),
 'Instance mutable global number': () => new W.Instance(mod(GM), { env: {f:1} }),
 'Instance table missing': () => new W.Instance(mod(T), { env: {} }),
 'Instance imports number': () => new W.Instance(mod(F), 1),
 'Instance of bytes': () => new W.Instance(F, {}),
 'Instance()': () => new W.Instance(),
 'Instance no new': () => W.Instance(mod(F)),
 'instantiate(M) no imports': () => W.instantiate(mod(F)),
 'instantiate(M,{})': () => W.instantiate(mod(F), {}),
 'instantiate(M,{env:{}})': () => W.instantiate(mod(F), {env:{}}),
 'instantiate(bytes,{})': () => W.instantiate(F, {}),
 'instantiate(bytes,{env:{}})': () => W.instantiate(F, {env:{}}),
 'instantiate(bytes) no imports': () => W.instantiate(F),
 'instantiate(HTML)': () => W.instantiate(HTML), 'Module(HTML)': () => mod(HTML), 'compile(HTML)': () => W.compile(HTML),
 'Module(BAD)': () => mod(BAD), 'Module(EMPTY)': () => mod(EMPTY), 'instantiate(EMPTY)': () => W.instantiate(EMPTY), 'compile(EMPTY)': () => W.compile(EMPTY), 'Module(CUT)': () => mod(CUT), 'Module(VER)': () => mod(VER), 'instantiate(VER)':()=>W.instantiate(VER),
 'Module()': () => new W.Module(), 'Module(undefined)': () => new W.Module(undefined), 'Module(string)': () => new W.Module('x'), 'Module no new': () => W.Module(F),
 'compile(undefined)': () => W.compile(undefined), 'compile(string)': () => W.compile('./a.wasm'), 'compile(URL)': () => W.compile(new URL('file:///a.wasm')),
 'instantiate(undefined)': () => W.instantiate(undefined), 'instantiate(URL)': () => W.instantiate(new URL('file:///a.wasm')), 'instantiate(Response)': () => W.instantiate(R(F)), 'instantiate(promise)': () => W.instantiate(Promise.resolve(F)),'instantiate({})': () => W.instantiate({}), 'instantiate(F, 1)': () => W.instantiate(F, 1),
 'validate(undefined)': () => W.validate(undefined), 'validate(string)': () => W.validate('x'),
 'streaming(undefined)': () => W.instantiateStreaming(undefined), 'streaming(bytes)': () => W.instantiateStreaming(F), 'streaming(no mime)': () => W.instantiateStreaming(R(F)), 'streaming(html mime)': () => W.instantiateStreaming(R(HTML,'text/html')), 'streaming(octet)': () => W.instantiateStreaming(R(F,'application/octet-stream')), 'streaming(bad bytes)': () => W.instantiateStreaming(R(HTML,'application/wasm')), 'streaming(404)': () => W.instantiateStreaming(new Response('x',{status:404,headers:{'content-type':'application/wasm'}})), 'streaming {}': () => W.instantiateStreaming(R(F,'application/wasm'), {}), 'compileStreaming(undefined)': () => W.compileStreaming(undefined), 'compileStreaming(no mime)': () => W.compileStreaming(R(F)), 'streaming(used)': async () => { const r = R(F,'application/wasm'); await r.arrayBuffer(); return W.instantiateStreaming(r); },
 'trap unreachable': () => new W.Instance(mod(trap)).exports.run(),
 'Memory()': () => new W.Memory(), 'Memory({})': () => new W.Memory({}), 'Memory shared no max': () => new W.Memory({initial:1,shared:true}), 'Memory too big': () => new W.Memory({initial:70000}), 'grow': () => new W.Memory({initial:1,maximum:1}).grow(1), 'Table({})': () => new W.Table({}), 'Global()': () => new W.Global(),
 'exports write': () => { 'use strict'; new W.Instance(mod(trap)).exports.x = 1; },
 'undefined.x': () => { let w; return w.run; }, 'undefined.x()': () => { let w; return w.run(); }, 'undefined.x=': () => { let w; w.run = 1; }, 'null.x': () => { let w = null; return w.run; }, 'a.b.c of undefined': () => { const w = {}; return w.exports.run; }, 'undefined[computed]': () => { let w; const k = 'run'; return w[k]; },
 'not a function ident': () => { let f; f(1, 2); }, 'not a function member': () => { const o = {}; o.f(1, 2); }, 'not a function nested': () => { const o = {a:{}}; o.a.f(); }, 'not a function computed': () => { const o = {}; const k='f'; o[k](); }, 'not a function call': () => { const o = () => 1; o()(); }, 'number not function': () => { const f = 3; f(); }, 'object not function': () => { const f = {}; f(); },
 'not constructor': () => { const f = () => 1; new f(); }, 'not constructor undefined': () => { let f; new f(); }, 'not constructor member': () => { const o = {}; new o.X(); }, 'class call': () => { class A {} A(); },
 'not defined': () => nope, 'not defined call': () => nope(), 'tdz': () => { x; let x = 1; }, 'const assign': () => (0, eval)('const x = 1; x = 2'),
 'destructure undefined': () => { const { a } = undefined; }, 'destructure param': () => { ((({ a }) => a))(); }, 'destructure null': () => { let n = null; const { a, b } = n; }, 'array destructure undefined': () => { const [a] = undefined; }, 'spread undefined': () => { let u; [...u]; }, 'spread call': () => { let u; Math.max(...u); }, 'spread number': () => { [...1]; }, 'for of undefined': () => { let u; for (const x of u); }, 'for of object': () => { const o = {}; for (const x of o); }, 'new Map(1)': () => new Map(1), 'new Set({})': () => new Set({}),
 'in undefined': () => { let u; return 'a' in u; }, 'in string': () => 'a' in 'b', 'instanceof undefined': () => { let u; return ({}) instanceof u; }, 'instanceof object': () => ({}) instanceof {}, 'instanceof arrow': () => ({}) instanceof (() => 1),
 'super missing': () => { class A extends Object { constructor() { this.x = 1; } } new A(); }, 'extends undefined': () => { let u; class A extends u {} }, 'private missing': () => { class A { #x = 1; static f(o) { return o.#x; } } A.f({}); },
 'freeze write': () => { const o = Object.freeze({a:1}); o.a = 2; }, 'freeze add': () => { const o = Object.freeze({}); o.a = 2; }, 'getter only': () => { const o = { get a() { return 1; } }; o.a = 2; }, 'delete nonconfigurable': () => { delete Object.freeze({a:1}).a; }, 'defineProperty nonconf': () => { Object.defineProperty(Object.freeze({}), 'a', {value:1}); }, 'redefine': () => { const o={}; Object.defineProperty(o,'a',{value:1}); Object.defineProperty(o,'a',{value:2}); }, 'defineProperty non object': () => Object.defineProperty(1,'a',{}), 'defineProperty bad desc': () => Object.defineProperty({},'a',1),
 'Symbol to string': () => '' + Symbol('a'), 'BigInt mix': () => 1n + 1, 'BigInt(1.5)': () => BigInt(1.5), 'BigInt(str)': () => BigInt('x'), 'BigInt(undefined)': () => BigInt(undefined), 'toPrimitive': () => '' + Object.create(null), 'JSON bad': () => JSON.parse('<!DOCTYPE'), 'JSON empty': () => JSON.parse(''), 'JSON undefined': () => JSON.parse(undefined), 'JSON cut': () => JSON.parse('{"a":'), 'JSON cycle': () => { const a = {}; a.a = a; JSON.stringify(a); }, 'JSON bigint': () => JSON.stringify(1n),
 'array length': () => new Array(-1), 'ArrayBuffer(-1)': () => new ArrayBuffer(-1), 'typed offset': () => new Uint32Array(new ArrayBuffer(8), 1), 'typed length': () => new Uint8Array(new ArrayBuffer(8), 9), 'typed length2': () => new Uint8Array(new ArrayBuffer(8), 0, 9), 'typed length3': () => new Uint32Array(new ArrayBuffer(7)), 'typed set': () => new Uint8Array(1).set([1,2]), 'DataView oob': () => new DataView(new ArrayBuffer(1)).getInt32(0), 'DataView arg': () => new DataView(1), 'no new typed': () => Uint8Array(1), 'repeat': () => 'a'.repeat(-1), 'toString radix': () => (1).toString(99), 'toFixed': () => (1).toFixed(101), 'codepoint': () => String.fromCodePoint(-1), 'RegExp': () => new RegExp('('), 'normalize': () => 'a'.normalize('x'), 'reduce empty': () => [].reduce((a) => a), 'stack overflow': () => { const f = () => f() + 1; f(); }, 'decodeURIComponent': () => decodeURIComponent('%'), 'Date iso': () => new Date(NaN).toISOString(), 'Proxy()': () => new Proxy(1, {}), 'Reflect.ownKeys(1)': () => Reflect.ownKeys(1), 'Object.setPrototypeOf': () => Object.setPrototypeOf(undefined, {}), 'Object.create(1)': () => Object.create(1), 'Object.keys(undefined)': () => Object.keys(undefined), 'Object.entries(null)': () => Object.entries(null), 'Object.fromEntries(1)': () => Object.fromEntries(1), 'Promise(1)': () => new Promise(1), 'Promise no new': () => Promise(), 'Function.apply': () => Function.prototype.apply.call(1), 'Symbol new': () => new Symbol(), 'WeakMap key': () => new WeakMap().set(1, 1), 'WeakRef(1)': () => new WeakRef(1), 'FR no fn': () => new FinalizationRegistry(), 'FR same': () => { const fr = new FinalizationRegistry(() => {}); const o = {}; fr.register(o, o); }, 'map incompatible': () => Map.prototype.get.call({}, 1), 'typed incompatible': () => Uint8Array.prototype.fill.call({}, 1), 'Array.from(undefined)': () => Array.from(undefined), 'generator running': () => { let g; function* f() { g.next(); } g = f(); g.next(); }, 'Atomics': () => Atomics.add(new Float32Array(1), 0, 1), 'Intl bad': () => new Intl.DateTimeFormat('x-'), 'Iterator next': () => { const o = { [Symbol.iterator]: () => 1 }; [...o]; }, 'Iterator next2': () => { const o = { [Symbol.iterator]: () => ({ next: () => 1 }) }; [...o]; },
 'atob bad': () => atob('*'), 'atob len': () => atob('abcde'), 'btoa': () => btoa('\u0100'), 'TextDecoder label': () => new TextDecoder('x-nope'), 'TextDecoder fatal': () => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255])), 'TextDecoder arg': () => new TextDecoder().decode(1), 'URL bad': () => new URL('x'), 'URL()': () => new URL(), 'fetch()': () => fetch(), 'fetch bad scheme': () => fetch('foo:bar'), 'fetch file missing': () => fetch('file:///nope.wasm'), 'Response.json twice': async () => { const r = new Response('1'); await r.text(); return r.text(); }, 'Headers bad': () => new Headers({ 'a b': '1' }), 'structuredClone fn': () => structuredClone(() => 1), 'getRandomValues big': () => crypto.getRandomValues(new Uint8Array(65537)), 'getRandomValues type': () => crypto.getRandomValues(new Float32Array(1)), 'getRandomValues arg': () => crypto.getRandomValues([1]), 'queueMicrotask arg': () => queueMicrotask(1), 'setTimeout arg': () => setTimeout(1), 'setTimeout none': () => setTimeout(), 'performance.now detached': () => { const f = performance.now; return typeof f(); }, 'fetch detached': () => { const o = { fetch }; return o.fetch('data:,x').then(() => 1); }, 'AbortSignal()': () => new AbortSignal(), 'new Blob(1)': () => new Blob(1), 'Worker': () => new Worker(), 'MessageChannel call': () => MessageChannel(), 'EventTarget add': () => new EventTarget().addEventListener('a', 1),
};
const out = {};
for (const [k, f] of Object.entries(tests)) {
  try { const p = f(); if (p && typeof p.then === 'function') { try { const v = await Promise.race([p, new Promise((r) => setTimeout(() => r('PENDING'), 3000))]); out[k] = { ok: Object.prototype.toString.call(v), async: true }; } catch (e) { out[k] = { name: e.name, message: e.message, code: e.code, async: true, cause: e.cause && e.cause.message }; } } else out[k] = { ok: Object.prototype.toString.call(p) }; }
  catch (e) { out[k] = { name: e.name, message: e.message, code: e.code }; }
}
if (typeof document !== 'undefined') document.body.textContent = JSON.stringify(out);
else console.log(JSON.stringify(out));
setTimeout(() => globalThis.process?.exit?.(0), 10);
