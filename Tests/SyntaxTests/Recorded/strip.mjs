// node strip.mjs: blanks the types of every source in stripped.json anew, as Node (24 or later) does before it runs a file.
import { readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

const file = new URL("stripped.json", import.meta.url);
const lines = JSON.parse(readFileSync(file, "utf8")).map(({ source }) => JSON.stringify({ source, stripped: stripTypeScriptTypes(source) }));
writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
