// A table takes functions of modules only: a function of JavaScript is wrapped by a module that is made for it.
const table = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
export function add(callback) {
  try {
    table.set(0, callback);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const wrapper = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 101, 1, 102, 0, 0, 7, 5, 1, 1, 102, 0, 0]);
    table.set(0, new WebAssembly.Instance(new WebAssembly.Module(wrapper), { e: { f: callback } }).exports.f);
  }
}
add(() => {});
