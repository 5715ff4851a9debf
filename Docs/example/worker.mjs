import init, { generateGoodbye } from "farewell";

export default {
  async fetch() {
    await init();
    return new Response(generateGoodbye("world"));
  },
};
