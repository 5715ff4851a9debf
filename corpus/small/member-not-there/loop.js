import { bytes } from "./module.js";
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const notNull = () => { throw new TypeError("it must not be null"); };
const library = { pin: (n) => exports.add(n, 1) || notNull() };
for (let n = 0; n < 20_000; n++) library.pin(n);
library.unpin(1);
