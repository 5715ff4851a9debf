export * from "./types.cjs";
export * from "./start.js";
