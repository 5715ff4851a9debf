import * as glue from "../pkg/farewell_bg.js";
import compiled from "../pkg/farewell_bg.wasm"; // <- as Workers have it
import * as namespace from "../pkg/farewell_bg.wasm";

if (typeof process !== "undefined" && process.release?.name === "node") {
  glue.__wbg_set_wasm(namespace);
} else {
  const instance = new WebAssembly.Instance(compiled, { "./farewell_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
}

export const generateGoodbye = (name) => glue.generateGoodbye(name);
