import * as glue from "../pkg/farewell_bg.js";

const initPromise = (async () => {
  let bytes;
  const isNode = typeof process !== "undefined" && process.release?.name === "node";
  if (isNode) {
    const { readFile } = await import("node:fs/promises");
    const { fileURLToPath } = await import("node:url");
    const path = fileURLToPath(new URL("../pkg/farewell_bg.wasm", import.meta.url)); // <- Node's branch
    bytes = await readFile(path);
  } else {
    const response = await fetch(new URL("../pkg/farewell_bg.wasm", import.meta.url)); // <- no base
    bytes = await response.arrayBuffer();
  }
  const { instance } = await WebAssembly.instantiate(bytes, { "./farewell_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
})();

await initPromise;

export const generateGoodbye = (name) => glue.generateGoodbye(name);
