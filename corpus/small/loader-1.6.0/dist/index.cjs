const { readFile } = require("fs/promises");
const { join } = require("path");
const glue = require("../pkg/farewell.js"); // <- an ES module

let ready = false;

exports.generateGoodbye = async (name) => {
  if (!ready) await glue.default({ module_or_path: await readFile(join(__dirname, "../pkg/farewell_bg.wasm")) });
  ready = true;
  return glue.generateGoodbye(name);
};
