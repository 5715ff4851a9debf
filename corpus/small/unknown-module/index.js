// Bytes that nobody here knows: every name is an export, calling one is calling WebAssembly, and what its imports write is not known.
const api = {};
const registered = { enroll: (name) => { api[name] = () => name; } };
const bytes = await (await fetch("https://example.com/adder.wasm")).arrayBuffer();
const { instance } = await WebAssembly.instantiate(bytes, { host: registered });
instance.exports.start();
export const answer = new api.Farewell("goodbye");
