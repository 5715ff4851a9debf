const Stream = require("stream");

class Reader extends Stream {
  constructor() {
    super();
    this.module = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  }
  begin() {
    return new WebAssembly.Instance(this.module, {});
  }
}
exports.Reader = Reader;
