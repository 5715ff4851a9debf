export const start = async () => (await import("./glue.js")).run();
