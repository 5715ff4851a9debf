// The WasmBinary room: see Docs/architecture.md.
