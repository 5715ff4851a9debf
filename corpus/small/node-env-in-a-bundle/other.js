export default { fetch: () => new Response(process.env.NODE_ENVIRONMENT) };
