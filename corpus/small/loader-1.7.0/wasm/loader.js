import * as glue from "../pkg/farewell_bg.js";

let initPromise;

export function initWasm() {
  if (!initPromise) {
    initPromise = (async () => {
      let bytes;
      if (typeof process !== "undefined" && process.release?.name === "node") {
        const { readFile } = await import("node:fs/promises");
        const { fileURLToPath } = await import("node:url");
        bytes = await readFile(fileURLToPath(new URL("../pkg/farewell_bg.wasm", import.meta.url))); // <- Node's branch
      } else {
        const response = await fetch(new URL("../pkg/farewell_bg.wasm", import.meta.url)); // <- no base
        bytes = await response.arrayBuffer();
      }
      const { instance } = await WebAssembly.instantiate(bytes, { "./farewell_bg.js": glue });
      glue.__wbg_set_wasm(instance.exports);
    })();
  }
  return initPromise;
}

initWasm().catch((error) => console.error(error));

export async function generateGoodbye(name) {
  await initWasm();
  return glue.generateGoodbye(name);
}
