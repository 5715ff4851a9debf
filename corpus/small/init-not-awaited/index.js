import start, { add } from "./glue.js";

export function init() {
  start();
  return add(1, 2);
}
