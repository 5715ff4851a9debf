import { readFile } from "node:fs/promises";

let wasm;

export default async function init() {
  const { instance } = await WebAssembly.instantiate(await readFile(new URL("adder.wasm", import.meta.url)));
  wasm = instance.exports;
}

export function add(a, b) {
  return wasm.add(a, b); // <- before init has ended
}
