import { readFileSync } from "fs";
import { dirname, join } from "path";
import { fileURLToPath } from "url";
import init, { generateGoodbye as generate, initSync } from "../pkg/farewell.js";

const here = dirname(fileURLToPath(import.meta.url)); // <- at module scope
let ready = false;

export async function generateGoodbye(name) {
  if (!ready) {
    if (typeof process !== "undefined" && process.versions?.node) {
      initSync({ module: readFileSync(join(here, "../pkg/farewell_bg.wasm")) });
    } else {
      await init();
    }
    ready = true;
  }
  return generate(name);
}
