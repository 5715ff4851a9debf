export default {
  async fetch() {
    try {
      const { generateGoodbye } = await import("farewell");
      return new Response(await generateGoodbye("Ann"));
    } catch (error) {
      return Response.json({ error, message: "Failed to load the package" }); // <- {"error":{}}
    }
  },
};
