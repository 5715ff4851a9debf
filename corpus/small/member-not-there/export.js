import { bytes } from "./module.js";
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
exports.add(1, 2);
exports.subtract(2, 1);
