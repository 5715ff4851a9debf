import { instantiate } from "./core.js";

let add;
export async function init() {
  add = instantiate(await WebAssembly.compileStreaming(fetch(new URL("adder.wasm", import.meta.url))));
  return add(1, 2);
}
