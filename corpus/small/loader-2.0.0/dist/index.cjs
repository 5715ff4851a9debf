const lines = ["Goodbye, {name}", "Farewell, {name}"];

exports.generateGoodbye = (name) => lines[0].replace("{name}", name);
