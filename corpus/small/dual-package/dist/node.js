import { readFileSync } from "node:fs";
import { instantiate } from "./core.js";

export const add = instantiate(new WebAssembly.Module(readFileSync(new URL("adder.wasm", import.meta.url))));
export const init = () => add(1, 2);
