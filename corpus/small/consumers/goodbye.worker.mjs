import { generateGoodbye } from "farewell";

export default {
  async fetch() {
    return new Response(await generateGoodbye("Ann"));
  },
};
