// What is left when two pieces of generated glue are put into one file.
const imports = { env: {} };
export const start = () => imports;
const imports = { wasi_snapshot_preview1: {} }; // the second
