exports.generateGoodbye = require("../wasm/loader.js").generateGoodbye; // <- an ES module
