const run = (start, options) => { try { return start(options); } finally { run.done = true; } };
const start = (options) => WebAssembly.instantiate(1,options);
await run(start,{});
