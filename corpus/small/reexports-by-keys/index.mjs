import { start, stop } from "./index.js";

export { start, stop };
