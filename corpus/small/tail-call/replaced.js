const run = (start, options) => start(options);
const start = (options) => WebAssembly.instantiate(1,options);
await run(start,{});
