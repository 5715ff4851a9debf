const { generateGoodbye } = require("farewell");

(async () => await generateGoodbye("Ann"))();
