exports.start = () => require("./glue.cjs").run();
