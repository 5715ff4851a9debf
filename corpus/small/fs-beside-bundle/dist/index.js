import { readFileSync } from "node:fs";

const table = readFileSync(new URL("table.bin", import.meta.url)); // <- not there

export function init() {
  return table.length;
}
