const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(__dirname, "adder.wasm"))));
exports.add = (a, b) => instance.exports.add(a, b);
exports.init = () => exports.add(1, 2);
