import { withImport } from "./module.js";
const library = {};
const tell = () => { library.unpin = () => 1; };
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(withImport), { host: { tell } });
exports.add(1, 2);
library.unpin(1);
