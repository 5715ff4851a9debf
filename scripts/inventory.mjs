// Prints, as JSON, the names that the engine running this has: of each builtin object its own properties and their kinds.
// Run by scripts/generate-inventory in Node, Deno, Bun and a page of Chromium.

const letters = { function: 'f', object: 'o', string: 's', number: 'n', boolean: 'b', undefined: 'u', symbol: 'y', bigint: 'i' };

/** The kind of a property as one letter; `a` is a getter that was not called, `z` is null. */
function kind(object, name, read) {
  let descriptor;
  for (let holder = object; holder && !descriptor; holder = Object.getPrototypeOf(holder)) descriptor = Reflect.getOwnPropertyDescriptor(holder, name);
  let value;
  if (descriptor && 'value' in descriptor) value = descriptor.value;
  else if (read) {
    try { value = object[name]; } catch { return 'a'; }
  } else return 'a';
  return value === null ? 'z' : letters[typeof value];
}

const label = (name) => (typeof name === 'symbol' ? (name.description ?? '').replace(/^Symbol\./, '@@') : name);
const writable = (text) => text && !/[\s\0]/.test(text);

/** Own names, and with `inherited` those of the prototypes up to Object.prototype. */
function members(object, { inherited = false, read = false } = {}) {
  const found = Object.create(null); // `toString` is a name like any other
  for (let holder = object; holder && (holder === object || (inherited && holder !== Object.prototype)); holder = Object.getPrototypeOf(holder)) {
    for (const name of Reflect.ownKeys(holder)) {
      const text = label(name);
      if (writable(text) && !(text in found)) found[text] = kind(object, name, read);
    }
  }
  return found;
}

function collect() {
  const owners = {};
  const add = (name, object, options) => {
    if (object !== null && (typeof object === 'object' || typeof object === 'function') && !(name in owners)) owners[name] = members(object, options);
  };
  add('globalThis', globalThis, { inherited: true, read: true });
  // Read before anything else defines names of its own.
  const names = Object.keys(owners.globalThis).filter((name) => !name.startsWith('@@') && globalThis[name] !== globalThis);
  const isObject = (value) => value !== null && typeof value === 'object';
  for (const name of names) {
    let value;
    try { value = globalThis[name]; } catch { continue; }
    if (typeof value === 'function') {
      add(name, value);
      add(name + '.prototype', value.prototype);
    } else if (isObject(value)) {
      const isInstance = ![null, Object.prototype].includes(Object.getPrototypeOf(value));
      add(name, value, { inherited: isInstance });
      // Namespaces hold constructors: Intl.NumberFormat, WebAssembly.Memory.
      for (const inner of Object.keys(owners[name])) {
        const descriptor = Reflect.getOwnPropertyDescriptor(value, inner);
        if (!descriptor || typeof descriptor.value !== 'function' || !/^[A-Z]/.test(inner)) continue;
        add(`${name}.${inner}`, descriptor.value);
        add(`${name}.${inner}.prototype`, descriptor.value.prototype);
      }
    }
  }
  const prototype = Object.getPrototypeOf;
  const intrinsics = {
    '%TypedArray%': prototype(Uint8Array), '%TypedArray%.prototype': prototype(Uint8Array.prototype),
    '%IteratorPrototype%': prototype(prototype([][Symbol.iterator]())), '%ArrayIteratorPrototype%': prototype([][Symbol.iterator]()),
    '%MapIteratorPrototype%': prototype(new Map().entries()), '%SetIteratorPrototype%': prototype(new Set().values()),
    '%StringIteratorPrototype%': prototype(''[Symbol.iterator]()), '%RegExpStringIteratorPrototype%': prototype('a'.matchAll(/a/g)),
    '%GeneratorFunction.prototype.prototype%': prototype(prototype((function* () {})())),
    '%AsyncGeneratorFunction.prototype.prototype%': prototype(prototype((async function* () {})())),
    '%AsyncFunction.prototype%': prototype(async function () {}), '%GeneratorFunction.prototype%': prototype(function* () {}),
  };
  for (const [name, object] of Object.entries(intrinsics)) add(name, object);
  return owners;
}

async function collectModules(owners) {
  const { builtinModules } = await import('node:module');
  const asked = new Set([...builtinModules.map((name) => name.replace(/^node:/, '')), 'test', 'test/reporters', 'sea', 'sqlite', 'fs/promises', 'path/posix', 'path/win32']);
  const modules = {};
  for (const name of [...asked].sort()) {
    if (/^(internal|bun|_|v8\/tools|node-inspect)/.test(name)) continue;
    let bare = true;
    try { await import(name); } catch { bare = false; }
    try {
      const namespace = await import('node:' + name);
      modules['node:' + name] = { bare };
      owners['node:' + name] = members(namespace, { read: true });
    } catch { /* this runtime has no such module */ }
  }
  return modules;
}

const owners = collect();
const isPage = typeof document !== 'undefined';
const modules = isPage ? {} : await collectModules(owners);
const text = JSON.stringify({ owners, modules });
if (isPage) document.body.textContent = text;
else console.log(text);
