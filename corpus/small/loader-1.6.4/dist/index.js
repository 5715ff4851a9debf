export { generateGoodbye } from "../wasm/loader.js";
