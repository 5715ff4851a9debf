import { readFile } from "fs/promises";
import { dirname, join } from "path";
import { fileURLToPath } from "url";
import init, { generateGoodbye as generate } from "../pkg/farewell.js";

let ready = false;

/** Bytes in every runtime: "only a pre-compiled module is allowed". */
async function start() {
  if (typeof process !== "undefined" && process.versions?.node) {
    const here = dirname(fileURLToPath(import.meta.url));
    await init({ module_or_path: await readFile(join(here, "../pkg/farewell_bg.wasm")) });
  } else {
    const response = await fetch(new URL("../pkg/farewell_bg.wasm", import.meta.url));
    await init({ module_or_path: await response.arrayBuffer() });
  }
  ready = true;
}

export async function generateGoodbye(name) {
  if (!ready) await start();
  return generate(name);
}
