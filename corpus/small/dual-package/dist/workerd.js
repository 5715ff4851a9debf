import module from "./adder.wasm";
import { instantiate } from "./core.js";

export const add = instantiate(module);
export const init = () => add(1, 2);
