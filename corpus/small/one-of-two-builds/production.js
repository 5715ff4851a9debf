class Adder {
  constructor() {
    this.module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  }
  start() {
    this.instance = new WebAssembly.Instance(this.module, {});
  }
}
exports.Adder = Adder;
