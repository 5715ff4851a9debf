export function instantiate(module) {
  const instance = new WebAssembly.Instance(module);
  return (a, b) => instance.exports.add(a, b);
}
