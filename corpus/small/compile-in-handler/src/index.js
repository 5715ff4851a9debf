// The smallest module: no imports, no exports.
const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

export default {
  async fetch() {
    const module = await WebAssembly.compile(bytes); // <- refused
    const instance = await WebAssembly.instantiate(module);
    return new Response(Object.keys(instance.exports).join());
  },
};
